//! The control on a page, what a page of the past says at its top, and the pages that ask for a moment again.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use journal::Progress;
use maud::{Markup, html};

use super::Choice;
use crate::access::{Action, Visitor};
use crate::history;
use crate::layout::Page;
use crate::past::{Asked, Entries, Look, Looks, Steps, When};
use crate::step::Step;
use crate::term;
use crate::words::Words;

/// What stands at the top of a page that can be looked at beside as it is now: the controls; and on such a look, which it is.
#[must_use]
pub fn bar(visitor: &Visitor) -> Markup {
    match &visitor.past {
        Some(look) => then(visitor.words, look),
        None if visitor.looks.known && visitor.may(Action::SeePast) => control(visitor),
        None => html! {},
    }
}

fn control(visitor: &Visitor) -> Markup {
    html! {
        details class="govuk-details govuk-!-display-none-print" {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { (visitor.words.say("as-of-summary")) }
            }
            div class="govuk-details__text" {
                (forms(visitor.words, visitor.looks, &visitor.asked_for))
            }
        }
    }
}

/// A form for each way to look at a page.
fn forms(words: Words, looks: Looks, page: &str) -> Markup {
    html! {
        (of_moment(words, page, "", None))
        @if looks.held { (of_day(words, page, "", None)) }
    }
}

/// Which look the page is, what that means, and the ways from there.
fn then(words: Words, look: &Look) -> Markup {
    html! {
        section class="govuk-inset-text" aria-labelledby="as-of-then" {
            p class="govuk-body govuk-!-font-weight-bold" id="as-of-then" { (look.in_words(words)) }
            (explained(words, look))
            @if let Some(around) = &look.steps { (steps(words, look, around)) }
            @if let Some((other, says)) = other(look) {
                p class="govuk-body" { a class="govuk-link" href=(other.address(&look.now)) { (words.say(says)) } }
            }
            p class="govuk-body" { a class="govuk-link" data-now href=(look.now) { (words.say("as-of-now")) } }
            details class="govuk-details govuk-!-margin-bottom-0 govuk-!-display-none-print" {
                summary class="govuk-details__summary" {
                    span class="govuk-details__summary-text" { (words.say("as-of-other")) }
                }
                div class="govuk-details__text" { (forms(words, look.looks, &look.now)) }
            }
        }
    }
}

/// What is on the page, and what is not.
fn explained(words: Words, look: &Look) -> Markup {
    let first = match look.when.asked() {
        Asked::Day(_) => words.say("true-on-what"),
        Asked::Instant(_) | Asked::Fact(_) if look.moment.position == 0 => words.say("as-of-nothing-known"),
        Asked::Instant(_) | Asked::Fact(_) => {
            words.tell("as-of-entry", &[("position", look.moment.position.to_string().into())])
        }
    };
    let second = match look.when.asked() {
        Asked::Day(_) => "true-on-of-today",
        Asked::Instant(_) | Asked::Fact(_) => "as-of-nothing-later",
    };
    html! {
        p class="govuk-body" { (first) " " (words.say(second)) }
        p class="govuk-body" { (by_which_clock(words, look)) }
    }
}

/// By which clock the page tells its moment, and what an address means that names none.
fn by_which_clock(words: Words, look: &Look) -> String {
    let clock = term::clock(&look.clock);
    let id = if look.when.names_no_clock() { "as-of-clock-none" } else { "as-of-clock" };
    words.tell(id, &[("clock", clock.into())])
}

/// The other look at the same day, where there is one.
fn other(look: &Look) -> Option<(When, &'static str)> {
    match look.when.asked() {
        Asked::Day(day) => {
            let known = When::known_on(day, &look.clock)?;
            // A day that has not ended has no such moment yet: what is known now is on the page as it is.
            let has_ended = matches!(known.asked(), Asked::Instant(end) if end <= Timestamp::now());
            has_ended.then_some((known, "true-on-known"))
        }
        Asked::Instant(_) | Asked::Fact(_) if look.looks.held => {
            Some((When::held_on(look.at.to_zoned(look.clock.clone()).date()), "as-of-held"))
        }
        Asked::Instant(_) | Asked::Fact(_) => None,
    }
}

/// The ways to the same page just before and just after: with one entry of the cycle's history less or more, or on the days on
/// which something else began to hold.
fn steps(words: Words, look: &Look, around: &Steps) -> Markup {
    let way = |when: Option<When>, says: &str| (when.map(|when| when.address(&look.now)), words.say(says));
    let (entry, earlier, later) = match around {
        Steps::Entries(one) => (
            Some(one),
            way(one.earlier.map(When::fact), "as-of-earlier"),
            way(one.later.map(When::fact), "as-of-later"),
        ),
        Steps::Days { earlier, later } => (
            None,
            way(earlier.map(When::held_on), "true-on-earlier"),
            way(later.map(When::held_on), "true-on-later"),
        ),
    };
    html! {
        nav class="govuk-body govuk-!-display-none-print" aria-label=(words.say("moved-steps")) {
            @if let (Some(entries), Some(step)) = (entry, &look.step) { (last_entry(words, *entries, step)) }
            ul class="govuk-list" {
                @if let (Some(to), says) = earlier { li { a class="govuk-link" rel="prev" href=(to) { (says) } } }
                @if let (Some(to), says) = later { li { a class="govuk-link" rel="next" href=(to) { (says) } } }
            }
            @if let Some(entries) = entry { (slider(words, look, *entries)) }
        }
    }
}

