//! What can happen to a school's governor data packs.

use cqrs_es::DomainEvent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::content::PackContent;
use crate::id::AccountId;
use crate::reason::Reason;
use crate::{SchoolId, Sealed};

/// A pack was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackIssued {
    /// The day.
    pub effective_on: Date,
    /// Of which school.
    pub school: SchoolId,
    /// Its number, from 1.
    pub number: u32,
    /// Who issued it.
    pub by: AccountId,
    /// What it says.
    pub content: PackContent<Sealed>,
}

/// A pack says something else from now on; what it said stays readable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackAmended {
    /// The day.
    pub effective_on: Date,
    /// Which pack.
    pub number: u32,
    /// Which version of it this is: 2 for the first amendment.
    pub version: u32,
    /// Who amended it.
    pub by: AccountId,
    /// Why.
    pub reason: Reason,
    /// What it says now, whole.
    pub content: PackContent<Sealed>,
}

/// What can happen to the packs of a school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum PackEvent {
    /// One was issued.
    PackIssued(PackIssued),
    /// One was amended.
    PackAmended(PackAmended),
}

impl DomainEvent for PackEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}
