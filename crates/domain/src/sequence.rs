//! The place of an event in its own stream: 1 for the first.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::ValueError;

/// The place of an event in its stream, from 1. [`Sequence::NONE`] (0) stands before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Sequence(u64);

impl Sequence {
    /// Before the first event.
    pub const NONE: Self = Self(0);

    /// The place numbered so.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Reads `18`.
    ///
    /// # Errors
    /// When it is not a whole number from 0.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        text.parse().map(Self).map_err(|_| ValueError::expecting("a whole number"))
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The place after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Whether a stream that ends at `last` has an event here.
    #[must_use]
    pub fn within(self, last: Self) -> bool {
        self > Self::NONE && self <= last
    }
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl FromStr for Sequence {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
