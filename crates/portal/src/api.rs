//! The JSON of official figures: the shapes that other programs rely on. A field here is never renamed or removed.

use measures::tally::Tally;
use measures::{Axis, Certainty, Comparison, Mark, Quadrant};
use serde::Serialize;
use utoipa::ToSchema;

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
