//! What can be asked week by week: sessions, contacts, mentoring, looking back, and costs.

use crate::cycle::event::{Cost, HeldSession, Session};
use crate::cycle::word::{ContactDirection, ContactKind, InquiryStage};
use crate::id::{AccountId, ContactId, CostId, ParticipantId, SessionId};
use crate::{GivenReason, Sealed, Sequence};

/// Record a session. The command's own day is the day it was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSession {
    /// A number drawn for the session.
    pub session_id: SessionId,
    /// What happened in it.
    pub session: Session,
}

/// Put right what was recorded of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectSession {
    /// Which session.
    pub session_id: SessionId,
    /// The event that the corrector saw it in.
    pub corrects_seq: Sequence,
    /// What it should be.
    pub after: HeldSession,
    /// Why; sealed under the cycle's key.
    pub reason: GivenReason,
}

/// Record that school and family were in touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogContact {
    /// A number drawn for the contact.
    pub contact_id: ContactId,
    /// About which participant, if about one.
    pub participant: Option<ParticipantId>,
    /// How.
    pub kind: ContactKind,
    /// From whom.
    pub direction: ContactDirection,
    /// What was said; sealed under the participant's key, or under the cycle's if it is about nobody alone.
    pub note: Sealed,
}

/// Record that a mentor worked with those who teach and lead. Both texts are sealed under the cycle's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogMentoring {
    /// Who mentored.
    pub mentor: AccountId,
    /// What it was about.
    pub focus: Sealed,
    /// What is worth sharing with others.
    pub shared_practice: Option<Sealed>,
}

/// Record what was found out by looking back, and what was decided. Both texts are sealed under the cycle's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogReflection {
    /// At which stage of the inquiry.
    pub stage: InquiryStage,
    /// What was found out.
    pub finding: Sealed,
    /// What was decided.
    pub decision: Sealed,
}

/// Record a cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogCost {
    /// A number drawn for the cost.
    pub cost_id: CostId,
    /// What it was.
    pub cost: Cost,
}

/// Put a cost right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectCost {
    /// Which cost.
    pub cost_id: CostId,
    /// The event that the corrector saw it in.
    pub corrects_seq: Sequence,
    /// What it should be.
    pub after: Cost,
    /// Why; sealed under the cycle's key.
    pub reason: GivenReason,
}
