//! The short names of things that stand in a catalogue: programmes, strategies, tests, key concepts, sets of norms.
//!
//! A code never changes its meaning; where a thing has editions, the code is pinned to one: `maths-test@2`.

use std::cmp::Ordering;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ValueError;

const CODE: &str = "a code: 1 to 64 small letters, digits and - . _, beginning with a letter or digit";
const PINNED: &str = "a code and its version, such as maths-test@2";

/// A catalogue code: 1 to 64 of `a-z 0-9 - . _`, beginning with a letter or digit.
pub struct Code<Of>(String, PhantomData<fn() -> Of>);

impl<Of> Code<Of> {
    /// Reads a code.
    ///
    /// # Errors
    /// When it is empty, too long, or has another character.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let good =
            text.len() <= 64 && text.starts_with(word) && text.chars().all(|c| word(c) || "-._".contains(c));
        if good { Ok(Self(text.to_owned(), PhantomData)) } else { Err(ValueError::expecting(CODE)) }
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same letters as the code of something else: an entry's code as that of the programme that it is.
    #[must_use]
    pub fn as_code_of<Other>(&self) -> Code<Other> {
        Code(self.0.clone(), PhantomData)
    }

    /// This code in one edition.
    #[must_use]
    pub fn at(self, version: u32) -> Pinned<Of> {
        Pinned { code: self, version }
    }
}

impl<Of> Clone for Code<Of> {
    fn clone(&self) -> Self {
        Self(self.0.clone(), PhantomData)
    }
}
impl<Of> PartialEq for Code<Of> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<Of> Eq for Code<Of> {}
impl<Of> PartialOrd for Code<Of> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<Of> Ord for Code<Of> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<Of> fmt::Debug for Code<Of> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl<Of> fmt::Display for Code<Of> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl<Of> FromStr for Code<Of> {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl<Of> Serialize for Code<Of> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
impl<'de, Of> Deserialize<'de> for Code<Of> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// One edition of a thing in a catalogue: `code@version`, versions counting from 1.
pub struct Pinned<Of> {
    code: Code<Of>,
    version: u32,
}

impl<Of> Pinned<Of> {
    /// Reads `code@version`.
    ///
    /// # Errors
    /// When the code is none, or the version is not a number from 1.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let wrong = ValueError::expecting(PINNED);
        let (code, version) = text.rsplit_once('@').ok_or(wrong)?;
        match version.parse::<u32>() {
            Ok(version @ 1..) => Ok(Self { code: Code::parse(code)?, version }),
            Ok(0) | Err(_) => Err(wrong),
        }
    }

    /// The code without the version.
    #[must_use]
    pub fn code(&self) -> &Code<Of> {
        &self.code
    }

    /// The version, from 1.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }
}

impl<Of> Clone for Pinned<Of> {
    fn clone(&self) -> Self {
        Self { code: self.code.clone(), version: self.version }
    }
}
impl<Of> PartialEq for Pinned<Of> {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code && self.version == other.version
    }
}
impl<Of> Eq for Pinned<Of> {}
impl<Of> fmt::Debug for Pinned<Of> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
impl<Of> fmt::Display for Pinned<Of> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.code, self.version)
    }
}
impl<Of> FromStr for Pinned<Of> {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl<Of> Serialize for Pinned<Of> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de, Of> Deserialize<'de> for Pinned<Of> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// What a [`Code`] can be the code of.
pub mod of {
    /// A programme of support, with its own limits.
    #[derive(Debug)]
    pub enum Programme {}
    /// A way of teaching that a cycle tries.
    #[derive(Debug)]
    pub enum Strategy {}
    /// A test or other instrument that gives scores.
    #[derive(Debug)]
    pub enum Instrument {}
    /// One of the parallel papers of an instrument.
    #[derive(Debug)]
    pub enum Form {}
    /// The scale that a score is on.
    #[derive(Debug)]
    pub enum Scale {}
    /// A key concept of a subject.
    #[derive(Debug)]
    pub enum Concept {}
    /// A set of national or local norms.
    #[derive(Debug)]
    pub enum BenchmarkSet {}
    /// A way of computing a figure.
    #[derive(Debug)]
    pub enum Method {}
    /// An entry of the catalogue, whatever its kind.
    #[derive(Debug)]
    pub enum Entry {}
}

/// A programme, whatever its edition.
pub type ProgrammeCode = Code<of::Programme>;
/// The edition of a programme that a cycle runs under: its limits are those of this edition.
pub type ProgrammeVersion = Pinned<of::Programme>;
/// A strategy of the catalogue.
pub type StrategyCode = Code<of::Strategy>;
/// An instrument, whatever its edition.
pub type InstrumentCode = Code<of::Instrument>;
/// The edition of an instrument that gave a score.
pub type InstrumentVersion = Pinned<of::Instrument>;
/// A parallel paper of an instrument: `a`, `b`.
pub type FormCode = Code<of::Form>;
/// The scale of a score: two scores can be subtracted only on one scale.
pub type ScaleId = Code<of::Scale>;
/// A key concept of the catalogue.
pub type ConceptCode = Code<of::Concept>;
/// A set of norms, whatever its version.
pub type BenchmarkSetCode = Code<of::BenchmarkSet>;
/// A published set of norms; also the id of its stream.
pub type BenchmarkVersion = Pinned<of::BenchmarkSet>;
/// An entry of the catalogue, whatever its kind and edition.
pub type EntryCode = Code<of::Entry>;
/// A named and versioned way of computing a figure or choosing a band.
pub type MethodVersion = Pinned<of::Method>;
