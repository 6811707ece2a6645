//! The page of methods, and the table of some of them that other pages show.

use maud::{Markup, html};
use measures::{BandMethod, MethodId, method};

use crate::access::Visitor;
use crate::layout::Page;
use crate::words::Words;

/// Every method, in the order of their names.
fn all() -> Vec<MethodId> {
    let bands = BandMethod::ALL.iter().map(BandMethod::method_id);
    let mut all: Vec<MethodId> = method::ALL.into_iter().chain(bands).collect();
    all.sort();
    all
}

pub(super) fn methods(visitor: &Visitor) -> Markup {
    let words = visitor.words;
    let title = words.say("methods-title");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("methods-about")) }
        (table(words, &all()))
        p class="govuk-body" { a class="govuk-link" href="/glossary" { (words.say("glossary-title")) } }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

/// Methods by name and version, each with what it does.
#[must_use]
pub fn table(words: Words, methods: &[MethodId]) -> Markup {
    let columns = ["methods-name", "methods-does"].map(|id| words.say(id));
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("methods-caption")) }
            thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                @for column in &columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
            } }
            tbody class="govuk-table__body" role="rowgroup" { @for method in methods {
                tr class="govuk-table__row" role="row" id=(method.name().replace('_', "-")) {
                    th class="govuk-table__header" scope="row" role="rowheader" { code { (method) } }
                    td class="govuk-table__cell" role="cell" data-label=(&columns[1]) { (words.say(&method.message_key())) }
                }
            } }
        }
    }
}
