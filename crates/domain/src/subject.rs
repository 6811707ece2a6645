//! Which part of school life a figure is about: the stage and the subject.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use crate::ValueError;

/// The end of a stage of schooling, at which official results are made.
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
pub enum Stage {
    /// Key stage 2 in England: Year 6, age 11.
    Ks2,
    /// Key stage 4 in England: Year 11, age 16.
    Ks4,
}

/// A subject, or a combination in which official tables report.
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
pub enum Subject {
    /// Mathematics.
    Mathematics,
    /// Reading.
    Reading,
    /// Writing.
    Writing,
    /// Grammar, punctuation and spelling.
    GrammarPunctuationSpelling,
    /// Science.
    Science,
    /// English as one subject, as at key stage 4.
    English,
    /// Reading, writing and mathematics together: only the share that reaches a standard in all three.
    ReadingWritingMathematics,
    /// No one subject: what is said of the cohort as a whole, such as how many pupils it has.
    AllSubjects,
}

impl Subject {
    /// The subjects that a cycle can be about; the others are headings of official tables.
    pub const TAUGHT: &'static [Self] =
        &[Self::Mathematics, Self::Reading, Self::Writing, Self::English, Self::Science];
}

/// What is said of a word that is not on the list.
fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("one of the words of this list")
}
