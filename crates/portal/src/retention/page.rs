//! The page that says how long what is kept, and what is to be looked at this year.

use domain::VariantArray as _;
use domain::school::RetentionDecision;
use maud::{Markup, html};

use super::read::{Finished, Leaver, Look};
use super::{CYCLE_YEARS, PUPIL_YEARS, Review, Shown};
use crate::access::{Action, Visitor};
use crate::cycles;
use crate::fields::{Field, error_summary, hidden, submit};
use crate::for_auditors;
use crate::layout::Page;
use crate::term;
use crate::words::Words;

/// What is kept: its name, how long, and why. The first two say their years.
const KEPT: [&str; 7] = ["pupil", "cycle", "facts", "reads", "feedback", "drafts", "keys"];

pub(super) fn show(visitor: &Visitor, review: &Review) -> Markup {
    let words = visitor.words;
    let title = words.tell("retention-title", &[("school", (&review.name).into())]);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        (for_auditors::group(visitor, &review.school, "retention"))
        p class="govuk-body" { (words.say("retention-about")) }
        (schedule(words))
        h2 class="govuk-heading-m" { (words.say("retention-review")) }
        p class="govuk-body" { (words.say("retention-review-about")) }
        @if review.is_due() { p class="govuk-body" { strong { (words.say("retention-review-due")) } } }
        @if visitor.may_in(Action::ReviewRetention, &review.school) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/review", review.address())) { (words.say("retention-review-link")) }
            }
        }
        h3 class="govuk-heading-s" {
            (words.tell("retention-pupils", &[("day", words.date(review.left_before).into())]))
        }
        @if review.pupils.is_empty() { p class="govuk-body" { (words.say("retention-none")) } }
        @else { (pupils(visitor, review)) }
        h3 class="govuk-heading-s" {
            (words.tell("retention-cycles", &[("day", words.date(review.ended_before).into())]))
        }
        @if review.cycles.is_empty() { p class="govuk-body" { (words.say("retention-none")) } }
        @else {
            p class="govuk-body" { (words.say("retention-cycles-about")) }
            ul class="govuk-list govuk-list--bullet" { @for one in &review.cycles { li { (cycle(words, one)) } } }
        }
        h2 class="govuk-heading-m" { (words.say("retention-looks")) }
        @if review.looks.is_empty() { p class="govuk-body" { (words.say("retention-looks-none")) } }
        @else { (looks(words, &review.looks)) }
    };
    let trail = vec![(format!("/schools/{}/cycles", review.school), words.say("nav-cycles"))];
    Page { title, trail, main, visitor }.render()
}

fn schedule(words: Words) -> Markup {
    let columns = ["retention-what", "retention-how-long", "retention-why"].map(|id| words.say(id));
    let [_, long, why] = &columns;
    let years = |what: &str| if what == "pupil" { PUPIL_YEARS } else { CYCLE_YEARS };
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-visually-hidden" { (words.say("retention-link")) }
            thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                @for column in &columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
            } }
            tbody class="govuk-table__body" role="rowgroup" { @for what in KEPT {
                tr class="govuk-table__row" role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" { (words.say(&format!("retention-kept-{what}"))) }
                    td class="govuk-table__cell" role="cell" data-label=(long) {
                        (words.tell(&format!("retention-long-{what}"), &[("years", years(what).to_string().into())]))
                    }
                    td class="govuk-table__cell" role="cell" data-label=(why) { (words.say(&format!("retention-reason-{what}"))) }
                }
            } }
        }
    }
}

/// Pupils who left long ago: no name, and for the head the way to the form that asks for their erasing.
fn pupils(visitor: &Visitor, review: &Review) -> Markup {
    let words = visitor.words;
    html! {
        ul class="govuk-list govuk-list--bullet" { @for one in &review.pupils {
            li {
                (words.tell("retention-left", &[("day", words.date(one.left_on).into())])) " "
                (way(visitor, review, one))
            }
        } }
    }
}

