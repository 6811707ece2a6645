//! What can be asked about pupils' needs and targets.

use jiff::civil::Date;

use crate::code::{ConceptCode, InstrumentVersion};
use crate::cycle::event::Aim;
use crate::cycle::word::{Judgement, NeedSource, TargetMeasure};
use crate::id::{ParticipantId, TargetId};
use crate::{Evidence, GivenReason, Score, Sealed, Sequence};

/// Say what a participant can do and cannot do yet. Both texts are sealed under the participant's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordNeed {
    /// Which participant.
    pub participant: ParticipantId,
    /// In which key concept.
    pub concept: ConceptCode,
    /// What the pupil can do.
    pub can_do: Sealed,
    /// What the pupil cannot do yet.
    pub not_yet: Sealed,
    /// What it was seen in.
    pub source: NeedSource,
}

/// Agree what a participant is to be able to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetTarget {
    /// Which participant.
    pub participant: ParticipantId,
    /// A number drawn for the target.
    pub target_id: TargetId,
    /// In which key concept.
    pub concept: ConceptCode,
    /// The target in words, sealed under the participant's key.
    pub statement: Sealed,
    /// What its value counts.
    pub measure: TargetMeasure,
    /// On which instrument; needed for a score, and for nothing else.
    pub instrument: Option<InstrumentVersion>,
    /// The value to reach; needed for all but a judgement.
    pub value: Option<Score>,
    /// By when.
    pub due_on: Date,
}

/// Set a target anew. Every text in it is sealed under the participant's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviseTarget {
    /// Which target.
    pub target_id: TargetId,
    /// The event that the reviser saw it in.
    pub revises_seq: Sequence,
    /// What is to be reached from now on. A text that stays the same must be the very same sealed value.
    pub after: Aim,
    /// Why.
    pub reason: GivenReason,
}

/// Judge whether a target was reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JudgeTarget {
    /// Which target.
    pub target_id: TargetId,
    /// Whether it was reached.
    pub judgement: Judgement,
    /// What shows it: scores, missed scores or needs of this cycle, or words sealed under the participant's key.
    pub evidence: Vec<Evidence>,
}
