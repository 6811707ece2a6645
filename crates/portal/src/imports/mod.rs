//! Official tables and other files, read into the journal whole or not at all.
//!
//! The story of one file: its bytes become schools, figures and averages, or every problem at once ([`dfe_ks2`]). Those
//! are compared with what is stored. What is new is entered; what is the same changes nothing; what differs is a revision
//! and asks for a reason. Then everything is stored in one piece, with one fact that says which file it was. A preview
//! goes the same way and stores nothing, and the same file a second time has nothing to store.

mod benchmark;
mod compare;
pub mod dfe_ks2;
mod error;
mod file_name;
mod outcome;
pub mod problems;
pub mod reason;
#[cfg(test)]
mod tests;

use domain::import_batch::{ImportBatch, ImportBatchCommand, ImportCommitted, Sha256, SourceFile, TableKind};
use domain::{AcademicYear, GivenReason, ImportBatchId, Stage};
use jiff::civil::Date;
use journal::{Change, Context, Journal};
use sha2::Digest;

use self::compare::Comparison;
pub use self::error::ImportError;
pub use self::outcome::{Difference, ImportOutcome, Progress};

/// A file to import, and what the importer says with it.
#[derive(Debug, Clone)]
pub struct Import<'a> {
    /// The content of the file.
    pub bytes: &'a [u8],
    /// Its name without folders; `2018-936-ks2.csv` says the year. It is stored as a hash only.
    pub file_name: &'a str,
    /// The year, where the importer says it.
    pub year: Option<AcademicYear>,
    /// The import's own id; a note is sealed under it ([`reason::given`]).
    pub batch: ImportBatchId,
    /// Today's date, from which the figures count as known.
    pub today: Date,
    /// Why stored figures change, if they do.
    pub reason: Option<GivenReason>,
    /// Only compare.
    pub dry_run: bool,
}

/// Imports a key stage 2 table, or shows what that would do. `progress` is told how far it is.
///
/// # Errors
///
/// When the year is not known, the file has problems, stored figures would change without a reason, or the journal can't
/// be used. Then nothing has been stored.
pub async fn import_table(
    journal: &Journal,
    import: &Import<'_>,
    context: &Context,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<ImportOutcome, ImportError> {
    let year = file_name::year(import.file_name, import.year)?;
    let table = dfe_ks2::parse(import.bytes, year)?;
    let rows = table.lines;
    progress(Progress::Read { schools: table.schools.len() });
    let compared = Comparison::of(journal, import, table, &mut progress).await?;
    let mut outcome = compared.outcome(year, import.dry_run);
    if import.dry_run || compared.is_nothing() {
        return Ok(outcome);
    }
    if compared.needs_reason() {
        return Err(ImportError::ReasonNeeded(Box::new(outcome)));
    }
    let commit = ImportCommitted {
        effective_on: import.today,
        batch: import.batch,
        file: source(import, year, rows)?,
        counts: outcome.counts,
        benchmark: outcome.benchmark.clone(),
    };
    let events =
        ImportBatch::default().decide(ImportBatchCommand::CommitImport { today: import.today, commit })?;
    let mut changes = compared.into_changes()?;
    changes.push(Change::new::<ImportBatch>(&import.batch.to_string(), 0, &events)?);
    let of = changes.iter().map(Change::events).sum();
    let context = context.clone().with_fingerprint(fingerprint(import, year));
    let receipt =
        journal.append_many(&changes, &context, |facts| progress(Progress::Stored { facts, of })).await?;
    outcome.stored = receipt.appended;
    outcome.token = receipt.token;
    Ok(outcome)
}

/// What is kept of the file itself: hashes, not the file and not its name.
fn source(import: &Import<'_>, year: AcademicYear, rows: u32) -> Result<SourceFile, ImportError> {
    Ok(SourceFile {
        sha256: sha256(import.bytes)?,
        name_sha256: sha256(import.file_name.as_bytes())?,
        kind: TableKind::DfeKs2,
        stage: Stage::Ks2,
        year,
        rows,
    })
}

fn sha256(bytes: &[u8]) -> Result<Sha256, ImportError> {
    Ok(Sha256::parse(&hex::encode(sha2::Sha256::digest(bytes)))?)
}

/// What was asked, so that the same command id with another file is found out.
fn fingerprint(import: &Import<'_>, year: AcademicYear) -> journal::Fingerprint {
    let mut hash = sha2::Sha256::new();
    hash.update(import.batch.uuid().as_bytes());
    hash.update(year.to_string());
    hash.update(import.bytes);
    hash.finalize().into()
}
