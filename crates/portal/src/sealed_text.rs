//! Opens the sealed names and notes of a cycle for those who may read them; for others they stay sealed.
//!
//! Whoever may not read a text sees that there is one. A text whose key was destroyed is shown as removed.

use std::collections::{HashMap, HashSet};

use domain::cycle::Plan;
use domain::{CycleId, PupilId, Sealed};
use journal::Recorded;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::access::{Action, Visitor};
use crate::named_reads::log::{self, Reading};
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

/// How much a visitor reads of what is sealed in one cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sight {
    /// Names and notes.
    Everything,
    /// What is noted about the cycle as a whole, and the first letters of names.
    Initials,
    /// Nothing.
    Nothing,
}

impl Sight {
    /// Staff read names in the cycles that they reach, and auditors while a head lets them; mentors read initials.
    fn of(visitor: &Visitor, plan: &Plan) -> Self {
        let let_to_names =
            visitor.account.as_ref().is_some_and(|person| person.named_access.contains(&plan.school));
        if visitor.may_on(Action::ReadNames, plan) || (let_to_names && visitor.may_on(Action::SeeCycle, plan))
        {
            Self::Everything
        } else if visitor.may_on(Action::ReadInitials, plan) {
            Self::Initials
        } else {
            Self::Nothing
        }
    }

    /// What is left of a text of the cycle; nothing of one that stays sealed.
    fn through(self, cycle: CycleId, placed: &Placed, text: Text) -> Option<Text> {
        match self {
            Self::Everything => Some(text),
            Self::Initials if placed.sealed.subject() == cycle.into() => Some(text),
            Self::Initials if placed.field == IDENTITY => Some(match text {
                Text::Open(identity) => initials(&identity),
                Text::Removed | Text::Hidden => text,
            }),
            Self::Initials | Self::Nothing => None,
        }
    }
}

/// An identity with a name of first letters alone.
fn initials(identity: &str) -> Text {
    let Ok(Identity { name, .. }) = serde_json::from_str(identity) else { return Text::Removed };
    let letters =
        name.split_whitespace().filter_map(|part| part.chars().next()).map(|first| format!("{first}."));
    let short = Identity { pupil: None, name: letters.collect::<Vec<_>>().join(" ") };
    serde_json::to_string(&short).map_or(Text::Removed, Text::Open)
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
    /// Of whom nobody can read a text any more, whoever may read the others.
    gone: HashSet<Uuid>,
}

impl Texts {
    /// Opens none of `placed`; it is only found out of whom nobody can read a text any more.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn closed(vault: &Vault, placed: &[Placed]) -> Result<Self, PageError> {
        let gone = vault.gone(&subjects(placed)).await?;
        Ok(Self { texts: HashMap::new(), gone })
    }

    /// Opens `placed` for `visitor` with one question to the database. For those who may not read, no key is opened.
    ///
    /// # Errors
    /// When the database does not answer, or a text was altered.
    pub async fn open(
        vault: &Vault,
        visitor: &Visitor,
        plan: &Plan,
        placed: &[Placed],
    ) -> Result<Self, PageError> {
        Self::open_with(vault, visitor, plan, placed, Sight::of(visitor, plan)).await
    }

    /// Opens the parts of a cycle's report to the board, `placed`, for whoever may read the report: governors and auditors
    /// too, who read nothing else that was written. A text under another key than the cycle's stays sealed.
    ///
    /// # Errors
    /// When the database does not answer, or a text was altered.
    pub async fn open_report(
        vault: &Vault,
        visitor: &Visitor,
        plan: &Plan,
        placed: &[Placed],
    ) -> Result<Self, PageError> {
        let may = visitor.may_on(Action::SeeReport, plan);
        let sight = if may { Sight::Initials } else { Sight::Nothing };
        Self::open_with(vault, visitor, plan, placed, sight).await
    }

    async fn open_with(
        vault: &Vault,
        visitor: &Visitor,
        plan: &Plan,
        placed: &[Placed],
        sight: Sight,
    ) -> Result<Self, PageError> {
        if sight == Sight::Nothing {
            return Self::closed(vault, placed).await;
        }
        let cycle = plan.cycle;
        let subjects = subjects(placed);
        let keys = vault.keys(&subjects).await?;
        if sight == Sight::Everything {
            let about_pupils: HashSet<Uuid> =
                subjects.iter().copied().filter(|subject| *subject != cycle.uuid()).collect();
            let reading =
                Reading { school: &plan.school, cycle: Some(cycle), pupil: None, pupils: about_pupils.len() };
            log::note(vault.pool(), visitor, reading).await?;
        }
        let mut texts = HashMap::new();
        for one in placed {
            if let Some(text) = sight.through(cycle, one, opened(&keys, cycle, one)?) {
                texts.insert(one.sealed.nonce().to_owned(), text);
            }
        }
        let gone = subjects.into_iter().filter(|subject| !keys.has(*subject)).collect();
        Ok(Self { texts, gone })
    }

    /// Of whom nobody can read a text any more.
    #[must_use]
    pub fn gone(&self) -> &HashSet<Uuid> {
        &self.gone
    }

    /// What became of `sealed`.
    #[must_use]
    pub fn of(&self, sealed: &Sealed) -> Text {
        let closed =
            || if self.gone.contains(&sealed.subject().uuid()) { Text::Removed } else { Text::Hidden };
        self.texts.get(sealed.nonce()).cloned().unwrap_or_else(closed)
    }

    /// Whose part a sealed identity is; nothing where that is not known, or not for this visitor.
    #[must_use]
    pub fn pupil(&self, identity: &Sealed) -> Option<PupilId> {
        serde_json::from_str::<Identity>(self.of(identity).open()?).ok()?.pupil
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

/// Whom these texts are about, by the keys that they are under.
fn subjects(placed: &[Placed]) -> Vec<Uuid> {
    placed.iter().map(|text| text.sealed.subject().uuid()).collect()
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

/// Whether a text says who a participant is.
#[must_use]
pub fn is_identity(text: &Placed) -> bool {
    text.field == IDENTITY
}

/// The field in which a participant's identity is sealed.
const IDENTITY: &str = "identity";

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
    fn a_mentor_reads_first_letters_and_what_is_noted_about_the_cycle_alone() {
        let cycle = CycleId::new(Uuid::from_u128(1));
        let placed = |subject: u128, field: &str| {
            let mut value = sealed('a');
            value["subject"] = json!(Uuid::from_u128(subject));
            Placed::new(serde_json::from_value(value).unwrap(), Uuid::nil(), field)
        };
        let identity = || Text::Open(json!({"name": "Elif  Marlow-Ash"}).to_string());
        let through =
            |subject, field: &str, text| Sight::Initials.through(cycle, &placed(subject, field), text);
        let short = through(7, "identity", identity()).unwrap();
        assert_eq!(short.open().unwrap(), json!({"name": "E. M."}).to_string());
        assert_eq!(through(7, "can_do", Text::Open("Elif counts on".to_owned())), None);
        let plan = Text::Open("Pupils lose the tens".to_owned());
        assert_eq!(through(1, "need_statement", plan.clone()), Some(plan));
        assert_eq!(Sight::Nothing.through(cycle, &placed(7, "identity"), identity()), None);
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
