//! Q14, Q15, Q19 and Q22: is a cycle's gain more than pupils make anyway, against what is it judged, was anything adapted
//! when it was not, and what did it cost?

use serde::Serialize;

use super::{Figures, Finding, QuestionId, Unknown};
use crate::{
    claim::GainClaim,
    cycle::{GainVerdict, allowances_of_mark},
    disclosure::{Policy, shown},
    quadrant::{Mark, Why},
};

/// A cycle's mark with the policy that it passed: what may be said of its gain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged<'a> {
    /// The cycle is closed, and the mark is what was sealed then; nothing is said of a gain before.
    pub mark: Option<&'a Mark>,
    /// How few pupils may stand behind a figure.
    pub policy: &'a Policy,
}

/// What pupils gain anyway.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct NotAnyway {
    /// A typical pupil, meanwhile.
    pub expected: f64,
    /// On top of it, by chance alone, pupils who were picked for low scores; at the cautious correlation.
    pub by_chance: f64,
}

impl Judged<'_> {
    /// The mark and what may be said of its gain, or why nothing may.
    fn verdict(&self) -> Result<(&Mark, GainVerdict), Unknown> {
        let mark = self.mark.ok_or(Unknown::GoesOn)?;
        match GainClaim::of_mark(mark, self.policy).verdict() {
            Some(GainVerdict::NotStated) => Err(Unknown::NoRange),
            Some(verdict) => Ok((mark, verdict)),
            None => Err(match mark.progress().absent() {
                Some(Why::ScaleNotLinked | Why::NoNorm) => Unknown::NoNorm,
                Some(Why::Token(_) | Why::NoNationalFigure | Why::NoScaledScore | Why::NoResults) | None => {
                    Unknown::TooFewPupils
                }
            }),
        }
    }
}

/// Q14: asked unless the low end of the gain's range is above what pupils gain anyway, with what chance alone gives to
/// pupils picked for low scores, also by the cautious view.
#[must_use]
pub fn gain(facts: &Judged<'_>) -> Finding {
    let id = QuestionId::Q14;
    let (mark, verdict) = match facts.verdict() {
        Ok(known) => known,
        Err(why) => return Finding::not_known(id, why),
    };
    let expected = mark.progress().reference();
    let by_chance = allowances_of_mark(mark).map(|[_, cautious]| cautious.points.max(0.0));
    let figures = Figures::Gain {
        verdict,
        mean: mark.progress().value().value().unwrap_or_default(),
        range: mark.progress().interval().and_then(|range| range.less(-expected.unwrap_or_default())),
        anyway: expected.zip(by_chance).map(|(expected, by_chance)| NotAnyway { expected, by_chance }),
        pupils: mark.pupils().unwrap_or_default(),
    };
    let weight = match verdict {
        GainVerdict::LessThanExpected => 75,
        GainVerdict::TooCloseToCall | GainVerdict::MoreThanExpectedMayBeChance => 60,
        GainVerdict::MoreThanChanceIfVeryReliable => 40,
        GainVerdict::Accelerated | GainVerdict::NotStated => return Finding::nothing(id, figures),
    };
    Finding::asked(id, weight, figures)
}

/// Q15: asked when neither the test has a norm nor other pupils were assessed beside those who were taught.
#[must_use]
pub fn comparison(norm: bool, other_pupils: bool) -> Finding {
    let figures = Figures::Comparison { norm, other_pupils };
    Finding::when(!norm && !other_pupils, QuestionId::Q15, 45, figures)
}

/// Q19: asked when no strategy was changed and the gain is less than expected, by more than chance.
#[must_use]
pub fn no_change(changes: u32, facts: &Judged<'_>) -> Finding {
    let id = QuestionId::Q19;
    let figures = Figures::Changes { changes, without_score: 0 };
    if changes > 0 {
        return Finding::nothing(id, figures);
    }
    match facts.verdict() {
        Ok((_, GainVerdict::LessThanExpected)) => Finding::asked(id, 50, figures),
        Ok(_) => Finding::nothing(id, figures),
        Err(why) => Finding::not_known(id, why),
    }
}

/// What a cycle cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Nobody recorded anything.
    None,
    /// In more than one currency.
    Mixed,
    /// In all, in the smaller unit of its one currency.
    MinorUnits(u64),
}

