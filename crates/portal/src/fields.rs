//! The parts of a form: a field with its label, hint and error; the summary of all errors at the top.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use jiff::civil::Date;
use maud::{Markup, html};

use crate::words::{Arg, Words};

/// One thing to mend in a form that was refused.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The name of the field.
    pub field: &'static str,
    /// The row that the field stands in, in a form with a row for each of something.
    pub row: Option<String>,
    /// What is wrong, as programs read it: the message id.
    pub code: String,
    /// The sentence, in the reader's words.
    pub sentence: String,
}

impl Problem {
    /// Where the field is on the page.
    #[must_use]
    pub fn anchor(&self) -> String {
        self.row.as_ref().map_or_else(|| self.field.to_owned(), |row| in_row(self.field, row))
    }
}

/// The name of a field that stands in a row.
#[must_use]
pub fn in_row(field: &str, row: &str) -> String {
    format!("{field}-{row}")
}

/// What was typed into a form, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    values: BTreeMap<String, String>,
    problems: Vec<Problem>,
}

impl Draft {
    /// What was typed: every pair of name and text, in which a later pair replaces an earlier one.
    #[must_use]
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        // PostgreSQL keeps no text with the character of code 0 in it.
        let values = pairs.into_iter().map(|(name, text)| (name, text.replace('\0', ""))).collect();
        Self { values, problems: Vec::new() }
    }

    /// Puts `text` into the field `name`, as a suggestion.
    #[must_use]
    pub fn with(mut self, name: &str, text: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), text.into());
        self
    }

    /// What stands in the field, without spaces around it; empty if nothing does.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |text| text.trim())
    }

    /// What stands in the field of a row.
    #[must_use]
    pub fn in_row(&self, field: &str, row: &str) -> &str {
        self.text(&in_row(field, row))
    }

    /// Notes that `field` must be mended, by the message `id`.
    pub fn refuse(&mut self, words: Words, field: &'static str, id: &str, values: &[(&str, Arg<'_>)]) {
        self.refuse_with(field, id, words.tell(id, values));
    }

    /// Notes that `field` of a row must be mended, by the message `id`.
    pub fn refuse_row(
        &mut self,
        words: Words,
        field: &'static str,
        row: &str,
        id: &str,
        values: &[(&str, Arg<'_>)],
    ) {
        self.refuse_row_with(field, row, id, words.tell(id, values));
    }

    /// Notes that `field` of a row must be mended, in a sentence already made of the message `id`.
    pub fn refuse_row_with(&mut self, field: &'static str, row: &str, id: &str, sentence: String) {
        self.problems.push(Problem { field, row: Some(row.to_owned()), code: id.to_owned(), sentence });
    }

    /// Notes that `field` must be mended, in a sentence already made of the message `id`.
    pub fn refuse_with(&mut self, field: &'static str, id: &str, sentence: String) {
        self.problems.push(Problem { field, row: None, code: id.to_owned(), sentence });
    }

    /// The rows in which something stands in `field`.
    pub fn rows(&self, field: &str) -> impl Iterator<Item = &str> {
        let start = in_row(field, "");
        let filled = self.values.iter().filter(|(_, text)| !text.trim().is_empty());
        filled.filter_map(move |(name, _)| name.strip_prefix(&start))
    }

    /// Everything to mend.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The text of a field that `read` understands; otherwise the problem is noted under the message `id`.
    pub fn read<T>(
        &mut self,
        words: Words,
        field: &'static str,
        id: &str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let value = read(self.text(field));
        if value.is_none() {
            self.refuse(words, field, id, &[]);
        }
        value
    }

    /// The day in a field; otherwise the problem is noted.
    pub fn day(&mut self, words: Words, field: &'static str) -> Option<Date> {
        self.read(words, field, "form-date-unreadable", day)
    }

    /// What is wrong with the field of this id on the page, if anything.
    #[must_use]
    pub fn problem(&self, anchor: &str) -> Option<&str> {
        self.problems
            .iter()
            .find(|problem| problem.anchor() == anchor)
            .map(|problem| problem.sentence.as_str())
    }
}

/// The years that a day of ours can be in: whoever was born before or plans beyond is a slip of the hand.
const YEARS: RangeInclusive<i16> = 1900..=2199;

/// A day as `2026-03-27`, in a year that a school can mean.
#[must_use]
pub fn day(text: &str) -> Option<Date> {
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    text.parse().ok().filter(|day| is_plain && is_ours(*day))
}

/// Whether a day is in a year that a school can mean.
#[must_use]
pub fn is_ours(day: Date) -> bool {
    YEARS.contains(&day.year())
}

/// Whether a sign takes no room or turns the letters after it around, so that a name with it is not what it looks like.
#[must_use]
pub fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// All problems of a form, at the top, each a link to its field.
#[must_use]
pub fn error_summary(words: Words, draft: &Draft) -> Markup {
    html! {
        @if !draft.problems().is_empty() {
            div class="govuk-error-summary" data-module="govuk-error-summary" {
                div role="alert" {
                    h2 class="govuk-error-summary__title" { (words.say("form-problems")) }
                    div class="govuk-error-summary__body" {
                        ul class="govuk-list govuk-error-summary__list" {
                            @for problem in draft.problems() {
                                li { a href=(format!("#{}", problem.anchor())) { (problem.sentence) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One field of a form: its name, its label, and the hint under the label.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name that the form posts, and the id on the page, without the row.
    pub name: &'static str,
    /// The row that it stands in, in a form with a row for each of something.
    pub row: Option<String>,
    /// The label.
    pub label: String,
    /// What helps to fill it.
    pub hint: Option<String>,
}

impl Field {
    /// The field `name`, labelled by the message `field-name` and helped by `field-name-hint` where that exists.
    #[must_use]
    pub fn of(words: Words, name: &'static str) -> Self {
        Self::labelled(words, name, &format!("field-{}", name.replace('_', "-")))
    }

    /// The field `name`, labelled by the message `id` and helped by `id-hint` where that exists.
    #[must_use]
    pub fn labelled(words: Words, name: &'static str, id: &str) -> Self {
        let hint_id = format!("{id}-hint");
        let hint = words.has(&hint_id).then(|| words.say(&hint_id));
        Self { name, row: None, label: words.say(id), hint }
    }

    /// The same field in a row.
    #[must_use]
    pub fn in_row(self, row: &str) -> Self {
        Self { row: Some(row.to_owned()), ..self }
    }

    /// The name with the row, and the id on the page.
    fn id(&self) -> String {
        self.row.as_ref().map_or_else(|| self.name.to_owned(), |row| in_row(self.name, row))
    }

    fn described_by(&self, draft: &Draft) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id()));
        let error = draft.problem(&self.id()).map(|_| format!("{}-error", self.id()));
        match (hint, error) {
            (Some(hint), Some(error)) => Some(format!("{hint} {error}")),
            (hint, error) => hint.or(error),
        }
    }

    fn group(&self, words: Words, draft: &Draft, control: &Markup) -> Markup {
        let error = draft.problem(&self.id());
        html! {
            div class=(if error.is_some() { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }) {
                label class="govuk-label govuk-label--s" for=(self.id()) { (self.label) }
                (self.below_label(words, error))
                (control)
            }
        }
    }

    fn below_label(&self, words: Words, error: Option<&str>) -> Markup {
        html! {
            @if let Some(hint) = &self.hint { div class="govuk-hint" id=(format!("{}-hint", self.id())) { (hint) } }
            @if let Some(error) = error {
                p class="govuk-error-message" id=(format!("{}-error", self.id())) {
                    span class="govuk-visually-hidden" { (words.say("form-error-prefix")) " " } (error)
                }
            }
        }
    }

    /// A line of text. `kind` is the input's type; `width` a class such as `govuk-input--width-5`, or empty.
    #[must_use]
    pub fn input(&self, words: Words, draft: &Draft, kind: &str, width: &str) -> Markup {
        let wrong = if draft.problem(&self.id()).is_some() { " govuk-input--error" } else { "" };
        let complete = match self.name {
            "sign_in_name" => Some("username"),
            "password" => Some("current-password"),
            "new_password" | "new_password_again" => Some("new-password"),
            "code" => Some("one-time-code"),
            _ => None,
        };
        let value = if kind == "password" { "" } else { draft.text(&self.id()) };
        let control = html! {
            input class=(format!("govuk-input {width}{wrong}")) id=(self.id()) name=(self.id()) type=(kind)
                value=(value) autocomplete=[complete] aria-describedby=[self.described_by(draft)];
        };
        self.group(words, draft, &control)
    }

    /// A text of several lines.
    #[must_use]
    pub fn textarea(&self, words: Words, draft: &Draft) -> Markup {
        let wrong = if draft.problem(&self.id()).is_some() { " govuk-textarea--error" } else { "" };
        let control = html! {
            textarea class=(format!("govuk-textarea{wrong}")) id=(self.id()) name=(self.id()) rows=(rows(draft.text(&self.id())))
                aria-describedby=[self.described_by(draft)] { (draft.text(&self.id())) }
        };
        self.group(words, draft, &control)
    }

    /// A choice of one from `options`, each a value and its words; an empty first line stands for "not chosen".
    #[must_use]
    pub fn select(&self, words: Words, draft: &Draft, options: &[(String, String)]) -> Markup {
        let wrong = if draft.problem(&self.id()).is_some() { " govuk-select--error" } else { "" };
        let chosen = draft.text(&self.id());
        let control = html! {
            select class=(format!("govuk-select{wrong}")) id=(self.id()) name=(self.id())
                aria-describedby=[self.described_by(draft)] {
                option value="" { (words.say("form-choose")) }
                @for (value, text) in options {
                    option value=(value) selected[value == chosen] { (text) }
                }
            }
        };
        self.group(words, draft, &control)
    }

    /// A group of checkboxes, each with a name of its own and its words.
    #[must_use]
    pub fn checkboxes(&self, words: Words, draft: &Draft, options: &[(String, String)]) -> Markup {
        let error = draft.problem(&self.id());
        let class =
            if error.is_some() { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" };
        html! {
            div class=(class) id=(self.name) {
                fieldset class="govuk-fieldset" aria-describedby=[self.described_by(draft)] {
                    legend class="govuk-fieldset__legend govuk-fieldset__legend--s" { (self.label) }
                    (self.below_label(words, error))
                    div class="govuk-checkboxes govuk-checkboxes--small" {
                        @for (name, label) in options {
                            div class="govuk-checkboxes__item" {
                                input class="govuk-checkboxes__input" id=(name) name=(name) type="checkbox" value="on"
                                    checked[!draft.text(name).is_empty()];
                                label class="govuk-label govuk-checkboxes__label" for=(name) { (label) }
                            }
                        }
                    }
                }
            }
        }
    }

    /// One checkbox, which is ticked or not.
    #[must_use]
    pub fn checkbox(&self, words: Words, draft: &Draft) -> Markup {
        let (id, error) = (self.id(), draft.problem(&self.id()));
        html! {
            div class=(if error.is_some() { "govuk-form-group govuk-form-group--error" } else { "govuk-form-group" }) {
                (self.below_label(words, error))
                div class="govuk-checkboxes govuk-checkboxes--small" {
                    div class="govuk-checkboxes__item" {
                        input class="govuk-checkboxes__input" id=(id) name=(id) type="checkbox" value="on"
                            checked[!draft.text(&id).is_empty()] aria-describedby=[self.described_by(draft)];
                        label class="govuk-label govuk-checkboxes__label" for=(id) { (self.label) }
                    }
                }
            }
        }
    }
}

/// How many lines a text is shown in: those that it has, within reason.
fn rows(text: &str) -> usize {
    let lines = text.lines().map(|line| line.chars().count() / LETTERS_OF_A_LINE + 1);
    lines.sum::<usize>().clamp(3, 12)
}

/// About as many letters stand in a line of a text's field.
const LETTERS_OF_A_LINE: usize = 60;

/// A value that the form carries along unseen.
#[must_use]
pub fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// The button that posts the form.
#[must_use]
pub fn submit(text: &str) -> Markup {
    html! { button type="submit" class="govuk-button" data-module="govuk-button" data-prevent-double-click="true" { (text) } }
}
