//! What was done week by week: sessions, contacts with families, mentoring, and what was learnt by looking back.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::StrategyCode;
use crate::cycle::word::{ContactDirection, ContactKind, InquiryStage};
use crate::id::{AccountId, ContactId, ParticipantId, SessionId};
use crate::{Reason, Sealed, Sequence};

/// What happened in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// How long it was, in minutes, 1 to 600.
    pub minutes: u16,
    /// Who was there.
    pub present: Vec<ParticipantId>,
    /// Who should have been there and was not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub absent: Vec<ParticipantId>,
    /// The strategies that were used in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strategies: Vec<StrategyCode>,
}

/// A session, and the day it was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldSession {
    /// The day.
    pub held_on: Date,
    /// What happened in it.
    #[serde(flatten)]
    pub session: Session,
}

/// A session was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionDelivered {
    /// The day it was held.
    pub effective_on: Date,
    /// Which session; kept through corrections.
    pub session_id: SessionId,
    /// What happened in it.
    #[serde(flatten)]
    pub session: Session,
}

/// What was recorded of a session was wrong and is put right; what it was stays on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionCorrected {
    /// The day from which the correction holds.
    pub effective_on: Date,
    /// Which session.
    pub session_id: SessionId,
    /// The event that held it until now: the recording or the last correction.
    pub corrects_seq: Sequence,
    /// What it was.
    pub before: HeldSession,
    /// What it is.
    pub after: HeldSession,
    /// Why; its note is sealed under the cycle's key.
    pub reason: Reason,
}

/// School and family were in touch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyContactRecorded {
    /// The day.
    pub effective_on: Date,
    /// Which contact.
    pub contact_id: ContactId,
    /// About which participant; none if it was about the whole group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub participant: Option<ParticipantId>,
    /// How.
    pub kind: ContactKind,
    /// From whom.
    pub direction: ContactDirection,
    /// What was said; sealed under the participant's key, or under the cycle's if it is about nobody alone.
    pub note: Sealed,
}

/// A mentor worked with those who teach and lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentoringRecorded {
    /// The day.
    pub effective_on: Date,
    /// Who mentored.
    pub mentor: AccountId,
    /// What it was about; sealed under the cycle's key.
    pub focus: Sealed,
    /// What is worth sharing with others; sealed under the cycle's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shared_practice: Option<Sealed>,
}

/// The teacher looked back, found something out and decided something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InquiryReflected {
    /// The day.
    pub effective_on: Date,
    /// At which stage of the inquiry.
    pub stage: InquiryStage,
    /// What was found out; sealed under the cycle's key.
    pub finding: Sealed,
    /// What was decided; sealed under the cycle's key.
    pub decision: Sealed,
}
