//! Q1 and Q2: does the school do about as well in every subject, and do two of them differ by more than chance?

use super::{Figures, Finding, QuestionId, Unknown, count, progress_of, without_progress};
use crate::{
    claim::{Claim as _, Headline, SubjectGapClaim},
    difference::{DifferenceTest, Estimate, Pairing, difference_test},
    norms::Subject,
    quadrant::Mark,
};

/// Where one subject stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SubjectMark {
    /// Which.
    pub subject: Subject,
    /// Its mark, of all pupils.
    pub mark: Mark,
}

/// Q1: asked wherever two subjects have a figure: their progress, or their results in a year without. It names the subjects
/// whose progress is clearly on one side of the line, weighs little where none is, and says nothing about the difference of
/// two: that is Q2.
#[must_use]
pub fn consistency(marks: &[SubjectMark]) -> Finding {
    let id = QuestionId::Q1;
    let Headline { faster, slower, unclear, not_stated, .. } =
        Headline::of(marks.iter().map(|one| (one.subject, &one.mark)));
    let with_progress = count(&faster) + count(&slower) + count(&unclear) + count(&not_stated);
    let has_results = |one: &&SubjectMark| one.mark.results().difference().is_some();
    let with_results = count(&marks.iter().filter(has_results).collect::<Vec<_>>());
    let by_results = with_progress < 2;
    let compared = if by_results { with_results } else { with_progress };
    match (compared, with_progress + with_results) {
        (_, 0) => return Finding::not_known(id, Unknown::NoResults),
        (0 | 1, _) => return Finding::not_known(id, Unknown::TooFewSubjects),
        _ => {}
    }
    let weight = match (slower.is_empty(), faster.is_empty()) {
        (false, _) => 50,
        (true, false) => 30,
        (true, true) => 5,
    };
    Finding::asked(id, weight, Figures::Subjects { faster, slower, compared, by_results })
}

/// Q2: asked when the two subjects that stand furthest apart differ by more than chance. The pupils are the same and how
/// their scores go together is not published, so the test is cautious.
///
/// Three pairs are looked at for one finding. Were scores in the subjects unrelated, 12 schools in 100 would be asked with
/// nothing there; they are related, and from a correlation of 0.31 on it is fewer than 5 (worked out in `tests/questions.rs`).
#[must_use]
pub fn subject_gap(marks: &[SubjectMark]) -> Finding {
    let id = QuestionId::Q2;
    let known: Vec<(Subject, Estimate)> =
        marks.iter().filter_map(|one| Some((one.subject, progress_of(&one.mark)?))).collect();
    let mut pairs = 0;
    let mut widest: Option<(Subject, Subject, DifferenceTest)> = None;
    for (index, (first, a)) in known.iter().enumerate() {
        for (second, b) in known.iter().skip(index + 1) {
            let test = difference_test(*a, *b, Pairing::SamePupils { rho: None });
            let Some(test) = test.filter(|test| test.standard_error > 0.0) else { continue };
            pairs += 1;
            if widest.as_ref().is_none_or(|(_, _, known)| distance(&test) > distance(known)) {
                widest = Some((*first, *second, test));
            }
        }
    }
    match widest {
        Some((first, second, test)) => {
            let fires = SubjectGapClaim::of(Some(&test)).direction().is_some();
            Finding::when(fires, id, 70, Figures::Gap { first, second, test, pairs })
        }
        None if known.is_empty() => Finding::not_known(id, without_progress(marks)),
        None => Finding::not_known(id, Unknown::TooFewSubjects),
    }
}

/// How many standard errors a difference is from nothing.
pub(super) fn distance(test: &DifferenceTest) -> f64 {
    test.difference.abs() / test.standard_error
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::State;
    use crate::{Comparison, Interval, quadrant::Why};

    fn mark(subject: Subject, progress: f64, half: f64) -> SubjectMark {
        let progress = Comparison::new(progress, 0.0, Interval::around(progress, half));
        SubjectMark { subject, mark: Mark::new(Comparison::new(105.0, 105.0, None), progress, Some(30)) }
    }

    fn without(subject: Subject) -> SubjectMark {
        let absent = Comparison::absent_because(Why::NoScaledScore);
        SubjectMark { subject, mark: Mark::new(absent, absent, None) }
    }

    #[test]
    fn a_subject_that_is_clearly_slower_is_asked_about_and_weighs_more_than_a_faster_one() {
        let reading = mark(Subject::Reading, 0.5, 2.0);
        let slower = consistency(&[reading, mark(Subject::Mathematics, -3.0, 2.0)]);
        let faster = consistency(&[reading, mark(Subject::Mathematics, 3.0, 2.0)]);
        assert!(slower.is_asked() && faster.is_asked() && slower.weight > faster.weight);
        let Figures::Subjects { slower, compared, .. } = slower.figures else { panic!("subjects") };
        assert_eq!((slower, compared), (vec![Subject::Mathematics], 2));
    }

    #[test]
    fn two_subjects_that_could_be_average_are_asked_about_last_and_none_is_named() {
        let found = consistency(&[mark(Subject::Reading, 1.0, 2.0), mark(Subject::Mathematics, -1.0, 2.0)]);
        let figures =
            Figures::Subjects { faster: Vec::new(), slower: Vec::new(), compared: 2, by_results: false };
        assert_eq!((found.state, found.weight, found.figures), (State::Asked, 5, figures));
    }

    #[test]
    fn one_subject_or_none_can_t_be_compared() {
        let one = [mark(Subject::Reading, -3.0, 1.0), without(Subject::Writing)];
        for (marks, why) in [(&one[..], Unknown::TooFewSubjects), (&one[1..], Unknown::NoResults)] {
            assert_eq!(consistency(marks).state, State::NotKnown(why));
            assert_eq!(subject_gap(marks).state, State::NotKnown(why));
        }
    }

    #[test]
    fn results_without_a_progress_score_are_not_said_to_be_missing() {
        let absent = Comparison::absent_because(Why::NoScaledScore);
        let mark = Mark::new(Comparison::new(107.0, 105.0, None), absent, Some(30));
        let marks = Subject::ALL.map(|subject| SubjectMark { subject, mark });
        assert_eq!(subject_gap(&marks).state, State::NotKnown(Unknown::NoProgress));
        let found = consistency(&marks);
        assert!(matches!(found.figures, Figures::Subjects { by_results: true, compared: 3, .. }));
        assert!(found.is_asked(), "they can be set beside each other without it");
    }

    #[test]
    fn two_subjects_on_both_sides_of_clear_need_not_differ() {
        // Reading is clearly slower and mathematics is not: that is no difference between them.
        let marks = [mark(Subject::Reading, -2.1, 2.0), mark(Subject::Mathematics, -1.5, 2.0)];
        assert!(consistency(&marks).is_asked());
        assert_eq!(subject_gap(&marks).state, State::NothingUnusual);
    }

    #[test]
    fn of_all_pairs_the_one_furthest_apart_for_its_error_is_told() {
        let marks = [
            mark(Subject::Reading, 2.0, 1.0),
            mark(Subject::Writing, -2.5, 4.0),
            mark(Subject::Mathematics, -1.0, 1.0),
        ];
        let found = subject_gap(&marks);
        let Figures::Gap { first, second, pairs, test } = found.figures else { panic!("a gap") };
        assert_eq!((first, second, pairs), (Subject::Reading, Subject::Mathematics, 3));
        assert!(test.cautious && found.state == State::Asked);
    }
}
