//! What is wrong with a file, said so that the person who has it can put it right: where, what stands there, what to do.
//!
//! A reader of files collects every problem it meets and gives them all at once; it never stops at the first. The
//! sentences are in `words/`; here is only which sentence, and what fills it.

use crate::words::{Arg, Words};

/// The most problems that are kept; later ones are only counted. A file of the wrong kind can be wrong in every cell.
pub const MOST_KEPT: usize = 500;
/// The most characters that are repeated of what was found in a cell.
const MOST_REPEATED: usize = 40;

/// One kind of problem. A variant carries what its sentence needs beyond the place and the text found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// There is nothing in the file.
    Empty,
    /// The file is larger than any official table.
    TooLarge {
        /// The most that is read, in megabytes.
        megabytes: usize,
    },
    /// The file is an Excel workbook or a zip archive.
    Workbook,
    /// The file is a page of a website.
    WebPage,
    /// The file is a PDF document.
    Pdf,
    /// The file is text in UTF-16, as some programs save "Unicode text".
    Utf16,
    /// The columns are separated by something else than commas.
    NotCommas,
    /// The file is a key stage 4 table.
    KeyStage4,
    /// The file is in the long layout of the newer statistics service: one figure a line.
    LongLayout,
    /// The file describes the columns of a table.
    Descriptions,
    /// The first line does not name the columns of a key stage 2 table.
    NotATable,
    /// A column without which nothing can be read is not there.
    ColumnMissing,
    /// Two columns have one name.
    ColumnTwice,
    /// The table has more lines or columns than any official table.
    TooLong {
        /// The most that are read.
        most: usize,
    },
    /// There is not one school in the table.
    NoSchools,
    /// The year told is not the year of the file.
    YearContradicted {
        /// The year that was told.
        told: String,
        /// The year that the file's own columns speak of.
        file: String,
    },
    /// The kind of a line is none that is known.
    RecordTypeUnknown,
    /// A school's number is not a URN.
    UrnUnreadable,
    /// A school has a second line.
    UrnTwice {
        /// The line that has the school first.
        first_line: u64,
    },
    /// A school has no name.
    NameMissing,
    /// The name of a school has a character that can't be printed.
    NameUnprintable,
    /// Text is not in UTF-8.
    NotUtf8,
    /// The number of a local authority has not three digits.
    AuthorityUnreadable,
    /// An authority or the nation has a second line.
    AreaTwice {
        /// The line that has it first.
        first_line: u64,
    },
    /// The line has more cells than there are columns.
    RowTooLong {
        /// How many cells the line has.
        cells: usize,
        /// How many columns the table has.
        columns: usize,
    },
    /// The line ends in the middle of a school's figures.
    RowCutShort,
    /// A quotation mark is opened and not closed.
    QuoteNotClosed,
    /// Neither a number nor one of the marks that official tables use.
    NotANumber,
    /// Neither a whole number of pupils nor one of the marks.
    NotACount,
    /// Neither a percentage nor one of the marks.
    NotAPercentage,
    /// Neither a band from 1 to 5 nor one of the marks.
    NotABand,
    /// A number that cannot be.
    OutOfRange {
        /// The least that can be.
        least: i32,
        /// The most that can be.
        most: i32,
    },
    /// Progress is given without both ends of its range.
    IntervalMissing,
    /// A range is given for progress that is not.
    ProgressMissing,
    /// The lower end, the progress and the upper end are not in this order.
    IntervalOutOfOrder,
    /// The band says above and the range says below, or the reverse.
    BandContradicted,
}

impl Trouble {
    /// The id of its sentence in `words/en-GB/imports.ftl`.
    fn id(&self) -> &'static str {
        match self {
            Self::Empty => "import-empty",
            Self::TooLarge { .. } => "import-too-large",
            Self::Workbook => "import-workbook",
            Self::WebPage => "import-web-page",
            Self::Pdf => "import-pdf",
            Self::Utf16 => "import-utf-16",
            Self::NotCommas => "import-not-commas",
            Self::KeyStage4 => "import-key-stage-4",
            Self::LongLayout => "import-long-layout",
            Self::Descriptions => "import-descriptions",
            Self::NotATable => "import-not-a-table",
            Self::ColumnMissing => "import-column-missing",
            Self::ColumnTwice => "import-column-twice",
            Self::TooLong { .. } => "import-too-long",
            Self::NoSchools => "import-no-schools",
            Self::YearContradicted { .. } => "import-year-contradicted",
            Self::RecordTypeUnknown => "import-record-type-unknown",
            Self::UrnUnreadable => "import-urn-unreadable",
            Self::UrnTwice { .. } => "import-urn-twice",
            Self::NameMissing => "import-name-missing",
            Self::NameUnprintable => "import-name-unprintable",
            Self::NotUtf8 => "import-not-utf-8",
            Self::AuthorityUnreadable => "import-authority-unreadable",
            Self::AreaTwice { .. } => "import-area-twice",
            Self::RowTooLong { .. } => "import-row-too-long",
            Self::RowCutShort => "import-row-cut-short",
            Self::QuoteNotClosed => "import-quote-not-closed",
            Self::NotANumber => "import-not-a-number",
            Self::NotACount => "import-not-a-count",
            Self::NotAPercentage => "import-not-a-percentage",
            Self::NotABand => "import-not-a-band",
            Self::OutOfRange { .. } => "import-out-of-range",
            Self::IntervalMissing => "import-interval-missing",
            Self::ProgressMissing => "import-progress-missing",
            Self::IntervalOutOfOrder => "import-interval-out-of-order",
            Self::BandContradicted => "import-band-contradicted",
        }
    }

    /// What fills the sentence.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "most kinds need nothing; this is not a match over events"
    )]
    fn values(&self) -> Vec<(&'static str, Arg<'_>)> {
        match self {
            Self::TooLarge { megabytes } => vec![("megabytes", (*megabytes).into())],
            Self::TooLong { most } => vec![("most", (*most).into())],
            Self::YearContradicted { told, file } => vec![("told", told.into()), ("file", file.into())],
            Self::UrnTwice { first_line } | Self::AreaTwice { first_line } => {
                vec![("first", Arg::from(first_line.to_string()))]
            }
            Self::RowTooLong { cells, columns } => {
                vec![("cells", (*cells).into()), ("columns", (*columns).into())]
            }
            Self::OutOfRange { least, most } => {
                vec![("least", Arg::from(least.to_string())), ("most", Arg::from(most.to_string()))]
            }
            _ => Vec::new(),
        }
    }
}

