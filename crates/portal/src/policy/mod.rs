//! Who may do what: the one table of roles and acts, and the one function that answers from it.
//!
//! The function is asked twice for every change: at the door, where the route says which act it is, and where the command
//! is executed, where the command says it. A school or a cycle outside of somebody's reach is to them as if it did not
//! exist.

#[cfg(test)]
mod tests;

use domain::cycle::{CycleAct, Plan};
use domain::{AccountId, GrantId, GroupId, SchoolId};
use uuid::Uuid;

pub use domain::account::{Role, Scope};

/// Something that a person can ask of the portal. Each route is one of these, and each command is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Sign in or out, look at the state of the server, fetch a stylesheet.
    UseTheFrontDoor,
    /// Look after one's own account: where one is signed in, one's password.
    KeepOwnAccount,
    /// See published official figures.
    SeeOfficialFigures,
    /// See the figures of a school's cycles, without pupils.
    SeeCycleFigures,
    /// See a cycle's pupils by pseudonym, its scores and its strategies.
    SeeCycle,
    /// Read the names of pupils, and what is noted about them.
    ReadNames,
    /// Read the first letters of pupils' names, and what is noted about the cycle as a whole.
    ReadInitials,
    /// See every event of a cycle, with who, when and why.
    SeeHistory,
    /// See pages as they were known on an instant.
    SeePast,
    /// See every event of a school, with who, when and why, and the register of what was put right.
    SeeSchoolHistory,
    /// See how long a school keeps what, and what is kept past its day.
    SeeRetention,
    /// Record that somebody looked at what is kept past its day, and what came of it.
    ReviewRetention,
    /// See what a cycle costs.
    SeeCosts,
    /// See what a cycle cost for each pupil, through the gate for small numbers and for one person's pay.
    SeeCostForEach,
    /// Compare the cycles of a school with each other.
    CompareCycles,
    /// Plan a cycle, move its dates, start it.
    PlanCycle,
    /// Say who teaches, leads and mentors a cycle.
    AssignStaff,
    /// Place a pupil in a cycle.
    PlacePupil,
    /// Change or end a placement, or correct one.
    ChangePlacement,
    /// Fill the form that places a pupil: who may not place one proposes it.
    ProposePlacing,
    /// Fill the form that changes or ends a placement, see what is proposed for a cycle, take one's own proposal back: who may
    /// not change one proposes it.
    ProposeChange,
    /// Set aside what somebody proposed. Taking it up is doing it.
    AnswerProposal,
    /// Record what a pupil needs and what the pupil is to be able to do, and judge whether that was reached.
    RecordNeed,
    /// Record an assessment, or that none will come, or that all have; correct one of a cycle that goes on, or take it
    /// out.
    RecordAssessment,
    /// Correct a record of a cycle that is closed.
    CorrectAfterClosing,
    /// Adopt, adapt or stop a strategy.
    ChangeStrategy,
    /// Record a session that was held.
    LogSession,
    /// Record a talk with a family.
    LogContact,
    /// Record a mentor's visit and advice.
    LogMentoring,
    /// Record what was learnt, and carry it into a later cycle.
    Reflect,
    /// Record what a cycle costs.
    RecordCost,
    /// Correct a placement, a session or a cost of a cycle that goes on.
    CorrectRecord,
    /// Close a cycle, with its outcome.
    CloseCycle,
    /// Ask that a closed cycle is opened again.
    ReopenCycle,
    /// Agree that a closed cycle is opened again, or say no.
    AgreeToReopening,
    /// Give a cycle up.
    CancelCycle,
    /// Judge what a cycle brought.
    JudgeImpact,
    /// Read a cycle's report to the board.
    SeeReport,
    /// Work on the draft of a cycle's report, which is no part of the record.
    DraftReport,
    /// Read the draft of a cycle's report, and say what could be better.
    CommentOnReport,
    /// Submit or amend a cycle's report to the board.
    SubmitReport,
    /// See a school's pupils by name.
    SeePupils,
    /// Register a pupil, revise what is known, note that one left.
    KeepPupils,
    /// Ask for a pupil to be erased, or agree to it.
    ApproveErasure,
    /// Erase a pupil, once a head has agreed.
    ErasePupil,
    /// Change a school's profile.
    ChangeSchool,
    /// Ask for another limit for small numbers.
    SetDisclosurePolicy,
    /// Agree to another limit for small numbers.
    ApproveDisclosurePolicy,
    /// See what there is to choose from: programmes, strategies, tests and key concepts.
    SeeCatalogue,
    /// Publish, revise or retire an entry of the catalogue.
    ChangeCatalogue,
    /// See groups of schools, and which schools belong to them when.
    SeeGroups,
    /// Form and rename groups of schools, take schools in and let them go.
    ChangeGroups,
    /// See who has which role in a school.
    SeePeople,
    /// Invite people, take roles away, end accounts.
    ChangePeople,
    /// Make a link for somebody who can't sign in any more.
    IssueRecoveryLink,
    /// Let an auditor to pupils' names for a while.
    LetAuditorToNames,
    /// See who read names of pupils, and when.
    SeeNamedReads,
    /// Take away everything that was recorded about a school, with its proofs.
    ExportLedger,
    /// See what was asked about a school and answered, and its governors' agenda.
    SeeEnquiries,
    /// Raise a question about a school, or take one's own back.
    RaiseQuestion,
    /// Answer a question about the school.
    AnswerQuestion,
    /// Accept an answer or give it back; whoever is no governor those to their own questions alone.
    AcceptAnswer,
    /// Say on which days a school's governors meet.
    SetMeeting,
    /// Say whether a chart or a question was clear.
    GiveFeedback,
    /// Read what people said of the charts and questions of a school, without their names.
    SeeFeedback,
    /// Read the editions of a school's own figures.
    SeeEditions,
    /// Publish an edition, or put the last one right.
    PublishEdition,
    /// Read a school's governor data packs.
    SeePacks,
    /// Issue a school's governor data pack, or amend one.
    IssuePack,
}

