//! What results are compared with: the national and the authority's averages of one year, from one published source.
//!
//! A published version never changes; a corrected source becomes a new version that takes the place of the old, and pages
//! that were read against the old one can still be explained.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use crate::code::{BenchmarkVersion, MethodVersion};
use crate::cohort_result::{FigureKind, Figures};
use crate::id::ImportBatchId;
use crate::reason::{GivenReason, Reason, ReasonFor, ReasonRefusal};
use crate::{AcademicYear, AuthorityCode, Score, Sequence, Stage, Subject};

/// The words that stand at one value of an axis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AxisWord {
    /// On the axis of which subject; every subject if none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// On the axis of which measure.
    pub kind: FigureKind,
    /// At which value, in the unit of the measure.
    pub at: Score,
    /// The words, as the source has them.
    pub words: String,
}

/// The averages of an authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityNorms {
    /// The authority's public name, if the source has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its averages.
    pub figures: Figures,
}

/// The norms of one year, as one source publishes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Norms {
    /// At the end of which stage.
    pub stage: Stage,
    /// In which year.
    pub year: AcademicYear,
    /// One sentence that names the source, its publisher and its licence.
    pub source: String,
    /// The averages of state-funded schools of the nation; none where the source has no national row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national: Option<Figures>,
    /// The averages of all schools of the nation, private ones too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub all_schools: Option<Figures>,
    /// The averages of each authority that the source has.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub authorities: BTreeMap<AuthorityCode, AuthorityNorms>,
    /// The national standard deviation of pupils' progress by subject, in the points of progress, where it is known.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub progress_sd: BTreeMap<Subject, Score>,
    /// How bands of progress are chosen, where the source has bands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub band_method: Option<MethodVersion>,
    /// The words along the axes, where the source has descriptors.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub axis_words: Vec<AxisWord>,
}

/// A set of norms was published to our readers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BenchmarkSetPublished {
    /// From when it is used.
    pub effective_on: Date,
    /// Which set and version.
    pub benchmark: BenchmarkVersion,
    /// The norms.
    pub norms: Norms,
    /// The import that brought them, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<ImportBatchId>,
}

/// A later version takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BenchmarkSetSuperseded {
    /// From when it is so.
    pub effective_on: Date,
    /// Which set and version.
    pub benchmark: BenchmarkVersion,
    /// The version that takes its place.
    pub by: BenchmarkVersion,
    /// Why.
    pub reason: Reason,
}

/// What can happen to a set of norms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum BenchmarkSetEvent {
    /// It was published.
    BenchmarkSetPublished(BenchmarkSetPublished),
    /// A later version takes its place.
    BenchmarkSetSuperseded(BenchmarkSetSuperseded),
}

impl DomainEvent for BenchmarkSetEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}

/// What can be asked about a set of norms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BenchmarkSetCommand {
    /// Publish a version. Quiet if the same norms are published.
    PublishBenchmarkSet {
        /// Today's date.
        today: Date,
        /// From when it is used.
        effective_on: Date,
        /// Which set and version.
        benchmark: BenchmarkVersion,
        /// The norms.
        norms: Box<Norms>,
        /// The import that brings them, if one does.
        batch: Option<ImportBatchId>,
    },
    /// Let a later version take its place. Quiet if it has.
    SupersedeBenchmarkSet {
        /// Today's date.
        today: Date,
        /// From when it is so.
        effective_on: Date,
        /// The version that takes its place.
        by: BenchmarkVersion,
        /// The import that brings the later version, if one does; a note is sealed under its key.
        batch: Option<ImportBatchId>,
        /// Why.
        reason: GivenReason,
    },
}

/// Why a command about a set of norms is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum BenchmarkSetRefusal {
    /// A published version never changes.
    #[error("a published version never changes")]
    BenchmarkFrozen,
    /// This version was never published.
    #[error("this version was not published")]
    BenchmarkNotPublished,
    /// The later version must be of the same set and have a higher number.
    #[error("the later version is not a later one of the same set")]
    NotALaterVersion,
    /// The source is not named.
    #[error("the source is not named")]
    SourceMissing,
    /// The day has not come.
    #[error("the date is in the future")]
    DateInFuture,
    /// The reason is not accepted.
    #[error(transparent)]
    Reason(#[from] ReasonRefusal),
}

