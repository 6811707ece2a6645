//! How sure a figure is: the range that chance alone could have put it in, and whether that range crosses a line.
//!
//! Two kinds of range live here: the one departments publish (national spread of pupils) and the one for small
//! groups (the group's own spread, with Student's t). Neither decides what may be said; [`crate::claim`] does.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// What a bound may differ from 0 and still count as on the line: far below any printed digit, far above
/// the rounding of floating point.
pub(crate) const ON_THE_LINE: f64 = 1e-9;

/// The multiple of a standard error that covers 95 in 100 under a normal curve.
///
/// # Source
/// Department for Education, primary and secondary accountability technical guidance, annex on confidence
/// intervals (2017 to 2019).
pub const NORMAL_95: f64 = 1.96;

/// A 95 percent interval, lower bound never above upper, in the unit of its figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Bounds")]
pub struct Interval {
    lower: f64,
    upper: f64,
}

/// The stored shape of an interval, before it is checked.
#[derive(Deserialize)]
struct Bounds {
    lower: f64,
    upper: f64,
}

/// Bounds that are not an interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bounds of an interval are finite, and the lower is not above the upper")]
pub struct NotAnInterval;

impl TryFrom<Bounds> for Interval {
    type Error = NotAnInterval;

    fn try_from(bounds: Bounds) -> Result<Self, NotAnInterval> {
        Self::new(bounds.lower, bounds.upper).ok_or(NotAnInterval)
    }
}

impl Interval {
    /// The interval between two bounds; `None` when they are not finite or are the wrong way round.
    #[must_use]
    pub fn new(lower: f64, upper: f64) -> Option<Self> {
        (lower.is_finite() && upper.is_finite() && lower <= upper).then_some(Self { lower, upper })
    }

    /// The interval `half_width` either side of `centre`.
    #[must_use]
    pub fn around(centre: f64, half_width: f64) -> Option<Self> {
        Self::new(centre - half_width, centre + half_width)
    }

    /// The lower bound.
    #[must_use]
    pub const fn lower(self) -> f64 {
        self.lower
    }

    /// The upper bound.
    #[must_use]
    pub const fn upper(self) -> f64 {
        self.upper
    }

    /// Half the distance between the bounds.
    #[must_use]
    pub fn half_width(self) -> f64 {
        (self.upper - self.lower) / 2.0
    }

    /// The same interval seen from another zero: both bounds less `by`.
    #[must_use]
    pub fn less(self, by: f64) -> Option<Self> {
        Self::new(self.lower - by, self.upper - by)
    }

    /// Whether the figure differs from 0 by more than chance. A bound of exactly 0 counts as included.
    ///
    /// # Source
    /// Department for Education, primary school accountability technical guidance (2017 to 2019); the treatment of
    /// 0.0 from the published bands themselves.
    #[must_use]
    pub fn certainty(self) -> Certainty {
        if self.lower > ON_THE_LINE {
            Certainty::ClearlyAbove
        } else if self.upper < -ON_THE_LINE {
            Certainty::ClearlyBelow
        } else {
            Certainty::TooCloseToCall
        }
    }
}

/// What a range says about a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// The whole range lies above the line.
    ClearlyAbove,
    /// The line is inside the range or on its end: the difference could be chance.
    TooCloseToCall,
    /// The whole range lies below the line.
    ClearlyBelow,
    /// There is no range: nobody published the spread. Drawn, said so, never guessed.
    NotStated,
}

impl Certainty {
    /// The certainty of an interval, or [`Certainty::NotStated`] where there is none.
    #[must_use]
    pub fn of(interval: Option<Interval>) -> Self {
        interval.map_or(Self::NotStated, Interval::certainty)
    }

    /// Whether the figure is clearly on one side.
    #[must_use]
    pub const fn is_clear(self) -> bool {
        matches!(self, Self::ClearlyAbove | Self::ClearlyBelow)
    }
}

/// `1.96 * sd / sqrt(n)`: half of the published kind of interval.
///
/// `sd` is the national standard deviation of *pupil* scores, not that of the school's own pupils. `None` without
/// pupils or with a spread that is not positive.
///
/// # Source
/// Department for Education, primary school accountability technical guidance, confidence intervals (2017 to 2019).
#[must_use]
pub fn national_half_width(sd: f64, pupils: u32) -> Option<f64> {
    (pupils > 0 && sd > 0.0 && sd.is_finite()).then(|| NORMAL_95 * sd / f64::from(pupils).sqrt())
}

/// The published kind of interval around a score, before any rounding ([`crate::method::PROGRESS_INTERVAL`]).
#[must_use]
pub fn national_interval(score: f64, sd: f64, pupils: u32) -> Option<Interval> {
    Interval::around(score, national_half_width(sd, pupils)?)
}

/// Student's t that leaves 2.5 percent in each tail, for `degrees` of freedom (1 or more).
///
/// # Source
/// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, table of critical values: 2.571, 2.447 and 2.365 for
/// 5, 6 and 7.
#[must_use]
pub fn t_975(degrees: u32) -> Option<f64> {
    if degrees == 0 {
        return None;
    }
    let t = StudentsT::new(0.0, 1.0, f64::from(degrees)).ok()?;
    Some(t.inverse_cdf(0.975))
}

/// The number, mean and spread of some scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    pupils: u32,
    mean: f64,
    sd: f64,
}

