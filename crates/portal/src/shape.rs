//! What a form asks for, said once: the names of its answers, and what each can be.
//!
//! The same list tells a refusal which field it is about, reads the form when a program sends it as JSON, and describes it
//! in the interface's own document. What an answer means, and whether it may be given, is not said here: the slice's form
//! and the rules of the domain say it.

use std::collections::BTreeMap;

use domain::ReasonFor;
use serde_json::Value;
use strum::VariantArray;

use crate::fields::in_row;
use crate::sheet::Address;

/// The field of a problem with a cell of a list; its row is the cell's address.
pub const CELL: &str = "cell";

/// What a form asks for, in the order of the page.
#[derive(Debug, Clone, Copy)]
pub struct Shape(pub &'static [Part]);

/// One answer of a form.
#[derive(Debug, Clone, Copy)]
pub struct Part {
    /// The name of the field, and of the member in JSON.
    pub name: &'static str,
    /// What it can be.
    pub kind: Kind,
    /// Whether the form is refused without it, whatever else is in it.
    pub needed: bool,
}

/// What an answer can be.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Words, as long as this at most, in characters.
    Text {
        /// The most characters.
        most: usize,
    },
    /// A day, as `2026-03-27`.
    Day,
    /// A number; one with a decimal point may come as a text, so that no digit is lost.
    Number,
    /// Ticked or not.
    Tick,
    /// One word of a closed list.
    Word(fn() -> Vec<String>),
    /// The code of a reason that this act can have.
    Reason(ReasonFor),
    /// The code of an entry of the catalogue, with its edition where it has one, as `number-test@1`.
    Code,
    /// The id of something on record.
    Id,
    /// Several answers to one question, each the id, number or word of a box to tick; `each` begins the name of a box.
    Several {
        /// How the name of each box begins.
        each: &'static str,
    },
    /// A row for each of something, under its id.
    Rows(&'static [Part]),
    /// A word of a closed list for each of something, under its name; `each` begins the name of a field.
    Each {
        /// How the name of each field begins.
        each: &'static str,
        /// The words.
        words: fn() -> Vec<String>,
    },
    /// A table: a list of rows, each a list of cells, the heading first.
    Table,
}

impl Part {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, needed: true }
    }

    /// Words.
    #[must_use]
    pub const fn text(name: &'static str, most: usize) -> Self {
        Self::new(name, Kind::Text { most })
    }

    /// A day.
    #[must_use]
    pub const fn day(name: &'static str) -> Self {
        Self::new(name, Kind::Day)
    }

    /// A number.
    #[must_use]
    pub const fn number(name: &'static str) -> Self {
        Self::new(name, Kind::Number)
    }

    /// A box to tick; never needed.
    #[must_use]
    pub const fn tick(name: &'static str) -> Self {
        Self { name, kind: Kind::Tick, needed: false }
    }

    /// A word of the closed list `T`.
    #[must_use]
    pub const fn word<T: VariantArray + ToString>(name: &'static str) -> Self {
        Self::new(name, Kind::Word(all_words::<T>))
    }

    /// One of `words`.
    #[must_use]
    pub const fn one_of(name: &'static str, words: fn() -> Vec<String>) -> Self {
        Self::new(name, Kind::Word(words))
    }

    /// Why.
    #[must_use]
    pub const fn reason(act: ReasonFor) -> Self {
        Self::new("reason", Kind::Reason(act))
    }

    /// Why, under another name.
    #[must_use]
    pub const fn reason_named(name: &'static str, act: ReasonFor) -> Self {
        Self::new(name, Kind::Reason(act))
    }

    /// The note of a reason: some codes ask for it.
    #[must_use]
    pub const fn note(name: &'static str) -> Self {
        Self::new(name, Kind::Text { most: domain::reason::MOST_NOTE_LENGTH as usize }).optional()
    }

    /// A code of the catalogue.
    #[must_use]
    pub const fn code(name: &'static str) -> Self {
        Self::new(name, Kind::Code)
    }

    /// An id.
    #[must_use]
    pub const fn id(name: &'static str) -> Self {
        Self::new(name, Kind::Id)
    }

    /// Boxes to tick, at least one of them.
    #[must_use]
    pub const fn several(name: &'static str, each: &'static str) -> Self {
        Self::new(name, Kind::Several { each })
    }

    /// Rows under ids.
    #[must_use]
    pub const fn rows(name: &'static str, parts: &'static [Self]) -> Self {
        Self::new(name, Kind::Rows(parts))
    }

    /// A word of the closed list `T` for each of something.
    #[must_use]
    pub const fn each<T: VariantArray + ToString>(name: &'static str, each: &'static str) -> Self {
        Self::new(name, Kind::Each { each, words: all_words::<T> })
    }

    /// A table.
    #[must_use]
    pub const fn table(name: &'static str) -> Self {
        Self::new(name, Kind::Table)
    }

    /// The same, where the form can do without.
    #[must_use]
    pub const fn optional(self) -> Self {
        Self { needed: false, ..self }
    }
}

