//! The catalogue: which programmes, strategies, tests and key concepts there are to choose from, edition by edition.
//!
//! An edition never changes, so that a cycle that names one (`accelerated-group@1`) means the same for ever. A new saying is
//! a new edition; what is no longer wanted is retired and stays to be read. What a cycle does with an entry is elsewhere.

mod body;
mod event;
mod id;
mod refusal;
#[cfg(test)]
mod tests;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::body::{Body, Concept, Instrument, InstrumentKind, Norm, Programme, ScaleLink, Strategy};
pub use self::event::{CatalogueEvent, Edition, EntryPublished, EntryRetired, EntryRevised, EntryWords};
pub use self::id::{EntryId, EntryKind};
pub use self::refusal::CatalogueRefusal;
use crate::Sequence;
use crate::reason::{GivenReason, ReasonFor};

/// The most characters of an entry's name.
pub const MOST_NAME_LENGTH: usize = 80;
/// The most characters of what an entry is about.
pub const MOST_ABOUT_LENGTH: usize = 400;

/// The most characters of the source of a link between scales.
pub const MOST_SOURCE_LENGTH: usize = 300;

/// Something that is asked about an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueCommand {
    /// Today's date.
    pub today: Date,
    /// From when it is to be so.
    pub effective_on: Date,
    /// What is asked.
    pub act: CatalogueAct,
}

/// What can be asked about an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CatalogueAct {
    /// Put it into the catalogue. Quiet if it is there and says just that.
    PublishEntry {
        /// Which entry.
        entry: EntryId,
        /// What it says.
        says: Edition,
    },
    /// Give it another edition. Quiet if the present one says just that.
    ReviseEntry {
        /// What the new edition says.
        after: Edition,
        /// Why. No note: everybody reads the catalogue.
        reason: GivenReason,
    },
    /// Offer it no longer. Quiet if it is retired.
    RetireEntry {
        /// Why. No note: everybody reads the catalogue.
        reason: GivenReason,
    },
}

/// An entry: not in the catalogue, or there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CatalogueEntry {
    /// There is no such entry.
    #[default]
    Unknown,
    /// It is in the catalogue.
    Published(Box<PublishedEntry>),
}

/// An entry that is in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedEntry {
    /// Which entry.
    pub entry: EntryId,
    /// The number of its newest edition, from 1.
    pub edition: u32,
    /// What that edition says.
    pub says: Edition,
    /// The day of its last change.
    pub changed_on: Date,
    /// From when it is offered no longer, if so.
    pub retired_on: Option<Date>,
    /// The last event of its stream.
    pub sequence: Sequence,
}

impl CatalogueEntry {
    /// What is published, if anything.
    #[must_use]
    pub fn published(&self) -> Option<&PublishedEntry> {
        match self {
            Self::Unknown => None,
            Self::Published(entry) => Some(entry),
        }
    }

    /// What follows from a command: events, or none when it is already so.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(&self, command: CatalogueCommand) -> Result<Vec<CatalogueEvent>, CatalogueRefusal> {
        let CatalogueCommand { today, effective_on, act } = command;
        if effective_on > today {
            return Err(CatalogueRefusal::DateInFuture);
        }
        match (self, act) {
            (Self::Unknown, CatalogueAct::PublishEntry { entry, says }) => {
                check(&entry, &says)?;
                let published = EntryPublished { effective_on, entry, edition: 1, says };
                Ok(vec![CatalogueEvent::EntryPublished(Box::new(published))])
            }
            (Self::Unknown, CatalogueAct::ReviseEntry { .. } | CatalogueAct::RetireEntry { .. }) => {
                Err(CatalogueRefusal::UnknownRecord)
            }
            (Self::Published(known), CatalogueAct::PublishEntry { says, .. }) => {
                if known.says == says {
                    Ok(Vec::new())
                } else {
                    Err(CatalogueRefusal::AlreadyPublished)
                }
            }
            (Self::Published(known), CatalogueAct::ReviseEntry { after, reason }) => {
                known.revise(effective_on, after, reason)
            }
            (Self::Published(known), CatalogueAct::RetireEntry { reason }) => {
                known.retire(effective_on, reason)
            }
        }
    }
}

