//! Every fact there is: the events of all aggregates in one closed list, and how stored JSON becomes one.
//!
//! Whoever follows facts matches on [`Fact`] without a wildcard, so that the compiler asks about each new kind.
//!
//! # When a stored shape has to change
//! Stored events are never touched. Give the new shape the version "2" in `event_version()` of its aggregate, keep the golden
//! line of the old shape, and add one arm to `upcast` that turns the old JSON into the new:
//!
//! ```text
//! ("cycle", "pupil_placed", "1") => set_default(payload, "mother_tongue", Value::Null),
//! ```
//!
//! and the new version to `is_known`. A new optional field needs neither: give it `#[serde(default)]`.

use std::borrow::Cow;

use serde::Deserialize as _;
use serde_json::Value;

use crate::benchmark_set::{BenchmarkSet, BenchmarkSetEvent};
use crate::cohort_result::{CohortResult, CohortResultEvent};
use crate::cycle::{Cycle, CycleEvent};
use crate::import_batch::{ImportBatch, ImportBatchEvent};
use crate::school::{School, SchoolEvent};
use cqrs_es::Aggregate as _;

/// Something that happened, of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// In an intervention cycle.
    Cycle(CycleEvent),
    /// To official results.
    CohortResult(CohortResultEvent),
    /// To a set of norms.
    BenchmarkSet(BenchmarkSetEvent),
    /// To a school.
    School(SchoolEvent),
    /// To an import.
    ImportBatch(ImportBatchEvent),
}

/// Why stored JSON is not a fact. The JSON itself is never repeated.
#[derive(Debug, thiserror::Error)]
pub enum FactError {
    /// No aggregate of this type has such an event in this version.
    #[error("no fact is called {aggregate_type} {event_type} version {event_version}")]
    Unknown {
        /// The aggregate's stored type.
        aggregate_type: String,
        /// The event's stored type.
        event_type: String,
        /// The event's stored version.
        event_version: String,
    },
    /// The payload says that it is something else.
    #[error("the payload of a {event_type} is not one")]
    Mislabelled {
        /// The event's stored type.
        event_type: String,
    },
    /// The payload has not the shape of its type and version.
    #[error("the payload of a {event_type} cannot be read")]
    Unreadable {
        /// The event's stored type.
        event_type: String,
        /// Where and how it differs.
        #[source]
        source: serde_json::Error,
    },
}

impl Fact {
    /// Reads a stored event, bringing an old version up to the present shape first.
    ///
    /// # Errors
    /// When the type or version is unknown, or the payload has not their shape.
    pub fn parse(
        aggregate_type: &str,
        event_type: &str,
        event_version: &str,
        payload: &Value,
    ) -> Result<Self, FactError> {
        let unknown = || FactError::Unknown {
            aggregate_type: aggregate_type.to_owned(),
            event_type: event_type.to_owned(),
            event_version: event_version.to_owned(),
        };
        if !is_known(event_version) {
            return Err(unknown());
        }
        if payload.get("type").and_then(Value::as_str) != Some(event_type) {
            return Err(FactError::Mislabelled { event_type: event_type.to_owned() });
        }
        let payload = upcast(aggregate_type, event_type, event_version, payload);
        let payload = payload.as_ref();
        let fact = match aggregate_type {
            Cycle::TYPE => CycleEvent::deserialize(payload).map(Self::Cycle),
            CohortResult::TYPE => CohortResultEvent::deserialize(payload).map(Self::CohortResult),
            BenchmarkSet::TYPE => BenchmarkSetEvent::deserialize(payload).map(Self::BenchmarkSet),
            School::TYPE => SchoolEvent::deserialize(payload).map(Self::School),
            ImportBatch::TYPE => ImportBatchEvent::deserialize(payload).map(Self::ImportBatch),
            _ => return Err(unknown()),
        };
        fact.map_err(|source| FactError::Unreadable { event_type: event_type.to_owned(), source })
    }
}

/// Every version that was ever stored.
fn is_known(event_version: &str) -> bool {
    event_version == crate::FIRST_VERSION
}

/// Brings the JSON of an old version up to the present shape. There is one version of everything yet.
fn upcast<'a>(
    _aggregate_type: &str,
    _event_type: &str,
    _event_version: &str,
    payload: &'a Value,
) -> Cow<'a, Value> {
    Cow::Borrowed(payload)
}
