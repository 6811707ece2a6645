//! What can happen to an account, as it is stored for ever.

use cqrs_es::DomainEvent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

use super::{Role, Scope};
use crate::ValueError;
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

/// A link was made by which the person comes in again who can't sign in any more. Whoever holds the link can become that
/// person, so that it is known for ever who made it and why; the link itself is in no fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryLinkIssued {
    /// The day.
    pub effective_on: Date,
    /// What the person can set anew by it.
    pub restores: Restores,
    /// Why.
    pub reason: Reason,
}

/// What a person can set anew by a recovery link.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = unlisted)]
pub enum Restores {
    /// The password. The second factor, if there is one, is still asked for.
    Password,
    /// The second factor is taken away. The password is still asked for.
    SecondFactor,
    /// Both.
    Both,
}

fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("password, second_factor or both")
}

impl Restores {
    /// Whether a new password is chosen by it.
    #[must_use]
    pub fn password(self) -> bool {
        matches!(self, Self::Password | Self::Both)
    }

    /// Whether the second factor is taken away by it.
    #[must_use]
    pub fn second_factor(self) -> bool {
        matches!(self, Self::SecondFactor | Self::Both)
    }
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
    /// A link was made by which its person comes in again.
    RecoveryLinkIssued(RecoveryLinkIssued),
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
