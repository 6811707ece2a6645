//! Tells facts that are about no cycle: a school's profile, a pupil's record, official results, questions, editions and packs.
//!
//! Each has a page of its own that says it in full. Here it is told field by field, under the names that the fields are stored
//! by, with what was before beside what is now. Sealed texts stay sealed: the record's own page opens them.

use std::collections::{HashMap, HashSet};

use domain::{ReasonCode, Sealed};
use jiff::civil::Date;
use journal::Recorded;
use serde::Deserialize as _;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Line, Story, Why};
use crate::sealed_text::Text;
use crate::term;
use crate::words::Words;

/// What stands beside what a fact says: its kind, its day, its reason, and numbers that name its own stream or its import.
const BESIDE: &[&str] = &[
    "type",
    "effective_on",
    "reason",
    "school",
    "pupil",
    "enquiry",
    "batch",
    "replaces_sequence",
    "request_sequence",
    "by",
    "review",
    "grant",
    "role",
    "scope",
];
/// Fields whose stored words have names.
const WORDS: &[(&str, &str)] = &[
    ("basis", "erasure-basis-{}"),
    ("country", "country-{}"),
    ("decision", "retention-decision-{}"),
    ("first_month", "month-{}"),
    ("group", "group-{}"),
    ("of", "about-{}"),
    ("phase", "phase-{}"),
    ("question", "question-{}"),
    ("stage", "key-stage-{}"),
    ("subject", "subject-{}"),
];
/// What a kind is a kind of, by the record that it stands in.
const KINDS: &[(&str, &str)] =
    &[("school", "school-kind-{}"), ("edition", "edition-kind-{}"), ("import_batch", "list-kind-{}")];
/// What is counted and not told, because a page of its own shows it.
const COUNTED: &[&str] = &["figures", "sections", "links"];
/// What of a pack's content is told: the edition that it quotes, and how many sections it has.
const OF_A_PACK: &[&str] = &["edition", "sections"];

/// What is known beside such facts.
#[derive(Debug, Default)]
pub(crate) struct Beside {
    /// What stored ids are called: people, cycles and schools.
    pub(crate) names: HashMap<String, String>,
    /// The roles that accounts were given, by what gave them: where one is taken away only that is said.
    pub(crate) roles: HashMap<String, String>,
    /// Of whom nobody can read a text any more.
    pub(crate) gone: HashSet<Uuid>,
}

/// Tells a fact that is about no cycle.
#[must_use]
pub(crate) fn plain(words: Words, beside: &Beside, recorded: &Recorded) -> Story {
    let told = Told { words, beside, record: &recorded.aggregate_type };
    let payload = recorded.payload.as_object().cloned().unwrap_or_default();
    let day = payload.get("effective_on").and_then(Value::as_str);
    let mut lines = told.lines(&payload);
    if recorded.aggregate_type == "account" {
        let value = told.word(&recorded.aggregate_id);
        lines.insert(0, Line::Said { label: words.say("fact-account"), value });
    }
    let role = payload.get("grant").and_then(|grant| beside.roles.get(grant.as_str()?));
    if let Some(role) = role {
        let value = term::of(words, "account-role-{}", role);
        lines.push(Line::Said { label: words.say("people-role"), value });
    }
    Story {
        sequence: recorded.sequence,
        title: term::of(words, "event-{}", &recorded.event_type),
        effective_on: day.and_then(|day| day.parse().ok()),
        lines,
        why: payload.get("reason").and_then(|reason| told.why(reason)),
    }
}

/// Everybody whom such a fact names by account.
pub(crate) fn named(recorded: &Recorded) -> impl Iterator<Item = Uuid> {
    let members = recorded.payload.as_object().into_iter().flatten();
    let named = members.filter_map(|(_, value)| value.as_str()?.parse().ok());
    // The fact of an account is about that person.
    named.chain(recorded.aggregate_id.parse().ok().filter(|_| recorded.aggregate_type == "account"))
}

