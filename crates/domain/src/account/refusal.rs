//! Why a command about an account is refused.

use strum::IntoStaticStr;

use super::Role;
use crate::reason::ReasonRefusal;

/// Why a command about an account is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum AccountRefusal {
    /// There is no such account, or no such grant of it.
    #[error("the account or the grant is not known")]
    UnknownRecord,
    /// The account has ended.
    #[error("the account has ended")]
    AccountHasEnded,
    /// The person has this role for these schools in these days.
    #[error("the role was given already")]
    AlreadyGranted,
    /// The grant ended by itself before.
    #[error("the grant is over")]
    GrantIsOver,
    /// This role is not given for this much.
    #[error("the role {role} is not given for this scope")]
    ScopeNotForRole {
        /// The role.
        role: Role,
    },
    /// Nobody gives a right to themselves.
    #[error("nobody grants a right to themselves")]
    SelfApproval,
    /// Somebody must keep the installation.
    #[error("nobody else is administrator")]
    LastAdministrator,
    /// Only an auditor is let to names for a while.
    #[error("the person is no auditor")]
    NotAnAuditor,
    /// The person may not read names of this school, or no longer.
    #[error("the person may not read names of this school")]
    NoAccessToNames,
    /// Access to names is for a short while.
    #[error("access to names lasts {most_days} days at most")]
    AccessTooLong {
        /// The most days.
        most_days: i32,
    },
    /// Somebody else may know the password, and it would stay.
    #[error("an account at risk needs a new password")]
    AtRiskKeepsPassword,
    /// The day has not come.
    #[error("the date is in the future")]
    DateInFuture,
    /// The last day is before the first, or over already.
    #[error("the last day is before the first, or over already")]
    DatesReversed,
    /// The reason is not accepted.
    #[error(transparent)]
    Reason(#[from] ReasonRefusal),
}

impl AccountRefusal {
    /// The refusal's name as a word key: `already-granted`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Reason(reason) => reason.into(),
            Self::UnknownRecord
            | Self::AccountHasEnded
            | Self::AlreadyGranted
            | Self::GrantIsOver
            | Self::ScopeNotForRole { .. }
            | Self::SelfApproval
            | Self::LastAdministrator
            | Self::NotAnAuditor
            | Self::NoAccessToNames
            | Self::AccessTooLong { .. }
            | Self::AtRiskKeepsPassword
            | Self::DateInFuture
            | Self::DatesReversed => self.into(),
        }
    }
}
