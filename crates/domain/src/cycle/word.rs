//! The closed lists of words that a cycle's facts are made of. Each is stored in snake case and never renamed.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

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

/// What is said of a word that is not on the list.
fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("one of the words of this list")
}
