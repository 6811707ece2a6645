//! Q11: do two groups of pupils differ by more than chance, and which of them moved?
//!
//! A small gap can hide two low groups, and a gap can close because one of them fell. So the figures of both are told,
//! with those of an earlier year where there is one.

use serde::Serialize;

use super::{Figures, Finding, QuestionId, Unknown, count, subjects::distance};
use crate::{
    difference::{DifferenceTest, Estimate, Pairing, difference_test},
    disclosure::{Policy, Statistic},
    norms::{SchoolYear, Subject},
};

/// Two groups that share no pupil and leave nobody out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupPair {
    /// Boys, and girls.
    BoysGirls,
    /// Disadvantaged pupils, and all others.
    DisadvantagedOther,
}

/// The progress of two groups in one subject.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GroupGap {
    /// Which two.
    pub pair: GroupPair,
    /// In which subject.
    pub subject: Subject,
    /// The progress of each.
    pub progress: [Estimate; 2],
    /// The pupils of each.
    pub pupils: [u32; 2],
    /// The progress of each in an earlier year that can be compared.
    pub earlier: Option<(SchoolYear, [f64; 2])>,
}

/// Q11: asked wherever two groups can be set against each other, because a small gap can hide two low groups. It weighs much
/// only where the difference itself is more than chance; never because one of the two is clear and the other is not. A pair
/// counts only if both groups are large enough for the policy, since each is the other's rest.
#[must_use]
pub fn groups(gaps: &[GroupGap], policy: &Policy) -> Finding {
    let id = QuestionId::Q11;
    let enough = |gap: &&GroupGap| {
        let [first, second] = gap.pupils;
        let may = |part, rest| policy.gate(Statistic::PartOfGroup { rest }, part).is_ok();
        may(first, second) && may(second, first)
    };
    let tested: Vec<(&GroupGap, DifferenceTest)> = gaps
        .iter()
        .filter(enough)
        .filter_map(|gap| {
            let [first, second] = gap.progress;
            let test = difference_test(first, second, Pairing::Disjoint)?;
            (test.standard_error > 0.0).then_some((gap, test))
        })
        .collect();
    let pairs = count(&tested);
    let widest = tested
        .into_iter()
        .reduce(|best, next| if distance(&next.1) > distance(&best.1) { next } else { best });
    match widest {
        Some((gap, test)) => {
            let figures = Figures::Groups {
                pair: gap.pair,
                subject: gap.subject,
                progress: gap.progress.map(|one| one.value),
                test,
                earlier: gap.earlier,
                pairs,
            };
            Finding::asked(id, if test.certainty.is_clear() { 60 } else { 10 }, figures)
        }
        None if gaps.is_empty() => Finding::not_known(id, Unknown::NoGroups),
        None => Finding::not_known(id, Unknown::TooFewPupils),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::State;

    fn gap(first: f64, second: f64, pupils: [u32; 2]) -> GroupGap {
        let estimate = |value| Estimate { value, standard_error: 3.9 };
        GroupGap {
            pair: GroupPair::BoysGirls,
            subject: Subject::Reading,
            progress: [estimate(first), estimate(second)],
            pupils,
            earlier: None,
        }
    }

    #[test]
    fn groups_that_differ_by_more_than_chance_are_asked_about() {
        let found = groups(&[gap(-8.0, 4.0, [20, 20]), gap(0.0, 1.0, [20, 20])], &Policy::default());
        let Figures::Groups { progress, pairs, .. } = found.figures else { panic!("groups") };
        assert_eq!((found.state, progress, pairs), (State::Asked, [-8.0, 4.0], 2));
    }

    #[test]
    fn one_clear_group_beside_one_that_is_not_is_no_difference() {
        // Boys 8 points behind, clearly; girls 7, not clearly.
        let found = groups(&[gap(-8.0, -7.0, [20, 20])], &Policy::default());
        let Figures::Groups { test, .. } = &found.figures else { panic!("groups") };
        assert!(found.is_asked() && !test.certainty.is_clear());
        let apart = groups(&[gap(-8.0, 4.0, [20, 20])], &Policy::default());
        assert!(found.weight < apart.weight);
    }

    #[test]
    fn a_group_whose_rest_is_small_is_not_compared() {
        for pupils in [[10, 40], [40, 10], [5, 60]] {
            let found = groups(&[gap(-8.0, 9.0, pupils)], &Policy::default());
            assert_eq!(found.state, State::NotKnown(Unknown::TooFewPupils));
        }
        assert_eq!(groups(&[], &Policy::default()).state, State::NotKnown(Unknown::NoGroups));
    }
}
