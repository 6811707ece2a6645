//! Where a cycle stands: the stage it is in, and what its events add up to so far.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::event::{
    AssessmentCorrected, AssessmentRecorded, CurricularTargetSet, CycleEvent, NeedAssessed, Placement, Plan,
    Practice, PupilPlaced, Reach, Reading,
};
use super::word::{AssessmentPoint, CycleKind, Role};
use crate::Sequence;
use crate::code::{ConceptCode, InstrumentVersion, ScaleId, StrategyCode};
use crate::id::{AssessmentId, ParticipantId, TargetId};

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
}

/// What the events of a cycle add up to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CycleRecord {
    /// What it is, with its dates as they are now.
    pub plan: Plan,
    /// The last event.
    pub sequence: Sequence,
    /// Everybody who ever took part.
    pub participants: BTreeMap<ParticipantId, Participant>,
    /// The targets as they were set.
    pub targets: BTreeMap<TargetId, CurricularTargetSet>,
    /// The scores as they stand.
    pub assessments: BTreeMap<AssessmentId, LiveAssessment>,
    /// The strategies in use.
    pub strategies: BTreeMap<StrategyCode, Practice>,
    /// The day of the last change of each strategy that was ever tried.
    pub strategies_changed_on: BTreeMap<StrategyCode, Date>,
    /// What a change of a strategy can rest on: scores as they stand, notes that one will not come, and needs.
    pub citable: BTreeSet<Sequence>,
    /// Whether a group of another size than the programme's was allowed.
    pub size_overridden: bool,
}

/// A participant, as of the last event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Participant {
    /// The placing, as it was.
    pub placed: PupilPlaced,
    /// How the pupil takes part now.
    pub placement: Placement,
    /// Since when not any longer, if so.
    pub withdrawn_on: Option<Date>,
    /// The last assessed need in each concept.
    pub needs: BTreeMap<ConceptCode, NeedAssessed>,
    /// The points at which no score will come.
    pub missed: BTreeSet<AssessmentPoint>,
}

/// A score, as of its last correction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveAssessment {
    /// Whose.
    pub participant: ParticipantId,
    /// At which point.
    pub point: AssessmentPoint,
    /// By which instrument.
    pub instrument: InstrumentVersion,
    /// On which scale.
    pub scale: ScaleId,
    /// Score, day and paper.
    pub reading: Reading,
    /// The event that holds it: a correction must name it.
    pub live: Sequence,
}

impl Participant {
    /// Whether the pupil takes part now.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.withdrawn_on.is_none()
    }

    /// Whether the pupil is taught in the cycle now.
    #[must_use]
    pub fn is_active_target(&self) -> bool {
        self.is_active() && self.placement.role == Role::Target
    }
}

impl CycleRecord {
    /// Whether this is support for a group, with the limits of its programme.
    #[must_use]
    pub fn is_intervention(&self) -> bool {
        self.plan.kind == CycleKind::Intervention
    }

    /// The participants taught in the cycle now.
    pub fn active_targets(&self) -> impl Iterator<Item = (&ParticipantId, &Participant)> {
        self.participants.iter().filter(|(_, participant)| participant.is_active_target())
    }

    /// How many pupils are taught in the cycle now.
    #[must_use]
    pub fn group_size(&self) -> u16 {
        count(self.active_targets())
    }

    /// A participant's scores at a point, one for each instrument.
    pub fn scores(
        &self,
        participant: ParticipantId,
        point: AssessmentPoint,
    ) -> impl Iterator<Item = &LiveAssessment> {
        self.assessments.values().filter(move |one| one.participant == participant && one.point == point)
    }

    /// Those whom a strategy reaches now.
    #[must_use]
    pub fn reached(&self, reach: &Reach) -> Vec<ParticipantId> {
        match reach {
            Reach::All => self.active_targets().map(|(id, _)| *id).collect(),
            Reach::Only(named) => named.clone(),
        }
    }
}

/// How many, at most 65,535.
pub(super) fn count<T>(items: impl Iterator<Item = T>) -> u16 {
    u16::try_from(items.count()).unwrap_or(u16::MAX)
}

