//! Q4 and Q5: what the school did about its results, and whether this year's scores agree with them.

use super::{Figures, Finding, QuestionId, State, Unknown, subjects::SubjectMark, without_progress};
use crate::{
    interval::Certainty,
    norms::{SchoolYear, Subject},
    quadrant::Quadrant,
};

/// A score older than this many days says nothing of the present term.
///
/// # Source
/// Our own rule: a third of a year, as a school year has three terms.
pub const ONE_TERM_DAYS: u32 = 122;

/// What calls for action, and what was done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Action<'a> {
    /// Where each subject stands.
    pub marks: &'a [SubjectMark],
    /// What Q2 found.
    pub gap: &'a Finding,
    /// What Q3 found.
    pub trend: &'a Finding,
    /// Cycles of extra teaching in each subject, those given up left out; none where the reader may not see them.
    pub cycles: Option<&'a [(Subject, u32)]>,
}

/// Q4: asked when results and progress are both lower in a subject, when two subjects differ by more than chance, or when
/// progress fell. It weighs twice as much when no cycle of extra teaching is there in any of these subjects.
#[must_use]
pub fn action(facts: &Action<'_>) -> Finding {
    let id = QuestionId::Q4;
    if facts.marks.iter().all(|one| one.mark.progress().side().is_none()) {
        return Finding::not_known(id, without_progress(facts.marks));
    }
    let is_low = |one: &&SubjectMark| one.mark.quadrant() == Quadrant::LowerResultsSlowerProgress;
    let low: Vec<Subject> = facts.marks.iter().filter(is_low).map(|one| one.subject).collect();
    let (behind, fallen) = (behind(facts.gap), fallen(facts.trend));
    let (gap, falling) = (behind.is_some(), fallen.is_some());
    let of = |linked| Figures::Action { low: low.clone(), gap, behind, falling, fallen, linked };
    let concerns = of(None).concerns();
    // Where nothing calls for it, all cycles are told.
    let counts = |subject: &Subject| concerns.is_empty() || concerns.contains(subject);
    let linked = facts.cycles.map(|cycles| {
        cycles.iter().filter(|(subject, _)| counts(subject)).map(|(_, number)| *number).sum::<u32>()
    });
    let weight = if linked == Some(0) { 120 } else { 60 };
    Finding::when(!concerns.is_empty(), id, weight, of(linked))
}

/// Two subjects that differ by more than chance, the lower first.
fn behind(gap: &Finding) -> Option<[Subject; 2]> {
    let Figures::Gap { first, second, test, .. } = &gap.figures else { return None };
    gap.is_asked().then_some(if test.difference > 0.0 { [*second, *first] } else { [*first, *second] })
}

/// The subject whose progress fell, with the years between which it did.
fn fallen(trend: &Finding) -> Option<(Subject, SchoolYear, SchoolYear)> {
    let Figures::Years { subject, movement, .. } = &trend.figures else { return None };
    (movement.certainty == Certainty::ClearlyBelow).then_some((*subject, movement.first, movement.last))
}

/// What is known of this year's scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tracking {
    /// There are published results.
    pub has_results: bool,
    /// They are of the present school year, so that nobody has been tracked since.
    pub of_this_year: bool,
    /// The reader may see the school's own record.
    pub visible: bool,
    /// How old the latest score is, in days; none without one.
    pub days_old: Option<u32>,
}

/// Q5: asked in one way when there is no score of this term, and in another when there are scores to set beside the
/// results. Quiet only while the results are those of this very year.
#[must_use]
pub fn tracking(facts: Tracking) -> Finding {
    let id = QuestionId::Q5;
    if !facts.has_results {
        return Finding::not_known(id, Unknown::NoResults);
    }
    if !facts.visible {
        return Finding::not_known(id, Unknown::OwnRecord);
    }
    let figures = Figures::Tracking { days_old: facts.days_old };
    match facts.days_old {
        Some(days) if days <= ONE_TERM_DAYS => Finding::when(!facts.of_this_year, id, 20, figures),
        Some(_) | None => Finding::asked(id, 45, figures),
    }
}