/// How far a role may go with an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    Never,
    /// In the cycles that the person teaches or mentors.
    Own,
    /// In every school that the role is for.
    Scope,
}

impl Action {
    /// Every action, for the test of the table.
    pub const ALL: [Self; 69] = [
        Self::UseTheFrontDoor,
        Self::KeepOwnAccount,
        Self::SeeOfficialFigures,
        Self::SeeCycleFigures,
        Self::SeeCycle,
        Self::ReadNames,
        Self::ReadInitials,
        Self::SeeHistory,
        Self::SeePast,
        Self::SeeSchoolHistory,
        Self::SeeRetention,
        Self::ReviewRetention,
        Self::SeeCosts,
        Self::SeeCostForEach,
        Self::CompareCycles,
        Self::PlanCycle,
        Self::AssignStaff,
        Self::PlacePupil,
        Self::ChangePlacement,
        Self::ProposePlacing,
        Self::ProposeChange,
        Self::AnswerProposal,
        Self::RecordNeed,
        Self::RecordAssessment,
        Self::CorrectAfterClosing,
        Self::ChangeStrategy,
        Self::LogSession,
        Self::LogContact,
        Self::LogMentoring,
        Self::Reflect,
        Self::RecordCost,
        Self::CorrectRecord,
        Self::CloseCycle,
        Self::ReopenCycle,
        Self::AgreeToReopening,
        Self::CancelCycle,
        Self::JudgeImpact,
        Self::SeeReport,
        Self::DraftReport,
        Self::CommentOnReport,
        Self::SubmitReport,
        Self::SeePupils,
        Self::KeepPupils,
        Self::ApproveErasure,
        Self::ErasePupil,
        Self::ChangeSchool,
        Self::SetDisclosurePolicy,
        Self::ApproveDisclosurePolicy,
        Self::SeeCatalogue,
        Self::ChangeCatalogue,
        Self::SeeGroups,
        Self::ChangeGroups,
        Self::SeePeople,
        Self::ChangePeople,
        Self::IssueRecoveryLink,
        Self::LetAuditorToNames,
        Self::SeeNamedReads,
        Self::ExportLedger,
        Self::SeeEnquiries,
        Self::RaiseQuestion,
        Self::AnswerQuestion,
        Self::AcceptAnswer,
        Self::SetMeeting,
        Self::GiveFeedback,
        Self::SeeFeedback,
        Self::SeeEditions,
        Self::PublishEdition,
        Self::SeePacks,
        Self::IssuePack,
    ];

