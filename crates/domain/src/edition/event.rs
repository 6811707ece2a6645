//! What can happen to the editions of a school's own figures.

use cqrs_es::DomainEvent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::figure::{EditionFigure, EditionKind};
use crate::SchoolId;
use crate::id::AccountId;
use crate::reason::Reason;

/// Figures were published: governors read them from now on, and this edition never changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionPublished {
    /// The day.
    pub effective_on: Date,
    /// The school whose figures they are.
    pub school: SchoolId,
    /// Which of its figures.
    pub kind: EditionKind,
    /// The first of its kind is 1.
    pub number: u32,
    /// The school's limit for small numbers on that day, in pupils.
    pub least: u32,
    /// What it says of each cycle.
    pub figures: Vec<EditionFigure>,
    /// Who published it.
    pub by: AccountId,
}

/// An edition was put right: some of its figures are taken out of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionReplaced {
    /// The day.
    pub effective_on: Date,
    /// Which figures.
    pub kind: EditionKind,
    /// The edition; its number stays.
    pub number: u32,
    /// What it says now of each cycle.
    pub figures: Vec<EditionFigure>,
    /// Who put it right.
    pub by: AccountId,
    /// Why.
    pub reason: Reason,
}

/// What can happen to a school's editions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum EditionEvent {
    /// One was published.
    EditionPublished(EditionPublished),
    /// The last one was put right.
    EditionReplaced(EditionReplaced),
}

impl DomainEvent for EditionEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}
