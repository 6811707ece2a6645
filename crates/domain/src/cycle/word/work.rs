//! Words of the weekly work: contacts with families, looking back, and costs.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::unlisted;
use crate::ValueError;

/// How school and family were in touch.
///
/// # Source
/// Source documents A, S16, and E, S77 (a survey of parents); the list is our own.
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
pub enum ContactKind {
    /// They met at school.
    Meeting,
    /// They spoke by telephone or video.
    PhoneCall,
    /// A message, by whatever app or e-mail.
    Message,
    /// A letter or a report on paper.
    Letter,
    /// They met at home.
    HomeVisit,
    /// An event for several families.
    Workshop,
    /// Questions to the family, with its answers.
    Survey,
}

/// From whom a contact came.
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
pub enum ContactDirection {
    /// The school told or asked the family.
    ToFamily,
    /// The family told or asked the school.
    FromFamily,
    /// They talked it over.
    BothWays,
}

/// At which stage of an inquiry the teacher looked back.
///
/// # Source
/// The New Zealand Curriculum (2007), "Teaching as inquiry": focusing, teaching and learning inquiry; the last is our own.
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
pub enum InquiryStage {
    /// What matters most for these pupils.
    Focusing,
    /// What could work for them.
    Teaching,
    /// What happened because of the teaching.
    Learning,
    /// What follows from it.
    NextSteps,
}

/// What a cost is for.
///
/// # Source
/// Source document A, S9, pays for teacher time; the list is our own.
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
pub enum CostKind {
    /// Time of those who teach or lead.
    StaffTime,
    /// Somebody who takes a class meanwhile.
    Cover,
    /// Books, tools and tests.
    Materials,
    /// Courses and advice for staff.
    Training,
    /// Journeys.
    Travel,
    /// Something else.
    Other,
}
