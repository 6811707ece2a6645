//! Which of our own figures are hidden because so few pupils stand behind them that somebody could be recognised.
//!
//! Figures that a department has published do not pass through here. This judges one figure at a time; what can be
//! worked out from several figures together is judged by [`super::Gate`].

use serde::{Deserialize, Serialize};

use crate::token::Token;

/// What kind of statistic a figure is: each has its own smallest group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Statistic {
    /// A mean, an interval, an effect size.
    Mean,
    /// A share or a count of pupils out of the group, such as how many were accelerated.
    Share {
        /// True when it is none or all of them, which tells everyone's result.
        none_or_all: bool,
    },
    /// A statistic of a part of the group.
    PartOfGroup {
        /// The pupils who are in the group and not in the part.
        rest: u32,
    },
}

/// The smallest groups that figures may be shown for. A group of schools may set it higher, never lower.
///
/// # Source
/// The programme's groups are 6 to 8 pupils (Accelerated Learning in Mathematics); performance tables hide 5 or fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Limits", into = "Limits")]
pub struct Policy {
    limits: Limits,
}

/// The stored shape of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// No statistic on fewer pupils than this.
    pub any: u32,
    /// No share of 0 or 100 percent on fewer pupils than this.
    pub none_or_all: u32,
    /// No share or count of pupils on fewer pupils than this.
    pub share: u32,
    /// No part of a group on fewer pupils than this.
    pub part: u32,
    /// No part of a group whose rest is smaller than this.
    pub rest: u32,
}

impl Limits {
    /// The lowest limits allowed, and the usual ones.
    const LOWEST: Self = Self { any: 6, none_or_all: 11, share: 12, part: 11, rest: 6 };
}

/// Limits that would show smaller groups than we ever do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no limit may be lower than the usual one")]
pub struct TooLow;

impl TryFrom<Limits> for Policy {
    type Error = TooLow;

    fn try_from(limits: Limits) -> Result<Self, TooLow> {
        let low = Limits::LOWEST;
        let enough = limits.any >= low.any
            && limits.none_or_all >= low.none_or_all
            && limits.share >= low.share
            && limits.part >= low.part
            && limits.rest >= low.rest;
        enough.then_some(Self { limits }).ok_or(TooLow)
    }
}

impl From<Policy> for Limits {
    fn from(policy: Policy) -> Self {
        policy.limits
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self { limits: Limits::LOWEST }
    }
}

impl Policy {
    /// The usual policy with a higher smallest group for every statistic, such as 8 or 11.
    ///
    /// # Errors
    /// When the threshold is below 6.
    pub fn with_threshold(threshold: u32) -> Result<Self, TooLow> {
        let low = Limits::LOWEST;
        Self::try_from(Limits {
            any: threshold,
            none_or_all: low.none_or_all.max(threshold),
            share: low.share.max(threshold),
            part: low.part.max(threshold),
            rest: low.rest.max(threshold),
        })
    }

    /// The smallest group for any statistic.
    #[must_use]
    pub const fn threshold(&self) -> u32 {
        self.limits.any
    }

    /// The fewest pupils that shares may tell of together: what several give may be none or all of them.
    pub(super) fn least_share(&self) -> u32 {
        self.limits.any.max(self.limits.share).max(self.limits.none_or_all)
    }

    /// Whether a statistic on `pupils` may be shown, and the marker that stands in its place if not.
    ///
    /// # Errors
    /// [`Token::Confidential`] when too few pupils stand behind the statistic.
    pub fn gate(&self, statistic: Statistic, pupils: u32) -> Result<(), Token> {
        let least = match statistic {
            Statistic::Mean => 0,
            Statistic::Share { none_or_all: true } => self.limits.share.max(self.limits.none_or_all),
            Statistic::Share { none_or_all: false } => self.limits.share,
            Statistic::PartOfGroup { rest } if rest < self.limits.rest => return Err(Token::Confidential),
            Statistic::PartOfGroup { .. } => self.limits.part,
        };
        if pupils >= self.limits.any.max(least) { Ok(()) } else { Err(Token::Confidential) }
    }
}

/// Whether a mean or an interval on `pupils` pupils may be shown.
#[must_use]
pub fn shown(pupils: u32, policy: &Policy) -> bool {
    policy.gate(Statistic::Mean, pupils).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_statistic_has_its_own_smallest_group() {
        let usual = Policy::default();
        let hidden = Err(Token::Confidential);
        for (statistic, least) in [
            (Statistic::Mean, 6),
            (Statistic::Share { none_or_all: false }, 12),
            (Statistic::Share { none_or_all: true }, 12),
            (Statistic::PartOfGroup { rest: 6 }, 11),
        ] {
            assert_eq!(usual.gate(statistic, least - 1), hidden, "{statistic:?}");
            assert_eq!(usual.gate(statistic, least), Ok(()), "{statistic:?}");
        }
        assert_eq!(usual.gate(Statistic::PartOfGroup { rest: 5 }, 30), hidden, "the rest is too small");
    }

    #[test]
    fn a_policy_may_be_stricter_and_never_laxer() {
        let strict = Policy::with_threshold(8).unwrap();
        assert!(!shown(7, &strict) && shown(8, &strict));
        assert_eq!(strict.gate(Statistic::PartOfGroup { rest: 7 }, 30), Err(Token::Confidential));
        assert_eq!(Policy::with_threshold(5), Err(TooLow));
        let lax = r#"{"any":6,"none_or_all":11,"share":5,"part":11,"rest":6}"#;
        assert!(serde_json::from_str::<Policy>(lax).is_err());
        let json = serde_json::to_string(&strict).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&json).unwrap(), strict);
    }
}
