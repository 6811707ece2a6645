//! The figures behind a question, by rule: what a page prints after "you are asked this because".

use serde::Serialize;

use super::{GroupPair, NotAnyway};
use crate::{
    cycle::GainVerdict, difference::DifferenceTest, interval::Interval, norms::SchoolYear, norms::Subject,
    trend::Movement,
};

/// The figures that one rule looked at. Counts of pupils of the school's own are here only if they passed the gate.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Figures {
    /// There are none.
    None,
    /// Subjects whose progress is clearly on one side of average (Q1).
    Subjects {
        /// Clearly faster.
        faster: Vec<Subject>,
        /// Clearly slower.
        slower: Vec<Subject>,
        /// How many have a figure.
        compared: u32,
        /// Average results are told, because fewer than two have a progress score.
        by_results: bool,
    },
    /// The two subjects that stand furthest apart, against the error of their difference (Q2).
    Gap {
        /// The one that is taken from.
        first: Subject,
        /// The one that is taken away.
        second: Subject,
        /// The test of the difference.
        test: DifferenceTest,
        /// How many pairs were looked at to find this one.
        pairs: u32,
    },
    /// The subject that moved most, against the error of its movement (Q3).
    Years {
        /// Which.
        subject: Subject,
        /// How it moved.
        movement: Movement,
        /// How many subjects were looked at to find this one.
        subjects: u32,
    },
    /// What calls for action, and what was done (Q4).
    Action {
        /// Subjects with lower results and slower progress.
        low: Vec<Subject>,
        /// Two subjects differ by more than chance.
        gap: bool,
        /// Which two: the lower first.
        behind: Option<[Subject; 2]>,
        /// Progress fell.
        falling: bool,
        /// In which subject, from which year, to which.
        fallen: Option<(Subject, SchoolYear, SchoolYear)>,
        /// Cycles of extra teaching in these subjects; none where the reader may not see them.
        linked: Option<u32>,
    },
    /// How old the latest score of the year is (Q5).
    Tracking {
        /// In days; none without a score.
        days_old: Option<u32>,
    },
    /// The figure on the fewest pupils (Q6).
    Reliability {
        /// Which subject.
        subject: Subject,
        /// How many pupils, where the table says.
        pupils: Option<u32>,
        /// The share of the group that one pupil is, in percent.
        one_pupil_percent: Option<f64>,
        /// How far the figure moves if one pupil's score is ten points different.
        ten_points_move: Option<f64>,
        /// Whether its range includes the line.
        could_be_chance: bool,
    },
    /// How many published figures are hidden (Q7).
    Hidden {
        /// Of the whole year group.
        all_pupils: u32,
        /// Of groups within it.
        groups: u32,
    },
    /// The subject in which the fewest pupils are counted (Q8).
    Coverage {
        /// Which.
        subject: Subject,
        /// Pupils with both scores, in percent of all.
        percent: f64,
    },
    /// Where a subject stands on both axes (Q9, Q10).
    Standing {
        /// Which.
        subject: Subject,
        /// Results less the national figure.
        results: f64,
        /// Whether a range of the results is stated; if not, progress alone is judged.
        results_judged: bool,
        /// Progress.
        progress: f64,
        /// Its range.
        range: Interval,
    },
    /// The two groups that stand furthest apart, against the error of their difference (Q11).
    Groups {
        /// Which two.
        pair: GroupPair,
        /// In which subject.
        subject: Subject,
        /// The progress of each.
        progress: [f64; 2],
        /// The test of the difference.
        test: DifferenceTest,
        /// The year before that can be compared, and the progress of each then.
        earlier: Option<(SchoolYear, [f64; 2])>,
        /// How many pairs were looked at to find this one.
        pairs: u32,
    },
    /// What is recorded of why these pupils (Q12).
    Start {
        /// Whether the plan says why.
        need_stated: bool,
        /// Whether each pupil has a recorded need.
        every_pupil_has_a_need: bool,
    },
    /// Minutes of teaching (Q13).
    Dose {
        /// Planned for each pupil.
        planned_minutes: u32,
        /// Held: what a pupil had who missed none of it.
        delivered_minutes: u32,
        /// Held in percent of planned.
        percent: u32,
    },
    /// A cycle's mean gain against what pupils gain anyway (Q14).
    Gain {
        /// What may be said of it.
        verdict: GainVerdict,
        /// The mean gain.
        mean: f64,
        /// Its range.
        range: Option<Interval>,
        /// What pupils gain anyway, with what chance alone gives to those picked for low scores at the cautious r.
        anyway: Option<NotAnyway>,
        /// How many pupils.
        pupils: u32,
    },
    /// What a gain is judged against (Q15).
    Comparison {
        /// The test has a norm.
        norm: bool,
        /// Pupils who were not taught in it were assessed too.
        other_pupils: bool,
    },
    /// Weeks since the last lesson (Q16, Q17).
    Weeks {
        /// Full weeks.
        since_end: u32,
    },
    /// Changes of strategy (Q18, Q19).
    Changes {
        /// Days on which something was changed.
        changes: u32,
        /// How often no score lies between two of them.
        without_score: u32,
    },
    /// Pupils who were in three cycles or more and never gained more than expected (Q20).
    SamePupils {
        /// How many at least: the gate's smallest number where it is asked.
        at_least: u32,
    },
    /// Talks with families (Q21).
    Contacts {
        /// How many; none where so few that they could be about one pupil.
        contacts: Option<u32>,
    },
    /// Cost (Q22).
    Value {
        /// For each pupil, in the smaller unit of its currency, rounded to whole larger units.
        minor_units_per_pupil: u64,
        /// How many pupils; none where the reader is not told.
        pupils: Option<u32>,
        /// What may be said of the gain.
        verdict: GainVerdict,
    },
    /// Corrections of scores (Q23).
    Corrections {
        /// Whether some came after the report to the board.
        after_report: bool,
        /// In percent of all scores, rounded; none where the number is small.
        percent: Option<u32>,
    },
    /// Agreed actions past their day without a word on what came of them (Q24).
    Actions {
        /// How many.
        overdue: u32,
    },
    /// What keeps years apart (Q25).
    Norms {
        /// The years that begin a new series.
        new_starts: Vec<SchoolYear>,
        /// The years whose national figures were corrected since.
        corrected: Vec<SchoolYear>,
    },
    /// Strategies judged to work that one teacher uses (Q26).
    Spread {
        /// Their codes.
        strategies: Vec<String>,
    },
}

impl Figures {
    /// The subjects that call for action: lower in both ways, behind another one, or falling (Q4). Each stands once.
    #[must_use]
    pub fn concerns(&self) -> Vec<Subject> {
        let Self::Action { low, behind, fallen, .. } = self else { return Vec::new() };
        let behind = behind.iter().map(|[lower, _]| *lower);
        let fallen = fallen.iter().map(|(subject, _, _)| *subject);
        let all: Vec<Subject> = low.iter().copied().chain(behind).chain(fallen).collect();
        Subject::ALL.into_iter().filter(|subject| all.contains(subject)).collect()
    }
}
