//! The grid of a group's scores.

use domain::ParticipantId;
use domain::catalogue::EntryKind;
use maud::{Markup, html};

use super::form::{self, Sheet, Standing};
use crate::change::Shown;
use crate::entries::Instrument;
use crate::fields::{Field, hidden, in_row};
use crate::placements::read::Participant;
use crate::{reason_form, term};

pub(super) fn grid(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let Some(sheet) = Sheet::shown(shown) else { return html! {} };
    let people: Vec<&Participant> =
        cycle.people.iter().filter(|person| person.withdrawal.is_none()).collect();
    let action = format!("{}/scores/{}", cycle.address(), sheet.point);
    let scored = |one: &&Participant| matches!(sheet.standing(&cycle.record, one.id), Standing::Scored(..));
    let any_scored = people.iter().any(scored);
    let papers = term::choices(words, "test-form-{}", &sheet.instrument.is.forms);
    let fields = html! {
        (hidden("instrument", &sheet.instrument.version))
        @if !papers.is_empty() { (Field::of(words, "test_form").select(words, draft, &papers)) }
        (Field::of(words, "taken_on").input(words, draft, "date", "govuk-input--width-10"))
        (rows(shown, sheet, &people))
        h2 class="govuk-heading-m" { (words.say("grid-why-missing")) }
        (reason_form::fields_of(words, draft, form::MISSING))
        @if any_scored {
            h2 class="govuk-heading-m" { (words.say("grid-why-changed")) }
            p class="govuk-body" { (words.say("grid-kept")) }
            (reason_form::fields_of(words, draft, form::CHANGED))
        }
        (Field::of(words, "column").textarea(words, draft))
    };
    let point = term::of(words, "point-{}", &sheet.point);
    let title = words.tell("grid-title", &[("point", point.into())]);
    shown.page(&title, &action, "grid-submit", &about(shown, sheet, &action), &fields)
}

/// Which test, the way to the others, and how to type.
fn about(shown: &Shown<'_>, sheet: Sheet<'_>, action: &str) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let catalogue = &shown.visitor.catalogue;
    let test = |one: &Instrument| catalogue.name(words, EntryKind::Instrument, &one.version);
    let tests = catalogue.tests_of(&shown.cycle.record);
    let others = tests.into_iter().filter(|one| one.version != sheet.instrument.version);
    html! {
        @if !draft.text("filled").is_empty() && draft.problems().is_empty() {
            div class="govuk-inset-text" role="status" { (words.say("grid-filled")) }
        }
        p class="govuk-body" { strong { (words.tell("grid-test", &[("test", test(sheet.instrument).into())])) } }
        @for other in others {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{action}?instrument={}", other.version)) {
                    (words.tell("grid-other-test", &[("test", test(other).into())]))
                }
            }
        }
        p class="govuk-body" { (words.say("grid-about")) }
        p class="govuk-body" data-with-script hidden { (words.say("grid-about-keys")) }
        p class="govuk-body" { (words.say("grid-about-day")) }
    }
}

/// A row for each pupil. The script moves between the cells with the arrow keys and fills them from a pasted column.
fn rows(shown: &Shown<'_>, sheet: Sheet<'_>, people: &[&Participant]) -> Markup {
    let words = shown.visitor.words;
    html! {
        @if people.is_empty() {
            p class="govuk-body" { (words.say("grid-nobody")) }
        } @else {
            table class="govuk-table" data-grid {
                caption class="govuk-table__caption govuk-table__caption--m" { (words.say("grid-rows")) }
                thead class="govuk-table__head" {
                    tr {
                        th class="govuk-table__header" scope="col" { (words.say("field-participant")) }
                        th class="govuk-table__header" scope="col" { (words.say("field-score")) }
                    }
                }
                tbody {
                    @for person in people {
                        tr {
                            th class="govuk-table__header" scope="row" {
                                label for=(in_row("score", &person.id.to_string())) {
                                    (person.called(words, &shown.cycle.texts))
                                }
                            }
                            (cell(shown, sheet, person.id))
                        }
                    }
                }
            }
            p class="govuk-body" role="status" data-grid-status=(words.say("grid-too-many")) {}
        }
    }
}

/// A cell: what somebody typed, else what is on record, which stands below it too.
fn cell(shown: &Shown<'_>, sheet: Sheet<'_>, participant: ParticipantId) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let standing = sheet.standing(&shown.cycle.record, participant);
    let (name, was) = (in_row("score", &participant.to_string()), in_row("was", &participant.to_string()));
    let now = standing.text(words);
    let text = if form::is_typed(draft, participant) { draft.text(&name) } else { &now };
    let problem = draft.problem(&name);
    let (error_id, now_id) = (format!("{name}-error"), format!("{name}-now"));
    let on_record = on_record(shown, standing);
    let ids = [problem.map(|_| error_id.as_str()), on_record.as_ref().map(|_| now_id.as_str())];
    let described_by =
        Some(ids.into_iter().flatten().collect::<Vec<_>>().join(" ")).filter(|ids| !ids.is_empty());
    let wrong = if problem.is_some() { " govuk-input--error" } else { "" };
    html! {
        td class="govuk-table__cell" {
            @if let Some(problem) = problem {
                p class="govuk-error-message" id=(error_id) {
                    span class="govuk-visually-hidden" { (words.say("form-error-prefix")) " " } (problem)
                }
            }
            input class=(format!("govuk-input govuk-input--width-5{wrong}")) id=(name) name=(name) type="text"
                value=(text) autocomplete="off" aria-describedby=[described_by];
            (hidden(&was, &now))
            @if let Some(on_record) = on_record {
                div class="govuk-hint" id=(now_id) { (on_record) }
            }
        }
    }
}

/// What is on record, in words.
fn on_record(shown: &Shown<'_>, standing: Standing<'_>) -> Option<String> {
    let words = shown.visitor.words;
    match standing {
        Standing::Nothing => None,
        Standing::Missing => Some(words.say("grid-now-missing")),
        Standing::Scored(_, score) => {
            let (reading, taken) = (&score.reading, words.date(score.reading.taken_on));
            let mut values = vec![("score", reading.score.to_string().into()), ("taken", taken.into())];
            let Some(form) = &reading.form else { return Some(words.tell("grid-now", &values)) };
            values.push(("paper", term::of(words, "test-form-{}", form).into()));
            Some(words.tell("grid-now-paper", &values))
        }
    }
}
