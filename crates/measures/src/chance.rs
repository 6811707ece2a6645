//! Two plain ways to say how little stands behind a small group's figure: what one pupil changes, and how many
//! figures in a long list look special by luck alone.

/// The share of a group that one pupil is, in percent: 6.7 for 15 pupils.
#[must_use]
pub fn one_pupil_percent(pupils: u32) -> Option<f64> {
    (pupils > 0).then(|| 100.0 / f64::from(pupils))
}

/// How far a mean moves if one pupil more, with this score, were counted.
#[must_use]
pub fn one_pupil_joins(mean: f64, pupils: u32, score: f64) -> f64 {
    (score - mean) / (f64::from(pupils) + 1.0)
}

/// How far a mean moves if one of its pupils, with this score, were not counted; `None` if nobody is left.
#[must_use]
pub fn one_pupil_leaves(mean: f64, pupils: u32, score: f64) -> Option<f64> {
    (pupils > 1).then(|| (mean - score) / (f64::from(pupils) - 1.0))
}

/// How far a mean moves if one pupil's score is different by `points`.
#[must_use]
pub fn one_pupil_differs(pupils: u32, points: f64) -> Option<f64> {
    (pupils > 0).then(|| points / f64::from(pupils))
}

/// How many whole pupils a gap in percentage points is, towards zero; 28 pupils and 15 points are 4 pupils.
///
/// # Source
/// Insight (assessment system), help pages on "whole pupils" in place of intervals.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "a gap of pupils is within the range of whole numbers")]
pub fn gap_in_pupils(pupils: u32, gap_percent: f64) -> i64 {
    // The small push keeps 25 pupils and 12 points at 3, where floating point would give 2.9999.
    let exact = f64::from(pupils) * gap_percent / 100.0;
    (exact + exact.signum() * 1e-9).trunc() as i64
}

/// The chance that an interval misses the line although nothing is there: 5 in 100.
pub const FALSE_ALARM_RATE: f64 = 0.05;

/// How many of `comparisons` figures would look special by chance alone if none were: 11.2 of 224.
#[must_use]
pub fn expected_false_alarms(comparisons: u32) -> f64 {
    f64::from(comparisons) * FALSE_ALARM_RATE
}

/// The chance (0 to 1) that at least one of `comparisons` independent figures looks special although none is.
#[must_use]
pub fn any_false_alarm(comparisons: u32) -> f64 {
    1.0 - (1.0 - FALSE_ALARM_RATE).powf(f64::from(comparisons))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pupil_of_fifteen_is_nearly_seven_percent() {
        assert!((one_pupil_percent(15).unwrap() - 6.7).abs() < 0.05);
        assert_eq!(one_pupil_percent(0), None);
    }

    #[test]
    fn a_gap_is_told_in_whole_pupils() {
        assert_eq!(gap_in_pupils(28, 15.0), 4);
        assert_eq!(gap_in_pupils(28, -15.0), -4);
        assert_eq!(gap_in_pupils(28, 3.0), 0);
        assert_eq!(gap_in_pupils(25, 12.0), 3);
    }

    #[test]
    fn a_pupil_who_joins_and_leaves_again_changes_nothing() {
        let mean = 3.0;
        let with = mean + one_pupil_joins(mean, 10, 14.0);
        assert!((with - 4.0).abs() < 1e-12);
        assert!((with + one_pupil_leaves(with, 11, 14.0).unwrap() - mean).abs() < 1e-12);
        assert_eq!(one_pupil_leaves(3.0, 1, 3.0), None);
    }

    #[test]
    fn a_corrected_score_moves_a_mean_of_seven_by_a_seventh() {
        assert!((one_pupil_differs(7, -5.0).unwrap() + 5.0 / 7.0).abs() < 1e-12);
    }

    #[test]
    fn one_comparison_in_twenty_is_a_false_alarm() {
        assert!((expected_false_alarms(20) - 1.0).abs() < 1e-12);
        assert!((any_false_alarm(1) - 0.05).abs() < 1e-12);
        assert!((any_false_alarm(14) - 0.512).abs() < 0.001);
    }
}
