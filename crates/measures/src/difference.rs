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
