//! What can be asked at the end of a cycle and after it.

use crate::cycle::event::Outcome;
use crate::cycle::word::{Rating, ReportPart};
use crate::id::AccountId;
use crate::school::SchoolYear;
use crate::{GivenReason, Sealed, Sequence};

/// Close the cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseCycle {
    /// What came out of it.
    pub outcome: Outcome,
    /// The last event that the outcome was computed from; it must be the last of the stream.
    pub upto_sequence: Sequence,
}

/// Judge how good the cycle was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgeImpact {
    /// What it did for the pupils.
    pub impact: Rating,
    /// What it was worth for its cost.
    pub value: Rating,
    /// How it was led.
    pub leadership: Rating,
    /// Who judges.
    pub judge: AccountId,
    /// Why; sealed under the cycle's key.
    pub reason: GivenReason,
}

/// Report to the board. A part that nothing was written for is none; every part is sealed under the cycle's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubmitReport {
    /// Why these pupils.
    pub need: Option<Sealed>,
    /// What came of it for them.
    pub impact: Option<Sealed>,
    /// How teaching changed.
    pub practice_change: Option<Sealed>,
    /// What follows.
    pub next_steps: Option<Sealed>,
    /// The last event that its writer saw.
    pub upto_seq: Sequence,
    /// The school year of the cycle, as the school counts it that day.
    pub school_year: Option<SchoolYear>,
}

/// Write a part of the report anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmendReport {
    /// Which part.
    pub part: ReportPart,
    /// The event that its writer saw it in.
    pub amends_seq: Sequence,
    /// What it is to be; sealed under the cycle's key.
    pub after: Sealed,
    /// Why; sealed under the cycle's key.
    pub reason: GivenReason,
}

/// Ask that a closed cycle goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskReopening {
    /// Who asks.
    pub by: AccountId,
    /// Why; sealed under the cycle's key.
    pub reason: GivenReason,
}

/// Agree that a closed cycle goes on, as was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reopen {
    /// Who agrees.
    pub approver: AccountId,
}

/// Say no to what was asked: the cycle stays closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclineReopening {
    /// Who says no.
    pub by: AccountId,
    /// Why not; sealed under the cycle's key.
    pub reason: GivenReason,
}
