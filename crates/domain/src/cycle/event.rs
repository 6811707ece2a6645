//! What can happen in a cycle. These are stored for ever: names, units and what is sealed never change.
//!
//! `effective_on` is the day it was true; the day it became known is the ledger's. `participant` is a number drawn for this
//! cycle alone; every text that a person typed is sealed (see [`Sealed`]).

use cqrs_es::DomainEvent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

use super::word::{
    AssessmentPoint, CycleKind, EffectSizeKind, EntryBand, ExitStatus, JudgedEffect, LessonPart, Lever,
    NeedSource, NextSupport, Role, Setting, TargetMeasure, Tier, Wave,
};
use crate::code::{
    BenchmarkVersion, ConceptCode, FormCode, InstrumentVersion, MethodVersion, ProgrammeVersion, ScaleId,
    StrategyCode,
};
use crate::id::{AccountId, AssessmentId, CycleId, ImportBatchId, ParticipantId, TargetId};
use crate::{AcademicYear, Reason, SchoolId, Score, Sealed, Sequence, Subject, YearLevel};

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

/// How a participant takes part; the part of a placement that can change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placement {
    /// The smaller group within the cycle, if there are several; sealed under the participant's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Sealed>,
    /// How far the support of this participant goes.
    pub tier: Tier,
    /// The share of the sessions that the participant is to have, in percent, 1 to 100.
    pub share_of_sessions_percent: u8,
    /// Taught, or compared with.
    pub role: Role,
}

/// A pupil takes part from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PupilPlaced {
    /// The day.
    pub effective_on: Date,
    /// The number of the pupil in this cycle, and the subject of everything sealed about the pupil here.
    pub participant: ParticipantId,
    /// Who it is, as known on that day: a sealed JSON object of pupil id, name, short label and national number.
    pub identity: Sealed,
    /// The school year that the pupil is in.
    pub year_level: YearLevel,
    /// Weeks of schooling before entry.
    pub weeks_of_schooling: u16,
    /// Where the pupil stood against what is expected.
    pub entry_band: EntryBand,
    /// What shows that the pupil can reach it; sealed under the participant's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub potential_evidence: Option<Sealed>,
    /// How the pupil takes part.
    #[serde(flatten)]
    pub placement: Placement,
    /// Why the group grew beyond its programme's size by this, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_override: Option<Reason>,
    /// Why this pupil.
    pub reason: Reason,
}

/// A participant takes part in another way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacementChanged {
    /// The day.
    pub effective_on: Date,
    /// Which participant.
    pub participant: ParticipantId,
    /// How it was.
    pub before: Placement,
    /// How it is now.
    pub after: Placement,
    /// Why.
    pub reason: Reason,
}

/// A participant takes part no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PupilWithdrawn {
    /// The day.
    pub effective_on: Date,
    /// Which participant.
    pub participant: ParticipantId,
    /// How it ended.
    pub exit_status: ExitStatus,
    /// What follows.
    pub next_support: NextSupport,
    /// Why.
    pub reason: Reason,
}

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

/// It was agreed what a participant is to be able to do, and by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurricularTargetSet {
    /// The day.
    pub effective_on: Date,
    /// Which participant.
    pub participant: ParticipantId,
    /// Which target.
    pub target_id: TargetId,
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

/// Which participants a strategy is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Every target participant, later ones too.
    All,
    /// These.
    Only(Vec<ParticipantId>),
}

/// How a strategy is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practice {
    /// Which lever it pulls.
    pub lever: Lever,
    /// In which part of the lesson.
    pub lesson_part: LessonPart,
    /// On which key concept, if on one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concept: Option<ConceptCode>,
    /// For which participants.
    pub participants: Reach,
    /// What is expected of it; sealed under the cycle's key.
    pub expected_effect: Sealed,
}

/// A strategy is tried from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyAdopted {
    /// The day.
    pub effective_on: Date,
    /// Which strategy of the catalogue.
    pub strategy: StrategyCode,
    /// How it is used.
    #[serde(flatten)]
    pub practice: Practice,
    /// Why.
    pub reason: Reason,
}

