//! Where a school is and how its year goes: what decides which day "today" is there, and when pupils move up a year.
//!
//! A school says this of itself. What the public registers say of it is [`super::SchoolDetails`].

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::ValueError;

/// A country whose schools the portal has words for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = no_country)]
pub enum Country {
    /// England.
    England,
    /// New Zealand.
    NewZealand,
    /// The United States.
    UnitedStates,
}

fn no_country(_: &str) -> ValueError {
    ValueError::expecting("one of the countries of this list")
}

impl Country {
    /// The time zones that its schools lie in, by their names in the IANA database, the most usual first.
    ///
    /// # Source
    /// IANA Time Zone Database, `zone1970.tab`: the zones of the country that differ today; Detroit's and Indiana's rules
    /// are New York's now.
    #[must_use]
    pub fn time_zones(self) -> &'static [&'static str] {
        match self {
            Self::England => &["Europe/London"],
            Self::NewZealand => &["Pacific/Auckland", "Pacific/Chatham"],
            Self::UnitedStates => &[
                "America/New_York",
                "America/Chicago",
                "America/Denver",
                "America/Phoenix",
                "America/Los_Angeles",
                "America/Anchorage",
                "America/Adak",
                "Pacific/Honolulu",
            ],
        }
    }

    /// Whether its schools name a school year by one calendar year ("2026"), in whichever of the first months it begins, and
    /// not by the two that it spans ("2025/26").
    ///
    /// # Source
    /// New Zealand: Ministry of Education, school terms and holidays (four terms, from the end of January to December).
    /// England: Education Act 1996, section 579(1) (a school year begins with the first term after July).
    #[must_use]
    pub fn names_year_by_one(self) -> bool {
        match self {
            Self::NewZealand => true,
            Self::England | Self::UnitedStates => false,
        }
    }
}

/// A time zone by its name in the IANA database: `Pacific/Auckland`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TimeZoneName(String);

impl TimeZoneName {
    /// Reads an area and a place with a stroke between them, of letters, `_` and `-`.
    ///
    /// # Errors
    /// When the text has another form.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let fits = |part: &str| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-'))
        };
        let parts: Vec<&str> = text.split('/').collect();
        if (2..=3).contains(&parts.len()) && parts.into_iter().all(fits) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ValueError::expecting("a time zone such as Europe/London"))
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TimeZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl FromStr for TimeZoneName {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl Serialize for TimeZoneName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for TimeZoneName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Which part of childhood a school teaches.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = no_phase)]
pub enum Phase {
    /// Primary; elementary in the United States.
    Primary,
    /// Middle; intermediate in New Zealand.
    Middle,
    /// Secondary; high school in the United States.
    Secondary,
    /// From the first year to the last.
    AllThrough,
}

fn no_phase(_: &str) -> ValueError {
    ValueError::expecting("one of the phases of this list")
}

/// A month of the year, January being 1. Stored as its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i8", into = "i8")]
pub struct Month(i8);

impl Month {
    /// The month of this number, from 1 to 12.
    ///
    /// # Errors
    /// When there is none.
    pub fn new(number: i8) -> Result<Self, ValueError> {
        if (1..=12).contains(&number) {
            Ok(Self(number))
        } else {
            Err(ValueError::expecting("a month, 1 to 12"))
        }
    }

    /// Its number, January being 1.
    #[must_use]
    pub fn number(self) -> i8 {
        self.0
    }
}

impl TryFrom<i8> for Month {
    type Error = ValueError;
    fn try_from(number: i8) -> Result<Self, ValueError> {
        Self::new(number)
    }
}
impl From<Month> for i8 {
    fn from(month: Month) -> Self {
        month.0
    }
}
impl FromStr for Month {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map_err(|_| ValueError::expecting("a month, 1 to 12")).and_then(Self::new)
    }
}

/// Where a school is and how its year goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolProfile {
    /// The country.
    pub country: Country,
    /// The zone that its clocks follow.
    pub time_zone: TimeZoneName,
    /// Whom it teaches.
    pub phase: Phase,
    /// The month with which its school year begins, and in which pupils move up a year.
    pub first_month: Month,
}
