//! What may be said about a figure, in words, and never more than its range allows.
//!
//! A claim is a value, not a text: it names a message and its arguments, and a page finds the sentence. A claim that
//! names a direction exists only where the range keeps clear of the line; that is the gate, and it is tested.

mod amount;
mod compare;
mod gain;
mod gap;
mod headline;
mod quarter;
mod sure;

use serde::Serialize;

pub use amount::{Amount, DEAD_BAND, tick};
pub use compare::{ComparisonClaim, Says};
pub use gain::{AcceleratedCountClaim, GainClaim};
pub use gap::{SubjectGapClaim, TrendClaim};
pub use headline::Headline;
pub use quarter::{QuadrantClaim, Unclear};
pub use sure::{FEW_PUPILS, HowSure};

/// A message and what goes into it, for a page to put into words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sentence {
    /// The message id.
    pub message: &'static str,
    /// The arguments, by name.
    pub args: Vec<(&'static str, Arg)>,
}

/// One argument of a message.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Arg {
    /// A number to print with so many decimals.
    Number {
        /// The number, not yet rounded.
        value: f64,
        /// How many decimals to print.
        decimals: u8,
    },
    /// A whole number that decides between singular and plural.
    Count(u32),
    /// Another message, to be put into words first.
    Phrase(Box<Sentence>),
}

impl Sentence {
    /// A message without arguments.
    #[must_use]
    pub const fn plain(message: &'static str) -> Self {
        Self { message, args: Vec::new() }
    }

    /// The same message with one argument more.
    #[must_use]
    pub fn with(mut self, name: &'static str, arg: Arg) -> Self {
        self.args.push((name, arg));
        self
    }

    /// The same message with a number to one decimal.
    #[must_use]
    pub(crate) fn with_number(self, name: &'static str, value: f64) -> Self {
        self.with(name, Arg::Number { value, decimals: 1 })
    }

    /// The same message with a count.
    #[must_use]
    pub(crate) fn with_count(self, name: &'static str, count: u32) -> Self {
        self.with(name, Arg::Count(count))
    }

    /// The same message with a phrase.
    #[must_use]
    pub(crate) fn with_phrase(self, name: &'static str, phrase: Self) -> Self {
        self.with(name, Arg::Phrase(Box::new(phrase)))
    }
}

/// Up or down, in whatever a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Above, faster, more, rising.
    Up,
    /// Below, slower, less, falling.
    Down,
}

/// Something that may be said.
pub trait Claim {
    /// The message and its arguments.
    fn sentence(&self) -> Sentence;

    /// The direction that the claim says is real, if it says so of any.
    fn direction(&self) -> Option<Direction>;
}

/// Every message id that this crate can ask a page for, bands, tokens and why a question can't be asked included, so that
/// a test can find each.
#[must_use]
pub fn messages() -> Vec<String> {
    let tokens = crate::Token::ALL.map(crate::Token::meaning_key);
    let bands = crate::Band::ALL.map(crate::Band::message_key);
    let methods = crate::method::ALL.map(crate::MethodId::message_key);
    let band_methods = crate::BandMethod::ALL.map(|method| method.method_id().message_key());
    let own = [
        amount::MESSAGES,
        compare::MESSAGES,
        quarter::MESSAGES,
        sure::MESSAGES,
        gap::MESSAGES,
        gain::MESSAGES,
        headline::MESSAGES,
        NAMES,
    ]
    .concat();
    let unknown = crate::question::Unknown::ALL.map(crate::question::Unknown::message_key);
    let fixed = tokens.into_iter().chain(bands).chain(own).chain(unknown).map(str::to_owned);
    fixed.chain(methods).chain(band_methods).collect()
}

/// Names of things that are not sentences: quarters, standings, subjects, effect sizes, and why nothing is there.
const NAMES: &[&str] = &[
    "quadrant-higher-faster",
    "quadrant-higher-slower",
    "quadrant-lower-faster",
    "quadrant-lower-slower",
    "quadrant-level",
    "quadrant-not-available",
    "standing-clearly",
    "standing-partly",
    "standing-too-close-to-call",
    "standing-level",
    "subject-reading",
    "subject-writing",
    "subject-mathematics",
    "effect-mean-over-reference-sd",
    "effect-standardised-mean-change",
    "why-no-national-figure",
    "why-no-scaled-score",
    "why-no-norm",
    "why-scale-not-linked",
    "why-no-results",
];
