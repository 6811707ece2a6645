//! The pages of the history of an entry of the catalogue.

use domain::catalogue::CatalogueEvent;
use maud::{Markup, html};
use strum::VariantNames as _;

use super::{History, Listed};
use crate::access::Visitor;
use crate::catalogue;
use crate::fields::error_summary;
use crate::history::page::{self, At};
use crate::history::read::Act;
use crate::history::{Entry, names};
use crate::layout::Page;
use crate::words::Words;

pub(super) fn list(visitor: &Visitor, listed: &Listed) -> Markup {
    let (words, history) = (visitor.words, &listed.history);
    let (address, title) = (history.address(), title(visitor, history));
    let people = names(history.people.clone());
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        (error_summary(words, &listed.draft))
        p class="govuk-body" { (words.say("history-about")) }
        p class="govuk-body" {
            a class="govuk-link" href=(format!("/api/v1{address}")) { (words.say("history-json")) }
        }
        (page::asked(words, &address, &listed.draft, CatalogueEvent::VARIANTS, &people))
        @if let (Some(newest), Some(oldest)) = (listed.entries.first(), listed.entries.last()) {
            (page::stretch(words, &address, oldest.recorded.sequence, newest.recorded.sequence))
        } @else {
            p class="govuk-body" { (page::nothing(words, &listed.draft)) }
        }
        @for entry in &listed.entries { (page::article(words, entry, &at(words, history, entry))) }
        (page::pages(words, &address, &listed.draft, listed.older))
    };
    let name = visitor.catalogue.name(words, history.entry.kind(), history.entry.code());
    let trail = vec![(catalogue::address(&history.entry), name)];
    Page { title, trail, main, visitor }.render()
}

pub(super) fn one(visitor: &Visitor, history: &History, entry: &Entry, act: Option<Act>) -> Markup {
    let words = visitor.words;
    let at = at(words, history, entry);
    let address = history.address();
    let main = html! {
        h1 class="govuk-heading-l" { (at.label) }
        (page::article(words, entry, &at))
        (page::caused(words, entry, &at, act))
        (page::neighbours(words, &address, entry.recorded.sequence, history.stretch.last))
    };
    let trail = vec![(address, title(visitor, history))];
    Page { title: at.label.clone(), trail, main, visitor }.render()
}

fn title(visitor: &Visitor, history: &History) -> String {
    let name = visitor.catalogue.name(visitor.words, history.entry.kind(), history.entry.code());
    visitor.words.tell("entry-history-of", &[("entry", name.into())])
}

fn at(words: Words, history: &History, entry: &Entry) -> At {
    let (address, sequence) = (history.address(), entry.recorded.sequence);
    At {
        address: format!("{address}/{sequence}"),
        label: words.tell("history-number", &[("sequence", sequence.to_string().into())]),
        entries: Some(format!("{address}/")),
        record: None,
    }
}