impl Finding {
    /// Whether Q5 is asked because there is no score of this term.
    #[must_use]
    pub fn misses_scores(&self) -> bool {
        let Figures::Tracking { days_old } = &self.figures else { return false };
        self.state == State::Asked && days_old.is_none_or(|days| days > ONE_TERM_DAYS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::{subject_gap, trend};
    use crate::{Comparison, Interval, Mark};

    fn mark(subject: Subject, results: f64, progress: f64) -> SubjectMark {
        let progress = Comparison::new(progress, 0.0, Interval::around(progress, 2.0));
        SubjectMark {
            subject,
            mark: Mark::new(Comparison::new(105.0 + results, 105.0, None), progress, Some(30)),
        }
    }

    fn found(marks: &[SubjectMark], cycles: Option<&[(Subject, u32)]>) -> Finding {
        action(&Action { marks, gap: &subject_gap(marks), trend: &trend(&[]), cycles })
    }

    #[test]
    fn a_low_quarter_without_a_cycle_weighs_twice_as_much() {
        let low = [mark(Subject::Reading, 2.0, 1.0), mark(Subject::Mathematics, -1.0, -1.0)];
        let none = found(&low, Some(&[(Subject::Reading, 2)]));
        let some = found(&low, Some(&[(Subject::Mathematics, 1)]));
        assert_eq!((none.state, some.state), (State::Asked, State::Asked));
        assert_eq!(none.weight, 2 * some.weight);
        assert_eq!(found(&low, None).weight, some.weight, "what nobody may see is not held against them");
    }

    #[test]
    fn a_gap_that_is_more_than_chance_calls_for_action_too() {
        let apart = [mark(Subject::Reading, 2.0, 4.0), mark(Subject::Mathematics, 2.0, -1.0)];
        let found = found(&apart, Some(&[(Subject::Reading, 5), (Subject::Mathematics, 1)]));
        let Figures::Action { low, gap, behind, falling, linked, .. } = &found.figures else {
            panic!("action")
        };
        assert_eq!((found.state, low.is_empty(), *gap, *falling), (State::Asked, true, true, false));
        assert_eq!(*behind, Some([Subject::Mathematics, Subject::Reading]));
        assert_eq!(found.figures.concerns(), [Subject::Mathematics]);
        assert_eq!(*linked, Some(1), "the lower of the two");
    }

    #[test]
    fn nothing_low_is_nothing_unusual_and_nothing_published_can_t_be_told() {
        let fine = [mark(Subject::Reading, 2.0, 1.0), mark(Subject::Mathematics, 2.0, 1.0)];
        assert_eq!(found(&fine, Some(&[])).state, State::NothingUnusual);
        assert_eq!(found(&[], None).state, State::NotKnown(Unknown::NoResults));
    }

    #[test]
    fn old_scores_and_none_are_asked_about_before_new_ones() {
        let facts = |days_old| Tracking { has_results: true, of_this_year: false, visible: true, days_old };
        let (none, old, new) =
            (tracking(facts(None)), tracking(facts(Some(123))), tracking(facts(Some(122))));
        assert!(none.misses_scores() && old.misses_scores() && !new.misses_scores());
        assert!(new.is_asked() && old.weight > new.weight);
        let same = tracking(Tracking { of_this_year: true, ..facts(Some(3)) });
        assert_eq!(same.state, State::NothingUnusual);
        let outside = tracking(Tracking { visible: false, ..facts(Some(3)) });
        assert_eq!(outside.state, State::NotKnown(Unknown::OwnRecord));
        let unpublished = tracking(Tracking { has_results: false, ..facts(None) });
        assert_eq!(unpublished.state, State::NotKnown(Unknown::NoResults));
    }
}
