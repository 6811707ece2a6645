//! An account: which roles one person has or had, for which schools, from when until when, and why.
//!
//! Nothing here says who the person is, and nothing here lets anybody in: names, passwords and sessions are the portal's,
//! because they must be changed and forgotten. What stays for ever is who gave whom which right.

mod event;
mod refusal;
mod role;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use jiff::ToSpan;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use self::event::{
    AccountEnded, AccountEvent, AccountOpened, NamedPupilAccessGranted, NamedPupilAccessRevoked,
    RecoveryLinkIssued, Restores, RoleGranted, RoleRevoked,
};
pub use self::refusal::AccountRefusal;
pub use self::role::{Role, Scope};
use crate::Sequence;
use crate::id::{AccountId, GrantId};
use crate::reason::{GivenReason, Reason, ReasonCode, ReasonFor};
use crate::school::SchoolId;

/// The longest that an auditor may be let to pupils' names by one grant, in days: an inspection's visit and its report.
pub const MOST_DAYS_OF_NAMED_ACCESS: i32 = 31;

/// A role with what it is for, as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRole {
    /// The new grant's id.
    pub grant: GrantId,
    /// What the person is to be.
    pub role: Role,
    /// For which schools.
    pub scope: Scope,
    /// The last day, if it is known.
    pub until_on: Option<Date>,
    /// Why.
    pub reason: GivenReason,
}

/// What can be asked about an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountAct {
    /// Open it. Quiet if it is open.
    OpenAccount {
        /// Which account.
        account: AccountId,
    },
    /// Give it a role. Quiet if this very grant was given.
    GrantRole(GrantRole),
    /// Take a role away from it. Quiet if that was done.
    RevokeRole {
        /// Which grant.
        grant: GrantId,
        /// Nobody else keeps the installation: the role must stay.
        last_administrator: bool,
        /// Why.
        reason: GivenReason,
    },
    /// Let an auditor read a school's names for a while.
    GrantNamedPupilAccess {
        /// The school.
        school: SchoolId,
        /// The last day.
        until_on: Date,
        /// Why.
        reason: GivenReason,
    },
    /// Let an auditor read a school's names no more.
    RevokeNamedPupilAccess {
        /// The school.
        school: SchoolId,
        /// Why.
        reason: GivenReason,
    },
    /// Note that a link was made by which its person comes in again.
    IssueRecoveryLink {
        /// What the person can set anew by it.
        restores: Restores,
        /// Why.
        reason: GivenReason,
    },
    /// End it. Quiet if it has ended.
    EndAccount {
        /// Nobody else keeps the installation: the account must stay.
        last_administrator: bool,
        /// Why.
        reason: GivenReason,
    },
}

/// One thing asked, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCommand {
    /// Today's date.
    pub today: Date,
    /// The day from which it is so.
    pub effective_on: Date,
    /// The account of the person who asks; none when it is the program itself.
    pub by: Option<AccountId>,
    /// What is asked.
    pub act: AccountAct,
}

/// A role that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What the person is.
    pub role: Role,
    /// For which schools.
    pub scope: Scope,
    /// The first day.
    pub from_on: Date,
    /// The last day, if it is known.
    pub until_on: Option<Date>,
    /// The first day without it, once revoked.
    pub revoked_on: Option<Date>,
}

impl Grant {
    /// Whether it is in force on `day`.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from_on <= day && !self.is_over_by(day)
    }

    /// Whether it has ended by `day`, or will not begin any more.
    fn is_over_by(&self, day: Date) -> bool {
        self.until_on.is_some_and(|until| until < day) || self.revoked_on.is_some_and(|on| on <= day)
    }

    /// Whether the days from `from` on have one in common with it.
    fn meets(&self, from: Date, until: Option<Date>) -> bool {
        self.revoked_on.is_none()
            && self.until_on.is_none_or(|mine| mine >= from)
            && until.is_none_or(|until| until >= self.from_on)
    }
}

/// What an account's facts add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountRecord {
    /// Which account.
    pub account: AccountId,
    /// Every role it was given.
    pub grants: BTreeMap<GrantId, Grant>,
    /// The last day on which it may read names of pupils, by school.
    pub names_until: BTreeMap<SchoolId, Date>,
    /// The last event of its stream.
    pub sequence: Sequence,
}

/// An account: not there, open, or ended.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Account {
    /// There is none.
    #[default]
    Unknown,
    /// It is open.
    Open(AccountRecord),
    /// It has ended.
    Ended(AccountRecord),
}

