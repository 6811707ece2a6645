//! The tables of key stage 2 that the Department for Education publishes, one line for each school and one each for the
//! local authority and for England.
//!
//! Bytes go in; out come the schools with their figures and the averages, or every problem at once. Nothing is guessed:
//! columns are found by name, marks such as `SUPP` stay what they are, and the figures of earlier years, which stand in
//! columns of their own, are left alone. Nothing is stored here.
//!
//! # Source
//!
//! Department for Education, *Compare school and college performance in England*, download files of key stage 2 and the
//! description of their columns, 2016/17 on. Open Government Licence v3.0.

mod cells;
mod columns;
mod figure;
mod file_kind;
mod header;
mod interval;
mod lines;
mod reading;
mod row;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use csv::{ByteRecord, ReaderBuilder};
use domain::benchmark_set::AuthorityNorms;
use domain::cohort_result::Figures;
use domain::{AcademicYear, AuthorityCode};

use self::columns::Columns;
use self::header::Header;
use self::lines::Lines;
use self::reading::Reading;
use self::row::Row;
pub use self::row::SchoolRow;
use crate::imports::problems::{Problem, Problems, Trouble};

/// The most lines that are read; England has about 17,000 primary schools.
const MOST_LINES: usize = 200_000;

/// A table, read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Of which year.
    pub year: AcademicYear,
    /// How many lines it has besides the names of the columns.
    pub lines: u32,
    /// Its schools, in the order of the file.
    pub schools: Vec<SchoolRow>,
    /// The averages of the local authorities.
    pub authorities: BTreeMap<AuthorityCode, AuthorityNorms>,
    /// The averages of England's state-funded schools; none where the table has no such line.
    pub national: Option<Figures>,
    /// The averages of all of England's schools.
    pub all_schools: Option<Figures>,
    /// Whether the table has bands of progress.
    pub has_bands: bool,
}

/// Reads the table of `year`.
///
/// # Errors
///
/// Every problem of the file, in the order of its lines.
pub fn parse(bytes: &[u8], year: AcademicYear) -> Result<Table, Problems> {
    let text = file_kind::text(bytes).map_err(Problem::of_file)?;
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
    let mut record = ByteRecord::new();
    if !read_record(&mut reader, &mut record) {
        return Err(Problem::of_file(Trouble::Empty).into());
    }
    let header = Header::read(&record)?;
    if let Some(trouble) = file_kind::other_table(header.names()) {
        return Err(Problem::of_file(trouble).into());
    }
    let columns = Columns::find(&header);
    let mut reading = Reading::begin(&header, &columns, year)?;
    let mut lines = Lines::of(text);
    while read_record(&mut reader, &mut record) {
        let line = lines.beginning(&record);
        let next = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        reading.take(
            &Row { record: &record, line, header: &header, columns: &columns },
            lines.breaks_before(next),
        );
        if reading.lines() > MOST_LINES {
            return Err(Problem::of_file(Trouble::TooLong { most: MOST_LINES }).into());
        }
    }
    reading.end()
}

/// The next line of the table; false at its end. Reading from memory does not fail.
fn read_record(reader: &mut csv::Reader<&[u8]>, record: &mut ByteRecord) -> bool {
    reader.read_byte_record(record).unwrap_or(false)
}
