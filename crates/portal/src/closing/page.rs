//! The forms of the end: how complete the end scores are, and what the cycle came to.

use domain::catalogue::EntryKind;
use domain::cycle::{AssessmentPoint, EndScore, ReopeningRequest, Stage};
use domain::{ParticipantId, ReasonFor};
use maud::{Markup, html};

use super::form::answers;
use super::{asked, is_answered_by_another};
use crate::access::Action;
use crate::came_to::came_to;
use crate::change::Shown;
use crate::cycles::read::Reopening;
use crate::fields::Field;
use crate::gains::Gains;
use crate::{moves, reason_form, term};

/// The class of a field for a date.
const DATE: &str = "govuk-input--width-10";

pub(super) fn assessed(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("assessed-title");
    if cycle.stage != Stage::Running {
        return shown.without_form(
            &title,
            &html! { p class="govuk-body" { (words.say(cycle.why_not("assessed-not-now"))) } },
        );
    }
    let about = html! {
        p class="govuk-body" { (words.say("assessed-about")) }
        (ends(shown))
        (outstanding(shown))
    };
    let fields = Field::of(words, "effective_on").input(words, draft, "date", DATE);
    shown.page(&title, &format!("{}/assessed", cycle.address()), "assessed-submit", &about, &fields)
}

/// How many have neither an end score nor a note that none will come.
fn outstanding(shown: &Shown<'_>) -> Markup {
    let words = shown.visitor.words;
    let count = lacking(shown).len();
    html! {
        @if count > 0 {
            div class="govuk-inset-text" { (words.tell("assessed-outstanding", &[("pupils", count.into())])) }
        }
    }
}

fn lacking(shown: &Shown<'_>) -> Vec<ParticipantId> {
    let ends = shown.cycle.record.end_scores().into_iter();
    ends.filter(|(_, end)| *end == EndScore::Outstanding).map(|(id, _)| id).collect()
}

/// Each pupil with the end score, or why there is none.
fn ends(shown: &Shown<'_>) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let called = |id: ParticipantId| {
        let person = cycle.person(&id.to_string());
        person.map(|person| person.called(words, &cycle.texts)).unwrap_or_default()
    };
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("assessed-caption")) }
            thead role="rowgroup" {
                tr role="row" {
                    @for id in ["field-participant", "assessed-end"] {
                        th class="govuk-table__header" scope="col" role="columnheader" { (words.say(id)) }
                    }
                }
            }
            tbody role="rowgroup" {
                @for (id, end) in cycle.record.end_scores() {
                    tr role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" { (called(id)) }
                        td class="govuk-table__cell" role="cell" data-label=(words.say("assessed-end")) {
                            (end_of(shown, id, end, &called(id)))
                        }
                    }
                }
            }
        }
    }
}

/// The end score of one pupil, or why there is none, or the ways to mend that.
fn end_of(shown: &Shown<'_>, id: ParticipantId, end: EndScore, who: &str) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    match end {
        EndScore::Scored => {
            let scores = cycle.record.scores(id, AssessmentPoint::End);
            let told: Vec<String> = scores
                .map(|one| {
                    let test = shown.visitor.catalogue.name(words, EntryKind::Instrument, &one.instrument);
                    let score = one.reading.score.to_string();
                    words.tell("assessed-scored", &[("score", score.into()), ("test", test.into())])
                })
                .collect();
            html! { (told.join("; ")) }
        }
        EndScore::Missed => {
            let note = cycle.scores.iter().find(|entry| {
                entry.participant == id && entry.point == AssessmentPoint::End && entry.score.is_none()
            });
            let why = note.and_then(|entry| entry.reason).map(|code| term::of(words, "reason-{}", &code));
            html! { (words.tell("cycle-missing", &[("why", why.unwrap_or_default().into())])) }
        }
        EndScore::Withdrawn => html! { (words.say("assessed-left")) },
        EndScore::Outstanding => to_mend(shown, id, who),
    }
}

fn to_mend(shown: &Shown<'_>, id: ParticipantId, who: &str) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let address = |form: &str| {
        format!("{}/assessments/{form}?participant={id}&point={}", cycle.address(), AssessmentPoint::End)
    };
    let may = shown.visitor.may_on(Action::RecordAssessment, &cycle.record.plan);
    html! {
        (words.say("assessed-none-yet"))
        @if may {
            @for (form, words_id) in [("new", "cycle-record"), ("missing", "assessed-mark-missing")] {
                " "
                a class="govuk-link" href=(address(form)) {
                    (words.say(words_id)) span class="govuk-visually-hidden" { " " (who) }
                }
            }
        }
    }
}

