//! The page that offers the file.

use domain::SchoolId;
use journal::{Checkpoint, VerifierKey};
use maud::{Markup, html};

use super::form::Stretch;
use crate::access::Visitor;
use crate::fields::{self, Draft, Field};
use crate::layout::Page;
use crate::ledger::page::roots;

/// What can be fetched.
pub(super) struct Offer {
    /// The facts that the checkpoint covers, and the root over them.
    pub(super) checkpoint: Checkpoint,
    /// The key that signed it.
    pub(super) key: VerifierKey,
    /// Some of these facts, where not all were asked for.
    pub(super) stretch: Option<Stretch>,
}

pub(super) fn export(
    visitor: &Visitor,
    school: &SchoolId,
    name: &str,
    draft: &Draft,
    offer: Option<&Offer>,
    is_in_trouble: bool,
) -> Markup {
    let words = visitor.words;
    let title = words.tell("export-title", &[("school", name.into())]);
    let main = html! {
        (fields::error_summary(words, draft))
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("export-about")) }
        @if is_in_trouble {
            div class="govuk-warning-text" {
                span class="govuk-warning-text__icon" aria-hidden="true" { "!" }
                strong class="govuk-warning-text__text" { (words.say("export-trouble")) }
            }
        }
        @match offer {
            _ if is_in_trouble => {}
            Some(offer) => {
                @if draft.problems().is_empty() { (get(visitor, school, offer)) }
                (days(visitor, school, draft, offer))
                h2 class="govuk-heading-m" { (words.say("ledger-check")) }
                p class="govuk-body" { (words.say("export-check")) }
                pre class="q-seal" tabindex="0" { code { (command(&offer.key)) } }
                p class="govuk-body" { (words.say("export-check-kept")) }
            }
            None => p class="govuk-body" { (words.say("ledger-none")) },
        }
        h2 class="govuk-heading-m" { (words.say("ledger-not")) }
        ul class="govuk-list govuk-list--bullet" {
            @for id in ["export-not-all", "ledger-not-true", "ledger-not-before", "ledger-not-yet", "ledger-not-beside"] {
                li { (words.say(id)) }
            }
        }
        p class="govuk-body" { a class="govuk-link" href="/ledger" { (words.say("ledger-title")) } }
    };
    let trail = vec![(format!("/schools/{school}/people"), words.say("people-title"))];
    Page { title, trail, main, visitor }.render()
}

/// The file, and what it covers.
fn get(visitor: &Visitor, school: &SchoolId, offer: &Offer) -> Markup {
    let words = visitor.words;
    let (from, to) = offer.stretch.unzip();
    let facts = offer.checkpoint.position.to_string();
    html! {
        p class="govuk-body" {
            a class="govuk-button" role="button" draggable="false" href=(super::address(school, offer.checkpoint.position, from, to)) {
                (words.say("export-get"))
            }
        }
        @match offer.stretch {
            Some((from, to)) => p class="govuk-body" {
                (words.tell("export-stretch", &[("from", from.to_string().into()), ("to", to.to_string().into())]))
            },
            None => p class="govuk-body" { (words.tell("export-covers", &[("facts", facts.into())])) },
        }
        p class="govuk-body" { (words.say("export-goes-on")) }
        dl class="govuk-summary-list" { (roots(words, offer.checkpoint)) }
    }
}

/// The form that says of which days a file is wanted.
fn days(visitor: &Visitor, school: &SchoolId, draft: &Draft, offer: &Offer) -> Markup {
    let words = visitor.words;
    let field = |name, id| Field::labelled(words, name, id);
    let address = format!("/schools/{school}/export");
    let is_open = offer.stretch.is_some() || !draft.problems().is_empty();
    html! {
        details class="govuk-details" open[is_open] {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { (words.say("export-days")) }
            }
            form class="govuk-details__text" method="get" action=(address) {
                (field("since", "history-filter-since").input(words, draft, "date", "govuk-input--width-10"))
                (field("until", "history-filter-until").input(words, draft, "date", "govuk-input--width-10"))
                button type="submit" class="govuk-button govuk-button--secondary" { (words.say("export-days-choose")) }
                @if is_open {
                    p class="govuk-body" { a class="govuk-link" href=(address) { (words.say("export-all")) } }
                }
            }
        }
    }
}

/// What somebody types who checks the file, with the public key.
fn command(key: &VerifierKey) -> String {
    format!("quadrant verify --pack ledger.zip --key '{key}'")
}
