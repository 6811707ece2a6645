//! Words of what is tried with the pupils, and of what came of it.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::unlisted;
use crate::ValueError;

/// Which lever a strategy pulls.
///
/// # Source
/// Source document C, S52.
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
pub enum Lever {
    /// How a lesson is taught.
    Pedagogy,
    /// What the teacher knows of the subject and how it is learnt.
    ContentKnowledge,
    /// How extra support is planned.
    InterventionPlanning,
}

/// In which part of the lesson a strategy is used.
///
/// # Source
/// Source document D, S62; the last is our own, for support outside lessons.
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
pub enum LessonPart {
    /// The opening.
    Launch,
    /// The main lesson, all pupils.
    MainLesson,
    /// Work by choice or readiness, in small groups.
    Menu,
    /// The close.
    Closure,
    /// A supplementary session, outside the class lesson.
    SupportSession,
}

/// What a teacher judged a strategy to have done, when it was stopped.
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
pub enum JudgedEffect {
    /// Pupils clearly gained.
    ClearGain,
    /// Some pupils gained, or a little.
    SomeGain,
    /// Nothing changed.
    NoChange,
    /// It made things worse.
    Worse,
    /// Too early or too little to judge.
    NotJudged,
}

/// Which effect size a number is. The two are never mixed.
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
pub enum EffectSizeKind {
    /// Mean gain divided by the scale's own standard deviation.
    ReferenceSd,
    /// Mean gain divided by the standard deviation of the gains, corrected for few pupils.
    HedgesGz,
}
