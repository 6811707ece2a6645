//! What a script of the demonstration is made of: a cycle, its pupils, and the steps on their days.

use domain::ReasonCode;
use domain::Subject;
use domain::cycle::{
    AssessmentPoint, ContactDirection, ContactKind, CostKind, EntryBand, ExitStatus, InquiryStage,
    JudgedEffect, LessonPart, Lever, NextSupport, ReportPart, Setting, StaffPost, Tier, Wave,
};

use crate::access::Role;

/// A made-up pupil: the name, where the pupil stood, and the scores at the start, midway and at the end.
pub(super) type Pupil = (&'static str, EntryBand, [Option<i32>; 3]);

/// One cycle from its plan on. Days count from its first day.
pub(super) struct Script {
    /// Its name among the scripts; its id is made from it.
    pub(super) key: &'static str,
    pub(super) subject: Subject,
    pub(super) programme: &'static str,
    pub(super) setting: Setting,
    pub(super) tier: (Tier, Wave),
    /// The first day, in days from the day the demonstration is made.
    pub(super) starts: i32,
    /// How long it is planned to last.
    pub(super) lasts: i32,
    pub(super) year_level: u8,
    pub(super) follows: Option<&'static str>,
    pub(super) group_label: &'static str,
    pub(super) need_statement: &'static str,
    pub(super) inquiry_question: &'static str,
    pub(super) class_link: &'static str,
    pub(super) instrument: &'static str,
    pub(super) concept: &'static str,
    /// What pupils can do and can't do yet; pupils take them in turn.
    pub(super) needs: &'static [(&'static str, &'static str)],
    pub(super) target: &'static str,
    pub(super) pupils: &'static [Pupil],
    pub(super) steps: Vec<(i32, Step)>,
}

/// Why something is done.
#[derive(Clone, Copy)]
pub(super) struct Why(pub(super) ReasonCode, pub(super) &'static str);

/// How a strategy is used. No pupils means everyone.
#[derive(Clone, Copy)]
pub(super) struct Use {
    pub(super) strategy: &'static str,
    pub(super) lever: Lever,
    pub(super) part: LessonPart,
    pub(super) concept: Option<&'static str>,
    pub(super) pupils: &'static [usize],
    pub(super) expected: &'static str,
}

/// Something that happens. Pupils are named by their place in the list, from 0.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Start(Option<Why>),
    /// Scores, one after the other.
    Scores(AssessmentPoint),
    /// The same scores as one column of the grid.
    Column(AssessmentPoint),
    Missing(usize, AssessmentPoint, Why),
    Correct(usize, AssessmentPoint, i32, Why),
    /// The share of the sessions, in percent, and the smaller group.
    Placement(usize, u8, &'static str, Why),
    Withdraw(usize, ExitStatus, NextSupport, Why),
    Adopt(Use, Why),
    /// The change rests on these pupils' scores at these points.
    Adapt(Use, &'static [(usize, AssessmentPoint)], Why),
    Stop(&'static str, JudgedEffect, Why),
    /// A session of so many minutes every so many days, from one day to another; now and then somebody is away.
    Sessions {
        from: i32,
        to: i32,
        every: i32,
        minutes: u16,
    },
    /// About whom (nobody: about everyone), how, from whom, and what was said.
    Contact(Option<usize>, ContactKind, ContactDirection, &'static str),
    /// At which stage, what was found out, and what was decided.
    Reflect(InquiryStage, &'static str, &'static str),
    /// What it was about, and what is worth sharing.
    Mentoring(&'static str, &'static str),
    /// What for, how much in pence, and the hours of work.
    Cost(CostKind, u64, u8),
    /// The new last day.
    Reschedule(i32, Why),
    /// A change of what was agreed or recorded.
    Change(Change),
    /// Every target with an end score is judged by that score.
    JudgeTargets,
    Assess,
    Close,
    /// What follows the closing, or comes instead of it.
    Ending(Ending),
}

/// A change of what was agreed or recorded.
#[derive(Clone, Copy)]
pub(super) enum Change {
    /// What the earlier cycle taught: strategies kept, strategies changed, and the finding.
    Carry(&'static [&'static str], &'static [&'static str], &'static str),
    /// Who has the post from now on.
    Staff(StaffPost, Role, Why),
    /// The score that a pupil is to reach from now on.
    Target(usize, i32, Why),
    /// A cost by its place among the costs of the script: how much it was in pence or cents, and the hours.
    Cost(usize, u64, u8, Why),
    /// A session by its number, and how many minutes it lasted.
    Session(usize, u16, Why),
}

/// What follows the closing of a cycle, or comes instead of it.
#[derive(Clone, Copy)]
pub(super) enum Ending {
    /// Who judges, and the ratings of impact, value and leadership, 1 for the best.
    Judge(Role, [u8; 3], Why),
    /// The need, what came of it, how teaching changed, and what follows.
    Report([&'static str; 4]),
    /// A part of the report, written anew.
    Amend(ReportPart, &'static str, Why),
    /// The head asks for it.
    AskReopening(Why),
    /// The lead agrees.
    Reopen,
    Cancel(Why),
}

impl Script {
    /// How many commands it takes.
    pub(super) fn steps(&self) -> u64 {
        let of_pupils = 3 * self.pupils.len();
        let of_steps: usize = self.steps.iter().map(|(_, step)| self.commands(step)).sum();
        (1 + of_pupils + of_steps) as u64
    }

    fn commands(&self, step: &Step) -> usize {
        match step {
            Step::Scores(point) => self.scored(*point),
            Step::JudgeTargets => self.scored(AssessmentPoint::End),
            Step::Sessions { from, to, every, .. } => days(*from, *to, *every).count(),
            Step::Start(_)
            | Step::Column(_)
            | Step::Missing(..)
            | Step::Correct(..)
            | Step::Placement(..)
            | Step::Withdraw(..)
            | Step::Adopt(..)
            | Step::Adapt(..)
            | Step::Stop(..)
            | Step::Contact(..)
            | Step::Reflect(..)
            | Step::Mentoring(..)
            | Step::Cost(..)
            | Step::Reschedule(..)
            | Step::Change(_)
            | Step::Assess
            | Step::Ending(_) => 1,
            // The closing, and the edition with it.
            Step::Close => 2,
        }
    }

    /// How many pupils have a score at this point.
    fn scored(&self, point: AssessmentPoint) -> usize {
        self.pupils.iter().filter(|pupil| score(pupil, point).is_some()).count()
    }
}

/// Every so many days from one day to another, both included.
pub(super) fn days(from: i32, to: i32, every: i32) -> impl Iterator<Item = i32> {
    (from..=to).step_by(usize::try_from(every).unwrap_or(1).max(1))
}

/// The score of a pupil at a point of the script.
pub(super) fn score(pupil: &Pupil, point: AssessmentPoint) -> Option<i32> {
    let [start, midway, end] = pupil.2;
    match point {
        AssessmentPoint::Baseline => start,
        AssessmentPoint::Interim => midway,
        AssessmentPoint::End => end,
        AssessmentPoint::FollowUp | AssessmentPoint::Transfer => None,
    }
}
