//! What can be asked about scores.

use crate::code::ScaleId;
use crate::cycle::event::Reading;
use crate::cycle::limits::{InstrumentLimits, Windows};
use crate::cycle::word::AssessmentPoint;
use crate::id::{AccountId, AssessmentId, ImportBatchId, ParticipantId};
use crate::{GivenReason, Score, Sequence};

/// Record a score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordAssessment {
    /// What the instrument gives.
    pub instrument: InstrumentLimits,
    /// When each point may be assessed.
    pub windows: Windows,
    /// A number drawn for the assessment.
    pub assessment_id: AssessmentId,
    /// Which participant.
    pub participant: ParticipantId,
    /// At which point.
    pub point: AssessmentPoint,
    /// The scale that the score is said to be on.
    pub scale: ScaleId,
    /// Score, day and paper.
    pub reading: Reading,
    /// The standard error of measurement of this score, if the instrument gives one.
    pub sem: Option<Score>,
    /// Who marked it.
    pub marker: Option<AccountId>,
    /// The import that brings it, if one does.
    pub batch: Option<ImportBatchId>,
}

/// Say that a score will not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkMissing {
    /// Which participant.
    pub participant: ParticipantId,
    /// At which point.
    pub point: AssessmentPoint,
    /// Why; sealed under the participant's key.
    pub reason: GivenReason,
}

/// Put a score right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectAssessment {
    /// What the instrument gives.
    pub instrument: InstrumentLimits,
    /// When each point may be assessed.
    pub windows: Windows,
    /// Which assessment.
    pub assessment_id: AssessmentId,
    /// The event that the corrector saw the score in.
    pub corrects_seq: Sequence,
    /// What it should be.
    pub after: Reading,
    /// Why; sealed under the participant's key.
    pub reason: GivenReason,
}

/// Record a group's scores at one point by one instrument: all of them, or none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordScores {
    /// What the instrument gives.
    pub instrument: InstrumentLimits,
    /// When each point may be assessed.
    pub windows: Windows,
    /// At which point.
    pub point: AssessmentPoint,
    /// Who marked them.
    pub marker: Option<AccountId>,
    /// The import that brings them, if one does.
    pub batch: Option<ImportBatchId>,
    /// What is to be recorded, for each participant at most one thing.
    pub rows: Vec<ScoreRow>,
}

impl RecordScores {
    /// Whether a score that was recorded before is to become another.
    #[must_use]
    pub fn corrects(&self) -> bool {
        self.rows.iter().any(|row| matches!(row.entry, ScoreEntry::Corrected { .. }))
    }
}

/// What is to be recorded for one participant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoreRow {
    /// Which participant.
    pub participant: ParticipantId,
    /// What is to be recorded.
    pub entry: ScoreEntry,
}

/// What is to be recorded in one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScoreEntry {
    /// A score.
    New {
        /// A number drawn for the assessment.
        assessment_id: AssessmentId,
        /// Score, day and paper; it is so from the day of the test.
        reading: Reading,
    },
    /// That no score will come.
    Missing {
        /// Why; sealed under the participant's key.
        reason: GivenReason,
    },
    /// Another score than the one recorded.
    Corrected {
        /// Which assessment.
        assessment_id: AssessmentId,
        /// The event that the corrector saw the score in.
        corrects_seq: Sequence,
        /// What it should be.
        after: Reading,
        /// Why; sealed under the participant's key.
        reason: GivenReason,
    },
}

/// Say that a score does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoidAssessment {
    /// Which assessment.
    pub assessment_id: AssessmentId,
    /// The event that it was seen in.
    pub voids_seq: Sequence,
    /// Why; sealed under the participant's key.
    pub reason: GivenReason,
}
