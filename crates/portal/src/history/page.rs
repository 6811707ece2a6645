//! The pages of a cycle's history: many entries, or one with its own address.

use domain::CycleId;
use maud::{Markup, html};

use super::{Entry, History, PAGE, Step};
use crate::access::{Action, Visitor};
use crate::layout::Page;
use crate::past::When;
use crate::story::{Line, Story, Why};
use crate::term;
use crate::words::Words;

pub(super) fn list(visitor: &Visitor, history: &History, entries: &[Entry], page: usize) -> Markup {
    let (words, cycle, count) = (visitor.words, history.cycle, history.stream.len());
    let title = words.tell("history-of", &[("cycle", history.label(words).into())]);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("history-about")) }
        p class="govuk-body" {
            a class="govuk-link" href=(format!("/api/v1/cycles/{cycle}/history")) { (words.say("history-json")) }
        }
        @if visitor.past.is_none() {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/cycles/{cycle}/difference")) { (words.say("difference-link")) }
            }
        }
        @if let (Some(newest), Some(oldest)) = (entries.first(), entries.last()) {
            p class="govuk-body" {
                (words.tell("history-page-of", &[
                    ("from", oldest.recorded.sequence.to_string().into()),
                    ("to", newest.recorded.sequence.to_string().into()),
                    ("count", count.to_string().into()),
                ]))
            }
        } @else {
            p class="govuk-body" { (words.say("history-none")) }
        }
        @for entry in entries { (article(words, cycle, entry)) }
        (pages(words, cycle, page, count))
    };
    Page { title, trail: trail(words, cycle), main, visitor }.render()
}

pub(super) fn one(visitor: &Visitor, cycle: CycleId, step: &Step) -> Markup {
    let (words, entry) = (visitor.words, &step.entry);
    let sequence = entry.recorded.sequence.to_string();
    let title = words.tell("history-number", &[("sequence", sequence.into())]);
    let mut trail = trail(words, cycle);
    trail.push((format!("/cycles/{cycle}/history"), words.say("history-title")));
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        (article(words, cycle, entry))
        (moved(words, cycle, step))
        (as_it_was(visitor, cycle, entry))
        (neighbours(words, cycle, step))
    };
    Page { title, trail, main, visitor }.render()
}

/// The figures that the entry moved.
fn moved(words: Words, cycle: CycleId, step: &Step) -> Markup {
    let story = Story { lines: step.moved.lines(words), ..step.entry.story.clone() };
    html! {
        h2 class="govuk-heading-m" { (words.say("moved-title")) }
        @if story.lines.is_empty() { p class="govuk-body" { (words.say("moved-nothing")) } }
        (told(words, cycle, &story))
    }
}

/// The ways to the cycle's page as it was just before the entry, and with it.
fn as_it_was(visitor: &Visitor, cycle: CycleId, entry: &Entry) -> Markup {
    let position = entry.recorded.position.filter(|_| visitor.may(Action::SeePast));
    let page = format!("/cycles/{cycle}");
    html! {
        @if let Some(position) = position {
            p class="govuk-body" {
                @if entry.recorded.sequence > 1 {
                    a class="govuk-link" href=(When::fact(position - 1).address(&page)) {
                        (visitor.words.say("moved-cycle-before"))
                    }
                    br;
                }
                a class="govuk-link" href=(When::fact(position).address(&page)) { (visitor.words.say("moved-cycle-after")) }
            }
        }
    }
}

/// The entry before and the entry after.
fn neighbours(words: Words, cycle: CycleId, step: &Step) -> Markup {
    let sequence = step.entry.recorded.sequence;
    let address = |sequence: u64| format!("/cycles/{cycle}/history/{sequence}");
    html! {
        nav class="govuk-body" aria-label=(words.say("moved-steps")) {
            @if sequence > 1 {
                a class="govuk-link" rel="prev" href=(address(sequence - 1)) { (words.say("moved-previous")) }
                " "
            }
            @if sequence < step.last {
                a class="govuk-link" rel="next" href=(address(sequence + 1)) { (words.say("moved-next")) }
            }
        }
    }
}

fn trail(words: Words, cycle: CycleId) -> Vec<(String, String)> {
    vec![(format!("/cycles/{cycle}"), words.say("history-back"))]
}

