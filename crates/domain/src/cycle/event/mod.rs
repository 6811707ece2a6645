//! What can happen in a cycle. These are stored for ever: names, units and what is sealed never change.
//!
//! `effective_on` is the day it was true; the day it became known is the ledger's. `participant` is a number drawn for this
//! cycle alone; every text that a person typed is sealed (see [`Sealed`](crate::Sealed)).

mod assessment;
mod closing;
mod cost;
mod placement;
mod plan;
mod report;
mod session;
mod strategy;
mod target;

use cqrs_es::DomainEvent;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantNames};

pub use self::assessment::{
    AssessmentCorrected, AssessmentMissed, AssessmentRecorded, AssessmentVoided, Reading,
};
pub use self::closing::{Completeness, CycleAssessed, CycleClosed, CycleOutcomeSealed, Outcome};
pub(crate) use self::closing::{OUTCOME_VERSION, with_confidence};
pub use self::cost::{Cost, CostCorrected, CostRecorded};
pub use self::placement::{
    EntryFacts, Leaving, Placement, PlacementChanged, PlacementCorrected, PupilPlaced, PupilWithdrawn,
    WithdrawalCorrected,
};
pub use self::plan::{
    CycleCancelled, CycleDates, CyclePlanned, CycleRescheduled, CycleStaffChanged, CycleStarted,
    LearningCarriedForward, Plan,
};
pub use self::report::{
    BoardReportAmended, BoardReportSubmitted, CycleReopened, CycleReopeningAsked, CycleReopeningDeclined,
    ImpactJudged,
};
pub use self::session::{
    FamilyContactRecorded, HeldSession, InquiryReflected, MentoringRecorded, Session, SessionCorrected,
    SessionDelivered,
};
pub use self::strategy::{Practice, Reach, StrategyAdapted, StrategyAdopted, StrategyStopped};
pub use self::target::{Aim, CurricularTargetSet, NeedAssessed, TargetJudged, TargetRevised};

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
    /// Somebody else teaches, leads or mentors.
    CycleStaffChanged(CycleStaffChanged),
    /// What an earlier cycle taught is used in this one.
    LearningCarriedForward(LearningCarriedForward),
    /// A pupil takes part from now on.
    PupilPlaced(Box<PupilPlaced>),
    /// A participant takes part in another way.
    PlacementChanged(PlacementChanged),
    /// A participant takes part no longer.
    PupilWithdrawn(PupilWithdrawn),
    /// How a participant's part ended was put right, or that it ended at all.
    WithdrawalCorrected(WithdrawalCorrected),
    /// What a placing said of the pupil was put right.
    PlacementCorrected(Box<PlacementCorrected>),
    /// It was found out what a participant can do and cannot do yet.
    NeedAssessed(NeedAssessed),
    /// It was agreed what a participant is to be able to do.
    CurricularTargetSet(CurricularTargetSet),
    /// A target was revised.
    TargetRevised(Box<TargetRevised>),
    /// It was judged whether a target was reached.
    TargetJudged(TargetJudged),
    /// A participant was assessed.
    AssessmentRecorded(AssessmentRecorded),
    /// A score will not come.
    AssessmentMissed(AssessmentMissed),
    /// A score was put right.
    AssessmentCorrected(AssessmentCorrected),
    /// A score does not count any more.
    AssessmentVoided(AssessmentVoided),
    /// A strategy is tried from now on.
    StrategyAdopted(StrategyAdopted),
    /// A strategy is used in another way.
    StrategyAdapted(Box<StrategyAdapted>),
    /// A strategy is used no longer.
    StrategyStopped(StrategyStopped),
    /// A session was held.
    SessionDelivered(SessionDelivered),
    /// What was recorded of a session was put right.
    SessionCorrected(Box<SessionCorrected>),
    /// School and family were in touch.
    FamilyContactRecorded(FamilyContactRecorded),
    /// A mentor worked with those who teach and lead.
    MentoringRecorded(MentoringRecorded),
    /// The teacher looked back.
    InquiryReflected(InquiryReflected),
    /// Something was paid or given.
    CostRecorded(CostRecorded),
    /// A cost was put right.
    CostCorrected(CostCorrected),
    /// The assessing at the end is over.
    CycleAssessed(CycleAssessed),
    /// It is closed.
    CycleClosed(CycleClosed),
    /// Its outcome is fixed.
    CycleOutcomeSealed(CycleOutcomeSealed),
    /// It was judged how good the cycle was.
    ImpactJudged(ImpactJudged),
    /// The board was told what came of it.
    BoardReportSubmitted(Box<BoardReportSubmitted>),
    /// A part of the report is another one.
    BoardReportAmended(Box<BoardReportAmended>),
    /// Somebody asks that a closed cycle goes on.
    CycleReopeningAsked(CycleReopeningAsked),
    /// A closed cycle goes on.
    CycleReopened(CycleReopened),
    /// A closed cycle stays closed, though somebody asked.
    CycleReopeningDeclined(CycleReopeningDeclined),
    /// It is given up before its end.
    CycleCancelled(CycleCancelled),
}

