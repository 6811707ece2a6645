//! What can happen to the ledger's keys, as it is stored for ever.

use cqrs_es::DomainEvent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use crate::id::AccountId;
use crate::reason::Reason;

/// The key that a new one took the place of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyBefore {
    /// Its name: the first line of all that it signed.
    pub name: String,
    /// The public key, as `name+id+key`; none where nobody had it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The last checkpoint that it signed, as far as it was known: the whole signed note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<String>,
}

/// A new key signs for the ledger from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerKeyBegun {
    /// The day.
    pub effective_on: Date,
    /// The new public key, as `name+id+key`.
    pub key: String,
    /// The key that signs no more.
    pub before: KeyBefore,
    /// The administrator who answers for it.
    pub by: AccountId,
    /// Why; the note is sealed under the administrator's key.
    pub reason: Reason,
}

/// What can happen to the ledger's keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum LedgerEvent {
    /// A new one was begun.
    LedgerKeyBegun(LedgerKeyBegun),
}

impl DomainEvent for LedgerEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}
