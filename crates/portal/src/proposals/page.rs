//! What is proposed for a cycle: the list, what stands on the cycle's pages and above a form, and setting a proposal aside.

use std::collections::HashMap;

use maud::{Markup, html};
use uuid::Uuid;

use super::form::{Difference, OPENED, PROPOSAL};
use super::{Opened, Proposals};
use crate::access::{Action, Visitor};
use crate::change::Shown;
use crate::fields::{Field, error_summary, hidden};
use crate::layout::Page;
use crate::term;
use crate::words::Words;

/// What is proposed, in a few words.
pub(super) fn what(words: Words, one: &Opened) -> String {
    match &one.typed {
        Some(typed) => words.tell(&format!("proposal-to-{}", one.is.kind), &[("who", (&typed.who).into())]),
        None => words.say("proposal-of-removed"),
    }
}

/// Who proposed it and when, in a sentence.
pub(super) fn proposed(words: Words, names: &HashMap<Uuid, String>, one: &Opened) -> String {
    let day = words.date(one.is.on);
    words.tell("proposal-by", &[("name", name(words, names, one.is.by).into()), ("day", day.into())])
}

/// What became of it, in a sentence.
pub(super) fn became(words: Words, known: &Proposals, one: &Opened) -> String {
    match &one.is.settled {
        Some(settled) => {
            let id = format!("proposal-was-{}", settled.how.to_string().replace('_', "-"));
            let name = name(words, &known.names, settled.by);
            words.tell(&id, &[("name", name.into()), ("day", words.date(settled.on).into())])
        }
        None => one.lapse.map_or_else(
            || words.say("proposal-waits"),
            |lapse| term::of(words, "proposal-lapsed-{}", &lapse),
        ),
    }
}

/// The place of a proposal in the list of the cycle at `address`.
pub(super) fn in_list(address: &str, proposal: Uuid) -> String {
    format!("{address}/proposals#proposal-{proposal}")
}

/// That a field was changed on both sides, in a sentence.
pub(super) fn differs(words: Words, one: &Difference) -> String {
    let said = |text: &str| said(words, &one.field, text).into();
    let field = term::of(words, "field-{}", &one.field).into();
    let (now, proposed) = (said(&one.now), said(&one.proposed));
    match &one.was {
        Some(was) => words.tell(
            "proposal-differs",
            &[("field", field), ("was", said(was)), ("now", now), ("proposed", proposed)],
        ),
        None => words.tell("proposal-differs-now", &[("field", field), ("now", now), ("proposed", proposed)]),
    }
}

/// What a field says, as its form shows it.
fn said(words: Words, field: &str, text: &str) -> String {
    let pattern = match field {
        _ if text.is_empty() => return words.say("proposal-empty"),
        "tier" => "tier-{}",
        "entry_band" => "entry-band-{}",
        "role" => "role-in-cycle-{}",
        "exit_status" => "exit-status-{}",
        "next_support" => "next-support-{}",
        "overlap_override" | "size_override" => "reason-{}",
        _ => return text.to_owned(),
    };
    term::of(words, pattern, &text)
}

fn name(words: Words, names: &HashMap<Uuid, String>, account: Uuid) -> String {
    names.get(&account).cloned().unwrap_or_else(|| words.say("history-someone"))
}

/// In a form that is sent as a proposal, or that was filled with one: what sending it means, and which proposal it is.
#[must_use]
pub fn on_form(shown: &Shown<'_>) -> Markup {
    let words = shown.visitor.words;
    let (proposed, proposal) = (shown.draft.text("proposed"), shown.draft.text(PROPOSAL.name));
    html! {
        @if shown.visitor.proposes(&shown.cycle.record.plan) {
            div class="govuk-inset-text" {
                p class="govuk-body" { (words.say("proposal-about")) }
                @if let Ok(first) = shown.draft.text("first").parse() {
                    p class="govuk-body" {
                        a class="govuk-link" href=(in_list(&shown.cycle.address(), first)) { (words.say("proposal-first")) }
                    }
                }
            }
            (hidden(OPENED, shown.draft.text(OPENED)))
        } @else if !proposed.is_empty() || !proposal.is_empty() {
            div class="govuk-inset-text" {
                @if !proposed.is_empty() { p class="govuk-body" { (proposed) } }
                @if !proposal.is_empty() {
                    (differences(shown))
                    p class="govuk-body" { (words.say("proposal-own-act")) }
                    p class="govuk-body" {
                        a class="govuk-link" href=(format!("{}/proposals/{proposal}/set-aside", shown.cycle.address())) {
                            (words.say("proposal-set-aside"))
                        }
                    }
                    (hidden(PROPOSAL.name, proposal))
                }
            }
        }
    }
}

/// What was changed on both sides since the proposal was made.
fn differences(shown: &Shown<'_>) -> Markup {
    let differs = shown.draft.text("differs");
    html! {
        @if !differs.is_empty() {
            p class="govuk-body govuk-!-font-weight-bold" { (shown.visitor.words.say("proposal-differs-about")) }
            ul class="govuk-list govuk-list--bullet" { @for one in differs.lines() { li { (one) } } }
            (hidden("differs", differs))
        }
    }
}

/// What the button of a form says: that it proposes, where it does; else what `submit_id` says.
#[must_use]
pub fn submit_id<'i>(shown: &Shown<'_>, submit_id: &'i str) -> &'i str {
    if shown.visitor.proposes(&shown.cycle.record.plan) { "proposal-submit" } else { submit_id }
}

