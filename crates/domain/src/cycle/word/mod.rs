//! The closed lists of words that a cycle's facts are made of. Each is stored in snake case and never renamed.

mod ending;
mod plan;
mod pupil;
mod teaching;
mod work;

use crate::ValueError;

pub use self::ending::{Rating, ReportPart};
pub use self::plan::{CycleKind, Setting, StaffPost, Tier, Wave};
pub use self::pupil::{
    AssessmentPoint, EntryBand, ExitStatus, Judgement, NeedSource, NextSupport, Role, TargetMeasure,
};
pub use self::teaching::{EffectSizeKind, JudgedEffect, LessonPart, Lever};
pub use self::work::{ContactDirection, ContactKind, CostKind, InquiryStage};

/// What is said of a word that is not on the list.
fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("one of the words of this list")
}
