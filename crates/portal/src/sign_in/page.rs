//! The sign-in pages: name and password, the code of the second factor, and the form that came too late.

use maud::{Markup, html};

use crate::access::Visitor;
use crate::fields::{Draft, Field, error_summary, hidden, submit};
use crate::held_form::HeldForm;
use crate::layout::Page;
use crate::words::Words;

pub(super) fn sign_in(visitor: &Visitor, draft: &Draft, demonstration: bool) -> Markup {
    let words = visitor.words;
    let title = words.say("sign-in");
    let fields = html! {
        @if !draft.text("joined").is_empty() {
            @let said = if draft.text("joined") == "again" { "sign-in-recovered" } else { "sign-in-joined" };
            div class="govuk-inset-text" role="status" { (words.say(said)) }
        } @else if demonstration {
            div class="govuk-inset-text" { (words.say("sign-in-demonstration")) }
        }
        @if !draft.text("held").is_empty() {
            div class="govuk-inset-text" { (words.say("sign-in-held")) }
        }
        form method="post" action="/sign-in" novalidate {
            (carried(draft))
            (Field::of(words, "sign_in_name").input(words, draft, "text", "govuk-input--width-20"))
            (Field::of(words, "password").input(words, draft, "password", "govuk-input--width-20"))
            (submit(&title))
        }
    };
    framed(visitor, draft, &title, &fields)
}

pub(super) fn code(visitor: &Visitor, draft: &Draft) -> Markup {
    let words = visitor.words;
    let fields = html! {
        form method="post" action="/sign-in/code" novalidate {
            (carried(draft))
            (Field::of(words, "code").input(words, draft, "text", "govuk-input--width-10"))
            (submit(&words.say("sign-in")))
        }
    };
    framed(visitor, draft, &words.say("sign-in-code"), &fields)
}

/// What goes along unseen: where to go then, and a form that came too late.
fn carried(draft: &Draft) -> Markup {
    html! {
        (hidden("next", draft.text("next")))
        @if !draft.text("held").is_empty() { (hidden("held", draft.text("held"))) }
    }
}

fn framed(visitor: &Visitor, draft: &Draft, title: &str, fields: &Markup) -> Markup {
    let words = visitor.words;
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(words, draft))
                h1 class="govuk-heading-l" { (title) }
                (fields)
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

/// The form that came too late, to be sent as it was.
pub(super) fn resume(visitor: &Visitor, held: &HeldForm) -> Markup {
    let words = visitor.words;
    let title = words.say("held-title");
    let typed = typed(words, held);
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                h1 class="govuk-heading-l" { (title) }
                p class="govuk-body" { (words.say("held-about")) }
                @if !typed.is_empty() {
                    dl class="govuk-summary-list" {
                        @for (label, text) in &typed {
                            div class="govuk-summary-list__row" {
                                dt class="govuk-summary-list__key" { (label) }
                                dd class="govuk-summary-list__value" { (text) }
                            }
                        }
                    }
                }
                form method="post" action=(held.path) {
                    @for (name, text) in &held.fields { (hidden(name, text)) }
                    (submit(&words.say("held-send")))
                }
            }
        }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

/// What was typed in free words, under the labels of its fields: enough to know the form again.
fn typed(words: Words, held: &HeldForm) -> Vec<(String, String)> {
    let label = |name: &str| format!("field-{}", name.replace('_', "-"));
    held.fields
        .iter()
        .filter(|(name, text)| text.trim().contains(' ') && words.has(&label(name)))
        .map(|(name, text)| (words.say(&label(name)), text.clone()))
        .collect()
}
