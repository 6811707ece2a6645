//! The JSON of official figures, and of the questions that they raise: the shapes that other programs rely on. A field here is never renamed or removed.

use domain::AcademicYear;
use measures::question::{Figures, Over, State, Unknown};
use measures::tally::Tally;
use measures::{Axis, Certainty, Comparison, Mark, Quadrant};
use serde::Serialize;
use utoipa::ToSchema;

use crate::asked::{Asked, InCycle};
use crate::schools::read::School;

/// A school, as answers name it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SchoolName {
    /// The number (URN).
    pub urn: String,
    /// The public name.
    pub name: String,
}

/// The norms that figures are read against.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Benchmark {
    /// The set.
    pub id: String,
    /// Its version.
    pub version: String,
}

/// Results against national.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Results {
    /// The average scaled score.
    pub value: Option<f64>,
    /// The national average; null where the table has no national row.
    pub national: Option<f64>,
    /// Value less national.
    pub difference: Option<f64>,
    /// Lower bound of the difference, where somebody stated a spread.
    pub lower: Option<f64>,
    /// Upper bound of the difference.
    pub upper: Option<f64>,
    /// What the range says.
    #[schema(value_type = String)]
    pub certainty: Certainty,
}

/// Progress against pupils with the same start.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Progress {
    /// The published score.
    pub value: Option<f64>,
    /// Lower bound as published.
    pub lower: Option<f64>,
    /// Upper bound as published.
    pub upper: Option<f64>,
    /// What the range says.
    #[schema(value_type = String)]
    pub certainty: Certainty,
}

/// What is missing, by measure: the table's own sign (or a word of ours), a colon, and what it means.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
pub struct NotAvailable {
    /// Across.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub results: Option<String>,
    /// Up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<String>,
}

/// One mark of a chart.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct MarkAnswer {
    /// The school, where marks are schools.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub school: Option<SchoolName>,
    /// The school year.
    pub year: String,
    /// The subject.
    pub subject: String,
    /// Which pupils.
    pub group: String,
    /// How many pupils stand behind the progress score.
    pub pupils: Option<u32>,
    /// Across.
    pub results: Results,
    /// Up.
    pub progress: Progress,
    /// The quarter of the chart.
    #[schema(value_type = String)]
    pub quadrant: Quadrant,
    /// What is missing and why; empty for a mark that has a place on the chart.
    pub not_available: NotAvailable,
}

impl MarkAnswer {
    /// The answer for `mark`; `meaning` says in words what a missing figure means, by message id.
    #[must_use]
    pub fn of(
        mark: &Mark,
        named: (Option<SchoolName>, String, String, String),
        meaning: impl Fn(&str) -> String,
    ) -> Self {
        let (school, year, subject, group) = named;
        let mut not_available = NotAvailable::default();
        for (axis, why) in mark.not_available() {
            let absent = format!("{}: {}", why.code(), meaning(why.meaning_key()));
            match axis {
                Axis::Results => not_available.results = Some(absent),
                Axis::Progress => not_available.progress = Some(absent),
            }
        }
        Self {
            school,
            year,
            subject,
            group,
            pupils: mark.pupils(),
            results: results(mark.results()),
            progress: progress(mark.progress()),
            quadrant: mark.quadrant(),
            not_available,
        }
    }
}

fn results(comparison: &Comparison) -> Results {
    let (lower, upper) = bounds(comparison);
    Results {
        value: comparison.value().value(),
        national: comparison.reference(),
        difference: comparison.difference().map(tidy),
        lower,
        upper,
        certainty: comparison.certainty(),
    }
}

fn progress(comparison: &Comparison) -> Progress {
    let (lower, upper) = bounds(comparison);
    Progress { value: comparison.value().value(), lower, upper, certainty: comparison.certainty() }
}

fn bounds(comparison: &Comparison) -> (Option<f64>, Option<f64>) {
    let interval = comparison.interval();
    (interval.map(measures::Interval::lower), interval.map(measures::Interval::upper))
}

/// A difference of two printed figures without the dust of binary fractions: 0.7, not 0.7000000000000028.
fn tidy(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}

/// The quadrant of one school.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct SchoolQuadrant {
    /// Which school.
    pub school: SchoolName,
    /// The school year.
    pub year: String,
    /// The stage.
    pub stage: String,
    /// What it is read against.
    pub benchmark: Benchmark,
    /// The marks.
    pub marks: Vec<MarkAnswer>,
}

/// How many marks stand where.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Counts {
    /// Where, and how sure.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub tally: Tally,
    /// How many schools there are, with or without a place on the chart.
    pub schools: usize,
}

/// The quadrant of all schools of an authority.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct AuthorityQuadrant {
    /// Which authority.
    pub authority: String,
    /// The counts.
    pub counts: Counts,
    /// A mark a school.
    pub marks: Vec<MarkAnswer>,
}

/// The questions as programs read them.
#[derive(Debug, Serialize, ToSchema)]
pub struct SchoolQuestions {
    /// The school's number (URN).
    pub school: String,
    /// Its public name.
    pub name: String,
    /// The year that the questions on results are about.
    pub year: Option<String>,
    /// Every question of the catalogue: those asked first, the most pressing on top.
    pub questions: Vec<QuestionAnswer>,
}

/// One question. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SchoolQuestion)]
pub struct QuestionAnswer {
    /// The code of the catalogue, `Q1` to `Q26`.
    pub id: &'static str,
    /// `asked`, `nothing_unusual` or `not_known`.
    pub state: &'static str,
    /// Why it can't be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub why: Option<Unknown>,
    /// The question, as a governor would ask it.
    pub question: String,
    /// What the figures say to it.
    pub answer: String,
    /// The figures in words; empty where there are none.
    pub because: String,
    /// How pressing it is; 0 for what is not asked.
    pub weight: u16,
    /// The figures, by rule.
    #[schema(value_type = Object)]
    pub figures: Figures,
    /// The cycles in which it is asked.
    pub cycles: Vec<QuestionInCycle>,
}

/// A cycle in which a question is asked.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuestionInCycle {
    /// Its number.
    pub cycle: String,
    /// The figures, by rule.
    #[schema(value_type = Object)]
    pub figures: Figures,
}

impl SchoolQuestions {
    /// The questions about a school, in words and as found.
    #[must_use]
    pub fn of(school: &School, year: Option<AcademicYear>, told: Vec<(&Over<InCycle>, Asked)>) -> Self {
        let one = |(over, asked): (&Over<InCycle>, Asked)| QuestionAnswer {
            id: asked.id,
            state: match asked.state {
                State::Asked => "asked",
                State::NothingUnusual => "nothing_unusual",
                State::NotKnown(_) => "not_known",
            },
            why: match asked.state {
                State::NotKnown(why) => Some(why),
                State::Asked | State::NothingUnusual => None,
            },
            question: asked.question,
            answer: asked.answer,
            because: asked.because,
            weight: over.finding.weight,
            figures: over.finding.figures.clone(),
            cycles: over
                .asked
                .iter()
                .map(|(cycle, finding)| QuestionInCycle {
                    cycle: cycle.id.to_string(),
                    figures: finding.figures.clone(),
                })
                .collect(),
        };
        Self {
            school: school.number(),
            name: school.name.clone(),
            year: year.map(|year| year.to_string()),
            questions: told.into_iter().map(one).collect(),
        }
    }
}
