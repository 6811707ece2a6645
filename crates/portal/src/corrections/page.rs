//! The page of the register.

use std::collections::BTreeMap;

use domain::SchoolId;
use maud::{Markup, html};

use super::{Correction, Listed, Rate, Rates};
use crate::access::Visitor;
use crate::for_auditors;
use crate::history::Reached;
use crate::history::page;
use crate::layout::Page;
use crate::seals;
use crate::term;
use crate::words::Words;

pub(super) fn list(visitor: &Visitor, listed: &Listed) -> Markup {
    let words = visitor.words;
    let title = words.tell("corrections-title", &[("school", (&listed.name).into())]);
    let address = format!("/schools/{}/corrections", listed.school);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        (for_auditors::group(visitor, &listed.school, "corrections"))
        p class="govuk-body" { (words.say("corrections-about")) }
        p class="govuk-body" {
            a class="govuk-link" href=(format!("/api/v1{address}")) { (words.say("history-json")) }
        }
        @if let Some(known) = &listed.rates { (rates(words, known)) }
        h2 class="govuk-heading-m" { (words.say("corrections-each")) }
        @if listed.corrections.is_empty() {
            p class="govuk-body" { (words.say("corrections-none")) }
        } @else {
            (each(words, listed))
        }
        p class="govuk-body" {
            @if listed.rates.is_none() { a class="govuk-link" href=(address) { (words.say("history-newest")) } " " }
            @if let Some(place) = listed.older {
                a class="govuk-link" href=(format!("{address}?before={place}")) { (words.say("history-older")) }
            }
        }
    };
    let trail = vec![(format!("/schools/{}/cycles", listed.school), words.say("nav-cycles"))];
    Page { title, trail, main, visitor }.render()
}

fn each(words: Words, listed: &Listed) -> Markup {
    let columns = [
        "corrections-what",
        "corrections-values",
        "history-why",
        "people-role",
        "corrections-days",
        "history-late",
        "corrections-said",
        "corrections-message",
    ]
    .map(|id| words.say(id));
    let [_, values, why, role, days, late, said, message] = &columns;
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-visually-hidden" { (words.say("corrections-each")) }
            (head(&columns))
            tbody class="govuk-table__body" role="rowgroup" { @for one in &listed.corrections {
                tr class="govuk-table__row" role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" { (what(words, one)) }
                    td class="govuk-table__cell" role="cell" data-label=(values) {
                        div { (page::lines(words, one.at.entries.as_deref(), &one.entry.story.lines)) }
                    }
                    td class="govuk-table__cell" role="cell" data-label=(why) { (one.entry.story.why.as_ref().map_or("", |why| why.reason.as_str())) }
                    td class="govuk-table__cell" role="cell" data-label=(role) {
                        (one.entry.recorded.metadata.get("role").map_or_else(String::new, |role| term::of(words, "account-role-{}", role)))
                    }
                    td class="govuk-table__cell" role="cell" data-label=(days) { (one.days.map_or_else(|| "–".to_owned(), |days| days.to_string())) }
                    td class="govuk-table__cell" role="cell" data-label=(late) { (reached(words, one)) }
                    td class="govuk-table__cell" role="cell" data-label=(said) { div { (may_be_said(words, one)) } }
                    td class="govuk-table__cell" role="cell" data-label=(message) { div { (told(words, &listed.school, one)) } }
                }
            } }
        }
    }
}

fn head(columns: &[String]) -> Markup {
    html! {
        thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
            @for column in columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
        } }
    }
}

/// What was put right, with the way to its entry, and the record that it is in.
fn what(words: Words, one: &Correction) -> Markup {
    html! {
        a class="govuk-link" href=(one.at.address) { (one.entry.story.title) }
        (seals::warning(words, one.entry.as_sealed))
        @if let Some((_, record)) = &one.at.record { br; (record) }
    }
}