    /// The table: how far each role goes, in the order of [`Role::ALL`].
    const fn reaches(self) -> [Reach; 8] {
        use Reach::{Never as N, Own as O, Scope as S};
        match self {
            // teacher, lead, head, mentor, governor, auditor, officer, administrator
            Self::UseTheFrontDoor | Self::KeepOwnAccount | Self::SeeOfficialFigures | Self::SeeCatalogue => {
                [S, S, S, S, S, S, S, S]
            }
            Self::SeeCycleFigures => [O, S, S, O, S, S, S, N],
            Self::SeeCycle | Self::SeeHistory | Self::SeePast => [O, S, S, O, N, S, N, N],
            Self::SeeCosts => [O, S, S, N, N, S, N, N],
            Self::SeeCostForEach => [O, S, S, N, S, S, S, N],
            Self::CompareCycles | Self::SeeFeedback | Self::SeeSchoolHistory => [N, S, S, N, N, S, N, N],
            Self::ReadNames
            | Self::RecordNeed
            | Self::RecordAssessment
            | Self::ChangeStrategy
            | Self::LogSession
            | Self::Reflect
            | Self::DraftReport
            | Self::ProposePlacing
            | Self::ProposeChange
            | Self::CorrectRecord => [O, S, S, N, N, N, N, N],
            Self::ReadInitials | Self::LogContact => [O, S, S, O, N, N, N, N],
            Self::LogMentoring => [N, S, S, O, N, N, N, N],
            Self::PlanCycle
            | Self::AssignStaff
            | Self::PlacePupil
            | Self::ChangePlacement
            | Self::AnswerProposal
            | Self::RecordCost
            | Self::CloseCycle
            | Self::AgreeToReopening
            | Self::CancelCycle
            | Self::JudgeImpact
            | Self::SeePupils
            | Self::KeepPupils => [N, S, S, N, N, N, N, N],
            Self::CorrectAfterClosing
            | Self::ReopenCycle
            | Self::SubmitReport
            | Self::ApproveErasure
            | Self::ChangeSchool
            | Self::ApproveDisclosurePolicy
            | Self::LetAuditorToNames
            | Self::PublishEdition
            | Self::IssuePack
            | Self::ReviewRetention => [N, N, S, N, N, N, N, N],
            Self::CommentOnReport => [N, N, N, O, N, N, N, N],
            Self::SeeReport => [O, S, S, O, S, S, N, N],
            Self::SeeNamedReads | Self::ExportLedger | Self::SeeRetention => [N, N, S, N, N, S, N, N],
            Self::SeePeople => [N, N, S, N, N, S, N, S],
            Self::ChangePeople => [N, N, S, N, N, N, N, S],
            Self::SeeGroups => [N, S, S, N, N, S, S, S],
            Self::IssueRecoveryLink | Self::ErasePupil | Self::SetDisclosurePolicy | Self::ChangeGroups => {
                [N, N, N, N, N, N, N, S]
            }
            Self::ChangeCatalogue => [N, N, N, N, N, N, S, S],
            Self::SeeEnquiries | Self::SeeEditions | Self::SeePacks => [S, S, S, N, S, S, S, N],
            Self::RaiseQuestion | Self::AcceptAnswer => [N, N, N, N, S, N, S, N],
            Self::AnswerQuestion => [S, S, S, N, N, N, N, N],
            Self::SetMeeting => [N, N, N, N, S, N, N, N],
            Self::GiveFeedback => [S, S, S, S, S, N, S, N],
        }
    }

    /// How far `role` goes with this act.
    #[must_use]
    pub fn reach(self, role: Role) -> Reach {
        self.reaches().get(role as usize).copied().unwrap_or(Reach::Never)
    }

    /// What is done at a door at which people also propose: who may do it does it there, and who may only propose proposes it.
    #[must_use]
    pub fn proposes(self) -> Option<Self> {
        [(Self::ProposePlacing, Self::PlacePupil), (Self::ProposeChange, Self::ChangePlacement)]
            .into_iter()
            .find_map(|(proposes, act)| (proposes == self).then_some(act))
    }