/// What the cycle came to is shown, with how sure it is, before anybody seals it.
pub(super) fn close(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("close-title");
    if cycle.stage != Stage::Assessed {
        let id = if cycle.closed { "close-is-closed" } else { "close-not-yet" };
        let why = words.say(cycle.why_not(id));
        return shown.without_form(&title, &html! { p class="govuk-body" { (why) } });
    }
    if !lacking(shown).is_empty() {
        let about = html! { p class="govuk-body" { (words.say("close-incomplete")) } (ends(shown)) };
        return shown.without_form(&title, &about);
    }
    let about = html! {
        p class="govuk-body" { (words.say("close-about")) }
        (outcome(shown))
        (ends(shown))
    };
    let fields = Field::of(words, "effective_on").input(words, draft, "date", DATE);
    shown.page(&title, &format!("{}/close", cycle.address()), "close-submit", &about, &fields)
}

/// The outcome as the cycle's own page tells it.
fn outcome(shown: &Shown<'_>) -> Markup {
    let (words, policy) = (shown.visitor.words, &shown.cycle.school.policy);
    let gains = Gains::of_record(&shown.visitor.catalogue, &shown.cycle.record);
    let outcome = gains.as_ref().and_then(Gains::outcome);
    let moves = gains.as_ref().and_then(moves::of).filter(|moves| moves.pupils() > 0);
    let reads_names = shown.visitor.may_on(Action::ReadNames, &shown.cycle.record.plan);
    html! {
        h2 class="govuk-heading-m" { (words.say("cycle-gained")) }
        @match &outcome {
            Some(outcome) => (came_to(words, outcome, policy)),
            None => p class="govuk-body" { (words.say("cycle-no-gain-yet")) },
        }
        @if let Some(moves) = moves {
            (moves::section(words, &moves::seen(&moves, reads_names, policy), &html! {}))
        }
    }
}

/// A second person must agree: without anybody else who may, there is no form.
pub(super) fn reopen(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("reopen-title");
    let said = |id: &str| html! { p class="govuk-body" { (words.say(id)) } };
    if !cycle.closed {
        return shown.without_form(&title, &said(cycle.why_not("reopen-not-closed")));
    }
    if !is_answered_by_another(shown.visitor, cycle) {
        return shown.without_form(&title, &said("reopen-nobody"));
    }
    let about = html! {
        @if let Some(waits) = &cycle.record.reopening {
            (request(shown, waits))
            (said("reopen-waits"))
        }
        (said("reopen-about"))
        @if cycle.stage == Stage::Reported { (said("reopen-report")) }
        (outcome(shown))
    };
    let fields = html! {
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
        (reason_form::fields(words, draft, ReasonFor::Reopening))
    };
    shown.page(&title, &format!("{}/reopen", cycle.address()), "reopen-submit", &about, &fields)
}

/// What is asked for, by whom and why, with the note that was written.
fn request(shown: &Shown<'_>, waits: &ReopeningRequest) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let asker = cycle.staff.iter().find(|person| person.id == waits.by.uuid());
    let name = asker.map_or_else(|| words.say("history-someone"), |person| person.display_name.clone());
    let told = Reopening { by: waits.by, asked_on: waits.asked_on, reason: waits.reason.code() };
    html! {
        (asked(words, &name, &told))
        @if let Some(note) = waits.reason.note() {
            p class="govuk-body" { (cycle.texts.of(note).tell(words)) }
        }
    }
}

/// What somebody else asks for, and the answer; who asked reads that someone else must answer.
pub(super) fn answer(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("reopen-answer-title");
    let said = |id: &str| html! { p class="govuk-body" { (words.say(id)) } };
    let Some(waits) = &cycle.record.reopening else {
        return shown.without_form(&title, &said("reopen-nothing-asked"));
    };
    let own = shown.visitor.account.as_ref().is_some_and(|person| person.id == waits.by.uuid());
    if own {
        let about = html! { (request(shown, waits)) (said("limit-own-request")) };
        return shown.without_form(&title, &about);
    }
    let about = html! {
        (request(shown, waits))
        (said("reopen-about"))
        @if cycle.stage == Stage::Reported { (said("reopen-report")) }
        (outcome(shown))
    };
    let answers: Vec<(String, String)> =
        answers().into_iter().map(|one| (one.clone(), term::of(words, "limit-{}", &one))).collect();
    let codes = term::choices(words, "reason-{}", ReasonFor::DecliningReopening.codes());
    let fields = html! {
        (Field::labelled(words, "answer", "field-limit-answer").select(words, draft, &answers))
        (Field::labelled(words, "reason", "field-reason-to-decline").select(words, draft, &codes))
        (Field::of(words, "note").textarea(words, draft))
    };
    let action = format!("{}/reopen/answer", cycle.address());
    shown.page(&title, &action, "limit-answer-submit", &about, &fields)
}

pub(super) fn cancel(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("cancel-title");
    let said = |id: &str| html! { p class="govuk-body" { (words.say(id)) } };
    if !matches!(cycle.stage, Stage::Planned | Stage::Running) {
        return shown.without_form(&title, &said(cycle.why_not("cancel-too-late")));
    }
    let fields = html! {
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
        (reason_form::fields(words, draft, ReasonFor::Cancelling))
    };
    shown.page(
        &title,
        &format!("{}/cancel", cycle.address()),
        "cancel-submit",
        &said("cancel-about"),
        &fields,
    )
}
