//! The pages of a history: many entries with what can be asked for, or one entry with its own address.

use domain::cycle::CycleEvent;
use domain::{CycleId, ReasonCode, VariantArray as _};
use maud::{Markup, html};
use strum::VariantNames as _;

use super::read::Act;
use super::{Entry, Listed, Reached, Step, form};
use crate::access::{Action, Visitor};
use crate::fields::{Draft, Field, error_summary};
use crate::layout::Page;
use crate::past::When;
use crate::seals;
use crate::story::{Line, Why};
use crate::term;
use crate::words::Words;

pub(super) fn list(visitor: &Visitor, listed: &Listed) -> Markup {
    let (words, history) = (visitor.words, &listed.history);
    let cycle = history.cycle;
    let address = format!("/cycles/{cycle}/history");
    let title = words.tell("history-of", &[("cycle", history.label(words).into())]);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        (error_summary(words, &listed.draft))
        p class="govuk-body" { (words.say("history-about")) " " (words.say("seal-about")) }
        p class="govuk-body" {
            a class="govuk-link" href=(format!("/api/v1{address}")) { (words.say("history-json")) }
        }
        @if visitor.past.is_none() {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/cycles/{cycle}/difference")) { (words.say("difference-link")) }
            }
        }
        (asked(words, &address, &listed.draft, CycleEvent::VARIANTS, &listed.people))
        @if let (Some(newest), Some(oldest)) = (listed.entries.first(), listed.entries.last()) {
            p class="govuk-body" {
                (words.tell("history-page-of", &[
                    ("from", oldest.recorded.sequence.to_string().into()),
                    ("to", newest.recorded.sequence.to_string().into()),
                    ("count", listed.count.to_string().into()),
                ]))
            }
            (stretch(words, &address, oldest.recorded.sequence, newest.recorded.sequence))
        } @else {
            p class="govuk-body" { (nothing(words, &listed.draft)) }
        }
        @for entry in &listed.entries { (article(words, entry, &At::in_cycle(words, cycle, entry))) }
        (pages(words, &address, &listed.draft, listed.older))
    };
    Page { title, trail: trail(words, cycle), main, visitor }.render()
}

pub(super) fn one(visitor: &Visitor, cycle: CycleId, step: &Step) -> Markup {
    let (words, entry) = (visitor.words, &step.entry);
    let title = number(words, entry.recorded.sequence);
    let mut trail = trail(words, cycle);
    trail.push((format!("/cycles/{cycle}/history"), words.say("history-title")));
    let at = At::in_cycle(words, cycle, entry);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        (article(words, entry, &at))
        p class="govuk-body" { (words.say("seal-about")) }
        (caused(words, entry, &at, step.act))
        (moved(words, cycle, step))
        (as_it_was(visitor, cycle, entry))
        (neighbours(words, &format!("/cycles/{cycle}/history"), entry.recorded.sequence, step.last))
    };
    Page { title, trail, main, visitor }.render()
}

