//! Q20, Q23, Q24 and Q26: what the records of several cycles say together.

use super::{Figures, Finding, QuestionId, Unknown, count};
use crate::disclosure::{Policy, Statistic};

/// From so many cycles on without a gain, it is asked whether this is still the right support.
///
/// # Source
/// Our own rule: a year of Accelerating Learning in Mathematics has room for three cycles.
pub const CYCLES_WITHOUT: u32 = 3;

/// Above this share of corrected scores it is asked what was corrected.
///
/// # Source
/// Our own rule: with more than one score in twenty put right, a mean of a small group is likely to have moved.
pub const CORRECTED_OFTEN: f64 = 0.05;

/// The finished cycles of one pupil, and what came of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InCycles {
    /// How many the pupil has both scores of.
    pub cycles: u32,
    /// The pupil gained more than expected in one of them.
    pub gained: bool,
}

/// Q20: asked when as many pupils as the policy's smallest group have been in [`CYCLES_WITHOUT`] cycles or more and never
/// gained more than expected. With fewer it is not said whether there are any: the answer would be about known pupils.
#[must_use]
pub fn same_pupils(pupils: &[InCycles], policy: &Policy) -> Finding {
    let id = QuestionId::Q20;
    if pupils.is_empty() {
        return Finding::not_known(id, Unknown::TooFewCycles);
    }
    let again = |one: &&InCycles| one.cycles >= CYCLES_WITHOUT && !one.gained;
    let number = count(&pupils.iter().filter(again).collect::<Vec<_>>());
    let all = count(pupils);
    if policy.gate(Statistic::Share { none_or_all: number == all }, all).is_err() {
        return Finding::not_known(id, Unknown::TooFewPupils);
    }
    let at_least = policy.threshold();
    Finding::when(number >= at_least, id, 65, Figures::SamePupils { at_least })
}

/// Scores of a cycle, and what was put right among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrections {
    /// All scores.
    pub scores: u32,
    /// Those that were put right at least once.
    pub corrected: u32,
    /// How many were put right or taken out after the report to the board.
    pub after_report: u32,
}

/// Q23: asked when a score was put right after the report to the board, or more than [`CORRECTED_OFTEN`] of all were. The
/// share is told only where it passes the gate; a small number would lead to a pupil.
#[must_use]
pub fn corrections(facts: Corrections, policy: &Policy) -> Finding {
    let id = QuestionId::Q23;
    if facts.scores == 0 {
        return Finding::not_known(id, Unknown::NoScores);
    }
    let after_report = facts.after_report > 0;
    let share = f64::from(facts.corrected) / f64::from(facts.scores);
    let none_or_all = facts.corrected == 0 || facts.corrected >= facts.scores;
    let may = facts.corrected >= policy.threshold()
        && policy.gate(Statistic::Share { none_or_all }, facts.scores).is_ok();
    let scores = u64::from(facts.scores);
    let percent = (u64::from(facts.corrected) * 200 + scores) / (2 * scores);
    let figures = Figures::Corrections {
        after_report,
        percent: may.then(|| u32::try_from(percent).unwrap_or(u32::MAX)),
    };
    let weight = if after_report { 70 } else { 45 };
    Finding::when(after_report || share > CORRECTED_OFTEN, id, weight, figures)
}

/// Q23 for those who read published figures alone: asked when they are told that what stands behind a figure was corrected.
#[must_use]
pub fn published_corrections(told: bool) -> Finding {
    let figures = Figures::Corrections { after_report: told, percent: None };
    Finding::when(told, QuestionId::Q23, 70, figures)
}

/// Q24: asked when an agreed action is past its day and nobody has said what came of it; `None` where no agreed actions are
/// kept at all.
#[must_use]
pub fn open_actions(overdue: Option<u32>) -> Finding {
    let id = QuestionId::Q24;
    match overdue {
        None => Finding::not_known(id, Unknown::NotKept),
        Some(overdue) => Finding::when(overdue > 0, id, 70, Figures::Actions { overdue }),
    }
}

/// Who uses one strategy, and what it was judged to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrategyUse {
    /// Its code.
    pub code: String,
    /// It was judged; and if so, whether pupils gained.
    pub worked: Option<bool>,
    /// How many teachers have used it.
    pub teachers: u32,
}

