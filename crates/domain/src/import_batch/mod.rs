//! One reading of one file: what was in it, and whether it was taken over whole or turned away whole.
//!
//! The file itself is not kept, and its name only as a hash, because people put names into file names.

mod list;
#[cfg(test)]
mod tests;

use std::fmt;

use cqrs_es::event_sink::EventSink;
use cqrs_es::{Aggregate, DomainEvent};
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use strum::{Display, EnumString, IntoStaticStr, VariantArray, VariantNames};

pub use self::list::{ListCommitted, ListCounts, ListKind};
use crate::code::BenchmarkVersion;
use crate::id::ImportBatchId;
use crate::{AcademicYear, Stage, ValueError};

/// What kind of table a file holds.
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
pub enum TableKind {
    /// The department's key stage 2 performance table.
    DfeKs2,
}

fn unlisted(_: &str) -> ValueError {
    ValueError::expecting("a kind of table")
}

/// A SHA-256 hash: 64 small hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sha256(String);

impl Sha256 {
    /// Reads the 64 digits.
    ///
    /// # Errors
    /// When the text is not 64 small hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let hex = text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
        if hex && text.len() == 64 {
            Ok(Self(text.to_owned()))
        } else {
            Err(ValueError::expecting("a SHA-256 hash in hexadecimal"))
        }
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::str::FromStr for Sha256 {
    type Err = ValueError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
impl Serialize for Sha256 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}
impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// Which file was read, and as what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// The hash of its content.
    pub sha256: Sha256,
    /// The hash of its name.
    pub name_sha256: Sha256,
    /// What kind of table it holds.
    pub kind: TableKind,
    /// At the end of which stage its results are.
    pub stage: Stage,
    /// Of which year.
    pub year: AcademicYear,
    /// How many rows it has, the heading not counted.
    pub rows: u32,
}

/// What a file does, or would do, to what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportCounts {
    /// Schools made known.
    pub schools_registered: u32,
    /// Schools whose description changed.
    pub schools_revised: u32,
    /// Rows of results that were new.
    pub results_entered: u32,
    /// Rows of results that were corrected.
    pub results_revised: u32,
    /// Rows that said nothing new.
    pub unchanged: u32,
    /// Rows that are not results of a school: averages, totals.
    pub other_rows: u32,
}

/// A file was read and what it would do was shown; nothing else happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreviewed {
    /// The day.
    pub effective_on: Date,
    /// Which import.
    pub batch: ImportBatchId,
    /// Which file.
    pub file: SourceFile,
    /// What it would do.
    pub counts: ImportCounts,
}

/// A file was taken over, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCommitted {
    /// The day.
    pub effective_on: Date,
    /// Which import.
    pub batch: ImportBatchId,
    /// Which file.
    pub file: SourceFile,
    /// What it did.
    pub counts: ImportCounts,
    /// The norms read from it, if it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub benchmark: Option<BenchmarkVersion>,
}

/// A file was turned away, whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRejected {
    /// The day.
    pub effective_on: Date,
    /// Which import.
    pub batch: ImportBatchId,
    /// Which file.
    pub file: SourceFile,
    /// How many problems it has.
    pub problems: u32,
}

/// What can happen to an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, IntoStaticStr, VariantNames)]
#[serde(tag = "type", rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum ImportBatchEvent {
    /// It was shown and not done.
    ImportPreviewed(ImportPreviewed),
    /// It was done.
    ImportCommitted(ImportCommitted),
    /// It was turned away.
    ImportRejected(ImportRejected),
    /// A school's own list was taken over.
    ListCommitted(Box<ListCommitted>),
}

impl DomainEvent for ImportBatchEvent {
    fn event_type(&self) -> String {
        <&'static str>::from(self).to_owned()
    }
    fn event_version(&self) -> String {
        crate::FIRST_VERSION.to_owned()
    }
}

/// What can be asked about an import. Each carries the event that is to follow, and today's date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportBatchCommand {
    /// Record what a file would do.
    PreviewImport {
        /// Today's date.
        today: Date,
        /// What to record.
        preview: ImportPreviewed,
    },
    /// Record that a file was taken over. Quiet if it was, by this import.
    CommitImport {
        /// Today's date.
        today: Date,
        /// What to record.
        commit: ImportCommitted,
    },
    /// Record that a file was turned away. Quiet if it was, by this import.
    RejectImport {
        /// Today's date.
        today: Date,
        /// What to record.
        rejection: ImportRejected,
    },
    /// Record that a school's own list was taken over. Quiet if it was, by this import.
    CommitList {
        /// Today's date.
        today: Date,
        /// What to record.
        commit: Box<ListCommitted>,
    },
}

