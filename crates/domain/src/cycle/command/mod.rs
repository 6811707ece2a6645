//! What can be asked of a cycle. Everything that a rule needs to know is here, put there by the portal.

mod assessment;
mod closing;
mod placement;
mod planning;
mod session;
mod strategy;
mod target;

use jiff::civil::Date;
use strum::IntoStaticStr;

pub use self::assessment::{
    CorrectAssessment, MarkMissing, RecordAssessment, RecordScores, ScoreEntry, ScoreRow, VoidAssessment,
};
pub use self::closing::{
    AmendReport, AskReopening, CloseCycle, DeclineReopening, JudgeImpact, Reopen, SubmitReport,
};
pub use self::placement::{ChangePlacement, CorrectPlacement, CorrectWithdrawal, PlacePupil, WithdrawPupil};
pub use self::planning::{
    Cancel, CarryForward, PlanCycle, Predecessor, ReassignStaff, Reschedule, StaffChange, StartCycle,
};
pub use self::session::{
    CorrectCost, CorrectSession, LogContact, LogCost, LogMentoring, LogReflection, LogSession,
};
pub use self::strategy::{AdaptStrategy, AdoptStrategy, StopStrategy};
pub use self::target::{JudgeTarget, RecordNeed, ReviseTarget, SetTarget};

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
    PlanCycle(Box<PlanCycle>),
    /// Begin the teaching.
    StartCycle(StartCycle),
    /// Move its dates.
    Reschedule(Reschedule),
    /// Let somebody else teach, lead or mentor.
    ReassignStaff(ReassignStaff),
    /// Use what an earlier cycle taught.
    CarryForward(CarryForward),
    /// Let a pupil take part.
    PlacePupil(Box<PlacePupil>),
    /// Let a participant take part in another way.
    ChangePlacement(ChangePlacement),
    /// End a participant's part.
    WithdrawPupil(WithdrawPupil),
    /// Put right how a participant's part ended, or that it ended at all.
    CorrectWithdrawal(Box<CorrectWithdrawal>),
    /// Put right what a placing said of the pupil.
    CorrectPlacement(Box<CorrectPlacement>),
    /// Say what a participant can do and cannot do yet.
    RecordNeed(RecordNeed),
    /// Agree what a participant is to be able to do.
    SetTarget(SetTarget),
    /// Set a target anew.
    ReviseTarget(Box<ReviseTarget>),
    /// Judge whether a target was reached.
    JudgeTarget(JudgeTarget),
    /// Record a score.
    RecordAssessment(Box<RecordAssessment>),
    /// Record a group's scores at one point.
    RecordScores(RecordScores),
    /// Say that a score will not come.
    MarkMissing(MarkMissing),
    /// Put a score right.
    CorrectAssessment(Box<CorrectAssessment>),
    /// Say that a score does not count.
    VoidAssessment(VoidAssessment),
    /// Try a strategy.
    AdoptStrategy(AdoptStrategy),
    /// Use a strategy in another way.
    AdaptStrategy(AdaptStrategy),
    /// Use a strategy no longer.
    StopStrategy(StopStrategy),
    /// Record a session.
    LogSession(LogSession),
    /// Put right what was recorded of a session.
    CorrectSession(Box<CorrectSession>),
    /// Record that school and family were in touch.
    LogContact(LogContact),
    /// Record that a mentor worked with those who teach and lead.
    LogMentoring(LogMentoring),
    /// Record what was found out by looking back, and what was decided.
    LogReflection(LogReflection),
    /// Record a cost.
    LogCost(LogCost),
    /// Put a cost right.
    CorrectCost(CorrectCost),
    /// End the assessing.
    CompleteAssessment,
    /// Close it, with its outcome.
    CloseCycle(CloseCycle),
    /// Judge how good it was.
    JudgeImpact(JudgeImpact),
    /// Report to the board.
    SubmitReport(Box<SubmitReport>),
    /// Write a part of the report anew.
    AmendReport(AmendReport),
    /// Ask that it goes on after the closing.
    AskReopening(AskReopening),
    /// Let it go on after the closing, as was asked.
    Reopen(Reopen),
    /// Say no to that.
    DeclineReopening(DeclineReopening),
    /// Give it up before its end.
    Cancel(Cancel),
}

impl CycleAct {
    /// Its name as a word key: `record-assessment`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.into()
    }
}
