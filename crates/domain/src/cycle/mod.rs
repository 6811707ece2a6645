//! An intervention cycle: a few weeks of extra teaching for a few pupils, from the plan to what came of it.
//!
//! Everything that happens in a cycle is an event of one stream: who took part and how that changed, what each could and could
//! not do, what was tried and why it was changed, each score and each correction. It is not the place for who the pupils
//! are: here they have a number drawn for this cycle alone, and whatever a person typed is sealed.
//!
//! Read [`Cycle::decide`] first: it is the table of what is allowed when. The rules behind it are one small function each.

mod assessment;
mod closing;
mod command;
mod event;
mod limits;
mod placement;
mod planning;
mod refusal;
mod state;
mod strategy;
#[cfg(test)]
mod tests;
mod word;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use jiff::civil::Date;

pub use self::closing::leading_test;
pub use self::command::{
    AdaptStrategy, AdoptStrategy, ChangePlacement, CloseCycle, CorrectAssessment, CycleAct, CycleCommand,
    MarkMissing, PlacePupil, RecordAssessment, RecordNeed, Reschedule, SetTarget, StartCycle, StopStrategy,
    WithdrawPupil,
};
pub use self::event::{
    AssessmentCorrected, AssessmentMissed, AssessmentRecorded, Completeness, CurricularTargetSet,
    CycleAssessed, CycleClosed, CycleDates, CycleEvent, CycleOutcomeSealed, CyclePlanned, CycleRescheduled,
    CycleStarted, NeedAssessed, Outcome, Placement, PlacementChanged, Plan, Practice, PupilPlaced,
    PupilWithdrawn, Reach, Reading, StrategyAdapted, StrategyAdopted, StrategyStopped,
};
pub use self::limits::{Bounds, InstrumentLimits, ProgrammeLimits, Windows};
pub use self::refusal::CycleRefusal;
pub use self::state::{Cycle, CycleRecord, LiveAssessment, Participant};
pub use self::word::{
    AssessmentPoint, CycleKind, EffectSizeKind, EntryBand, ExitStatus, JudgedEffect, LessonPart, Lever,
    NeedSource, NextSupport, Role, Setting, TargetMeasure, Tier, Wave,
};
use crate::Sealed;
use crate::id::KeySubject;

/// What a rule answers: the events that follow (none: it is already so), or why not.
type Decision = Result<Vec<CycleEvent>, CycleRefusal>;

impl Cycle {
    /// What follows from a command: events, or none when it is already so. The whole table of what is allowed when.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(&self, command: CycleCommand) -> Result<Vec<CycleEvent>, CycleRefusal> {
        use Cycle::{Assessed, Closed, Planned, Running, Unplanned};
        use CycleAct as Act;
        let CycleCommand { today, effective_on: on, act } = command;
        not_after(on, today)?;
        let name = act.name();
        match (self, act) {
            (Unplanned, Act::PlanCycle(plan)) => planning::plan(on, *plan),
            (Planned(r), Act::StartCycle(start)) => planning::start(r, on, start),
            (Planned(r) | Running(r), Act::Reschedule(new)) => planning::reschedule(r, on, new),
            (Planned(r), Act::PlacePupil(new)) => placement::place(r, on, *new),
            (Running(r), Act::PlacePupil(new)) => placement::place_late(r, on, *new),
            (Planned(r) | Running(r), Act::ChangePlacement(new)) => placement::change(r, on, new),
            (Planned(r) | Running(r) | Assessed(r), Act::WithdrawPupil(new)) => {
                placement::withdraw(r, on, new)
            }
            (Planned(r) | Running(r), Act::RecordNeed(need)) => placement::record_need(r, on, need),
            (Planned(r) | Running(r), Act::SetTarget(target)) => placement::set_target(r, on, target),
            (Planned(r) | Running(r) | Assessed(r) | Closed(r), Act::RecordAssessment(new))
                if self.expects(new.point) =>
            {
                assessment::record(r, today, on, *new)
            }
            (Planned(r) | Running(r) | Assessed(r) | Closed(r), Act::MarkMissing(new))
                if self.expects(new.point) =>
            {
                assessment::miss(r, on, new)
            }
            (Planned(r) | Running(r) | Assessed(r) | Closed(r), Act::CorrectAssessment(new)) => {
                assessment::correct(r, today, on, *new)
            }
            (Planned(r) | Running(r), Act::AdoptStrategy(new)) => strategy::adopt(r, on, new),
            (Planned(r) | Running(r), Act::AdaptStrategy(new)) => strategy::adapt(r, on, new),
            (Planned(r) | Running(r) | Assessed(r), Act::StopStrategy(new)) => strategy::stop(r, on, new),
            (Running(r), Act::CompleteAssessment) => Ok(closing::complete(r, on)),
            (Assessed(r), Act::CloseCycle(close)) => closing::close(r, on, close),
            // Already so.
            (Planned(r) | Running(r) | Assessed(r) | Closed(r), Act::PlanCycle(plan)) if r.plan == *plan => {
                Ok(Vec::new())
            }
            (Running(_), Act::StartCycle(_))
            | (Assessed(_), Act::CompleteAssessment)
            | (Closed(_), Act::CloseCycle(_)) => Ok(Vec::new()),
            // What is left is asked at the wrong time; the list makes the compiler ask about each new act.
            (
                _,
                Act::PlanCycle(_)
                | Act::StartCycle(_)
                | Act::Reschedule(_)
                | Act::PlacePupil(_)
                | Act::ChangePlacement(_)
                | Act::WithdrawPupil(_)
                | Act::RecordNeed(_)
                | Act::SetTarget(_)
                | Act::RecordAssessment(_)
                | Act::MarkMissing(_)
                | Act::CorrectAssessment(_)
                | Act::AdoptStrategy(_)
                | Act::AdaptStrategy(_)
                | Act::StopStrategy(_)
                | Act::CompleteAssessment
                | Act::CloseCycle(_),
            ) => Err(CycleRefusal::WrongState { stage: self.stage(), act: name }),
        }
    }

    /// Whether scores at this point may still come: after the closing only those for follow-up and transfer.
    fn expects(&self, point: AssessmentPoint) -> bool {
        match point {
            AssessmentPoint::FollowUp | AssessmentPoint::Transfer => true,
            AssessmentPoint::Baseline | AssessmentPoint::Interim | AssessmentPoint::End => {
                !matches!(self, Self::Closed(_))
            }
        }
    }
}

fn not_after(date: Date, today: Date) -> Result<(), CycleRefusal> {
    if date > today { Err(CycleRefusal::DateInFuture) } else { Ok(()) }
}

fn in_order(first: Date, then: Date) -> Result<(), CycleRefusal> {
    if then < first { Err(CycleRefusal::DatesReversed) } else { Ok(()) }
}

/// Every text must be under the key of the one it is about, so that destroying that key is enough.
fn sealed_for<'a>(
    subject: KeySubject,
    texts: impl IntoIterator<Item = &'a Sealed>,
) -> Result<(), CycleRefusal> {
    if texts.into_iter().all(|text| text.subject() == subject) {
        Ok(())
    } else {
        Err(CycleRefusal::SealedForAnother)
    }
}

impl Aggregate for Cycle {
    const TYPE: &'static str = "cycle";
    type Command = CycleCommand;
    type Event = CycleEvent;
    type Error = CycleRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: CycleCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), CycleRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: CycleEvent) {
        self.take_in(event);
    }
}