/// Every id that such a fact names, of a cycle or a school, wherever it stands.
pub(crate) fn ids(recorded: &Recorded) -> Vec<String> {
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) if is_sealed(members) => {}
            Value::Object(members) => {
                for (name, member) in members {
                    match member.as_str().filter(|_| ["cycle", "from", "to"].contains(&name.as_str())) {
                        Some(id) => found.push(id.to_owned()),
                        None => walk(member, found),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut found = Vec::new();
    if recorded.aggregate_type != "cycle" {
        walk(&recorded.payload, &mut found);
    }
    found
}

struct Told<'a> {
    words: Words,
    beside: &'a Beside,
    /// The type of the record that the fact is of.
    record: &'a str,
}

impl Told<'_> {
    fn lines(&self, payload: &Map<String, Value>) -> Vec<Line> {
        let mut lines = self.changed(payload);
        for (name, value) in payload {
            let is_told = BESIDE.contains(&name.as_str()) || ["before", "after"].contains(&name.as_str());
            let is_after = name == "terms" && payload.contains_key("before");
            if name == "changes" {
                lines.extend(value.as_array().into_iter().flatten().filter_map(|one| self.one_change(one)));
            } else if !is_told && !is_after {
                lines.extend(
                    self.fields(name, value).into_iter().map(|(label, value)| Line::Said { label, value }),
                );
            }
        }
        lines
    }

    /// What was so before and is otherwise now.
    fn changed(&self, payload: &Map<String, Value>) -> Vec<Line> {
        let after = payload.get("after").or_else(|| payload.get("terms"));
        let Some((before, after)) = payload.get("before").zip(after) else { return Vec::new() };
        let (before, after) = (self.fields("before", before), self.fields("before", after));
        let mut labels: Vec<&String> = before.iter().chain(&after).map(|(label, _)| label).collect();
        labels.dedup();
        let mut seen = Vec::new();
        labels.retain(|label| {
            !seen.contains(label) && {
                seen.push(*label);
                true
            }
        });
        let of = |fields: &[(String, String)], label: &str| {
            let found = fields.iter().find(|(one, _)| one == label).map(|(_, value)| value.clone());
            found.unwrap_or_else(|| self.words.say("story-nothing"))
        };
        let both = labels.into_iter().map(|label| (label.clone(), of(&before, label), of(&after, label)));
        both.filter(|(_, before, after)| before != after)
            .map(|(label, before, after)| Line::Changed { label, before, after })
            .collect()
    }

    /// One figure of an official result that was otherwise before.
    fn one_change(&self, change: &Value) -> Option<Line> {
        let of = |name: &str| {
            change.get(name).map_or_else(|| self.words.say("story-nothing"), |value| self.text(value))
        };
        let named = |name: &str| change.get(name).and_then(|value| self.stored_word(name, value));
        let label: Vec<String> =
            ["subject", "group", "kind"].iter().map(|name| named(name).unwrap_or_else(|| of(name))).collect();
        change.is_object().then(|| Line::Changed {
            label: label.join(", "),
            before: of("before"),
            after: of("after"),
        })
    }

    /// The fields of a value, each with its label: one for a value alone, one for each member otherwise.
    fn fields(&self, name: &str, value: &Value) -> Vec<(String, String)> {
        let label = || term::of(self.words, "fact-{}", &name);
        match value {
            _ if COUNTED.contains(&name) => vec![(label(), count(value).to_string())],
            Value::Object(_) if name == "content" => self.of_a_pack(value),
            // What it is about has a line of its own, which says which one.
            Value::Object(members) if !is_sealed(members) => members
                .iter()
                .filter(|(name, kind)| {
                    *name != "of" || !kind.as_str().is_some_and(|kind| members.contains_key(kind))
                })
                .flat_map(|(name, member)| self.fields(name, member))
                .collect(),
            Value::Null => Vec::new(),
            Value::Object(_) | Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
                vec![(label(), self.stored_word(name, value).unwrap_or_else(|| self.text(value)))]
            }
        }
    }

    /// What a pack rests on and how long it is. What it says stands on its own page.
    fn of_a_pack(&self, content: &Value) -> Vec<(String, String)> {
        let basis = content.get("basis").and_then(Value::as_object);
        let members = basis.into_iter().chain(content.as_object()).flatten();
        members
            .filter(|(name, _)| OF_A_PACK.contains(&name.as_str()))
            .flat_map(|(name, value)| self.fields(name, value))
            .collect()
    }

    /// The name of a stored word, where the field is one of a closed list.
    fn stored_word(&self, name: &str, value: &Value) -> Option<String> {
        if ["academic_year", "year"].contains(&name) {
            return value.as_str().map(|year| year.replace('-', "/"));
        }
        let (known, field) = if name == "kind" { (KINDS, self.record) } else { (WORDS, name) };
        let (_, pattern) = known.iter().find(|(one, _)| *one == field)?;
        let word =
            value.as_str().map(str::to_owned).or_else(|| value.as_u64().map(|number| number.to_string()))?;
        Some(term::of(self.words, pattern, &word))
    }

    /// A term of a school year: what it is called, and its days.
    fn term(&self, members: &Map<String, Value>) -> Option<String> {
        let [name, from, to] =
            ["name", "starts_on", "ends_on"].map(|name| members.get(name).and_then(Value::as_str));
        let dates = [("from", self.word(from?).into()), ("to", self.word(to?).into())];
        let name = name.map(|name| format!("{}: ", term::of(self.words, "term-name-{}", &name)));
        Some(format!("{}{}", name.unwrap_or_default(), self.words.tell("cycles-dates", &dates)))
    }

    /// A value on one line.
    fn text(&self, value: &Value) -> String {
        let joined = |items: Vec<String>, between| items.join(between);
        match value {
            Value::String(text) => self.word(text),
            Value::Array(items) => joined(items.iter().map(|item| self.text(item)).collect(), "; "),
            Value::Object(members) if is_sealed(members) => self.closed(value),
            Value::Object(members) => match self.term(members) {
                Some(term) => term,
                None => joined(members.values().map(|member| self.text(member)).collect(), " "),
            },
            Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        }
    }

    /// What stands in the place of a sealed text: that it is gone, or that it is kept for staff.
    fn closed(&self, sealed: &Value) -> String {
        let sealed = Sealed::deserialize(sealed).ok();
        let is_gone = sealed.is_some_and(|sealed| self.beside.gone.contains(&sealed.subject().uuid()));
        if is_gone { Text::Removed.tell(self.words) } else { Text::Hidden.tell(self.words) }
    }

    /// A day in words, a person, a cycle or a school by name, and anything else as it is stored.
    fn word(&self, text: &str) -> String {
        let named = self.beside.names.get(text).cloned();
        let day = || text.parse().ok().filter(|_| text.len() == 10).map(|day: Date| self.words.date(day));
        named.or_else(day).unwrap_or_else(|| text.to_owned())
    }

    fn why(&self, reason: &Value) -> Option<Why> {
        let code: ReasonCode = reason.get("code")?.as_str()?.parse().ok()?;
        let note = reason.get("note").map(|note| self.closed(note));
        let summary = self.words.say(&code.summary_key());
        Some(Why { reason: term::of(self.words, "reason-{}", &code), summary, note, evidence: Vec::new() })
    }
}