/// What waits, for a page of the cycle at `address`; nothing where nothing was proposed.
#[must_use]
pub fn notice(visitor: &Visitor, address: &str, known: &Proposals) -> Markup {
    let words = visitor.words;
    let waiting: Vec<&Opened> = known.waiting().collect();
    html! {
        @if !waiting.is_empty() {
            div class="govuk-inset-text" {
                p class="govuk-body" { (words.tell("proposals-wait", &[("proposals", waiting.len().into())])) }
                ul class="govuk-list govuk-list--bullet" {
                    @for one in waiting { li { (what(words, one)) ". " (proposed(words, &known.names, one)) } }
                }
                (to_list(words, address))
            }
        } @else if !known.all.is_empty() { (to_list(words, address)) }
    }
}

fn to_list(words: Words, address: &str) -> Markup {
    html! {
        p class="govuk-body" {
            a class="govuk-link" href=(format!("{address}/proposals")) { (words.say("proposals-title")) }
        }
    }
}

pub(super) fn list(shown: &Shown<'_>, known: &Proposals) -> Markup {
    let words = shown.visitor.words;
    let title = words.say("proposals-title");
    let columns = ["proposals-what", "history-why", "proposals-became"];
    let main = html! {
        (error_summary(words, shown.draft))
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("proposals-about")) }
        @if known.all.is_empty() {
            p class="govuk-body" { (words.say("proposals-none")) }
        } @else {
            table class="govuk-table q-rows" role="table" {
                caption class="govuk-table__caption govuk-visually-hidden" { (title) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for id in columns {
                            th class="govuk-table__header" scope="col" role="columnheader" { (words.say(id)) }
                        }
                    }
                }
                tbody role="rowgroup" { @for one in &known.all { (row(shown, known, one)) } }
            }
        }
    };
    let trail = vec![(shown.cycle.address(), words.say("history-back"))];
    Page { title, trail, main, visitor: shown.visitor }.render()
}

fn row(shown: &Shown<'_>, known: &Proposals, one: &Opened) -> Markup {
    let words = shown.visitor.words;
    let day = crate::fields::day(one.field("effective_on"));
    html! {
        tr role="row" id=(format!("proposal-{}", one.is.id)) {
            th class="govuk-table__header" scope="row" role="rowheader" {
                (what(words, one))
                @if let Some(day) = day {
                    div class="govuk-hint" { (words.tell("proposal-from", &[("day", words.date(day).into())])) }
                }
                div class="govuk-hint" { (proposed(words, &known.names, one)) }
            }
            td class="govuk-table__cell" role="cell" data-label=(words.say("history-why")) {
                (term::of(words, "reason-{}", &one.field("reason")))
                @if !one.field("note").is_empty() { p { "“" (one.field("note")) "”" } }
            }
            td class="govuk-table__cell" role="cell" data-label=(words.say("proposals-became")) {
                p { (became(words, known, one)) }
                @if let Some(answer) = &one.answer { p { "“" (answer.tell(words)) "”" } }
                @if one.waits() { (ways(shown, one)) }
            }
        }
    }
}

/// What this visitor can do about a proposal that waits.
fn ways(shown: &Shown<'_>, one: &Opened) -> Markup {
    let (words, visitor, cycle) = (shown.visitor.words, shown.visitor, shown.cycle);
    let aside = format!("{}/proposals/{}", cycle.address(), one.is.id);
    let about = what(words, one);
    let is_own = visitor.account.as_ref().is_some_and(|person| person.id == one.is.by);
    let back = Shown::new(visitor, cycle, shown.draft);
    html! {
        @if visitor.may_on(Action::AnswerProposal, &cycle.record.plan) {
            @if let Some(form) = one.form() {
                p {
                    a class="govuk-link" href=(format!("{}?proposal={}", form.address(cycle.id), one.is.id)) {
                        (words.say("proposal-take-up")) span class="govuk-visually-hidden" { ": " (about) }
                    }
                }
            }
            p {
                a class="govuk-link" href=(format!("{aside}/set-aside")) {
                    (words.say("proposal-set-aside")) span class="govuk-visually-hidden" { ": " (about) }
                }
            }
        }
        @if is_own {
            form method="post" action=(format!("{aside}/take-back")) {
                (back.unseen())
                button type="submit" class="govuk-button govuk-button--secondary" data-module="govuk-button" data-prevent-double-click="true" {
                    (words.say("proposal-take-back")) span class="govuk-visually-hidden" { ": " (about) }
                }
            }
        }
    }
}

pub(super) fn set_aside(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let title = words.say("proposal-set-aside-title");
    let about = html! {
        p class="govuk-body" { (draft.text("about")) ". " (draft.text("made")) }
        @if !draft.text("settled").is_empty() { p class="govuk-body" { (draft.text("settled")) } }
    };
    if !draft.text("settled").is_empty() {
        return shown.without_form(&title, &about);
    }
    let fields = html! { (Field::labelled(words, "answer", "field-proposal-answer").textarea(words, draft)) };
    let address = format!("{}/proposals/{}/set-aside", shown.cycle.address(), draft.text("aside"));
    shown.page(&title, &address, "proposal-set-aside", &about, &fields)
}
