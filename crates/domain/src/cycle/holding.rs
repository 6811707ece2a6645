//! From which day each fact of a cycle counts, by all that is known now: what was so on a day, with everything in it that came
//! to light later.
//!
//! A fact counts from its own day. What puts a fact right belongs to that fact and has no day of its own: the fact counts as it
//! was put right last, from the day that it has come to have; so a score that turns out to be of a later day is not there
//! before. What rests on another fact does not count before it: whatever is of a pupil, before the pupil is in the cycle; a
//! step of the cycle, before the steps that led to it; all of it, before the plan. Nothing else is weighed: of two facts that
//! both count, the later recorded one prevails, as on the page of today.
//!
//! This is not what was known on that day. That is the facts up to a place in the order of all.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::event::CycleEvent;
use crate::Sequence;
use crate::code::StrategyCode;
use crate::id::{ParticipantId, TargetId};

/// The day from which each fact of a whole stream counts, in the stream's order. Those whose day is not after another are the
/// facts that held on it; with the last of the days, all of them.
#[must_use]
pub fn holds_from(stream: &[CycleEvent]) -> Vec<Date> {
    let roots = roots(stream);
    let mut own: Vec<Date> = stream.iter().map(CycleEvent::effective_on).collect();
    for (event, root) in stream.iter().zip(&roots) {
        let moved = mends(event).and_then(|mended| mended.moved_to);
        if let (Some(day), Some(own)) = (moved, own.get_mut(*root)) {
            *own = day;
        }
    }
    let mut ground = Ground::default();
    let mut days: Vec<Date> = Vec::with_capacity(stream.len());
    for ((place, event), root) in stream.iter().enumerate().zip(&roots) {
        let of_root = days.get(*root).copied();
        let own = own.get(place).copied().unwrap_or_default();
        days.push(of_root.unwrap_or_else(|| ground.day(event, own)));
    }
    days
}

/// For each fact the place of the fact that it puts right, through any number of corrections; its own where it puts none right.
fn roots(stream: &[CycleEvent]) -> Vec<usize> {
    let mut roots: Vec<usize> = Vec::with_capacity(stream.len());
    for (place, event) in stream.iter().enumerate() {
        let cited =
            mends(event).and_then(|mended| usize::try_from(mended.cited.number()).ok()?.checked_sub(1));
        roots.push(cited.and_then(|cited| roots.get(cited)).copied().unwrap_or(place));
    }
    roots
}

/// What a correction is of.
struct Mended {
    /// The fact that it cites: the one that is put right, or its last correction.
    cited: Sequence,
    /// The day that the fact comes to have, if it is another one.
    moved_to: Option<Date>,
}

/// What an event puts right, if it does. What goes on in another way from a day of its own is no correction.
fn mends(event: &CycleEvent) -> Option<Mended> {
    let of = |cited: Sequence, before: Date, after: Date| {
        Some(Mended { cited, moved_to: (before != after).then_some(after) })
    };
    match event {
        CycleEvent::AssessmentCorrected(one) => of(one.corrects_seq, one.before.taken_on, one.after.taken_on),
        CycleEvent::SessionCorrected(one) => of(one.corrects_seq, one.before.held_on, one.after.held_on),
        CycleEvent::PlacementCorrected(one) => {
            of(one.corrects_seq, one.before.placed_on, one.after.placed_on)
        }
        // Of a pupil who did not leave there is no other day: the leaving and what takes it back count together.
        CycleEvent::WithdrawalCorrected(one) => {
            let left_on = one.before.left_on;
            of(one.corrects_seq, left_on, one.after.map_or(left_on, |after| after.left_on))
        }
        CycleEvent::AssessmentVoided(one) => Some(Mended { cited: one.voids_seq, moved_to: None }),
        CycleEvent::CostCorrected(one) => Some(Mended { cited: one.corrects_seq, moved_to: None }),
        CycleEvent::BoardReportAmended(one) => Some(Mended { cited: one.amends_seq, moved_to: None }),
        CycleEvent::CyclePlanned(_)
        | CycleEvent::CycleStarted(_)
        | CycleEvent::CycleRescheduled(_)
        | CycleEvent::CycleStaffChanged(_)
        | CycleEvent::LearningCarriedForward(_)
        | CycleEvent::PupilPlaced(_)
        | CycleEvent::PlacementChanged(_)
        | CycleEvent::PupilWithdrawn(_)
        | CycleEvent::NeedAssessed(_)
        | CycleEvent::CurricularTargetSet(_)
        | CycleEvent::TargetRevised(_)
        | CycleEvent::TargetJudged(_)
        | CycleEvent::AssessmentRecorded(_)
        | CycleEvent::AssessmentMissed(_)
        | CycleEvent::StrategyAdopted(_)
        | CycleEvent::StrategyAdapted(_)
        | CycleEvent::StrategyStopped(_)
        | CycleEvent::SessionDelivered(_)
        | CycleEvent::FamilyContactRecorded(_)
        | CycleEvent::MentoringRecorded(_)
        | CycleEvent::InquiryReflected(_)
        | CycleEvent::CostRecorded(_)
        | CycleEvent::CycleAssessed(_)
        | CycleEvent::CycleClosed(_)
        | CycleEvent::CycleOutcomeSealed(_)
        | CycleEvent::ImpactJudged(_)
        | CycleEvent::BoardReportSubmitted(_)
        | CycleEvent::CycleReopeningAsked(_)
        | CycleEvent::CycleReopened(_)
        | CycleEvent::CycleReopeningDeclined(_)
        | CycleEvent::CycleCancelled(_) => None,
    }
}

