//! The panel of questions beside a chart, and the page of all of them.

use std::collections::BTreeMap;

use domain::enquiry::Link;
use domain::{AcademicYear, SchoolId, Stage};
use maud::{Markup, html};
use measures::question::{State, Unknown};

use super::Asked;
use crate::access::{Action, Visitor};
use crate::asked::about_year;
use crate::feedback::{self, About};
use crate::layout::Page;
use crate::schools::read::School;
use crate::words::Words;

/// The questions with their answers, each with the figures that it comes from, and the way to ask the school one of them
/// about `about`, for whoever asks.
#[must_use]
pub fn panel(visitor: &Visitor, school: &SchoolId, asked: &[Asked], about: Option<Link>) -> Markup {
    let (words, ask) = (visitor.words, ask(visitor, school, about));
    html! {
        section class="q-questions" aria-labelledby="questions" {
            h2 class="govuk-heading-m" id="questions" { (words.say("questions-title")) }
            @if !asked.iter().any(|one| one.state == State::Asked) {
                p class="govuk-body" { (words.say("questions-none-asked")) }
            }
            @for one in asked { (question(visitor, school, one, ask.as_deref())) }
        }
    }
}

/// Where the visitor, if it is one who may, asks the school about something; about the school as a whole without it.
fn ask(visitor: &Visitor, school: &SchoolId, about: Option<Link>) -> Option<String> {
    let topic = about.map(|link| format!("topic={link}")).unwrap_or_default();
    visitor.may_in(Action::RaiseQuestion, school).then(|| format!("/schools/{school}/enquiries/new?{topic}"))
}

/// Where one question is asked: about the results, only if it is about them.
fn ask_one(ask: &str, one: &Asked) -> String {
    let code = format!("question={}", one.id.to_lowercase());
    match ask.split_once('?') {
        Some((new, topic))
            if topic.is_empty() || (topic.starts_with("topic=results/") && !one.of_results) =>
        {
            format!("{new}?{code}")
        }
        _ => format!("{ask}&{code}"),
    }
}

/// The way from a panel to every question.
#[must_use]
pub fn to_all(words: Words, school: &School, year: Option<AcademicYear>) -> Markup {
    let about = year.map(|year| format!("?year={year}")).unwrap_or_default();
    html! {
        p class="govuk-body q-elsewhere" {
            a class="govuk-link" href=(format!("{}/questions{about}", school.address())) {
                (words.say("questions-all-link"))
            }
        }
    }
}

/// One question with its answer.
fn question(visitor: &Visitor, school: &SchoolId, one: &Asked, ask: Option<&str>) -> Markup {
    let words = visitor.words;
    // What is asked of single cycles has its figures beside each of them.
    let asked = one.state == State::Asked && (one.of_results || one.cycles.is_empty());
    let because = if asked { "question-because" } else { "question-looked-at" };
    html! {
        div class="q-question" id=(one.id.to_lowercase()) {
            h3 class="govuk-heading-s" { (one.question) }
            p class="govuk-body" { (one.answer) }
            @if !one.because.is_empty() {
                p class="govuk-body-s q-because" {
                    (words.tell(because, &[("because", (&one.because).into())]))
                }
            }
            @if !one.cycles.is_empty() {
                div class="q-because" {
                    ul class="govuk-list govuk-list--bullet" {
                        @for cycle in &one.cycles {
                            li { a class="govuk-link" href=(cycle.address) { (cycle.label) } ": " (cycle.because) }
                        }
                    }
                }
            }
            @if let Some(ask) = ask {
                p class="govuk-body q-elsewhere" {
                    a class="govuk-link" href=(ask_one(ask, one)) {
                        (words.say("question-ask"))
                        span class="govuk-visually-hidden" {
                            (words.tell("question-ask-one", &[("question", (&one.question).into())]))
                        }
                    }
                }
            }
            @if let Some((address, text)) = &one.link {
                p class="govuk-body" { a class="govuk-link" href=(address) { (text) } }
            }
            @if let Ok(id) = one.id.parse() { (feedback::link(visitor, school, About::Question(id))) }
        }
    }
}

/// Every question about a school: those asked, those that found nothing unusual, and those that can't be asked.
pub(super) fn all(visitor: &Visitor, school: &School, year: Option<AcademicYear>, told: &[Asked]) -> Markup {
    let words = visitor.words;
    let title = words.tell("questions-of-school", &[("school", (&school.name).into())]);
    let of = |wanted: State| told.iter().filter(move |one| one.state == wanted);
    let about = year.map(|year| Link::Results { stage: Stage::Ks2, year });
    let ask = ask(visitor, &school.id, about);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("questions-about")) }
        @if let Some(year) = year { p class="govuk-body" { (about_year(words, year)) } }
        h2 class="govuk-heading-m" id="asked" { (words.say("questions-asked-title")) }
        @if of(State::Asked).next().is_none() {
            p class="govuk-body" { (words.say("questions-none-asked")) }
        }
        @for one in of(State::Asked) { (question(visitor, &school.id, one, ask.as_deref())) }
        @if of(State::NothingUnusual).next().is_some() {
            h2 class="govuk-heading-m" id="nothing" { (words.say("questions-nothing-title")) }
            @for one in of(State::NothingUnusual) { (question(visitor, &school.id, one, ask.as_deref())) }
        }
        (not_known(words, told))
    };
    let trail = vec![
        ("/".to_owned(), words.say("home-title")),
        ("/schools".to_owned(), words.say("nav-schools")),
        (school.address(), school.name.clone()),
    ];
    Page { title, trail, main, visitor }.render()
}

/// The questions that can't be asked yet, by the reason.
fn not_known(words: Words, told: &[Asked]) -> Markup {
    let mut by_reason: BTreeMap<Unknown, Vec<&Asked>> = BTreeMap::new();
    for one in told {
        if let State::NotKnown(why) = one.state {
            by_reason.entry(why).or_default().push(one);
        }
    }
    html! {
        @if !by_reason.is_empty() {
            h2 class="govuk-heading-m" id="not-known" { (words.say("questions-not-known-title")) }
        }
        @for (why, questions) in by_reason {
            h3 class="govuk-heading-s" { (words.say(why.message_key())) }
            ul class="govuk-list govuk-list--bullet" {
                @for one in questions { li id=(one.id.to_lowercase()) { (one.question) } }
            }
        }
    }
}
