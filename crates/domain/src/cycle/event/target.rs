//! What each pupil can do and cannot do yet, what each is to be able to do, and whether it was reached.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{ConceptCode, InstrumentVersion};
use crate::cycle::word::{Judgement, NeedSource, TargetMeasure};
use crate::id::{ParticipantId, TargetId};
use crate::{Evidence, Reason, Score, Sealed, Sequence};

/// It was found out what a participant can do and cannot do yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NeedAssessed {
    /// The day.
    pub effective_on: Date,
    /// Which participant.
    pub participant: ParticipantId,
    /// In which key concept.
    pub concept: ConceptCode,
    /// What the pupil can do; sealed under the participant's key.
    pub can_do: Sealed,
    /// What the pupil cannot do yet; sealed under the participant's key.
    pub not_yet: Sealed,
    /// What it was seen in.
    pub source: NeedSource,
}

/// What a participant is to be able to do, and how that is seen; the part of a target that can be revised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aim {
    /// In which key concept; it may be one of an earlier year.
    pub concept: ConceptCode,
    /// The target in words; sealed under the participant's key.
    pub statement: Sealed,
    /// What its value counts.
    pub measure: TargetMeasure,
    /// On which instrument, for a score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instrument: Option<InstrumentVersion>,
    /// The value to reach, in the unit of its measure; none for a judgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Score>,
    /// By when.
    pub due_on: Date,
}

/// It was agreed what a participant is to be able to do, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurricularTargetSet {
    /// The day.
    pub effective_on: Date,
    /// Which participant.
    pub participant: ParticipantId,
    /// Which target; kept through revisions.
    pub target_id: TargetId,
    /// What is to be reached.
    #[serde(flatten)]
    pub aim: Aim,
}

/// A target is another one from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetRevised {
    /// The day.
    pub effective_on: Date,
    /// Which target.
    pub target_id: TargetId,
    /// The event that held it until now: the setting or the last revision.
    pub revises_seq: Sequence,
    /// What was to be reached.
    pub before: Aim,
    /// What is to be reached now.
    pub after: Aim,
    /// Why; its note is sealed under the participant's key.
    pub reason: Reason,
}

/// It was judged whether a target was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetJudged {
    /// The day.
    pub effective_on: Date,
    /// Which target.
    pub target_id: TargetId,
    /// Whether it was reached.
    pub judgement: Judgement,
    /// What shows it, at least one thing: scores, missed scores or needs of this cycle, or words sealed under the
    /// participant's key.
    pub evidence: Vec<Evidence>,
}
