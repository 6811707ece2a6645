//! What a cycle is, and how its plan changes: dates, and who teaches, leads and mentors.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{BenchmarkVersion, ProgrammeVersion, StrategyCode};
use crate::cycle::word::{CycleKind, Setting, StaffPost, Tier, Wave};
use crate::id::{AccountId, CycleId};
use crate::{AcademicYear, Reason, SchoolId, Sealed, Subject};

/// What a cycle is, before anybody is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Which cycle; also the id of its stream.
    pub cycle: CycleId,
    /// Of which school.
    pub school: SchoolId,
    /// In which subject.
    pub subject: Subject,
    /// Support for a group, or monitoring of a class.
    pub kind: CycleKind,
    /// Under which edition of which programme.
    pub programme: ProgrammeVersion,
    /// How far it goes beyond class teaching.
    pub tier: Tier,
    /// The English word for the same.
    pub wave: Wave,
    /// In which academic year.
    pub academic_year: AcademicYear,
    /// The first day of teaching.
    pub starts_on: Date,
    /// The last day of teaching.
    pub ends_on: Date,
    /// Who teaches.
    pub teacher: AccountId,
    /// Who leads it in the school.
    pub lead: AccountId,
    /// Who mentors from outside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentor: Option<AccountId>,
    /// Why these pupils, and why now; sealed under the cycle's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need_statement: Option<Sealed>,
    /// What the teacher wants to find out; sealed under the cycle's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inquiry_question: Option<Sealed>,
    /// How it connects to class teaching; sealed under the cycle's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class_link: Option<Sealed>,
    /// Where and how the teaching happens.
    pub setting: Setting,
    /// What the school calls the group; sealed under the cycle's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_label: Option<Sealed>,
    /// The cycle that it follows from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predecessor: Option<CycleId>,
    /// The norms that its gains are read against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark_set: Option<BenchmarkVersion>,
    /// How much teaching each pupil is to have, in minutes, over the whole cycle.
    pub planned_minutes: u32,
}

/// A cycle was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CyclePlanned {
    /// The day it was planned.
    pub effective_on: Date,
    /// What it is.
    #[serde(flatten)]
    pub plan: Plan,
}

/// The teaching began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleStarted {
    /// The day.
    pub effective_on: Date,
    /// Why the group is smaller or larger than its programme says, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_override: Option<Reason>,
}

/// The first and last day of teaching.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleDates {
    /// The first day of teaching.
    pub starts_on: Date,
    /// The last day of teaching.
    pub ends_on: Date,
}

/// The dates were moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleRescheduled {
    /// The day it was decided.
    pub effective_on: Date,
    /// The dates as they were.
    pub before: CycleDates,
    /// The dates as they are now.
    pub after: CycleDates,
    /// Why.
    pub reason: Reason,
}

/// Somebody else teaches, leads or mentors from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleStaffChanged {
    /// The day.
    pub effective_on: Date,
    /// In which post.
    pub role: StaffPost,
    /// Who it was; nobody only where there was no mentor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<AccountId>,
    /// Who it is now; nobody only where there is no mentor any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<AccountId>,
    /// Why; its note is sealed under the cycle's key.
    pub reason: Reason,
}

/// What an earlier cycle taught is used in this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearningCarriedForward {
    /// The day.
    pub effective_on: Date,
    /// From which cycle.
    pub from_cycle: CycleId,
    /// The strategies that are used again as they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strategies_kept: Vec<StrategyCode>,
    /// The strategies that are used in another way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strategies_changed: Vec<StrategyCode>,
    /// What was learnt; sealed under the cycle's key.
    pub finding: Sealed,
}

/// The cycle is given up before its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleCancelled {
    /// The day.
    pub effective_on: Date,
    /// Why; its note is sealed under the cycle's key.
    pub reason: Reason,
}
