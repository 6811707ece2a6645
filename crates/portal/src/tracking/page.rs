//! The pages of a class's scores: choose a file, then look at what it does, and take it over.

use domain::catalogue::EntryKind;
use domain::cycle::{AssessmentPoint, EntryBand};
use domain::{ReasonFor, VariantArray};
use maud::{Markup, html};

use super::form::{self, Column};
use super::{Outcome, Preview, Shown};
use crate::column_mappings;
use crate::entries::Instrument;
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::sheet::Row;
use crate::words::Words;
use crate::{reason_form, term};

/// The page that asks for the file.
pub(super) fn upload(shown: &Shown<'_>) -> Markup {
    let words = shown.visitor.words;
    let about =
        if shown.cycle.record.is_intervention() { "tracking-about-group" } else { "tracking-about-class" };
    let form = html! {
        p class="govuk-body" { (words.say("tracking-about")) }
        ul class="govuk-list govuk-list--bullet" {
            @for id in ["tracking-about-columns", about, "list-about-nothing"] { li { (words.say(id)) } }
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
    format!("{}/tracking", shown.cycle.address())
}

fn framed(shown: &Shown<'_>, body: &Markup) -> Markup {
    let (words, draft) = (shown.visitor.words, &shown.posted.draft);
    let title = words.say("tracking-title");
    let main = html! {
        (error_summary(words, draft))
        h1 class="govuk-heading-l" { (title) }
        (body)
    };
    let title = if draft.problems().is_empty() {
        title
    } else {
        format!("{} {title}", words.say("form-error-prefix"))
    };
    let trail = vec![(shown.cycle.address(), words.say("history-back"))];
    Page { title, trail, main, visitor: shown.visitor }.render()
}

/// The page that shows what the list does.
pub(super) fn preview(shown: &Shown<'_>, preview: &Preview) -> Markup {
    let (words, draft) = (shown.visitor.words, &shown.posted.draft);
    let counts = preview.counts;
    let wrong = draft.problems().iter().any(|problem| ["cell", "column"].contains(&problem.field));
    let form = html! {
        @if preview.meanwhile {
            div class="govuk-inset-text" role="alert" { p class="govuk-body" { (words.say("list-meanwhile")) } }
        }
        ul class="govuk-list" {
            li { (words.tell("tracking-count-new", &[("count", counts.added.into())])) }
            li { (words.tell("tracking-count-arrive", &[("count", preview.arrivals().into())])) }
            li { (words.tell("tracking-count-same", &[("count", counts.unchanged.into())])) }
        }
        p class="govuk-body" { (words.say("list-nothing-stored")) }
        form method="post" enctype="multipart/form-data" action=(action(shown)) novalidate {
            (hidden("command_id", &shown.posted.command_id.to_string()))
            (hidden("expected", "0"))
            (hidden("seen", &preview.seen))
            (hidden("sheet", &preview.sheet.to_text()))
            (shared(words, shown, preview))
            @if wrong {
                p class="govuk-body" { (words.say("list-mend")) }
            } @else if counts.added == 0 && preview.settings.is_some() {
                p class="govuk-body" { (words.say("tracking-nothing-new")) }
            } @else {
                button type="submit" name="step" value="take" class="govuk-button" data-prevent-double-click="true" {
                    (words.say("list-take-over"))
                }
            }
            (rows(words, shown, preview))
            (column_mappings::fields::<Column>(words, draft, &preview.sheet.heading, "tracking-column-{}"))
            button type="submit" name="step" value="look" class="govuk-button govuk-button--secondary" {
                (words.say("list-look-again"))
            }
        }
        p class="govuk-body" { a class="govuk-link" href=(action(shown)) { (words.say("list-other-file")) } }
    };
    framed(shown, &form)
}

/// The fields that all rows share; what is asked about arrivals and missing scores only where there are some.
fn shared(words: Words, shown: &Shown<'_>, preview: &Preview) -> Markup {
    let draft = &shown.posted.draft;
    let catalogue = &shown.visitor.catalogue;
    let offered = catalogue.tests_of(&shown.cycle.record);
    let tests =
        catalogue.choices(words, EntryKind::Instrument, offered, |one: &Instrument| one.version.clone());
    let papers = preview.settings.as_ref().map_or(&[][..], |settings| &settings.instrument.is.forms);
    let papers = term::choices(words, "test-form-{}", papers);
    let points = term::choices(words, "point-{}", AssessmentPoint::VARIANTS);
    let bands = term::choices(words, "entry-band-{}", EntryBand::VARIANTS);
    html! {
        (Field::of(words, "point").select(words, draft, &points))
        (Field::of(words, "instrument").select(words, draft, &tests))
        (Field::labelled(words, "taken_on", "field-tracking-taken-on").input(words, draft, "date", "govuk-input--width-10"))
        @if !papers.is_empty() {
            (Field::labelled(words, "test_form", "field-tracking-test-form").select(words, draft, &papers))
        }
        @if preview.arrivals() > 0 {
            h2 class="govuk-heading-m" { (words.say("tracking-arrivals")) }
            (Field::labelled(words, "entry_band", "field-tracking-entry-band").select(words, draft, &bands))
            (Field::of(words, "weeks").input(words, draft, "text", "govuk-input--width-4"))
            (reason_form::fields(words, draft, ReasonFor::Placing))
        }
        @if preview.misses_somebody() {
            h2 class="govuk-heading-m" { (words.say("grid-why-missing")) }
            (reason_form::fields_of(words, draft, form::MISSING))
        }
    }
}

/// Every row of the list, with what becomes of it or what is wrong with it.
fn rows(words: Words, shown: &Shown<'_>, preview: &Preview) -> Markup {
    let used: Vec<(usize, String)> = Column::VARIANTS
        .iter()
        .filter_map(|column| {
            Some((preview.columns.place(*column)?, term::of(words, "tracking-column-{}", column)))
        })
        .collect();
    let becomes = |row: &Row| {
        let entry = preview.entries.iter().find(|(entry, _)| entry.row == row.number);
        words.say(match entry {
            None => "list-row-wrong",
            Some((_, Outcome::New(_))) => "tracking-row-new",
            Some((_, Outcome::Arrives)) => "tracking-row-arrives",
            Some((_, Outcome::Same)) => "list-row-same",
        })
    };
    column_mappings::rows(words, &shown.posted.draft, &preview.sheet, &used, |row| html! { (becomes(row)) })
}
