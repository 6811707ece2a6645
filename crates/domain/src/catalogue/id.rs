//! How an entry of the catalogue is told apart from all others.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::ValueError;
use crate::code::{Code, EntryCode};

/// What kind of thing an entry is.
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
pub enum EntryKind {
    /// A programme of support.
    Programme,
    /// A way of teaching.
    Strategy,
    /// A test, or another instrument that gives scores.
    Instrument,
    /// A key concept of a subject.
    Concept,
}

fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("a kind of entry")
}

/// An entry: its kind and its code. Written `strategy:bar-models`; also the id of its stream.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryId {
    kind: EntryKind,
    code: EntryCode,
}

impl EntryId {
    /// The entry of this kind and code.
    #[must_use]
    pub fn new(kind: EntryKind, code: EntryCode) -> Self {
        Self { kind, code }
    }

    /// Reads `strategy:bar-models`.
    ///
    /// # Errors
    /// When the text has another form.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let wrong = ValueError::expecting("a kind and a code, such as strategy:bar-models");
        let (kind, code) = text.split_once(':').ok_or(wrong)?;
        Ok(Self { kind: kind.parse().map_err(|_| wrong)?, code: Code::parse(code)? })
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> EntryKind {
        self.kind
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> &EntryCode {
        &self.code
    }
}

impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind, self.code)
    }
}
impl FromStr for EntryId {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl Serialize for EntryId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for EntryId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
