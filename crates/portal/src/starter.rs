//! The entries that come with the program: a catalogue to begin with, put there by commands like any other entry.
//!
//! They stand in `catalogue/starter.json`, each with the number of its edition. A later version of the program that says an
//! entry anew gives it a higher number; it is then revised here. An entry that a school has brought further by itself is left
//! as it is, and so is one that was retired.

use domain::catalogue::{
    Body, CatalogueAct, CatalogueCommand, CatalogueEntry, CatalogueRefusal, Edition, EntryId,
};
use domain::code::EntryCode;
use domain::{GivenReason, ReasonCode};
use jiff::civil::Date;
use journal::{Change, Context, JournalError, Loaded};
use serde::Deserialize;
use std::time::Duration;
use uuid::Uuid;

use crate::app::App;

/// The entries, in the order in which lists show them.
const ENTRIES: &str = include_str!("../catalogue/starter.json");
/// The program that facts name when nobody signed in asked for them.
const CLIENT: &str = "quadrant";
/// How long a start waits until the read tables show what it published.
const UNTIL_KNOWN: Duration = Duration::from_secs(5);
/// How often it is tried again when another server is at the same.
const ATTEMPTS: usize = 3;

/// An entry that comes with the program.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Starter {
    code: EntryCode,
    /// The number of the edition.
    pub edition: u32,
    #[serde(flatten)]
    body: Body,
}