impl Account {
    /// What follows from a command: events, or none when it is already so.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(&self, command: AccountCommand) -> Result<Vec<AccountEvent>, AccountRefusal> {
        use AccountAct as A;
        let AccountCommand { today, effective_on, by, act } = command;
        match (self, act) {
            (Self::Unknown, A::OpenAccount { account }) => {
                not_after(effective_on, today)?;
                Ok(vec![AccountEvent::AccountOpened(AccountOpened { effective_on, account })])
            }
            (Self::Open(_), A::OpenAccount { .. }) | (Self::Ended(_), A::EndAccount { .. }) => Ok(Vec::new()),
            (Self::Unknown, _) => Err(AccountRefusal::UnknownRecord),
            (Self::Ended(_), _) => Err(AccountRefusal::AccountHasEnded),
            (Self::Open(record), A::GrantRole(asked)) => record.grant(today, effective_on, by, asked),
            (Self::Open(record), A::RevokeRole { grant, last_administrator, reason }) => {
                record.revoke((today, effective_on), grant, last_administrator, reason)
            }
            (Self::Open(record), A::GrantNamedPupilAccess { school, until_on, reason }) => {
                record.named_access((today, effective_on), by, school, until_on, reason)
            }
            (Self::Open(record), A::RevokeNamedPupilAccess { school, reason }) => {
                not_after(effective_on, today)?;
                let in_force = record.names_until.get(&school).is_some_and(|until| *until >= today);
                if !in_force {
                    return Err(AccountRefusal::NoAccessToNames);
                }
                let reason = record.accept(reason, ReasonFor::RevokingNamedAccess)?;
                let revoked = NamedPupilAccessRevoked { effective_on, school, reason };
                Ok(vec![AccountEvent::NamedPupilAccessRevoked(revoked)])
            }
            (Self::Open(record), A::IssueRecoveryLink { restores, reason }) => {
                not_after(effective_on, today)?;
                if by == Some(record.account) {
                    return Err(AccountRefusal::SelfApproval);
                }
                if reason.code == ReasonCode::AccountAtRisk && !restores.password() {
                    return Err(AccountRefusal::AtRiskKeepsPassword);
                }
                let reason = record.accept(reason, ReasonFor::IssuingRecoveryLink)?;
                let issued = RecoveryLinkIssued { effective_on, restores, reason };
                Ok(vec![AccountEvent::RecoveryLinkIssued(issued)])
            }
            (Self::Open(record), A::EndAccount { last_administrator, reason }) => {
                not_after(effective_on, today)?;
                if last_administrator {
                    return Err(AccountRefusal::LastAdministrator);
                }
                let reason = record.accept(reason, ReasonFor::EndingAccount)?;
                Ok(vec![AccountEvent::AccountEnded(AccountEnded { effective_on, reason })])
            }
        }
    }

    /// What its facts add up to, if there are any.
    #[must_use]
    pub fn record(&self) -> Option<&AccountRecord> {
        match self {
            Self::Unknown => None,
            Self::Open(record) | Self::Ended(record) => Some(record),
        }
    }

    /// The roles in force on `day`; an account that has ended has none.
    pub fn grants_on(&self, day: Date) -> impl Iterator<Item = (&GrantId, &Grant)> {
        let open = match self {
            Self::Open(record) => Some(record),
            Self::Unknown | Self::Ended(_) => None,
        };
        open.into_iter().flat_map(|record| &record.grants).filter(move |(_, grant)| grant.holds_on(day))
    }
}

impl AccountRecord {
    fn grant(
        &self,
        today: Date,
        from: Date,
        by: Option<AccountId>,
        asked: GrantRole,
    ) -> Result<Vec<AccountEvent>, AccountRefusal> {
        let GrantRole { grant, role, scope, until_on, reason } = asked;
        if self.grants.contains_key(&grant) {
            return Ok(Vec::new());
        }
        if by == Some(self.account) {
            return Err(AccountRefusal::SelfApproval);
        }
        if !role.fits(&scope) {
            return Err(AccountRefusal::ScopeNotForRole { role });
        }
        if until_on.is_some_and(|until| until < from || until < today) {
            return Err(AccountRefusal::DatesReversed);
        }
        let same = |known: &&Grant| known.role == role && known.scope == scope;
        if self.grants.values().filter(same).any(|known| known.meets(from, until_on)) {
            return Err(AccountRefusal::AlreadyGranted);
        }
        let reason = self.accept(reason, ReasonFor::GrantingRole)?;
        let granted = RoleGranted { effective_on: from, grant, role, scope, until_on, reason };
        Ok(vec![AccountEvent::RoleGranted(granted)])
    }