/// A column of the file: the name at its head, and its number counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The name as the file writes it.
    pub name: String,
    /// The first column is 1.
    pub number: usize,
}

/// One problem, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line of the file, the first (the names of the columns) being 1; none when it is the file as a whole.
    pub line: Option<u64>,
    /// The column; none when it is the line as a whole.
    pub column: Option<Column>,
    /// What stands there, shortened when it is long.
    pub found: String,
    /// What is wrong with it.
    pub trouble: Trouble,
}

impl Problem {
    /// A problem of the file as a whole.
    #[must_use]
    pub fn of_file(trouble: Trouble) -> Self {
        Self { line: None, column: None, found: String::new(), trouble }
    }

    /// A problem of one line, with what was `found` there.
    #[must_use]
    pub fn of_line(line: u64, found: &[u8], trouble: Trouble) -> Self {
        Self { line: Some(line), column: None, found: shortened(found), trouble }
    }

    /// A problem of one cell, with what was `found` there.
    #[must_use]
    pub fn of_cell(line: u64, column: Column, found: &[u8], trouble: Trouble) -> Self {
        Self { line: Some(line), column: Some(column), found: shortened(found), trouble }
    }

    /// The problem in the reader's words: the place, what was found, what it means and what to do.
    #[must_use]
    pub fn tell(&self, words: Words) -> String {
        let mut values = self.trouble.values();
        values.push(("found", Arg::from(&self.found)));
        let sentence = words.tell(self.trouble.id(), &values);
        let line = self.line.map(|line| line.to_string()).unwrap_or_default();
        match (&self.line, &self.column) {
            (None, _) => sentence,
            (Some(_), None) => {
                words.tell("import-at-line", &[("line", line.into()), ("what", sentence.into())])
            }
            (Some(_), Some(column)) => words.tell(
                "import-at-cell",
                &[
                    ("line", line.into()),
                    ("column", (&column.name).into()),
                    ("number", Arg::from(column.number.to_string())),
                    ("found", (&self.found).into()),
                    ("what", sentence.into()),
                ],
            ),
        }
    }
}

/// The first characters of a cell, without what would break a line of the terminal.
fn shortened(found: &[u8]) -> String {
    let text = String::from_utf8_lossy(found);
    let mut kept: String =
        text.chars().take(MOST_REPEATED).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MOST_REPEATED).is_some() {
        kept.push('…');
    }
    kept
}

/// Every problem of a file, in the order of its lines. Never empty where it stands as an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems {
    kept: Vec<Problem>,
    total: usize,
}

impl Problems {
    /// Adds one. After [`MOST_KEPT`] it is only counted.
    pub fn add(&mut self, problem: Problem) {
        self.total += 1;
        if self.kept.len() < MOST_KEPT {
            self.kept.push(problem);
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// How many there are, kept or not.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// Those that were kept.
    #[must_use]
    pub fn kept(&self) -> &[Problem] {
        &self.kept
    }

    /// Puts them in the order of their lines, then columns.
    pub fn sort(&mut self) {
        self.kept.sort_by_key(|problem| (problem.line, problem.column.as_ref().map(|column| column.number)));
    }
}

impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, problems: I) {
        for problem in problems {
            self.add(problem);
        }
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Self { kept: vec![problem], total: 1 }
    }
}

impl std::fmt::Display for Problems {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = Words::default();
        for problem in &self.kept {
            writeln!(f, "{}", problem.tell(words))?;
        }
        match self.total - self.kept.len() {
            0 => Ok(()),
            more => writeln!(f, "{}", words.tell("import-and-more", &[("count", more.into())])),
        }
    }
}

impl std::error::Error for Problems {}
