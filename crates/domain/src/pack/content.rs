//! What a governor data pack says: finished sentences, figures and tables, and what people wrote, under their keys.
//!
//! It is data and no page: how it looks may change, what it says may not. A figure stands in it as it was published or as
//! it passed the gate for small numbers, so it is in the clear. People's words are sealed under the key of what they speak
//! of, so that whatever destroys that key reaches the packs too.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::PackRefusal;
use crate::cohort_result::Figure;
use crate::id::{CycleId, EnquiryId, KeySubject};
use crate::school::SmallestGroup;
use crate::{AcademicYear, BenchmarkVersion, Score, Sealed, Sequence, Stage, ValueError};

/// The English that the sentences of a pack are in.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Default,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case", parse_err_ty = ValueError, parse_err_fn = unlisted)]
pub enum Language {
    /// British English.
    #[default]
    EnGb,
    /// New Zealand English.
    EnNz,
    /// United States English.
    EnUs,
}

fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("one of the words of this list")
}

/// Official results that a pack stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficialBasis {
    /// At the end of which stage.
    pub stage: Stage,
    /// In which year.
    pub year: AcademicYear,
    /// The norms that they are read against.
    pub benchmark: BenchmarkVersion,
    /// The last fact of their stream.
    pub sequence: Sequence,
    /// That fact's place among all facts; none if it was not sealed yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
}

/// How far the ledger was sealed when a pack was made, and the hash of all that was in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The last sealed fact.
    pub position: u64,
    /// The root of the tree over all facts up to it: 32 bytes in hexadecimal digits.
    pub root: String,
}

/// What a pack stands on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The number of the edition that the figures of the school's own cycles are from; none where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<u32>,
    /// How few pupils could stand behind such a figure.
    pub smallest_group: SmallestGroup,
    /// The official results, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub official: Vec<OfficialBasis>,
    /// The ledger; none where nothing was signed yet, or nothing is signed any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkpoint: Option<Checkpoint>,
    /// Nothing could be signed any more: the records did not fit what had been signed, or the key was gone. Older packs don't say.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signing_stopped: bool,
}

/// Why a cell has no figure.
///
/// # Source
/// The five symbols of the Government Statistical Service's guidance on symbols in tables.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Display, IntoStaticStr, VariantArray,
)]
pub enum Symbol {
    /// It does not apply.
    #[serde(rename = "z")]
    #[strum(serialize = "z")]
    NotApplicable,
    /// It is not known.
    #[serde(rename = "x")]
    #[strum(serialize = "x")]
    NotAvailable,
    /// It is hidden, because too few pupils stand behind it.
    #[serde(rename = "c")]
    #[strum(serialize = "c")]
    Confidential,
    /// It rounds to nought and is not nought.
    #[serde(rename = "low")]
    #[strum(serialize = "low")]
    RoundsToZero,
    /// It is too unreliable to be told.
    #[serde(rename = "u")]
    #[strum(serialize = "u")]
    LowReliability,
}

/// What somebody's words speak of, and so whose key they are under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpokenOf {
    /// A question about the school, or its answer.
    Enquiry(EnquiryId),
    /// A cycle: a part of its report.
    Cycle(CycleId),
}

impl SpokenOf {
    /// Whose key the words are under.
    #[must_use]
    pub fn key(self) -> KeySubject {
        match self {
            Self::Enquiry(enquiry) => enquiry.into(),
            Self::Cycle(cycle) => cycle.into(),
        }
    }
}

/// Somebody's own words. `W` is how they are held: sealed in a fact, open on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said<W> {
    /// What they speak of.
    pub of: SpokenOf,
    /// The words.
    pub words: W,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell<W> {
    /// A text of ours.
    Text(String),
    /// How many.
    Count(u32),
    /// A figure.
    Number(Score),
    /// A difference, in points: written with its sign.
    Points(Score),
    /// There is no figure, and why.
    Missing(Symbol),
    /// Somebody's own words.
    Said(Said<W>),
}

/// Which table of a pack.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = unlisted)]
pub enum TableName {
    /// Official results of the latest year, by subject.
    Results,
    /// The same, by group of pupils.
    Groups,
    /// Official progress over the years.
    Years,
    /// The school's own cycles.
    Cycles,
    /// The questions that the figures raise, with what they come from.
    Questions,
    /// What was asked about the school, and what it answered.
    Enquiries,
    /// What was reported to the board.
    Reports,
}

