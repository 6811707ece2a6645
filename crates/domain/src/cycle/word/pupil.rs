//! Words about pupils: where they stand, what they need, how they are assessed, and how they leave.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::unlisted;
use crate::ValueError;

/// Where a pupil stood against what is expected at the age, when placed.
///
/// # Source
/// Source document A, S3.
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
pub enum EntryBand {
    /// Well below what is expected.
    WellBelow,
    /// Below what is expected.
    Below,
    /// At what is expected.
    At,
    /// Above what is expected.
    Above,
}

/// Whether a pupil is taught in the cycle or compared with it.
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
pub enum Role {
    /// Taught in the cycle; counts towards the size of the group.
    Target,
    /// Not taught in it; assessed for comparison.
    Comparison,
}

/// When in a cycle an assessment is due.
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
pub enum AssessmentPoint {
    /// Before the teaching begins.
    Baseline,
    /// While it goes on.
    Interim,
    /// When it ends.
    End,
    /// Weeks after it, to see whether it lasted.
    FollowUp,
    /// In ordinary lessons, to see whether it is used there.
    Transfer,
}

/// What a need was seen in.
///
/// # Source
/// Source document D, S63: student work and interviews; the rest is our own.
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
pub enum NeedSource {
    /// The pupil's work.
    PupilWork,
    /// A conversation about how the pupil thinks.
    Interview,
    /// Watching the pupil at work.
    Observation,
    /// A test, question by question.
    Test,
    /// The class teacher's judgement.
    TeacherJudgement,
    /// What an earlier cycle found.
    EarlierCycle,
}

/// What the value of a curricular target counts.
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
pub enum TargetMeasure {
    /// A score on an instrument's scale.
    Score,
    /// How many items are right.
    ItemsCorrect,
    /// Percent of items, tasks or occasions.
    Percent,
    /// No number: somebody judges whether it is met.
    Judgement,
}

/// Whether a target was reached, as somebody judged.
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
pub enum Judgement {
    /// It was reached.
    Met,
    /// It was reached in part.
    PartlyMet,
    /// It was not reached.
    NotMet,
}

/// How a pupil left a cycle before its end.
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
pub enum ExitStatus {
    /// The need is met.
    NeedMet,
    /// Other support serves better.
    MovedToOtherSupport,
    /// The pupil left the school.
    LeftSchool,
    /// The family chose so.
    FamilyChoice,
    /// Stopped for another reason.
    Stopped,
}

/// What follows for a pupil who leaves a cycle.
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
pub enum NextSupport {
    /// Class teaching alone.
    ClassTeaching,
    /// Another cycle.
    AnotherCycle,
    /// Specialist support.
    Specialist,
    /// Not known, as when a pupil moves away.
    NotKnown,
}
