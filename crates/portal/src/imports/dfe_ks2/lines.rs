//! The lines of a text, counted as the reader's editor counts them: a cell may go on over the end of a line.

use csv::ByteRecord;

/// Counts the lines of the text as a reader's editor does.
pub(super) struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    /// The lines of this text, counted from 1.
    pub(super) fn of(text: &'a [u8]) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line at which a record begins. Records come in their order.
    pub(super) fn beginning(&mut self, record: &ByteRecord) -> u64 {
        let from =
            record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX));
        let between = self.text.get(self.at..).unwrap_or_default();
        let until = from.saturating_sub(self.at)
            + self
                .text
                .get(from..)
                .unwrap_or_default()
                .iter()
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
        let passed = between.get(..until).unwrap_or(between);
        self.line += passed.split(|byte| *byte == b'\n').skip(1).count() as u64;
        self.at += passed.len();
        self.line
    }

    /// Whether a line of text ends between the beginning of the record and the end of its last cell, before `next`.
    pub(super) fn breaks_before(&self, next: usize) -> bool {
        let record = self.text.get(self.at..next.min(self.text.len())).unwrap_or_default();
        record.trim_ascii_end().contains(&b'\n')
    }
}
