//! Why a file was not imported. In every case nothing has been stored.

use domain::benchmark_set::BenchmarkSetRefusal;
use domain::cohort_result::CohortResultRefusal;
use domain::import_batch::ImportBatchRefusal;
use domain::school::SchoolRefusal;
use domain::{AcademicYear, ReasonRefusal, ValueError};
use journal::JournalError;

use super::ImportOutcome;
use super::problems::Problems;
use crate::words::Words;

/// Why a file was not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Nobody says of which year the results are.
    #[error("{}", Words::default().say("import-year-missing"))]
    YearMissing,
    /// The name of the file and the importer say different years.
    #[error("{}", Words::default().tell("import-year-of-name", &[
        ("name", name.to_string().into()), ("told", told.to_string().into())]))]
    YearOfName {
        /// The year in the name.
        name: AcademicYear,
        /// The year that the importer says.
        told: AcademicYear,
    },
    /// The file can't be read; here is everything that is wrong with it.
    #[error("{0}")]
    Problems(Problems),
    /// Stored figures would change, and no reason was given. What would change is inside.
    #[error("{}\n{}", .0.tell(Words::default()), Words::default().say("import-reason-needed"))]
    ReasonNeeded(Box<ImportOutcome>),
    /// The reason is not one that can be taken.
    #[error("the reason can't be taken")]
    Reason(#[source] ReasonRefusal),
    /// A rule said no to a row.
    #[error("the records don't take the table")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The journal can't be used, or somebody else wrote to the same results meanwhile.
    #[error("the records can't be written")]
    Journal(#[from] JournalError),
}

impl From<Problems> for ImportError {
    fn from(problems: Problems) -> Self {
        Self::Problems(problems)
    }
}
impl From<ValueError> for ImportError {
    fn from(error: ValueError) -> Self {
        Self::Refused(error.into())
    }
}
impl From<ImportBatchRefusal> for ImportError {
    fn from(refusal: ImportBatchRefusal) -> Self {
        Self::Refused(refusal.into())
    }
}
impl From<SchoolRefusal> for ImportError {
    fn from(refusal: SchoolRefusal) -> Self {
        if let SchoolRefusal::Reason(reason) = refusal {
            Self::Reason(reason)
        } else {
            Self::Refused(refusal.into())
        }
    }
}
impl From<CohortResultRefusal> for ImportError {
    fn from(refusal: CohortResultRefusal) -> Self {
        if let CohortResultRefusal::Reason(reason) = refusal {
            Self::Reason(reason)
        } else {
            Self::Refused(refusal.into())
        }
    }
}
impl From<BenchmarkSetRefusal> for ImportError {
    fn from(refusal: BenchmarkSetRefusal) -> Self {
        if let BenchmarkSetRefusal::Reason(reason) = refusal {
            Self::Reason(reason)
        } else {
            Self::Refused(refusal.into())
        }
    }
}
