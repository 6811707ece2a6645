//! What can be asked of a cycle. Everything that a rule needs to know is here, put there by the portal.

use jiff::civil::Date;
use strum::IntoStaticStr;

use super::event::{CycleDates, Outcome, Placement, Plan, Practice, Reading};
use super::limits::{InstrumentLimits, ProgrammeLimits, Windows};
use super::word::{
    AssessmentPoint, EntryBand, ExitStatus, JudgedEffect, NeedSource, NextSupport, TargetMeasure,
};
use crate::code::{ConceptCode, InstrumentVersion, ScaleId, StrategyCode};
use crate::id::{AccountId, AssessmentId, ImportBatchId, ParticipantId, TargetId};
use crate::{GivenReason, Score, Sealed, Sequence, YearLevel};

/// Something asked of a cycle, with both its dates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CycleCommand {
    /// Today's date where the school is.
    pub today: Date,
    /// The day from which it is true; not after today.
    pub effective_on: Date,
    /// What is asked.
    pub act: CycleAct,
}

/// What is asked of a cycle.
#[derive(Debug, Clone, PartialEq, Eq, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum CycleAct {
    /// Plan it.
    PlanCycle(Box<Plan>),
    /// Begin the teaching.
    StartCycle(StartCycle),
    /// Move its dates.
    Reschedule(Reschedule),
    /// Let a pupil take part.
    PlacePupil(Box<PlacePupil>),
    /// Let a participant take part in another way.
    ChangePlacement(ChangePlacement),
    /// End a participant's part.
    WithdrawPupil(WithdrawPupil),
    /// Say what a participant can do and cannot do yet.
    RecordNeed(RecordNeed),
    /// Agree what a participant is to be able to do.
    SetTarget(SetTarget),
    /// Record a score.
    RecordAssessment(Box<RecordAssessment>),
    /// Say that a score will not come.
    MarkMissing(MarkMissing),
    /// Put a score right.
    CorrectAssessment(Box<CorrectAssessment>),
    /// Try a strategy.
    AdoptStrategy(AdoptStrategy),
    /// Use a strategy in another way.
    AdaptStrategy(AdaptStrategy),
    /// Use a strategy no longer.
    StopStrategy(StopStrategy),
    /// End the assessing.
    CompleteAssessment,
    /// Close it, with its outcome.
    CloseCycle(CloseCycle),
}

impl CycleAct {
    /// Its name as a word key: `record-assessment`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.into()
    }
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

/// Let a pupil take part. Every text in it is sealed under the participant's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacePupil {
    /// What the programme allows.
    pub limits: ProgrammeLimits,
    /// A number drawn at random for this pupil in this cycle.
    pub participant: ParticipantId,
    /// Who it is.
    pub identity: Sealed,
    /// The school year that the pupil is in.
    pub year_level: YearLevel,
    /// Weeks of schooling before entry.
    pub weeks_of_schooling: u16,
    /// Where the pupil stands against what is expected.
    pub entry_band: EntryBand,
    /// What shows that the pupil can reach it.
    pub potential_evidence: Option<Sealed>,
    /// How the pupil takes part.
    pub placement: Placement,
    /// Why a running group may grow beyond the programme's size by this.
    pub size_override: Option<GivenReason>,
    /// Why this pupil.
    pub reason: GivenReason,
}

/// Let a participant take part in another way. Every text in it is sealed under the participant's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangePlacement {
    /// Which participant.
    pub participant: ParticipantId,
    /// How, from now on. A text that stays the same must be the very same sealed value.
    pub after: Placement,
    /// Why.
    pub reason: GivenReason,
}

/// End a participant's part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WithdrawPupil {
    /// Which participant.
    pub participant: ParticipantId,
    /// How it ended.
    pub exit_status: ExitStatus,
    /// What follows.
    pub next_support: NextSupport,
    /// Why; sealed under the participant's key.
    pub reason: GivenReason,
}

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

/// Try a strategy. Every text in it is sealed under the cycle's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptStrategy {
    /// Which strategy of the catalogue.
    pub strategy: StrategyCode,
    /// How it is to be used.
    pub practice: Practice,
    /// Why.
    pub reason: GivenReason,
}

/// Use a strategy in another way. Every text in it is sealed under the cycle's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdaptStrategy {
    /// Which strategy of the catalogue.
    pub strategy: StrategyCode,
    /// How it is to be used from now on. A text that stays the same must be the very same sealed value.
    pub after: Practice,
    /// The events of this cycle that show why.
    pub evidence: Vec<Sequence>,
    /// Why.
    pub reason: GivenReason,
}

/// Use a strategy no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopStrategy {
    /// Which strategy of the catalogue.
    pub strategy: StrategyCode,
    /// What it did.
    pub judged_effect: JudgedEffect,
    /// Why; sealed under the cycle's key.
    pub reason: GivenReason,
}

/// Close the cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseCycle {
    /// What came out of it.
    pub outcome: Outcome,
    /// The last event that the outcome was computed from; it must be the last of the stream.
    pub upto_sequence: Sequence,
}
