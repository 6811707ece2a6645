//! The pages of a proof: what it shows and what not, and all that it takes to check it by hand or by a program.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use journal::Checkpoint;
use maud::{Markup, html};

use super::{Compared, Proved, Under};
use crate::access::Visitor;
use crate::layout::Page;
use crate::ledger::page::roots;
use crate::seals;
use crate::words::Words;

pub(super) fn inclusion(visitor: &Visitor, proved: &Proved) -> Markup {
    let (words, proof) = (visitor.words, &proved.proof);
    let (place, size) = (proof.position.to_string(), proof.size.to_string());
    let values = [("place", place.as_str().into()), ("size", size.as_str().into())];
    let title = words.tell("proof-title", &values);
    let holds = proof.holds(&proved.under.checkpoint);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        (seals::warning(words, Some(proved.as_sealed)))
        @if holds { p class="govuk-body" { (words.tell("proof-shows", &values)) } } @else { (broken(words)) }
        (signed(words, &proved.under))
        h2 class="govuk-heading-m" { (words.say("proof-record")) }
        dl class="govuk-summary-list" {
            (row(&words.say("history-position"), &html! { (place) }))
            (row(&words.say("history-hash"), &hash(&proof.leaf)))
        }
        p class="govuk-body" { (words.say("seal-about")) }
        @if let Some(entry) = &proved.entry {
            p class="govuk-body" { a class="govuk-link" href=(entry) { (words.say("proof-entry")) } }
        }
        h2 class="govuk-heading-m" { (words.say("proof-root")) }
        dl class="govuk-summary-list" { (roots(words, proved.under.checkpoint)) }
        h2 class="govuk-heading-m" { (words.say("proof-path")) }
        p class="govuk-body" { (words.say("proof-path-about")) }
        (path(words, proof.position, proof.size, &proof.hashes))
        h2 class="govuk-heading-m" { (words.say("ledger-check")) }
        p class="govuk-body" { (words.say("proof-check-root")) }
        p class="govuk-body" { (words.say("proof-check-path")) }
        (as_data(words, &format!("/api/v1/ledger/proof?position={place}&size={size}")))
        (not_shown(words, &["proof-not-one"]))
    };
    framed(visitor, title, main)
}

pub(super) fn consistency(visitor: &Visitor, compared: &Compared) -> Markup {
    let words = visitor.words;
    let (earlier, later) = (compared.earlier.checkpoint, compared.later.checkpoint);
    let (from, size) = (earlier.position.to_string(), later.position.to_string());
    let values = [("from", from.as_str().into()), ("size", size.as_str().into())];
    let title = words.tell("proof-compared-title", &values);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @if !compared.holds() { (broken(words)) } @else {
            // Without a signature the earlier root says nothing about what the records were.
            @let shows = if compared.earlier.is_signed { "proof-compared-shows" } else { "proof-compared-goes-on" };
            p class="govuk-body" { (words.tell(shows, &values)) }
        }
        h2 class="govuk-heading-m" { (words.say("proof-earlier")) }
        p class="govuk-body" { (words.say("proof-earlier-about")) }
        dl class="govuk-summary-list" { (roots(words, earlier)) (in_note(words, earlier)) }
        h2 class="govuk-heading-m" { (words.say("proof-later")) }
        (signed(words, &compared.later))
        dl class="govuk-summary-list" { (roots(words, later)) (in_note(words, later)) }
        h2 class="govuk-heading-m" { (words.say("proof-path")) }
        p class="govuk-body" { (words.say("proof-compared-path-about")) }
        @if compared.hashes.is_empty() { p class="govuk-body" { (words.say("proof-path-none")) } }
        ol class="govuk-list govuk-list--number" {
            @for one in &compared.hashes { li { (hash(one)) } }
        }
        h2 class="govuk-heading-m" { (words.say("ledger-check")) }
        p class="govuk-body" { (words.say("proof-compared-check")) }
        (as_data(words, &format!("/api/v1/ledger/consistency?from={from}&size={size}")))
        (not_shown(words, &["proof-not-compared", "proof-not-stored"]))
    };
    framed(visitor, title, main)
}

fn framed(visitor: &Visitor, title: String, main: Markup) -> Markup {
    let trail = vec![("/ledger".to_owned(), visitor.words.say("ledger-title"))];
    Page { title, trail, main, visitor }.render()
}

/// The hashes of the tree do not lead to its root: something in the database is damaged.
fn broken(words: Words) -> Markup {
    html! {
        div class="govuk-warning-text" {
            span class="govuk-warning-text__icon" aria-hidden="true" { "!" }
            strong class="govuk-warning-text__text" { (words.say("proof-broken")) }
        }
    }
}

/// Whether the root was signed, and where the checkpoint is.
fn signed(words: Words, under: &Under) -> Markup {
    html! {
        p class="govuk-body" {
            @if under.is_signed {
                (words.say("proof-signed")) " "
                a class="govuk-link" href=(format!("/ledger/checkpoint?size={}", under.checkpoint.position)) {
                    (words.say("ledger-as-text"))
                }
            } @else { (words.say("proof-unsigned")) }
        }
    }
}

/// The root as it stands in a signed text, so that one that was kept can be held against it.
fn in_note(words: Words, checkpoint: Checkpoint) -> Markup {
    row(
        &words.say("proof-root-in-note"),
        &html! { code class="q-seal" { (BASE64_STANDARD.encode(checkpoint.root)) } },
    )
}

fn as_data(words: Words, address: &str) -> Markup {
    html! { p class="govuk-body" { a class="govuk-link" href=(address) { (words.say("proof-json")) } } }
}

fn not_shown(words: Words, own: &[&str]) -> Markup {
    html! {
        h2 class="govuk-heading-m" { (words.say("ledger-not")) }
        ul class="govuk-list govuk-list--bullet" {
            @for id in own.iter().chain(&["ledger-not-true", "ledger-not-before"]) { li { (words.say(id)) } }
        }
        p class="govuk-body" { a class="govuk-link" href="/ledger" { (words.say("proof-back")) } }
    }
}

fn row(key: &str, value: &Markup) -> Markup {
    html! {
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (key) }
            dd class="govuk-summary-list__value q-seal" { (value) }
        }
    }
}

fn hash(hash: &[u8; 32]) -> Markup {
    html! { code class="q-seal" { (hex::encode(hash)) } }
}

/// The hashes beside the way up, each with the side on which it stands.
fn path(words: Words, position: u64, size: u64, hashes: &[[u8; 32]]) -> Markup {
    html! {
        @if hashes.is_empty() { p class="govuk-body" { (words.say("proof-path-none")) } }
        ol class="govuk-list govuk-list--number" {
            @for (is_left, one) in sides(position, size).into_iter().zip(hashes) {
                li { (words.say(if is_left { "proof-left" } else { "proof-right" })) " " (hash(one)) }
            }
        }
    }
}

/// For each hash of the path whether it stands to the left of what is known by then.
///
/// # Source
/// RFC 9162, section 2.1.3.2.
pub(super) fn sides(position: u64, size: u64) -> Vec<bool> {
    let (mut place, mut last) = (position.saturating_sub(1), size.saturating_sub(1));
    let mut sides = Vec::new();
    while last > 0 {
        if place % 2 == 1 || place == last {
            sides.push(true);
            // A subtree that is alone in its row goes up by itself.
            while place % 2 == 0 && place > 0 {
                (place, last) = (place / 2, last / 2);
            }
        } else {
            sides.push(false);
        }
        (place, last) = (place / 2, last / 2);
    }
    sides
}
