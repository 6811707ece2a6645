//! One published figure, and the table of figures that one row of an official table becomes.
//!
//! A figure is either a number or the publisher's own sign for "no number, and why" (`SUPP`, `NA`, `LOWCOV`). Both are kept
//! as published; what a sign means and what may be concluded from a number is decided elsewhere.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::{Score, Subject, ValueError};

/// Which pupils a figure is about.
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
pub enum Group {
    /// Every pupil of the cohort.
    All,
    /// Boys (`_B`).
    Boys,
    /// Girls (`_G`).
    Girls,
    /// Pupils with low results at the stage before (`_L`).
    LowStarters,
    /// Pupils with middle results at the stage before (`_M`).
    MiddleStarters,
    /// Pupils with high results at the stage before (`_H`).
    HighStarters,
    /// Disadvantaged pupils: free school meals in the last six years, or looked after (`_FSM6CLA1A`).
    Disadvantaged,
    /// All other pupils (`_NotFSM6CLA1A`).
    Other,
    /// Pupils with English as an additional language (`_EAL`).
    Eal,
    /// Pupils who stayed, neither joining nor leaving in the last two years (`_MOBN`).
    NonMobile,
}

/// What a figure measures, with its unit.
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
pub enum FigureKind {
    /// How many pupils.
    Pupils,
    /// Their average result at the stage before, in that stage's points.
    PriorAverage,
    /// Progress score, in scaled-score points above pupils with the same start.
    Progress,
    /// The lower end of the published interval of progress, in the same points.
    Lower,
    /// The upper end of the published interval of progress, in the same points.
    Upper,
    /// Progress before very low scores were capped.
    Unadjusted,
    /// The published band of progress, as the digit in the file.
    Band,
    /// Percent of pupils whose progress is in the figure.
    Coverage,
    /// Average scaled score.
    Average,
    /// Percent that reached the expected standard.
    Expected,
    /// Percent that reached the higher standard.
    Higher,
    /// Percent absent, or not able to take the test.
    Absent,
}

fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("one of the words of this list")
}

/// The publisher's sign for "no number": 1 to 12 letters or `*`, `.`, `-`, `+`, as printed; never something that reads as a number.
///
/// An empty cell of a column that the table has is the sign `blank`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FigureToken(String);

impl FigureToken {
    /// Reads a sign.
    ///
    /// # Errors
    /// When it is empty, too long, reads as a number, or has other characters.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let plain = text.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '*' | '.' | '-' | '+'));
        if plain && (1..=12).contains(&text.len()) && Score::parse(text).is_err() {
            Ok(Self(text.to_owned()))
        } else {
            Err(ValueError::expecting("a number, or a sign such as SUPP"))
        }
    }

    /// The sign of an empty cell.
    #[must_use]
    pub fn blank() -> Self {
        Self("blank".to_owned())
    }

    /// The sign as printed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FigureToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A published figure: a number, or a sign that there is none. One short text in JSON: `"1.7"`, `"SUPP"`.
///
/// Percentages are numbers without their sign: `59` for `59%`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// A number.
    Value(Score),
    /// No number, and the publisher's sign for why.
    Token(FigureToken),
}

impl Figure {
    /// Reads a number or a sign; a percent sign after a number is dropped, an empty text is `blank`.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::Token(FigureToken::blank()));
        }
        match Score::parse(text.strip_suffix('%').unwrap_or(text)) {
            Ok(value) => Ok(Self::Value(value)),
            Err(_) => FigureToken::parse(text).map(Self::Token),
        }
    }

    /// The number, where there is one.
    #[must_use]
    pub fn value(&self) -> Option<Score> {
        match self {
            Self::Value(value) => Some(*value),
            Self::Token(_) => None,
        }
    }

    /// The sign, where there is no number.
    #[must_use]
    pub fn token(&self) -> Option<&FigureToken> {
        match self {
            Self::Value(_) => None,
            Self::Token(token) => Some(token),
        }
    }
}

impl From<Score> for Figure {
    fn from(value: Score) -> Self {
        Self::Value(value)
    }
}
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(value) => fmt::Display::fmt(value, f),
            Self::Token(token) => fmt::Display::fmt(token, f),
        }
    }
}
impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Figure {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// The figures of one row, by subject, group and kind. A figure that is not there was not in the table at all.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Figures(BTreeMap<Subject, BTreeMap<Group, BTreeMap<FigureKind, Figure>>>);

impl Figures {
    /// Puts a figure in its place; what stood there is replaced.
    pub fn set(&mut self, subject: Subject, group: Group, kind: FigureKind, figure: Figure) {
        self.0.entry(subject).or_default().entry(group).or_default().insert(kind, figure);
    }

    /// The figure in a place.
    #[must_use]
    pub fn get(&self, subject: Subject, group: Group, kind: FigureKind) -> Option<&Figure> {
        self.0.get(&subject)?.get(&group)?.get(&kind)
    }

    /// The number in a place, if there is a figure and it is a number.
    #[must_use]
    pub fn value(&self, subject: Subject, group: Group, kind: FigureKind) -> Option<Score> {
        self.get(subject, group, kind).and_then(Figure::value)
    }

    /// Every figure, in the order of subject, group and kind.
    pub fn iter(&self) -> impl Iterator<Item = (Subject, Group, FigureKind, &Figure)> {
        self.0.iter().flat_map(|(subject, groups)| {
            groups.iter().flat_map(|(group, kinds)| {
                kinds.iter().map(|(kind, figure)| (*subject, *group, *kind, figure))
            })
        })
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// What a later table changes. A figure that the later table does not have is left as it is: it says nothing about it.
    #[must_use]
    pub fn changes_to(&self, later: &Self) -> Vec<FigureChange> {
        later
            .iter()
            .filter(|(subject, group, kind, after)| self.get(*subject, *group, *kind) != Some(after))
            .map(|(subject, group, kind, after)| FigureChange {
                subject,
                group,
                kind,
                before: self.get(subject, group, kind).cloned(),
                after: after.clone(),
            })
            .collect()
    }
}

/// One figure that a later table corrects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureChange {
    /// Which subject.
    pub subject: Subject,
    /// Which pupils.
    pub group: Group,
    /// Which measure.
    pub kind: FigureKind,
    /// What was published; nothing if the earlier table did not have it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Figure>,
    /// What is published now.
    pub after: Figure,
}