    fn revoke(
        &self,
        (today, effective_on): (Date, Date),
        grant: GrantId,
        last_administrator: bool,
        reason: GivenReason,
    ) -> Result<Vec<AccountEvent>, AccountRefusal> {
        let known = self.grants.get(&grant).ok_or(AccountRefusal::UnknownRecord)?;
        if known.revoked_on.is_some() {
            return Ok(Vec::new());
        }
        not_after(effective_on, today)?;
        if last_administrator && known.role == Role::Administrator && known.holds_on(today) {
            return Err(AccountRefusal::LastAdministrator);
        }
        if known.is_over_by(today) {
            return Err(AccountRefusal::GrantIsOver);
        }
        let reason = self.accept(reason, ReasonFor::RevokingRole)?;
        Ok(vec![AccountEvent::RoleRevoked(RoleRevoked { effective_on, grant, reason })])
    }

    fn named_access(
        &self,
        (today, from): (Date, Date),
        by: Option<AccountId>,
        school: SchoolId,
        until_on: Date,
        reason: GivenReason,
    ) -> Result<Vec<AccountEvent>, AccountRefusal> {
        if by == Some(self.account) {
            return Err(AccountRefusal::SelfApproval);
        }
        if !self.grants.values().any(|known| known.role == Role::Auditor && known.holds_on(today)) {
            return Err(AccountRefusal::NotAnAuditor);
        }
        if until_on < from || from < today {
            return Err(AccountRefusal::DatesReversed);
        }
        if until_on > from.saturating_add(MOST_DAYS_OF_NAMED_ACCESS.days()) {
            return Err(AccountRefusal::AccessTooLong { most_days: MOST_DAYS_OF_NAMED_ACCESS });
        }
        let reason = self.accept(reason, ReasonFor::GrantingNamedAccess)?;
        let access = NamedPupilAccessGranted { effective_on: from, school, until_on, reason };
        Ok(vec![AccountEvent::NamedPupilAccessGranted(access)])
    }

    /// Notes about an account are sealed under the account's own key.
    fn accept(&self, reason: GivenReason, act: ReasonFor) -> Result<Reason, AccountRefusal> {
        Ok(reason.accept(act, Some(self.account.into()), self.sequence)?)
    }
}

fn not_after(day: Date, today: Date) -> Result<(), AccountRefusal> {
    if day > today { Err(AccountRefusal::DateInFuture) } else { Ok(()) }
}

impl Aggregate for Account {
    const TYPE: &'static str = "account";
    type Command = AccountCommand;
    type Event = AccountEvent;
    type Error = AccountRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: AccountCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), AccountRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: AccountEvent) {
        if let AccountEvent::AccountOpened(AccountOpened { account, .. }) = event {
            let sequence = Sequence::NONE.next();
            *self = Self::Open(AccountRecord {
                account,
                grants: BTreeMap::new(),
                names_until: BTreeMap::new(),
                sequence,
            });
            return;
        }
        let (Self::Open(record) | Self::Ended(record)) = self else { return };
        record.sequence = record.sequence.next();
        match event {
            AccountEvent::AccountOpened(_) | AccountEvent::RecoveryLinkIssued(_) => {}
            AccountEvent::NamedPupilAccessGranted(NamedPupilAccessGranted { school, until_on, .. }) => {
                let known = record.names_until.entry(school).or_insert(until_on);
                *known = until_on.max(*known);
            }
            AccountEvent::NamedPupilAccessRevoked(revoked) => {
                record.names_until.remove(&revoked.school);
            }
            AccountEvent::RoleGranted(RoleGranted { effective_on, grant, role, scope, until_on, .. }) => {
                let given = Grant { role, scope, from_on: effective_on, until_on, revoked_on: None };
                record.grants.insert(grant, given);
            }
            AccountEvent::RoleRevoked(RoleRevoked { effective_on, grant, .. }) => {
                if let Some(known) = record.grants.get_mut(&grant) {
                    known.revoked_on = Some(effective_on);
                }
            }
            AccountEvent::AccountEnded(_) => *self = Self::Ended(record.clone()),
        }
    }
}