fn article(words: Words, cycle: CycleId, entry: &Entry) -> Markup {
    let recorded = &entry.recorded;
    let anchor = format!("entry-{}", recorded.sequence);
    let address = format!("/cycles/{cycle}/history/{}", recorded.sequence);
    html! {
        hr class="govuk-section-break govuk-section-break--m govuk-section-break--visible";
        article id=(anchor) aria-labelledby=(format!("{anchor}-title")) {
            h2 class="govuk-heading-m" id=(format!("{anchor}-title")) {
                a class="govuk-link" href=(address) {
                    (words.tell("history-number", &[("sequence", recorded.sequence.to_string().into())]))
                }
                ": " (entry.story.title)
            }
            (told(words, cycle, &entry.story))
            @if let Some(why) = &entry.story.why { (because(words, cycle, why)) }
            (who_and_when(words, entry))
        }
    }
}

/// What a fact says, with what was before and after side by side.
#[must_use]
pub fn told(words: Words, cycle: CycleId, story: &Story) -> Markup {
    html! {
        @if !story.lines.is_empty() {
            dl class="govuk-body q-change" {
                @for line in &story.lines { (one_line(words, cycle, line)) }
            }
        }
    }
}

fn one_line(words: Words, cycle: CycleId, line: &Line) -> Markup {
    html! {
        @match line {
            Line::Said { label, value } => { div { dt { (label) } dd { (value) } } }
            Line::Entry { label, sequence } => { div { dt { (label) } dd { (entry_link(words, cycle, *sequence)) } } }
            Line::Changed { label, before, after } => {
                div { dt { (words.tell("history-before", &[("what", label.into())])) } dd { (before) } }
                div { dt { (words.tell("history-after", &[("what", label.into())])) } dd { (after) } }
            }
        }
    }
}

fn entry_link(words: Words, cycle: CycleId, sequence: u64) -> Markup {
    html! {
        a class="govuk-link" href=(format!("/cycles/{cycle}/history/{sequence}")) {
            (words.tell("history-evidence-entry", &[("sequence", sequence.to_string().into())]))
        }
    }
}

fn because(words: Words, cycle: CycleId, why: &Why) -> Markup {
    html! {
        dl class="govuk-body q-change" {
            div { dt { (words.say("history-why")) } dd { (why.reason) } }
            @if let Some(note) = &why.note { div { dt { (words.say("history-note")) } dd { (note) } } }
            @if !why.evidence.is_empty() {
                div {
                    dt { (words.say("history-evidence")) }
                    dd {
                        @for (place, sequence) in why.evidence.iter().enumerate() {
                            @if place > 0 { ", " }
                            (entry_link(words, cycle, *sequence))
                        }
                    }
                }
            }
        }
    }
}

fn who_and_when(words: Words, entry: &Entry) -> Markup {
    let recorded = &entry.recorded;
    let role = recorded
        .metadata
        .get("role")
        .map_or_else(String::new, |role| term::of(words, "account-role-{}", role));
    let by = words.tell("history-by-role", &[("name", (&entry.actor).into()), ("role", role.into())]);
    html! {
        dl class="govuk-body q-change" {
            div { dt { (words.say("history-by")) } dd { (by) } }
            div { dt { (words.say("history-recorded")) } dd { (term::moment(words, recorded.recorded_at)) } }
            @if let Some(day) = entry.story.effective_on {
                div { dt { (words.say("history-effective")) } dd { (words.date(day)) } }
            }
        }
        dl class="govuk-body q-change" {
            @if let (Some(position), Some(hash)) = (recorded.position, recorded.hash) {
                div { dt { (words.say("history-position")) } dd { (position) } }
                div { dt { (words.say("history-hash")) } dd { code { (hex::encode(hash)) } } }
            } @else {
                div { dt { (words.say("history-hash")) } dd { (words.say("history-hash-waiting")) } }
            }
        }
    }
}

fn pages(words: Words, cycle: CycleId, page: usize, count: usize) -> Markup {
    let address = |page: usize| format!("/cycles/{cycle}/history?page={page}");
    let has_older = page.saturating_mul(PAGE) < count;
    html! {
        @if page > 1 || has_older {
            nav class="govuk-pagination" aria-label=(words.say("pages-label")) {
                @if page > 1 {
                    div class="govuk-pagination__prev" {
                        a class="govuk-link govuk-pagination__link" href=(address(page - 1)) rel="prev" {
                            span class="govuk-pagination__link-title" { (words.say("history-newer")) }
                        }
                    }
                }
                @if has_older {
                    div class="govuk-pagination__next" {
                        a class="govuk-link govuk-pagination__link" href=(address(page + 1)) rel="next" {
                            span class="govuk-pagination__link-title" { (words.say("history-older")) }
                        }
                    }
                }
            }
        }
    }
}
