//! The control on a page, what a page of the past says at its top, and the pages that ask for a moment again.

use maud::{Markup, html};

use super::Choice;
use crate::access::{Action, Visitor};
use crate::layout::Page;
use crate::past::{Look, Steps, When};
use crate::words::Words;

/// What stands at the top of a page that can be shown as it was: the control; and on one that is, as of when it is.
#[must_use]
pub fn bar(visitor: &Visitor) -> Markup {
    match &visitor.past {
        Some(look) => then(visitor.words, look),
        None if visitor.has_past && visitor.may(Action::SeePast) => control(visitor),
        None => html! {},
    }
}

fn control(visitor: &Visitor) -> Markup {
    html! {
        details class="govuk-details govuk-!-display-none-print" {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { (visitor.words.say("as-of-summary")) }
            }
            div class="govuk-details__text" { (form(visitor.words, &visitor.asked_for, "", None)) }
        }
    }
}

/// As of when the page is, and the ways from there.
fn then(words: Words, look: &Look) -> Markup {
    html! {
        section class="govuk-inset-text" aria-labelledby="as-of-then" {
            p class="govuk-body govuk-!-font-weight-bold" id="as-of-then" { (look.in_words(words)) }
            p class="govuk-body" {
                @if look.moment.position == 0 {
                    (words.say("as-of-nothing-known"))
                } @else {
                    (words.tell("as-of-entry", &[("position", look.moment.position.to_string().into())]))
                }
                " " (words.say("as-of-nothing-later"))
            }
            @if let Some(around) = &look.steps { (steps(words, look, around)) }
            p class="govuk-body" { a class="govuk-link" data-now href=(look.now) { (words.say("as-of-now")) } }
            details class="govuk-details govuk-!-margin-bottom-0 govuk-!-display-none-print" {
                summary class="govuk-details__summary" {
                    span class="govuk-details__summary-text" { (words.say("as-of-other")) }
                }
                div class="govuk-details__text" { (form(words, &look.now, "", None)) }
            }
        }
    }
}

/// The ways to the same page with one entry of the cycle's history less, and with one more.
fn steps(words: Words, look: &Look, around: &Steps) -> Markup {
    let entry = format!("/cycles/{}/history/{}", around.cycle, around.last);
    let page = |position: u64| When::fact(position).address(&look.now);
    html! {
        nav class="govuk-body govuk-!-display-none-print" aria-label=(words.say("moved-steps")) {
            @if around.last > 0 {
                a class="govuk-link" href=(entry) {
                    (words.tell("as-of-last-entry", &[("sequence", around.last.to_string().into())]))
                }
            }
            ul class="govuk-list" {
                @if let Some(earlier) = around.earlier {
                    li { a class="govuk-link" rel="prev" href=(page(earlier)) { (words.say("as-of-earlier")) } }
                }
                @if let Some(later) = around.later {
                    li { a class="govuk-link" rel="next" href=(page(later)) { (words.say("as-of-later")) } }
                }
            }
        }
    }
}

/// The moment, for a page.
fn form(words: Words, page: &str, typed: &str, problem: Option<&str>) -> Markup {
    let described = if problem.is_some() { "as-of-at-hint as-of-at-error" } else { "as-of-at-hint" };
    html! {
        form method="get" action="/as-of" {
            input type="hidden" name="page" value=(page);
            div class={ "govuk-form-group" @if problem.is_some() { " govuk-form-group--error" } } {
                label class="govuk-label" for="as-of-at" { (words.say("as-of-at")) }
                div class="govuk-hint" id="as-of-at-hint" { (words.say("as-of-at-hint")) }
                @if let Some(problem) = problem {
                    p class="govuk-error-message" id="as-of-at-error" {
                        span class="govuk-visually-hidden" { (words.say("form-error-prefix")) } " " (words.say(problem))
                    }
                }
                input class="govuk-input govuk-input--width-20" id="as-of-at" name="at" type="datetime-local" step="1"
                    value=(typed) required aria-describedby=(described);
            }
            button class="govuk-button govuk-button--secondary" type="submit" { (words.say("as-of-show")) }
        }
    }
}

/// What this is; with the form again where something in it was wrong.
pub(super) fn choose(visitor: &Visitor, choice: &Choice, problem: Option<&str>) -> Markup {
    let words = visitor.words;
    let title = words.say("as-of-title");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("as-of-about")) }
        p class="govuk-body" { (words.say("as-of-about-roles")) }
        @if choice.page.is_empty() {
            p class="govuk-body" { (words.say("as-of-how")) }
        } @else {
            (form(words, &choice.page, &choice.at, problem))
        }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

/// The page has no past to show.
pub(super) fn no_past(visitor: &Visitor, now: &str) -> Markup {
    let words = visitor.words;
    let title = words.say("as-of-no-past");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("as-of-no-past-help")) }
        p class="govuk-body" { a class="govuk-link" href=(now) { (words.say("as-of-now")) } }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}
