//! What may be said of a mark's results, or of its progress.

use serde::Serialize;

use super::{Amount, Claim, Direction, Sentence};
use crate::{
    interval::Certainty,
    quadrant::{Axis, Comparison, Mark, Side, Why},
};

/// What a comparison allows to be said.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Says {
    /// The whole range is above the line.
    ClearlyAbove(Amount),
    /// The whole range is below the line.
    ClearlyBelow(Amount),
    /// The range includes the line: no direction.
    TooCloseToCall,
    /// The whole range of a gain is above what is expected, and that is no more than chance alone may give: no direction.
    MayBeChance,
    /// Nobody stated a range; the published figure itself is above its reference. A fact of the table, not a finding.
    PublishedAbove(Amount),
    /// Nobody stated a range; the published figure itself is below its reference.
    PublishedBelow(Amount),
    /// Nobody stated a range; the published figure is its reference.
    PublishedLevel,
    /// No figure, and why.
    NotAvailable(#[serde(serialize_with = "why_code")] Why),
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn why_code<S: serde::Serializer>(why: &Why, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(why.code())
}

impl Says {
    fn of(comparison: &Comparison) -> Self {
        let (Some(difference), Some(side)) = (comparison.difference(), comparison.side()) else {
            return Self::NotAvailable(comparison.absent().unwrap_or(Why::NoNationalFigure));
        };
        match (comparison.certainty(), side) {
            (Certainty::ClearlyAbove, _) => Self::ClearlyAbove(Amount::of_clear(difference)),
            (Certainty::ClearlyBelow, _) => Self::ClearlyBelow(Amount::of_clear(difference)),
            (Certainty::TooCloseToCall, _) if comparison.may_be_chance() => Self::MayBeChance,
            (Certainty::TooCloseToCall, _) => Self::TooCloseToCall,
            (Certainty::NotStated, Side::Above) => Self::PublishedAbove(Amount::of_clear(difference)),
            (Certainty::NotStated, Side::Below) => Self::PublishedBelow(Amount::of_clear(difference)),
            (Certainty::NotStated, Side::Level) => Self::PublishedLevel,
        }
    }
}

/// A sentence about one axis of one mark.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ComparisonClaim {
    /// Results or progress.
    pub axis: Axis,
    /// What it says.
    pub says: Says,
}

impl ComparisonClaim {
    /// What may be said of a mark's results or progress.
    #[must_use]
    pub fn of(mark: &Mark, axis: Axis) -> Self {
        Self { axis, says: Says::of(mark.on(axis)) }
    }
}

impl Claim for ComparisonClaim {
    fn sentence(&self) -> Sentence {
        let name = |results, progress| match self.axis {
            Axis::Results => Sentence::plain(results),
            Axis::Progress => Sentence::plain(progress),
        };
        match self.says {
            Says::ClearlyAbove(amount) => name("claim-results-clearly-above", "claim-progress-clearly-above")
                .with_phrase("amount", amount.phrase()),
            Says::ClearlyBelow(amount) => name("claim-results-clearly-below", "claim-progress-clearly-below")
                .with_phrase("amount", amount.phrase()),
            Says::TooCloseToCall => name("claim-results-too-close", "claim-progress-too-close"),
            Says::MayBeChance => Sentence::plain("claim-gain-may-be-chance"),
            Says::PublishedAbove(amount) => {
                name("claim-results-published-above", "claim-progress-published-above")
                    .with_phrase("amount", amount.phrase())
            }
            Says::PublishedBelow(amount) => {
                name("claim-results-published-below", "claim-progress-published-below")
                    .with_phrase("amount", amount.phrase())
            }
            Says::PublishedLevel => name("claim-results-published-level", "claim-progress-published-level"),
            Says::NotAvailable(why) => name("claim-results-not-available", "claim-progress-not-available")
                .with_phrase("why", Sentence::plain(why.meaning_key())),
        }
    }

    /// A published figure without a range is no finding, so it has no direction here.
    fn direction(&self) -> Option<Direction> {
        match self.says {
            Says::ClearlyAbove(_) => Some(Direction::Up),
            Says::ClearlyBelow(_) => Some(Direction::Down),
            Says::TooCloseToCall
            | Says::MayBeChance
            | Says::PublishedAbove(_)
            | Says::PublishedBelow(_)
            | Says::PublishedLevel
            | Says::NotAvailable(_) => None,
        }
    }
}

pub(super) const MESSAGES: &[&str] = &[
    "claim-results-clearly-above",
    "claim-progress-clearly-above",
    "claim-results-clearly-below",
    "claim-progress-clearly-below",
    "claim-results-too-close",
    "claim-progress-too-close",
    "claim-gain-may-be-chance",
    "claim-results-published-above",
    "claim-progress-published-above",
    "claim-results-published-below",
    "claim-progress-published-below",
    "claim-results-published-level",
    "claim-progress-published-level",
    "claim-results-not-available",
    "claim-progress-not-available",
];
