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
