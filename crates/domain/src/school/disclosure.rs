//! How few pupils may stand behind a figure that a school shows, and the two people that it takes to change that.
//!
//! This is the setting alone. What it hides is decided in `measures`.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::SchoolId;
use crate::ValueError;
use crate::id::AccountId;
use crate::reason::Reason;

/// The smallest group of pupils that a figure is shown for: 6, 8 or 11. Stored as its number.
///
/// # Source
/// 6: performance tables hide figures on 5 pupils or fewer. 8: NHS England's rule for means in sub-national data. 11: our
/// own rule for breakdowns of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct SmallestGroup(u8);

impl SmallestGroup {
    /// What holds until a school chooses otherwise, and the lowest there is.
    pub const USUAL: Self = Self(6);
    /// Everything there is to choose from.
    pub const ALL: [Self; 3] = [Self(6), Self(8), Self(11)];

    /// The number of pupils.
    #[must_use]
    pub fn pupils(self) -> u8 {
        self.0
    }
}

impl Default for SmallestGroup {
    fn default() -> Self {
        Self::USUAL
    }
}

impl TryFrom<u8> for SmallestGroup {
    type Error = ValueError;
    fn try_from(pupils: u8) -> Result<Self, ValueError> {
        let group = Self(pupils);
        if Self::ALL.contains(&group) { Ok(group) } else { Err(ValueError::expecting("6, 8 or 11 pupils")) }
    }
}
impl From<SmallestGroup> for u8 {
    fn from(group: SmallestGroup) -> Self {
        group.0
    }
}
impl FromStr for SmallestGroup {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<u8>().map_err(|_| ValueError::expecting("6, 8 or 11 pupils")).and_then(Self::try_from)
    }
}
impl fmt::Display for SmallestGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Another limit that was asked for and that nobody has answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosureRequest {
    /// The limit that is asked for.
    pub smallest_group: SmallestGroup,
    /// Who asks.
    pub by: AccountId,
    /// On which day.
    pub requested_on: Date,
    /// Why.
    pub reason: Reason,
}

/// Somebody asks for another limit. It takes the place of what was asked before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosurePolicyRequested {
    /// The day.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// The limit that is asked for.
    pub smallest_group: SmallestGroup,
    /// Who asks.
    pub by: AccountId,
    /// Why.
    pub reason: Reason,
}

/// Another limit holds, because a second person agreed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosurePolicySet {
    /// From when it holds.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// The limit until then.
    pub before: SmallestGroup,
    /// The limit from now on.
    pub after: SmallestGroup,
    /// Who asked.
    pub requested_by: AccountId,
    /// Who agreed.
    pub approved_by: AccountId,
    /// Why, as it was asked.
    pub reason: Reason,
}

/// The second person did not agree: the limit stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisclosurePolicyDeclined {
    /// The day.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// The limit that was asked for.
    pub smallest_group: SmallestGroup,
    /// Who asked.
    pub requested_by: AccountId,
    /// Who said no.
    pub declined_by: AccountId,
    /// Why not.
    pub reason: Reason,
}