/// The last entry on the page: what it says, and what it moved.
fn last_entry(words: Words, entries: Entries, step: &Step) -> Markup {
    let Entries { cycle, last, count, .. } = entries;
    let of = [("sequence", last.to_string().into()), ("count", count.to_string().into())];
    let by = [("name", (&step.by).into()), ("moment", term::moment(words, step.recorded_at).into())];
    html! {
        p class="govuk-body govuk-!-margin-bottom-1" {
            a class="govuk-link" href=(format!("/cycles/{cycle}/history/{last}")) { (words.tell("as-of-last-entry", &of)) }
            ": " strong { (step.title) } br; (words.tell("difference-by", &by))
        }
        (history::told(words, cycle, &step.says))
        p class="govuk-body govuk-!-margin-bottom-1" { (words.say("moved-title")) }
        @if step.moved.is_empty() { p class="govuk-body" { (words.say("moved-nothing")) } }
        (history::told(words, cycle, &step.moved))
    }
}

/// The way to any entry of the cycle's history. Without a script it says its number on the page that it leads to.
fn slider(words: Words, look: &Look, entries: Entries) -> Markup {
    html! {
        form class="q-slider" method="get" action="/as-of" {
            input type="hidden" name="page" value=(look.now);
            label class="govuk-label" for="as-of-entry" {
                (words.tell("as-of-slider", &[("count", entries.count.to_string().into())]))
            }
            input class="q-slider__track" id="as-of-entry" name="entry" type="range" min="1" max=(entries.count)
                value=(entries.last.max(1)) aria-describedby="as-of-entry-number";
            output id="as-of-entry-number" for="as-of-entry" { (entries.last.max(1)) }
            button class="govuk-button govuk-button--secondary" type="submit" { (words.say("as-of-slider-show")) }
        }
    }
}

/// The moment, for a page.
fn of_moment(words: Words, page: &str, typed: &str, problem: Option<&str>) -> Markup {
    let asked = Field {
        id: "as-of-at",
        name: "at",
        kind: "datetime-local",
        says: "as-of-at",
        hint: "as-of-at-hint",
        show: "as-of-show",
    };
    asked.form(words, page, typed, problem)
}

/// The day, for a page.
fn of_day(words: Words, page: &str, typed: &str, problem: Option<&str>) -> Markup {
    let asked = Field {
        id: "true-on-day",
        name: "on",
        kind: "date",
        says: "true-on-day",
        hint: "true-on-day-hint",
        show: "true-on-show",
    };
    asked.form(words, page, typed, problem)
}

/// What one of the forms asks for.
struct Field {
    id: &'static str,
    name: &'static str,
    kind: &'static str,
    /// The message with its label.
    says: &'static str,
    hint: &'static str,
    /// The message on the button.
    show: &'static str,
}

impl Field {
    fn form(&self, words: Words, page: &str, typed: &str, problem: Option<&str>) -> Markup {
        let (hint, error) = (format!("{}-hint", self.id), format!("{}-error", self.id));
        let described = if problem.is_some() { format!("{hint} {error}") } else { hint.clone() };
        let step = (self.kind == "datetime-local").then_some("1");
        html! {
            form method="get" action="/as-of" {
                input type="hidden" name="page" value=(page);
                div class={ "govuk-form-group" @if problem.is_some() { " govuk-form-group--error" } } {
                    label class="govuk-label" for=(self.id) { (words.say(self.says)) }
                    div class="govuk-hint" id=(hint) { (words.say(self.hint)) }
                    @if let Some(problem) = problem {
                        p class="govuk-error-message" id=(error) {
                            span class="govuk-visually-hidden" { (words.say("form-error-prefix")) } " "
                            (words.say(problem))
                        }
                    }
                    input class="govuk-input govuk-input--width-20" id=(self.id) name=(self.name) type=(self.kind)
                        step=[step] value=(typed) required aria-describedby=(described);
                }
                button class="govuk-button govuk-button--secondary" type="submit" { (words.say(self.show)) }
            }
        }
    }
}

/// The page takes longer to be made again: how far it is. It asks again by itself.
pub(super) fn filling(visitor: &Visitor, look: &Look, progress: Progress) -> Response {
    let words = visitor.words;
    let title = words.say("as-of-filling");
    let again = look.when.address(&look.now);
    let Progress { done, of } = progress;
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (look.in_words(words)) }
        div role="status" {
            @if of > 0 {
                p class="govuk-body" {
                    (words.tell("as-of-filling-done", &[("done", done.to_string().into()), ("of", of.to_string().into())]))
                }
                progress value=(done) max=(of) aria-label=(title) {}
            } @else {
                p class="govuk-body" { (words.say("as-of-filling-begins")) }
            }
        }
        p class="govuk-body" { (words.say("as-of-filling-help")) }
        p class="govuk-body" { a class="govuk-link" data-now href=(again) { (words.say("as-of-filling-again")) } }
        p class="govuk-body" { a class="govuk-link" data-now href=(look.now) { (words.say("as-of-now")) } }
    };
    let page = Page { title, trail: Vec::new(), main, visitor }.render();
    ([(header::REFRESH, "1")], page).into_response()
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
            @match &choice.on {
                Some(on) => (of_day(words, &choice.page, on, problem)),
                None => (of_moment(words, &choice.page, &choice.at, problem)),
            }
        }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

/// The page can't be looked at so.
pub(super) fn no_past(visitor: &Visitor, when: &When, now: &str) -> Markup {
    let words = visitor.words;
    let (title, help) = match when.asked() {
        Asked::Day(_) => ("true-on-no-past", "true-on-no-past-help"),
        Asked::Instant(_) | Asked::Fact(_) => ("as-of-no-past", "as-of-no-past-help"),
    };
    let title = words.say(title);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say(help)) }
        p class="govuk-body" { a class="govuk-link" href=(now) { (words.say("as-of-now")) } }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}
