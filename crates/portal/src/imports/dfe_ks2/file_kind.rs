//! Whether the bytes can be a table at all, and what they are if not: a workbook, a web page, another table.

use crate::imports::problems::Trouble;

/// The largest file that is read, in megabytes. The table of all England in one year has about 20.
const MOST_MEGABYTES: usize = 200;
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// The text of the file after its byte order mark.
///
/// # Errors
///
/// What the file is, when it is no text with commas.
pub(super) fn text(bytes: &[u8]) -> Result<&[u8], Trouble> {
    if bytes.len() > MOST_MEGABYTES * 1_000_000 {
        return Err(Trouble::TooLarge { megabytes: MOST_MEGABYTES });
    }
    let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    match foreign(bytes, text) {
        Some(trouble) => Err(trouble),
        None => Ok(text),
    }
}

/// A file that is not a table of text, known by its first bytes.
fn foreign(bytes: &[u8], text: &[u8]) -> Option<Trouble> {
    let start = text.trim_ascii_start();
    if start.is_empty() {
        Some(Trouble::Empty)
    } else if [&b"PK\x03\x04"[..], b"\xD0\xCF\x11\xE0", b"\x1F\x8B"]
        .iter()
        .any(|magic| bytes.starts_with(magic))
    {
        Some(Trouble::Workbook)
    } else if bytes.starts_with(b"%PDF") {
        Some(Trouble::Pdf)
    } else if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") || has_zero_early(bytes) {
        Some(Trouble::Utf16)
    } else if start.starts_with(b"<") {
        Some(Trouble::WebPage)
    } else {
        None
    }
}

/// Text in UTF-16 without a mark shows by its zero bytes.
fn has_zero_early(bytes: &[u8]) -> bool {
    bytes.iter().take(64).any(|byte| *byte == 0)
}

/// What a file is whose first line, in capitals, does not name the columns of a key stage 2 table; none if it does.
pub(super) fn other_table(names: &[String]) -> Option<Trouble> {
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let starts = |wanted: &str| names.iter().any(|name| name.starts_with(wanted));
    if ["ATT8SCR", "P8MEA", "P8MEA_PT", "PTFOURBASICS"].iter().any(|name| has(name)) {
        Some(Trouble::KeyStage4)
    } else if has("TIME_PERIOD") && has("GEOGRAPHIC_LEVEL") {
        Some(Trouble::LongLayout)
    } else if has("FIELDNAME") || has("FIELD NAME") {
        Some(Trouble::Descriptions)
    } else if names.len() == 1 && names.iter().any(|name| name.contains([';', '\t', '|'])) {
        Some(Trouble::NotCommas)
    } else if !has("RECTYPE") && !has("URN") || !["READ", "MAT", "TELIG"].iter().any(|name| starts(name)) {
        Some(Trouble::NotATable)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_file_is_called_by_its_name() {
        let cases: [(&[u8], Trouble); 10] = [
            (b"", Trouble::Empty),
            (b"\xEF\xBB\xBF \r\n", Trouble::Empty),
            (b"PK\x03\x04\x14\x00", Trouble::Workbook),
            (b"\xD0\xCF\x11\xE0\xA1\xB1", Trouble::Workbook),
            (b"%PDF-1.7", Trouble::Pdf),
            (b"\xFF\xFER\0E\0C\0", Trouble::Utf16),
            (b"\xFE\xFF\0R\0E\0C", Trouble::Utf16),
            (b"R\0E\0C\0T\0", Trouble::Utf16),
            (b"  <!DOCTYPE html>", Trouble::WebPage),
            (b"\xEF\xBB\xBF<html>", Trouble::WebPage),
        ];
        for (bytes, trouble) in cases {
            assert_eq!(text(bytes), Err(trouble), "{bytes:?}");
        }
    }

    #[test]
    fn the_byte_order_mark_is_not_part_of_the_first_name() {
        assert_eq!(text(b"\xEF\xBB\xBFRECTYPE,URN"), Ok(&b"RECTYPE,URN"[..]));
    }

    #[test]
    fn another_table_is_called_by_its_name() {
        let names = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(other_table(&names("RECTYPE,LEA,URN,SCHNAME,ATT8SCR")), Some(Trouble::KeyStage4));
        assert_eq!(other_table(&names("TIME_PERIOD,GEOGRAPHIC_LEVEL,URN")), Some(Trouble::LongLayout));
        assert_eq!(other_table(&names("COLUMN,FIELD NAME,LABEL/DESCRIPTION")), Some(Trouble::Descriptions));
        assert_eq!(other_table(&names("RECTYPE;URN;SCHNAME;READPROG")), Some(Trouble::NotCommas));
        assert_eq!(other_table(&names("NAME,PRICE")), Some(Trouble::NotATable));
        assert_eq!(other_table(&names("RECTYPE,LEA,URN,SCHNAME,TELIG,READPROG")), None);
    }
}
