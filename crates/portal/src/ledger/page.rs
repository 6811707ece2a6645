//! The page that says what is signed, and how anybody can check it.

use journal::{SignedCheckpoint, VerifierKey};
use maud::{Markup, html};

use crate::access::Visitor;
use crate::layout::Page;

pub(super) fn ledger(
    visitor: &Visitor,
    last: Option<&SignedCheckpoint>,
    key: Option<&VerifierKey>,
    trouble: Option<&str>,
) -> Markup {
    let words = visitor.words;
    let title = words.say("ledger-title");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @if trouble.is_some() {
            div class="govuk-warning-text" {
                span class="govuk-warning-text__icon" aria-hidden="true" { "!" }
                strong class="govuk-warning-text__text" { (words.say("ledger-trouble")) }
            }
        }
        p class="govuk-body" { (words.say("ledger-about")) }
        h2 class="govuk-heading-m" { (words.say("ledger-last")) }
        @match last {
            Some(last) => {
                p class="govuk-body" {
                    (words.tell("ledger-covers", &[("facts", last.size().to_string().into())]))
                }
                pre class="q-seal" tabindex="0" { code { (last.note()) } }
                p class="govuk-body" {
                    a class="govuk-link" href="/ledger/checkpoint" { (words.say("ledger-as-text")) }
                }
            }
            None => p class="govuk-body" { (words.say("ledger-none")) },
        }
        @if let Some(key) = key {
            h2 class="govuk-heading-m" { (words.say("ledger-key")) }
            pre class="q-seal" tabindex="0" { code { (key) } }
            p class="govuk-body" { (words.say("ledger-key-about")) }
        }
        h2 class="govuk-heading-m" { (words.say("ledger-check")) }
        p class="govuk-body" { (words.say("ledger-check-keep")) }
        p class="govuk-body" { (words.say("ledger-check-later")) }
        h2 class="govuk-heading-m" { (words.say("ledger-not")) }
        ul class="govuk-list govuk-list--bullet" {
            @for id in ["ledger-not-true", "ledger-not-before", "ledger-not-yet"] {
                li { (words.say(id)) }
            }
        }
        p class="govuk-body" { a class="govuk-link" href="/glossary#ledger" { (words.say("glossary-title")) } }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}
