//! Facts as the database hands them out by the thousand: their stored bytes, side by side, and where each of them lies.
//!
//! They come by COPY in its binary form, which costs the database and us a good deal less than rows of a query, and are
//! hashed where they lie. A text that was damaged is a text like another: it has another hash.

use jiff::Timestamp;

use crate::JournalError;
use crate::leaf::Leaf;

/// What is read of each fact, in this order.
pub(crate) const COLUMNS: &str = "tx, ident, aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, recorded_at";
/// How many columns that are.
const FIELDS: usize = 10;
/// What a COPY begins with, before two numbers of four bytes.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";
/// From 1970 to 2000, where the database begins to count, in microseconds.
const TO_2000: i64 = 946_684_800_000_000;

/// Some facts.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    bytes: Vec<u8>,
    rows: Vec<Row>,
}

/// Where a fact lies, and by what its place in its block is told.
#[derive(Debug, Clone, Copy)]
struct Row {
    tx: i64,
    ident: i64,
    start: usize,
}

/// A fact as it is stored.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StoredFact<'a> {
    pub(crate) tx: i64,
    pub(crate) ident: i64,
    pub(crate) aggregate_type: &'a str,
    pub(crate) aggregate_id: &'a str,
    pub(crate) sequence: i64,
    event_type: &'a str,
    event_version: &'a str,
    payload: &'a str,
    metadata: &'a str,
    recorded_at: Timestamp,
}

impl<'a> StoredFact<'a> {
    pub(crate) fn leaf(&self) -> Leaf<'a> {
        Leaf {
            aggregate_type: self.aggregate_type,
            aggregate_id: self.aggregate_id,
            sequence: self.sequence.cast_unsigned(),
            event_type: self.event_type,
            event_version: self.event_version,
            payload: self.payload,
            metadata: self.metadata,
            recorded_at: self.recorded_at,
        }
    }
}

impl Facts {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Takes a message of the COPY.
    pub(crate) fn take(&mut self, message: &[u8]) -> Result<(), JournalError> {
        let mut rest = match message.strip_prefix(SIGNATURE) {
            Some(after) => after.get(8..).ok_or_else(malformed)?,
            None => message,
        };
        // A row begins with the number of its fields; the end is a row of -1.
        while !rest.is_empty() && !rest.starts_with(&[0xff, 0xff]) {
            let row = rest;
            let mut fields = Fields::of(row).ok_or_else(malformed)?;
            let tx = fields.number().ok_or_else(malformed)?;
            let ident = fields.number().ok_or_else(malformed)?;
            for _ in 2..FIELDS {
                fields.bytes().ok_or_else(malformed)?;
            }
            rest = fields.0;
            let start = self.bytes.len();
            self.bytes.extend_from_slice(row.get(..row.len() - rest.len()).unwrap_or_default());
            self.rows.push(Row { tx, ident, start });
        }
        Ok(())
    }

    /// Puts the facts of each block in the order of the block. They lie by transaction, and each block ends before the
    /// transaction that `ends` has for it.
    pub(crate) fn sort_within(&mut self, ends: impl Iterator<Item = i64>) {
        let mut rest = self.rows.as_mut_slice();
        for end in ends {
            let own = rest.partition_point(|row| row.tx < end);
            let (block, after) = std::mem::take(&mut rest).split_at_mut(own);
            block.sort_unstable_by_key(|row| row.ident);
            rest = after;
        }
    }

    /// The facts in their order. One whose bytes are no text has empty texts.
    pub(crate) fn iter(&self) -> impl Iterator<Item = StoredFact<'_>> {
        self.rows.iter().map(|row| {
            let fields = self.bytes.get(row.start..).and_then(Fields::of);
            fields.and_then(|fields| stored(row, fields)).unwrap_or(StoredFact {
                tx: row.tx,
                ident: row.ident,
                aggregate_type: "",
                aggregate_id: "",
                sequence: 0,
                event_type: "",
                event_version: "",
                payload: "",
                metadata: "",
                recorded_at: Timestamp::UNIX_EPOCH,
            })
        })
    }
}

fn stored<'a>(row: &Row, mut fields: Fields<'a>) -> Option<StoredFact<'a>> {
    fields.number()?;
    fields.number()?;
    Some(StoredFact {
        tx: row.tx,
        ident: row.ident,
        aggregate_type: fields.text()?,
        aggregate_id: fields.text()?,
        sequence: fields.number()?,
        event_type: fields.text()?,
        event_version: fields.text()?,
        payload: fields.text()?,
        metadata: fields.text()?,
        // A time without end was never sealed, so any other does as well.
        recorded_at: fields
            .number()?
            .checked_add(TO_2000)
            .and_then(|micros| Timestamp::from_microsecond(micros).ok())
            .unwrap_or(Timestamp::UNIX_EPOCH),
    })
}

fn malformed() -> JournalError {
    sqlx::Error::Protocol("a row of a COPY is cut short".to_owned()).into()
}

/// The fields of a row that have not been read: each is its length in four bytes and then so many bytes.
struct Fields<'a>(&'a [u8]);

impl<'a> Fields<'a> {
    fn of(row: &'a [u8]) -> Option<Self> {
        let (count, fields) = row.split_first_chunk::<2>()?;
        (usize::from(u16::from_be_bytes(*count)) == FIELDS).then_some(Self(fields))
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let length = usize::try_from(i32::from_be_bytes(*length)).ok()?;
        let (field, rest) = rest.split_at_checked(length)?;
        self.0 = rest;
        Some(field)
    }

    fn number(&mut self) -> Option<i64> {
        Some(i64::from_be_bytes(self.bytes()?.try_into().ok()?))
    }

    fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A row of a COPY.
    pub(crate) fn row(tx: i64, ident: i64, id: &str, sequence: i64) -> Vec<u8> {
        let mut row = vec![0, 10];
        let numbers = [tx, ident, sequence, 1_000_001].map(i64::to_be_bytes);
        let [tx, ident, sequence, at] = numbers.each_ref().map(<[u8; 8]>::as_slice);
        for field in [tx, ident, b"jar", id.as_bytes(), sequence, b"put", b"1", b"{}", b"[]", at] {
            row.extend(i32::try_from(field.len()).unwrap().to_be_bytes());
            row.extend(field);
        }
        row
    }

    #[test]
    fn messages_of_a_copy_become_facts_in_the_order_of_their_blocks() {
        let mut facts = Facts::default();
        let begin = [SIGNATURE, &[0; 8], &row(1, 3, "\u{e9}", 7)].concat();
        let end = [row(3, 9, "c", 1), row(4, 8, "d", 1), vec![0xff, 0xff]].concat();
        for message in [begin, row(2, 1, "b", 7), end] {
            facts.take(&message).unwrap();
        }
        facts.sort_within([3, 5].into_iter());
        let read: Vec<_> = facts.iter().map(|fact| (fact.tx, fact.aggregate_id)).collect();
        assert_eq!((facts.len(), read), (4, vec![(2, "b"), (1, "\u{e9}"), (4, "d"), (3, "c")]));
        let fact = facts.iter().next().unwrap();
        assert_eq!((fact.aggregate_type, fact.sequence, fact.leaf().metadata), ("jar", 7, "[]"));
        assert_eq!(fact.leaf().recorded_at.to_string(), "2000-01-01T00:00:01.000001Z");
        let short = row(1, 1, "a", 1);
        assert!(facts.take(&short[..short.len() - 1]).is_err());
        facts.take(&[SIGNATURE, &[0; 8], &[0xff, 0xff]].concat()).unwrap();
        assert_eq!(facts.len(), 4, "an empty COPY has none");
    }
}