/// The built-in entries could not be published.
#[derive(Debug, thiserror::Error)]
pub enum StarterError {
    /// Their file can't be read, which a test rules out.
    #[error("the built-in catalogue can't be read")]
    File(#[from] serde_json::Error),
    /// One breaks a rule, which a test rules out.
    #[error("an entry of the built-in catalogue breaks a rule")]
    Refused(#[from] CatalogueRefusal),
    /// The journal did not answer.
    #[error("the journal did not answer")]
    Journal(#[from] JournalError),
}

impl Starter {
    /// Which entry it is.
    #[must_use]
    pub fn entry(&self) -> EntryId {
        EntryId::new(self.body.kind(), self.code.clone())
    }

    /// What it says. Its name is among the words, by its code.
    #[must_use]
    pub fn says(&self) -> Edition {
        Edition { words: None, body: self.body.clone() }
    }

    /// What is missing of it in the catalogue.
    fn missing(
        &self,
        stored: &CatalogueEntry,
        today: Date,
    ) -> Result<Vec<domain::catalogue::CatalogueEvent>, CatalogueRefusal> {
        let act = match stored.published() {
            None => CatalogueAct::PublishEntry { entry: self.entry(), says: self.says() },
            Some(known) if known.edition < self.edition && known.retired_on.is_none() => {
                let reason = GivenReason::of(ReasonCode::Policy);
                CatalogueAct::ReviseEntry { after: self.says(), reason }
            }
            Some(_) => return Ok(Vec::new()),
        };
        stored.decide(CatalogueCommand { today, effective_on: today, act })
    }
}

/// Every entry that comes with the program.
///
/// # Errors
/// When their file can't be read, which a test rules out.
pub fn entries() -> Result<Vec<Starter>, serde_json::Error> {
    serde_json::from_str(ENTRIES)
}

/// Publishes what is missing and revises what this version of the program says anew. Every start asks; mostly there is
/// nothing to do. When this returns, the portal knows the entries.
///
/// # Errors
/// When the journal does not answer.
pub async fn publish(app: &App) -> Result<(), StarterError> {
    let entries = entries()?;
    let mut attempt = 0;
    loop {
        match publish_missing(app, &entries).await {
            // Two servers that start at once: the slower one looks again and finds nothing to do.
            Err(StarterError::Journal(JournalError::Moved { .. })) if attempt < ATTEMPTS => attempt += 1,
            done => return done,
        }
    }
}

async fn publish_missing(app: &App, entries: &[Starter]) -> Result<(), StarterError> {
    let ids: Vec<String> = entries.iter().map(|one| one.entry().to_string()).collect();
    let stored = app.journal().load_many::<CatalogueEntry>(&ids).await?;
    let mut changes = Vec::new();
    for (one, id) in entries.iter().zip(&ids) {
        let none = Loaded { state: CatalogueEntry::default(), sequence: 0 };
        let Loaded { state, sequence } = stored.get(id).unwrap_or(&none);
        let events = one.missing(state, app.today())?;
        if !events.is_empty() {
            changes.push(Change::new::<CatalogueEntry>(id, *sequence, &events)?);
        }
    }
    if changes.is_empty() {
        return Ok(());
    }
    let context = Context::new(Uuid::new_v4(), "", "", CLIENT);
    let receipt = app.journal().append_many(&changes, &context, |_| {}).await?;
    tracing::info!(entries = changes.len(), "entries of the built-in catalogue were published");
    if let Some(token) = receipt.token {
        app.running().wait_for(&token, UNTIL_KNOWN).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Words;
    use domain::catalogue::{EntryKind, InstrumentKind};
    use domain::cycle::{LessonPart, Lever, ProgrammeLimits};
    use domain::{Subject, VariantArray};
    use jiff::civil::date;
    use std::collections::{BTreeMap, BTreeSet};

    const TODAY: Date = date(2026, 1, 5);

    fn of_kind(kind: EntryKind) -> Vec<Starter> {
        entries().unwrap().into_iter().filter(|one| one.entry().kind() == kind).collect()
    }

    #[test]
    fn every_entry_keeps_the_rules_and_stands_there_once() {
        let all = entries().unwrap();
        for one in &all {
            let events = one.missing(&CatalogueEntry::default(), TODAY);
            assert!(events.is_ok_and(|events| events.len() == 1), "{}", one.entry());
            assert_eq!(one.edition, 1, "an entry that is said anew is revised, and this test learns of it");
        }
        let distinct: BTreeSet<_> = all.iter().map(Starter::entry).collect();
        assert_eq!(distinct.len(), all.len());
    }

    #[test]
    fn every_entry_has_a_name_and_a_description_in_words() {
        for one in entries().unwrap() {
            let id = one.entry().to_string().replace(':', "-");
            assert!(Words::default().has(&id) && Words::default().has(&format!("{id}-about")), "{id}");
        }
    }

    #[test]
    fn there_is_enough_of_everything_to_begin_with() {
        let [programmes, strategies, instruments, concepts] =
            [EntryKind::Programme, EntryKind::Strategy, EntryKind::Instrument, EntryKind::Concept]
                .map(of_kind);
        assert!(programmes.len() >= 10 && strategies.len() >= 30 && instruments.len() >= 12);
        let of_mathematics = concepts
            .iter()
            .filter(|one| matches!(&one.body, Body::Concept(is) if is.subject == Subject::Mathematics));
        assert!(of_mathematics.count() >= 40);
        let levers: BTreeSet<Lever> = strategies
            .iter()
            .filter_map(|one| if let Body::Strategy(is) = &one.body { Some(is.lever) } else { None })
            .collect();
        assert_eq!(levers.len(), Lever::VARIANTS.len());
        let parts: BTreeSet<LessonPart> = strategies
            .iter()
            .flat_map(
                |one| if let Body::Strategy(is) = &one.body { is.lesson_parts.clone() } else { Vec::new() },
            )
            .collect();
        assert_eq!(parts.len(), LessonPart::VARIANTS.len());
        for subject in Subject::TAUGHT {
            let is_of = |one: &&Starter| matches!(&one.body, Body::Instrument(is) if is.subject == *subject);
            assert!(instruments.iter().any(|one| is_of(&one)), "{subject}");
        }
        let kinds: BTreeSet<InstrumentKind> = instruments
            .iter()
            .filter_map(|one| if let Body::Instrument(is) = &one.body { Some(is.kind) } else { None })
            .collect();
        assert_eq!(kinds.len(), InstrumentKind::VARIANTS.len());
    }

    #[test]
    fn the_accelerated_groups_have_the_limits_of_new_zealand_s_programme() {
        for one in of_kind(EntryKind::Programme) {
            let Body::Programme(is) = &one.body else { panic!() };
            if one.code.as_str().starts_with("accelerated") {
                assert_eq!(is.limits, ProgrammeLimits::accelerating_mathematics(), "{}", one.code);
            }
        }
    }

    #[test]
    fn a_concept_builds_on_earlier_ones_of_its_subject() {
        let concepts: BTreeMap<String, domain::catalogue::Concept> = of_kind(EntryKind::Concept)
            .into_iter()
            .filter_map(|one| {
                let Body::Concept(is) = one.body else { return None };
                Some((one.code.to_string(), is))
            })
            .collect();
        for (code, concept) in &concepts {
            for earlier in &concept.builds_on {
                let earlier_one =
                    concepts.get(earlier.as_str()).unwrap_or_else(|| panic!("{code}: no {earlier}"));
                assert_eq!(earlier_one.subject, concept.subject, "{code}");
                assert!(
                    earlier_one.years.least <= concept.years.least,
                    "{code} builds on the later {earlier}"
                );
            }
        }
        // Nothing comes back to itself by way of others.
        for start in concepts.keys() {
            let mut before: BTreeSet<&str> = BTreeSet::new();
            let mut open: Vec<&str> = vec![start];
            while let Some(code) = open.pop() {
                for earlier in concepts.get(code).into_iter().flat_map(|one| &one.builds_on) {
                    assert_ne!(earlier.as_str(), start);
                    if before.insert(earlier.as_str()) {
                        open.push(earlier.as_str());
                    }
                }
            }
        }
    }

    #[test]
    fn a_higher_edition_revises_and_what_a_school_brought_further_or_retired_is_left_alone() {
        let mut one = entries().unwrap().remove(0);
        let mut stored = CatalogueEntry::default();
        let tell = |stored: &mut CatalogueEntry, events: Vec<_>| {
            for event in events {
                cqrs_es::Aggregate::apply(stored, event);
            }
        };
        let events = one.missing(&stored, TODAY).unwrap();
        tell(&mut stored, events);
        assert_eq!(one.missing(&stored, TODAY), Ok(Vec::new()));
        one.edition = 2;
        let Body::Programme(is) = &mut one.body else { panic!() };
        is.usual_weeks = Some(9);
        let events = one.missing(&stored, TODAY).unwrap();
        assert_eq!(events.len(), 1);
        tell(&mut stored, events);
        let Body::Programme(is) = &mut one.body else { panic!() };
        is.usual_weeks = Some(10);
        assert_eq!(one.missing(&stored, TODAY), Ok(Vec::new()), "the school's edition 2 stays");
        let act = CatalogueAct::RetireEntry { reason: GivenReason::of(ReasonCode::Policy) };
        let events = stored.decide(CatalogueCommand { today: TODAY, effective_on: TODAY, act }).unwrap();
        tell(&mut stored, events);
        one.edition = 3;
        assert_eq!(one.missing(&stored, TODAY), Ok(Vec::new()));
    }
}
