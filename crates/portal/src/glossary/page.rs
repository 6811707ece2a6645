//! The page of the glossary.

use domain::GLOSSARY;
use maud::{Markup, html};

use crate::access::Visitor;
use crate::layout::Page;

pub(super) fn glossary(visitor: &Visitor) -> Markup {
    let words = visitor.words;
    let title = words.say("glossary-title");
    let mut terms: Vec<(&str, String)> =
        GLOSSARY.iter().map(|key| (*key, words.say(&format!("term-{key}")))).collect();
    // In the order of the words as this reader's English writes them, not of their keys.
    terms.sort_by_key(|(_, name)| name.to_lowercase());
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("glossary-about")) }
        dl class="govuk-summary-list" {
            @for (key, name) in &terms {
                div class="govuk-summary-list__row" id=(key) {
                    dt class="govuk-summary-list__key" { (name) }
                    dd class="govuk-summary-list__value" { (words.say(&format!("term-{key}-meaning"))) }
                }
            }
        }
        p class="govuk-body" { a class="govuk-link" href="/methods" { (words.say("methods-title")) } }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}
