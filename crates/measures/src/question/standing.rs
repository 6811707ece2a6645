//! Q9 and Q10: results and progress that point in different directions.
//!
//! Where nobody stated a range of the results, as in the official tables, progress alone is judged; the figures say so.

use super::{Figures, Finding, QuestionId, Unknown, subjects::SubjectMark, without_progress};
use crate::{
    interval::Certainty,
    quadrant::{Comparison, Side},
};

/// Q9: asked when results are above and progress is clearly slower.
#[must_use]
pub fn high_but_slow(marks: &[SubjectMark]) -> Finding {
    apart(QuestionId::Q9, 75, marks, Side::Above, Certainty::ClearlyBelow)
}

/// Q10: asked when results are below and progress is clearly faster.
#[must_use]
pub fn catching_up(marks: &[SubjectMark]) -> Finding {
    apart(QuestionId::Q10, 40, marks, Side::Below, Certainty::ClearlyAbove)
}

/// Asked where results are on that side, clearly if their range is stated, and progress is clearly the other way. The
/// subject with the largest progress either way is told.
fn apart(id: QuestionId, weight: u16, marks: &[SubjectMark], side: Side, progress: Certainty) -> Finding {
    let mut all: Vec<(bool, f64, Figures)> = marks
        .iter()
        .filter_map(|one| {
            let figures = Figures::Standing {
                subject: one.subject,
                results: one.mark.results().difference()?,
                results_judged: one.mark.results().interval().is_some(),
                progress: one.mark.progress().difference()?,
                range: one.mark.progress().interval()?,
            };
            let fires = one.mark.progress().certainty() == progress && is_on(one.mark.results(), side);
            Some((fires, one.mark.progress().difference()?.abs(), figures))
        })
        .collect();
    // Those that fire first, the largest of them first.
    all.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.total_cmp(&a.1)));
    match all.into_iter().next() {
        Some((fires, _, figures)) => Finding::when(fires, id, weight, figures),
        None if marks.iter().any(|one| one.mark.is_plottable()) => Finding::not_known(id, Unknown::NoRange),
        None => Finding::not_known(id, without_progress(marks)),
    }
}

/// Whether a figure is on that side of its reference, as far as anybody stated how sure it is.
fn is_on(results: &Comparison, side: Side) -> bool {
    match results.certainty() {
        Certainty::ClearlyAbove => side == Side::Above,
        Certainty::ClearlyBelow => side == Side::Below,
        Certainty::TooCloseToCall => false,
        Certainty::NotStated => results.side() == Some(side),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Interval, Mark, Subject, question::State};

    fn mark(results: f64, range: Option<f64>, progress: f64) -> SubjectMark {
        let results =
            Comparison::new(100.0 + results, 100.0, range.and_then(|half| Interval::around(results, half)));
        let progress = Comparison::new(progress, 0.0, Interval::around(progress, 2.0));
        SubjectMark { subject: Subject::Mathematics, mark: Mark::new(results, progress, Some(40)) }
    }

    #[test]
    fn high_results_with_clearly_slower_progress_are_asked_about() {
        assert!(high_but_slow(&[mark(5.0, Some(3.0), -3.0)]).is_asked());
        assert!(high_but_slow(&[mark(5.0, None, -3.0)]).is_asked(), "progress alone is judged");
        assert_eq!(high_but_slow(&[mark(5.0, Some(6.0), -3.0)]).state, State::NothingUnusual);
        assert_eq!(high_but_slow(&[mark(5.0, None, -1.0)]).state, State::NothingUnusual);
        assert_eq!(high_but_slow(&[mark(-5.0, None, -3.0)]).state, State::NothingUnusual);
    }

    #[test]
    fn low_results_with_clearly_faster_progress_are_asked_about() {
        assert!(catching_up(&[mark(-5.0, None, 3.0)]).is_asked());
        assert_eq!(catching_up(&[mark(-5.0, Some(6.0), 3.0)]).state, State::NothingUnusual);
        assert_eq!(catching_up(&[mark(5.0, None, 3.0)]).state, State::NothingUnusual);
    }

    #[test]
    fn without_a_range_of_progress_nobody_can_tell() {
        let progress = Comparison::new(-3.0, 0.0, None);
        let mark = Mark::new(Comparison::new(105.0, 100.0, None), progress, Some(40));
        let marks = [SubjectMark { subject: Subject::Mathematics, mark }];
        assert_eq!(high_but_slow(&marks).state, State::NotKnown(Unknown::NoRange));
        assert_eq!(catching_up(&[]).state, State::NotKnown(Unknown::NoResults));
    }
}
