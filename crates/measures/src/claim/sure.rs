//! How sure a figure is, and on how many pupils it stands.

use serde::Serialize;

use super::{Claim, Direction, Sentence};
use crate::{
    interval::Certainty,
    quadrant::{Axis, Mark},
};

/// How sure a comparison is, with its range and its pupils: the line under every claim.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HowSure {
    /// What the range says.
    pub certainty: Certainty,
    /// The range of the difference.
    pub range: Option<(f64, f64)>,
    /// How many pupils.
    pub pupils: Option<u32>,
    /// Whether there are so few pupils that one more or less would change the figure a good deal.
    pub few_pupils: bool,
}

/// Below this many pupils a figure is always shown with a word on how few they are.
///
/// # Source
/// Our own rule, after the reliability question put to governors.
pub const FEW_PUPILS: u32 = 11;

impl HowSure {
    /// How sure a mark is on one axis.
    #[must_use]
    pub fn of(mark: &Mark, axis: Axis) -> Self {
        let comparison = mark.on(axis);
        let pupils = mark.pupils();
        Self {
            certainty: comparison.certainty(),
            range: comparison.interval().map(|interval| (interval.lower(), interval.upper())),
            pupils,
            few_pupils: pupils.is_some_and(|pupils| pupils < FEW_PUPILS),
        }
    }
}

impl Claim for HowSure {
    fn sentence(&self) -> Sentence {
        let message = match (self.certainty, self.few_pupils) {
            (Certainty::ClearlyAbove | Certainty::ClearlyBelow, false) => "how-sure-clear",
            (Certainty::ClearlyAbove | Certainty::ClearlyBelow, true) => "how-sure-clear-few-pupils",
            (Certainty::TooCloseToCall, false) => "how-sure-too-close",
            (Certainty::TooCloseToCall, true) => "how-sure-too-close-few-pupils",
            (Certainty::NotStated, _) => "how-sure-not-stated",
        };
        let sentence = Sentence::plain(message).with_count("pupils", self.pupils.unwrap_or(0));
        match self.range {
            Some((lower, upper)) => sentence.with_number("lower", lower).with_number("upper", upper),
            None => sentence,
        }
    }

    fn direction(&self) -> Option<Direction> {
        None
    }
}

pub(super) const MESSAGES: &[&str] = &[
    "how-sure-clear",
    "how-sure-clear-few-pupils",
    "how-sure-too-close",
    "how-sure-too-close-few-pupils",
    "how-sure-not-stated",
];
