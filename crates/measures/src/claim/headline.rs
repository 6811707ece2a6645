//! The sentence over a chart: which marks clearly make faster or slower progress, and which cannot be told.
//!
//! The headline follows the same rule as the marks. A group whose range crosses the line is never said to have
//! slowed or sped up.

use serde::Serialize;

use super::{Claim as _, ComparisonClaim, Direction, Sentence};
use crate::{
    chance::expected_false_alarms,
    interval::Certainty,
    quadrant::{Axis, Mark},
};

/// What may be said over a chart: the labels of its marks, sorted by what is sure of their progress.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Headline<L> {
    /// Marks whose progress is clearly faster.
    pub faster: Vec<L>,
    /// Marks whose progress is clearly slower.
    pub slower: Vec<L>,
    /// Marks whose progress could be either.
    pub unclear: Vec<L>,
    /// Marks with a progress figure of which nobody stated how sure it is.
    pub not_stated: Vec<L>,
    /// Marks without a progress figure.
    pub not_available: Vec<L>,
}

impl<L> Headline<L> {
    /// Sorts the marks of a chart, keeping their order.
    pub fn of<'a>(marks: impl IntoIterator<Item = (L, &'a Mark)>) -> Self {
        let mut headline = Self {
            faster: Vec::new(),
            slower: Vec::new(),
            unclear: Vec::new(),
            not_stated: Vec::new(),
            not_available: Vec::new(),
        };
        for (label, mark) in marks {
            let place = match ComparisonClaim::of(mark, Axis::Progress).direction() {
                Some(Direction::Up) => &mut headline.faster,
                Some(Direction::Down) => &mut headline.slower,
                None if mark.progress().side().is_none() => &mut headline.not_available,
                None if mark.progress().certainty() == Certainty::NotStated => &mut headline.not_stated,
                None => &mut headline.unclear,
            };
            place.push(label);
        }
        headline
    }

    /// Whether every mark was judged: none lacks its figure, and none the range of it.
    #[must_use]
    pub fn judges_all(&self) -> bool {
        self.not_stated.is_empty() && self.not_available.is_empty()
    }

    /// How many of the marks that were judged would look special by chance alone.
    #[must_use]
    pub fn expected_false_alarms(&self) -> f64 {
        let judged = self.faster.len() + self.slower.len() + self.unclear.len();
        expected_false_alarms(u32::try_from(judged).unwrap_or(u32::MAX))
    }

    /// The message with its counts. The page adds the labels, which it alone can put into words.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        let count = |labels: &[L]| u32::try_from(labels.len()).unwrap_or(u32::MAX);
        let (faster, slower, unclear) = (count(&self.faster), count(&self.slower), count(&self.unclear));
        let not_stated = count(&self.not_stated);
        let message = match (faster, slower, unclear + not_stated) {
            (0, 0, 0) => "headline-not-available",
            (0, 0, _) if self.judges_all() => "headline-too-close",
            (0, 0, _) => "headline-none-clear",
            (_, 0, 0) => "headline-faster",
            (0, _, 0) => "headline-slower",
            (_, 0, _) => "headline-faster-rest-too-close",
            (0, _, _) => "headline-slower-rest-too-close",
            (_, _, 0) => "headline-faster-and-slower",
            (_, _, _) => "headline-faster-and-slower-rest-too-close",
        };
        Sentence::plain(message)
            .with_count("faster", faster)
            .with_count("slower", slower)
            .with_count("unclear", unclear)
            .with_count("not_stated", not_stated)
            .with_count("not_available", count(&self.not_available))
    }
}

pub(super) const MESSAGES: &[&str] = &[
    "headline-not-available",
    "headline-too-close",
    "headline-none-clear",
    "headline-faster",
    "headline-slower",
    "headline-faster-rest-too-close",
    "headline-slower-rest-too-close",
    "headline-faster-and-slower",
    "headline-faster-and-slower-rest-too-close",
];
