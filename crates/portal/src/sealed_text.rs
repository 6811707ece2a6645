//! Opens the sealed names and notes of a cycle for those who may read them; for others they stay sealed.
//!
//! Whoever may not read a text sees that there is one. A text whose key was destroyed is shown as removed.

use std::collections::HashMap;

use domain::{CycleId, PupilId, Sealed};
use journal::Recorded;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::access::{Role, Visitor};
use crate::page_error::PageError;
use crate::vault::{Keys, Place, Vault};
use crate::words::Words;

/// Who a pupil is: what is sealed as a participant's identity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The name, as the school writes it.
    pub name: String,
    /// Whose part it is; none for a part from before schools kept a register here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pupil: Option<PupilId>,
}

/// What became of a sealed text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// Here it is.
    Open(String),
    /// The key was destroyed: nobody can read it any more.
    Removed,
    /// The visitor may not read it.
    Hidden,
}

impl Text {
    /// The text, or the words that stand in its place.
    #[must_use]
    pub fn tell(&self, words: Words) -> String {
        match self {
            Self::Open(text) => text.clone(),
            Self::Removed => words.say("history-removed"),
            Self::Hidden => words.say("history-hidden"),
        }
    }

    /// The text itself, if it is open.
    #[must_use]
    pub fn open(&self) -> Option<&str> {
        match self {
            Self::Open(text) => Some(text),
            Self::Removed | Self::Hidden => None,
        }
    }
}

/// Whether the visitor reads names and notes: staff do, auditors and governors don't.
#[must_use]
pub fn may_read(visitor: &Visitor) -> bool {
    visitor.account.as_ref().is_some_and(|person| match person.role {
        Role::Teacher | Role::Lead => true,
        Role::Governor | Role::Auditor | Role::Administrator => false,
    })
}

/// The stream that a cycle's texts are sealed for.
#[must_use]
pub fn stream_of(cycle: CycleId) -> String {
    format!("cycle/{cycle}")
}

/// A sealed text, with the place it was sealed for.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The text.
    pub sealed: Sealed,
    /// The command that sealed it.
    pub command_id: Uuid,
    /// The field it stands in.
    pub field: String,
}

impl Placed {
    /// A text in its place.
    #[must_use]
    pub fn new(sealed: Sealed, command_id: Uuid, field: &str) -> Self {
        Self { sealed, command_id, field: field.to_owned() }
    }
}

/// Texts of one cycle, opened or not, by their nonce, which no two sealed texts share.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    texts: HashMap<String, Text>,
}

impl Texts {
    /// Opens `placed` for `visitor` with one question to the database. For those who may not read, nothing is asked.
    ///
    /// # Errors
    /// When the database does not answer, or a text was altered.
    pub async fn open(
        vault: &Vault,
        visitor: &Visitor,
        cycle: CycleId,
        placed: &[Placed],
    ) -> Result<Self, PageError> {
        if !may_read(visitor) {
            return Ok(Self::default());
        }
        let subjects: Vec<Uuid> = placed.iter().map(|text| text.sealed.subject().uuid()).collect();
        let keys = vault.keys(&subjects).await?;
        let account = visitor.account.as_ref().map(|person| tracing::field::display(person.id));
        tracing::info!(account, %cycle, texts = placed.len(), "sealed texts were opened for a reader");
        let texts =
            placed.iter().map(|text| Ok((text.sealed.nonce().to_owned(), opened(&keys, cycle, text)?)));
        Ok(Self { texts: texts.collect::<Result<_, PageError>>()? })
    }

    /// What became of `sealed`.
    #[must_use]
    pub fn of(&self, sealed: &Sealed) -> Text {
        self.texts.get(sealed.nonce()).cloned().unwrap_or(Text::Hidden)
    }

    /// The name in a sealed identity.
    #[must_use]
    pub fn name(&self, identity: &Sealed) -> Text {
        match self.of(identity) {
            Text::Open(text) => match serde_json::from_str::<Identity>(&text) {
                Ok(identity) => Text::Open(identity.name),
                Err(_) => Text::Removed,
            },
            text @ (Text::Removed | Text::Hidden) => text,
        }
    }
}

fn opened(keys: &Keys, cycle: CycleId, text: &Placed) -> Result<Text, PageError> {
    let stream = stream_of(cycle);
    let place = Place { stream: &stream, command_id: text.command_id, field: &text.field };
    Ok(keys.open(&text.sealed, place)?.map_or(Text::Removed, Text::Open))
}

/// Every sealed text in a stream, each in the place where it first stood: a text that a later fact repeats keeps it.
#[must_use]
pub fn in_stream(stream: &[Recorded]) -> Vec<Placed> {
    let mut found: HashMap<String, Placed> = HashMap::new();
    for recorded in stream {
        let command_id = recorded.command_id.unwrap_or_default();
        walk(&recorded.payload, "", "", &mut |field, sealed| {
            let nonce = sealed.nonce().to_owned();
            found.entry(nonce).or_insert_with(|| Placed::new(sealed, command_id, field));
        });
    }
    found.into_values().collect()
}

/// Calls `each` for every sealed text in `value`, with the name of its field. The notes of what was allowed all the same
/// have names of their own, because they stand beside the note of the reason.
fn walk(value: &Value, parent: &str, field: &str, each: &mut impl FnMut(&str, Sealed)) {
    match value {
        Value::Object(members) if members.contains_key("ciphertext") => {
            if let Ok(sealed) = serde_json::from_value(value.clone()) {
                let name = match (parent, field) {
                    ("size_override", "note") => SIZE_NOTE,
                    ("overlap_override", "note") => OVERLAP_NOTE,
                    _ => field,
                };
                each(name, sealed);
            }
        }
        Value::Object(members) => members.iter().for_each(|(name, member)| walk(member, field, name, each)),
        Value::Array(items) => items.iter().for_each(|item| walk(item, parent, field, each)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The field of the note that says why a group has another size.
pub const SIZE_NOTE: &str = "size_override_note";
/// The field of the note that says why a pupil takes part in two cycles at once.
pub const OVERLAP_NOTE: &str = "overlap_override_note";

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sealed(nonce: char) -> Value {
        json!({
            "subject": "00000000-0000-0000-0000-000000000007",
            "key_version": 1,
            "nonce": nonce.to_string().repeat(32),
            "ciphertext": "A".repeat(24),
        })
    }

    #[test]
    fn every_sealed_text_of_a_payload_is_found_under_its_field() {
        let payload = json!({
            "identity": sealed('a'),
            "size_override": {"code": "staffing", "note": sealed('b')},
            "overlap_override": {"code": "need_greater", "note": sealed('e')},
            "reason": {"code": "other", "note": sealed('c'), "evidence": [{"event": 3}]},
            "before": {"group": sealed('d'), "tier": "tier2"},
        });
        let mut found = Vec::new();
        walk(&payload, "", "", &mut |field, text| found.push((field.to_owned(), text.nonce().to_owned())));
        found.sort();
        let expected: Vec<(String, String)> =
            [("group", 'd'), ("identity", 'a'), ("note", 'c'), (OVERLAP_NOTE, 'e'), (SIZE_NOTE, 'b')]
                .map(|(field, nonce)| (field.to_owned(), nonce.to_string().repeat(32)))
                .to_vec();
        assert_eq!(found, expected);
    }
}
