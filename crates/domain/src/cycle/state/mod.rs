//! Where a cycle stands: the stage it is in, and what its events add up to so far.

mod fold;
mod record;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use strum::{IntoStaticStr, VariantArray};

use super::event::{CycleEvent, Plan};
use crate::Sequence;

pub(super) use self::record::count;
pub use self::record::{
    CycleRecord, Live, LiveAssessment, Participant, ReopeningRequest, Report, Spell, Target,
};

/// An intervention cycle, by the stage it is in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cycle {
    /// Nothing has happened.
    #[default]
    Unplanned,
    /// Planned; pupils are placed and needs assessed.
    Planned(Box<CycleRecord>),
    /// The teaching goes on.
    Running(Box<CycleRecord>),
    /// The end scores are in, or it is known that they will not come.
    Assessed(Box<CycleRecord>),
    /// Closed, with its outcome.
    Closed(Box<CycleRecord>),
    /// Closed, and the board was told what came of it.
    Reported(Box<CycleRecord>),
    /// Given up before its end.
    Cancelled(Box<CycleRecord>),
}

/// The stage that a cycle is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Stage {
    /// Nothing has happened.
    Unplanned,
    /// It is planned; pupils are placed and needs assessed.
    Planned,
    /// The teaching goes on.
    Running,
    /// The end scores are in, or it is known that they will not come.
    Assessed,
    /// It is closed, with its outcome.
    Closed,
    /// It is closed, and the board was told what came of it.
    Reported,
    /// It was given up before its end.
    Cancelled,
}

impl Stage {
    /// Its name as a word key: `running`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Whether it is closed, with its outcome, reported or not.
    #[must_use]
    pub fn is_closed(self) -> bool {
        matches!(self, Self::Closed | Self::Reported)
    }

    /// The stage that an event leads to, if it leads to another one.
    fn after(event: &CycleEvent) -> Option<Self> {
        match event {
            CycleEvent::CyclePlanned(_) => Some(Self::Planned),
            CycleEvent::CycleStarted(_) => Some(Self::Running),
            CycleEvent::CycleAssessed(_) | CycleEvent::CycleReopened(_) => Some(Self::Assessed),
            CycleEvent::CycleClosed(_) => Some(Self::Closed),
            CycleEvent::BoardReportSubmitted(_) => Some(Self::Reported),
            CycleEvent::CycleCancelled(_) => Some(Self::Cancelled),
            CycleEvent::CycleRescheduled(_)
            | CycleEvent::CycleStaffChanged(_)
            | CycleEvent::PupilPlaced(_)
            | CycleEvent::PlacementChanged(_)
            | CycleEvent::PupilWithdrawn(_)
            | CycleEvent::WithdrawalCorrected(_)
            | CycleEvent::PlacementCorrected(_)
            | CycleEvent::NeedAssessed(_)
            | CycleEvent::CurricularTargetSet(_)
            | CycleEvent::TargetRevised(_)
            | CycleEvent::TargetJudged(_)
            | CycleEvent::AssessmentRecorded(_)
            | CycleEvent::AssessmentMissed(_)
            | CycleEvent::AssessmentCorrected(_)
            | CycleEvent::AssessmentVoided(_)
            | CycleEvent::StrategyAdopted(_)
            | CycleEvent::StrategyAdapted(_)
            | CycleEvent::StrategyStopped(_)
            | CycleEvent::SessionDelivered(_)
            | CycleEvent::SessionCorrected(_)
            | CycleEvent::FamilyContactRecorded(_)
            | CycleEvent::MentoringRecorded(_)
            | CycleEvent::InquiryReflected(_)
            | CycleEvent::CostRecorded(_)
            | CycleEvent::CostCorrected(_)
            | CycleEvent::LearningCarriedForward(_)
            | CycleEvent::CycleOutcomeSealed(_)
            | CycleEvent::ImpactJudged(_)
            | CycleEvent::CycleReopeningAsked(_)
            | CycleEvent::CycleReopeningDeclined(_)
            | CycleEvent::BoardReportAmended(_) => None,
        }
    }
}

impl Cycle {
    /// The stage.
    #[must_use]
    pub fn stage(&self) -> Stage {
        match self {
            Self::Unplanned => Stage::Unplanned,
            Self::Planned(_) => Stage::Planned,
            Self::Running(_) => Stage::Running,
            Self::Assessed(_) => Stage::Assessed,
            Self::Closed(_) => Stage::Closed,
            Self::Reported(_) => Stage::Reported,
            Self::Cancelled(_) => Stage::Cancelled,
        }
    }

    fn at(stage: Stage, record: Box<CycleRecord>) -> Self {
        match stage {
            Stage::Unplanned => Self::Unplanned,
            Stage::Planned => Self::Planned(record),
            Stage::Running => Self::Running(record),
            Stage::Assessed => Self::Assessed(record),
            Stage::Closed => Self::Closed(record),
            Stage::Reported => Self::Reported(record),
            Stage::Cancelled => Self::Cancelled(record),
        }
    }

    /// What the events add up to; nothing before it is planned.
    #[must_use]
    pub fn record(&self) -> Option<&CycleRecord> {
        match self {
            Self::Unplanned => None,
            Self::Planned(record)
            | Self::Running(record)
            | Self::Assessed(record)
            | Self::Closed(record)
            | Self::Reported(record)
            | Self::Cancelled(record) => Some(record),
        }
    }

    /// Takes in the event of this number where some before it were left out ([`holds_from`](super::holds_from)), so that what
    /// cites a number still finds it.
    pub fn apply_numbered(&mut self, sequence: Sequence, event: CycleEvent) {
        let before = Sequence::new(sequence.number().saturating_sub(1));
        match self {
            Self::Unplanned => {}
            Self::Planned(record)
            | Self::Running(record)
            | Self::Assessed(record)
            | Self::Closed(record)
            | Self::Reported(record)
            | Self::Cancelled(record) => record.sequence = before,
        }
        self.take_in(event);
    }

    /// Takes an event in. A stream begins with `CyclePlanned`; whatever stood before it would be passed over.
    pub(super) fn take_in(&mut self, event: CycleEvent) {
        let stage = Stage::after(&event).unwrap_or_else(|| self.stage());
        *self = match std::mem::take(self) {
            Self::Unplanned => {
                if let CycleEvent::CyclePlanned(planned) = event {
                    Self::Planned(begin(planned.plan))
                } else {
                    Self::Unplanned
                }
            }
            Self::Planned(mut record)
            | Self::Running(mut record)
            | Self::Assessed(mut record)
            | Self::Closed(mut record)
            | Self::Reported(mut record)
            | Self::Cancelled(mut record) => {
                record.take_in(event);
                Self::at(stage, record)
            }
        };
    }
}

fn begin(plan: Plan) -> Box<CycleRecord> {
    Box::new(CycleRecord {
        plan,
        sequence: Sequence::new(1),
        participants: BTreeMap::new(),
        targets: BTreeMap::new(),
        assessments: BTreeMap::new(),
        voided: BTreeSet::new(),
        strategies: BTreeMap::new(),
        strategies_changed_on: BTreeMap::new(),
        used: BTreeMap::new(),
        sessions: BTreeMap::new(),
        contacts: BTreeMap::new(),
        mentoring: Vec::new(),
        reflections: Vec::new(),
        costs: BTreeMap::new(),
        carried: BTreeMap::new(),
        outcome_in: None,
        impact: BTreeMap::new(),
        report: None,
        reopening: None,
        reopened: false,
        citable: BTreeSet::new(),
        size_overridden: false,
    })
}
