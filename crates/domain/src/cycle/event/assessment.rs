//! Scores: recorded, known not to come, put right, and declared void.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::code::{FormCode, InstrumentVersion, ScaleId};
use crate::cycle::word::AssessmentPoint;
use crate::id::{AccountId, AssessmentId, ImportBatchId, ParticipantId};
use crate::{Reason, Score, Sequence};

/// The part of an assessment that can be corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// The score, in units of its scale.
    pub score: Score,
    /// The day the test was taken.
    pub taken_on: Date,
    /// Which parallel paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormCode>,
}

/// A participant was assessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentRecorded {
    /// The day the score became valid, usually the day it was taken.
    pub effective_on: Date,
    /// Which assessment; kept through corrections.
    pub assessment_id: AssessmentId,
    /// Which participant.
    pub participant: ParticipantId,
    /// At which point of the cycle.
    pub point: AssessmentPoint,
    /// By which edition of which instrument.
    pub instrument: InstrumentVersion,
    /// On which scale.
    pub scale: ScaleId,
    /// Score, day and paper.
    #[serde(flatten)]
    pub reading: Reading,
    /// The standard error of measurement of this score, in units of the scale, where the instrument gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sem: Option<Score>,
    /// Who marked it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marker: Option<AccountId>,
    /// The import that brought it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<ImportBatchId>,
}

/// A score will not come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentMissed {
    /// The day it was certain.
    pub effective_on: Date,
    /// Which participant.
    pub participant: ParticipantId,
    /// At which point of the cycle.
    pub point: AssessmentPoint,
    /// Why.
    pub reason: Reason,
}

/// A score was wrong and is put right; what it was stays on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentCorrected {
    /// The day from which the corrected score holds.
    pub effective_on: Date,
    /// Which assessment.
    pub assessment_id: AssessmentId,
    /// The event that held the score until now: the recording or the last correction.
    pub corrects_seq: Sequence,
    /// What it was.
    pub before: Reading,
    /// What it is.
    pub after: Reading,
    /// Why.
    pub reason: Reason,
}

/// A score does not count any more, as if it had not been taken; what it was stays on record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssessmentVoided {
    /// The day from which it does not count.
    pub effective_on: Date,
    /// Which assessment.
    pub assessment_id: AssessmentId,
    /// The event that held the score until now: the recording or the last correction.
    pub voids_seq: Sequence,
    /// Why; its note is sealed under the participant's key.
    pub reason: Reason,
}
