//! Text with commas, semicolons or tabs between the cells.

use super::{Address, Gathered, Sheet, SheetError};

/// Reads such a text. The first line says which of the three stands between cells.
pub(super) fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
    let text = std::str::from_utf8(bytes).map_err(|_| SheetError::Unreadable)?;
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    if text.contains('\0') {
        return Err(SheetError::Unreadable);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(&text))
        .from_reader(text.as_bytes());
    let mut gathered = Gathered::default();
    let mut record = csv::StringRecord::new();
    let mut row = 0_u32;
    loop {
        // The reader passes over empty lines; a spreadsheet counts them.
        let from = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        if !reader.read_record(&mut record).map_err(|_| SheetError::Unreadable)? {
            return gathered.finish();
        }
        let to = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let raw = text.get(from..to).unwrap_or_default().trim_matches('\n');
        let empty = text.get(from..).unwrap_or_default().bytes().take_while(|byte| *byte == b'\n').count();
        row = row.saturating_add(1).saturating_add(u32::try_from(empty).unwrap_or(u32::MAX));
        // A quotation mark that nobody closed takes all that follows into its cell.
        if raw.contains('\n') && raw.matches('"').count() % 2 == 1 {
            return Err(SheetError::QuoteOpen(Address { row, column: 0 }));
        }
        for (column, cell) in record.iter().enumerate() {
            gathered.add(Address { row, column }, cell)?;
        }
    }
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    // Of two that occur as often, the comma.
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(u32, Vec<String>)> {
        read(text.as_bytes()).unwrap().rows.into_iter().map(|row| (row.number, row.cells)).collect()
    }

    #[test]
    fn commas_semicolons_and_tabs_are_told_apart_by_the_heading() {
        for text in
            ["Name,Year\nAda,4", "Name;Year\nAda;4", "Name\tYear\nAda\t4", "\u{feff}Name;Year\r\nAda;4\r\n"]
        {
            assert_eq!(cells(text), [(2, vec!["Ada".to_owned(), "4".to_owned()])], "{text}");
        }
        assert_eq!(cells("Name\nAda"), [(2, vec!["Ada".to_owned()])]);
    }

    #[test]
    fn empty_rows_are_counted_and_a_line_break_in_quotes_is_none() {
        let numbers: Vec<u32> =
            cells("Name,Note\n\n\nAda,\"a\nb\"\n,\nBo,c\n\nCy,d").iter().map(|row| row.0).collect();
        assert_eq!(numbers, [4, 6, 8]);
    }

    #[test]
    fn a_quotation_mark_that_nobody_closes_is_refused_with_its_row() {
        let row = |text: &str| match read(text.as_bytes()) {
            Err(SheetError::QuoteOpen(address)) => address.row,
            other => panic!("{other:?}"),
        };
        assert_eq!(row("Name,Year\n\"Zoe Brandt,4\nBob Smith,5\nAl Hay,3"), 2);
        assert_eq!(row("Name,Year\n\nAda,4\n\"Zoe,4\nBob,5\n"), 4);
        assert_eq!(
            cells("Name,Note\nAda,5\" tall\nBo,").len(),
            2,
            "a mark inside of a cell is one of its letters"
        );
    }

    #[test]
    fn what_is_not_text_is_refused() {
        assert_eq!(read(&[0xff, 0xfe, b'N', 0]), Err(SheetError::Unreadable));
        assert_eq!(read(b"Name\n\0"), Err(SheetError::Unreadable));
        assert_eq!(read(b"Name,Year\n"), Err(SheetError::Empty));
    }
}
