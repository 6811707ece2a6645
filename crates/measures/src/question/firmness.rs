//! Q6, Q7 and Q8: how few pupils stand behind a figure, what is hidden, and who is not counted.

use super::{Figures, Finding, QuestionId, Unknown, subjects::SubjectMark, without_progress};
use crate::{
    chance::{one_pupil_differs, one_pupil_percent},
    claim::FEW_PUPILS,
    interval::Certainty,
    norms::Subject,
    quadrant::{Mark, Why},
    token::Token,
};

/// Below this share of pupils with both scores, it is asked who is missing.
///
/// # Source
/// Our own rule: one pupil in ten can turn a figure. The tables themselves withhold a figure only below a half.
pub const COVERED_ENOUGH: f64 = 0.9;

/// How many points one pupil's score is taken to differ by, to show what one pupil changes.
const TEN_POINTS: f64 = 10.0;

/// Q6: asked when fewer than [`FEW_PUPILS`] pupils stand behind a subject's progress, or when its range includes the line.
/// The figure on the fewest pupils is told.
#[must_use]
pub fn reliability(marks: &[SubjectMark]) -> Finding {
    let id = QuestionId::Q6;
    let mut known: Vec<&SubjectMark> =
        marks.iter().filter(|one| one.mark.progress().difference().is_some()).collect();
    known.sort_by_key(|one| one.mark.pupils().unwrap_or(u32::MAX));
    let few = |one: &&&SubjectMark| one.mark.pupils().is_some_and(|pupils| pupils < FEW_PUPILS);
    let unsure = |one: &&&SubjectMark| one.mark.progress().certainty() == Certainty::TooCloseToCall;
    let uncounted = |one: &&&SubjectMark| one.mark.pupils().is_none();
    let told = |one: &SubjectMark| {
        let pupils = one.mark.pupils();
        Figures::Reliability {
            subject: one.subject,
            pupils,
            one_pupil_percent: pupils.and_then(one_pupil_percent),
            ten_points_move: pupils.and_then(|pupils| one_pupil_differs(pupils, TEN_POINTS)),
            could_be_chance: one.mark.progress().certainty() == Certainty::TooCloseToCall,
        }
    };
    if let Some(one) = known.iter().find(few) {
        return Finding::asked(id, 55, told(one));
    }
    if let Some(one) = known.iter().find(unsure) {
        return Finding::asked(id, 15, told(one));
    }
    if known.iter().any(|one| uncounted(&one)) {
        return Finding::not_known(id, Unknown::NoPupilNumber);
    }
    let none = || Finding::not_known(id, without_progress(marks));
    known.first().map_or_else(none, |one| Finding::nothing(id, told(one)))
}

/// Q7: asked when a published figure is hidden because so few pupils stand behind it. Of all pupils that is rare and weighs
/// much; of a group within them it is usual.
#[must_use]
pub fn hidden(all_pupils: &[Mark], groups: &[Mark]) -> Finding {
    let id = QuestionId::Q7;
    if all_pupils.is_empty() && groups.is_empty() {
        return Finding::not_known(id, Unknown::NoResults);
    }
    let (all_pupils, groups) = (hidden_in(all_pupils), hidden_in(groups));
    let weight = if all_pupils > 0 { 60 } else { 12 };
    Finding::when(all_pupils + groups > 0, id, weight, Figures::Hidden { all_pupils, groups })
}

fn hidden_in(marks: &[Mark]) -> u32 {
    let is_hidden = |why: Why| matches!(why, Why::Token(Token::Suppressed | Token::Confidential));
    let number = marks.iter().flat_map(Mark::not_available).filter(|(_, why)| is_hidden(*why)).count();
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Q8: asked when fewer than [`COVERED_ENOUGH`] of the pupils in a subject have both scores. Shares are from 0 to 1.
#[must_use]
pub fn coverage(shares: &[(Subject, f64)]) -> Finding {
    let id = QuestionId::Q8;
    let least = shares
        .iter()
        .filter(|(_, share)| share.is_finite())
        .copied()
        .reduce(|least, next| if next.1 < least.1 { next } else { least });
    let Some((subject, share)) = least else { return Finding::not_known(id, Unknown::NoCoverage) };
    let figures = Figures::Coverage { subject, percent: share * 100.0 };
    Finding::when(share < COVERED_ENOUGH, id, 65, figures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Comparison, Interval, question::State};

    fn mark(progress: f64, half: f64, pupils: Option<u32>) -> SubjectMark {
        let progress = Comparison::new(progress, 0.0, Interval::around(progress, half));
        let mark = Mark::new(Comparison::new(105.0, 105.0, None), progress, pupils);
        SubjectMark { subject: Subject::Mathematics, mark }
    }

    #[test]
    fn ten_pupils_are_few_and_eleven_are_asked_about_only_where_it_could_be_chance() {
        let ten = reliability(&[mark(6.0, 2.0, Some(10))]);
        let Figures::Reliability { ten_points_move, one_pupil_percent, .. } = &ten.figures else {
            panic!("reliability")
        };
        assert_eq!((ten.state, *ten_points_move, *one_pupil_percent), (State::Asked, Some(1.0), Some(10.0)));
        assert_eq!(reliability(&[mark(6.0, 2.0, Some(11))]).state, State::NothingUnusual);
        let unsure = reliability(&[mark(1.0, 2.0, Some(60))]);
        assert!(unsure.is_asked() && unsure.weight < ten.weight);
    }

    #[test]
    fn without_a_number_of_pupils_nobody_can_tell() {
        let found = reliability(&[mark(6.0, 2.0, None)]);
        assert_eq!(found.state, State::NotKnown(Unknown::NoPupilNumber));
        assert_eq!(reliability(&[]).state, State::NotKnown(Unknown::NoResults));
    }

    #[test]
    fn what_is_hidden_is_asked_about_and_what_is_missing_for_another_reason_is_not() {
        let without = |why| {
            let absent = Comparison::absent_because(why);
            Mark::new(Comparison::new(105.0, 105.0, None), absent, None)
        };
        let (hidden_one, other) =
            (without(Why::Token(Token::Suppressed)), without(Why::Token(Token::NotApplicable)));
        let of_all = hidden(&[hidden_one], &[hidden_one, other]);
        assert_eq!(of_all.figures, Figures::Hidden { all_pupils: 1, groups: 1 });
        let of_groups = hidden(&[other], &[hidden_one]);
        assert!(of_groups.is_asked() && of_groups.weight < of_all.weight);
        assert_eq!(hidden(&[other], &[other]).state, State::NothingUnusual);
        assert_eq!(hidden(&[], &[]).state, State::NotKnown(Unknown::NoResults));
    }

    #[test]
    fn nine_in_ten_are_enough() {
        let shares = |share| [(Subject::Reading, 0.97), (Subject::Mathematics, share)];
        let found = coverage(&shares(0.89));
        assert_eq!(found.figures, Figures::Coverage { subject: Subject::Mathematics, percent: 89.0 });
        assert!(found.is_asked());
        assert_eq!(coverage(&shares(0.9)).state, State::NothingUnusual);
        assert_eq!(coverage(&[]).state, State::NotKnown(Unknown::NoCoverage));
    }
}
