//! What is hashed of a fact: its stored bytes, field by field, so that anybody can compute it again.
//!
//! The record is eight fields, each preceded by its length in bytes as a four-byte big-endian number, all as UTF-8 text:
//! aggregate type, aggregate id, sequence in decimal, event type, event version, payload exactly as stored, metadata
//! exactly as stored, and the time of recording as `2026-01-31T09:30:00.123456Z`. The leaf is
//! SHA-256(0x00 ‖ record).
//!
//! # Source
//! RFC 6962, section 2.1 (the hash of a leaf).

use jiff::Timestamp;
use tlog_tiles::{Hash, record_hash, stored_hash_index};

/// The stored bytes of one fact.
#[derive(Debug, Clone, Copy)]
pub struct Leaf<'a> {
    /// The kind of its stream.
    pub aggregate_type: &'a str,
    /// Its stream's id.
    pub aggregate_id: &'a str,
    /// Its number in the stream.
    pub sequence: u64,
    /// What happened.
    pub event_type: &'a str,
    /// In which shape it was stored.
    pub event_version: &'a str,
    /// The payload's stored text.
    pub payload: &'a str,
    /// The metadata's stored text.
    pub metadata: &'a str,
    /// When it was stored, to the microsecond.
    pub recorded_at: Timestamp,
}

impl Leaf<'_> {
    /// The bytes that are hashed.
    #[must_use]
    pub fn record(&self) -> Vec<u8> {
        let sequence = self.sequence.to_string();
        let recorded_at = instant(self.recorded_at);
        let fields = [
            self.aggregate_type,
            self.aggregate_id,
            &sequence,
            self.event_type,
            self.event_version,
            self.payload,
            self.metadata,
            &recorded_at,
        ];
        let mut record = Vec::with_capacity(fields.iter().map(|field| field.len() + 4).sum());
        for field in fields {
            // PostgreSQL stores no text of a gigabyte.
            record.extend_from_slice(&u32::try_from(field.len()).unwrap_or(u32::MAX).to_be_bytes());
            record.extend_from_slice(field.as_bytes());
        }
        record
    }

    pub(crate) fn hash(&self) -> Hash {
        record_hash(&self.record())
    }
}

/// `2026-01-31T09:30:00.123456Z`: what jiff writes, in a tenth of the time, because every fact of a ledger is hashed often.
///
/// # Source
/// The day from a number of days: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
pub(crate) fn instant(at: Timestamp) -> String {
    const DAY: i64 = 86_400_000_000;
    let micros = at.as_microsecond();
    if micros < 0 || at.subsec_nanosecond() % 1_000 != 0 {
        return format!("{at:.6}");
    }
    let (days, of_day) = (micros / DAY + 719_468, micros % DAY);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // Months count from March.
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (second, micro) = (of_day / 1_000_000, of_day % 1_000_000);
    let mut text = String::with_capacity(27);
    let parts = [
        (year, 4, '-'),
        (month, 2, '-'),
        (day, 2, 'T'),
        (second / 3_600, 2, ':'),
        (second / 60 % 60, 2, ':'),
        (second % 60, 2, '.'),
        (micro, 6, 'Z'),
    ];
    for (number, digits, sign) in parts {
        for place in (0..digits).rev() {
            let digit = number / 10_i64.pow(place) % 10;
            text.push(char::from(b'0' + u8::try_from(digit).unwrap_or_default()));
        }
        text.push(sign);
    }
    text
}

/// Where the leaf of the fact at `position` is stored in `es.tree_hash`.
pub(crate) fn index(position: u64) -> u64 {
    stored_hash_index(0, position.saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn an_instant_is_written_as_jiff_writes_it(micros in -62_135_596_800_000_000_i64..253_402_207_200_000_000) {
            let at = Timestamp::from_microsecond(micros).unwrap();
            proptest::prop_assert_eq!(instant(at), format!("{at:.6}"));
        }
    }

    #[test]
    fn a_record_is_its_fields_each_with_its_length() {
        let leaf = Leaf {
            aggregate_type: "jar",
            aggregate_id: "é",
            sequence: 7,
            event_type: "put",
            event_version: "1",
            payload: r#"{"a": 1}"#,
            metadata: "{}",
            recorded_at: "2026-01-31T09:30:00.1Z".parse().unwrap(),
        };
        let expected =
            b"\0\0\0\x03jar\0\0\0\x02\xc3\xa9\0\0\0\x017\0\0\0\x03put\0\0\0\x011\0\0\0\x08{\"a\": 1}\
                         \0\0\0\x02{}\0\0\0\x1b2026-01-31T09:30:00.100000Z";
        assert_eq!(leaf.record(), expected);
    }

    #[test]
    fn leaves_are_stored_between_the_hashes_that_they_complete() {
        assert_eq!((1..=5).map(index).collect::<Vec<_>>(), [0, 1, 3, 4, 7]);
    }
}