    /// Whether it is reading alone. On a page that shows the past nothing else can be done.
    #[must_use]
    pub fn only_reads(self) -> bool {
        matches!(
            self,
            Self::SeeOfficialFigures
                | Self::SeeCycleFigures
                | Self::SeeCycle
                | Self::ReadNames
                | Self::ReadInitials
                | Self::SeeHistory
                | Self::SeePast
                | Self::SeeCosts
                | Self::SeeCostForEach
                | Self::CompareCycles
                | Self::SeeReport
                | Self::SeePupils
                | Self::SeeCatalogue
                | Self::SeeGroups
                | Self::SeePeople
                | Self::SeeEnquiries
                | Self::SeeEditions
                | Self::SeePacks
        )
    }

    /// Whether a role for a group of schools goes as far as the same role for a school: to figures, and to no pupil and no form.
    #[must_use]
    pub fn is_for_groups(self) -> bool {
        matches!(
            self,
            Self::UseTheFrontDoor
                | Self::KeepOwnAccount
                | Self::SeeOfficialFigures
                | Self::SeeCatalogue
                | Self::SeeCycleFigures
                | Self::SeeCostForEach
                | Self::CompareCycles
                | Self::SeeGroups
                | Self::SeeEditions
        )
    }

    /// What a command on a cycle is: nobody executes it who may not do that. `closed` is whether the cycle is.
    #[must_use]
    pub fn of_command(act: &CycleAct, closed: bool) -> Self {
        match act {
            CycleAct::PlanCycle(_) | CycleAct::Reschedule(_) | CycleAct::StartCycle(_) => Self::PlanCycle,
            CycleAct::ReassignStaff(_) => Self::AssignStaff,
            CycleAct::PlacePupil(_) => Self::PlacePupil,
            CycleAct::CorrectWithdrawal(_) if closed => Self::CorrectAfterClosing,
            CycleAct::ChangePlacement(_) | CycleAct::WithdrawPupil(_) | CycleAct::CorrectWithdrawal(_) => {
                Self::ChangePlacement
            }
            CycleAct::RecordNeed(_)
            | CycleAct::SetTarget(_)
            | CycleAct::ReviseTarget(_)
            | CycleAct::JudgeTarget(_) => Self::RecordNeed,
            CycleAct::CorrectAssessment(_)
            | CycleAct::VoidAssessment(_)
            | CycleAct::CorrectPlacement(_)
            | CycleAct::CorrectSession(_)
            | CycleAct::CorrectCost(_)
                if closed =>
            {
                Self::CorrectAfterClosing
            }
            CycleAct::RecordScores(scores) if closed && scores.corrects() => Self::CorrectAfterClosing,
            CycleAct::CorrectPlacement(_) | CycleAct::CorrectSession(_) | CycleAct::CorrectCost(_) => {
                Self::CorrectRecord
            }
            CycleAct::LogSession(_) => Self::LogSession,
            CycleAct::LogContact(_) => Self::LogContact,
            CycleAct::LogMentoring(_) => Self::LogMentoring,
            CycleAct::LogReflection(_) | CycleAct::CarryForward(_) => Self::Reflect,
            CycleAct::LogCost(_) => Self::RecordCost,
            CycleAct::RecordAssessment(_)
            | CycleAct::RecordScores(_)
            | CycleAct::MarkMissing(_)
            | CycleAct::CorrectAssessment(_)
            | CycleAct::VoidAssessment(_)
            | CycleAct::CompleteAssessment => Self::RecordAssessment,
            CycleAct::AdoptStrategy(_) | CycleAct::AdaptStrategy(_) | CycleAct::StopStrategy(_) => {
                Self::ChangeStrategy
            }
            CycleAct::CloseCycle(_) => Self::CloseCycle,
            CycleAct::AskReopening(_) => Self::ReopenCycle,
            CycleAct::Reopen(_) | CycleAct::DeclineReopening(_) => Self::AgreeToReopening,
            CycleAct::Cancel(_) => Self::CancelCycle,
            CycleAct::JudgeImpact(_) => Self::JudgeImpact,
            CycleAct::SubmitReport(_) | CycleAct::AmendReport(_) => Self::SubmitReport,
        }
    }
}

/// A role that somebody has today, and the schools that it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Which grant.
    pub id: GrantId,
    /// What the person is.
    pub role: Role,
    /// What it was given for.
    pub scope: Scope,
    /// The schools of an authority or of a group that it was given for, as they are today.
    pub schools: Vec<SchoolId>,
}

