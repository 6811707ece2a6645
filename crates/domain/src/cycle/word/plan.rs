//! Words of a plan: what a cycle is for, how far it goes, where it happens and who has a part in it.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::unlisted;
use crate::ValueError;

/// What a cycle is for.
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
pub enum CycleKind {
    /// Support for a small group of pupils who are behind.
    Intervention,
    /// Following a whole class; no limits on who is in it.
    Monitoring,
}

/// How far support goes beyond class teaching (New Zealand, United States).
///
/// # Source
/// Source document A, S19: 1 class teaching, 2 supplementary, 3 specialist.
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
pub enum Tier {
    /// Class teaching.
    Tier1,
    /// Short, supplementary support for a group.
    Tier2,
    /// Specialist, often one to one.
    Tier3,
}

/// The English word for the same three steps.
///
/// # Source
/// Source document B, S44.
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
pub enum Wave {
    /// Class teaching.
    Wave1,
    /// Small-group support.
    Wave2,
    /// Individual support.
    Wave3,
}

/// Where and how the teaching happens.
///
/// # Source
/// Source document A, S8: the normal setting, in the same teaching group or not.
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
pub enum Setting {
    /// In the pupils' own class, during its lessons.
    InClass,
    /// As a small group, apart from the class.
    GroupApart,
    /// One pupil with one adult.
    OneToOne,
    /// Before or after school, or at lunch.
    OutsideLessons,
    /// Online.
    Online,
}

/// What a member of staff is in a cycle.
///
/// # Source
/// Source document A, S5 and S10: teacher and lead of the school, mentor from outside.
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
pub enum StaffPost {
    /// Who teaches.
    Teacher,
    /// Who leads it in the school.
    Lead,
    /// Who mentors from outside.
    Mentor,
}
