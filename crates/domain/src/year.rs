//! School years: the academic year on the calendar, and the year level that a pupil is in.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ValueError;

const ACADEMIC_YEAR: &str = "an academic year such as 2018-19 or 2018/19";
/// The month in which English academic years begin.
///
/// # Source
/// Education Act 1996, section 579(1): a school year begins with the first term to begin after July.
const FIRST_MONTH: i8 = 9;

/// An academic year that begins in one calendar year and ends in the next. Written `2018-19`.
///
/// A single number ("2018") is not accepted: it does not say which of the two years is meant. Official tables are about such
/// years, and the facts of cycles name them, wherever the school is. What its people call the year of a cycle is
/// [`crate::school::SchoolYear`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcademicYear(u16);

impl AcademicYear {
    /// The academic year that begins in `start`, from 1900 to 2199.
    ///
    /// # Errors
    /// When the year is outside that range.
    pub fn starting(start: u16) -> Result<Self, ValueError> {
        if (1900..2200).contains(&start) {
            Ok(Self(start))
        } else {
            Err(ValueError::expecting(ACADEMIC_YEAR))
        }
    }

    /// The academic year that a day lies in, where years begin in September.
    ///
    /// # Errors
    /// When that year is outside the range.
    pub fn of_day(day: Date) -> Result<Self, ValueError> {
        let start = if day.month() >= FIRST_MONTH { day.year() } else { day.year() - 1 };
        u16::try_from(start).map_err(|_| ValueError::expecting(ACADEMIC_YEAR)).and_then(Self::starting)
    }

    /// Reads `2018-19`, `2018/19`, `2018-2019` or `2018/2019`.
    ///
    /// # Errors
    /// When the text has another form, or the second year does not follow the first.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let wrong = ValueError::expecting(ACADEMIC_YEAR);
        let (start, end) = text.split_once(['-', '/']).ok_or(wrong)?;
        let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if start.len() != 4 || !matches!(end.len(), 2 | 4) || !digits(start) || !digits(end) {
            return Err(wrong);
        }
        let year = Self::starting(start.parse().map_err(|_| wrong)?)?;
        let end: u16 = end.parse().map_err(|_| wrong)?;
        let follows = end == year.0 + 1 || end == (year.0 + 1) % 100;
        if follows { Ok(year) } else { Err(wrong) }
    }

    /// The calendar year in which it begins: 2018 for 2018-19.
    #[must_use]
    pub fn start_year(self) -> u16 {
        self.0
    }

    /// As people read it, the way that schools write their years: `2018/19`. Facts, addresses and programs have `2018-19`.
    #[must_use]
    pub fn written(self) -> String {
        self.to_string().replace('-', "/")
    }
}

impl fmt::Display for AcademicYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0, (self.0 + 1) % 100)
    }
}
impl FromStr for AcademicYear {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl Serialize for AcademicYear {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for AcademicYear {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// The school year that a pupil is in, counted as New Zealand and England count it; 0 is the year before Year 1.
///
/// American grades are one lower: Kindergarten is Year 1, Pre-K is Year 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct YearLevel(u8);

impl YearLevel {
    /// A year level from 0 to 14.
    ///
    /// # Errors
    /// When it is above 14.
    pub fn new(level: u8) -> Result<Self, ValueError> {
        if level <= 14 { Ok(Self(level)) } else { Err(ValueError::expecting("a school year from 0 to 14")) }
    }

    /// Reads `5`.
    ///
    /// # Errors
    /// When it is not a whole number from 0 to 14.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        text.parse().map_err(|_| ValueError::expecting("a school year from 0 to 14")).and_then(Self::new)
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for YearLevel {
    type Error = ValueError;
    fn try_from(level: u8) -> Result<Self, ValueError> {
        Self::new(level)
    }
}
impl From<YearLevel> for u8 {
    fn from(level: YearLevel) -> Self {
        level.0
    }
}
impl fmt::Display for YearLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl FromStr for YearLevel {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
