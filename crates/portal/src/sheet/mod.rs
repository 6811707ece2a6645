//! A table out of a file that somebody uploaded, whatever program wrote it: rows of texts, each cell with its address.
//!
//! What the columns mean is the matter of whoever asked for the file. Every size is bounded before anything is kept, so that
//! no file can fill the memory: the file, what it unpacks to, its rows, its columns and each cell.

mod delimited;
mod workbook;

use std::fmt;
use std::str::FromStr;

/// The largest file, in bytes.
pub const MOST_BYTES: usize = 300 * 1024;
/// The most rows, the heading counted.
pub const MOST_ROWS: u32 = 2_001;
/// The most columns.
pub const MOST_COLUMNS: usize = 40;
/// The most letters of a cell.
pub const MOST_LETTERS: usize = 200;
/// The most bytes of all cells together.
const MOST_TEXT: usize = 300 * 1024;

/// Where a cell stands, as spreadsheet programs say it: `C7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// The row, from 1.
    pub row: u32,
    /// The column, from 0.
    pub column: usize,
}

/// The letters of a column: A to Z, then AA.
#[must_use]
pub fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(u8::try_from(rest % 26).map_or('?', |place| char::from(b'A' + place)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The text is not the address of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the address of a cell")]
pub struct NoAddress;

impl FromStr for Address {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let end = text.find(|letter: char| letter.is_ascii_digit()).ok_or(NoAddress)?;
        let (name, row) = text.split_at(end);
        let column = (0..MOST_COLUMNS).find(|column| letters(*column) == name).ok_or(NoAddress)?;
        Ok(Self { row: row.parse().map_err(|_| NoAddress)?, column })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", letters(self.column), self.row)
    }
}

/// A row that says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the file, from 1.
    pub number: u32,
    /// Its cells, without blanks around them.
    pub cells: Vec<String>,
}

impl Row {
    /// What stands in a column; nothing beyond the last cell.
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// Where that is.
    #[must_use]
    pub fn address(&self, column: usize) -> Address {
        Address { row: self.number, column }
    }
}

/// The rows of a file: the heading, and what stands under it. Empty rows are left out and still counted in the numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The first row that says something.
    pub heading: Row,
    /// The others; at least one.
    pub rows: Vec<Row>,
}

/// Why a file is no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// It is larger than what is read.
    #[error("the file is too large")]
    TooLarge,
    /// It has too many rows.
    #[error("the file has too many rows")]
    TooManyRows,
    /// It has too many columns.
    #[error("the file has too many columns")]
    TooManyColumns,
    /// A cell has too many letters.
    #[error("the cell {0} is too long")]
    CellTooLong(Address),
    /// A quotation mark in the row is not closed.
    #[error("a quotation mark in the row of {0} is not closed")]
    QuoteOpen(Address),
    /// It is not text, and no workbook either.
    #[error("the file is no text and no workbook")]
    Unreadable,
    /// It has no row under its heading.
    #[error("the file has no rows")]
    Empty,
}

impl SheetError {
    /// The message that says it, and what to do.
    #[must_use]
    pub fn message(&self) -> &'static str {
        match self {
            Self::TooLarge => "sheet-too-large",
            Self::TooManyRows => "sheet-too-many-rows",
            Self::TooManyColumns => "sheet-too-many-columns",
            Self::CellTooLong(_) => "sheet-cell-too-long",
            Self::QuoteOpen(_) => "sheet-quote-open",
            Self::Unreadable => "sheet-unreadable",
            Self::Empty => "sheet-empty",
        }
    }

    /// The cell that it is about; empty for the file as a whole.
    #[must_use]
    pub fn cell(&self) -> String {
        match self {
            Self::CellTooLong(address) => address.to_string(),
            Self::QuoteOpen(address) => address.row.to_string(),
            Self::TooLarge | Self::TooManyRows | Self::TooManyColumns | Self::Unreadable | Self::Empty => {
                String::new()
            }
        }
    }
}

/// Reads a file: a workbook (XLSX, its first sheet), or text with commas, semicolons or tabs (CSV, in UTF-8).
///
/// # Errors
/// When it is neither, or larger than the limits.
pub fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
    if bytes.len() > MOST_BYTES {
        return Err(SheetError::TooLarge);
    }
    if bytes.starts_with(b"PK\x03\x04") { workbook::read(bytes) } else { delimited::read(bytes) }
}

