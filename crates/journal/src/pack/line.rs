//! A fact as one line: a CloudEvent with everything that its leaf is computed from.
//!
//! The payload stands in `data` letter by letter as it is stored. One that would not survive that (it has line breaks
//! between its parts, or is no JSON that we can read) stands in `data_base64`.
//!
//! # Source
//! CloudEvents 1.0.2 and its JSON format. The names of extensions are small letters and digits.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use jiff::Timestamp;
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tlog_tiles::Hash;

use crate::leaf::{Leaf, instant};

/// A line's fields. What stands in others too is compared by writing the line again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    #[serde(rename = "specversion")]
    _specversion: IgnoredAny,
    #[serde(rename = "id")]
    _id: IgnoredAny,
    source: String,
    #[serde(rename = "type")]
    _kind: IgnoredAny,
    #[serde(rename = "subject")]
    _subject: IgnoredAny,
    time: String,
    #[serde(rename = "datacontenttype")]
    _datacontenttype: IgnoredAny,
    position: String,
    leafhash: String,
    streamtype: String,
    streamid: String,
    sequence: String,
    eventtype: String,
    eventversion: String,
    metadata: String,
    data: Option<Box<RawValue>>,
    data_base64: Option<String>,
}

/// The same, in the order in which they are written.
#[derive(Serialize)]
struct Written<'a> {
    specversion: &'a str,
    id: &'a str,
    source: &'a str,
    #[serde(rename = "type")]
    kind: String,
    subject: String,
    time: String,
    datacontenttype: &'a str,
    position: &'a str,
    leafhash: String,
    streamtype: &'a str,
    streamid: &'a str,
    sequence: String,
    eventtype: &'a str,
    eventversion: &'a str,
    metadata: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_base64: Option<String>,
}

/// A fact at `position` of the ledger `origin`, as a line without its end. `hash` is that of its leaf.
pub(super) fn write(
    origin: &str,
    position: u64,
    leaf: &Leaf<'_>,
    hash: Hash,
) -> Result<String, serde_json::Error> {
    let data = verbatim(leaf.payload);
    let data_base64 = data.is_none().then(|| BASE64_STANDARD.encode(leaf.payload));
    let position = position.to_string();
    serde_json::to_string(&Written {
        specversion: "1.0",
        id: &position,
        source: origin,
        kind: format!("ledger.{}.{}.v{}", leaf.aggregate_type, leaf.event_type, leaf.event_version),
        subject: format!("{}/{}", leaf.aggregate_type, leaf.aggregate_id),
        time: instant(leaf.recorded_at),
        datacontenttype: "application/json",
        position: &position,
        leafhash: hex::encode(hash.0),
        streamtype: leaf.aggregate_type,
        streamid: leaf.aggregate_id,
        sequence: leaf.sequence.to_string(),
        eventtype: leaf.event_type,
        eventversion: leaf.event_version,
        metadata: leaf.metadata,
        data,
        data_base64,
    })
}

/// The payload as it may stand in a line; none if it would not stay as it is.
fn verbatim(payload: &str) -> Option<&RawValue> {
    if payload.contains(['\n', '\r']) {
        return None;
    }
    serde_json::from_str::<&RawValue>(payload).ok().filter(|raw| raw.get() == payload)
}

/// What a line says.
pub(super) struct Line {
    pub(super) position: u64,
    /// The hash over what the line holds.
    pub(super) leaf: [u8; 32],
    /// The hash that the line says it has.
    pub(super) said: String,
    /// Whether the line is written as the ledger `source` would write it.
    pub(super) canonical: bool,
    pub(super) source: String,
    pub(super) stream_type: String,
    pub(super) stream_id: String,
    pub(super) payload: String,
    pub(super) recorded_at: Timestamp,
}

/// Reads a line without its end. None if it is no event of a pack.
pub(super) fn read(text: &str) -> Option<Line> {
    let fields: Fields = serde_json::from_str(text).ok()?;
    let payload = match (&fields.data, &fields.data_base64) {
        (Some(raw), None) => raw.get().to_owned(),
        (None, Some(encoded)) => String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?,
        _ => return None,
    };
    let recorded_at: Timestamp = fields.time.parse().ok()?;
    let position = fields.position.parse().ok()?;
    let leaf = Leaf {
        aggregate_type: &fields.streamtype,
        aggregate_id: &fields.streamid,
        sequence: fields.sequence.parse().ok()?,
        event_type: &fields.eventtype,
        event_version: &fields.eventversion,
        payload: &payload,
        metadata: &fields.metadata,
        recorded_at,
    };
    let hash = leaf.hash();
    let canonical = write(&fields.source, position, &leaf, hash).is_ok_and(|written| written == text);
    Some(Line {
        position,
        leaf: hash.0,
        said: fields.leafhash,
        canonical,
        source: fields.source,
        stream_type: fields.streamtype,
        stream_id: fields.streamid,
        payload,
        recorded_at,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(payload: &str) -> Leaf<'_> {
        Leaf {
            aggregate_type: "jar",
            aggregate_id: "é \"1\"",
            sequence: 7,
            event_type: "filled",
            event_version: "1",
            payload,
            metadata: r#"{"actor": "a\u00e9"}"#,
            recorded_at: "2026-01-31T09:30:00.1Z".parse().unwrap(),
        }
    }

    #[test]
    fn a_line_holds_the_stored_bytes_whatever_they_look_like() {
        let payloads = [
            r#"{"a": 1,  "a":2, "b":"x\u0041\/", "c":1.50e0}"#,
            "{\n  \"a\": 1\r\n}",
            "  {}  ",
            "12345678901234567890123456789.000",
            "\"text\u{2028}\"",
            &"[".repeat(500),
        ];
        for payload in payloads {
            let line = write("a.example/ledger", 12, &leaf(payload), leaf(payload).hash()).unwrap();
            assert!(!line.contains(['\n', '\r']), "{line}");
            let read = read(&line).unwrap();
            assert_eq!((read.position, read.leaf), (12, leaf(payload).hash().0), "{payload}");
            assert!(read.canonical && read.said == hex::encode(read.leaf), "{payload}");
        }
    }

    #[test]
    fn a_line_is_a_cloud_event() {
        let leaf = leaf(r#"{"amount": 5}"#);
        let line = write("a.example/ledger", 12, &leaf, leaf.hash()).unwrap();
        insta::assert_snapshot!(line, @r##"{"specversion":"1.0","id":"12","source":"a.example/ledger","type":"ledger.jar.filled.v1","subject":"jar/é \"1\"","time":"2026-01-31T09:30:00.100000Z","datacontenttype":"application/json","position":"12","leafhash":"87857a9be32d75c5f0e5e06943af4176291adcd199a5048ef9785052406c8236","streamtype":"jar","streamid":"é \"1\"","sequence":"7","eventtype":"filled","eventversion":"1","metadata":"{\"actor\": \"a\\u00e9\"}","data":{"amount": 5}}"##);
    }

    #[test]
    fn a_line_that_says_something_beside_is_not_taken_for_genuine() {
        let leaf = leaf(r#"{"amount": 5}"#);
        let line = write("a.example/ledger", 12, &leaf, leaf.hash()).unwrap();
        for (from, to) in
            [("\"id\":\"12\"", "\"id\":\"13\""), ("v1", "v2"), (":\"12\",\"leaf", ": \"12\",\"leaf")]
        {
            let other = line.replace(from, to);
            assert_ne!(other, line);
            assert!(read(&other).is_none_or(|line| !line.canonical), "{other}");
        }
        assert!(read(&line.replace("\"specversion\"", "\"extra\":1,\"specversion\"")).is_none());
    }
}
