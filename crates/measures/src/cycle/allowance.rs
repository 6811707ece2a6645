//! How much a group picked for low scores rises without any teaching, and how many of its pupils.
//!
//! A low score is partly bad luck on the day, and luck does not repeat. A page that leaves this out calls
//! ordinary weather an achievement.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, Normal};

use super::{PairedScore, Reference, count};
use crate::quadrant::Mark;

/// The correlations of start and end scores that are shown side by side: a very reliable test, and a cautious view.
///
/// # Source
/// Our own rule. A test's printed reliability is only the upper bound of this correlation, so one figure alone
/// would flatter.
pub const RELIABILITIES: [f64; 2] = [0.90, 0.70];

/// The rise that chance alone would give, at one correlation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ChanceAllowance {
    /// The correlation of start and end scores.
    pub r: f64,
    /// The rise, in points of the scale; negative for a group picked for high scores.
    pub points: f64,
}

/// `(1 - r) * (population mean - mean start)` ([`crate::method::CHANCE_ALLOWANCE`]).
///
/// # Source
/// Regression to the mean: Barnett, van der Pols and Dobson, International Journal of Epidemiology 34 (2005), 215-220.
#[must_use]
pub fn chance_allowance(r: f64, population_mean: f64, mean_start: f64) -> f64 {
    (1.0 - r) * (population_mean - mean_start)
}

/// The rise by chance alone at each of [`RELIABILITIES`], for a cycle that is known by its mark: the mean start is the mean
/// end less the mean gain, and the population is the norm group. `None` where the mark lacks one of them.
#[must_use]
pub fn allowances_of_mark(mark: &Mark) -> Option<[ChanceAllowance; 2]> {
    let start = mark.results().value().value()? - mark.progress().value().value()?;
    let population = mark.results().reference()?;
    Some(RELIABILITIES.map(|r| ChanceAllowance { r, points: chance_allowance(r, population, start) }))
}

/// How many pupils chance alone would take past the expected gain, at one correlation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ChanceCount {
    /// The correlation of start and end scores.
    pub r: f64,
    /// The expected number of pupils, not rounded.
    pub pupils: f64,
}

/// How many pupils gained more than expected, never without what chance would give.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AcceleratedCount {
    /// Pupils who gained more than the expected gain.
    pub accelerated: u32,
    /// Pupils with both scores.
    pub of: u32,
    /// The number chance alone would give ([`crate::method::CHANCE_COUNT`]), at each of [`RELIABILITIES`].
    pub by_chance: [ChanceCount; 2],
}

impl AcceleratedCount {
    /// Counts; `None` where the scale has no expected gain, spread or population mean to count against.
    #[must_use]
    pub fn of(pairs: &[PairedScore], reference: &Reference) -> Option<Self> {
        let expected = reference.expected_gain?;
        let sd = reference.sd.filter(|sd| *sd > 0.0)?;
        let mean = reference.population_mean?;
        let gains: Vec<f64> = pairs.iter().map(|pair| pair.gain()).collect();
        let by_chance = RELIABILITIES.map(|r| ChanceCount {
            r,
            pupils: pairs.iter().map(|pair| chance_of_rising(r, mean, sd, pair.start)).sum(),
        });
        Some(Self {
            accelerated: count(&gains, |gain| gain > expected),
            of: u32::try_from(pairs.len()).ok()?,
            by_chance,
        })
    }
}

/// The chance (0 to 1) that a pupil with this start gains more than a typical pupil, untaught.
///
/// The end score of such a pupil is normal around `mean + r * (start - mean)` with spread `sd * sqrt(1 - r²)`.
fn chance_of_rising(r: f64, mean: f64, sd: f64, start: f64) -> f64 {
    let rise = chance_allowance(r, mean, start);
    Normal::standard().cdf(rise / (sd * (1.0 - r * r).sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The share of pupils picked between two scores who rise untaught, summed over the bell curve.
    fn share_rising(r: f64, from: f64, to: f64) -> f64 {
        let steps = 1200;
        let (mut rising, mut all) = (0.0, 0.0);
        for step in 0..steps {
            let start = from + (to - from) * (f64::from(step) + 0.5) / f64::from(steps);
            let weight = (-((start - 100.0) / 15.0_f64).powi(2) / 2.0).exp();
            rising += weight * chance_of_rising(r, 100.0, 15.0, start);
            all += weight;
        }
        rising / all
    }

    #[test]
    fn fifty_nine_in_a_hundred_low_scorers_rise_untaught() {
        assert!((share_rising(0.90, 78.0, 90.0) - 0.59).abs() < 0.005);
    }

    #[test]
    fn nine_groups_of_seven_in_ten_pass_the_forty_percent_test_untaught() {
        let p = share_rising(0.90, 78.0, 90.0);
        let q = 1.0 - p;
        // Three of seven is the first count above 40 percent.
        let fewer = q.powi(7) + 7.0 * p * q.powi(6) + 21.0 * p * p * q.powi(5);
        assert!((1.0 - fewer - 0.9).abs() < 0.02);
    }

    #[test]
    fn the_average_pupil_is_as_likely_to_rise_as_to_fall() {
        assert!((chance_of_rising(0.9, 100.0, 15.0, 100.0) - 0.5).abs() < 1e-9);
    }
}
