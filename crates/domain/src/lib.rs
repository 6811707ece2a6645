//! The facts of an intervention cycle and the rules that allow them.
//!
//! What a school records here is kept for ever as a list of facts, and every page is made from that list. This crate says
//! which facts there are ([`Fact`]), what each is made of, and which rules must hold before one is added. It is pure: it reads
//! no clock, no file and no environment and draws no random number; whatever a rule needs to know is in the command.
//!
//! Each aggregate is a folder with the same few things: commands, events, refusals, `decide` (what follows from a command) and
//! `apply` (the only place where state changes).
//!
//! | aggregate | stored type | id of its stream |
//! |---|---|---|
//! | [`Cycle`](cycle::Cycle) | `cycle` | [`CycleId`] |
//! | [`CohortResult`](cohort_result::CohortResult) | `cohort_result` | [`CohortResultId`] |
//! | [`BenchmarkSet`](benchmark_set::BenchmarkSet) | `benchmark_set` | [`BenchmarkVersion`] |
//! | [`School`](school::School) | `school` | [`SchoolId`] |
//! | [`SchoolGroup`](school_group::SchoolGroup) | `school_group` | [`GroupId`] |
//! | [`Pupil`](pupil::Pupil) | `pupil` | [`PupilId`] |
//! | [`Account`](account::Account) | `account` | [`AccountId`] |
//! | [`ImportBatch`](import_batch::ImportBatch) | `import_batch` | [`ImportBatchId`] |
//! | [`Enquiry`](enquiry::Enquiry) | `enquiry` | [`EnquiryId`] |
//! | [`Edition`](edition::Edition) | `edition` | [`SchoolId`] |
//! | [`Pack`](pack::Pack) | `pack` | [`SchoolId`] |
//! | [`Ledger`](ledger::Ledger) | `ledger` | [`LEDGER`](ledger::LEDGER) |
//! | [`CatalogueEntry`](catalogue::CatalogueEntry) | `catalogue` | [`EntryId`](catalogue::EntryId) |
//!
//! The dictionary of the words used here is [`GLOSSARY`].

pub mod account;
pub mod benchmark_set;
pub mod catalogue;
pub mod code;
pub mod cohort_result;
pub mod cycle;
pub mod edition;
pub mod enquiry;
mod fact;
mod glossary;
#[cfg(test)]
mod golden;
pub mod id;
pub mod import_batch;
pub mod ledger;
mod money;
pub mod pack;
pub mod pupil;
pub mod reason;
pub mod school;
pub mod school_group;
mod school_years;
mod score;
mod sealed;
mod sequence;
mod subject;
mod value_error;
mod year;

pub use strum::VariantArray;

pub use self::code::{
    BenchmarkSetCode, BenchmarkVersion, Code, ConceptCode, EntryCode, FormCode, InstrumentCode,
    InstrumentVersion, MethodVersion, Pinned, ProgrammeCode, ProgrammeVersion, ScaleId, StrategyCode,
};
pub use self::cohort_result::CohortResultId;
pub use self::fact::{Fact, FactError, upcasters};
pub use self::glossary::GLOSSARY;
pub use self::id::{
    AccountId, AssessmentId, ContactId, CostId, CycleId, EnquiryId, GrantId, GroupId, Id, ImportBatchId,
    KeySubject, ParticipantId, PupilId, RetentionReviewId, SessionId, TargetId,
};
pub use self::money::{Currency, Hours};
pub use self::reason::{Evidence, GivenReason, Note, Reason, ReasonCode, ReasonFor, ReasonRefusal};
pub use self::school::{AuthorityCode, SchoolId, SchoolUrn};
pub use self::school_years::{SCHOOL_YEARS, SchoolYearRow};
pub use self::score::Score;
pub use self::sealed::Sealed;
pub use self::sequence::Sequence;
pub use self::subject::{Stage, Subject};
pub use self::value_error::ValueError;
pub use self::year::{AcademicYear, YearLevel};

/// The version that every event is stored under until its shape changes.
pub const FIRST_VERSION: &str = "1";