fn is_sealed(members: &Map<String, Value>) -> bool {
    members.contains_key("ciphertext")
}

/// How many things a value holds.
fn count(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use journal::Understood;

    /// The stored lines of every kind of fact that is told here.
    const LINES: [&str; 9] = [
        include_str!("../../../domain/src/school/golden.jsonl"),
        include_str!("../../../domain/src/pupil/golden.jsonl"),
        include_str!("../../../domain/src/cohort_result/golden.jsonl"),
        include_str!("../../../domain/src/enquiry/golden.jsonl"),
        include_str!("../../../domain/src/edition/golden.jsonl"),
        include_str!("../../../domain/src/pack/golden.jsonl"),
        include_str!("../../../domain/src/import_batch/golden.jsonl"),
        include_str!("../../../domain/src/account/golden.jsonl"),
        include_str!("../../../domain/src/school_group/golden.jsonl"),
    ];

    /// All of them but those that are no school's: the official tables' imports, and most of accounts and groups.
    fn lines() -> impl Iterator<Item = &'static str> {
        let kind =
            |line: &str| serde_json::from_str::<Value>(line).unwrap()["type"].as_str().unwrap().to_owned();
        let ours: Vec<&str> = crate::history::kinds().collect();
        LINES.iter().flat_map(|lines| lines.lines()).filter(move |line| ours.contains(&kind(line).as_str()))
    }

    fn recorded(line: &str) -> Recorded {
        let payload: Value = serde_json::from_str(line).unwrap();
        Recorded {
            position: Some(1),
            aggregate_type: "school".to_owned(),
            aggregate_id: "urn:125000".to_owned(),
            sequence: 1,
            event_type: payload["type"].as_str().unwrap().to_owned(),
            event_version: "1".to_owned(),
            payload,
            metadata: HashMap::new(),
            recorded_at: "2026-06-30T09:00:00Z".parse().unwrap(),
            command_id: None,
            hash: None,
            understood: Understood::default(),
        }
    }

    fn told(line: &str) -> String {
        let names = [
            ("00000000-0000-4000-8000-00000000000a", "Rowan Hale"),
            ("c0000000-0000-4000-8000-000000000001", "Reading, from 5 May 2025"),
            ("urn:125000", "Wyke School"),
        ];
        let names = names.map(|(id, name)| (id.to_owned(), name.to_owned())).into();
        let beside = Beside { names, ..Beside::default() };
        let story = plain(Words::default(), &beside, &recorded(line));
        let lines = story.lines.into_iter().map(|line| match line {
            Line::Said { label, value } => format!("\n  {label}: {value}"),
            Line::Entry { label, sequence } => format!("\n  {label}: entry {sequence}"),
            Line::Changed { label, before, after } => format!("\n  {label}: {before} -> {after}"),
        });
        let lines: String = lines.collect();
        let why = story.why.map(|why| format!("\n  why: {} {:?}", why.reason, why.note)).unwrap_or_default();
        format!("{}{lines}{why}", story.title)
    }

    #[test]
    fn every_kind_is_told_field_by_field_and_nothing_sealed_is_shown() {
        let all: Vec<String> = lines().map(told).collect();
        let all = all.join("\n");
        assert!(!all.contains("c2VhbGVk"), "{all}");
        insta::assert_snapshot!(all);
    }

    #[test]
    fn every_field_and_every_kind_has_a_name() {
        for line in lines() {
            let one = recorded(line);
            let id = format!("event-{}", one.event_type.replace('_', "-"));
            assert!(Words::default().has(&id), "{id}");
            let story = plain(Words::default(), &Beside::default(), &one);
            for line in story.lines {
                let (Line::Said { label, .. } | Line::Changed { label, .. }) = line else { continue };
                assert!(
                    !label.contains('_') && label.starts_with(char::is_uppercase) || label.contains(", "),
                    "{label}"
                );
            }
        }
    }
}
