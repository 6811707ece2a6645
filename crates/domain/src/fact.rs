//! Every fact there is: the events of all aggregates in one closed list, and how stored JSON becomes one.
//!
//! Whoever follows facts matches on [`Fact`] without a wildcard, so that the compiler asks about each new kind.
//!
//! # When a stored shape has to change
//! Stored events are never touched. A new optional field needs only `#[serde(default)]`. For anything else give the new shape
//! the version "2" in its `event_version`, keep the golden line of the old shape, and add one line to `OLD_SHAPES`:
//!
//! ```text
//! OldShape { aggregate: "cycle", event: "pupil_placed", version: "1", next: "2", change: without_group },
//! ```
//!
//! where `without_group` takes the old JSON and gives the new. Both readers then know it: [`Fact::parse`] for whoever follows
//! facts, [`upcasters`] for whoever loads an aggregate.

use std::borrow::Cow;
use std::sync::Arc;

use cqrs_es::persist::{EventUpcaster, SerializedEvent};
use cqrs_es::{Aggregate, DomainEvent};
use serde_json::Value;
use strum::VariantNames;

use crate::FIRST_VERSION;
use crate::account::{Account, AccountEvent};
use crate::benchmark_set::{BenchmarkSet, BenchmarkSetEvent};
use crate::catalogue::{CatalogueEntry, CatalogueEvent};
use crate::cohort_result::{CohortResult, CohortResultEvent};
use crate::cycle::{Cycle, CycleEvent, OUTCOME_VERSION, with_confidence};
use crate::edition::{Edition, EditionEvent};
use crate::enquiry::{Enquiry, EnquiryEvent};
use crate::import_batch::{ImportBatch, ImportBatchEvent};
use crate::ledger::{Ledger, LedgerEvent};
use crate::pack::{Pack, PackEvent};
use crate::pupil::{Pupil, PupilEvent};
use crate::school::{School, SchoolEvent};
use crate::school_group::{SchoolGroup, SchoolGroupEvent};

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
    /// To a group of schools.
    SchoolGroup(SchoolGroupEvent),
    /// To somebody's rights.
    Account(AccountEvent),
    /// To an import.
    ImportBatch(ImportBatchEvent),
    /// To a pupil's entry in the register.
    Pupil(PupilEvent),
    /// To an entry of the catalogue.
    Catalogue(CatalogueEvent),
    /// To a question about a school.
    Enquiry(EnquiryEvent),
    /// To the editions of a school's own figures.
    Edition(EditionEvent),
    /// To the ledger's keys.
    Ledger(LedgerEvent),
    /// To a school's governor data packs; in a box, because a pack is long.
    Pack(Box<PackEvent>),
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
    /// Reads a stored event, bringing an old shape up to the present one first.
    ///
    /// # Errors
    /// When the type or version is unknown, or the payload has not their shape.
    pub fn parse(
        aggregate_type: &str,
        event_type: &str,
        event_version: &str,
        payload: &Value,
    ) -> Result<Self, FactError> {
        let stored = Stored { aggregate_type, event_type, event_version, payload };
        match aggregate_type {
            Cycle::TYPE => stored.read().map(Self::Cycle),
            CohortResult::TYPE => stored.read().map(Self::CohortResult),
            BenchmarkSet::TYPE => stored.read().map(Self::BenchmarkSet),
            School::TYPE => stored.read().map(Self::School),
            SchoolGroup::TYPE => stored.read().map(Self::SchoolGroup),
            Account::TYPE => stored.read().map(Self::Account),
            ImportBatch::TYPE => stored.read().map(Self::ImportBatch),
            Pupil::TYPE => stored.read().map(Self::Pupil),
            CatalogueEntry::TYPE => stored.read().map(Self::Catalogue),
            Enquiry::TYPE => stored.read().map(Self::Enquiry),
            Edition::TYPE => stored.read().map(Self::Edition),
            Ledger::TYPE => stored.read().map(Self::Ledger),
            Pack::TYPE => stored.read().map(|event| Self::Pack(Box::new(event))),
            _ => Err(stored.unknown()),
        }
    }
}

/// An event as it lies in the ledger.
struct Stored<'a> {
    aggregate_type: &'a str,
    event_type: &'a str,
    event_version: &'a str,
    payload: &'a Value,
}

impl Stored<'_> {
    fn read<E: DomainEvent + VariantNames>(&self) -> Result<E, FactError> {
        let event_type = || self.event_type.to_owned();
        if !E::VARIANTS.contains(&self.event_type) {
            return Err(self.unknown());
        }
        if self.payload.get("type").and_then(Value::as_str) != Some(self.event_type) {
            return Err(FactError::Mislabelled { event_type: event_type() });
        }
        let (version, payload) = self.brought_up(OLD_SHAPES);
        let event = E::deserialize(payload.as_ref())
            .map_err(|source| FactError::Unreadable { event_type: event_type(), source })?;
        if event.event_version() == version { Ok(event) } else { Err(self.unknown()) }
    }

    fn unknown(&self) -> FactError {
        FactError::Unknown {
            aggregate_type: self.aggregate_type.to_owned(),
            event_type: self.event_type.to_owned(),
            event_version: self.event_version.to_owned(),
        }
    }

    /// The version and payload after every change of shape since.
    fn brought_up(&self, shapes: &'static [OldShape]) -> (&str, Cow<'_, Value>) {
        let start = (self.event_version, Cow::Borrowed(self.payload));
        shapes.iter().fold(start, |(version, payload), shape| {
            let is_this = shape.event == self.event_type && shape.version == version;
            if is_this && shape.aggregate == self.aggregate_type {
                (shape.next, Cow::Owned((shape.change)(payload.into_owned())))
            } else {
                (version, payload)
            }
        })
    }
}

