//! How each event changes what a cycle's events add up to. Nothing is judged here: what happened, happened.

use super::record::{CycleRecord, Live, LiveAssessment, Participant, Target};
use crate::cycle::event::{
    AssessmentCorrected, AssessmentRecorded, CycleEvent, CycleStaffChanged, PupilPlaced,
};
use crate::cycle::word::StaffPost;
use crate::id::{ParticipantId, TargetId};

impl CycleRecord {
    /// Takes an event in that is not the first.
    pub(super) fn take_in(&mut self, event: CycleEvent) {
        self.sequence = self.sequence.next();
        match event {
            CycleEvent::CycleStarted(started) => self.size_overridden |= started.size_override.is_some(),
            CycleEvent::CycleRescheduled(moved) => {
                self.plan.starts_on = moved.after.starts_on;
                self.plan.ends_on = moved.after.ends_on;
            }
            CycleEvent::CycleStaffChanged(changed) => self.staff(&changed),
            CycleEvent::PupilPlaced(placed) => self.place(*placed),
            CycleEvent::PlacementChanged(changed) => {
                self.change(changed.participant, |participant| {
                    participant.placement = changed.after;
                    participant.changed_on.get_or_insert(changed.effective_on);
                });
            }
            CycleEvent::PupilWithdrawn(withdrawn) => {
                self.change(withdrawn.participant, |participant| {
                    participant.withdrawn_on = Some(withdrawn.effective_on);
                });
            }
            CycleEvent::PlacementCorrected(corrected) => {
                let entry = Live { is: corrected.after, live: self.sequence };
                self.change(corrected.participant, |participant| participant.entry = entry);
            }
            CycleEvent::NeedAssessed(need) => {
                self.citable.insert(self.sequence);
                self.change(need.participant, |participant| {
                    participant.needs.insert(need.concept.clone(), need);
                });
            }
            CycleEvent::CurricularTargetSet(set) => {
                let aim = Live { is: set.aim, live: self.sequence };
                let target = Target { participant: set.participant, aim, judged: None };
                self.targets.insert(set.target_id, target);
            }
            CycleEvent::TargetRevised(revised) => {
                let aim = Live { is: revised.after, live: self.sequence };
                self.change_target(revised.target_id, |target| (target.aim, target.judged) = (aim, None));
            }
            CycleEvent::TargetJudged(judged) => {
                self.change_target(judged.target_id, |target| target.judged = Some(judged));
            }
            CycleEvent::AssessmentRecorded(recorded) => self.score(recorded),
            CycleEvent::AssessmentMissed(missed) => {
                self.citable.insert(self.sequence);
                self.change(missed.participant, |participant| {
                    participant.missed.insert(missed.point);
                });
            }
            CycleEvent::AssessmentCorrected(corrected) => self.correct(corrected),
            CycleEvent::AssessmentVoided(voided) => {
                if let Some(score) = self.assessments.remove(&voided.assessment_id) {
                    self.citable.remove(&score.live);
                }
                self.voided.insert(voided.assessment_id);
            }
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

    fn change_target(&mut self, target: TargetId, change: impl FnOnce(&mut Target)) {
        if let Some(target) = self.targets.get_mut(&target) {
            change(target);
        }
    }

    fn staff(&mut self, changed: &CycleStaffChanged) {
        let plan = &mut self.plan;
        match (changed.role, changed.after) {
            (StaffPost::Teacher, Some(account)) => plan.teacher = account,
            (StaffPost::Lead, Some(account)) => plan.lead = account,
            (StaffPost::Mentor, account) => plan.mentor = account,
            // Nobody is never put in a post that somebody has to hold.
            (StaffPost::Teacher | StaffPost::Lead, None) => {}
        }
    }

    /// Placed for the first time, or again after a withdrawal; what was found out before stays.
    fn place(&mut self, placed: PupilPlaced) {
        self.size_overridden |= placed.size_override.is_some();
        let (needs, missed) = self
            .participants
            .remove(&placed.participant)
            .map_or_else(Default::default, |was| (was.needs, was.missed));
        let entry = Live { is: placed.entry(), live: self.sequence };
        let placement = placed.placement;
        let participant =
            Participant { entry, placement, changed_on: None, withdrawn_on: None, needs, missed };
        self.participants.insert(placed.participant, participant);
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
