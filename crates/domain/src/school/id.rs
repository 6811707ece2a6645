//! How a school and an authority are told apart from all others.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ValueError;

const URN: &str = "a school's URN: five to seven digits";
const SCHOOL: &str = "a school's id, such as urn:125000";
const AUTHORITY: &str = "an authority's code: three digits";

/// A school's unique reference number in England: five to seven digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolUrn(u32);

impl SchoolUrn {
    /// Reads the digits.
    ///
    /// # Errors
    /// When the text is not five to seven digits.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let number = if text.chars().all(|c| c.is_ascii_digit()) { text.parse().ok() } else { None };
        number.filter(|urn| (10_000..10_000_000).contains(urn)).map(Self).ok_or(ValueError::expecting(URN))
    }

    /// The number.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for SchoolUrn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}
impl FromStr for SchoolUrn {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

/// A school anywhere: the register it stands in and its number there. Written `urn:125000`; also the id of its stream.
///
/// England's register is `urn`. Other registers (New Zealand's, one of a US state, made-up schools) have their own word of
/// small letters and their own numbers of 1 to 32 capitals, small letters, digits and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchoolId(Register);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Register {
    Urn(SchoolUrn),
    Other { register: String, number: String },
}

impl SchoolId {
    /// Reads `urn:125000`, `moe:1234`, or bare digits, which are a URN.
    ///
    /// # Errors
    /// When the text has none of these forms.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let wrong = ValueError::expecting(SCHOOL);
        let (register, number) = text.split_once(':').unwrap_or(("urn", text));
        if register == "urn" {
            return SchoolUrn::parse(number).map(Self::from);
        }
        let word = (2..=16).contains(&register.len()) && register.chars().all(|c| c.is_ascii_lowercase());
        let plain =
            (1..=32).contains(&number.len()) && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        if word && plain {
            Ok(Self(Register::Other { register: register.to_owned(), number: number.to_owned() }))
        } else {
            Err(wrong)
        }
    }

    /// The URN, for a school in England.
    #[must_use]
    pub fn urn(&self) -> Option<SchoolUrn> {
        match &self.0 {
            Register::Urn(urn) => Some(*urn),
            Register::Other { .. } => None,
        }
    }
}

impl From<SchoolUrn> for SchoolId {
    fn from(urn: SchoolUrn) -> Self {
        Self(Register::Urn(urn))
    }
}
impl fmt::Display for SchoolId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Register::Urn(urn) => write!(f, "urn:{urn}"),
            Register::Other { register, number } => write!(f, "{register}:{number}"),
        }
    }
}
impl FromStr for SchoolId {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl Serialize for SchoolId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for SchoolId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// A local authority in England, by the three digits that the department uses: 936 is Surrey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuthorityCode(u16);

impl AuthorityCode {
    /// Reads the three digits.
    ///
    /// # Errors
    /// When the text is not three digits.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let digits = text.len() == 3 && text.chars().all(|c| c.is_ascii_digit());
        let number = if digits { text.parse().ok() } else { None };
        number.map(Self).ok_or(ValueError::expecting(AUTHORITY))
    }
}

impl fmt::Display for AuthorityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}
impl FromStr for AuthorityCode {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl Serialize for AuthorityCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for AuthorityCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
