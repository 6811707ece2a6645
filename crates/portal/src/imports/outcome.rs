//! What a file did to the records, or would do: counts, and the first figures that differ.

use domain::cohort_result::{FigureChange, FigureKind, Group};
use domain::import_batch::ImportCounts;
use domain::{AcademicYear, BenchmarkVersion, SchoolUrn, Subject};
use journal::Token;

use crate::words::{Arg, Words};

/// How far an import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// The file is read and has no problem.
    Read {
        /// How many schools it has.
        schools: usize,
    },
    /// So many schools are compared with what is stored.
    Compared {
        /// How many.
        schools: usize,
        /// Of how many.
        of: usize,
    },
    /// So many facts are sent to the database; they count only at the end.
    Stored {
        /// How many.
        facts: usize,
        /// Of how many.
        of: usize,
    },
}

/// One stored figure that the file corrects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The line of the file.
    pub line: u64,
    /// Which school.
    pub school: SchoolUrn,
    /// Its name in the file.
    pub name: String,
    /// What was stored and what the file says.
    pub change: FigureChange,
}

/// What a file did, or would do.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportOutcome {
    /// Of which year the results are.
    pub year: AcademicYear,
    /// Whether this was a preview: nothing is stored.
    pub dry_run: bool,
    /// How many schools and rows of results were, or would be, new, corrected and unchanged.
    pub counts: ImportCounts,
    /// The norms that rows of this file are read against, if they are of this file.
    pub benchmark: Option<BenchmarkVersion>,
    /// Whether the file has averages of England; without them nothing can be compared with the nation.
    pub has_national: bool,
    /// The first figures that differ from stored ones.
    pub differences: Vec<Difference>,
    /// How many figures differ.
    pub figures_differing: usize,
    /// How many facts were stored.
    pub stored: usize,
    /// By which a reader can wait until pages show it; none when nothing was stored.
    pub token: Option<Token>,
}

impl ImportOutcome {
    /// The outcome in the reader's words, a line for each thing there is to say.
    #[must_use]
    pub fn tell(&self, words: Words) -> String {
        let mut lines = Vec::new();
        let counts = self.counts;
        let is_new = counts.schools_registered
            + counts.schools_revised
            + counts.results_entered
            + counts.results_revised;
        lines.push(match (is_new, self.dry_run, self.stored) {
            (0, ..) => words.say("import-nothing-new"),
            (_, true, _) => words.say("import-preview"),
            (_, false, 0) => words.say("import-not-stored"),
            (_, false, _) => words.say("import-stored"),
        });
        for (id, count) in [
            ("import-schools-registered", counts.schools_registered),
            ("import-schools-revised", counts.schools_revised),
            ("import-results-entered", counts.results_entered),
            ("import-results-revised", counts.results_revised),
            ("import-unchanged", counts.unchanged),
        ] {
            if count > 0 {
                lines.push(words.tell(id, &[("count", count.into())]));
            }
        }
        if !self.has_national {
            lines.push(words.say("import-no-national"));
        }
        lines.extend(self.differences.iter().map(|difference| difference.tell(words)));
        if let more @ 1.. = self.figures_differing.saturating_sub(self.differences.len()) {
            lines.push(words.tell("import-more-differences", &[("count", more.into())]));
        }
        lines.join("\n")
    }
}

impl Difference {
    fn tell(&self, words: Words) -> String {
        let change = &self.change;
        let before =
            change.before.as_ref().map_or_else(|| words.say("import-not-there"), ToString::to_string);
        words.tell(
            "import-difference",
            &[
                ("line", self.line.to_string().into()),
                ("name", Arg::from(&self.name)),
                ("urn", self.school.to_string().into()),
                ("figure", figure(change.subject, change.group, change.kind).into()),
                ("before", before.into()),
                ("after", change.after.to_string().into()),
            ],
        )
    }
}

/// The figure by the words that are stored: `mathematics, all, progress`. Whoever has the file knows its columns.
fn figure(subject: Subject, group: Group, kind: FigureKind) -> String {
    format!("{subject}, {group}, {kind}").replace('_', " ")
}
