//! The official results of one school, at the end of one stage, in one year: what the quadrant chart is drawn from.
//!
//! One row of a published table is one event with every figure of every subject and group. A corrected table changes it
//! figure by figure, with a reason. Nothing here is about one pupil.

mod figure;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

pub use self::figure::{Figure, FigureChange, FigureKind, FigureToken, Figures, Group};
use crate::code::BenchmarkVersion;
use crate::id::ImportBatchId;
use crate::reason::{GivenReason, Reason, ReasonFor, ReasonRefusal};
use crate::{AcademicYear, SchoolId, Sequence, Stage, ValueError};

/// Which results: of a school, a stage and a year. Written `urn:125000|ks2|2018-19`; the id of the stream.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CohortResultId {
    school: SchoolId,
    stage: Stage,
    year: AcademicYear,
}

impl CohortResultId {
    /// The results of this school, stage and year.
    #[must_use]
    pub fn new(school: SchoolId, stage: Stage, year: AcademicYear) -> Self {
        Self { school, stage, year }
    }

    /// Reads `urn:125000|ks2|2018-19`.
    ///
    /// # Errors
    /// When a part is missing or is not what it should be.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let mut parts = text.split('|');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(school), Some(stage), Some(year), None) => {
                Ok(Self::new(school.parse()?, stage.parse()?, year.parse()?))
            }
            _ => Err(ValueError::expecting("a school, a stage and a year: urn:125000|ks2|2018-19")),
        }
    }

    /// Which school.
    #[must_use]
    pub fn school(&self) -> &SchoolId {
        &self.school
    }

    /// At the end of which stage.
    #[must_use]
    pub fn stage(&self) -> Stage {
        self.stage
    }

    /// In which year.
    #[must_use]
    pub fn year(&self) -> AcademicYear {
        self.year
    }
}

impl fmt::Display for CohortResultId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}|{}", self.school, self.stage, self.year)
    }
}
impl FromStr for CohortResultId {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// A row of a published table was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CohortResultEntered {
    /// The day it was taken over.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// At the end of which stage.
    pub stage: Stage,
    /// In which year.
    pub year: AcademicYear,
    /// The norms that it is read against.
    pub benchmark: BenchmarkVersion,
    /// The import that brought it.
    pub batch: ImportBatchId,
    /// Every figure of the row.
    pub figures: Figures,
}

/// A later table says something else, figure by figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CohortResultRevised {
    /// The day it was taken over.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// At the end of which stage.
    pub stage: Stage,
    /// In which year.
    pub year: AcademicYear,
    /// The norms that it was read against.
    pub benchmark_before: BenchmarkVersion,
    /// The norms that it is read against now.
    pub benchmark: BenchmarkVersion,
    /// The import that brought it.
    pub batch: ImportBatchId,
    /// What changed; none when only the norms did.
    pub changes: Vec<FigureChange>,
    /// Why it changed.
    pub reason: Reason,
}

/// What can happen to official results.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CohortResultEvent {
    /// They were entered.
    CohortResultEntered(CohortResultEntered),
    /// They were corrected.
    CohortResultRevised(CohortResultRevised),
}

impl DomainEvent for CohortResultEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}

/// What can be asked about official results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CohortResultCommand {
    /// Enter a row. Quiet if the same figures are there.
    EnterCohortResult {
        /// Today's date.
        today: Date,
        /// The day it is taken over.
        effective_on: Date,
        /// Which results.
        id: CohortResultId,
        /// The norms that it is read against.
        benchmark: BenchmarkVersion,
        /// The import that brings it.
        batch: ImportBatchId,
        /// Every figure of the row.
        figures: Figures,
    },
    /// Take over what a later table says. Quiet if it says nothing new.
    ReviseCohortResult {
        /// Today's date.
        today: Date,
        /// The day it is taken over.
        effective_on: Date,
        /// The norms that it is read against now.
        benchmark: BenchmarkVersion,
        /// The import that brings it; a note is sealed under its key.
        batch: ImportBatchId,
        /// Every figure of the later row; those that are the same change nothing.
        figures: Figures,
        /// Why it changed.
        reason: GivenReason,
    },
}

/// Why a command about official results is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum CohortResultRefusal {
    /// Other figures are there: revise them.
    #[error("other figures have been entered")]
    AlreadyEntered,
    /// There is nothing to revise.
    #[error("no results have been entered")]
    UnknownRecord,
    /// The row has no figure.
    #[error("the row has no figure")]
    FiguresMissing,
    /// The day has not come.
    #[error("the date is in the future")]
    DateInFuture,
    /// The reason is not accepted.
    #[error(transparent)]
    Reason(#[from] ReasonRefusal),
}

