//! What can be asked about the plan of a cycle: to make it, move its dates, change its staff, and begin.

use jiff::civil::Date;

use crate::code::{BenchmarkVersion, StrategyCode};
use crate::cycle::event::{CycleDates, Plan};
use crate::cycle::limits::ProgrammeLimits;
use crate::id::{AccountId, CycleId};
use crate::{GivenReason, SchoolId, Sealed};

/// Plan it, with what is known of what the plan rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanCycle {
    /// What it is to be.
    pub plan: Plan,
    /// The cycle that it follows from; needed when the plan names one.
    pub predecessor: Option<Predecessor>,
    /// The set of norms, if it is published; needed when the plan names one.
    pub published_benchmark: Option<BenchmarkVersion>,
    /// From when the catalogue offers the programme no longer, if so.
    pub programme_retired_on: Option<Date>,
}

/// What is known of an earlier cycle that another one builds on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predecessor {
    /// Which cycle.
    pub cycle: CycleId,
    /// Of which school.
    pub school: SchoolId,
    /// Whether it is closed, reported or not.
    pub closed: bool,
}

/// Begin the teaching.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartCycle {
    /// What the programme allows.
    pub limits: ProgrammeLimits,
    /// Why the group is smaller or larger than that, if it is; sealed under the cycle's key.
    pub size_override: Option<GivenReason>,
}

/// Move the dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reschedule {
    /// The dates from now on.
    pub dates: CycleDates,
    /// Why; sealed under the cycle's key.
    pub reason: GivenReason,
}

/// Let somebody else teach, lead or mentor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReassignStaff {
    /// Who, in which post.
    pub staff: StaffChange,
    /// Why; sealed under the cycle's key.
    pub reason: GivenReason,
}

/// Who is to be in a post from now on. A cycle can be without a mentor, not without a teacher and a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffChange {
    /// Who teaches.
    Teacher(AccountId),
    /// Who leads it in the school.
    Lead(AccountId),
    /// Who mentors from outside, if anybody.
    Mentor(Option<AccountId>),
}

/// Use what an earlier cycle taught.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarryForward {
    /// The earlier cycle, with what is known of it.
    pub from: Predecessor,
    /// The strategies that are used again as they were.
    pub strategies_kept: Vec<StrategyCode>,
    /// The strategies that are used in another way.
    pub strategies_changed: Vec<StrategyCode>,
    /// What was learnt; sealed under the cycle's key.
    pub finding: Sealed,
}

/// Give the cycle up before its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cancel {
    /// Why; sealed under the cycle's key.
    pub reason: GivenReason,
}