/// A table. Each row has as many cells as there are columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table<W> {
    /// Which one.
    pub name: TableName,
    /// Its heading.
    pub caption: String,
    /// The headings of its columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Cell<W>>>,
}

/// What the marks of a chart are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartOf {
    /// Official results: averages against the national one, and progress scores.
    #[default]
    Results,
    /// The school's own cycles: mean scores against the norm of the test, and mean gains against the gain to expect.
    Cycles,
}

impl ChartOf {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "it is asked by what writes the JSON, which has references"
    )]
    fn is_results(&self) -> bool {
        *self == Self::Results
    }
}

/// When a gain on a chart is called clearly more than expected. A chart keeps the rule that it was made by, so that it is
/// drawn by that rule for ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClearBy {
    /// When its whole range is above the line: for official results, and for cycles in packs from before there was another
    /// rule.
    #[default]
    Range,
    /// When the low end of its range is more than chance alone may give.
    Chance,
}

impl ClearBy {
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "it is asked by what writes the JSON, which has references"
    )]
    fn is_range(&self) -> bool {
        *self == Self::Range
    }
}

/// One mark of a chart, as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkFigures {
    /// What its row is called in addresses.
    pub id: String,
    /// Its name.
    pub label: String,
    /// The average score; none for a subject that has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average: Option<Figure>,
    /// The ends of its range; none where nobody stated one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub average_range: Option<(Score, Score)>,
    /// The national average, or the norm of the test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national: Option<Score>,
    /// The progress score, or the mean gain.
    pub progress: Figure,
    /// The lower end of its range.
    pub lower: Figure,
    /// The upper end of its range.
    pub upper: Figure,
    /// The gain to expect; none for a progress score, which is set against 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Score>,
    /// The pupils behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pupils: Option<u32>,
}

/// A chart: its figures and sentences. The drawing is made of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartFigures {
    /// What its marks are.
    #[serde(default, skip_serializing_if = "ChartOf::is_results")]
    pub of: ChartOf,
    /// When one of its gains is clear.
    #[serde(default, skip_serializing_if = "ClearBy::is_range")]
    pub clear_by: ClearBy,
    /// What it shows.
    pub title: String,
    /// What a mark is.
    pub label: String,
    /// The marks.
    pub marks: Vec<MarkFigures>,
    /// What is said below it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// A part of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block<W> {
    /// A sentence or some.
    Sentence(String),
    /// Sentences one below the other.
    List(Vec<String>),
    /// A question and what can be said to it.
    Question {
        /// The question.
        question: String,
        /// What can be said.
        answer: String,
    },
    /// Somebody's words in short, after what we say of them.
    Said {
        /// What we say of them.
        lead: String,
        /// The words.
        said: Said<W>,
    },
    /// Words and what they mean.
    Terms(Vec<(String, String)>),
    /// A chart.
    Chart(ChartFigures),
    /// A table.
    Table(Table<W>),
}

/// What a section is about. The first four are the first page.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "kebab-case")]
pub enum SectionName {
    /// The one thing to know, and the chart that shows it.
    Headline,
    /// At most five questions.
    Asked,
    /// What is open, and what was answered since last time.
    Open,
    /// What changed since last time.
    Changed,
    /// Official results.
    Results,
    /// Official results over the years.
    Trend,
    /// The school's own cycles.
    Cycles,
    /// The five questions with what they come from.
    Questions,
    /// Questions and answers in full.
    Answers,
    /// What was reported to the board.
    Reports,
    /// How sure this is.
    Sure,
    /// What the words and signs mean.
    Words,
}

impl SectionName {
    /// Whether it stands on the first page.
    #[must_use]
    pub fn is_on_first_page(self) -> bool {
        matches!(self, Self::Headline | Self::Asked | Self::Open | Self::Changed)
    }
}

/// A section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section<W> {
    /// What it is about.
    pub name: SectionName,
    /// Its heading.
    pub title: String,
    /// The fewest pupils behind any figure of the school's own in it; none where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fewest: Option<u32>,
    /// What it says.
    pub blocks: Vec<Block<W>>,
}

/// Everything that a pack says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackContent<W> {
    /// The English of its sentences.
    pub language: Language,
    /// The public name of the school on that day; none in packs from before that was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_name: Option<String>,
    /// What it stands on.
    pub basis: Basis,
    /// What it says, in its order.
    pub sections: Vec<Section<W>>,
}

