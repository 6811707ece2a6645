//! Words of the end of a cycle: the parts of the report to the board, and how good something was.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::unlisted;
use crate::ValueError;

/// A part of the report to the board; every report has all four.
///
/// # Source
/// Source document A, S30: need, impact on outcomes, how practice changed, next steps.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = unlisted)]
pub enum ReportPart {
    /// Why these pupils.
    Need,
    /// What came of it for them.
    Impact,
    /// How teaching changed.
    PracticeChange,
    /// What follows.
    NextSteps,
}

/// How good something was, from 1, the best, to 4. In JSON it is a number.
///
/// # Source
/// The four grades by which English inspectors judged in 2006 (source document B, S35 to S37, names two of them):
/// outstanding, good, satisfactory, inadequate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Rating(u8);

impl Rating {
    /// Every rating, the best first.
    pub const ALL: [Self; 4] = [Self(1), Self(2), Self(3), Self(4)];

    /// A rating from 1 to 4.
    ///
    /// # Errors
    /// When it is less or more.
    pub fn new(rating: u8) -> Result<Self, ValueError> {
        if (1..=4).contains(&rating) { Ok(Self(rating)) } else { Err(ValueError::expecting(RATING)) }
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }
}

const RATING: &str = "a rating from 1 to 4";

impl TryFrom<u8> for Rating {
    type Error = ValueError;
    fn try_from(rating: u8) -> Result<Self, ValueError> {
        Self::new(rating)
    }
}
impl From<Rating> for u8 {
    fn from(rating: Rating) -> Self {
        rating.0
    }
}
impl FromStr for Rating {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map_err(|_| ValueError::expecting(RATING)).and_then(Self::new)
    }
}
impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
