//! What follows the closing: how good the cycle was, the report to the board, and opening it again.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::cycle::word::{Rating, ReportPart};
use crate::id::AccountId;
use crate::school::SchoolYear;
use crate::{Reason, Sealed, Sequence};

/// How good the cycle was, as somebody judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpactJudged {
    /// The day.
    pub effective_on: Date,
    /// What it did for the pupils.
    pub impact: Rating,
    /// What it was worth for its cost.
    pub value: Rating,
    /// How it was led.
    pub leadership: Rating,
    /// Who judged.
    pub judge: AccountId,
    /// Why; its note is sealed under the cycle's key.
    pub reason: Reason,
}

/// The board was told what came of it. All four parts are sealed under the cycle's key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardReportSubmitted {
    /// The day.
    pub effective_on: Date,
    /// Why these pupils.
    pub need: Sealed,
    /// What came of it for them.
    pub impact: Sealed,
    /// How teaching changed.
    pub practice_change: Sealed,
    /// What follows.
    pub next_steps: Sealed,
    /// The last event that the report speaks of.
    pub upto_seq: Sequence,
    /// The school year of the cycle, as the school counted it that day; none in reports from before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_year: Option<SchoolYear>,
}

/// A part of the report is another one now; what it was stays on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardReportAmended {
    /// The day.
    pub effective_on: Date,
    /// Which part.
    pub part: ReportPart,
    /// The event that held it until now: the report or the last amendment.
    pub amends_seq: Sequence,
    /// What it was; sealed under the cycle's key.
    pub before: Sealed,
    /// What it is; sealed under the cycle's key.
    pub after: Sealed,
    /// Why; its note is sealed under the cycle's key.
    pub reason: Reason,
}

/// Somebody asks that a closed cycle goes on. It takes the place of what was asked before, and lapses at the next stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleReopeningAsked {
    /// The day.
    pub effective_on: Date,
    /// Who asks.
    pub by: AccountId,
    /// Why; its note is sealed under the cycle's key.
    pub reason: Reason,
}

/// A second person did not agree: the cycle stays closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleReopeningDeclined {
    /// The day.
    pub effective_on: Date,
    /// Who asked.
    pub asked_by: AccountId,
    /// Who said no.
    pub declined_by: AccountId,
    /// Why not; its note is sealed under the cycle's key.
    pub reason: Reason,
}

/// A closed cycle goes on: its outcome will be worked out anew at the next closing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleReopened {
    /// The day.
    pub effective_on: Date,
    /// Who allowed it; never the one who asked for it.
    pub approver: AccountId,
    /// Why, as it was asked; its note is sealed under the cycle's key.
    pub reason: Reason,
}