/// A strategy is used in another way, because of something seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyAdapted {
    /// The day.
    pub effective_on: Date,
    /// Which strategy of the catalogue.
    pub strategy: StrategyCode,
    /// How it was used.
    pub before: Practice,
    /// How it is used now.
    pub after: Practice,
    /// The events of this cycle that showed it, at least one: scores, missed scores or needs.
    pub evidence: Vec<Sequence>,
    /// Why.
    pub reason: Reason,
}

/// A strategy is used no longer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StrategyStopped {
    /// The day.
    pub effective_on: Date,
    /// Which strategy of the catalogue.
    pub strategy: StrategyCode,
    /// What it did, as judged then.
    pub judged_effect: JudgedEffect,
    /// Why.
    pub reason: Reason,
}

/// How complete the end scores are, in participants with the role of target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Completeness {
    /// Ever placed.
    pub targets: u16,
    /// Still taking part, with an end score.
    pub with_end_score: u16,
    /// Still taking part, with a note that no end score will come.
    pub missed: u16,
    /// Withdrawn.
    pub withdrawn: u16,
    /// Still taking part, with neither.
    pub outstanding: u16,
}

/// The assessing at the end is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleAssessed {
    /// The day.
    pub effective_on: Date,
    /// How complete it is.
    pub completeness: Completeness,
}

/// The cycle is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleClosed {
    /// The day.
    pub effective_on: Date,
}

/// What came out of a cycle, as computed at its closing from the events up to one of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Target participants still taking part.
    pub n: u16,
    /// Those with a start and an end score on one scale: what the figures below rest on.
    pub n_complete: u16,
    /// The scale of the figures; none if there is no pair of scores.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<ScaleId>,
    /// Mean gain, in units of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean: Option<Score>,
    /// Standard deviation of the gains, in units of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sd: Option<Score>,
    /// Lower end of the 95 percent interval of the mean gain, in units of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ci_lower: Option<Score>,
    /// Upper end of the 95 percent interval of the mean gain, in units of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ci_upper: Option<Score>,
    /// Mean end score, in units of the scale: where the group stands on a chart of results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_mean: Option<Score>,
    /// Lower end of the 95 percent interval of the mean end score, in units of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_ci_lower: Option<Score>,
    /// Upper end of the 95 percent interval of the mean end score, in units of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_ci_upper: Option<Score>,
    /// How many gained more than expected, where the scale has norms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accelerated_n: Option<u16>,
    /// The effect size, in standard deviations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub es: Option<Score>,
    /// Which effect size it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub es_kind: Option<EffectSizeKind>,
    /// How all this was computed.
    pub method: MethodVersion,
    /// Against which norms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark_set: Option<BenchmarkVersion>,
}

/// The outcome at closing is fixed; it stays when a child's key is destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleOutcomeSealed {
    /// The day.
    pub effective_on: Date,
    /// The last event that it was computed from.
    pub upto_sequence: Sequence,
    /// The figures.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// What can happen in a cycle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum CycleEvent {
    /// It was planned.
    CyclePlanned(Box<CyclePlanned>),
    /// The teaching began.
    CycleStarted(CycleStarted),
    /// The dates were moved.
    CycleRescheduled(CycleRescheduled),
    /// A pupil takes part from now on.
    PupilPlaced(Box<PupilPlaced>),
    /// A participant takes part in another way.
    PlacementChanged(PlacementChanged),
    /// A participant takes part no longer.
    PupilWithdrawn(PupilWithdrawn),
    /// It was found out what a participant can do and cannot do yet.
    NeedAssessed(NeedAssessed),
    /// It was agreed what a participant is to be able to do.
    CurricularTargetSet(CurricularTargetSet),
    /// A participant was assessed.
    AssessmentRecorded(AssessmentRecorded),
    /// A score will not come.
    AssessmentMissed(AssessmentMissed),
    /// A score was put right.
    AssessmentCorrected(AssessmentCorrected),
    /// A strategy is tried from now on.
    StrategyAdopted(StrategyAdopted),
    /// A strategy is used in another way.
    StrategyAdapted(Box<StrategyAdapted>),
    /// A strategy is used no longer.
    StrategyStopped(StrategyStopped),
    /// The assessing at the end is over.
    CycleAssessed(CycleAssessed),
    /// It is closed.
    CycleClosed(CycleClosed),
    /// Its outcome is fixed.
    CycleOutcomeSealed(CycleOutcomeSealed),
}

impl DomainEvent for CycleEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}