impl Grant {
    /// Whether the role is for this school.
    #[must_use]
    pub fn covers(&self, school: &SchoolId) -> bool {
        match &self.scope {
            Scope::School(own) => own == school,
            Scope::Authority(_) | Scope::Group(_) => self.schools.contains(school),
            Scope::Installation => true,
        }
    }

    /// Whether the role is for this group, or for one of the schools that belong to it today.
    #[must_use]
    pub fn is_of_group(&self, group: &GroupId, members: &[SchoolId]) -> bool {
        match &self.scope {
            Scope::Group(own) => own == group,
            Scope::Installation => true,
            Scope::School(_) | Scope::Authority(_) => members.iter().any(|school| self.covers(school)),
        }
    }

    /// How far whoever acts by this goes with an act.
    #[must_use]
    pub fn reach(&self, action: Action) -> Reach {
        let too_far = matches!(self.scope, Scope::Group(_)) && !action.is_for_groups();
        if too_far { Reach::Never } else { action.reach(self.role) }
    }
}

/// Whether a person in this role gives and takes that role at all. A head gives those that work in or for the school under
/// them; who stands beside or above a head (other heads, auditors, officers, administrators) comes from an administrator.
#[must_use]
pub fn gives(giver: Role, role: Role) -> bool {
    match giver {
        Role::Administrator => true,
        Role::Head => match role {
            Role::Teacher | Role::Lead | Role::Mentor | Role::Governor => true,
            Role::Head | Role::Auditor | Role::Officer | Role::Administrator => false,
        },
        Role::Teacher | Role::Lead | Role::Mentor | Role::Governor | Role::Auditor | Role::Officer => false,
    }
}

/// Whether whoever acts by `giver` may give or take away a role for this much.
#[must_use]
pub fn may_give(giver: &Grant, role: Role, scope: &Scope) -> bool {
    let within = match (&giver.scope, scope) {
        (Scope::Installation, _) => true,
        (_, Scope::School(school)) => giver.covers(school),
        (_, Scope::Authority(_) | Scope::Group(_) | Scope::Installation) => false,
    };
    gives(giver.role, role) && role.fits(scope) && within
}

/// What an act is done to.
#[derive(Debug, Clone, Copy)]
pub enum On<'a> {
    /// Nothing yet: somebody stands at the door. The page behind it asks again.
    Door,
    /// A school as a whole. Who reaches only their own cycles sees those alone of it: the page leaves out the others.
    School(&'a SchoolId),
    /// A cycle: its school, and those who teach and mentor it.
    Cycle(&'a Plan),
    /// A group of schools, with those that belong to it today.
    Group(&'a GroupId, &'a [SchoolId]),
}

/// What the policy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Allowed,
    /// Nobody is signed in, and somebody must be.
    SignInFirst,
    /// The role may not do this anywhere.
    Forbidden,
    /// To this person there is no such thing.
    NotThere,
}

/// Whether whoever acts by `grant` (nobody is signed in: `None`) as the account `who` may do `action` `on` this.
/// `private` is the server's setting that hides official figures from people who are not signed in.
#[must_use]
pub fn decide(who: Option<(Uuid, &Grant)>, action: Action, on: On<'_>, private: bool) -> Verdict {
    let Some((account, grant)) = who else {
        let open = action == Action::UseTheFrontDoor || (action == Action::SeeOfficialFigures && !private);
        return if open { Verdict::Allowed } else { Verdict::SignInFirst };
    };
    let reach = grant.reach(action);
    if reach == Reach::Never {
        return Verdict::Forbidden;
    }
    let there = match on {
        On::Door => true,
        On::School(school) => grant.covers(school),
        On::Group(group, members) => grant.is_of_group(group, members),
        On::Cycle(plan) => {
            grant.covers(&plan.school) && (reach == Reach::Scope || is_own(plan, grant.role, account))
        }
    };
    if there { Verdict::Allowed } else { Verdict::NotThere }
}

/// Whether a cycle is one that the person teaches, or mentors.
fn is_own(plan: &Plan, role: Role, account: Uuid) -> bool {
    let account = AccountId::new(account);
    match role {
        Role::Mentor => plan.mentor == Some(account),
        Role::Teacher
        | Role::Lead
        | Role::Head
        | Role::Governor
        | Role::Auditor
        | Role::Officer
        | Role::Administrator => plan.teacher == account,
    }
}