impl CycleEvent {
    /// The day from which it is so, as it was recorded.
    #[must_use]
    pub fn effective_on(&self) -> Date {
        match self {
            Self::CyclePlanned(one) => one.effective_on,
            Self::CycleStarted(one) => one.effective_on,
            Self::CycleRescheduled(one) => one.effective_on,
            Self::CycleStaffChanged(one) => one.effective_on,
            Self::LearningCarriedForward(one) => one.effective_on,
            Self::PupilPlaced(one) => one.effective_on,
            Self::PlacementChanged(one) => one.effective_on,
            Self::PupilWithdrawn(one) => one.effective_on,
            Self::WithdrawalCorrected(one) => one.effective_on,
            Self::PlacementCorrected(one) => one.effective_on,
            Self::NeedAssessed(one) => one.effective_on,
            Self::CurricularTargetSet(one) => one.effective_on,
            Self::TargetRevised(one) => one.effective_on,
            Self::TargetJudged(one) => one.effective_on,
            Self::AssessmentRecorded(one) => one.effective_on,
            Self::AssessmentMissed(one) => one.effective_on,
            Self::AssessmentCorrected(one) => one.effective_on,
            Self::AssessmentVoided(one) => one.effective_on,
            Self::StrategyAdopted(one) => one.effective_on,
            Self::StrategyAdapted(one) => one.effective_on,
            Self::StrategyStopped(one) => one.effective_on,
            Self::SessionDelivered(one) => one.effective_on,
            Self::SessionCorrected(one) => one.effective_on,
            Self::FamilyContactRecorded(one) => one.effective_on,
            Self::MentoringRecorded(one) => one.effective_on,
            Self::InquiryReflected(one) => one.effective_on,
            Self::CostRecorded(one) => one.effective_on,
            Self::CostCorrected(one) => one.effective_on,
            Self::CycleAssessed(one) => one.effective_on,
            Self::CycleClosed(one) => one.effective_on,
            Self::CycleOutcomeSealed(one) => one.effective_on,
            Self::ImpactJudged(one) => one.effective_on,
            Self::BoardReportSubmitted(one) => one.effective_on,
            Self::BoardReportAmended(one) => one.effective_on,
            Self::CycleReopeningAsked(one) => one.effective_on,
            Self::CycleReopened(one) => one.effective_on,
            Self::CycleReopeningDeclined(one) => one.effective_on,
            Self::CycleCancelled(one) => one.effective_on,
        }
    }
}

impl DomainEvent for CycleEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        let is_outcome = matches!(self, Self::CycleOutcomeSealed(_));
        (if is_outcome { OUTCOME_VERSION } else { crate::FIRST_VERSION }).to_owned()
    }
}
