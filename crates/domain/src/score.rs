//! A score, or a figure made from scores, as an exact decimal.
//!
//! In JSON it is text (`"104.5"`), so that no digit is lost on the way; the domain has no floats.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ValueError;

/// A decimal number on some scale. The scale stands beside it, never inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(Decimal);

impl Score {
    /// Takes a decimal; `104.50` and `104.5` become the same score and the same text.
    #[must_use]
    pub fn new(value: Decimal) -> Self {
        Self(value.normalize())
    }

    /// Reads a plain decimal such as `104`, `-0.3` or `+1.5`; no exponent, no grouping, no percent sign.
    ///
    /// # Errors
    /// When the text is anything else, or has more than 28 digits.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+'));
        let value = if plain { Decimal::from_str_exact(text).ok() } else { None };
        value.map(Self::new).ok_or(ValueError::expecting("a number such as 104 or -0.3"))
    }

    /// The decimal itself.
    #[must_use]
    pub fn decimal(self) -> Decimal {
        self.0
    }
}

impl From<i32> for Score {
    fn from(value: i32) -> Self {
        Self::new(Decimal::from(value))
    }
}
impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl FromStr for Score {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for Score {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
