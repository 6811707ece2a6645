//! Have results moved over the years, or is it one year's pupils against another's?
//!
//! Asked only of three or more years on the same test and method; otherwise the answer is "too few years".

use serde::Serialize;

use crate::{
    difference::{DifferenceTest, Estimate, Pairing, difference_test},
    interval::{Certainty, Interval, NORMAL_95},
    norms::SchoolYear,
};

/// One year of a series.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendPoint {
    /// The school year.
    pub year: SchoolYear,
    /// The figure with its standard error.
    pub estimate: Estimate,
    /// True when the test or the method changed between the year before and this one.
    pub break_before: bool,
}

/// How many comparable years a trend needs.
pub const YEARS_NEEDED: usize = 3;

/// What a series says ([`crate::method::TREND`]).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Trend {
    /// Fewer than three comparable years up to the last.
    TooFewYears {
        /// How many there are.
        years: u32,
    },
    /// Three or more.
    Years(Movement),
}

/// How a series moved.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Movement {
    /// How many years.
    pub years: u32,
    /// The first comparable year.
    pub first: SchoolYear,
    /// The last.
    pub last: SchoolYear,
    /// Points a year, by least squares.
    pub slope: f64,
    /// The 95 percent interval of the slope, from the years' own standard errors.
    pub slope_interval: Interval,
    /// Last minus first, tested.
    pub change: DifferenceTest,
    /// Clear only when both the change and the slope are, in the same direction.
    pub certainty: Certainty,
}

impl Trend {
    /// The trend of the comparable years up to the last: those after the latest break. Points in any order.
    ///
    /// Years are different pupils. A series with one year twice, or with a figure that is not finite, counts as too
    /// few years.
    #[must_use]
    pub fn of(points: &[TrendPoint]) -> Self {
        let mut points = points.to_vec();
        points.sort_by_key(|point| point.year);
        let start = points.iter().rposition(|point| point.break_before).unwrap_or(0);
        let run = points.split_off(start);
        let years = u32::try_from(run.len()).unwrap_or(u32::MAX);
        Movement::of(&run, years).map_or(Self::TooFewYears { years }, Self::Years)
    }
}

impl Movement {
    fn of(run: &[TrendPoint], years: u32) -> Option<Self> {
        let ([first, ..], [.., last]) = (run, run) else { return None };
        let distinct = run.windows(2).all(|pair| matches!(pair, [a, b] if a.year < b.year));
        if run.len() < YEARS_NEEDED || !distinct {
            return None;
        }
        let change = difference_test(last.estimate, first.estimate, Pairing::Disjoint)?;
        let (slope, slope_interval) = slope(run)?;
        let certainty = if slope_interval.certainty() == change.certainty {
            change.certainty
        } else {
            Certainty::TooCloseToCall
        };
        Some(Self { years, first: first.year, last: last.year, slope, slope_interval, change, certainty })
    }
}

/// Least-squares slope by year, with the interval that the years' standard errors give it.
///
/// # Source
/// Standard error of a linear combination of independent means.
fn slope(run: &[TrendPoint]) -> Option<(f64, Interval)> {
    let count = f64::from(u32::try_from(run.len()).ok()?);
    let year = |point: &TrendPoint| f64::from(point.year.start());
    let middle = run.iter().map(year).sum::<f64>() / count;
    let spread: f64 = run.iter().map(|point| (year(point) - middle).powi(2)).sum();
    let weight = |point: &TrendPoint| (year(point) - middle) / spread;
    let slope: f64 = run.iter().map(|point| weight(point) * point.estimate.value).sum();
    let variance: f64 = run.iter().map(|point| (weight(point) * point.estimate.standard_error).powi(2)).sum();
    Some((slope, Interval::around(slope, NORMAL_95 * variance.sqrt())?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(start: u16, value: f64) -> TrendPoint {
        let estimate = Estimate { value, standard_error: 0.5 };
        TrendPoint { year: SchoolYear::starting(start).unwrap(), estimate, break_before: false }
    }

    #[test]
    fn two_years_are_too_few() {
        assert_eq!(Trend::of(&[point(2017, 0.0), point(2018, 9.0)]), Trend::TooFewYears { years: 2 });
        assert_eq!(Trend::of(&[]), Trend::TooFewYears { years: 0 });
    }

    #[test]
    fn a_break_leaves_only_the_years_after_it() {
        let changed = TrendPoint { break_before: true, ..point(2017, 1.0) };
        let series = [point(2015, 0.0), point(2016, 1.0), changed, point(2018, 9.0)];
        assert_eq!(Trend::of(&series), Trend::TooFewYears { years: 2 });
    }

    #[test]
    fn one_year_twice_is_no_series() {
        let series = [point(2016, 0.0), point(2017, 1.0), point(2017, 1.0)];
        assert_eq!(Trend::of(&series), Trend::TooFewYears { years: 3 });
    }

    #[test]
    fn a_steady_rise_is_told_from_year_to_year_movement() {
        let movement = |values: [f64; 3]| {
            // In any order.
            let series = [point(2018, values[2]), point(2016, values[0]), point(2017, values[1])];
            match Trend::of(&series) {
                Trend::Years(movement) => movement,
                Trend::TooFewYears { years } => panic!("{years} years"),
            }
        };
        let rise = movement([0.0, 1.0, 2.0]);
        assert_eq!(rise.certainty, Certainty::ClearlyAbove);
        assert!((rise.slope - 1.0).abs() < 1e-12);
        // Three years a year apart: the slope is half the change, and so is its error, sqrt(0.5) / 2.
        assert!((rise.slope_interval.half_width() - NORMAL_95 * 0.5_f64.sqrt() / 2.0).abs() < 1e-12);
        assert_eq!((rise.first.start(), rise.last.start()), (2016, 2018));
        assert_eq!(movement([0.0, 3.0, 1.0]).certainty, Certainty::TooCloseToCall);
        assert_eq!(movement([2.0, 1.0, 0.0]).certainty, Certainty::ClearlyBelow);
    }

    #[test]
    fn a_change_against_the_slope_of_the_years_between_is_not_called() {
        let series = [(2014, 0.0), (2015, 5.0), (2016, 2.0), (2017, -2.0), (2018, 1.5)];
        let series = series.map(|(start, value)| point(start, value));
        let Trend::Years(movement) = Trend::of(&series) else { panic!("five years") };
        assert_eq!(movement.change.certainty, Certainty::ClearlyAbove);
        assert!(movement.slope < 0.0);
        assert_eq!(movement.certainty, Certainty::TooCloseToCall);
    }
}
