//! The pages of packs: the list, a pack as it reads on the screen and on paper, and the form that shows what one would say.

use std::collections::HashMap;

use domain::pack::Changes;
use domain::{ReasonCode, ReasonFor};
use maud::{Markup, html};
use uuid::Uuid;

use super::read::Issue;
use super::{File, Shown};
use crate::access::{Action, Visitor};
use crate::came_to::row;
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::paper::{self, Paper, files};
use crate::term;
use crate::words::Words;

/// What a version of a pack is called.
pub(super) fn name(words: Words, issue: &Issue) -> String {
    let number = ("number", issue.number.to_string().into());
    if issue.version == 1 {
        return words.tell("pack-name", &[number]);
    }
    words.tell("pack-name-version", &[number, ("version", issue.version.to_string().into())])
}

fn trail(words: Words, file: &File) -> Vec<(String, String)> {
    vec![(file.school.address(), file.school.name.clone()), (file.address(), words.say("packs-title"))]
}

/// Who issued or amended it, and when it was recorded.
fn by(words: Words, issue: &Issue, who: Option<&String>) -> String {
    let who = who.cloned().unwrap_or_else(|| words.say("history-someone"));
    let id = if issue.version == 1 { "pack-by" } else { "pack-amended-by" };
    let values = [("name", who.into()), ("moment", term::moment(words, issue.recorded_at).into())];
    words.tell(id, &values)
}

/// Why a version was made, as everybody reads it.
fn why_told(words: Words, code: ReasonCode) -> String {
    term::of(words, "pack-reason-{}-summary", &code)
}

pub(super) fn list(visitor: &Visitor, file: &File, names: &HashMap<Uuid, String>) -> Markup {
    let words = visitor.words;
    let title = words.say("packs-title");
    let columns = ["pack-column-pack", "pack-column-issued", "pack-column-why"].map(|id| words.say(id));
    let [_, issued, why] = &columns;
    let main = html! {
        span class="govuk-caption-l" { (file.school.name) }
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("packs-about")) }
        @if visitor.may_in(Action::IssuePack, &file.school.id) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/new", file.address())) { (words.say("pack-new")) }
            }
        }
        @if file.issues.is_empty() { p class="govuk-body" { (words.say("packs-none")) } } @else {
            table class="govuk-table q-rows" role="table" {
                caption class="govuk-table__caption govuk-visually-hidden" { (title) }
                thead role="rowgroup" { tr role="row" {
                    @for column in &columns {
                        th class="govuk-table__header" scope="col" role="columnheader" { (column) }
                    }
                } }
                tbody role="rowgroup" { @for issue in file.issues.iter().rev() {
                    tr role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" {
                            a class="govuk-link" href=(format!("{}/{}", file.address(), issue.path())) {
                                (name(words, issue))
                            }
                        }
                        td class="govuk-table__cell" role="cell" data-label=(issued) {
                            (words.date(issue.on)) ". " (by(words, issue, names.get(&issue.by.uuid())))
                        }
                        td class="govuk-table__cell" role="cell" data-label=(why) {
                            @match issue.reason {
                                Some(code) => (why_told(words, code)),
                                None => (words.say("pack-first-version")),
                            }
                        }
                    }
                } }
            }
        }
    };
    let trail = vec![(file.school.address(), file.school.name.clone())];
    Page { title, trail, main, visitor }.render()
}

/// A version as it is read.
pub(super) struct Read<'a> {
    pub(super) issue: &'a Issue,
    pub(super) paper: &'a Paper,
    /// What it says otherwise than the version before; none for a first version.
    pub(super) changes: Option<&'a Changes>,
    /// Who issued or amended it.
    pub(super) who: Option<&'a String>,
}

pub(super) fn show(visitor: &Visitor, file: &File, read: &Read<'_>) -> Markup {
    let (words, issue, paper) = (visitor.words, read.issue, read.paper);
    let own = paper::words_of(paper.language);
    let (school, named, day) = (file.school_name(paper), name(own, issue), own.date(issue.on));
    let caption = [school, &named, &day].join(" · ");
    let main = html! {
        (actions(visitor, file, issue, paper))
        (paper::whole(paper, &caption, &versions(words, file, read)))
        @if let Some(changes) = read.changes {
            section class="q-paper q-section" { (changed(words, "pack-version-title", changes)) }
        }
        section class="q-paper q-section" {
            h2 class="govuk-heading-m" { (words.say("pack-stands-on")) }
            p class="govuk-body" { (words.say("pack-stands-on-about")) }
            (paper::stands_on(words, paper, &file.school.name))
            p class="govuk-body-s" { (by(words, issue, read.who)) }
        }
    };
    let foot = paper::foot(own, &named, &day, &paper.basis);
    let title = format!("{school}, {named}");
    Page { title, trail: trail(words, file), main, visitor }.render_on_paper(&foot)
}

