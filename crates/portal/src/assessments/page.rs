//! The forms about scores.

use domain::VariantArray;
use domain::catalogue::EntryKind;
use domain::cycle::{AssessmentPoint, LiveAssessment};
use domain::{AssessmentId, ReasonFor};
use maud::{Markup, html};

use crate::change::Shown;
use crate::entries::Instrument;
use crate::fields::{Field, hidden};
use crate::words::Words;
use crate::{reason_form, term};

pub(super) fn record(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let catalogue = &shown.visitor.catalogue;
    let tests = catalogue.tests_of(&shown.cycle.record);
    let version = |one: &Instrument| one.version.clone();
    let instruments = catalogue.choices(words, EntryKind::Instrument, tests.iter().copied(), version);
    let fields = html! {
        (Field::of(words, "participant").select(words, draft, &shown.cycle.pupils(words)))
        (Field::of(words, "point").select(words, draft, &points(words)))
        (Field::of(words, "instrument").select(words, draft, &instruments))
        (Field::of(words, "test_form").select(words, draft, &papers(words, tests)))
        (Field::of(words, "score").input(words, draft, "text", "govuk-input--width-5"))
        (Field::of(words, "taken_on").input(words, draft, "date", "govuk-input--width-10"))
    };
    let action = format!("{}/assessments/new", shown.cycle.address());
    shown.page(&words.say("record-assessment-title"), &action, "record-assessment-submit", &html! {}, &fields)
}

pub(super) fn missing(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let fields = html! {
        (Field::of(words, "participant").select(words, draft, &shown.cycle.pupils(words)))
        (Field::of(words, "point").select(words, draft, &points(words)))
        (reason_form::fields(words, draft, ReasonFor::MarkingMissing))
    };
    let action = format!("{}/assessments/missing", shown.cycle.address());
    shown.page(&words.say("mark-missing-title"), &action, "mark-missing-submit", &html! {}, &fields)
}

/// Whose score a form is about, and how it stands now: read from the cycle itself, so that after a conflict the newest one
/// shows.
fn stands(shown: &Shown<'_>, known: &LiveAssessment) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let person = cycle.person(&known.participant.to_string());
    let who = person.map(|one| one.called(words, &cycle.texts)).unwrap_or_default();
    html! {
        p class="govuk-body" {
            (words.tell("correct-assessment-about", &[
                ("who", who.into()),
                ("point", term::of(words, "point-{}", &known.point).into()),
                ("test", shown.visitor.catalogue.name(words, EntryKind::Instrument, &known.instrument).into()),
                ("score", known.reading.score.to_string().into()),
                ("taken", words.date(known.reading.taken_on).into()),
            ]))
        }
    }
}

/// The score that a form is about, if it counts.
fn known<'a>(shown: &Shown<'a>) -> Option<&'a LiveAssessment> {
    let id: AssessmentId = shown.draft.text("assessment").parse().ok()?;
    shown.cycle.record.assessments.get(&id)
}

pub(super) fn void(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("void-assessment-title");
    let Some(known) = known(shown) else {
        let why = words.say(cycle.why_not("void-assessment-is-so"));
        return shown.without_form(&title, &html! { p class="govuk-body" { (why) } });
    };
    let about = html! {
        (stands(shown, known))
        p class="govuk-body" { (words.say("void-assessment-about")) }
    };
    let fields = html! {
        (hidden("voids", &known.live.to_string()))
        (reason_form::fields(words, draft, ReasonFor::VoidingAssessment))
    };
    let action = format!("{}/assessments/{}/void", cycle.address(), draft.text("assessment"));
    shown.page(&title, &action, "void-assessment-submit", &about, &fields)
}

pub(super) fn correct(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let (id, known) = (draft.text("assessment"), known(shown));
    let about = html! {
        @if let Some(known) = known {
            (stands(shown, known))
            p class="govuk-body" {
                (words.say("correct-assessment-kept")) " "
                a class="govuk-link" href=(format!("{}/assessments/{id}/void", cycle.address())) {
                    (words.say("correct-assessment-to-void"))
                }
            }
        }
    };
    let instrument =
        known.and_then(|known| shown.visitor.catalogue.instrument(&known.instrument.to_string()));
    let fields = html! {
        @if let Some(known) = known { (hidden("corrects", &known.live.to_string())) }
        (Field::of(words, "score").input(words, draft, "text", "govuk-input--width-5"))
        (Field::of(words, "taken_on").input(words, draft, "date", "govuk-input--width-10"))
        @if instrument.is_some_and(|instrument| !instrument.is.forms.is_empty()) {
            (Field::of(words, "test_form").select(words, draft, &papers(words, instrument)))
        }
        (reason_form::fields(words, draft, ReasonFor::CorrectingAssessment))
    };
    let action = format!("{}/assessments/{id}/correct", cycle.address());
    shown.page(&words.say("correct-assessment-title"), &action, "correct-assessment-submit", &about, &fields)
}

fn points(words: Words) -> Vec<(String, String)> {
    term::choices(words, "point-{}", AssessmentPoint::VARIANTS)
}

fn papers<'a>(words: Words, instruments: impl IntoIterator<Item = &'a Instrument>) -> Vec<(String, String)> {
    let mut papers: Vec<&str> =
        instruments.into_iter().flat_map(|one| one.is.forms.iter().map(domain::FormCode::as_str)).collect();
    papers.sort_unstable();
    papers.dedup();
    term::choices(words, "test-form-{}", papers)
}
