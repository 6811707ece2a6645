//! What may be said of the quarter a mark is in.

use serde::Serialize;

use super::{Claim as _, ComparisonClaim, Direction, Sentence};
use crate::{
    interval::Certainty,
    quadrant::{Axis, Mark, Quadrant, Standing},
};

/// A sentence about the quarter a mark is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuadrantClaim {
    /// Both ranges keep clear: the quarter may be named.
    ClearlyIn(Quadrant),
    /// One axis is clear. The other crosses its line, or nobody stated its range; its side is not named.
    OneAxisClear {
        /// The clear axis.
        axis: Axis,
        /// Its direction.
        direction: Direction,
        /// What stops the other one.
        other: Unclear,
    },
    /// Neither is clear.
    TooCloseToCall,
    /// On a line: in no quarter.
    Level,
    /// No place on the chart.
    NotAvailable,
}

/// Why an axis is not clear.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unclear {
    /// Its range includes the line.
    TooCloseToCall,
    /// Nobody stated its range: the mark is judged on the other axis alone.
    NotStated,
}

impl QuadrantClaim {
    /// What may be said of the quarter a mark is in.
    #[must_use]
    pub fn of(mark: &Mark) -> Self {
        match mark.standing() {
            None => Self::NotAvailable,
            Some(Standing::Level) => Self::Level,
            Some(Standing::TooCloseToCall) => Self::TooCloseToCall,
            Some(Standing::Clearly) => Self::ClearlyIn(mark.quadrant()),
            Some(Standing::Partly) => {
                let one = Self::one_axis(mark, Axis::Progress, Axis::Results);
                one.or_else(|| Self::one_axis(mark, Axis::Results, Axis::Progress))
                    .unwrap_or(Self::TooCloseToCall)
            }
        }
    }

    fn one_axis(mark: &Mark, axis: Axis, other: Axis) -> Option<Self> {
        let direction = ComparisonClaim::of(mark, axis).direction()?;
        let other = match mark.on(other).certainty() {
            Certainty::NotStated => Unclear::NotStated,
            Certainty::ClearlyAbove | Certainty::TooCloseToCall | Certainty::ClearlyBelow => {
                Unclear::TooCloseToCall
            }
        };
        Some(Self::OneAxisClear { axis, direction, other })
    }

    /// The direction that the claim says is real on an axis.
    #[must_use]
    pub fn direction_on(&self, asked: Axis) -> Option<Direction> {
        use Direction::{Down, Up};
        let (results, progress) = match *self {
            Self::ClearlyIn(Quadrant::HigherResultsFasterProgress) => (Some(Up), Some(Up)),
            Self::ClearlyIn(Quadrant::HigherResultsSlowerProgress) => (Some(Up), Some(Down)),
            Self::ClearlyIn(Quadrant::LowerResultsFasterProgress) => (Some(Down), Some(Up)),
            Self::ClearlyIn(Quadrant::LowerResultsSlowerProgress) => (Some(Down), Some(Down)),
            Self::OneAxisClear { axis: Axis::Results, direction, .. } => (Some(direction), None),
            Self::OneAxisClear { axis: Axis::Progress, direction, .. } => (None, Some(direction)),
            Self::ClearlyIn(Quadrant::Level | Quadrant::NotAvailable)
            | Self::TooCloseToCall
            | Self::Level
            | Self::NotAvailable => (None, None),
        };
        match asked {
            Axis::Results => results,
            Axis::Progress => progress,
        }
    }

    /// The message and its arguments.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        use Direction::{Down, Up};
        let message = match *self {
            Self::ClearlyIn(quadrant) => {
                let name = Sentence::plain(quadrant.message_key());
                return Sentence::plain("claim-quadrant-clearly").with_phrase("quadrant", name);
            }
            Self::OneAxisClear { axis, direction, other } => match (axis, direction, other) {
                (Axis::Progress, Up, Unclear::NotStated) => "claim-quadrant-faster-results-not-stated",
                (Axis::Progress, Down, Unclear::NotStated) => "claim-quadrant-slower-results-not-stated",
                (Axis::Progress, Up, Unclear::TooCloseToCall) => "claim-quadrant-faster-results-too-close",
                (Axis::Progress, Down, Unclear::TooCloseToCall) => "claim-quadrant-slower-results-too-close",
                (Axis::Results, Up, Unclear::NotStated) => "claim-quadrant-higher-progress-not-stated",
                (Axis::Results, Down, Unclear::NotStated) => "claim-quadrant-lower-progress-not-stated",
                (Axis::Results, Up, Unclear::TooCloseToCall) => "claim-quadrant-higher-progress-too-close",
                (Axis::Results, Down, Unclear::TooCloseToCall) => "claim-quadrant-lower-progress-too-close",
            },
            Self::TooCloseToCall => "claim-quadrant-too-close",
            Self::Level => "claim-quadrant-level",
            Self::NotAvailable => "claim-quadrant-not-available",
        };
        Sentence::plain(message)
    }
}

pub(super) const MESSAGES: &[&str] = &[
    "claim-quadrant-clearly",
    "claim-quadrant-faster-results-not-stated",
    "claim-quadrant-slower-results-not-stated",
    "claim-quadrant-faster-results-too-close",
    "claim-quadrant-slower-results-too-close",
    "claim-quadrant-higher-progress-not-stated",
    "claim-quadrant-lower-progress-not-stated",
    "claim-quadrant-higher-progress-too-close",
    "claim-quadrant-lower-progress-too-close",
    "claim-quadrant-too-close",
    "claim-quadrant-level",
    "claim-quadrant-not-available",
];
