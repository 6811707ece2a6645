//! A school's own list, taken over whole: which of its pupils a file brought, or which scores.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, IntoStaticStr, VariantArray};

use super::{ImportBatchEvent, ImportBatchRefusal};
use crate::id::{CycleId, ImportBatchId};
use crate::{SchoolId, Sealed, ValueError};

/// What a school's own list holds.
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
pub enum ListKind {
    /// Pupils for the register.
    ClassList,
    /// Scores of a whole class, for a cycle that follows it.
    Tracking,
}

fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("a kind of list")
}

/// What a list did: its rows are the sum of the other three.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ListCounts {
    /// Rows of the list, the heading not counted.
    pub rows: u32,
    /// Rows that were new.
    pub added: u32,
    /// Rows that changed what was known.
    pub revised: u32,
    /// Rows that said nothing new.
    pub unchanged: u32,
}

/// A school's list was taken over, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListCommitted {
    /// The day.
    pub effective_on: Date,
    /// Which import: the facts that it brought name it.
    pub batch: ImportBatchId,
    /// Whose list.
    pub school: SchoolId,
    /// What it holds.
    pub kind: ListKind,
    /// The cycle whose scores it holds; none for pupils.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycle: Option<CycleId>,
    /// The hash of its content, sealed under the import's key: of a short list of names it would tell who is on it.
    pub file: Sealed,
    /// What it did.
    pub counts: ListCounts,
}

impl ListCommitted {
    /// What follows from taking it over today.
    pub(super) fn decide(self, today: Date) -> Result<Vec<ImportBatchEvent>, ImportBatchRefusal> {
        let ListCounts { rows, added, revised, unchanged } = self.counts;
        if self.effective_on > today {
            Err(ImportBatchRefusal::DateInFuture)
        } else if self.file.subject() != self.batch.into() {
            Err(ImportBatchRefusal::SealedForAnother)
        } else if added.checked_add(revised).and_then(|sum| sum.checked_add(unchanged)) != Some(rows) {
            Err(ImportBatchRefusal::NotWhole)
        } else {
            Ok(vec![ImportBatchEvent::ListCommitted(Box::new(self))])
        }
    }
}
