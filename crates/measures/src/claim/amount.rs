//! How large a difference is, in words: "level", "less than 1 point", "2 points", "about 2 points".

use serde::Serialize;

use super::Sentence;
use crate::{interval::ON_THE_LINE, quadrant::Axis};

/// The size of a difference without its direction, as a person would say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Amount {
    /// Nothing worth a word: under half a point.
    Level,
    /// Real, and still under half a point.
    LessThanOne,
    /// Whole points, from 1.
    Points {
        /// The nearest whole number.
        points: u32,
        /// Whether it was rounded.
        about: bool,
    },
}

/// Differences under this many points are "level" in words.
///
/// # Source
/// Our own rule: half a point is what rounding to whole points hides.
pub const DEAD_BAND: f64 = 0.5;

impl Amount {
    /// The words for a difference whose range is not clear, or not stated: small ones are level.
    #[must_use]
    pub fn of(difference: f64) -> Self {
        let size = difference.abs();
        if size < DEAD_BAND || !size.is_finite() {
            return Self::Level;
        }
        Self::Points { points: whole(size), about: (size - size.round()).abs() > ON_THE_LINE }
    }

    /// The words for a difference that is clearly there: small, but not level.
    #[must_use]
    pub fn of_clear(difference: f64) -> Self {
        match Self::of(difference) {
            Self::Level => Self::LessThanOne,
            amount @ (Self::LessThanOne | Self::Points { .. }) => amount,
        }
    }

    /// The phrase: a message with the count that decides between singular and plural.
    #[must_use]
    pub fn phrase(self) -> Sentence {
        match self {
            Self::Level => Sentence::plain("amount-level"),
            Self::LessThanOne => Sentence::plain("amount-less-than-one"),
            Self::Points { points, about: false } => {
                Sentence::plain("amount-points").with_count("points", points)
            }
            Self::Points { points, about: true } => {
                Sentence::plain("amount-about-points").with_count("points", points)
            }
        }
    }
}

pub(super) const MESSAGES: &[&str] = &[
    "amount-level",
    "amount-less-than-one",
    "amount-points",
    "amount-about-points",
    "tick-results-above",
    "tick-results-level",
    "tick-results-below",
    "tick-progress-above",
    "tick-progress-level",
    "tick-progress-below",
];

/// A size in points, already known to be finite and at least the dead band.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a positive number of points; beyond the range it saturates"
)]
fn whole(size: f64) -> u32 {
    size.round() as u32
}

/// The words under a tick of an axis, such as "2 points above national".
///
/// A tick marks a place, not a school, so it has a direction without a gate.
#[must_use]
pub fn tick(axis: Axis, at: f64) -> Sentence {
    let amount = Amount::of(at);
    let message = match (axis, amount, at > 0.0) {
        (Axis::Results, Amount::Level, _) => "tick-results-level",
        (Axis::Results, Amount::LessThanOne | Amount::Points { .. }, true) => "tick-results-above",
        (Axis::Results, Amount::LessThanOne | Amount::Points { .. }, false) => "tick-results-below",
        (Axis::Progress, Amount::Level, _) => "tick-progress-level",
        (Axis::Progress, Amount::LessThanOne | Amount::Points { .. }, true) => "tick-progress-above",
        (Axis::Progress, Amount::LessThanOne | Amount::Points { .. }, false) => "tick-progress-below",
    };
    Sentence::plain(message).with_phrase("amount", amount.phrase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_points_are_exact_and_others_are_about() {
        assert_eq!(Amount::of(2.0), Amount::Points { points: 2, about: false });
        assert_eq!(Amount::of(-1.0), Amount::Points { points: 1, about: false });
        assert_eq!(Amount::of(2.2), Amount::Points { points: 2, about: true });
        assert_eq!(Amount::of(-2.5), Amount::Points { points: 3, about: true });
        assert_eq!(Amount::of(107.0 - 105.0), Amount::Points { points: 2, about: false });
    }

    #[test]
    fn under_half_a_point_is_level_unless_it_is_clearly_there() {
        assert_eq!(Amount::of(0.49), Amount::Level);
        assert_eq!(Amount::of(0.5), Amount::Points { points: 1, about: true });
        assert_eq!(Amount::of_clear(0.4), Amount::LessThanOne);
        assert_eq!(Amount::of(f64::NAN), Amount::Level);
    }

    #[test]
    fn a_phrase_carries_the_count_that_decides_the_plural() {
        let phrase = Amount::of(1.2).phrase();
        assert_eq!(phrase.message, "amount-about-points");
        assert_eq!(phrase.args, [("points", crate::claim::Arg::Count(1))]);
    }

    #[test]
    fn a_tick_says_where_it_is() {
        assert_eq!(tick(Axis::Results, 2.0).message, "tick-results-above");
        assert_eq!(tick(Axis::Results, 0.0).message, "tick-results-level");
        assert_eq!(tick(Axis::Progress, -2.0).message, "tick-progress-below");
    }
}
