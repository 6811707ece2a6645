//! A workbook as spreadsheet programs write it (XLSX). Only its first sheet is read, and of formulas what they last gave.
//!
//! Such a file is a packed folder, and a small one can unpack to more than any memory holds. So it is unpacked once to
//! nothing, counting, before it is read; and its cells are taken one by one, because a sheet with one cell in its last row
//! would otherwise be laid out whole.

use std::io::{Cursor, Read};

use calamine::{Data, DataRef, Reader, Xlsx};

use super::{Address, Gathered, Sheet, SheetError};

/// The most that a workbook may unpack to, in bytes.
const MOST_UNPACKED: u64 = 16 << 20;
/// The most files in it.
const MOST_PARTS: usize = 200;

/// Reads the first sheet.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
    refuse_what_unpacks_too_far(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| SheetError::Unreadable)?;
    let first = book.sheet_names().first().cloned().ok_or(SheetError::Empty)?;
    let mut cells = book.worksheet_cells_reader(&first).map_err(|_| SheetError::Unreadable)?;
    let mut gathered = Gathered::default();
    while let Some(cell) = cells.next_cell().map_err(|_| SheetError::Unreadable)? {
        let (row, column) = cell.get_position();
        let at = Address { row: row.saturating_add(1), column: column as usize };
        gathered.add(at, &text(cell.get_value()))?;
    }
    gathered.finish()
}

fn refuse_what_unpacks_too_far(bytes: &[u8]) -> Result<(), SheetError> {
    let mut folder = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetError::Unreadable)?;
    if folder.len() > MOST_PARTS {
        return Err(SheetError::TooLarge);
    }
    let mut left = MOST_UNPACKED;
    for place in 0..folder.len() {
        let part = folder.by_index(place).map_err(|_| SheetError::Unreadable)?;
        // What the file says of its size may be a lie: what comes out is counted.
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())
            .map_err(|_| SheetError::Unreadable)?;
        left = left.checked_sub(size).ok_or(SheetError::TooLarge)?;
    }
    Ok(())
}

/// A cell as somebody would have typed it: whole numbers without a point, days as year, month and day.
fn text(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(day) if day.is_datetime() => {
            let (year, month, date, ..) = day.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{date:02}")
        }
        DataRef::Int(_)
        | DataRef::Float(_)
        | DataRef::String(_)
        | DataRef::Bool(_)
        | DataRef::DateTime(_)
        | DataRef::DateTimeIso(_)
        | DataRef::DurationIso(_)
        | DataRef::Error(_) => Data::from(value.clone()).to_string(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::fmt::Write as _;
    use std::io::Write as _;

    use super::*;
    use crate::sheet::MOST_ROWS;

    /// A workbook with this XML inside its first sheet's data.
    pub(crate) fn workbook(data: &str) -> Vec<u8> {
        let parts = [
            ("[Content_Types].xml", r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"#.to_owned()),
            ("_rels/.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned()),
            ("xl/workbook.xml", r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Class" sheetId="1" r:id="r1"/></sheets></workbook>"#.to_owned()),
            ("xl/_rels/workbook.xml.rels", r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#.to_owned()),
            ("xl/styles.xml", r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#.to_owned()),
            ("xl/worksheets/sheet1.xml", format!(r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{data}</sheetData></worksheet>"#)),
        ];
        let mut folder = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            folder.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            folder.write_all(text.as_bytes()).unwrap();
        }
        folder.finish().unwrap().into_inner()
    }

    #[test]
    fn texts_numbers_and_days_are_read_as_they_look() {
        let data = r#"<row r="2"><c r="A2" t="inlineStr"><is><t>Name</t></is></c><c r="B2" t="inlineStr"><is><t>Born</t></is></c><c r="C2" t="inlineStr"><is><t>Year</t></is></c></row>
            <row r="4"><c r="A4" t="inlineStr"><is><t> Ada  Ngāti </t></is></c><c r="B4" s="1"><v>42494</v></c><c r="C4"><v>4</v></c><c r="D4"><v>82.5</v></c></row>"#;
        let sheet = super::super::read(&workbook(data)).unwrap();
        assert_eq!((sheet.heading.number, sheet.heading.cells.len()), (2, 3));
        assert_eq!(sheet.rows[0].number, 4);
        assert_eq!(sheet.rows[0].cells, ["Ada Ngāti", "2016-05-04", "4", "82.5"]);
    }

    #[test]
    fn a_small_file_that_unpacks_far_is_refused_before_it_is_read() {
        let bomb = workbook(&" ".repeat(20 << 20));
        assert!(bomb.len() < 100_000, "{}", bomb.len());
        assert_eq!(read(&bomb), Err(SheetError::TooLarge));
    }

    #[test]
    fn one_cell_at_the_end_of_the_sheet_takes_no_memory() {
        let cell = |at: &str| format!(r#"<c r="{at}"><v>1</v></c>"#);
        let far = |row: u32, at: &str| {
            workbook(&format!("<row r=\"1\">{}</row><row r=\"{row}\">{}</row>", cell("A1"), cell(at)))
        };
        assert_eq!(read(&far(1_048_576, "A1048576")), Err(SheetError::TooManyRows));
        assert_eq!(read(&far(2, "XFD2")), Err(SheetError::TooManyColumns));
    }

    #[test]
    fn too_many_rows_are_refused() {
        let mut data = String::new();
        for row in 1..=MOST_ROWS + 1 {
            let _ = write!(data, r#"<row r="{row}"><c r="A{row}"><v>1</v></c></row>"#);
        }
        assert_eq!(read(&workbook(&data)), Err(SheetError::TooManyRows));
    }

    #[test]
    fn what_only_looks_like_a_workbook_is_refused() {
        assert_eq!(read(b"PK\x03\x04 and nothing"), Err(SheetError::Unreadable));
    }
}
