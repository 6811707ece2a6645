//! How each event changes what a cycle's events add up to. Nothing is judged here: what happened, happened.

use jiff::civil::Date;

use super::record::{
    CycleRecord, Live, LiveAssessment, Participant, ReopeningRequest, Report, Spell, Target,
};
use crate::code::StrategyCode;
use crate::cycle::event::{
    Aim, AssessmentCorrected, AssessmentMissed, AssessmentRecorded, AssessmentVoided, BoardReportAmended,
    BoardReportSubmitted, CurricularTargetSet, CycleEvent, CycleReopeningAsked, CycleStaffChanged,
    EntryFacts, HeldSession, NeedAssessed, PlacementChanged, PupilPlaced, SessionDelivered, StrategyAdopted,
    StrategyStopped,
};
use crate::cycle::word::{ReportPart, StaffPost};
use crate::id::{ParticipantId, TargetId};

impl CycleRecord {
    /// Takes an event in that is not the first.
    pub(super) fn take_in(&mut self, event: CycleEvent) {
        use CycleEvent as E;
        self.sequence = self.sequence.next();
        let live = self.sequence;
        match event {
            E::CycleStarted(started) => self.size_overridden |= started.size_override.is_some(),
            E::CycleRescheduled(moved) => {
                (self.plan.starts_on, self.plan.ends_on) = (moved.after.starts_on, moved.after.ends_on);
            }
            E::CycleStaffChanged(changed) => self.staff(&changed),
            E::LearningCarriedForward(carried) => drop(self.carried.insert(carried.from_cycle, carried)),
            E::PupilPlaced(placed) => self.place(*placed),
            E::PlacementChanged(changed) => self.change_placement(changed),
            E::PupilWithdrawn(gone) => {
                self.change(gone.participant, |one| one.left = Some(Live { is: gone.leaving(), live }));
            }
            E::WithdrawalCorrected(mended) => {
                let left = mended.after.map(|is| Live { is, live });
                self.change(mended.participant, |one| one.left = left);
            }
            E::PlacementCorrected(corrected) => self.correct_entry(corrected.participant, corrected.after),
            E::NeedAssessed(need) => self.need(need),
            E::CurricularTargetSet(set) => self.set_target(set),
            E::TargetRevised(revised) => self.revise(revised.target_id, revised.after),
            E::TargetJudged(judged) => {
                self.change_target(judged.target_id, |target| target.judged = Some(judged));
            }
            E::AssessmentRecorded(recorded) => self.score(recorded),
            E::AssessmentMissed(missed) => self.miss(&missed),
            E::AssessmentCorrected(corrected) => self.correct(corrected),
            E::AssessmentVoided(voided) => self.void(&voided),
            E::StrategyAdopted(adopted) => self.adopt(adopted),
            E::StrategyAdapted(adapted) => {
                self.strategy_changed(&adapted.strategy, adapted.effective_on);
                self.strategies.insert(adapted.strategy, adapted.after);
            }
            E::StrategyStopped(stopped) => self.stop(&stopped),
            E::SessionDelivered(held) => self.session(held),
            E::SessionCorrected(mended) => {
                self.sessions.insert(mended.session_id, Live { is: mended.after, live });
            }
            E::FamilyContactRecorded(contact) => {
                self.contacts.insert(contact.contact_id, contact);
            }
            E::MentoringRecorded(mentoring) => self.mentoring.push(mentoring),
            E::InquiryReflected(reflection) => self.reflections.push(reflection),
            E::CostRecorded(paid) => {
                self.costs.insert(paid.cost_id, Live { is: paid.cost, live });
            }
            E::CostCorrected(mended) => {
                self.costs.insert(mended.cost_id, Live { is: mended.after, live });
            }
            E::CycleClosed(_) => self.reopened = false,
            E::CycleOutcomeSealed(_) => self.outcome_in = Some(live),
            E::ImpactJudged(judged) => drop(self.impact.insert(judged.judge, judged)),
            E::BoardReportSubmitted(report) => self.report(*report),
            E::BoardReportAmended(amended) => self.amend(*amended),
            E::CycleReopeningAsked(asked) => {
                let CycleReopeningAsked { by, effective_on: asked_on, reason } = asked;
                self.reopening = Some(ReopeningRequest { by, asked_on, reason });
            }
            E::CycleReopeningDeclined(_) => self.reopening = None,
            E::CycleReopened(_) => self.reopen(),
            E::CyclePlanned(_) | E::CycleAssessed(_) | E::CycleCancelled(_) => {}
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

    fn change(&mut self, participant: ParticipantId, change: impl FnOnce(&mut Participant)) {
        if let Some(participant) = self.participants.get_mut(&participant) {
            change(participant);
        }
    }

    /// Placed for the first time, or again after a withdrawal; what was found out before stays.
    fn place(&mut self, placed: PupilPlaced) {
        self.size_overridden |= placed.size_override.is_some();
        let (earlier, needs, missed) =
            self.participants.remove(&placed.participant).map_or_else(Default::default, |was| {
                let spells = was.earlier.iter().copied().chain([was.spell()]).collect();
                (spells, was.needs, was.missed)
            });
        let entry = Live { is: placed.entry(), live: self.sequence };
        let placement = placed.placement;
        let participant =
            Participant { entry, placement, changed_on: None, left: None, earlier, needs, missed };
        self.participants.insert(placed.participant, participant);
    }

    fn change_placement(&mut self, changed: PlacementChanged) {
        self.change(changed.participant, |participant| {
            participant.placement = changed.after;
            participant.changed_on.get_or_insert(changed.effective_on);
        });
    }

    fn correct_entry(&mut self, participant: ParticipantId, after: EntryFacts) {
        let entry = Live { is: after, live: self.sequence };
        self.change(participant, |participant| participant.entry = entry);
    }

    fn need(&mut self, need: NeedAssessed) {
        self.citable.insert(self.sequence);
        self.change(need.participant, |participant| {
            participant.needs.insert(need.concept.clone(), need);
        });
    }

    fn set_target(&mut self, set: CurricularTargetSet) {
        let aim = Live { is: set.aim, live: self.sequence };
        self.targets.insert(set.target_id, Target { participant: set.participant, aim, judged: None });
    }

    fn change_target(&mut self, target: TargetId, change: impl FnOnce(&mut Target)) {
        if let Some(target) = self.targets.get_mut(&target) {
            change(target);
        }
    }

    /// What was judged of the aim before says nothing of the one after.
    fn revise(&mut self, target: TargetId, after: Aim) {
        let aim = Live { is: after, live: self.sequence };
        self.change_target(target, |target| (target.aim, target.judged) = (aim, None));
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

    fn miss(&mut self, missed: &AssessmentMissed) {
        self.citable.insert(self.sequence);
        self.change(missed.participant, |participant| {
            participant.missed.insert(missed.point);
        });
    }

    fn correct(&mut self, corrected: AssessmentCorrected) {
        if let Some(score) = self.assessments.get_mut(&corrected.assessment_id) {
            score.reading = corrected.after;
            self.citable.remove(&score.live);
            self.citable.insert(self.sequence);
            score.live = self.sequence;
        }
    }

    fn void(&mut self, voided: &AssessmentVoided) {
        if let Some(score) = self.assessments.remove(&voided.assessment_id) {
            self.citable.remove(&score.live);
        }
        self.voided.insert(voided.assessment_id);
    }

    fn strategy_changed(&mut self, strategy: &StrategyCode, day: Date) {
        self.strategies_changed_on.insert(strategy.clone(), day);
    }

    fn adopt(&mut self, adopted: StrategyAdopted) {
        let spell = Spell { from: adopted.effective_on, to: None };
        self.used.entry(adopted.strategy.clone()).or_default().push(spell);
        self.strategy_changed(&adopted.strategy, adopted.effective_on);
        self.strategies.insert(adopted.strategy, adopted.practice);
    }

    fn stop(&mut self, stopped: &StrategyStopped) {
        if let Some(last) = self.used.get_mut(&stopped.strategy).and_then(|spells| spells.last_mut()) {
            last.to = Some(stopped.effective_on);
        }
        self.strategies.remove(&stopped.strategy);
        self.strategy_changed(&stopped.strategy, stopped.effective_on);
    }

    fn session(&mut self, delivered: SessionDelivered) {
        let is = HeldSession { held_on: delivered.effective_on, session: delivered.session };
        self.sessions.insert(delivered.session_id, Live { is, live: self.sequence });
    }

    fn report(&mut self, report: BoardReportSubmitted) {
        let BoardReportSubmitted { need, impact, practice_change, next_steps, upto_seq, .. } = report;
        let parts = [
            (ReportPart::Need, need),
            (ReportPart::Impact, impact),
            (ReportPart::PracticeChange, practice_change),
            (ReportPart::NextSteps, next_steps),
        ];
        let live = |(part, is)| (part, Live { is, live: self.sequence });
        self.reopening = None;
        self.report = Some(Report { parts: parts.into_iter().map(live).collect(), upto: upto_seq });
    }

    fn amend(&mut self, amended: BoardReportAmended) {
        let live = Live { is: amended.after, live: self.sequence };
        if let Some(report) = &mut self.report {
            report.parts.insert(amended.part, live);
        }
    }

    /// What was said of the old outcome does not hold of the next.
    fn reopen(&mut self) {
        self.reopened = true;
        self.reopening = None;
        self.outcome_in = None;
        self.impact.clear();
        self.report = None;
    }
}