impl Sample {
    /// Describes two or more finite values; `None` for fewer, because one value has no spread.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        let pupils = u32::try_from(values.len()).ok().filter(|&n| n >= 2)?;
        let n = f64::from(pupils);
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let sd = (squares / (n - 1.0)).sqrt();
        (mean.is_finite() && sd.is_finite()).then_some(Self { pupils, mean, sd })
    }

    /// How many values.
    #[must_use]
    pub const fn pupils(self) -> u32 {
        self.pupils
    }

    /// Their mean.
    #[must_use]
    pub const fn mean(self) -> f64 {
        self.mean
    }

    /// Their sample standard deviation (divisor `n - 1`).
    #[must_use]
    pub const fn sd(self) -> f64 {
        self.sd
    }

    /// `s / sqrt(n)`.
    #[must_use]
    pub fn standard_error(self) -> f64 {
        self.sd / f64::from(self.pupils).sqrt()
    }

    /// `mean ± t(n-1, 0.975) * s / sqrt(n)` ([`crate::method::MEAN_T_INTERVAL`]).
    ///
    /// `None` when all values are the same: a range of no width would claim certainty that whole-number scores
    /// cannot give.
    ///
    /// # Source
    /// NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.5.2, confidence limits for the mean.
    #[must_use]
    pub fn t_interval(self) -> Option<Interval> {
        if self.sd <= ON_THE_LINE {
            return None;
        }
        Interval::around(self.mean, t_975(self.pupils - 1)? * self.standard_error())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MATHEMATICS_2019: f64 = 5.389_857_17;

    #[test]
    fn the_score_needed_falls_with_the_number_of_pupils_as_published() {
        let needed =
            [(6, 4.31), (7, 3.99), (8, 3.73), (11, 3.19), (15, 2.73), (20, 2.36), (30, 1.93), (45, 1.57)];
        for (pupils, score) in needed.into_iter().chain([(60, 1.36), (90, 1.11)]) {
            let half = national_half_width(MATHEMATICS_2019, pupils).unwrap();
            assert!((half - score).abs() < 0.006, "{pupils}: {half}");
        }
    }

    #[test]
    fn a_published_writing_interval_of_seven_pupils_comes_out() {
        let range = national_interval(-2.9, 5.694_106_63, 7).unwrap();
        assert!((range.lower() + 7.1).abs() < 0.05);
        assert!((range.upper() - 1.3).abs() < 0.05);
    }

    #[test]
    fn student_t_is_that_of_the_printed_tables() {
        for (degrees, t) in [(1, 12.706), (5, 2.571), (6, 2.447), (7, 2.365), (30, 2.042), (120, 1.980)] {
            assert!((t_975(degrees).unwrap() - t).abs() < 0.0006, "{degrees}");
        }
        assert_eq!(t_975(0), None);
    }

    #[test]
    fn with_six_pupils_1_96_is_24_percent_too_narrow() {
        assert!((1.0 - NORMAL_95 / t_975(5).unwrap() - 0.24).abs() < 0.005);
    }

    #[test]
    fn a_bound_of_exactly_zero_counts_as_included() {
        let certainty = |lower, upper| Interval::new(lower, upper).unwrap().certainty();
        assert_eq!(certainty(0.0, 2.0), Certainty::TooCloseToCall);
        assert_eq!(certainty(-2.0, 0.0), Certainty::TooCloseToCall);
        assert_eq!(certainty(-0.0, 2.0), Certainty::TooCloseToCall);
        assert_eq!(certainty(0.1, 2.0), Certainty::ClearlyAbove);
        assert_eq!(certainty(-2.0, -0.1), Certainty::ClearlyBelow);
        // Three tenths less three times a tenth leaves a trace in floating point, and is still zero.
        assert_eq!(certainty(0.1 + 0.2 - 0.3, 2.0), Certainty::TooCloseToCall);
    }

    #[test]
    fn bounds_the_wrong_way_round_are_no_interval() {
        assert_eq!(Interval::new(1.0, -1.0), None);
        assert_eq!(Interval::new(f64::NAN, 1.0), None);
        assert!(serde_json::from_str::<Interval>(r#"{"lower":1.0,"upper":-1.0}"#).is_err());
        let range: Interval = serde_json::from_str(r#"{"lower":-1.0,"upper":1.5}"#).unwrap();
        assert_eq!(serde_json::to_string(&range).unwrap(), r#"{"lower":-1.0,"upper":1.5}"#);
    }

    #[test]
    fn no_pupils_or_no_spread_give_no_range() {
        assert_eq!(national_half_width(5.4, 0), None);
        assert_eq!(national_half_width(0.0, 10), None);
        assert_eq!(Sample::of(&[3.0]), None);
        assert_eq!(Sample::of(&[3.0, f64::INFINITY]), None);
        assert_eq!(
            Sample::of(&[3.0, 3.0, 3.0]).unwrap().t_interval(),
            None,
            "six equal gains are not certainty"
        );
    }

    #[test]
    fn certainty_is_written_in_snake_case() {
        assert_eq!(serde_json::to_string(&Certainty::TooCloseToCall).unwrap(), "\"too_close_to_call\"");
        assert_eq!(serde_json::to_string(&Certainty::NotStated).unwrap(), "\"not_stated\"");
    }
}
