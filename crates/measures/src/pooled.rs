//! Several years of a small school taken together, because one year of seven pupils says next to nothing.
//!
//! Each year counts by its pupils. Years on both sides of a change of test or method are never put together.

use serde::Serialize;

use crate::interval::{Interval, NORMAL_95};

/// One year's mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct YearMean {
    /// The mean.
    pub value: f64,
    /// How many pupils stand behind it.
    pub pupils: u32,
    /// The standard deviation of pupils that year (national, for published progress): it differs by year.
    pub sd: f64,
    /// True when the test or the method changed between the year before and this one.
    pub break_before: bool,
}

/// Years taken together ([`crate::method::POOLED_YEARS`]).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pooled {
    /// `sum(n * x) / sum(n)`.
    pub value: f64,
    /// `sqrt(sum(n * sd²)) / sum(n)`.
    pub standard_error: f64,
    /// The 95 percent interval.
    pub interval: Interval,
    /// All pupils.
    pub pupils: u32,
    /// How many years.
    pub years: u32,
}

/// Why years cannot be taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PoolError {
    /// Fewer than two years.
    #[error("at least two years are needed")]
    TooFewYears,
    /// The test or the method changed inside the run.
    #[error("the test or the method changed between these years")]
    BreakInSeries,
    /// A year without pupils, or a figure that is not a number.
    #[error("a year has no pupils or no usable figure")]
    Unusable,
}

/// Pools two or more years, given in order.
///
/// # Errors
/// With fewer than two years; across a break after the first year; when a year has no pupils or no finite figure.
///
/// # Source
/// Standard error of a weighted mean with a separate spread for each year.
pub fn pool(years: &[YearMean]) -> Result<Pooled, PoolError> {
    if years.len() < 2 {
        return Err(PoolError::TooFewYears);
    }
    if years.iter().skip(1).any(|year| year.break_before) {
        return Err(PoolError::BreakInSeries);
    }
    if years.iter().any(|year| year.pupils == 0 || year.sd < 0.0) {
        return Err(PoolError::Unusable);
    }
    let pupils =
        years.iter().try_fold(0_u32, |sum, year| sum.checked_add(year.pupils)).ok_or(PoolError::Unusable)?;
    let count = f64::from(pupils);
    let value = years.iter().map(|year| f64::from(year.pupils) * year.value).sum::<f64>() / count;
    let squares: f64 = years.iter().map(|year| f64::from(year.pupils) * year.sd * year.sd).sum();
    let standard_error = squares.sqrt() / count;
    let interval = Interval::around(value, NORMAL_95 * standard_error).ok_or(PoolError::Unusable)?;
    let years = u32::try_from(years.len()).map_err(|_| PoolError::Unusable)?;
    Ok(Pooled { value, standard_error, interval, pupils, years })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(value: f64, pupils: u32, sd: f64) -> YearMean {
        YearMean { value, pupils, sd, break_before: false }
    }

    #[test]
    fn a_year_counts_by_its_pupils_and_is_no_mean_of_means() {
        let pooled = pool(&[year(3.0, 10, 6.0), year(0.0, 30, 6.0)]).unwrap();
        assert!((pooled.value - 0.75).abs() < 1e-12);
        assert!((pooled.standard_error - 6.0 / 40.0_f64.sqrt()).abs() < 1e-12);
        assert_eq!((pooled.pupils, pooled.years), (40, 2));
    }

    #[test]
    fn each_year_brings_its_own_spread() {
        // sqrt(10 * 25 + 20 * 36) / 30 = sqrt(970) / 30.
        let pooled = pool(&[year(1.0, 10, 5.0), year(2.0, 20, 6.0)]).unwrap();
        assert!((pooled.standard_error - 970.0_f64.sqrt() / 30.0).abs() < 1e-12);
        assert!((pooled.interval.half_width() - NORMAL_95 * 970.0_f64.sqrt() / 30.0).abs() < 1e-12);
    }

    #[test]
    fn years_on_both_sides_of_a_break_are_not_pooled() {
        let changed = YearMean { break_before: true, ..year(1.0, 10, 5.0) };
        assert_eq!(pool(&[year(1.0, 10, 5.0), changed]), Err(PoolError::BreakInSeries));
        assert!(
            pool(&[changed, year(1.0, 10, 5.0)]).is_ok(),
            "a break before the first year is outside the run"
        );
    }

    #[test]
    fn what_cannot_be_pooled_says_why() {
        assert_eq!(pool(&[year(1.0, 10, 5.0)]), Err(PoolError::TooFewYears));
        assert_eq!(pool(&[year(1.0, 10, 5.0), year(1.0, 0, 5.0)]), Err(PoolError::Unusable));
        assert_eq!(pool(&[year(1.0, 10, 5.0), year(f64::NAN, 5, 5.0)]), Err(PoolError::Unusable));
        assert_eq!(pool(&[year(1.0, 10, 5.0), year(1.0, 5, f64::NAN)]), Err(PoolError::Unusable));
        assert_eq!(pool(&[year(1.0, u32::MAX, 5.0), year(1.0, 5, 5.0)]), Err(PoolError::Unusable));
    }
}
