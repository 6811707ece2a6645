//! The page that says what is signed, and how anybody can check it.

use domain::ledger::LedgerEvent;
use journal::{Checkpoint, NotaryError, SignedCheckpoint, Succession, VerifierKey};
use maud::{Markup, html};
use serde::Deserialize;

use crate::access::Visitor;
use crate::fields::{Draft, Field};
use crate::layout::Page;
use crate::paper;
use crate::words::Words;

/// What is signed, by which key, and which keys signed before.
pub(super) struct Signing {
    pub(super) last: Option<SignedCheckpoint>,
    pub(super) key: Option<VerifierKey>,
    pub(super) begun: Vec<Succession>,
    /// Nothing is signed any more.
    pub(super) has_trouble: bool,
    /// What of it shows already.
    pub(super) misfit: Option<NotaryError>,
}

pub(super) fn ledger(visitor: &Visitor, signing: &Signing) -> Markup {
    let words = visitor.words;
    let title = words.say("ledger-title");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @if signing.has_trouble {
            div class="govuk-warning-text" {
                span class="govuk-warning-text__icon" aria-hidden="true" { "!" }
                strong class="govuk-warning-text__text" { (words.say("ledger-trouble")) }
            }
            @if let Some(what) = signing.misfit.as_ref().and_then(|misfit| misfit_told(words, misfit)) {
                p class="govuk-body" { (what) }
            }
        }
        p class="govuk-body" { (words.say("ledger-about")) }
        h2 class="govuk-heading-m" { (words.say("ledger-last")) }
        @match &signing.last {
            Some(last) => {
                p class="govuk-body" {
                    (words.tell("ledger-covers", &[("facts", last.size().to_string().into())]))
                }
                dl class="govuk-summary-list" { (roots(words, last.checkpoint())) }
                p class="govuk-body" { (words.say("ledger-root-about")) }
                pre class="q-seal" tabindex="0" { code { (last.note()) } }
                p class="govuk-body" {
                    a class="govuk-link" href="/ledger/checkpoint" { (words.say("ledger-as-text")) }
                }
            }
            None => p class="govuk-body" {
                (words.say(if signing.has_trouble { "ledger-none-shown" } else { "ledger-none" }))
            },
        }
        @if let Some(key) = &signing.key {
            h2 class="govuk-heading-m" { (words.say("ledger-key")) }
            pre class="q-seal" tabindex="0" { code { (key) } }
            p class="govuk-body" { (words.say("ledger-key-about")) }
        }
        @if !signing.begun.is_empty() {
            h2 class="govuk-heading-m" { (words.say("ledger-keys")) }
            p class="govuk-body" { (words.say("ledger-keys-about")) }
            @for one in signing.begun.iter().rev() { (before(words, one)) }
        }
        h2 class="govuk-heading-m" { (words.say("ledger-check")) }
        p class="govuk-body" { (words.say("ledger-check-keep")) }
        p class="govuk-body" { (words.say("ledger-check-later")) }
        @if signing.last.is_some() { (compare(words)) }
        p class="govuk-body" { (words.say("ledger-check-one")) }
        h2 class="govuk-heading-m" { (words.say("ledger-not")) }
        ul class="govuk-list govuk-list--bullet" {
            @for id in ["ledger-not-true", "ledger-not-before", "ledger-not-yet", "ledger-not-tables", "ledger-not-beside"] {
                li { (words.say(id)) }
            }
        }
        p class="govuk-body" { a class="govuk-link" href="/glossary#ledger" { (words.say("glossary-title")) } }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

/// The root over so many facts, in the short form of a foot and whole.
pub(crate) fn roots(words: Words, checkpoint: Checkpoint) -> Markup {
    let root = hex::encode(checkpoint.root);
    html! {
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (words.say("ledger-root-short")) }
            dd class="govuk-summary-list__value" { (paper::ledger_in_short(words, Some((checkpoint.position, root.as_str())), false)) }
        }
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (words.say("pack-ledger-root")) }
            dd class="govuk-summary-list__value q-seal" { code { (root) } }
        }
    }
}

/// The form that asks whether the ledger begins with what an earlier checkpoint covers.
fn compare(words: Words) -> Markup {
    html! {
        form method="get" action="/ledger/consistency" {
            (Field::labelled(words, "from", "ledger-compare-from").input(words, &Draft::default(), "number", "govuk-input--width-10"))
            button type="submit" class="govuk-button govuk-button--secondary" { (words.say("ledger-compare")) }
        }
    }
}

/// How the records do not fit what was signed, where that is known.
fn misfit_told(words: Words, misfit: &NotaryError) -> Option<String> {
    let number = |facts: &u64| facts.to_string();
    match misfit {
        NotaryError::Cut { signed, there } => Some(words.tell(
            "ledger-trouble-cut",
            &[("signed", number(signed).into()), ("there", number(there).into())],
        )),
        NotaryError::Rewritten(signed) => {
            Some(words.tell("ledger-trouble-rewritten", &[("signed", number(signed).into())]))
        }
        NotaryError::KeyGone => Some(words.say("ledger-trouble-key")),
        NotaryError::TreeDamaged(_) => Some(words.say("ledger-trouble-tree")),
        NotaryError::StoredDamaged(_) => Some(words.say("ledger-trouble-stored")),
        NotaryError::Folder(_)
        | NotaryError::KeyEnded(_)
        | NotaryError::Signing(_)
        | NotaryError::Journal(_) => None,
    }
}

/// A key that signs no more: up to where it signed, why another took its place, and what follows from it.
fn before(words: Words, one: &Succession) -> Markup {
    let facts = one.last_before.map_or_else(|| "?".to_owned(), |last| last.position.to_string());
    let told = [("facts", facts.as_str().into()), ("name", one.name_before.as_str().into())];
    let continuity = if one.follows { "ledger-key-follows" } else { "ledger-key-breaks" };
    html! {
        h3 class="govuk-heading-s" { (words.tell("ledger-key-signed", &told)) }
        @if let Some(key) = &one.key_before {
            pre class="q-seal" tabindex="0" { code { (key) } }
        }
        @if let Some(why) = why(words, one) { p class="govuk-body" { (why) } }
        p class="govuk-body" { (words.tell(continuity, &told)) }
        @if let Some(last) = one.last_before {
            pre class="q-seal" tabindex="0" { code { (hex::encode(last.root)) } }
        }
    }
}

/// When and why the next key was begun.
fn why(words: Words, one: &Succession) -> Option<String> {
    let LedgerEvent::LedgerKeyBegun(begun) = LedgerEvent::deserialize(&one.payload).ok()?;
    let (day, why) = (words.date(begun.effective_on), words.say(&begun.reason.code().summary_key()));
    let fact = one.position.to_string();
    let told = [("fact", fact.as_str().into()), ("day", day.as_str().into()), ("why", why.as_str().into())];
    Some(words.tell("ledger-key-begun", &told))
}