impl Cycle {
    /// The stage, as a word key: `running`.
    #[must_use]
    pub fn stage(&self) -> &'static str {
        match self {
            Self::Unplanned => "unplanned",
            Self::Planned(_) => "planned",
            Self::Running(_) => "running",
            Self::Assessed(_) => "assessed",
            Self::Closed(_) => "closed",
        }
    }

    /// What the events add up to; nothing before it is planned.
    #[must_use]
    pub fn record(&self) -> Option<&CycleRecord> {
        match self {
            Self::Unplanned => None,
            Self::Planned(record) | Self::Running(record) | Self::Assessed(record) | Self::Closed(record) => {
                Some(record)
            }
        }
    }

    /// Takes an event in. A stream begins with `CyclePlanned`; whatever stood before it would be passed over.
    pub(super) fn take_in(&mut self, event: CycleEvent) {
        *self = match std::mem::take(self) {
            Self::Unplanned => {
                if let CycleEvent::CyclePlanned(planned) = event {
                    Self::Planned(begin(planned.plan))
                } else {
                    Self::Unplanned
                }
            }
            Self::Planned(mut record) => {
                let started = matches!(event, CycleEvent::CycleStarted(_));
                record.take_in(event);
                if started { Self::Running(record) } else { Self::Planned(record) }
            }
            Self::Running(mut record) => {
                let assessed = matches!(event, CycleEvent::CycleAssessed(_));
                record.take_in(event);
                if assessed { Self::Assessed(record) } else { Self::Running(record) }
            }
            Self::Assessed(mut record) => {
                let closed = matches!(event, CycleEvent::CycleClosed(_));
                record.take_in(event);
                if closed { Self::Closed(record) } else { Self::Assessed(record) }
            }
            Self::Closed(mut record) => {
                record.take_in(event);
                Self::Closed(record)
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
        strategies: BTreeMap::new(),
        strategies_changed_on: BTreeMap::new(),
        citable: BTreeSet::new(),
        size_overridden: false,
    })
}

impl CycleRecord {
    fn take_in(&mut self, event: CycleEvent) {
        self.sequence = self.sequence.next();
        match event {
            CycleEvent::CycleStarted(started) => self.size_overridden |= started.size_override.is_some(),
            CycleEvent::CycleRescheduled(moved) => {
                self.plan.starts_on = moved.after.starts_on;
                self.plan.ends_on = moved.after.ends_on;
            }
            CycleEvent::PupilPlaced(placed) => self.place(*placed),
            CycleEvent::PlacementChanged(changed) => {
                self.change(changed.participant, |participant| participant.placement = changed.after);
            }
            CycleEvent::PupilWithdrawn(withdrawn) => {
                self.change(withdrawn.participant, |participant| {
                    participant.withdrawn_on = Some(withdrawn.effective_on);
                });
            }
            CycleEvent::NeedAssessed(need) => {
                self.citable.insert(self.sequence);
                self.change(need.participant, |participant| {
                    participant.needs.insert(need.concept.clone(), need);
                });
            }
            CycleEvent::CurricularTargetSet(target) => {
                self.targets.insert(target.target_id, target);
            }
            CycleEvent::AssessmentRecorded(recorded) => self.score(recorded),
            CycleEvent::AssessmentMissed(missed) => {
                self.citable.insert(self.sequence);
                self.change(missed.participant, |participant| {
                    participant.missed.insert(missed.point);
                });
            }
            CycleEvent::AssessmentCorrected(corrected) => self.correct(corrected),
            CycleEvent::StrategyAdopted(adopted) => {
                self.strategies_changed_on.insert(adopted.strategy.clone(), adopted.effective_on);
                self.strategies.insert(adopted.strategy, adopted.practice);
            }
            CycleEvent::StrategyAdapted(adapted) => {
                self.strategies_changed_on.insert(adapted.strategy.clone(), adapted.effective_on);
                self.strategies.insert(adapted.strategy, adapted.after);
            }
            CycleEvent::StrategyStopped(stopped) => {
                self.strategies.remove(&stopped.strategy);
                self.strategies_changed_on.insert(stopped.strategy, stopped.effective_on);
            }
            CycleEvent::CyclePlanned(_)
            | CycleEvent::CycleAssessed(_)
            | CycleEvent::CycleClosed(_)
            | CycleEvent::CycleOutcomeSealed(_) => {}
        }
    }

    fn change(&mut self, participant: ParticipantId, change: impl FnOnce(&mut Participant)) {
        if let Some(participant) = self.participants.get_mut(&participant) {
            change(participant);
        }
    }

    /// Placed for the first time, or again after a withdrawal; what was found out before stays.
    fn place(&mut self, placed: PupilPlaced) {
        self.size_overridden |= placed.size_override.is_some();
        let (needs, missed) = self
            .participants
            .remove(&placed.participant)
            .map_or_else(Default::default, |was| (was.needs, was.missed));
        let placement = placed.placement.clone();
        self.participants
            .insert(placed.participant, Participant { placed, placement, withdrawn_on: None, needs, missed });
    }

    fn score(&mut self, recorded: AssessmentRecorded) {
        self.change(recorded.participant, |participant| {
            participant.missed.remove(&recorded.point);
        });
        let AssessmentRecorded { participant, point, instrument, scale, reading, .. } = recorded;
        let live = self.sequence;
        self.citable.insert(live);
        let score = LiveAssessment { participant, point, instrument, scale, reading, live };
        self.assessments.insert(recorded.assessment_id, score);
    }

    fn correct(&mut self, corrected: AssessmentCorrected) {
        if let Some(score) = self.assessments.get_mut(&corrected.assessment_id) {
            score.reading = corrected.after;
            self.citable.remove(&score.live);
            self.citable.insert(self.sequence);
            score.live = self.sequence;
        }
    }
}