/// Why a command about an import is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum ImportBatchRefusal {
    /// The import is over, with another end.
    #[error("the import has ended")]
    AlreadyEnded,
    /// The import was shown with another file.
    #[error("this import is of another file")]
    AnotherFile,
    /// A file without a problem is not turned away.
    #[error("the file has no problem")]
    NoProblem,
    /// The day has not come.
    #[error("the date is in the future")]
    DateInFuture,
    /// A text is sealed under the key of somebody else.
    #[error("a text is sealed under another key")]
    SealedForAnother,
    /// The counts do not add up to the rows of the list.
    #[error("the counts do not add up to the rows")]
    NotWhole,
}

impl ImportBatchRefusal {
    /// The refusal's name as a word key: `already-ended`.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.into()
    }
}

/// An import: not begun, shown, or ended one way or the other.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportBatch {
    /// Nothing was read.
    #[default]
    NotBegun,
    /// Shown, not done.
    Previewed(ImportPreviewed),
    /// Done.
    Committed(ImportCommitted),
    /// Turned away.
    Rejected(ImportRejected),
    /// A school's own list, done.
    ListCommitted(Box<ListCommitted>),
}

impl ImportBatch {
    /// What follows from a command: events, or none when it is already so.
    ///
    /// # Errors
    /// The rule that says no.
    pub fn decide(&self, command: ImportBatchCommand) -> Result<Vec<ImportBatchEvent>, ImportBatchRefusal> {
        use ImportBatchCommand as Command;
        match (self, command) {
            (Self::NotBegun | Self::Previewed(_), Command::PreviewImport { today, preview }) => {
                if matches!(self, Self::Previewed(known) if *known == preview) {
                    return Ok(Vec::new());
                }
                self.check(today, preview.effective_on, &preview.file)?;
                Ok(vec![ImportBatchEvent::ImportPreviewed(preview)])
            }
            (Self::NotBegun | Self::Previewed(_), Command::CommitImport { today, commit }) => {
                self.check(today, commit.effective_on, &commit.file)?;
                Ok(vec![ImportBatchEvent::ImportCommitted(commit)])
            }
            (Self::NotBegun | Self::Previewed(_), Command::RejectImport { today, rejection }) => {
                self.check(today, rejection.effective_on, &rejection.file)?;
                if rejection.problems == 0 {
                    return Err(ImportBatchRefusal::NoProblem);
                }
                Ok(vec![ImportBatchEvent::ImportRejected(rejection)])
            }
            (Self::NotBegun, Command::CommitList { today, commit }) => commit.decide(today),
            (Self::ListCommitted(known), Command::CommitList { commit, .. }) if *known == commit => {
                Ok(Vec::new())
            }
            (Self::Previewed(_), Command::CommitList { .. }) => Err(ImportBatchRefusal::AnotherFile),
            (Self::Committed(known), Command::CommitImport { commit, .. }) if *known == commit => {
                Ok(Vec::new())
            }
            (Self::Rejected(known), Command::RejectImport { rejection, .. }) if *known == rejection => {
                Ok(Vec::new())
            }
            (
                Self::Committed(_) | Self::Rejected(_) | Self::ListCommitted(_),
                Command::PreviewImport { .. }
                | Command::CommitImport { .. }
                | Command::RejectImport { .. }
                | Command::CommitList { .. },
            ) => Err(ImportBatchRefusal::AlreadyEnded),
        }
    }

    fn check(&self, today: Date, effective_on: Date, file: &SourceFile) -> Result<(), ImportBatchRefusal> {
        if effective_on > today {
            Err(ImportBatchRefusal::DateInFuture)
        } else if matches!(self, Self::Previewed(known) if known.file.sha256 != file.sha256) {
            Err(ImportBatchRefusal::AnotherFile)
        } else {
            Ok(())
        }
    }
}

impl Aggregate for ImportBatch {
    const TYPE: &'static str = "import_batch";
    type Command = ImportBatchCommand;
    type Event = ImportBatchEvent;
    type Error = ImportBatchRefusal;
    type Services = ();

    async fn handle(
        &mut self,
        command: ImportBatchCommand,
        (): &(),
        sink: &EventSink<Self>,
    ) -> Result<(), ImportBatchRefusal> {
        for event in self.decide(command)? {
            sink.write(event, self).await;
        }
        Ok(())
    }

    fn apply(&mut self, event: ImportBatchEvent) {
        *self = match event {
            ImportBatchEvent::ImportPreviewed(preview) => Self::Previewed(preview),
            ImportBatchEvent::ImportCommitted(commit) => Self::Committed(commit),
            ImportBatchEvent::ImportRejected(rejection) => Self::Rejected(rejection),
            ImportBatchEvent::ListCommitted(commit) => Self::ListCommitted(commit),
        };
    }
}
