//! Tables as files to take away: CSV for each, and a workbook (XLSX) of all. No cell of either is a formula: a spreadsheet
//! program takes a text that begins like one for something to work out, and so for something to run.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::pack::{Cell, PackContent, Symbol, Table};
use domain::{Score, VariantArray};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{Paper, edition, norms, words_of};
use crate::fields::is_unseen;
use crate::page_error::PageError;
use crate::published::number;
use crate::sealed_text::Text;
use crate::words::Words;

/// The widest column of a workbook, in characters.
const WIDEST: u32 = 60;
/// The same in pixels.
const WIDEST_PIXELS: u32 = 420;
/// What tells a spreadsheet program that a file is UTF-8.
const MARK: &str = "\u{feff}";

/// The signs at which some spreadsheet programs begin another cell, whatever the file's own is.
const SEPARATORS: [char; 2] = [';', '\t'];

/// A text that a spreadsheet program will not take for a formula, also where blanks or signs that nobody sees stand before it,
/// nor any part of it that a program which splits a row at semicolons or tabs makes a cell of.
#[must_use]
pub fn safe(text: &str) -> String {
    let guarded =
        |part: &str, is_formula: bool| if is_formula { format!("'{part}") } else { part.to_owned() };
    let mut parts = text.split_inclusive(SEPARATORS);
    let first = parts.next().map(|first| guarded(first, is_like_a_formula(text)));
    // A quotation mark is doubled in a file, so that at the beginning of a cell it quotes nothing and is gone.
    let others = parts.map(|part| guarded(part, is_like_a_formula(part.trim_start_matches(is_passed_over))));
    first.into_iter().chain(others).collect()
}

/// What a program may pass over at the beginning of a cell that it made by splitting another.
fn is_passed_over(sign: char) -> bool {
    sign == '"' || sign.is_whitespace() || is_unseen(sign)
}

fn is_like_a_formula(text: &str) -> bool {
    let seen = text.trim_start_matches(|sign: char| sign.is_whitespace() || is_unseen(sign));
    text.starts_with(['\t', '\r', '\n'])
        || seen.starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
}

/// A file of rows, each cell already as it is to stand there.
///
/// # Errors
/// When a row can't be written.
pub fn csv(rows: &[Vec<String>]) -> Result<Vec<u8>, PageError> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(MARK.as_bytes().to_vec());
    let unfit = |error: csv::Error| PageError::Unfit(error.to_string());
    for row in rows {
        writer.write_record(row).map_err(unfit)?;
    }
    writer.into_inner().map_err(|error| PageError::Unfit(error.to_string()))
}

/// A cell of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text, as it was written: it is guarded where it goes into a file.
    Text(String),
    /// A number as it is written, and as a spreadsheet program counts with it.
    Number(String, f64),
}

impl Value {
    /// A figure.
    #[must_use]
    pub fn score(figure: Score) -> Self {
        Self::Number(figure.to_string(), number(figure))
    }

    /// How many.
    #[must_use]
    pub fn count(count: u32) -> Self {
        Self::Number(count.to_string(), f64::from(count))
    }

    /// A sign that stands where a figure is missing.
    #[must_use]
    pub fn missing(symbol: Symbol) -> Self {
        Self::Text(symbol.to_string())
    }

    fn plain(&self) -> String {
        match self {
            Self::Text(text) => safe(text),
            Self::Number(written, _) => written.clone(),
        }
    }
}

/// A table on its way into a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// What its sheet is called, in 31 letters at most.
    pub name: String,
    /// The headings of its columns.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<Value>>,
}

impl Sheet {
    /// The rows of a CSV file, the headings first.
    #[must_use]
    pub fn rows(&self) -> Vec<Vec<String>> {
        let headings = self.columns.iter().map(|column| safe(column)).collect();
        let row = |cells: &Vec<Value>| cells.iter().map(Value::plain).collect();
        std::iter::once(headings).chain(self.rows.iter().map(row)).collect()
    }
}

/// A table of a pack as a file has it.
#[must_use]
pub fn sheet(words: Words, table: &Table<Text>) -> Sheet {
    let row = |cells: &Vec<Cell<Text>>| cells.iter().map(|cell| value(words, cell)).collect();
    Sheet {
        name: words.say(&format!("pack-sheet-{}", table.name)),
        columns: table.columns.clone(),
        rows: table.rows.iter().map(row).collect(),
    }
}

