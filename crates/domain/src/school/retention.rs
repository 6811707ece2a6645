//! The yearly look at whose names a school still keeps: that it was done, by whom, and what was decided.
//!
//! It is about lists, not about pupils: nothing is erased by it. How many records were past their day is counted where the
//! lists are, and kept here as it was when somebody looked.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{SchoolEvent, SchoolId, SchoolRefusal, SchoolSettings};
use crate::id::{AccountId, RetentionReviewId};
use crate::{Sealed, ValueError};

/// What came of a yearly look.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case", parse_err_ty = ValueError, parse_err_fn = unlisted)]
pub enum RetentionDecision {
    /// No record was past its day.
    NothingDue,
    /// Erasing is asked for, for each pupil whose record was past its day.
    ErasureAsked,
    /// Some records are kept on; the note says why.
    KeptLonger,
}

fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("a decision of a yearly look")
}

/// What was past its day when somebody looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionDue {
    /// Pupils who left so long ago that their time is over.
    pub pupils: u32,
    /// Of these, those for whom erasing was asked for.
    pub pupils_asked: u32,
    /// Cycles that ended so long ago that their time is over, and in which somebody can still be named.
    pub cycles: u32,
}

/// Somebody looked at what the school keeps past its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionReviewed {
    /// The day of the look.
    pub effective_on: Date,
    /// Which school.
    pub school: SchoolId,
    /// The look itself; the note is under its key.
    pub review: RetentionReviewId,
    /// Who looked.
    pub by: AccountId,
    /// What was past its day.
    pub due: RetentionDue,
    /// What came of it.
    pub decision: RetentionDecision,
    /// Why something is kept on, or what else is to be said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Sealed>,
}

impl SchoolSettings {
    /// The look, if what came of it fits what was due.
    pub(super) fn review_retention(
        school: &SchoolId,
        today: Date,
        look: RetentionLook,
    ) -> Result<Vec<SchoolEvent>, SchoolRefusal> {
        let RetentionLook { review, by, due, decision, note } = look;
        let is_due = due.pupils > 0 || due.cycles > 0;
        match decision {
            RetentionDecision::NothingDue if is_due => return Err(SchoolRefusal::RecordsAreDue),
            RetentionDecision::ErasureAsked | RetentionDecision::KeptLonger if !is_due => {
                return Err(SchoolRefusal::NoRecordIsDue);
            }
            RetentionDecision::ErasureAsked if due.pupils == 0 || due.pupils_asked < due.pupils => {
                return Err(SchoolRefusal::ErasureNotAsked);
            }
            RetentionDecision::KeptLonger if note.is_none() => {
                return Err(SchoolRefusal::KeepingNoteMissing);
            }
            RetentionDecision::NothingDue
            | RetentionDecision::ErasureAsked
            | RetentionDecision::KeptLonger => {}
        }
        if note.as_ref().is_some_and(|note| note.subject() != review.into()) {
            return Err(SchoolRefusal::NoteUnderAnotherKey);
        }
        let (effective_on, school) = (today, school.clone());
        let reviewed = RetentionReviewed { effective_on, school, review, by, due, decision, note };
        Ok(vec![SchoolEvent::RetentionReviewed(reviewed)])
    }
}

/// A look at what a school keeps past its day, as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionLook {
    /// The look itself.
    pub review: RetentionReviewId,
    /// Who looked.
    pub by: AccountId,
    /// What was past its day.
    pub due: RetentionDue,
    /// What came of it.
    pub decision: RetentionDecision,
    /// Why something is kept on, sealed under the look's own key.
    pub note: Option<Sealed>,
}