/// What changed, part by part.
fn changed(words: Words, title: &str, changes: &Changes) -> Markup {
    let told = paper::changes::in_full(words, changes);
    html! {
        h2 class="govuk-heading-m" { (words.say(title)) }
        @if told.is_empty() { p class="govuk-body" { (words.say("pack-version-same")) } } @else {
            dl class="govuk-summary-list" { @for (part, how) in &told { (row(part, how)) } }
        }
    }
}

/// That this version was amended, or amends another and where, with the way there.
fn versions(words: Words, file: &File, read: &Read<'_>) -> Markup {
    let issue = read.issue;
    let next = file.issues.iter().find(|one| one.number == issue.number && one.version == issue.version + 1);
    let before = file.version_before(issue);
    let told = |id: &str, one: &Issue| {
        let why = one.reason.map(|code| why_told(words, code)).unwrap_or_default();
        words.tell(id, &[("day", words.date(one.on).into()), ("why", why.into())])
    };
    html! {
        @if let Some(next) = next {
            div class="govuk-inset-text q-first__notice" lang=(words.locale().tag()) {
                p class="govuk-body" { (told("pack-was-amended", next)) }
                p class="govuk-body q-elsewhere" {
                    a class="govuk-link" href=(format!("{}/{}", file.address(), issue.number)) { (words.say("pack-as-it-holds")) }
                }
            }
        }
        @if let Some(before) = before {
            div class="govuk-inset-text q-first__notice" lang=(words.locale().tag()) {
                p class="govuk-body" { (told("pack-is-amended", issue)) }
                @if let Some(changes) = read.changes {
                    p class="govuk-body" { (paper::changes::in_short(words, changes)) }
                }
                p class="govuk-body q-elsewhere" {
                    a class="govuk-link" href=(format!("{}/{}", file.address(), before.path())) { (words.say("pack-as-it-was")) }
                }
            }
        }
    }
}

/// What can be taken away, and done.
fn actions(visitor: &Visitor, file: &File, issue: &Issue, paper: &Paper) -> Markup {
    let words = visitor.words;
    let address = format!("{}/{}", file.address(), issue.path());
    let holds = file.find(&issue.number.to_string()).is_some_and(|one| one.version == issue.version);
    html! {
        details class="govuk-details q-elsewhere" {
            summary class="govuk-details__summary" {
                span class="govuk-details__summary-text" { (words.say("pack-take-away")) }
            }
            div class="govuk-details__text" {
                p class="govuk-body" { (words.say("pack-print")) }
                ul class="govuk-list" {
                    li { a class="govuk-link" href=(format!("{address}/tables.xlsx")) { (words.say("pack-xlsx")) } }
                    @for (file, caption) in files::names(paper) {
                        li {
                            a class="govuk-link" href=(format!("{address}/tables/{file}")) {
                                (words.tell("pack-csv", &[("table", caption.into())]))
                            }
                        }
                    }
                }
                @if holds && visitor.may_in(Action::IssuePack, &file.school.id) {
                    p class="govuk-body" {
                        a class="govuk-link" href=(format!("{}/{}/amend", file.address(), issue.number)) {
                            (words.say("pack-amend"))
                        }
                    }
                }
            }
        }
    }
}

/// The form: what the pack would say, and the button that makes it so.
pub(super) fn form(shown: &Shown<'_>) -> Markup {
    let (words, file, draft) = (shown.visitor.words, shown.file, shown.draft);
    let number = shown.preview.number.to_string();
    let id = if shown.amends.is_some() { "pack-amend-title" } else { "pack-new-title" };
    let title = words.tell(id, &[("number", number.as_str().into())]);
    let action = match shown.amends {
        Some(amends) => format!("{}/{}/amend", file.address(), amends.issue.number),
        None => format!("{}/new", file.address()),
    };
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            (error_summary(words, draft))
            span class="govuk-caption-l" { (file.school.name) }
            h1 class="govuk-heading-l" { (title) }
            p class="govuk-body" { (words.say(if shown.amends.is_some() { "pack-amend-about" } else { "pack-new-about" })) }
            @if shown.amends.is_some_and(|amends| amends.is_same) {
                div class="govuk-inset-text" { (words.say("refusal-pack-same")) }
            } @else {
                form method="post" action=(action) novalidate {
                    (hidden("command_id", &shown.command_id.to_string()))
                    (hidden("expected", &file.sequence().to_string()))
                    (hidden(super::form::SEEN, &shown.preview.seen))
                    @if shown.amends.is_none() { (hidden(super::form::NUMBER, &number)) }
                    @if let Some(amends) = shown.amends {
                        (changed(words, "pack-would-change", &amends.changes))
                        (Field::of(words, "reason").select(words, draft, &term::choices(words, "pack-reason-{}", ReasonFor::AmendingPack.codes())))
                    }
                    (submit(&words.say(if shown.amends.is_some() { "pack-amend-submit" } else { "pack-new-submit" })))
                }
            }
        } }
        section class="q-preview" id="seen" aria-label=(words.say("pack-preview")) {
            (paper::preview(&shown.preview.paper, &words.say("pack-preview")))
        }
    };
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    Page { title: format!("{prefix}{title}"), trail: trail(words, file), main, visitor: shown.visitor }
        .render()
}