fn value(words: Words, cell: &Cell<Text>) -> Value {
    match cell {
        Cell::Text(text) => Value::Text(text.clone()),
        Cell::Count(count) => Value::count(*count),
        Cell::Number(figure) | Cell::Points(figure) => Value::score(*figure),
        Cell::Missing(symbol) => Value::missing(*symbol),
        Cell::Said(said) => Value::Text(told(words, &said.words)),
    }
}

fn told(words: Words, text: &Text) -> String {
    text.open().map_or_else(|| words.say("pack-erased"), str::to_owned)
}

/// The workbook of a pack: a first sheet that says what it is and what the signs mean, then a sheet for each table.
///
/// # Errors
/// When it can't be written.
pub fn workbook(paper: &Paper, name: &str, issued: &str) -> Result<Vec<u8>, PageError> {
    let words = words_of(paper.language);
    let sheets: Vec<Sheet> = paper.tables().map(|table| sheet(words, table)).collect();
    book(words, facts(words, paper, name, issued), &sheets)
}

/// A workbook: a first sheet of what it is, line by line, with the signs; then the others.
///
/// # Errors
/// When it can't be written.
pub fn book(words: Words, about: Vec<(String, String)>, sheets: &[Sheet]) -> Result<Vec<u8>, PageError> {
    written(words, about, sheets).map_err(|error| PageError::Unfit(error.to_string()))
}

fn written(words: Words, facts: Vec<(String, String)>, sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let heading = Format::new().set_bold();
    let about = book.add_worksheet().set_name(words.say("pack-sheet-about"))?;
    let signs = Symbol::VARIANTS.iter();
    let signs = signs.map(|symbol| (symbol.to_string(), words.say(&format!("token-{symbol}"))));
    for (place, (key, value)) in (0..).zip(facts.into_iter().chain(signs)) {
        about.write_string_with_format(place, 0, &key, &heading)?;
        about.write_string(place, 1, safe(&value))?;
    }
    about.set_column_width(0, 30)?.set_column_width(1, WIDEST)?;
    for table in sheets {
        let sheet = book.add_worksheet().set_name(&table.name)?;
        for (column, text) in (0..).zip(&table.columns) {
            sheet.write_string_with_format(0, column, safe(text), &heading)?;
        }
        for (row, cells) in (1..).zip(&table.rows) {
            for (column, cell) in (0..).zip(cells) {
                // A text is guarded as in the other files: somebody may save the sheet as one of those.
                match cell {
                    Value::Text(text) => sheet.write_string(row, column, safe(text))?,
                    Value::Number(_, number) => sheet.write_number(row, column, *number)?,
                };
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_autofit_max_width(WIDEST_PIXELS).autofit();
    }
    book.save_to_buffer()
}

/// What the first sheet says, line by line.
fn facts(words: Words, paper: &Paper, name: &str, issued: &str) -> Vec<(String, String)> {
    let basis = &paper.basis;
    let mut facts = vec![
        (words.say("pack-title-short"), name.to_owned()),
        (words.say("pack-issued"), issued.to_owned()),
        (words.say("pack-edition-title"), edition(words, basis)),
        (words.say("pack-norms"), norms(words, basis)),
    ];
    match &basis.checkpoint {
        Some(checkpoint) => {
            facts.push((words.say("pack-ledger-position"), checkpoint.position.to_string()));
            facts.push((words.say("pack-ledger-root"), checkpoint.root.clone()));
        }
        None => {
            facts.push((words.say("pack-ledger-position"), super::unsigned(words, basis.signing_stopped)));
        }
    }
    facts
}

/// A file as an answer: to be kept, under this name.
#[must_use]
pub fn download(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let plain: String = name
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-') { sign } else { '-' })
        .collect();
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{plain}\"")),
    ];
    (headers, bytes).into_response()
}

/// The type of a CSV file.
pub const CSV: &str = "text/csv; charset=utf-8; header=present";
/// The type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The tables that a pack has, by the names of their files.
pub fn names<W>(content: &PackContent<W>) -> impl Iterator<Item = (String, &str)> {
    content.tables().map(|table| (format!("{}.csv", table.name), table.caption.as_str()))
}
