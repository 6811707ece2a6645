//! The form by which somebody says whether a chart or a question was clear, and the page on which leaders read it.

use maud::{Markup, html};

use super::form::{About, Clear};
use super::{Heard, Shown};
use crate::access::Visitor;
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::schools::read::School;
use crate::term;

pub(super) fn form(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let Ok(about) = draft.text("about").parse::<About>() else {
        return choose(shown.visitor, shown.school);
    };
    let title = words.say("feedback-title");
    let choices = term::choices(words, "feedback-clear-{}", [Clear::Yes, Clear::Partly, Clear::No]);
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            (error_summary(words, draft))
            span class="govuk-caption-l" { (shown.school.name) }
            h1 class="govuk-heading-l" { (title) }
            p class="govuk-body-l" id="about" { (about.tell(words)) }
            p class="govuk-body" { (words.say("feedback-about")) }
            form method="post" action=(format!("{}/feedback/new", shown.school.address())) novalidate {
                (hidden("command_id", &shown.command_id.to_string()))
                (hidden("expected", "0"))
                (hidden("about", &about.to_string()))
                (Field::of(words, "clear").select(words, draft, &choices))
                (Field::of(words, "feedback_words").textarea(words, draft))
                (submit(&words.say("feedback-submit")))
            }
        } }
    };
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let trail = vec![(shown.school.address(), shown.school.name.clone())];
    Page { title: format!("{prefix}{title}"), trail, main, visitor: shown.visitor }.render()
}

/// What can be spoken of, for whoever comes without saying what it is about: each leads to the form.
fn choose(visitor: &Visitor, school: &School) -> Markup {
    let words = visitor.words;
    let title = words.say("feedback-choose");
    let list = |heading: &str, wanted: fn(&About) -> bool| {
        html! {
            h2 class="govuk-heading-m" { (words.say(heading)) }
            ul class="govuk-list govuk-list--spaced" { @for about in About::all().filter(wanted) {
                li {
                    a class="govuk-link" href=(format!("{}/feedback/new?about={about}", school.address())) {
                        (about.tell(words))
                    }
                }
            } }
        }
    };
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            span class="govuk-caption-l" { (school.name) }
            h1 class="govuk-heading-l" { (title) }
            p class="govuk-body" { (words.say("feedback-choose-about")) }
            (list("feedback-charts", |about| matches!(about, About::Chart(_))))
            (list("feedback-questions", |about| matches!(about, About::Question(_))))
        } }
    };
    let trail = vec![(school.address(), school.name.clone())];
    Page { title, trail, main, visitor }.render()
}

/// That it was said.
pub(super) fn thanks(visitor: &Visitor, school: &School, about: About) -> Markup {
    let words = visitor.words;
    let title = words.say("feedback-thanks");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("feedback-thanks-about")) }
        p class="govuk-body" {
            a class="govuk-link" href=(about.address(school)) { (about.tell(words)) }
        }
    };
    let trail = vec![(school.address(), school.name.clone())];
    Page { title, trail, main, visitor }.render()
}

/// Everything that was said in a school.
pub(super) fn list(visitor: &Visitor, school: &School, said: &[Heard]) -> Markup {
    let words = visitor.words;
    let title = words.say("feedback-list");
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            span class="govuk-caption-l" { (school.name) }
            h1 class="govuk-heading-l" { (title) }
            p class="govuk-body" { (words.say("feedback-list-about")) }
            @if said.is_empty() { p class="govuk-body" { (words.say("feedback-none")) } }
            @for one in said { (heard(visitor, school, one)) }
        } }
    };
    let trail = vec![(school.address(), school.name.clone())];
    Page { title, trail, main, visitor }.render()
}

fn heard(visitor: &Visitor, school: &School, one: &Heard) -> Markup {
    let words = visitor.words;
    let counts = [
        ("yes", one.count(Clear::Yes).into()),
        ("partly", one.count(Clear::Partly).into()),
        ("no", one.count(Clear::No).into()),
    ];
    html! {
        section class="q-question" id=(one.about) {
            h2 class="govuk-heading-s" {
                a class="govuk-link" href=(one.about.address(school)) { (one.about.tell(words)) }
            }
            p class="govuk-body" { (words.tell("feedback-counts", &counts)) }
            @if one.sentences().next().is_some() {
                ul class="govuk-list govuk-list--spaced" { @for (said, text) in one.sentences() {
                    li {
                        (text)
                        br;
                        span class="govuk-body-s" {
                            (words.tell("feedback-said", &[
                                ("clear", term::of(words, "feedback-clear-{}", &said.clear).into()),
                                ("day", words.date(said.on).into()),
                            ]))
                        }
                    }
                } }
            }
        }
    }
}