impl BenchmarkSetRefusal {
    /// The refusal's name as a word key: `benchmark-frozen`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reason(reason) => reason.into(),
            Self::BenchmarkFrozen
            | Self::BenchmarkNotPublished
            | Self::NotALaterVersion
            | Self::SourceMissing
            | Self::DateInFuture => self.into(),
        }
    }
}

/// A set of norms: not published, in use, or superseded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BenchmarkSet {
    /// Not published.
    #[default]
    NotPublished,
    /// In use.
    Published {
        /// Which set and version.
        benchmark: BenchmarkVersion,
        /// The norms.
        norms: Box<Norms>,
    },
    /// A later version took its place.
    Superseded {
        /// Which set and version.
        benchmark: BenchmarkVersion,
        /// The norms, as they were.
        norms: Box<Norms>,
        /// The version that took its place.
        by: BenchmarkVersion,
    },
}

impl BenchmarkSet {
    /// What follows from a command: events, or none when it is already so.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(
        &self,
        command: BenchmarkSetCommand,
    ) -> Result<Vec<BenchmarkSetEvent>, BenchmarkSetRefusal> {
        use BenchmarkSetCommand as Command;
        match (self, command) {
            (
                Self::NotPublished,
                Command::PublishBenchmarkSet { today, effective_on, benchmark, norms, batch },
            ) => {
                not_in_future(today, effective_on)?;
                if norms.source.trim().is_empty() {
                    return Err(BenchmarkSetRefusal::SourceMissing);
                }
                let published = BenchmarkSetPublished { effective_on, benchmark, norms: *norms, batch };
                Ok(vec![BenchmarkSetEvent::BenchmarkSetPublished(published)])
            }
            (
                Self::Published { norms: known, .. } | Self::Superseded { norms: known, .. },
                Command::PublishBenchmarkSet { norms, .. },
            ) => {
                if *known == norms {
                    Ok(Vec::new())
                } else {
                    Err(BenchmarkSetRefusal::BenchmarkFrozen)
                }
            }
            (Self::NotPublished, Command::SupersedeBenchmarkSet { .. }) => {
                Err(BenchmarkSetRefusal::BenchmarkNotPublished)
            }
            (
                Self::Published { benchmark, .. },
                Command::SupersedeBenchmarkSet { today, effective_on, by, batch, reason },
            ) => {
                not_in_future(today, effective_on)?;
                if by.code() != benchmark.code() || by.version() <= benchmark.version() {
                    return Err(BenchmarkSetRefusal::NotALaterVersion);
                }
                let reason =
                    reason.accept(ReasonFor::RevisingPublished, batch.map(Into::into), Sequence::new(1))?;
                let superseded =
                    BenchmarkSetSuperseded { effective_on, benchmark: benchmark.clone(), by, reason };
                Ok(vec![BenchmarkSetEvent::BenchmarkSetSuperseded(superseded)])
            }
            (Self::Superseded { by: known, .. }, Command::SupersedeBenchmarkSet { by, .. }) => {
                if *known == by { Ok(Vec::new()) } else { Err(BenchmarkSetRefusal::BenchmarkFrozen) }
            }
        }
    }
}

fn not_in_future(today: Date, effective_on: Date) -> Result<(), BenchmarkSetRefusal> {
    if effective_on > today { Err(BenchmarkSetRefusal::DateInFuture) } else { Ok(()) }
}

impl Aggregate for BenchmarkSet {
    const TYPE: &'static str = "benchmark_set";
    type Command = BenchmarkSetCommand;
    type Event = BenchmarkSetEvent;
    type Error = BenchmarkSetRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: BenchmarkSetCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), BenchmarkSetRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: BenchmarkSetEvent) {
        *self = match (std::mem::take(self), event) {
            (Self::NotPublished, BenchmarkSetEvent::BenchmarkSetPublished(published)) => {
                Self::Published { benchmark: published.benchmark, norms: Box::new(published.norms) }
            }
            (Self::Published { benchmark, norms }, BenchmarkSetEvent::BenchmarkSetSuperseded(superseded)) => {
                Self::Superseded { benchmark, norms, by: superseded.by }
            }
            // A stream never holds another pair.
            (
                state,
                BenchmarkSetEvent::BenchmarkSetPublished(_) | BenchmarkSetEvent::BenchmarkSetSuperseded(_),
            ) => state,
        };
    }
}