/// Q22: asked when a cost is recorded and what came of it is known. More pressing where the gain is not clearly more than
/// expected. `taught` is how many pupils the cost is for, 100 smaller units are a larger one; `counted` is whether the
/// reader is told how many that were.
///
/// The cost is told for each pupil and in whole larger units, and hidden below the policy's group as any mean.
#[must_use]
pub fn value(cost: Cost, (taught, counted): (u32, bool), facts: &Judged<'_>) -> Finding {
    let id = QuestionId::Q22;
    let total = match cost {
        Cost::None => return Finding::not_known(id, Unknown::NoCosts),
        Cost::Mixed => return Finding::not_known(id, Unknown::MixedCurrencies),
        Cost::MinorUnits(total) => total,
    };
    let verdict = match facts.verdict() {
        Ok((_, verdict)) => verdict,
        Err(why) => return Finding::not_known(id, why),
    };
    if !shown(taught, facts.policy) {
        return Finding::not_known(id, Unknown::TooFewPupils);
    }
    let pupils = u64::from(taught.max(1));
    let whole = (total / pupils).saturating_add(50) / 100 * 100;
    let pupils = counted.then_some(taught);
    let figures = Figures::Value { minor_units_per_pupil: whole, pupils, verdict };
    let weight = match verdict {
        GainVerdict::LessThanExpected | GainVerdict::TooCloseToCall => 45,
        GainVerdict::Accelerated
        | GainVerdict::MoreThanChanceIfVeryReliable
        | GainVerdict::MoreThanExpectedMayBeChance
        | GainVerdict::NotStated => 25,
    };
    Finding::when(total > 0, id, weight, figures)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::State;
    use crate::{CycleScores, PairedScore, Reference};

    const START: [f64; 7] = [82.0, 84.0, 79.0, 88.0, 85.0, 81.0, 86.0];
    const GAINS: [f64; 7] = [8.0, 7.0, 4.0, 7.0, 8.0, 4.0, 10.0];

    /// The worked example of seven pupils, their gains moved by so many points.
    fn mark(moved: f64, pupils: usize, reference: Reference) -> Mark {
        let pairs: Vec<PairedScore> = START
            .into_iter()
            .zip(GAINS)
            .take(pupils)
            .map(|(start, gain)| PairedScore { start, end: start + gain + moved })
            .collect();
        CycleScores { pairs: &pairs, reference }.mark(&Policy::default())
    }

    fn judged(mark: &Mark, then: impl Fn(&Judged<'_>) -> Finding) -> Finding {
        then(&Judged { mark: Some(mark), policy: &Policy::default() })
    }

    #[test]
    fn the_worked_example_is_asked_about_and_a_larger_gain_is_not() {
        let example = mark(0.0, 7, Reference::STANDARDISED);
        let found = judged(&example, gain);
        let Figures::Gain { verdict, mean, anyway, range, .. } = found.figures else { panic!("a gain") };
        assert_eq!((found.state, verdict), (State::Asked, GainVerdict::MoreThanChanceIfVeryReliable));
        assert!((mean - 6.857).abs() < 0.001 && (anyway.unwrap().by_chance - 4.93).abs() < 0.005);
        assert!((range.unwrap().lower() - 4.83).abs() < 0.005);
        assert_eq!(judged(&mark(3.0, 7, Reference::STANDARDISED), gain).state, State::NothingUnusual);
        let less = judged(&mark(-12.0, 7, Reference::STANDARDISED), gain);
        assert!(less.weight > found.weight);
    }

    #[test]
    fn a_gain_that_can_t_be_judged_says_why() {
        let unnormed = Reference { norm: None, expected_gain: None, sd: None, population_mean: None };
        for (mark, why) in [
            (mark(0.0, 5, Reference::STANDARDISED), Unknown::TooFewPupils),
            (mark(0.0, 7, unnormed), Unknown::NoNorm),
        ] {
            assert_eq!(judged(&mark, gain).state, State::NotKnown(why));
            assert_eq!(judged(&mark, |facts| no_change(0, facts)).state, State::NotKnown(why));
        }
        let open = Judged { mark: None, policy: &Policy::default() };
        assert_eq!(gain(&open).state, State::NotKnown(Unknown::GoesOn));
    }

    #[test]
    fn a_test_without_a_norm_and_without_other_pupils_has_nothing_to_be_judged_by() {
        assert!(comparison(false, false).is_asked());
        for known in [(true, false), (false, true), (true, true)] {
            assert_eq!(comparison(known.0, known.1).state, State::NothingUnusual);
        }
    }

    #[test]
    fn nothing_adapted_is_asked_about_where_less_was_gained_than_expected() {
        let less = mark(-12.0, 7, Reference::STANDARDISED);
        assert!(judged(&less, |facts| no_change(0, facts)).is_asked());
        assert_eq!(judged(&less, |facts| no_change(1, facts)).state, State::NothingUnusual);
        for moved in [-7.0, 0.0] {
            let gained = mark(moved, 7, Reference::STANDARDISED);
            let found = judged(&gained, |facts| no_change(0, facts));
            assert_eq!(
                found.state,
                State::NothingUnusual,
                "a range that includes the line tells no direction"
            );
        }
    }

    #[test]
    fn a_place_costs_what_a_seventh_of_it_costs_in_whole_pounds() {
        let example = mark(0.0, 7, Reference::STANDARDISED);
        let found = judged(&example, |facts| value(Cost::MinorUnits(133_333), (7, true), facts));
        let Figures::Value { minor_units_per_pupil, pupils, .. } = found.figures else { panic!("a value") };
        assert_eq!((found.state, minor_units_per_pupil, pupils), (State::Asked, 19_000, Some(7)));
        let uncounted = judged(&example, |facts| value(Cost::MinorUnits(133_333), (7, false), facts));
        assert!(matches!(uncounted.figures, Figures::Value { pupils: None, .. }));
        let free = judged(&example, |facts| value(Cost::MinorUnits(0), (7, true), facts));
        assert_eq!(free.state, State::NothingUnusual);
        for (cost, taught, why) in [
            (Cost::None, 7, Unknown::NoCosts),
            (Cost::Mixed, 7, Unknown::MixedCurrencies),
            (Cost::MinorUnits(1), 5, Unknown::TooFewPupils),
        ] {
            assert_eq!(
                judged(&example, |facts| value(cost, (taught, true), facts)).state,
                State::NotKnown(why)
            );
        }
    }
}