impl PublishedEntry {
    fn revise(
        &self,
        effective_on: Date,
        after: Edition,
        reason: GivenReason,
    ) -> Result<Vec<CatalogueEvent>, CatalogueRefusal> {
        if self.retired_on.is_some() {
            return Err(CatalogueRefusal::EntryRetired);
        }
        if self.says == after {
            return Ok(Vec::new());
        }
        self.in_order(effective_on)?;
        check(&self.entry, &after)?;
        self.says.body.check_next(&after.body)?;
        let reason = reason.accept(ReasonFor::ChangingCatalogue, None, self.sequence)?;
        Ok(vec![CatalogueEvent::EntryRevised(Box::new(EntryRevised {
            effective_on,
            entry: self.entry.clone(),
            edition: self.edition.saturating_add(1),
            before: self.says.clone(),
            after,
            reason,
        }))])
    }

    fn retire(
        &self,
        effective_on: Date,
        reason: GivenReason,
    ) -> Result<Vec<CatalogueEvent>, CatalogueRefusal> {
        if self.retired_on.is_some() {
            return Ok(Vec::new());
        }
        self.in_order(effective_on)?;
        let reason = reason.accept(ReasonFor::ChangingCatalogue, None, self.sequence)?;
        let entry = self.entry.clone();
        Ok(vec![CatalogueEvent::EntryRetired(EntryRetired { effective_on, entry, reason })])
    }

    fn in_order(&self, effective_on: Date) -> Result<(), CatalogueRefusal> {
        if effective_on < self.changed_on { Err(CatalogueRefusal::DatesReversed) } else { Ok(()) }
    }
}

fn check(entry: &EntryId, says: &Edition) -> Result<(), CatalogueRefusal> {
    if entry.kind() != says.body.kind() {
        return Err(CatalogueRefusal::KindMismatch);
    }
    if let Some(words) = &says.words {
        check_words(words)?;
    }
    says.body.check(entry.code().as_str())
}

fn check_words(words: &EntryWords) -> Result<(), CatalogueRefusal> {
    if words.name.trim().is_empty() {
        return Err(CatalogueRefusal::NameMissing);
    }
    for (text, most) in [(&words.name, MOST_NAME_LENGTH), (&words.about, MOST_ABOUT_LENGTH)] {
        if text.chars().count() > most {
            return Err(CatalogueRefusal::TextTooLong { most });
        }
        if text.chars().any(char::is_control) {
            return Err(CatalogueRefusal::NameUnprintable);
        }
    }
    Ok(())
}

impl Aggregate for CatalogueEntry {
    const TYPE: &'static str = "catalogue";
    type Command = CatalogueCommand;
    type Event = CatalogueEvent;
    type Error = CatalogueRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: CatalogueCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), CatalogueRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: CatalogueEvent) {
        match (&mut *self, event) {
            (Self::Unknown, CatalogueEvent::EntryPublished(new)) => {
                let EntryPublished { effective_on, entry, edition, says } = *new;
                *self = Self::Published(Box::new(PublishedEntry {
                    entry,
                    edition,
                    says,
                    changed_on: effective_on,
                    retired_on: None,
                    sequence: Sequence::new(1),
                }));
            }
            (Self::Published(known), CatalogueEvent::EntryRevised(new)) => {
                known.edition = new.edition;
                known.says = new.after;
                known.changed_on = new.effective_on;
                known.sequence = known.sequence.next();
            }
            (Self::Published(known), CatalogueEvent::EntryRetired(new)) => {
                known.changed_on = new.effective_on;
                known.retired_on = Some(new.effective_on);
                known.sequence = known.sequence.next();
            }
            // Never decided so: a stream begins with its one publication.
            (Self::Unknown, CatalogueEvent::EntryRevised(_) | CatalogueEvent::EntryRetired(_))
            | (Self::Published(_), CatalogueEvent::EntryPublished(_)) => {}
        }
    }
}
