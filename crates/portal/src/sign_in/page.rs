//! The sign-in page.

use maud::{Markup, html};

use crate::access::Visitor;
use crate::fields::{Draft, Field, error_summary, hidden, submit};
use crate::layout::Page;

pub(super) fn sign_in(visitor: &Visitor, draft: &Draft, demonstration: bool) -> Markup {
    let words = visitor.words;
    let title = words.say("sign-in");
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(words, draft))
                h1 class="govuk-heading-l" { (title) }
                @if demonstration { div class="govuk-inset-text" { (words.say("sign-in-demonstration")) } }
                form method="post" action="/sign-in" novalidate {
                    (hidden("next", draft.text("next")))
                    (Field::of(words, "sign_in_name").input(words, draft, "text", "govuk-input--width-20"))
                    (Field::of(words, "password").input(words, draft, "password", "govuk-input--width-20"))
                    (submit(&title))
                }
            }
        }
    };
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    Page { title: format!("{prefix}{title}"), trail: Vec::new(), main, visitor }.render()
}
