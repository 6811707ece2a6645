//! Tables as files to take away: CSV for each, and a workbook (XLSX) of all. No cell of either is a formula: a spreadsheet
//! program takes a text that begins like one for something to work out, and so for something to run.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::VariantArray;
use domain::pack::{Cell, PackContent, Symbol, Table};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::{Paper, edition, norms, words_of};
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

/// A text that a spreadsheet program will not take for a formula, also where blanks stand before it.
#[must_use]
pub fn safe(text: &str) -> String {
    if is_like_a_formula(text) { format!("'{text}") } else { text.to_owned() }
}

fn is_like_a_formula(text: &str) -> bool {
    text.starts_with(['\t', '\r', '\n'])
        || text.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'])
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

/// A table of a pack as the rows of a file, the headings first.
#[must_use]
pub fn rows(words: Words, table: &Table<Text>) -> Vec<Vec<String>> {
    let headings = table.columns.iter().map(|column| safe(column)).collect();
    let row = |cells: &Vec<Cell<Text>>| cells.iter().map(|cell| plain(words, cell)).collect();
    std::iter::once(headings).chain(table.rows.iter().map(row)).collect()
}

fn plain(words: Words, cell: &Cell<Text>) -> String {
    match cell {
        Cell::Text(text) => safe(text),
        Cell::Count(count) => count.to_string(),
        Cell::Number(figure) | Cell::Points(figure) => figure.to_string(),
        Cell::Missing(symbol) => symbol.to_string(),
        Cell::Said(said) => safe(&told(words, &said.words)),
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
    written(paper, name, issued).map_err(|error| PageError::Unfit(error.to_string()))
}

fn written(paper: &Paper, name: &str, issued: &str) -> Result<Vec<u8>, XlsxError> {
    let words = words_of(paper.language);
    let mut book = Workbook::new();
    let heading = Format::new().set_bold();
    let about = book.add_worksheet().set_name(words.say("pack-sheet-about"))?;
    for (place, (key, value)) in (0..).zip(facts(words, paper, name, issued)) {
        about.write_string_with_format(place, 0, &key, &heading)?;
        write_text(about, place, 1, &value)?;
    }
    about.set_column_width(0, 30)?.set_column_width(1, WIDEST)?;
    for table in paper.tables() {
        let sheet = book.add_worksheet().set_name(words.say(&format!("pack-sheet-{}", table.name)))?;
        for (column, text) in (0..).zip(&table.columns) {
            sheet.write_string_with_format(0, column, safe(text), &heading)?;
        }
        for (row, cells) in (1..).zip(&table.rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Cell::Count(count) => sheet.write_number(row, column, *count)?,
                    Cell::Number(figure) | Cell::Points(figure) => {
                        sheet.write_number(row, column, number(*figure))?
                    }
                    Cell::Text(text) => write_text(sheet, row, column, text)?,
                    Cell::Missing(symbol) => write_text(sheet, row, column, &symbol.to_string())?,
                    Cell::Said(said) => write_text(sheet, row, column, &told(words, &said.words))?,
                };
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.set_autofit_max_width(WIDEST_PIXELS).autofit();
    }
    book.save_to_buffer()
}

/// Writes a text as a text, guarded as in the other files: somebody may save the sheet as one of those.
fn write_text<'a>(
    sheet: &'a mut rust_xlsxwriter::Worksheet,
    row: u32,
    column: u16,
    text: &str,
) -> Result<&'a mut rust_xlsxwriter::Worksheet, XlsxError> {
    sheet.write_string(row, column, safe(text))
}

/// What the first sheet says, line by line.
fn facts(words: Words, paper: &Paper, name: &str, issued: &str) -> Vec<(String, String)> {
    let basis = &paper.basis;
    let mut facts = vec![
        (words.say("pack-title-short"), name.to_owned()),
        (words.say("pack-issued"), issued.to_owned()),
        (words.say("pack-edition-title"), edition(words, basis)),
        (words.say("pack-norms"), norms(basis).unwrap_or_else(|| words.say("pack-norms-none"))),
    ];
    match &basis.checkpoint {
        Some(checkpoint) => {
            facts.push((words.say("pack-ledger-position"), checkpoint.position.to_string()));
            facts.push((words.say("pack-ledger-root"), checkpoint.root.clone()));
        }
        None => facts.push((words.say("pack-ledger-position"), words.say("pack-ledger-none"))),
    }
    let signs = Symbol::VARIANTS.iter();
    facts.extend(signs.map(|symbol| (symbol.to_string(), words.say(&format!("token-{symbol}")))));
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
