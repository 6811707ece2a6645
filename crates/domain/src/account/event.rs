//! What can happen to an account, as it is stored for ever.

use cqrs_es::DomainEvent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::{Role, Scope};
use crate::id::{AccountId, GrantId};
use crate::reason::Reason;
use crate::school::SchoolId;

/// A person can be given roles from now on. Who it is stands outside the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountOpened {
    /// From when it is so.
    pub effective_on: Date,
    /// Which account.
    pub account: AccountId,
}

/// A person has a role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleGranted {
    /// The first day of the role; it may be a day to come.
    pub effective_on: Date,
    /// The grant's own id, by which it is revoked.
    pub grant: GrantId,
    /// What the person is.
    pub role: Role,
    /// For which schools.
    pub scope: Scope,
    /// The last day of the role, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_on: Option<Date>,
    /// Why.
    pub reason: Reason,
}

/// A person has a role no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleRevoked {
    /// The first day without the role.
    pub effective_on: Date,
    /// Which grant.
    pub grant: GrantId,
    /// Why.
    pub reason: Reason,
}

/// An auditor may read the names of a school's pupils for a while. Each reading is logged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedPupilAccessGranted {
    /// The first day.
    pub effective_on: Date,
    /// The school.
    pub school: SchoolId,
    /// The last day.
    pub until_on: Date,
    /// Why.
    pub reason: Reason,
}

/// An auditor may read the names of a school's pupils no more, whatever was given before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedPupilAccessRevoked {
    /// The first day without it.
    pub effective_on: Date,
    /// The school.
    pub school: SchoolId,
    /// Why.
    pub reason: Reason,
}

/// An account is over: no role of it counts any more, and nobody signs in by it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountEnded {
    /// From when it is so.
    pub effective_on: Date,
    /// Why.
    pub reason: Reason,
}

/// What can happen to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum AccountEvent {
    /// It is there from now on.
    AccountOpened(AccountOpened),
    /// It has a role.
    RoleGranted(RoleGranted),
    /// It has a role no more.
    RoleRevoked(RoleRevoked),
    /// An auditor may read names for a while.
    NamedPupilAccessGranted(NamedPupilAccessGranted),
    /// An auditor may read names no more.
    NamedPupilAccessRevoked(NamedPupilAccessRevoked),
    /// It is over.
    AccountEnded(AccountEnded),
}

impl DomainEvent for AccountEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}