/// Q26: asked when a strategy that was judged to work is used by one teacher.
#[must_use]
pub fn spread(uses: &[StrategyUse]) -> Finding {
    let id = QuestionId::Q26;
    if uses.iter().all(|one| one.worked.is_none()) {
        let why = if uses.is_empty() { Unknown::NoCycles } else { Unknown::NothingJudged };
        return Finding::not_known(id, why);
    }
    let alone = uses.iter().filter(|one| one.worked == Some(true) && one.teachers == 1);
    let strategies: Vec<String> = alone.map(|one| one.code.clone()).collect();
    Finding::when(!strategies.is_empty(), id, 25, Figures::Spread { strategies })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::State;

    fn pupils(again: usize, others: usize) -> Vec<InCycles> {
        let stuck = InCycles { cycles: 3, gained: false };
        let fine = [InCycles { cycles: 4, gained: true }, InCycles { cycles: 2, gained: false }];
        std::iter::repeat_n(stuck, again).chain(fine.into_iter().cycle().take(others)).collect()
    }

    #[test]
    fn six_pupils_without_a_gain_are_asked_about_and_five_are_told_like_none() {
        let policy = Policy::default();
        let six = same_pupils(&pupils(6, 20), &policy);
        assert_eq!((six.state, six.figures.clone()), (State::Asked, Figures::SamePupils { at_least: 6 }));
        let ten = same_pupils(&pupils(10, 16), &policy);
        assert_eq!(ten, six, "how many is not told");
        let five = same_pupils(&pupils(5, 20), &policy);
        assert_eq!((five.state, &five), (State::NothingUnusual, &same_pupils(&pupils(0, 25), &policy)));
        assert_eq!(same_pupils(&pupils(6, 5), &policy).state, State::NotKnown(Unknown::TooFewPupils));
        assert_eq!(same_pupils(&[], &policy).state, State::NotKnown(Unknown::TooFewCycles));
    }

    #[test]
    fn one_correction_after_the_report_is_asked_about_and_no_small_number_is_told() {
        let facts = |scores, corrected, after_report| Corrections { scores, corrected, after_report };
        let found = |facts| corrections(facts, &Policy::default());
        let late = found(facts(14, 1, 1));
        let told = Figures::Corrections { after_report: true, percent: None };
        assert_eq!((late.state, &late.figures), (State::Asked, &told));
        let often = found(facts(14, 1, 0));
        assert!(often.is_asked() && often.weight < late.weight, "one in fourteen is more than one in twenty");
        assert_eq!(found(facts(20, 1, 0)).state, State::NothingUnusual);
        let many = found(facts(60, 12, 0));
        assert_eq!(many.figures, Figures::Corrections { after_report: false, percent: Some(20) });
        let rounded = found(facts(60, 10, 0)).figures;
        assert_eq!(rounded, Figures::Corrections { after_report: false, percent: Some(17) }, "16.7");
        assert_eq!(found(facts(0, 0, 0)).state, State::NotKnown(Unknown::NoScores));
    }

    #[test]
    fn actions_that_nobody_keeps_are_not_said_to_be_done() {
        assert_eq!(open_actions(None).state, State::NotKnown(Unknown::NotKept));
        assert_eq!(open_actions(Some(0)).state, State::NothingUnusual);
        assert!(open_actions(Some(2)).is_asked());
    }

    #[test]
    fn what_works_for_one_teacher_alone_is_asked_about() {
        let strategy = |code: &str, worked, teachers| StrategyUse { code: code.to_owned(), worked, teachers };
        let found = spread(&[strategy("number-talks", Some(true), 1), strategy("games", Some(true), 2)]);
        assert_eq!(found.figures, Figures::Spread { strategies: vec!["number-talks".to_owned()] });
        assert!(found.is_asked());
        assert_eq!(spread(&[strategy("games", Some(false), 1)]).state, State::NothingUnusual);
        let unjudged = spread(&[strategy("games", None, 1)]);
        assert_eq!(unjudged.state, State::NotKnown(Unknown::NothingJudged));
        assert_eq!(spread(&[]).state, State::NotKnown(Unknown::NoCycles));
    }
}