fn way(visitor: &Visitor, review: &Review, one: &Leaver) -> Markup {
    let words = visitor.words;
    html! {
        @if let Some(day) = one.asked_on {
            (words.tell("erasure-state", &[("day", words.date(day).into())]))
        } @else if visitor.may_in(Action::ApproveErasure, &review.school) {
            a class="govuk-link" href=(format!("/pupils/{}/erasure", one.pupil)) { (words.say("erasure-link")) }
        } @else {
            a class="govuk-link" href=(format!("/pupils/{}/history", one.pupil)) { (words.say("record-pupil")) }
        }
    }
}

fn cycle(words: Words, one: &Finished) -> Markup {
    let label = cycles::label_of(words, one.plan.subject, one.plan.starts_on);
    html! {
        a class="govuk-link" href=(format!("/cycles/{}", one.cycle)) { (label) }
        ": " (words.tell("retention-ended", &[("day", words.date(one.ended_on).into()), ("count", one.named.into())]))
    }
}

/// The looks that were taken, the latest first.
fn looks(words: Words, looks: &[Look]) -> Markup {
    let columns =
        ["retention-look-day", "retention-look-by", "retention-look-due", "retention-look-decision"]
            .map(|id| words.say(id));
    let [_, by, due, decision] = &columns;
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-visually-hidden" { (words.say("retention-looks")) }
            thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                @for column in &columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
            } }
            tbody class="govuk-table__body" role="rowgroup" { @for one in looks {
                tr class="govuk-table__row" role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" { (words.date(one.looked_on)) }
                    td class="govuk-table__cell" role="cell" data-label=(by) { (one.name.clone().unwrap_or_else(|| words.say("history-someone"))) }
                    td class="govuk-table__cell" role="cell" data-label=(due) { (how_many(words, one)) }
                    td class="govuk-table__cell" role="cell" data-label=(decision) {
                        div {
                            (term::of(words, "retention-decision-{}", &one.decision))
                            @if let Some(note) = &one.note { br; (note.tell(words)) }
                        }
                    }
                }
            } }
        }
    }
}

fn how_many(words: Words, one: &Look) -> String {
    let counts = [
        ("pupils", one.due.pupils.into()),
        ("asked", one.due.pupils_asked.into()),
        ("cycles", one.due.cycles.into()),
    ];
    words.tell("retention-look-counts", &counts)
}

/// The form that records a look.
pub(super) fn form(shown: &Shown<'_>) -> Markup {
    let (words, review, draft) = (shown.visitor.words, shown.review, shown.draft);
    let due = review.due();
    let counts =
        [("pupils", due.pupils.into()), ("asked", due.pupils_asked.into()), ("cycles", due.cycles.into())];
    let decisions = term::choices(words, "retention-decision-{}", RetentionDecision::VARIANTS);
    let title = words.say("retention-review-title");
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            (error_summary(words, draft))
            @if shown.meanwhile {
                div class="govuk-inset-text" role="alert" { p class="govuk-body" { (words.say("settings-meanwhile")) } }
            }
            span class="govuk-caption-l" { (review.name) }
            h1 class="govuk-heading-l" { (title) }
            p class="govuk-body" { (words.say("retention-review-form-about")) }
            p class="govuk-body" { (words.tell("retention-review-now", &counts)) }
            form method="post" action=(format!("{}/review", review.address())) novalidate {
                (hidden("command_id", &shown.command_id.to_string()))
                (hidden("expected", &shown.sequence.to_string()))
                (Field::of(words, "decision").select(words, draft, &decisions))
                (Field::of(words, "review_note").textarea(words, draft))
                (submit(&words.say("retention-review-submit")))
            }
        } }
    };
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let trail = vec![(review.address(), words.say("retention-link"))];
    Page { title: format!("{prefix}{title}"), trail, main, visitor: shown.visitor }.render()
}