/// How far the cycle had come; nothing for what is about no cycle.
fn reached(words: Words, one: &Correction) -> String {
    match one.reached {
        Reached::Open if one.board.is_none() => "–".to_owned(),
        Reached::Open => words.say("history-in-time"),
        Reached::Closed => words.say("history-after-closing"),
        Reached::Reported => words.say("history-after-report"),
    }
}

/// Whether something else may be said of the cycle's gain: the very sentences, where they are not the same.
fn may_be_said(words: Words, one: &Correction) -> Markup {
    let Some(moved) = &one.moved else { return html! { "–" } };
    let (before, after) = (moved.before.may_be_said(words), moved.after.may_be_said(words));
    html! {
        @if before == after {
            (words.say("corrections-said-same"))
        } @else {
            @if moved.is_said_otherwise() { (words.say("corrections-said-otherwise")) }
            @else { (words.say("corrections-said-figures")) }
            dl class="govuk-body q-change" {
                div { dt { (words.say("corrections-said-before")) } dd { (before) } }
                div { dt { (words.say("corrections-said-after")) } dd { (after) } }
            }
        }
    }
}

/// What became of what governors read.
fn told(words: Words, school: &SchoolId, one: &Correction) -> Markup {
    let Some(board) = one.board else { return html! { "–" } };
    let editions = [(board.before, "corrections-edition-before"), (board.after, "corrections-edition-after")];
    html! {
        (words.say(board.message.id()))
        @for (number, says) in editions {
            @if let Some(number) = number {
                br;
                a class="govuk-link" href=(format!("/schools/{school}/editions/{number}")) {
                    (words.tell(says, &[("number", number.to_string().into())]))
                }
            }
        }
        @if one.outcome_changed { br; (words.say("corrections-outcome-changed")) }
    }
}

fn rates(words: Words, rates: &Rates) -> Markup {
    let put_right_by = rates.put_right_by.iter().map(|(role, count)| (role, *count));
    html! {
        h2 class="govuk-heading-m" { (words.say("corrections-rates")) }
        (table(words, ["corrections-by-kind", "corrections-kind"], "event-{}", &rates.kinds))
        (table(words, ["corrections-by-reason", "history-why"], "reason-{}", &rates.reasons))
        (table(words, ["corrections-by-role", "people-role"], "account-role-{}", &rates.recorded_by))
        @if !rates.put_right_by.is_empty() {
            p class="govuk-body" { (words.say("corrections-put-right-by")) }
            ul class="govuk-list govuk-list--bullet" {
                @for (role, count) in put_right_by {
                    li { (named(words, "account-role-{}", role)) ": " (count) }
                }
            }
        }
    }
}

/// What a line of a table is about; the program itself where nobody is.
fn named(words: Words, pattern: &str, code: &str) -> String {
    if code.is_empty() { words.say("history-program") } else { term::of(words, pattern, &code) }
}

fn table(words: Words, [title, first]: [&str; 2], pattern: &str, rates: &BTreeMap<String, Rate>) -> Markup {
    let columns = [first, "corrections-recorded", "corrections-count", "corrections-per-hundred"]
        .map(|id| words.say(id));
    let [_, recorded, count, share] = &columns;
    html! {
        @if !rates.is_empty() {
            table class="govuk-table q-rows" role="table" {
                caption class="govuk-table__caption govuk-table__caption--m" { (words.say(title)) }
                (head(&columns))
                tbody class="govuk-table__body" role="rowgroup" { @for (code, rate) in rates {
                    tr class="govuk-table__row" role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" { (named(words, pattern, code)) }
                        td class="govuk-table__cell" role="cell" data-label=(recorded) { (rate.of) }
                        td class="govuk-table__cell" role="cell" data-label=(count) { (rate.corrections) }
                        td class="govuk-table__cell" role="cell" data-label=(share) { (rate.per_hundred().unwrap_or_else(|| "–".to_owned())) }
                    }
                } }
            }
        }
    }
}
