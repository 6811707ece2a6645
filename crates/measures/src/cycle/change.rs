//! One pupil's change: how much of it may be the error of the test, and where it leads.
//!
//! For staff. None of this is a statistic that a governor sees.

use serde::Serialize;

use crate::interval::NORMAL_95;

/// `SD * sqrt(1 - r)`: the error of one score, in points; `None` unless `r` is 0 to 1 and the spread positive.
///
/// # Source
/// Classical test theory; 4.74 for spread 15 and reliability 0.90.
#[must_use]
pub fn standard_error_of_measurement(sd: f64, reliability: f64) -> Option<f64> {
    let usable = sd > 0.0 && sd.is_finite() && (0.0..=1.0).contains(&reliability);
    usable.then(|| sd * (1.0 - reliability).sqrt())
}

/// `1.96 * sqrt(2) * SEM`: the change one pupil must exceed ([`crate::method::RELIABLE_CHANGE`]).
///
/// # Source
/// Jacobson and Truax, Journal of Consulting and Clinical Psychology 59 (1991), 12-19.
#[must_use]
pub fn reliable_change(sd: f64, reliability: f64) -> Option<f64> {
    Some(NORMAL_95 * std::f64::consts::SQRT_2 * standard_error_of_measurement(sd, reliability)?)
}

/// Gain over expected gain; `None` where nothing is expected, as on standardised scales.
///
/// # Source
/// Education Review Office (New Zealand): accelerated is more than one year's progress in a year.
#[must_use]
pub fn acceleration_rate(gain: f64, expected_gain: f64) -> Option<f64> {
    (expected_gain > 0.0 && gain.is_finite()).then(|| gain / expected_gain)
}

/// Months of number age gained in each month; 2 or more is called good impact.
///
/// # Source
/// Brooks, What works for pupils with literacy difficulties, on ratio gains.
#[must_use]
pub fn ratio_gain(months_gained: f64, months_elapsed: f64) -> Option<f64> {
    (months_elapsed > 0.0 && months_gained.is_finite()).then(|| months_gained / months_elapsed)
}

/// Where a pupil would arrive at the same pace.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Trajectory {
    /// The score at the end of the months left.
    pub arrives_at: f64,
    /// Whether that is at least the standard.
    pub reaches: bool,
}

/// `start + months left * monthly gain`, against the standard. A pupil can be fast and still not arrive.
///
/// # Source
/// Education Review Office (New Zealand): on a trajectory to reach the standard, by the end of year 8.
#[must_use]
pub fn trajectory(start: f64, months_left: f64, monthly_gain: f64, standard: f64) -> Option<Trajectory> {
    let arrives_at = start + months_left * monthly_gain;
    (months_left >= 0.0 && arrives_at.is_finite() && standard.is_finite())
        .then_some(Trajectory { arrives_at, reaches: arrives_at >= standard })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pupils_change_below_thirteen_points_is_within_the_error_of_the_test() {
        assert!((standard_error_of_measurement(15.0, 0.9).unwrap() - 4.74).abs() < 0.005);
        assert!((reliable_change(15.0, 0.9).unwrap() - 13.1).abs() < 0.05);
        assert_eq!(reliable_change(15.0, 1.2), None);
    }

    #[test]
    fn eleven_months_in_five_is_a_ratio_of_two_point_two() {
        assert!((ratio_gain(11.0, 5.0).unwrap() - 2.2).abs() < 1e-12);
        assert_eq!(ratio_gain(11.0, 0.0), None);
    }

    #[test]
    fn a_standardised_scale_has_no_acceleration_rate() {
        assert_eq!(acceleration_rate(7.0, 0.0), None);
        assert_eq!(acceleration_rate(30.0, 20.0), Some(1.5));
    }

    #[test]
    fn a_fast_pupil_may_still_not_arrive() {
        let fast = trajectory(80.0, 6.0, 2.0, 100.0).unwrap();
        assert!((fast.arrives_at - 92.0).abs() < 1e-12);
        assert!(!fast.reaches);
        assert!(trajectory(80.0, 10.0, 2.0, 100.0).unwrap().reaches);
    }
}