fn all_words<T: VariantArray + ToString>() -> Vec<String> {
    T::VARIANTS.iter().map(ToString::to_string).collect()
}

/// What is wrong with a form that came as JSON, before anybody reads what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// The message id that says what is wrong.
    pub id: &'static str,
}

impl Shape {
    /// The names of the fields, those in rows among them.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().flat_map(|part| {
            let inside: &'static [Part] = if let Kind::Rows(parts) = part.kind { parts } else { &[] };
            let each = if let Kind::Each { each, .. } = part.kind { Some(each) } else { None };
            std::iter::once(part.name).chain(inside.iter().map(|one| one.name)).chain(each)
        })
    }

    /// Where the field `name` stands in JSON, in its row if it has one, as a JSON pointer. A problem about the whole form, or
    /// about something that the form carries along, is about the whole.
    #[must_use]
    pub fn pointer(&self, name: &str, row: Option<&str>) -> String {
        let within =
            |part: &&Part| matches!(part.kind, Kind::Rows(parts) if parts.iter().any(|one| one.name == name));
        if let Some(rows) = self.0.iter().find(within) {
            return row.map_or_else(
                || format!("/{}", rows.name),
                |row| format!("/{}/{}/{name}", rows.name, escaped(row)),
            );
        }
        let of_each = |part: &&Part| matches!(part.kind, Kind::Each { each, .. } if each == name);
        if let Some(choices) = self.0.iter().find(of_each) {
            let row = row.map(|row| format!("/{}", escaped(row))).unwrap_or_default();
            return format!("/{}{row}", choices.name);
        }
        let is_table = |part: &&Part| matches!(part.kind, Kind::Table);
        if name == CELL
            && let Some(table) = self.0.iter().find(is_table)
        {
            let cell = row.and_then(|row| row.parse::<Address>().ok());
            let place = cell.map(|cell| format!("/{}/{}", cell.row.saturating_sub(1), cell.column));
            return format!("/{}{}", table.name, place.unwrap_or_default());
        }
        if self.0.iter().any(|part| part.name == name) { format!("/{name}") } else { String::new() }
    }

    /// The names and texts of a form that came as JSON, as a page would have posted them.
    ///
    /// # Errors
    /// Everything that is not as the shape says: names that no field has, and values of another kind.
    pub fn pairs(&self, body: &Value) -> Result<Vec<(String, String)>, Vec<Fault>> {
        let mut read = Read::default();
        match body {
            Value::Object(members) => {
                for (name, value) in members {
                    let pointer = format!("/{}", escaped(name));
                    match self.0.iter().find(|part| part.name == name) {
                        Some(part) => read.part(part, None, value, pointer),
                        None => read.faults.push(Fault { pointer, id: "json-unknown-member" }),
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                read.faults.push(Fault { pointer: String::new(), id: "json-object-wanted" });
            }
        }
        if read.faults.is_empty() { Ok(read.pairs.into_iter().collect()) } else { Err(read.faults) }
    }
}

/// A member's name inside a JSON pointer.
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[derive(Default)]
struct Read {
    pairs: BTreeMap<String, String>,
    faults: Vec<Fault>,
}

impl Read {
    fn part(&mut self, part: &Part, row: Option<&str>, value: &Value, pointer: String) {
        let name = row.map_or_else(|| part.name.to_owned(), |row| in_row(part.name, row));
        match (part.kind, value) {
            (_, Value::Null) => {}
            (Kind::Tick, Value::Bool(ticked)) => {
                self.pairs.extend(ticked.then(|| (name, "on".to_owned())));
            }
            (Kind::Tick, _) => self.faults.push(Fault { pointer, id: "json-tick-wanted" }),
            (Kind::Number, Value::Number(number)) => {
                self.pairs.insert(name, number.to_string());
            }
            (Kind::Several { each }, Value::Array(items)) => self.several(each, items, &pointer),
            (Kind::Several { .. }, _) => self.faults.push(Fault { pointer, id: "json-list-wanted" }),
            (Kind::Rows(parts), Value::Object(rows)) => self.rows(parts, rows, &pointer),
            (Kind::Each { each, .. }, Value::Object(chosen)) => self.each(each, chosen, &pointer),
            (Kind::Rows(_) | Kind::Each { .. }, _) => {
                self.faults.push(Fault { pointer, id: "json-rows-wanted" });
            }
            (Kind::Table, Value::Array(rows)) => self.table(name, rows, &pointer),
            (Kind::Table, _) => self.faults.push(Fault { pointer, id: "json-table-wanted" }),
            (_, Value::String(text)) => {
                self.pairs.insert(name, text.clone());
            }
            (Kind::Number, _) => self.faults.push(Fault { pointer, id: "json-number-wanted" }),
            (_, _) => self.faults.push(Fault { pointer, id: "json-text-wanted" }),
        }
    }

    fn several(&mut self, each: &str, items: &[Value], pointer: &str) {
        for (place, item) in items.iter().enumerate() {
            let chosen = match item {
                Value::String(text) => Some(text.clone()),
                Value::Number(number) => Some(number.to_string()),
                Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
            };
            match chosen {
                Some(chosen) => {
                    self.pairs.insert(in_row(each, &chosen), "on".to_owned());
                }
                None => {
                    self.faults.push(Fault { pointer: format!("{pointer}/{place}"), id: "json-text-wanted" });
                }
            }
        }
    }

    fn each(&mut self, each: &str, chosen: &serde_json::Map<String, Value>, pointer: &str) {
        for (row, value) in chosen {
            match value {
                Value::Null => {}
                Value::String(text) => {
                    self.pairs.insert(in_row(each, row), text.clone());
                }
                Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                    let pointer = format!("{pointer}/{}", escaped(row));
                    self.faults.push(Fault { pointer, id: "json-text-wanted" });
                }
            }
        }
    }

    /// A table becomes the text in which a page carries a list along: a line for each row, its number first, tabs between.
    fn table(&mut self, name: String, rows: &[Value], pointer: &str) {
        let mut lines = Vec::new();
        for (place, row) in rows.iter().enumerate() {
            let Value::Array(cells) = row else {
                self.faults.push(Fault { pointer: format!("{pointer}/{place}"), id: "json-list-wanted" });
                continue;
            };
            let mut texts = Vec::new();
            for (column, cell) in cells.iter().enumerate() {
                match cell {
                    Value::Null => texts.push(String::new()),
                    // As in a file: blanks of any kind part words, and nothing else.
                    Value::String(text) => {
                        texts.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
                    }
                    Value::Number(number) => texts.push(number.to_string()),
                    Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                        let pointer = format!("{pointer}/{place}/{column}");
                        self.faults.push(Fault { pointer, id: "json-text-wanted" });
                    }
                }
            }
            lines.push(format!("{}\t{}", place + 1, texts.join("\t")));
        }
        self.pairs.insert(name, lines.join("\n"));
    }

    fn rows(&mut self, parts: &[Part], rows: &serde_json::Map<String, Value>, pointer: &str) {
        for (row, members) in rows {
            let pointer = format!("{pointer}/{}", escaped(row));
            let Value::Object(members) = members else {
                self.faults.push(Fault { pointer, id: "json-object-wanted" });
                continue;
            };
            for (name, value) in members {
                let pointer = format!("{pointer}/{}", escaped(name));
                match parts.iter().find(|part| part.name == name) {
                    Some(part) => self.part(part, Some(row), value, pointer),
                    None => self.faults.push(Fault { pointer, id: "json-unknown-member" }),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::cycle::Tier;
    use serde_json::json;

    const SCORE: &[Part] = &[Part::text("score", 40), Part::tick("chosen")];
    const SHAPE: Shape = Shape(&[
        Part::day("taken_on"),
        Part::number("weeks"),
        Part::word::<Tier>("tier"),
        Part::several("pupils", "pupil").optional(),
        Part::rows("scores", SCORE),
        Part::each::<Tier>("tiers", "of").optional(),
        Part::table("list").optional(),
    ]);

    fn pairs(body: &Value) -> Vec<(String, String)> {
        SHAPE.pairs(body).unwrap()
    }

    #[test]
    fn json_becomes_what_the_page_would_have_posted() {
        let body = json!({
            "taken_on": "2026-03-27",
            "weeks": 120,
            "tier": null,
            "pupils": ["p1", 2],
            "scores": {"p1": {"score": "88.50", "chosen": true}, "p/2": {"chosen": false}},
            "tiers": {"A": "tier2", "B": null},
            "list": [["Name", "Year"], ["Ada\tExample\n", 4], [null, "5"]],
        });
        let expected = [
            ("chosen-p1", "on"),
            ("list", "1\tName\tYear\n2\tAda Example\t4\n3\t\t5"),
            ("of-A", "tier2"),
            ("pupil-2", "on"),
            ("pupil-p1", "on"),
            ("score-p1", "88.50"),
            ("taken_on", "2026-03-27"),
            ("weeks", "120"),
        ];
        assert_eq!(pairs(&body), expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }

    #[test]
    fn everything_of_another_kind_is_told_at_once_with_its_place() {
        let body = json!({
            "taken_on": 7,
            "weeks": true,
            "day": "2026-03-27",
            "pupils": "p1",
            "scores": {"p/1": {"mark": "88", "chosen": "on"}, "p2": 88},
            "tiers": {"A": 2},
            "list": [[true], "Ada"],
        });
        let faults = SHAPE.pairs(&body).unwrap_err();
        let mut found: Vec<(&str, &str)> =
            faults.iter().map(|fault| (fault.pointer.as_str(), fault.id)).collect();
        found.sort_unstable();
        let expected = [
            ("/day", "json-unknown-member"),
            ("/list/0/0", "json-text-wanted"),
            ("/list/1", "json-list-wanted"),
            ("/pupils", "json-list-wanted"),
            ("/scores/p2", "json-object-wanted"),
            ("/scores/p~11/chosen", "json-tick-wanted"),
            ("/scores/p~11/mark", "json-unknown-member"),
            ("/taken_on", "json-text-wanted"),
            ("/tiers/A", "json-text-wanted"),
            ("/weeks", "json-number-wanted"),
        ];
        assert_eq!(found, expected);
        assert_eq!(SHAPE.pairs(&json!([])).unwrap_err().len(), 1);
    }

    #[test]
    fn a_problem_is_pointed_to_where_json_has_its_field() {
        assert_eq!(SHAPE.pointer("taken_on", None), "/taken_on");
        assert_eq!(SHAPE.pointer("score", Some("p1")), "/scores/p1/score");
        assert_eq!(SHAPE.pointer("score", None), "/scores");
        assert_eq!(SHAPE.pointer("of", Some("A")), "/tiers/A");
        assert_eq!(SHAPE.pointer(CELL, Some("B3")), "/list/2/1");
        assert_eq!(SHAPE.pointer("main", None), "");
        assert!(SHAPE.names().any(|name| name == "chosen"));
    }
}
