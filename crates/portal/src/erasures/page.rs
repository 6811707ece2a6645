//! The pages about erasing: the head's form, the administrator's list, and the last question.

use domain::pupil::ErasureBasis;
use domain::{ReasonFor, VariantArray};
use maud::{Markup, html};

use super::{Requested, Shown};
use crate::access::Visitor;
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::pupils::Named;
use crate::term;

/// The head's page: what erasing does, and the form that asks for it or takes that back.
pub(super) fn request(shown: &Shown<'_>, named: &Named, meanwhile: bool) -> Markup {
    let words = shown.visitor.words;
    let address = format!("/pupils/{}", named.pupil.id);
    let called = named.details.as_ref().map(crate::pupil_details::Details::called).unwrap_or_default();
    let bases = term::choices(words, "erasure-basis-{}", ErasureBasis::VARIANTS);
    let codes = term::choices(words, "reason-{}", ReasonFor::ErasingPupil.codes());
    let (title, body) = match &named.asked {
        None => (
            "erasure-ask-title",
            html! {
                (what_it_does(shown.visitor))
                form method="post" action=(format!("{address}/erasure")) novalidate {
                    (carried(shown))
                    (Field::labelled(words, "basis", "field-basis").select(words, shown.draft, &bases))
                    (Field::of(words, "reason").select(words, shown.draft, &codes))
                    (submit(&words.say("erasure-ask-submit")))
                }
            },
        ),
        Some(asked) => (
            "erasure-asked-title",
            html! {
                p class="govuk-body" { (asked.tell(words)) }
                form method="post" action=(format!("{address}/erasure/withdraw")) {
                    (carried(shown))
                    (submit(&words.say("erasure-withdraw-submit")))
                }
            },
        ),
    };
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            (error_summary(words, shown.draft))
            @if meanwhile {
                div class="govuk-inset-text" role="alert" { p class="govuk-body" { (words.say("pupil-meanwhile")) } }
            }
            h1 class="govuk-heading-l" { (words.say(title)) }
            p class="govuk-body" { (called) }
            (body)
        } }
    };
    let trail = vec![(address, words.say("pupil-back-to"))];
    Page { title: titled(shown, &words.say(title)), trail, main, visitor: shown.visitor }.render()
}

fn what_it_does(visitor: &Visitor) -> Markup {
    let words = visitor.words;
    html! {
        p class="govuk-body" { (words.say("erasure-about")) }
        ul class="govuk-list govuk-list--bullet" {
            @for id in ["erasure-about-gone", "erasure-about-stays", "erasure-about-copies", "erasure-about-two"] { li { (words.say(id)) } }
        }
    }
}

fn carried(shown: &Shown<'_>) -> Markup {
    html! {
        (hidden("command_id", &shown.command_id.to_string()))
        (hidden("expected", &shown.expected.to_string()))
    }
}

fn titled(shown: &Shown<'_>, title: &str) -> String {
    if shown.draft.problems().is_empty() {
        return title.to_owned();
    }
    format!("{} {title}", shown.visitor.words.say("form-error-prefix"))
}

/// The administrator's list.
pub(super) fn list(visitor: &Visitor, requests: &[Requested]) -> Markup {
    let words = visitor.words;
    let title = words.say("erasures-title");
    let columns = [
        "erasures-column-record",
        "erasures-column-school",
        "erasures-column-asked",
        "erasures-column-basis",
    ]
    .map(|id| words.say(id));
    let [_, school, asked, basis] = &columns;
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("erasures-about")) }
        @if requests.is_empty() {
            p class="govuk-body" { (words.say("erasures-none")) }
        } @else {
            table class="govuk-table q-rows" role="table" {
                caption class="govuk-table__caption govuk-visually-hidden" { (title) }
                thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                    @for column in &columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
                } }
                tbody class="govuk-table__body" role="rowgroup" { @for one in requests {
                    tr class="govuk-table__row" role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" {
                            a class="govuk-link" href=(format!("/erasures/{}", one.pupil)) { (short(one)) }
                        }
                        td class="govuk-table__cell" role="cell" data-label=(school) { (one.school_name) }
                        td class="govuk-table__cell" role="cell" data-label=(asked) { (words.date(one.request.requested_on)) }
                        td class="govuk-table__cell" role="cell" data-label=(basis) { (term::of(words, "erasure-basis-{}", &one.request.basis)) }
                    }
                } }
            }
        }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

/// The first digits of the record's number: enough to tell two requests apart.
fn short(one: &Requested) -> String {
    one.pupil.to_string().chars().take(8).collect()
}

/// The last question.
pub(super) fn confirm(shown: &Shown<'_>, one: &Requested) -> Markup {
    let words = shown.visitor.words;
    let title = words.say("erasures-confirm-title");
    let lines = [
        ("erasures-column-record", short(one)),
        ("erasures-column-school", one.school_name.clone()),
        ("erasures-column-asked", words.date(one.request.requested_on)),
        ("erasures-asked-by", one.asked_by.clone()),
        ("erasures-column-basis", term::of(words, "erasure-basis-{}", &one.request.basis)),
        ("field-reason", term::of(words, "reason-{}", &one.request.reason.code())),
    ];
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            (error_summary(words, shown.draft))
            h1 class="govuk-heading-l" { (title) }
            dl class="govuk-summary-list" {
                @for (id, text) in lines {
                    div class="govuk-summary-list__row" {
                        dt class="govuk-summary-list__key" { (words.say(id)) }
                        dd class="govuk-summary-list__value" { (text) }
                    }
                }
            }
            (what_it_does(shown.visitor))
            form method="post" action=(format!("/erasures/{}", one.pupil)) novalidate {
                (carried(shown))
                (Field::of(words, "sure").checkbox(words, shown.draft))
                (submit(&words.say("erasures-confirm-submit")))
            }
        } }
    };
    let trail = vec![("/erasures".to_owned(), words.say("erasures-back"))];
    Page { title: titled(shown, &title), trail, main, visitor: shown.visitor }.render()
}
