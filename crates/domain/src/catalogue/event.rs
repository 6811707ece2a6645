//! What can happen to an entry of the catalogue.

use cqrs_es::DomainEvent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::body::Body;
use super::id::EntryId;
use crate::Reason;

/// The public name of an entry that a school or an authority made, and what it is. No personal data belongs here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryWords {
    /// Its name, of 1 to [`super::MOST_NAME_LENGTH`] characters.
    pub name: String,
    /// What it is, in at most [`super::MOST_ABOUT_LENGTH`] characters; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
}

/// All that one edition of an entry says. It never changes: another saying is another edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Its own name; none for an entry that comes with the program, whose names are among its words, by the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<EntryWords>,
    /// What it says.
    pub body: Body,
}

/// An entry is in the catalogue from now on, in its first edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPublished {
    /// From when it is so.
    pub effective_on: Date,
    /// Which entry.
    pub entry: EntryId,
    /// The number of the edition: 1.
    pub edition: u32,
    /// What it says.
    #[serde(flatten)]
    pub says: Edition,
}

/// An entry has another edition from now on; the earlier ones stay as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRevised {
    /// From when it is so.
    pub effective_on: Date,
    /// Which entry.
    pub entry: EntryId,
    /// The number of the new edition.
    pub edition: u32,
    /// What the edition before says.
    pub before: Edition,
    /// What the new one says.
    pub after: Edition,
    /// Why.
    pub reason: Reason,
}

/// An entry is offered no longer. What uses it goes on, and its editions stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRetired {
    /// From when it is so.
    pub effective_on: Date,
    /// Which entry.
    pub entry: EntryId,
    /// Why.
    pub reason: Reason,
}

/// What can happen to an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CatalogueEvent {
    /// It is in the catalogue from now on.
    EntryPublished(Box<EntryPublished>),
    /// It has another edition.
    EntryRevised(Box<EntryRevised>),
    /// It is offered no longer.
    EntryRetired(EntryRetired),
}

impl DomainEvent for CatalogueEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}
