//! How sure a figure is, and on how many pupils it stands.

use serde::Serialize;

use super::Sentence;
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

impl HowSure {
    /// The message with the range and the pupils. `None` where a range is stated and the pupils are not known, as for
    /// groups within a school: a sentence would have to make their number up, so the page prints the range alone.
    #[must_use]
    pub fn sentence(&self) -> Option<Sentence> {
        let message = match (self.certainty, self.few_pupils) {
            (Certainty::ClearlyAbove | Certainty::ClearlyBelow, false) => "how-sure-clear",
            (Certainty::ClearlyAbove | Certainty::ClearlyBelow, true) => "how-sure-clear-few-pupils",
            (Certainty::TooCloseToCall, false) => "how-sure-too-close",
            (Certainty::TooCloseToCall, true) => "how-sure-too-close-few-pupils",
            (Certainty::NotStated, _) => return Some(Sentence::plain("how-sure-not-stated")),
        };
        let ((lower, upper), pupils) = self.range.zip(self.pupils)?;
        let sentence = Sentence::plain(message).with_count("pupils", pupils);
        Some(sentence.with_number("lower", lower).with_number("upper", upper))
    }
}

pub(super) const MESSAGES: &[&str] = &[
    "how-sure-clear",
    "how-sure-clear-few-pupils",
    "how-sure-too-close",
    "how-sure-too-close-few-pupils",
    "how-sure-not-stated",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{interval::Interval, quadrant::Comparison};

    fn sure(pupils: Option<u32>) -> HowSure {
        let progress = Comparison::new(2.0, 0.0, Interval::new(0.5, 3.5));
        HowSure::of(&Mark::new(Comparison::new(107.0, 105.0, None), progress, pupils), Axis::Progress)
    }

    #[test]
    fn few_pupils_are_always_mentioned() {
        let message = |pupils| sure(Some(pupils)).sentence().map(|sentence| sentence.message);
        assert_eq!(message(10), Some("how-sure-clear-few-pupils"));
        assert_eq!(message(11), Some("how-sure-clear"));
    }

    #[test]
    fn an_unknown_number_of_pupils_is_never_printed_as_none() {
        assert_eq!(sure(None).sentence(), None);
        assert!(!sure(None).few_pupils);
    }
}
