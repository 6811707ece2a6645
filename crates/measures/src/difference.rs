//! Do two figures differ by more than chance, boys and girls, say, or reading and mathematics?
//!
//! The only sound way is to test the difference itself. Whether two ranges overlap, or whether one of the two is
//! "significant" and the other is not, answers another question.

use serde::{Deserialize, Serialize};

use crate::interval::{Certainty, Interval, NORMAL_95};

/// A figure with its standard error, both in the same unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure.
    pub value: f64,
    /// Its standard error, 0 or more.
    pub standard_error: f64,
}

impl Estimate {
    /// A figure that was published with a 95 percent interval of the normal kind.
    #[must_use]
    pub fn published(value: f64, interval: Interval) -> Self {
        Self { value, standard_error: interval.half_width() / NORMAL_95 }
    }
}

/// How the pupils behind two figures are related.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pairing {
    /// No pupil is in both: a group and the rest.
    Disjoint,
    /// The same pupils twice, with the correlation of their two scores where it is known (-1 to 1).
    SamePupils {
        /// The correlation; `None` when nobody knows it, and the test is then cautious.
        rho: Option<f64>,
    },
}

/// The result of testing one difference ([`crate::method::DIFFERENCE_TEST`]).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct DifferenceTest {
    /// First minus second.
    pub difference: f64,
    /// The standard error of the difference.
    pub standard_error: f64,
    /// The 95 percent interval of the difference.
    pub interval: Interval,
    /// Whether the difference is more than chance.
    pub certainty: Certainty,
    /// True when the correlation was not known: the test may then miss a real difference, and a page says so.
    pub cautious: bool,
}

/// Tests `first - second`: `1.96 * sqrt(se_a² + se_b² - 2 * rho * se_a * se_b)`, rho 0 for separate pupils.
///
/// Where the pupils are the same and the correlation is unknown, it is taken as 0: scores of the same pupils go
/// together, so the true standard error is smaller and the test errs towards "could be chance".
///
/// `None` when a figure is not finite, an error is negative, or the correlation is outside -1 to 1.
///
/// # Source
/// Standard error of a difference of two means; the warning against comparing verdicts: National Governance
/// Association, note on reading performance data.
#[must_use]
pub fn difference_test(first: Estimate, second: Estimate, pairing: Pairing) -> Option<DifferenceTest> {
    let (rho, cautious) = match pairing {
        Pairing::Disjoint => (0.0, false),
        Pairing::SamePupils { rho: Some(rho) } => (rho, false),
        Pairing::SamePupils { rho: None } => (0.0, true),
    };
    let (a, b) = (first.standard_error, second.standard_error);
    let usable = (-1.0..=1.0).contains(&rho) && a >= 0.0 && b >= 0.0;
    if !usable {
        return None;
    }
    let standard_error = (a * a + b * b - 2.0 * rho * a * b).max(0.0).sqrt();
    let difference = first.value - second.value;
    let interval = Interval::around(difference, NORMAL_95 * standard_error)?;
    Some(DifferenceTest { difference, standard_error, interval, certainty: interval.certainty(), cautious })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, standard_error: f64) -> Estimate {
        Estimate { value, standard_error }
    }

    #[test]
    fn one_significant_and_one_not_may_still_not_differ() {
        // Boys 8 points behind, clearly; girls 7 points behind, not clearly: the gap of 1 point is nothing.
        let (boys, girls) = (estimate(-8.0, 3.9), estimate(-7.0, 3.9));
        let range =
            |estimate: Estimate| Interval::around(estimate.value, NORMAL_95 * estimate.standard_error);
        assert_eq!(range(boys).unwrap().certainty(), Certainty::ClearlyBelow);
        assert_eq!(range(girls).unwrap().certainty(), Certainty::TooCloseToCall);
        let test = difference_test(boys, girls, Pairing::Disjoint).unwrap();
        assert_eq!(test.certainty, Certainty::TooCloseToCall);
    }

    #[test]
    fn ranges_that_overlap_may_still_differ() {
        let (a, b) = (estimate(2.0, 1.0), estimate(-1.0, 1.0));
        let test = difference_test(a, b, Pairing::Disjoint).unwrap();
        assert_eq!(test.certainty, Certainty::ClearlyAbove);
        assert!((test.standard_error - 2.0_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn knowing_that_scores_go_together_finds_what_the_cautious_test_misses() {
        let (mathematics, reading) = (estimate(1.6, 0.7), estimate(0.0, 0.7));
        let cautious = difference_test(mathematics, reading, Pairing::SamePupils { rho: None }).unwrap();
        let known = difference_test(mathematics, reading, Pairing::SamePupils { rho: Some(0.6) }).unwrap();
        assert!(cautious.cautious && !known.cautious);
        assert_eq!(cautious.certainty, Certainty::TooCloseToCall);
        assert_eq!(known.certainty, Certainty::ClearlyAbove);
        // se² = 0.49 + 0.49 - 2 * 0.6 * 0.49 = 0.392.
        assert!((known.standard_error - 0.392_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_tested_is_not() {
        let one = estimate(1.0, 0.5);
        assert_eq!(difference_test(one, one, Pairing::SamePupils { rho: Some(1.1) }), None);
        assert_eq!(difference_test(one, estimate(1.0, -0.5), Pairing::Disjoint), None);
        assert_eq!(difference_test(one, estimate(f64::NAN, 0.5), Pairing::Disjoint), None);
    }

    #[test]
    fn a_published_interval_gives_its_standard_error_back() {
        let estimate = Estimate::published(1.0, Interval::around(1.0, 1.96).unwrap());
        assert!((estimate.standard_error - 1.0).abs() < 1e-12);
    }
}
