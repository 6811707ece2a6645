//! The page of a scale, the links on the page of a test, and the forms of those who keep links.

use domain::ReasonFor;
use domain::catalogue::{EntryKind, Instrument, ScaleLink};
use maud::{Markup, html};

use super::{Scale, Shown};
use crate::access::{Action, Visitor};
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::policy::On;
use crate::term;
use crate::words::Words;

/// The class of a field for a number.
const NUMBER: &str = "govuk-input--width-5";

fn may_keep(visitor: &Visitor) -> bool {
    visitor.allowed(Action::ChangeCatalogue, On::Door).is_ok()
}

/// A link in words: how a score reads on the other scale, for which scores, and who says so.
#[must_use]
pub fn said(words: Words, link: &ScaleLink) -> String {
    let text = |value: &dyn ToString| value.to_string();
    let values = [
        ("to", text(&link.to).into()),
        ("factor", text(&link.factor).into()),
        ("offset", text(&link.offset).into()),
    ];
    let mut sentences = vec![words.tell("entry-link", &values)];
    if let Some(bounds) = link.holds_for {
        let values = [("least", text(&bounds.least).into()), ("most", text(&bounds.most).into())];
        sentences.push(words.tell("entry-link-holds", &values));
    }
    if let Some(source) = &link.source {
        sentences.push(words.tell("entry-link-source", &[("source", source.into())]));
    }
    sentences.join(" ")
}

/// The part of a test's page about its scale: how its scores read on others, and how to keep that.
#[must_use]
pub fn links(visitor: &Visitor, code: &str, of: &Instrument, is_retired: bool) -> Markup {
    let words = visitor.words;
    let keeps = may_keep(visitor) && !is_retired;
    let base = format!("/catalogue/instrument/{code}/links");
    html! {
        h2 class="govuk-heading-m" { (words.say("links-title")) }
        p class="govuk-body" { (scale_link(words, of.scale.as_str())) }
        @if of.links.is_empty() { p class="govuk-body" { (words.say("links-none")) } }
        @for link in &of.links {
            p class="govuk-body" {
                (said(words, link))
                @if keeps {
                    br;
                    a class="govuk-link" href=(format!("{base}/{}/revise", link.to)) {
                        (words.say("link-revise")) " " span class="govuk-visually-hidden" { (link.to) }
                    }
                    " "
                    a class="govuk-link" href=(format!("{base}/{}/retire", link.to)) {
                        (words.say("link-retire")) " " span class="govuk-visually-hidden" { (link.to) }
                    }
                }
            }
        }
        @if keeps {
            p class="govuk-body" { a class="govuk-link" href=(format!("{base}/new")) { (words.say("link-new-title")) } }
        }
    }
}

fn scale_link(words: Words, scale: &str) -> Markup {
    html! {
        a class="govuk-link" href=(format!("/catalogue/scales/{scale}")) {
            (words.tell("scale-title", &[("scale", scale.into())]))
        }
    }
}

/// The page of a scale.
pub(super) fn show(visitor: &Visitor, scale: &Scale) -> Markup {
    let words = visitor.words;
    let title = words.tell("scale-title", &[("scale", scale.id.as_str().into())]);
    let name = |code: &String| visitor.catalogue.name(words, EntryKind::Instrument, code);
    let from_it: Vec<(&String, &ScaleLink)> =
        scale.tests.iter().flat_map(|(code, is)| is.links.iter().map(move |link| (code, link))).collect();
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("scale-about")) }
        h2 class="govuk-heading-m" { (words.say("scale-tests")) }
        @if scale.tests.is_empty() { p class="govuk-body" { (words.say("scale-no-tests")) } }
        ul class="govuk-list" {
            @for (code, is) in &scale.tests {
                li {
                    a class="govuk-link" href=(format!("/catalogue/instrument/{code}")) { (name(code)) }
                    ", " (term::of(words, "subject-{}", &is.subject))
                }
            }
        }
        h2 class="govuk-heading-m" { (words.say("links-title")) }
        @if from_it.is_empty() { p class="govuk-body" { (words.say("links-none")) } }
        @for (code, link) in &from_it {
            p class="govuk-body" { (said(words, link)) " (" (name(code)) ")" }
        }
        @if !scale.to_it.is_empty() {
            h2 class="govuk-heading-m" { (words.say("scale-to-it")) }
            @for (code, link) in &scale.to_it {
                p class="govuk-body" {
                    a class="govuk-link" href=(format!("/catalogue/instrument/{code}")) { (name(code)) }
                    ": " (said(words, link))
                }
            }
        }
    };
    Page { title, trail: trail(visitor), main, visitor }.render()
}

fn trail(visitor: &Visitor) -> Vec<(String, String)> {
    let words = visitor.words;
    vec![
        ("/catalogue".to_owned(), words.say("catalogue-title")),
        ("/catalogue/instrument".to_owned(), term::of(words, "entry-kind-{}", &EntryKind::Instrument)),
    ]
}

/// The form for a new link.
pub(super) fn publish(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let fields = html! {
        p class="govuk-body" { (words.say("link-about")) }
        (Field::of(words, "to_scale").input(words, draft, "text", "govuk-input--width-20"))
        (of_link(shown))
    };
    form(shown, "link-new-title", "link-publish-submit", "new", &fields)
}

/// The form that changes a link.
pub(super) fn revise(shown: &Shown<'_>) -> Markup {
    let place = shown.link.map(|link| format!("{}/revise", link.to)).unwrap_or_default();
    form(shown, "link-revise-title", "link-revise-submit", &place, &of_link(shown))
}

/// The form that retires a link.
pub(super) fn retire(shown: &Shown<'_>) -> Markup {
    let words = shown.visitor.words;
    let place = shown.link.map(|link| format!("{}/retire", link.to)).unwrap_or_default();
    let fields = html! {
        p class="govuk-body" { (words.say("link-retire-about")) }
        (reason(shown))
    };
    form(shown, "link-retire-title", "link-retire-submit", &place, &fields)
}

fn of_link(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    html! {
        @for name in ["factor", "offset", "holds_from", "holds_to"] {
            (Field::of(words, name).input(words, draft, "text", NUMBER))
        }
        (Field::of(words, "published_in").textarea(words, draft))
        (reason(shown))
    }
}

fn reason(shown: &Shown<'_>) -> Markup {
    let words = shown.visitor.words;
    let codes = term::choices(words, "reason-{}", ReasonFor::ChangingCatalogue.codes());
    Field::labelled(words, "reason", "field-reason").select(words, shown.draft, &codes)
}

fn form(shown: &Shown<'_>, title: &str, submit_id: &str, place: &str, fields: &Markup) -> Markup {
    let Shown { visitor, opened, link, draft, command_id } = shown;
    let words = visitor.words;
    let name = visitor.catalogue.name(words, EntryKind::Instrument, opened.entry.entry.code());
    let title = match link {
        Some(link) => words.tell(title, &[("to", link.to.as_str().into())]),
        None => words.say(title),
    };
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(words, draft))
                h1 class="govuk-heading-l" { span class="govuk-caption-l" { (name) } (title) }
                form method="post" action=(format!("{}/links/{place}", opened.address())) novalidate {
                    (hidden("command_id", &command_id.to_string()))
                    (hidden("expected", &opened.sequence.to_string()))
                    (fields)
                    (submit(&words.say(submit_id)))
                }
            }
        }
    };
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let mut trail = trail(visitor);
    trail.push((opened.address(), name));
    Page { title: format!("{prefix}{title}"), trail, main, visitor }.render()
}
