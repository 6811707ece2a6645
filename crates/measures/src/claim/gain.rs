//! What may be said of a cycle's gain and of the number of pupils who gained more than expected.

use serde::Serialize;

use super::{Claim, Direction, Sentence};
use crate::{
    cycle::{AcceleratedCount, GainVerdict, Outcome, allowances_of_mark},
    disclosure::{Policy, Statistic, shown},
    quadrant::Mark,
};

/// A sentence about a group's mean gain.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct GainClaim {
    says: Option<Gain>,
}

/// The figures of a gain that may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Gain {
    verdict: GainVerdict,
    mean: f64,
    range: Option<(f64, f64)>,
    pupils: u32,
}

impl GainClaim {
    /// What may be said; with too few pupils for the policy, only that.
    #[must_use]
    pub fn of(outcome: &Outcome, policy: &Policy) -> Self {
        let says = shown(outcome.pupils, policy).then(|| Gain {
            verdict: GainVerdict::of(outcome.gain_interval, outcome.expected_gain, outcome.allowances),
            mean: outcome.mean_gain,
            range: outcome.gain_interval.map(|interval| (interval.lower(), interval.upper())),
            pupils: outcome.pupils,
        });
        Self { says }
    }

    /// What may be said of a gain that is known by its mark alone, as of a cycle whose outcome was sealed: the same
    /// verdict, against the same allowances for chance.
    #[must_use]
    pub fn of_mark(mark: &Mark, policy: &Policy) -> Self {
        let gain = mark.progress();
        let pupils = mark.pupils().filter(|pupils| shown(*pupils, policy));
        let says =
            pupils.zip(gain.value().value()).zip(gain.reference()).map(|((pupils, mean), expected)| {
                // The range of the mark is that of the difference; the sentence tells that of the gain.
                let interval = gain.interval().and_then(|interval| interval.less(-expected));
                Gain {
                    verdict: GainVerdict::of(interval, Some(expected), allowances_of_mark(mark)),
                    mean,
                    range: interval.map(|interval| (interval.lower(), interval.upper())),
                    pupils,
                }
            });
        Self { says }
    }

    /// The verdict; `None` when too few pupils stand behind it.
    #[must_use]
    pub fn verdict(&self) -> Option<GainVerdict> {
        self.says.map(|gain| gain.verdict)
    }
}

impl Claim for GainClaim {
    fn sentence(&self) -> Sentence {
        let Some(gain) = self.says else { return Sentence::plain("claim-gain-too-few-pupils") };
        let message = match gain.verdict {
            GainVerdict::Accelerated => "claim-gain-accelerated",
            GainVerdict::MoreThanChanceIfVeryReliable => "claim-gain-more-than-chance-if-very-reliable",
            GainVerdict::MoreThanExpectedMayBeChance => "claim-gain-more-than-expected-may-be-chance",
            GainVerdict::TooCloseToCall => "claim-gain-too-close",
            GainVerdict::LessThanExpected => "claim-gain-less-than-expected",
            GainVerdict::NotStated => "claim-gain-not-stated",
        };
        let sentence =
            Sentence::plain(message).with_count("pupils", gain.pupils).with_number("mean", gain.mean);
        match gain.range {
            Some((lower, upper)) => sentence.with_number("lower", lower).with_number("upper", upper),
            None => sentence,
        }
    }

    /// More or less than the expected gain.
    fn direction(&self) -> Option<Direction> {
        match self.verdict()? {
            GainVerdict::Accelerated
            | GainVerdict::MoreThanChanceIfVeryReliable
            | GainVerdict::MoreThanExpectedMayBeChance => Some(Direction::Up),
            GainVerdict::LessThanExpected => Some(Direction::Down),
            GainVerdict::TooCloseToCall | GainVerdict::NotStated => None,
        }
    }
}

/// A sentence about how many pupils gained more than expected, never without what chance alone would give.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct AcceleratedCountClaim {
    count: Option<AcceleratedCount>,
}

impl AcceleratedCountClaim {
    /// What may be said; hidden below the policy's group for shares (12).
    #[must_use]
    pub fn of(count: &AcceleratedCount, policy: &Policy) -> Self {
        let none_or_all = count.accelerated == 0 || count.accelerated == count.of;
        let may = policy.gate(Statistic::Share { none_or_all }, count.of).is_ok();
        Self { count: may.then_some(*count) }
    }

    /// The counts; `None` when they are hidden.
    #[must_use]
    pub const fn count(&self) -> Option<AcceleratedCount> {
        self.count
    }
}

impl Claim for AcceleratedCountClaim {
    fn sentence(&self) -> Sentence {
        let Some(count) = self.count else {
            return Sentence::plain("claim-accelerated-count-too-few-pupils");
        };
        let [reliable, cautious] = count.by_chance;
        Sentence::plain("claim-accelerated-count")
            .with_count("accelerated", count.accelerated)
            .with_count("pupils", count.of)
            .with_number("by_chance", reliable.pupils)
            .with_number("by_chance_cautious", cautious.pupils)
    }

    fn direction(&self) -> Option<Direction> {
        None
    }
}

pub(super) const MESSAGES: &[&str] = &[
    "claim-gain-too-few-pupils",
    "claim-gain-accelerated",
    "claim-gain-more-than-chance-if-very-reliable",
    "claim-gain-more-than-expected-may-be-chance",
    "claim-gain-too-close",
    "claim-gain-less-than-expected",
    "claim-gain-not-stated",
    "claim-accelerated-count-too-few-pupils",
    "claim-accelerated-count",
];
