//! The ledger's own record: which key took the place of which, when, why, and who said so.
//!
//! The first key needs no fact: it is made where nothing was signed before. Every later one does, because a new key is the
//! one way to go on signing after the records stopped following from what was signed. So its beginning is a fact under the
//! new key's own checkpoints, and names the last thing that the old key had signed. It is not the signing: no key can be
//! used by what stands here.

mod event;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::event::{KeyBefore, LedgerEvent, LedgerKeyBegun};
use crate::Sequence;
use crate::id::AccountId;
use crate::reason::{GivenReason, ReasonFor, ReasonRefusal};

/// The id of the one stream.
pub const LEDGER: &str = "keys";

/// Begin a key. Quiet if this very key was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeginLedgerKey {
    /// Today's date.
    pub today: Date,
    /// The new public key, as `name+id+key`.
    pub key: String,
    /// The key that signs no more.
    pub before: KeyBefore,
    /// The administrator who answers for it.
    pub by: AccountId,
    /// Why.
    pub reason: GivenReason,
}

/// Why a key is not begun.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerRefusal {
    /// The old key and the new one have one name: nobody could tell their checkpoints apart.
    #[error("the new key has the name of the old one")]
    SameName,
    /// The old key is not the one that was begun last.
    #[error("the key before is not the one that was begun last")]
    NotTheLast,
    /// The reason is not accepted.
    #[error(transparent)]
    Reason(#[from] ReasonRefusal),
}

/// Which keys were begun.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Ledger {
    begun: BTreeSet<String>,
    last: Option<String>,
    sequence: Sequence,
}

/// The name in a public key.
fn name(key: &str) -> &str {
    key.split('+').next().unwrap_or_default()
}

impl Ledger {
    /// What follows from a command.
    ///
    /// # Errors
    /// When the key has the old one's name, the old one is not the last, or the reason is not accepted.
    pub fn decide(&self, command: BeginLedgerKey) -> Result<Vec<LedgerEvent>, LedgerRefusal> {
        let BeginLedgerKey { today, key, before, by, reason } = command;
        if self.begun.contains(&key) {
            return Ok(Vec::new());
        }
        if name(&key) == before.name {
            return Err(LedgerRefusal::SameName);
        }
        if self.last.as_ref().is_some_and(|last| name(last) != before.name) {
            return Err(LedgerRefusal::NotTheLast);
        }
        let reason = reason.accept(ReasonFor::BeginningLedgerKey, Some(by.into()), self.sequence)?;
        let begun = LedgerKeyBegun { effective_on: today, key, before, by, reason };
        Ok(vec![LedgerEvent::LedgerKeyBegun(begun)])
    }
}

impl Aggregate for Ledger {
    const TYPE: &'static str = "ledger";
    type Command = BeginLedgerKey;
    type Event = LedgerEvent;
    type Error = LedgerRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: BeginLedgerKey,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), LedgerRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: LedgerEvent) {
        let LedgerEvent::LedgerKeyBegun(begun) = event;
        self.sequence = self.sequence.next();
        self.begun.insert(begun.key.clone());
        self.last = Some(begun.key);
    }
}