/// A first day, and the last one that rests on it.
#[derive(Debug, Clone, Copy)]
struct Days {
    first: Date,
    last: Date,
}

/// From which days that holds on which later facts of the stream rest.
#[derive(Debug, Default)]
struct Ground {
    /// The plan.
    plan: Option<Date>,
    /// The last step that the cycle took.
    step: Option<Date>,
    /// When each participant was first there, and when the part began that the stream is at.
    parts: BTreeMap<ParticipantId, Days>,
    /// When each target was set, and when it came to be what it is.
    targets: BTreeMap<TargetId, Days>,
    /// When each strategy was taken up last.
    strategies: BTreeMap<StrategyCode, Date>,
}

impl Ground {
    /// From when an event of this day counts that puts nothing right.
    fn day(&mut self, event: &CycleEvent, own: Date) -> Date {
        let day = self.plan.map_or(own, |plan| plan.max(own));
        match event {
            CycleEvent::CyclePlanned(_)
            | CycleEvent::CycleStarted(_)
            | CycleEvent::CycleAssessed(_)
            | CycleEvent::CycleClosed(_)
            | CycleEvent::CycleOutcomeSealed(_)
            | CycleEvent::BoardReportSubmitted(_)
            | CycleEvent::CycleReopened(_)
            | CycleEvent::CycleCancelled(_) => self.step(day),
            CycleEvent::CycleReopeningAsked(_)
            | CycleEvent::CycleReopeningDeclined(_)
            | CycleEvent::ImpactJudged(_) => self.step.map_or(day, |step| step.max(day)),
            CycleEvent::PupilPlaced(one) => self.placed(one.participant, day),
            CycleEvent::PlacementChanged(one) => self.of_this_part(one.participant, day),
            CycleEvent::PupilWithdrawn(one) => self.of_this_part(one.participant, day),
            CycleEvent::NeedAssessed(one) => self.of_pupil(one.participant, day),
            CycleEvent::AssessmentRecorded(one) => self.of_pupil(one.participant, day),
            CycleEvent::AssessmentMissed(one) => self.of_pupil(one.participant, day),
            CycleEvent::FamilyContactRecorded(one) => {
                one.participant.map_or(day, |pupil| self.of_pupil(pupil, day))
            }
            CycleEvent::CurricularTargetSet(one) => {
                let first = self.of_pupil(one.participant, day);
                self.targets.insert(one.target_id, Days { first, last: first });
                first
            }
            CycleEvent::TargetRevised(one) => self.revised(one.target_id, day),
            CycleEvent::TargetJudged(one) => {
                self.targets.get(&one.target_id).map_or(day, |target| target.last.max(day))
            }
            CycleEvent::StrategyAdopted(one) => {
                self.strategies.insert(one.strategy.clone(), day);
                day
            }
            CycleEvent::StrategyAdapted(one) => self.of_strategy(&one.strategy, day),
            CycleEvent::StrategyStopped(one) => self.of_strategy(&one.strategy, day),
            CycleEvent::CycleRescheduled(_)
            | CycleEvent::CycleStaffChanged(_)
            | CycleEvent::LearningCarriedForward(_)
            | CycleEvent::SessionDelivered(_)
            | CycleEvent::MentoringRecorded(_)
            | CycleEvent::InquiryReflected(_)
            | CycleEvent::CostRecorded(_)
            // A correction that cites nothing before it: there is none, but a day it has.
            | CycleEvent::WithdrawalCorrected(_)
            | CycleEvent::PlacementCorrected(_)
            | CycleEvent::AssessmentCorrected(_)
            | CycleEvent::AssessmentVoided(_)
            | CycleEvent::SessionCorrected(_)
            | CycleEvent::CostCorrected(_)
            | CycleEvent::BoardReportAmended(_) => day,
        }
    }

    /// A step of the cycle, which is never taken before the one that led to it.
    fn step(&mut self, day: Date) -> Date {
        let day = self.step.map_or(day, |step| step.max(day));
        self.plan.get_or_insert(day);
        self.step = Some(day);
        day
    }

    fn placed(&mut self, pupil: ParticipantId, day: Date) -> Date {
        let part = self.parts.entry(pupil).or_insert(Days { first: day, last: day });
        (part.first, part.last) = (part.first.min(day), day);
        day
    }

    fn of_pupil(&self, pupil: ParticipantId, day: Date) -> Date {
        self.parts.get(&pupil).map_or(day, |part| part.first.max(day))
    }

    fn of_this_part(&self, pupil: ParticipantId, day: Date) -> Date {
        self.parts.get(&pupil).map_or(day, |part| part.last.max(day))
    }

    fn revised(&mut self, target: TargetId, day: Date) -> Date {
        let Some(target) = self.targets.get_mut(&target) else { return day };
        let day = target.first.max(day);
        target.last = target.last.max(day);
        day
    }

    fn of_strategy(&self, strategy: &StrategyCode, day: Date) -> Date {
        self.strategies.get(strategy).map_or(day, |adopted| (*adopted).max(day))
    }
}
