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
mod cost;
mod event;
mod holding;
mod inquiry;
mod limits;
mod placement;
mod planning;
mod refusal;
mod report;
mod scores;
mod session;
mod state;
mod strategy;
mod target;
#[cfg(test)]
mod tests;
mod word;

use cqrs_es::Aggregate;
use cqrs_es::event_sink::EventSink;
use jiff::civil::Date;

pub use self::closing::{EndScore, leading_test};
pub use self::command::{
    AdaptStrategy, AdoptStrategy, AmendReport, AskReopening, Cancel, CarryForward, ChangePlacement,
    CloseCycle, CorrectAssessment, CorrectCost, CorrectPlacement, CorrectSession, CorrectWithdrawal,
    CycleAct, CycleCommand, DeclineReopening, JudgeImpact, JudgeTarget, LogContact, LogCost, LogMentoring,
    LogReflection, LogSession, MarkMissing, PlacePupil, PlanCycle, Predecessor, ReassignStaff,
    RecordAssessment, RecordNeed, RecordScores, Reopen, Reschedule, ReviseTarget, ScoreEntry, ScoreRow,
    SetTarget, StaffChange, StartCycle, StopStrategy, SubmitReport, VoidAssessment, WithdrawPupil,
};
pub use self::event::{
    Aim, AssessmentCorrected, AssessmentMissed, AssessmentRecorded, AssessmentVoided, BoardReportAmended,
    BoardReportSubmitted, Completeness, Cost, CostCorrected, CostRecorded, CurricularTargetSet,
    CycleAssessed, CycleCancelled, CycleClosed, CycleDates, CycleEvent, CycleOutcomeSealed, CyclePlanned,
    CycleReopened, CycleReopeningAsked, CycleReopeningDeclined, CycleRescheduled, CycleStaffChanged,
    CycleStarted, EntryFacts, FamilyContactRecorded, HeldSession, ImpactJudged, InquiryReflected,
    LearningCarriedForward, Leaving, MentoringRecorded, NeedAssessed, Outcome, Placement, PlacementChanged,
    PlacementCorrected, Plan, Practice, PupilPlaced, PupilWithdrawn, Reach, Reading, Session,
    SessionCorrected, SessionDelivered, StrategyAdapted, StrategyAdopted, StrategyStopped, TargetJudged,
    TargetRevised, WithdrawalCorrected,
};
pub(crate) use self::event::{OUTCOME_VERSION, with_confidence};
pub use self::holding::holds_from;
pub use self::limits::{Bounds, InstrumentLimits, ProgrammeLimits, Windows};
pub use self::refusal::{CycleRefusal, RowRefusal};
pub use self::state::{
    Cycle, CycleRecord, Live, LiveAssessment, Participant, ReopeningRequest, Report, Spell, Stage, Target,
};
pub use self::word::{
    AssessmentPoint, ContactDirection, ContactKind, CostKind, CycleKind, EffectSizeKind, EntryBand,
    ExitStatus, InquiryStage, JudgedEffect, Judgement, LessonPart, Lever, NeedSource, NextSupport, Rating,
    ReportPart, Role, Setting, StaffPost, TargetMeasure, Tier, Wave,
};
use crate::id::KeySubject;
use crate::{Sealed, Sequence};

/// What a rule answers: the events that follow (none: it is already so), or why not.
type Decision = Result<Vec<CycleEvent>, CycleRefusal>;

