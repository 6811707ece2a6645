//! The pages of a class list: choose a file, then look at what it does, and take it over.

use domain::VariantArray;
use maud::{Markup, html};

use super::{Outcome, Preview, Shown};
use crate::column_mappings;
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::sheet::Row;
use crate::words::Words;
use crate::{reason_form, term};

/// The page that asks for the file.
pub(super) fn upload(shown: &Shown<'_>) -> Markup {
    let words = shown.visitor.words;
    let form = html! {
        p class="govuk-body" { (words.say("list-about")) }
        ul class="govuk-list govuk-list--bullet" {
            @for id in ["list-about-columns", "list-about-known", "list-about-nothing"] { li { (words.say(id)) } }
        }
        form method="post" enctype="multipart/form-data" action=(action(shown)) novalidate {
            (hidden("command_id", &shown.posted.command_id.to_string()))
            (hidden("expected", "0"))
            (column_mappings::file_field(words, &shown.posted.draft))
            (submit(&words.say("list-look")))
        }
    };
    framed(shown, &form)
}

fn action(shown: &Shown<'_>) -> String {
    format!("/schools/{}/pupils/list", shown.school)
}

fn framed(shown: &Shown<'_>, body: &Markup) -> Markup {
    let (words, draft) = (shown.visitor.words, &shown.posted.draft);
    let title = words.say("list-title");
    let main = html! {
        (error_summary(words, draft))
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (shown.name) }
        (body)
    };
    let title = if draft.problems().is_empty() {
        title
    } else {
        format!("{} {title}", words.say("form-error-prefix"))
    };
    let trail = vec![(format!("/schools/{}/pupils", shown.school), words.say("pupil-back"))];
    Page { title, trail, main, visitor: shown.visitor }.render()
}

/// The page that shows what the list does.
pub(super) fn preview(shown: &Shown<'_>, preview: &Preview) -> Markup {
    let (words, draft) = (shown.visitor.words, &shown.posted.draft);
    let counts = preview.counts;
    let ready = draft.problems().iter().all(|problem| !["cell", "column"].contains(&problem.field));
    let nothing_new = counts.added + counts.revised == 0;
    let form = html! {
        @if preview.meanwhile {
            div class="govuk-inset-text" role="alert" { p class="govuk-body" { (words.say("list-meanwhile")) } }
        }
        ul class="govuk-list" {
            li { (words.tell("list-count-new", &[("count", counts.added.into())])) }
            li { (words.tell("list-count-revised", &[("count", counts.revised.into())])) }
            li { (words.tell("list-count-same", &[("count", counts.unchanged.into())])) }
        }
        p class="govuk-body" { (words.say("list-nothing-stored")) }
        form method="post" enctype="multipart/form-data" action=(action(shown)) novalidate {
            (hidden("command_id", &shown.posted.command_id.to_string()))
            (hidden("expected", "0"))
            (hidden("seen", &preview.seen))
            (hidden("sheet", &preview.sheet.to_text()))
            @if ready && nothing_new {
                p class="govuk-body" { (words.say("list-nothing-new")) }
            } @else if ready {
                (Field::labelled(words, "effective_on", "field-list-effective-on").input(words, draft, "date", "govuk-input--width-10"))
                @if preview.changes_somebody() {
                    (reason_form::fields(words, draft, domain::ReasonFor::RevisingPupil))
                }
                button type="submit" name="step" value="take" class="govuk-button" data-prevent-double-click="true" {
                    (words.say("list-take-over"))
                }
            } @else {
                (hidden("effective_on", draft.text("effective_on")))
                p class="govuk-body" { (words.say("list-mend")) }
            }
            (rows(words, shown, preview))
            (column_mappings::fields::<super::Column>(words, draft, &preview.sheet.heading, "list-column-{}"))
            button type="submit" name="step" value="look" class="govuk-button govuk-button--secondary" {
                (words.say("list-look-again"))
            }
        }
        p class="govuk-body" { a class="govuk-link" href=(action(shown)) { (words.say("list-other-file")) } }
    };
    framed(shown, &form)
}

/// Every row of the list, with what becomes of it or what is wrong with it.
fn rows(words: Words, shown: &Shown<'_>, preview: &Preview) -> Markup {
    let used: Vec<(usize, String)> = super::Column::VARIANTS
        .iter()
        .filter_map(|column| {
            Some((preview.columns.place(*column)?, term::of(words, "list-column-{}", column)))
        })
        .collect();
    column_mappings::rows(words, &shown.posted.draft, &preview.sheet, &used, |row| {
        becomes(words, preview, row)
    })
}

/// What becomes of a row, in words.
fn becomes(words: Words, preview: &Preview, row: &Row) -> Markup {
    let Some(entry) = preview.entries.iter().find(|entry| entry.row == row.number) else {
        return html! { (words.say("list-row-wrong")) };
    };
    let id = match entry.outcome {
        Outcome::New(_) => "list-row-new",
        Outcome::Revised(..) => "list-row-revised",
        Outcome::Same(_) => "list-row-same",
    };
    html! {
        (words.say(id))
        @if entry.by_name { br; (words.say("list-row-by-name")) }
        @if entry.left { br; (words.say("list-row-left")) }
    }
}