/// A shape that events were stored in once, and what makes the next one of it.
#[derive(Clone, Copy)]
struct OldShape {
    aggregate: &'static str,
    event: &'static str,
    version: &'static str,
    next: &'static str,
    change: fn(Value) -> Value,
}

/// Every shape that was ever given up, oldest first.
const OLD_SHAPES: &[OldShape] = &[OldShape {
    aggregate: "cycle",
    event: "cycle_outcome_sealed",
    version: FIRST_VERSION,
    next: OUTCOME_VERSION,
    change: with_confidence,
}];

impl EventUpcaster for OldShape {
    fn can_upcast(&self, event_type: &str, event_version: &str) -> bool {
        self.event == event_type && self.version == event_version
    }

    fn upcast(&self, mut event: SerializedEvent) -> SerializedEvent {
        if event.aggregate_type == self.aggregate {
            event.payload = (self.change)(event.payload);
            self.next.clone_into(&mut event.event_version);
        }
        event
    }
}

/// What brings stored events up to their present shape when an aggregate is loaded, oldest first.
#[must_use]
pub fn upcasters() -> Vec<Arc<dyn EventUpcaster>> {
    OLD_SHAPES.iter().map(|shape| Arc::new(*shape) as Arc<dyn EventUpcaster>).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHOOL: &str = r#"{"type":"school_registered","effective_on":"2019-12-13","school":"urn:125000","details":{"name":"A School","kind":"mainstream"}}"#;

    fn parse(aggregate: &str, event: &str, version: &str, payload: &str) -> Result<Fact, FactError> {
        Fact::parse(aggregate, event, version, &serde_json::from_str(payload).unwrap())
    }

    #[test]
    fn a_stored_event_becomes_a_fact() {
        assert!(matches!(parse("school", "school_registered", "1", SCHOOL), Ok(Fact::School(_))));
    }

    #[test]
    fn what_is_unknown_is_an_error_and_never_passed_over() {
        for (aggregate, event, version) in [
            ("pupil", "school_registered", "1"),
            ("cycle", "school_registered", "1"),
            ("school", "school_closed", "1"),
            ("school", "school_registered", "2"),
            ("school", "school_registered", ""),
        ] {
            let answer = parse(aggregate, event, version, SCHOOL);
            assert!(
                matches!(answer, Err(FactError::Unknown { .. })),
                "{aggregate} {event} {version}: {answer:?}"
            );
        }
        let other = parse("school", "school_details_revised", "1", SCHOOL);
        assert!(matches!(other, Err(FactError::Mislabelled { .. })));
        let broken = parse("school", "school_registered", "1", r#"{"type":"school_registered"}"#);
        assert!(matches!(broken, Err(FactError::Unreadable { .. })));
    }

    fn rename(mut payload: Value) -> Value {
        let old = payload.as_object_mut().unwrap().remove("day").unwrap();
        payload["effective_on"] = old;
        payload
    }
    const TWO_STEPS: &[OldShape] = &[
        OldShape {
            aggregate: "school",
            event: "school_registered",
            version: "0",
            next: "0.1",
            change: rename,
        },
        OldShape {
            aggregate: "cycle",
            event: "school_registered",
            version: "0.1",
            next: "9",
            change: |_| Value::Null,
        },
        OldShape {
            aggregate: "school",
            event: "school_registered",
            version: "0.1",
            next: "1",
            change: |payload| payload,
        },
    ];

    #[test]
    fn an_old_shape_is_brought_up_step_by_step_and_only_for_its_own_aggregate() {
        let old: Value = serde_json::from_str(&SCHOOL.replace("effective_on", "day")).unwrap();
        let stored = Stored {
            aggregate_type: "school",
            event_type: "school_registered",
            event_version: "0",
            payload: &old,
        };
        let (version, payload) = stored.brought_up(TWO_STEPS);
        assert_eq!(version, "1");
        assert_eq!(*payload, serde_json::from_str::<Value>(SCHOOL).unwrap());

        let loaded = TWO_STEPS.iter().fold(serialized(old.clone()), |event, shape| {
            if shape.can_upcast(&event.event_type, &event.event_version) {
                shape.upcast(event)
            } else {
                event
            }
        });
        assert_eq!((loaded.event_version.as_str(), loaded.payload), ("1", payload.into_owned()));
    }

    fn serialized(payload: Value) -> SerializedEvent {
        SerializedEvent::new(
            "urn:125000".to_owned(),
            1,
            "school".to_owned(),
            "school_registered".to_owned(),
            "0".to_owned(),
            payload,
            Value::Null,
        )
    }
}