impl Cycle {
    /// What follows from a command: events, or none when it is already so. The whole table of what is allowed when.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(&self, command: CycleCommand) -> Result<Vec<CycleEvent>, CycleRefusal> {
        use CycleAct as Act;
        use Stage::{Assessed, Closed, Planned, Reported, Running};
        let CycleCommand { today, effective_on: on, act } = command;
        not_after(on, today)?;
        let stage = self.stage();
        let Some(r) = self.record() else {
            let name = act.name();
            let Act::PlanCycle(new) = act else {
                return Err(CycleRefusal::WrongState { stage: stage.name(), act: name });
            };
            return planning::plan(on, *new);
        };
        planning::is_near(r, on)?;
        match (stage, act) {
            (Planned, Act::StartCycle(new)) => planning::start(r, on, new),
            (Planned | Running, Act::Reschedule(new)) => planning::reschedule(r, on, new),
            (Planned | Running, Act::CarryForward(new)) => planning::carry(r, on, new),
            (Planned | Running, Act::Cancel(new)) => planning::cancel(r, on, new),
            (Planned | Running | Assessed, Act::ReassignStaff(new)) => planning::reassign(r, on, new),
            (Planned, Act::PlacePupil(new)) => placement::place(r, on, *new),
            (Running, Act::PlacePupil(new)) => placement::place_late(r, on, *new),
            (Planned | Running, Act::ChangePlacement(new)) => placement::change(r, on, new),
            (Planned | Running | Assessed, Act::WithdrawPupil(new)) => placement::withdraw(r, on, new),
            (Planned | Running | Assessed, Act::CorrectWithdrawal(new)) => {
                placement::correct_withdrawal(r, today, on, *new)
            }
            (Closed | Reported, Act::CorrectWithdrawal(new)) if new.after.is_some() => {
                placement::correct_withdrawal(r, today, on, *new)
            }
            (_, Act::CorrectPlacement(new)) if stage.can_be_mended() => {
                placement::correct(r, today, on, *new)
            }
            (Planned | Running, Act::RecordNeed(new)) => target::record_need(r, on, new),
            (Planned | Running, Act::SetTarget(new)) => target::set(r, on, new),
            (Planned | Running, Act::ReviseTarget(new)) => target::revise(r, on, *new),
            (Running | Assessed, Act::JudgeTarget(new)) => target::judge(r, on, new),
            (_, Act::RecordAssessment(new)) if stage.expects(new.point) => {
                assessment::record(r, today, on, *new)
            }
            (_, Act::RecordScores(new)) if stage.expects(new.point) => scores::record(r, today, on, &new),
            (_, Act::MarkMissing(new)) if stage.expects(new.point) => assessment::miss(r, on, new),
            (_, Act::CorrectAssessment(new)) if stage.can_be_mended() => {
                assessment::correct(r, today, on, *new)
            }
            (_, Act::VoidAssessment(new)) if stage.can_be_mended() => assessment::void(r, on, new),
            (Planned | Running, Act::AdoptStrategy(new)) => strategy::adopt(r, on, new),
            (Planned | Running, Act::AdaptStrategy(new)) => strategy::adapt(r, on, new),
            (Planned | Running | Assessed, Act::StopStrategy(new)) => strategy::stop(r, on, new),
            (Running | Assessed, Act::LogSession(new)) => session::log(r, on, new),
            (_, Act::CorrectSession(new)) if stage.can_be_mended() => session::correct(r, today, on, *new),
            (Planned | Running | Assessed, Act::LogContact(new)) => inquiry::contact(r, on, new),
            (Planned | Running | Assessed, Act::LogMentoring(new)) => inquiry::mentoring(r, on, new),
            (Planned | Running | Assessed, Act::LogReflection(new)) => inquiry::reflection(r, on, new),
            (Planned | Running | Assessed, Act::LogCost(new)) => cost::log(r, on, new),
            (_, Act::CorrectCost(new)) if stage.can_be_mended() => cost::correct(r, on, new),
            (Running, Act::CompleteAssessment) => Ok(closing::complete(r, on)),
            (Assessed, Act::CloseCycle(new)) => closing::close(r, on, new),
            (Closed | Reported, Act::JudgeImpact(new)) => report::judge_impact(r, on, new),
            (Closed, Act::SubmitReport(new)) => report::submit(r, on, *new),
            (Reported, Act::AmendReport(new)) => report::amend(r, on, new),
            (Closed | Reported, Act::AskReopening(new)) => report::ask_reopening(r, on, new),
            (Closed | Reported, Act::Reopen(new)) => report::reopen(r, on, &new),
            (Closed | Reported, Act::DeclineReopening(new)) => report::decline_reopening(r, on, new),
            (stage, act) if is_so(r, stage, &act) => Ok(Vec::new()),
            (stage, act) => Err(CycleRefusal::WrongState { stage: stage.name(), act: act.name() }),
        }
    }
}

/// Whether a stage is reached already that an act would lead to. The list makes the compiler ask about each new act.
fn is_so(record: &CycleRecord, stage: Stage, act: &CycleAct) -> bool {
    use CycleAct as Act;
    match act {
        Act::PlanCycle(new) => record.plan == new.plan,
        Act::StartCycle(_) => stage == Stage::Running,
        Act::CompleteAssessment => stage == Stage::Assessed,
        Act::CloseCycle(_) => stage == Stage::Closed,
        Act::SubmitReport(new) => report::is_submitted(record, new),
        Act::Reopen(_) => stage == Stage::Assessed && record.reopened,
        Act::Cancel(_) => stage == Stage::Cancelled,
        Act::Reschedule(_)
        | Act::ReassignStaff(_)
        | Act::CarryForward(_)
        | Act::PlacePupil(_)
        | Act::ChangePlacement(_)
        | Act::WithdrawPupil(_)
        | Act::CorrectWithdrawal(_)
        | Act::CorrectPlacement(_)
        | Act::RecordNeed(_)
        | Act::SetTarget(_)
        | Act::ReviseTarget(_)
        | Act::JudgeTarget(_)
        | Act::RecordAssessment(_)
        | Act::RecordScores(_)
        | Act::MarkMissing(_)
        | Act::CorrectAssessment(_)
        | Act::VoidAssessment(_)
        | Act::AdoptStrategy(_)
        | Act::AdaptStrategy(_)
        | Act::StopStrategy(_)
        | Act::LogSession(_)
        | Act::CorrectSession(_)
        | Act::LogContact(_)
        | Act::LogMentoring(_)
        | Act::LogReflection(_)
        | Act::LogCost(_)
        | Act::CorrectCost(_)
        | Act::JudgeImpact(_)
        | Act::AskReopening(_)
        | Act::DeclineReopening(_)
        | Act::AmendReport(_) => false,
    }
}

impl Stage {
    /// Whether what was recorded can still be put right: always, but for a cycle that was given up.
    fn can_be_mended(self) -> bool {
        self != Self::Cancelled
    }

    /// Whether scores at this point may still come: after the closing only those for follow-up and transfer.
    fn expects(self, point: AssessmentPoint) -> bool {
        match point {
            AssessmentPoint::FollowUp | AssessmentPoint::Transfer => self != Self::Cancelled,
            AssessmentPoint::Baseline | AssessmentPoint::Interim | AssessmentPoint::End => {
                matches!(self, Self::Planned | Self::Running | Self::Assessed)
            }
        }
    }
}

fn not_after(date: Date, today: Date) -> Result<(), CycleRefusal> {
    if date > today { Err(CycleRefusal::DateInFuture) } else { Ok(()) }
}

/// Whether a correction is of what is live and changes something; not if somebody has done just that since.
fn corrects(cited: Sequence, live: Sequence, is_same: bool) -> Result<bool, CycleRefusal> {
    match (cited == live, is_same) {
        (true, true) => Err(CycleRefusal::NothingChanged),
        (false, true) if cited < live => Ok(false),
        (false, _) => Err(CycleRefusal::StaleCorrection { live }),
        (true, false) => Ok(true),
    }
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
