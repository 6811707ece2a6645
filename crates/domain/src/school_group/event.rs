//! What can happen to a group of schools.

use cqrs_es::DomainEvent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::GroupKind;
use crate::id::GroupId;
use crate::reason::Reason;
use crate::school::SchoolId;

/// A group began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolGroupFormed {
    /// The day.
    pub effective_on: Date,
    /// Which group.
    pub group: GroupId,
    /// Its public name.
    pub name: String,
    /// What holds it together.
    pub kind: GroupKind,
}

/// A group has another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolGroupRenamed {
    /// From when on.
    pub effective_on: Date,
    /// The name that it had.
    pub before: String,
    /// The name that it has.
    pub after: String,
    /// Why.
    pub reason: Reason,
}

/// A school came into a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolJoinedGroup {
    /// Its first day in the group; it may be still to come.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
}

/// A school left a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolLeftGroup {
    /// Its last day in the group; it may be still to come.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// Why.
    pub reason: Reason,
}

/// What can happen to a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SchoolGroupEvent {
    /// It began.
    SchoolGroupFormed(SchoolGroupFormed),
    /// It has another name.
    SchoolGroupRenamed(SchoolGroupRenamed),
    /// A school came in.
    SchoolJoinedGroup(SchoolJoinedGroup),
    /// A school left.
    SchoolLeftGroup(SchoolLeftGroup),
}

impl DomainEvent for SchoolGroupEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}
