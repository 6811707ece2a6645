//! When a group may be called accelerated: only if even the low end of its gain is more than chance would give.

use serde::{Deserialize, Serialize};

use super::ChanceAllowance;
use crate::interval::{Interval, ON_THE_LINE};

/// What may be said of a group's mean gain ([`crate::method::ACCELERATED_GATE`]).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GainVerdict {
    /// The low end of the range exceeds the expected gain and the chance allowance at r 0.70.
    Accelerated,
    /// It exceeds the allowance at r 0.90 only: more than chance if the test is very reliable; not certain.
    MoreThanChanceIfVeryReliable,
    /// It exceeds the expected gain, but not what such a group gains by chance, or that is not known.
    MoreThanExpectedMayBeChance,
    /// The range includes the expected gain.
    TooCloseToCall,
    /// The whole range lies below the expected gain.
    LessThanExpected,
    /// There is no range, or nothing to compare with.
    NotStated,
}

impl GainVerdict {
    /// Judges a mean gain's interval against the expected gain and the two chance allowances.
    ///
    /// A negative allowance, of a group picked for high scores, never lowers the bar.
    #[must_use]
    pub fn of(
        interval: Option<Interval>,
        expected_gain: Option<f64>,
        allowances: Option<[ChanceAllowance; 2]>,
    ) -> Self {
        let (Some(interval), Some(expected)) = (interval, expected_gain) else { return Self::NotStated };
        let exceeds = |bar: f64| interval.lower() > bar + ON_THE_LINE;
        let exceeds_chance = |allowance: ChanceAllowance| exceeds(expected + allowance.points.max(0.0));
        match allowances {
            Some([_, cautious]) if exceeds_chance(cautious) => Self::Accelerated,
            Some([reliable, _]) if exceeds_chance(reliable) => Self::MoreThanChanceIfVeryReliable,
            Some(_) | None if exceeds(expected) => Self::MoreThanExpectedMayBeChance,
            Some(_) | None if interval.upper() < expected - ON_THE_LINE => Self::LessThanExpected,
            Some(_) | None => Self::TooCloseToCall,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(lower: f64, upper: f64, allowances: [f64; 2]) -> GainVerdict {
        let [reliable, cautious] = allowances;
        let allowances =
            [ChanceAllowance { r: 0.9, points: reliable }, ChanceAllowance { r: 0.7, points: cautious }];
        GainVerdict::of(Interval::new(lower, upper), Some(1.0), Some(allowances))
    }

    #[test]
    fn the_low_end_must_pass_the_expected_gain_and_the_cautious_allowance() {
        let allowances = [1.6, 4.9];
        assert_eq!(
            verdict(5.9, 9.0, allowances),
            GainVerdict::MoreThanChanceIfVeryReliable,
            "exactly on the bar"
        );
        assert_eq!(verdict(6.0, 9.0, allowances), GainVerdict::Accelerated);
        assert_eq!(verdict(2.6, 9.0, allowances), GainVerdict::MoreThanExpectedMayBeChance);
        assert_eq!(verdict(1.0, 9.0, allowances), GainVerdict::TooCloseToCall);
        assert_eq!(verdict(-3.0, 1.0, allowances), GainVerdict::TooCloseToCall);
        assert_eq!(verdict(-3.0, 0.9, allowances), GainVerdict::LessThanExpected);
    }

    #[test]
    fn a_group_picked_for_high_scores_gets_no_lower_bar() {
        assert_eq!(verdict(0.5, 3.0, [-1.0, -3.0]), GainVerdict::TooCloseToCall);
        assert_eq!(verdict(1.1, 3.0, [-1.0, -3.0]), GainVerdict::Accelerated);
    }

    #[test]
    fn without_an_allowance_nothing_is_accelerated() {
        let range = Interval::new(20.0, 30.0);
        assert_eq!(GainVerdict::of(range, Some(0.0), None), GainVerdict::MoreThanExpectedMayBeChance);
        assert_eq!(GainVerdict::of(range, None, None), GainVerdict::NotStated);
        assert_eq!(GainVerdict::of(None, Some(0.0), None), GainVerdict::NotStated);
    }
}
