//! What may be said of two figures set against each other, and of a row of years.

use serde::Serialize;

use super::{Amount, Claim, Direction, Sentence};
use crate::{difference::DifferenceTest, interval::Certainty, trend::Trend};

/// A sentence about two subjects, or any two figures tested against each other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectGapClaim {
    /// They differ by more than chance; the direction is the first's.
    Apart {
        /// Whether the first is higher or lower.
        direction: Direction,
        /// By how much.
        amount: Amount,
    },
    /// The gap could be chance.
    CouldBeChance {
        /// True when the test was cautious, so that a real gap may have been missed.
        cautious: bool,
    },
    /// A figure or its range is missing, so the gap was not tested.
    NotTested,
}

impl SubjectGapClaim {
    /// What may be said of a tested difference.
    #[must_use]
    pub fn of(test: Option<&DifferenceTest>) -> Self {
        let Some(test) = test else { return Self::NotTested };
        let apart = |direction| Self::Apart { direction, amount: Amount::of_clear(test.difference) };
        match test.interval.certainty() {
            Certainty::ClearlyAbove => apart(Direction::Up),
            Certainty::ClearlyBelow => apart(Direction::Down),
            Certainty::TooCloseToCall | Certainty::NotStated => {
                Self::CouldBeChance { cautious: test.cautious }
            }
        }
    }
}

impl Claim for SubjectGapClaim {
    fn sentence(&self) -> Sentence {
        match *self {
            Self::Apart { direction: Direction::Up, amount } => {
                Sentence::plain("claim-gap-first-higher").with_phrase("amount", amount.phrase())
            }
            Self::Apart { direction: Direction::Down, amount } => {
                Sentence::plain("claim-gap-first-lower").with_phrase("amount", amount.phrase())
            }
            Self::CouldBeChance { cautious: false } => Sentence::plain("claim-gap-could-be-chance"),
            Self::CouldBeChance { cautious: true } => Sentence::plain("claim-gap-could-be-chance-cautious"),
            Self::NotTested => Sentence::plain("claim-gap-not-tested"),
        }
    }

    fn direction(&self) -> Option<Direction> {
        match *self {
            Self::Apart { direction, .. } => Some(direction),
            Self::CouldBeChance { .. } | Self::NotTested => None,
        }
    }
}

/// A sentence about a row of years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TrendClaim {
    /// A real rise or fall.
    Moved {
        /// Which.
        direction: Direction,
        /// From the first year to the last.
        amount: Amount,
        /// How many years.
        years: u32,
    },
    /// Year-to-year movement would look like this too.
    CouldBeChance {
        /// How many years.
        years: u32,
    },
    /// Fewer than three comparable years.
    TooFewYears {
        /// How many there are.
        years: u32,
    },
}

impl TrendClaim {
    /// What may be said of a trend.
    #[must_use]
    pub fn of(trend: &Trend) -> Self {
        let movement = match trend {
            Trend::TooFewYears { years } => return Self::TooFewYears { years: *years },
            Trend::Years(movement) => movement,
        };
        let (amount, years) = (Amount::of_clear(movement.change.difference), movement.years);
        match movement.certainty {
            Certainty::ClearlyAbove => Self::Moved { direction: Direction::Up, amount, years },
            Certainty::ClearlyBelow => Self::Moved { direction: Direction::Down, amount, years },
            Certainty::TooCloseToCall | Certainty::NotStated => Self::CouldBeChance { years },
        }
    }
}

impl Claim for TrendClaim {
    fn sentence(&self) -> Sentence {
        match *self {
            Self::Moved { direction, amount, years } => {
                let message = match direction {
                    Direction::Up => "claim-trend-rose",
                    Direction::Down => "claim-trend-fell",
                };
                Sentence::plain(message).with_phrase("amount", amount.phrase()).with_count("years", years)
            }
            Self::CouldBeChance { years } => {
                Sentence::plain("claim-trend-could-be-chance").with_count("years", years)
            }
            Self::TooFewYears { years } => {
                Sentence::plain("claim-trend-too-few-years").with_count("years", years)
            }
        }
    }

    fn direction(&self) -> Option<Direction> {
        match *self {
            Self::Moved { direction, .. } => Some(direction),
            Self::CouldBeChance { .. } | Self::TooFewYears { .. } => None,
        }
    }
}

pub(super) const MESSAGES: &[&str] = &[
    "claim-gap-first-higher",
    "claim-gap-first-lower",
    "claim-gap-could-be-chance",
    "claim-gap-could-be-chance-cautious",
    "claim-gap-not-tested",
    "claim-trend-rose",
    "claim-trend-fell",
    "claim-trend-could-be-chance",
    "claim-trend-too-few-years",
];