/// The figures that the entry moved.
fn moved(words: Words, cycle: CycleId, step: &Step) -> Markup {
    let moved = step.moved.lines(words);
    html! {
        h2 class="govuk-heading-m" { (words.say("moved-title")) }
        @if moved.is_empty() { p class="govuk-body" { (words.say("moved-nothing")) } }
        (told(words, cycle, &moved))
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
pub(crate) fn neighbours(words: Words, history: &str, sequence: u64, last: u64) -> Markup {
    let address = |sequence: u64| format!("{history}/{sequence}");
    html! {
        nav class="govuk-body" aria-label=(words.say("moved-steps")) {
            @if sequence > 1 {
                a class="govuk-link" rel="prev" href=(address(sequence - 1)) { (words.say("moved-previous")) }
                " "
            }
            @if sequence < last {
                a class="govuk-link" rel="next" href=(address(sequence + 1)) { (words.say("moved-next")) }
            }
        }
    }
}

fn trail(words: Words, cycle: CycleId) -> Vec<(String, String)> {
    vec![(format!("/cycles/{cycle}"), words.say("history-back"))]
}

fn number(words: Words, sequence: u64) -> String {
    words.tell("history-number", &[("sequence", sequence.to_string().into())])
}

/// Where an entry stands on a page, and where the links in it lead.
pub(crate) struct At {
    /// The entry's own address.
    pub(crate) address: String,
    /// What the link to it says.
    pub(crate) label: String,
    /// What the addresses of entries of the same record begin with; none where they have no address by their number.
    pub(crate) entries: Option<String>,
    /// The record that the entry is one of: its address, if it has a page, and its name.
    pub(crate) record: Option<(Option<String>, String)>,
}

impl At {
    fn in_cycle(words: Words, cycle: CycleId, entry: &Entry) -> Self {
        let (entries, sequence) = (format!("/cycles/{cycle}/history/"), entry.recorded.sequence);
        Self {
            address: format!("{entries}{sequence}"),
            label: number(words, sequence),
            entries: Some(entries),
            record: None,
        }
    }
}

/// One entry: what happened, what was before and after, why, who and when.
pub(crate) fn article(words: Words, entry: &Entry, at: &At) -> Markup {
    let place = entry.row.as_ref().map_or(entry.recorded.sequence, |row| row.place);
    let anchor = format!("entry-{place}");
    html! {
        hr class="govuk-section-break govuk-section-break--m govuk-section-break--visible";
        article id=(anchor) aria-labelledby=(format!("{anchor}-title")) {
            h2 class="govuk-heading-m" id=(format!("{anchor}-title")) {
                a class="govuk-link" href=(at.address) { (at.label) }
                ": " (entry.story.title)
            }
            @if let Some((address, name)) = &at.record {
                p class="govuk-body" {
                    @if let Some(address) = address { a class="govuk-link" href=(address) { (name) } } @else { (name) }
                }
            }
            (seals::warning(words, entry.as_sealed))
            (lines(words, at.entries.as_deref(), &entry.story.lines))
            @if let Some(why) = &entry.story.why { (because(words, at.entries.as_deref(), why)) }
            (put_right(words, entry, at))
            (who_and_when(words, entry))
        }
    }
}

/// What a fact of a cycle says, with what was before and after side by side.
#[must_use]
pub fn told(words: Words, cycle: CycleId, says: &[Line]) -> Markup {
    lines(words, Some(&format!("/cycles/{cycle}/history/")), says)
}

/// What a fact says, with what was before and after side by side.
pub(crate) fn lines(words: Words, entries: Option<&str>, says: &[Line]) -> Markup {
    html! {
        @if !says.is_empty() {
            dl class="govuk-body q-change" {
                @for line in says { (one_line(words, entries, line)) }
            }
        }
    }
}

fn one_line(words: Words, entries: Option<&str>, line: &Line) -> Markup {
    html! {
        @match line {
            Line::Said { label, value } => { div { dt { (label) } dd { (value) } } }
            Line::Entry { label, sequence } => { div { dt { (label) } dd { (entry_link(words, entries, *sequence)) } } }
            Line::Changed { label, before, after } => {
                div { dt { (words.tell("history-before", &[("what", label.into())])) } dd { (before) } }
                div { dt { (words.tell("history-after", &[("what", label.into())])) } dd { (after) } }
            }
        }
    }
}

fn entry_link(words: Words, entries: Option<&str>, sequence: u64) -> Markup {
    let said = words.tell("history-evidence-entry", &[("sequence", sequence.to_string().into())]);
    html! {
        @match entries {
            Some(entries) => { a class="govuk-link" href=(format!("{entries}{sequence}")) { (said) } }
            None => { (said) }
        }
    }
}

fn because(words: Words, entries: Option<&str>, why: &Why) -> Markup {
    html! {
        dl class="govuk-body q-change" {
            div { dt { (words.say("history-why")) } dd { (why.reason) } }
            div { dt { (words.say("history-summary")) } dd { (why.summary) } }
            @if let Some(note) = &why.note { div { dt { (words.say("history-note")) } dd { (note) } } }
            @if !why.evidence.is_empty() {
                div {
                    dt { (words.say("history-evidence")) }
                    dd {
                        @for (place, sequence) in why.evidence.iter().enumerate() {
                            @if place > 0 { ", " }
                            (entry_link(words, entries, *sequence))
                        }
                    }
                }
            }
        }
    }
}

/// What put the entry right, and whether the cycle had been closed or the board been told before it.
fn put_right(words: Words, entry: &Entry, at: &At) -> Markup {
    let Some(row) = &entry.row else { return html! {} };
    let entries = at.entries.as_deref();
    html! {
        @if row.corrected_by.is_some() || row.reached != Reached::Open {
            dl class="govuk-body q-change" {
                @if let Some(later) = row.corrected_by {
                    div { dt { (words.say("history-corrected-by")) } dd { (entry_link(words, entries, later)) } }
                }
                @match row.reached {
                    Reached::Open => {}
                    Reached::Closed => { div { dt { (words.say("history-late")) } dd { (words.say("history-after-closing")) } } }
                    Reached::Reported => { div { dt { (words.say("history-late")) } dd { (words.say("history-after-report")) } } }
                }
            }
        }
    }
}

fn who_and_when(words: Words, entry: &Entry) -> Markup {
    let recorded = &entry.recorded;
    // The program itself has no role.
    let role = recorded.metadata.get("role").filter(|role| !role.is_empty());
    let by = role.map_or_else(
        || entry.actor.clone(),
        |role| {
            let role = term::of(words, "account-role-{}", role);
            words.tell("history-by-role", &[("name", (&entry.actor).into()), ("role", role.into())])
        },
    );
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
                div {
                    dt { (words.say("history-hash")) }
                    dd {
                        code { (hex::encode(hash)) } br;
                        a class="govuk-link" href=(format!("/ledger/proof?position={position}")) { (words.say("history-prove")) }
                    }
                }
            } @else {
                div { dt { (words.say("history-hash")) } dd { (words.say("history-hash-waiting")) } }
            }
        }
    }
}