impl<W> PackContent<W> {
    /// Its tables, in their order.
    pub fn tables(&self) -> impl Iterator<Item = &Table<W>> {
        self.sections.iter().flat_map(|section| &section.blocks).filter_map(|block| match block {
            Block::Table(table) => Some(table),
            Block::Sentence(_)
            | Block::List(_)
            | Block::Question { .. }
            | Block::Said { .. }
            | Block::Terms(_)
            | Block::Chart(_) => None,
        })
    }

    /// Everything that people said in it, in its order.
    #[must_use]
    pub fn said(&self) -> Vec<&Said<W>> {
        let mut all = Vec::new();
        for block in self.sections.iter().flat_map(|section| &section.blocks) {
            if let Block::Said { said, .. } = block {
                all.push(said);
            }
            if let Block::Table(table) = block {
                all.extend(
                    table
                        .rows
                        .iter()
                        .flatten()
                        .filter_map(|cell| if let Cell::Said(said) = cell { Some(said) } else { None }),
                );
            }
        }
        all
    }

    /// The same with everybody's words held in another way, asked for in the order of [`PackContent::said`].
    ///
    /// # Errors
    /// When `words` fails.
    pub fn try_map<V, E>(self, mut words: impl FnMut(Said<W>) -> Result<V, E>) -> Result<PackContent<V>, E> {
        let mut said = |said: Said<W>| Ok(Said { of: said.of, words: words(said)? });
        let mut section = |section: Section<W>| {
            let Section { name, title, fewest, blocks } = section;
            let blocks =
                blocks.into_iter().map(|block| block.try_map(&mut said)).collect::<Result<_, E>>()?;
            Ok(Section { name, title, fewest, blocks })
        };
        let Self { language, school_name, basis, sections } = self;
        let sections = sections.into_iter().map(&mut section).collect::<Result<_, E>>()?;
        Ok(PackContent { language, school_name, basis, sections })
    }
}

impl<W> Block<W> {
    fn try_map<V, E>(self, change: &mut impl FnMut(Said<W>) -> Result<Said<V>, E>) -> Result<Block<V>, E> {
        Ok(match self {
            Self::Sentence(text) => Block::Sentence(text),
            Self::List(texts) => Block::List(texts),
            Self::Question { question, answer } => Block::Question { question, answer },
            Self::Said { lead, said } => Block::Said { lead, said: change(said)? },
            Self::Terms(terms) => Block::Terms(terms),
            Self::Chart(chart) => Block::Chart(chart),
            Self::Table(Table { name, caption, columns, rows }) => {
                let mut row = |row: Vec<Cell<W>>| {
                    row.into_iter().map(|cell| cell.try_map(change)).collect::<Result<Vec<_>, E>>()
                };
                let rows = rows.into_iter().map(&mut row).collect::<Result<_, E>>()?;
                Block::Table(Table { name, caption, columns, rows })
            }
        })
    }
}

impl<W> Cell<W> {
    fn try_map<V, E>(self, change: &mut impl FnMut(Said<W>) -> Result<Said<V>, E>) -> Result<Cell<V>, E> {
        Ok(match self {
            Self::Text(text) => Cell::Text(text),
            Self::Count(count) => Cell::Count(count),
            Self::Number(number) => Cell::Number(number),
            Self::Points(points) => Cell::Points(points),
            Self::Missing(symbol) => Cell::Missing(symbol),
            Self::Said(said) => Cell::Said(change(said)?),
        })
    }
}

impl PackContent<Sealed> {
    /// Whether it can be kept as it is.
    ///
    /// # Errors
    /// When nothing is in it, a table stands in it twice or has a row of another length, or words are sealed under the key
    /// of something else.
    pub fn check(&self) -> Result<(), PackRefusal> {
        if self.sections.is_empty() {
            return Err(PackRefusal::ContentMissing);
        }
        let mut names = BTreeSet::new();
        for table in self.tables() {
            let even = table.rows.iter().all(|row| row.len() == table.columns.len());
            if !even || !names.insert(table.name) {
                return Err(PackRefusal::TableRefused { name: table.name });
            }
        }
        if self.said().iter().all(|said| said.words.subject() == said.of.key()) {
            Ok(())
        } else {
            Err(PackRefusal::SealedForAnother)
        }
    }
}
