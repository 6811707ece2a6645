//! The stored shape of every event, as lines that are never changed: a renaming that would change history fails here.
//!
//! One line for each kind at least, in its aggregate's `golden.jsonl`; when a shape changes the old line stays, in a file
//! named after its version, and the new one is added.

use cqrs_es::persist::SerializedEvent;
use cqrs_es::{Aggregate, DomainEvent as _};
use serde_json::Value;
use strum::VariantNames;

use crate::{Currency, Fact};

/// The kinds whose shape has changed, each with the version that it is stored under now.
const SINCE_CHANGED: &[(&str, &str)] = &[("cycle_outcome_sealed", "2")];

/// Every line is a fact and is written again letter by letter; every kind has a line; nobody's words stand in it, except
/// under the keys of `public`, which hold the published names of schools and sources.
pub(crate) fn check<A: Aggregate>(lines: &str, public: &[&str])
where
    A::Event: VariantNames,
{
    let mut kinds: Vec<&str> = A::Event::VARIANTS.to_vec();
    for line in lines.lines() {
        let payload: Value = serde_json::from_str(line).unwrap();
        let kind = payload["type"].as_str().unwrap();
        let version = version_of(kind);
        Fact::parse(A::TYPE, kind, version, &payload).unwrap();
        let event: A::Event = serde_json::from_str(line).unwrap();
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
        assert_eq!((event.event_type().as_str(), event.event_version().as_str()), (kind, version));
        kinds.retain(|one| *one != kind);
        assert_no_words(&payload, kind, public);
    }
    assert!(kinds.is_empty(), "no golden line for {kinds:?}");
}

/// The version that a kind is stored under now.
fn version_of(kind: &str) -> &'static str {
    SINCE_CHANGED.iter().find(|(changed, _)| *changed == kind).map_or("1", |(_, version)| version)
}

/// Each line of `old` was stored in the first version, and is read as the line of `now` in its place: by whoever follows facts,
/// and by whoever loads the aggregate.
pub(crate) fn brought_up<A: Aggregate>(old: &str, now: &[&str]) {
    assert_eq!(old.lines().count(), now.len());
    for (old, now) in old.lines().zip(now.iter().copied()) {
        let [old, now]: [Value; 2] = [old, now].map(|line| serde_json::from_str(line).unwrap());
        let kind = now["type"].as_str().unwrap();
        let meant = Fact::parse(A::TYPE, kind, version_of(kind), &now).unwrap();
        assert_eq!(Fact::parse(A::TYPE, kind, "1", &old).unwrap(), meant);
        let stored = SerializedEvent::new(
            "1".to_owned(),
            1,
            A::TYPE.to_owned(),
            kind.to_owned(),
            "1".to_owned(),
            old,
            Value::Null,
        );
        let loaded = crate::upcasters().iter().fold(stored, |event, upcaster| {
            let knows = upcaster.can_upcast(&event.event_type, &event.event_version);
            if knows { upcaster.upcast(event) } else { event }
        });
        assert_eq!((loaded.event_version.as_str(), loaded.payload), (version_of(kind), now));
    }
}

/// A string that a machine made has no blank and no long run of capitals; anything else must be inside a sealed value.
fn assert_no_words(value: &Value, at: &str, public: &[&str]) {
    match value {
        Value::Object(fields) if is_sealed(value) => assert_eq!(fields.len(), 4, "{at}"),
        Value::Object(fields) => {
            for (key, field) in fields.iter().filter(|(key, _)| !public.contains(&key.as_str())) {
                assert_no_words(field, &format!("{at}.{key}"), public);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| assert_no_words(item, at, public)),
        Value::String(text) => {
            let machine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.:@|".contains(c);
            let sign = ["SUPP", "NA", "LOWCOV"].contains(&text.as_str()) || text.parse::<Currency>().is_ok();
            assert!(sign || text.chars().all(machine), "{at} has words in the clear: {text}");
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn is_sealed(value: &Value) -> bool {
    ["subject", "key_version", "nonce", "ciphertext"].iter().all(|key| value.get(key).is_some())
}

#[test]
#[should_panic(expected = "words in the clear")]
fn a_name_in_the_clear_is_found() {
    assert_no_words(&serde_json::json!({"note": {"text": "Aroha was away"}}), "line", &["name"]);
}