/// What led to the entry: the act, how it reached us, and what else the same act recorded.
pub(crate) fn caused(words: Words, entry: &Entry, at: &At, act: Option<Act>) -> Markup {
    let recorded = &entry.recorded;
    let beside = |name: &str| recorded.metadata.get(name);
    html! {
        h2 class="govuk-heading-m" { (words.say("history-caused")) }
        dl class="govuk-body q-change" {
            @if let Some(client) = beside("client") {
                div { dt { (words.say("history-client")) } dd { (term::of(words, "history-client-{}", client)) } }
            }
            @if let Some(command) = recorded.command_id {
                div { dt { (words.say("history-command")) } dd { code { (command) } } }
            }
            @if let Some(cause) = beside("causation") {
                div { dt { (words.say("history-causation")) } dd { code { (cause) } } }
            }
            @match act {
                Some(Act { facts, within: Some((first, last)) }) if facts > 1 => {
                    div {
                        dt { (words.say("history-together")) }
                        dd {
                            @for (place, sequence) in (first..=last).enumerate() {
                                @if place > 0 { ", " }
                                (entry_link(words, at.entries.as_deref(), sequence))
                            }
                        }
                    }
                }
                Some(Act { facts, within: None }) if facts > 1 => {
                    div {
                        dt { (words.say("history-together")) }
                        dd { (words.tell("history-together-many", &[("facts", facts.to_string().into())])) }
                    }
                }
                Some(_) | None => {}
            }
        }
    }
}

/// What stands where no entry does.
pub(crate) fn nothing(words: Words, draft: &Draft) -> String {
    words.say(if form::is_narrowed(draft) { "history-none-fits" } else { "history-none" })
}

/// The form that says what of a history is wanted.
pub(crate) fn asked(
    words: Words,
    address: &str,
    draft: &Draft,
    kinds: &[&str],
    people: &[(String, String)],
) -> Markup {
    let mut kinds = term::choices(words, "event-{}", kinds);
    kinds.sort_by(|one, other| one.1.cmp(&other.1));
    let reasons = term::choices(words, "reason-{}", ReasonCode::VARIANTS);
    let field = |name, id| Field::labelled(words, name, id);
    html! {
        details class="govuk-details" open[form::is_narrowed(draft) || !draft.problems().is_empty()] {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { (words.say("history-filter")) }
            }
            form class="govuk-details__text" method="get" action=(address) {
                (field("kind", "history-filter-kind").select(words, draft, &kinds))
                (field("person", "history-filter-person").select(words, draft, people))
                (field("reason", "history-filter-reason").select(words, draft, &reasons))
                (field("since", "history-filter-since").input(words, draft, "date", "govuk-input--width-10"))
                (field("until", "history-filter-until").input(words, draft, "date", "govuk-input--width-10"))
                (field("after_report", "history-filter-after-report").checkbox(words, draft))
                button type="submit" class="govuk-button govuk-button--secondary" { (words.say("history-filter-show")) }
                @if form::is_narrowed(draft) {
                    p class="govuk-body" { a class="govuk-link" href=(address) { (words.say("history-filter-all")) } }
                }
            }
        }
    }
}

/// The address for good of the stretch of entries that a page shows.
pub(crate) fn stretch(words: Words, address: &str, first: u64, last: u64) -> Markup {
    html! {
        p class="govuk-body" {
            a class="govuk-link" href=(format!("{address}?from={first}&to={last}")) { (words.say("history-stretch")) }
        }
    }
}

/// The ways to the entries before and to the newest ones.
pub(crate) fn pages(words: Words, address: &str, draft: &Draft, older: Option<u64>) -> Markup {
    let is_first = draft.text("before").is_empty();
    html! {
        @if !is_first || older.is_some() {
            nav class="govuk-pagination" aria-label=(words.say("pages-label")) {
                @if !is_first {
                    div class="govuk-pagination__prev" {
                        a class="govuk-link govuk-pagination__link" href=(address) rel="prev" {
                            span class="govuk-pagination__link-title" { (words.say("history-newest")) }
                        }
                    }
                }
                @if let Some(place) = older {
                    div class="govuk-pagination__next" {
                        a class="govuk-link govuk-pagination__link" href=(form::older(address, draft, place)) rel="next" {
                            span class="govuk-pagination__link-title" { (words.say("history-older")) }
                        }
                    }
                }
            }
        }
    }
}