impl CohortResultRefusal {
    /// The refusal's name as a word key: `already-entered`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reason(reason) => reason.into(),
            Self::AlreadyEntered | Self::UnknownRecord | Self::FiguresMissing | Self::DateInFuture => {
                self.into()
            }
        }
    }
}

/// Official results: not entered, or entered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CohortResult {
    /// Nothing was entered.
    #[default]
    NotEntered,
    /// The figures as they stand.
    Entered {
        /// Which school.
        school: SchoolId,
        /// At the end of which stage.
        stage: Stage,
        /// In which year.
        year: AcademicYear,
        /// The norms that they are read against.
        benchmark: BenchmarkVersion,
        /// The figures as they stand.
        figures: Figures,
        /// The last event of the stream.
        sequence: Sequence,
    },
}

impl CohortResult {
    /// What follows from a command: events, or none when it is already so.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(
        &self,
        command: CohortResultCommand,
    ) -> Result<Vec<CohortResultEvent>, CohortResultRefusal> {
        use CohortResultCommand as Command;
        match (self, command) {
            (
                Self::NotEntered,
                Command::EnterCohortResult { today, effective_on, id, benchmark, batch, figures },
            ) => {
                check(today, effective_on, &figures)?;
                let CohortResultId { school, stage, year } = id;
                let entered =
                    CohortResultEntered { effective_on, school, stage, year, benchmark, batch, figures };
                Ok(vec![CohortResultEvent::CohortResultEntered(entered)])
            }
            (
                Self::Entered { figures: known, benchmark: pinned, .. },
                Command::EnterCohortResult { figures, benchmark, .. },
            ) => {
                let same = known.changes_to(&figures).is_empty() && *pinned == benchmark;
                if same { Ok(Vec::new()) } else { Err(CohortResultRefusal::AlreadyEntered) }
            }
            (Self::NotEntered, Command::ReviseCohortResult { .. }) => Err(CohortResultRefusal::UnknownRecord),
            (
                Self::Entered { school, stage, year, benchmark: pinned, figures: known, sequence },
                Command::ReviseCohortResult { today, effective_on, benchmark, batch, figures, reason },
            ) => {
                let changes = known.changes_to(&figures);
                if changes.is_empty() && *pinned == benchmark {
                    return Ok(Vec::new());
                }
                check(today, effective_on, &figures)?;
                Ok(vec![CohortResultEvent::CohortResultRevised(CohortResultRevised {
                    effective_on,
                    school: school.clone(),
                    stage: *stage,
                    year: *year,
                    benchmark_before: pinned.clone(),
                    benchmark,
                    batch,
                    changes,
                    reason: reason.accept(ReasonFor::RevisingPublished, Some(batch.into()), *sequence)?,
                })])
            }
        }
    }
}

fn check(today: Date, effective_on: Date, figures: &Figures) -> Result<(), CohortResultRefusal> {
    if effective_on > today {
        Err(CohortResultRefusal::DateInFuture)
    } else if figures.is_empty() {
        Err(CohortResultRefusal::FiguresMissing)
    } else {
        Ok(())
    }
}

impl Aggregate for CohortResult {
    const TYPE: &'static str = "cohort_result";
    type Command = CohortResultCommand;
    type Event = CohortResultEvent;
    type Error = CohortResultRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: CohortResultCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), CohortResultRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: CohortResultEvent) {
        match (self, event) {
            (state @ Self::NotEntered, CohortResultEvent::CohortResultEntered(entered)) => {
                let CohortResultEntered { school, stage, year, benchmark, figures, .. } = entered;
                *state =
                    Self::Entered { school, stage, year, benchmark, figures, sequence: Sequence::new(1) };
            }
            (
                Self::Entered { benchmark, figures, sequence, .. },
                CohortResultEvent::CohortResultRevised(revised),
            ) => {
                for FigureChange { subject, group, kind, after, .. } in revised.changes {
                    figures.set(subject, group, kind, after);
                }
                *benchmark = revised.benchmark;
                *sequence = sequence.next();
            }
            // A stream never holds these: nothing is revised before it is entered, or entered twice.
            (Self::NotEntered, CohortResultEvent::CohortResultRevised(_))
            | (Self::Entered { .. }, CohortResultEvent::CohortResultEntered(_)) => {}
        }
    }
}