impl Sheet {
    /// The sheet as one text, so that a page can carry it along while nothing is stored: a line for each row, its number
    /// first, tabs between.
    #[must_use]
    pub fn to_text(&self) -> String {
        let line = |row: &Row| format!("{}\t{}", row.number, row.cells.join("\t"));
        std::iter::once(&self.heading).chain(&self.rows).map(line).collect::<Vec<_>>().join("\n")
    }

    /// Reads such a text, within the same limits.
    ///
    /// # Errors
    /// When it is not one of ours.
    pub fn from_text(text: &str) -> Result<Self, SheetError> {
        let mut gathered = Gathered::default();
        for line in text.lines() {
            let (number, cells) = line.split_once('\t').ok_or(SheetError::Unreadable)?;
            let number = number.parse().map_err(|_| SheetError::Unreadable)?;
            for (column, cell) in cells.split('\t').enumerate() {
                gathered.add(Address { row: number, column }, cell)?;
            }
        }
        gathered.finish()
    }
}

/// A sheet in the making: it takes one cell after the other, in the order of rows, and says no at the first that is too much.
#[derive(Default)]
struct Gathered {
    rows: Vec<Row>,
    bytes: usize,
}

impl Gathered {
    fn add(&mut self, at: Address, text: &str) -> Result<(), SheetError> {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if text.is_empty() {
            return Ok(());
        }
        if at.row > MOST_ROWS {
            return Err(SheetError::TooManyRows);
        }
        if at.column >= MOST_COLUMNS {
            return Err(SheetError::TooManyColumns);
        }
        if text.chars().count() > MOST_LETTERS {
            return Err(SheetError::CellTooLong(at));
        }
        self.bytes += text.len();
        if self.bytes > MOST_TEXT {
            return Err(SheetError::TooLarge);
        }
        if self.rows.last().is_none_or(|row| row.number != at.row) {
            if self.rows.last().is_some_and(|row| row.number > at.row) {
                return Err(SheetError::Unreadable);
            }
            self.rows.push(Row { number: at.row, cells: Vec::new() });
        }
        if let Some(row) = self.rows.last_mut() {
            row.cells.resize(row.cells.len().max(at.column + 1), String::new());
            if let Some(cell) = row.cells.get_mut(at.column) {
                *cell = text;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Sheet, SheetError> {
        let mut rows = self.rows.into_iter();
        let heading = rows.next().ok_or(SheetError::Empty)?;
        let rows: Vec<Row> = rows.collect();
        if rows.is_empty() { Err(SheetError::Empty) } else { Ok(Sheet { heading, rows }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_named_as_spreadsheets_name_them() {
        let named = |row, column| Address { row, column }.to_string();
        assert_eq!("AB12".parse(), Ok(Address { row: 12, column: 27 }));
        assert_eq!(["", "B", "12", "ZZZ1"].map(str::parse::<Address>), [Err(NoAddress); 4]);
        assert_eq!([named(7, 2), named(1, 25), named(2, 26), named(3, 701)], ["C7", "Z1", "AA2", "ZZ3"]);
    }

    #[test]
    fn a_sheet_is_carried_along_as_text_and_is_the_same_afterwards() {
        let sheet = read("Name,Year\n\n\"Example, Ada\",4\n,5\n".as_bytes()).unwrap();
        assert_eq!(sheet.rows[0], Row { number: 3, cells: vec!["Example, Ada".into(), "4".into()] });
        assert_eq!(sheet.rows[1].cell(0), "");
        assert_eq!(Sheet::from_text(&sheet.to_text()).unwrap(), sheet);
        assert_eq!(
            Sheet::from_text(&sheet.to_text().replace('\n', "\r\n")).unwrap(),
            sheet,
            "as a form sends it"
        );
        assert_eq!(Sheet::from_text("no number\tAda"), Err(SheetError::Unreadable));
        assert_eq!(Sheet::from_text(""), Err(SheetError::Empty));
    }

    #[test]
    fn every_size_has_an_end() {
        let rows = format!("Name\n{}", "Ada\n".repeat(2_001));
        assert_eq!(read(rows.as_bytes()), Err(SheetError::TooManyRows));
        let columns = format!("Name\n{}x\n", ",".repeat(MOST_COLUMNS));
        assert_eq!(read(columns.as_bytes()), Err(SheetError::TooManyColumns));
        let cell = format!("Name\nAda\n{}\n", "é".repeat(MOST_LETTERS + 1));
        assert_eq!(read(cell.as_bytes()), Err(SheetError::CellTooLong(Address { row: 3, column: 0 })));
        assert_eq!(read(&vec![b'a'; MOST_BYTES + 1]), Err(SheetError::TooLarge));
    }
}
