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
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::leaf::Leaf;

/// A line's fields, in the order in which they are written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    specversion: String,
    id: String,
    source: String,
    #[serde(rename = "type")]
    kind: String,
    subject: String,
    time: String,
    datacontenttype: String,
    position: String,
    leafhash: String,
    streamtype: String,
    streamid: String,
    sequence: String,
    eventtype: String,
    eventversion: String,
    metadata: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Box<RawValue>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data_base64: Option<String>,
}

/// A fact at `position` of the ledger `origin`, as a line without its end.
pub(super) fn write(origin: &str, position: u64, leaf: &Leaf<'_>) -> Result<String, serde_json::Error> {
    let verbatim = verbatim(leaf.payload);
    let data_base64 = verbatim.is_none().then(|| BASE64_STANDARD.encode(leaf.payload));
    serde_json::to_string(&Fields {
        specversion: "1.0".to_owned(),
        id: position.to_string(),
        source: origin.to_owned(),
        kind: format!("ledger.{}.{}.v{}", leaf.aggregate_type, leaf.event_type, leaf.event_version),
        subject: format!("{}/{}", leaf.aggregate_type, leaf.aggregate_id),
        time: format!("{:.6}", leaf.recorded_at),
        datacontenttype: "application/json".to_owned(),
        position: position.to_string(),
        leafhash: hex::encode(leaf.hash().0),
        streamtype: leaf.aggregate_type.to_owned(),
        streamid: leaf.aggregate_id.to_owned(),
        sequence: leaf.sequence.to_string(),
        eventtype: leaf.event_type.to_owned(),
        eventversion: leaf.event_version.to_owned(),
        metadata: leaf.metadata.to_owned(),
        data: verbatim,
        data_base64,
    })
}

/// The payload as it may stand in a line; none if it would not stay as it is.
fn verbatim(payload: &str) -> Option<Box<RawValue>> {
    if payload.contains(['\n', '\r']) {
        return None;
    }
    RawValue::from_string(payload.to_owned()).ok().filter(|raw| raw.get() == payload)
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
    let canonical = write(&fields.source, position, &leaf).is_ok_and(|written| written == text);
    let hash = leaf.hash().0;
    Some(Line {
        position,
        leaf: hash,
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
            let line = write("a.example/ledger", 12, &leaf(payload)).unwrap();
            assert!(!line.contains(['\n', '\r']), "{line}");
            let read = read(&line).unwrap();
            assert_eq!((read.position, read.leaf), (12, leaf(payload).hash().0), "{payload}");
            assert!(read.canonical && read.said == hex::encode(read.leaf), "{payload}");
        }
    }

    #[test]
    fn a_line_is_a_cloud_event() {
        let line = write("a.example/ledger", 12, &leaf(r#"{"amount": 5}"#)).unwrap();
        insta::assert_snapshot!(line, @r##"{"specversion":"1.0","id":"12","source":"a.example/ledger","type":"ledger.jar.filled.v1","subject":"jar/é \"1\"","time":"2026-01-31T09:30:00.100000Z","datacontenttype":"application/json","position":"12","leafhash":"87857a9be32d75c5f0e5e06943af4176291adcd199a5048ef9785052406c8236","streamtype":"jar","streamid":"é \"1\"","sequence":"7","eventtype":"filled","eventversion":"1","metadata":"{\"actor\": \"a\\u00e9\"}","data":{"amount": 5}}"##);
    }

    #[test]
    fn a_line_that_says_something_beside_is_not_taken_for_genuine() {
        let line = write("a.example/ledger", 12, &leaf(r#"{"amount": 5}"#)).unwrap();
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
