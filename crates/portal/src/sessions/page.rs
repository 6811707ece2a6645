//! The forms about sessions, their log, and what they come to.

use domain::catalogue::EntryKind;
use domain::{ReasonFor, SessionId};
use jiff::civil::Date;
use maud::{Markup, html};

use super::form::{self, strategy_field};
use super::read::Session;
use super::{Attendance, Dose};
use crate::access::{Action, Visitor};
use crate::change::{OpenCycle, Shown};
use crate::fields::{self, Field, hidden, in_row};
use crate::layout::Page;
use crate::placements::read::Participant;
use crate::words::Words;
use crate::{reason_form, term};

/// Why no session can be logged now, if so.
fn not_now(cycle: &OpenCycle) -> Option<&'static str> {
    use domain::cycle::Stage;
    match cycle.stage {
        Stage::Running | Stage::Assessed => None,
        Stage::Unplanned | Stage::Planned => Some("session-too-early"),
        Stage::Closed | Stage::Reported | Stage::Cancelled => Some("session-too-late"),
    }
}

pub(super) fn log(shown: &Shown<'_>) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let title = words.say("log-session-title");
    if let Some(id) = not_now(cycle) {
        return shown.without_form(&title, &html! { p class="govuk-body" { (words.say(id)) } });
    }
    let about = html! { p class="govuk-body" { (words.say("log-session-about")) } };
    let people = form::members(cycle, day(shown), None);
    let action = format!("{}/sessions/new", cycle.address());
    shown.page(&title, &action, "log-session-submit", &about, &session(shown, &people))
}

pub(super) fn correct(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let id = draft.text("session");
    let known = id.parse::<SessionId>().ok().and_then(|id| cycle.record.sessions.get(&id));
    let people = form::members(cycle, day(shown), known.map(|known| &known.is));
    let about = html! {
        @if let Some(known) = known {
            @let held = &known.is;
            p class="govuk-body" {
                (words.tell("correct-session-about", &[
                    ("day", words.date(held.held_on).into()),
                    ("minutes", held.session.minutes.to_string().into()),
                    ("present", held.session.present.len().to_string().into()),
                    ("expected", (held.session.present.len() + held.session.absent.len()).to_string().into()),
                ]))
            }
            p class="govuk-body" { (words.say("correct-session-kept")) }
        }
    };
    let fields = html! {
        @if let Some(known) = known { (hidden("corrects", &known.live.to_string())) }
        (session(shown, &people))
        (reason_form::fields(words, draft, ReasonFor::CorrectingSession))
    };
    let action = format!("{}/sessions/{id}/correct", cycle.address());
    shown.page(&words.say("correct-session-title"), &action, "correct-session-submit", &about, &fields)
}

/// The day in the form, if it can be read.
fn day(shown: &Shown<'_>) -> Option<Date> {
    fields::day(shown.draft.text("held_on"))
}

/// The fields of a session: the day, the minutes, who was not there, and the strategies.
fn session(shown: &Shown<'_>, people: &[&Participant]) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let boxes = |field: &str, people: &[&Participant]| -> Vec<(String, String)> {
        let one = |person: &&Participant| {
            (in_row(field, &person.id.to_string()), person.called(words, &cycle.texts))
        };
        people.iter().map(one).collect()
    };
    let ticked = |person: &&&Participant| {
        form::comes_to_some(cycle, person.id) || !draft.in_row("not_due", &person.id.to_string()).is_empty()
    };
    let some: Vec<&Participant> = people.iter().filter(ticked).copied().collect();
    let strategies: Vec<(String, String)> = form::in_use(cycle, day(shown))
        .iter()
        .map(|code| (strategy_field(code), shown.visitor.catalogue.name(words, EntryKind::Strategy, code)))
        .collect();
    html! {
        (Field::of(words, "held_on").input(words, draft, "date", "govuk-input--width-10"))
        (Field::of(words, "minutes").input(words, draft, "text", "govuk-input--width-5"))
        @for person in people { (hidden(&in_row("listed", &person.id.to_string()), "yes")) }
        (Field::of(words, "absent").checkboxes(words, draft, &boxes("absent", people)))
        @if !some.is_empty() {
            (Field::of(words, "not_due").checkboxes(words, draft, &boxes("not_due", &some)))
        }
        @if strategies.is_empty() {
            p class="govuk-body" { (words.say("session-no-strategy")) }
        } @else {
            (Field::of(words, "strategies").checkboxes(words, draft, &strategies))
        }
    }
}

/// What was taught so far, on the cycle's page: minutes against the plan, and attendance as counts.
#[must_use]
pub fn taught(words: Words, sessions: &[Session], planned_minutes: u32) -> Markup {
    let dose = Dose::of(sessions);
    let count = |number: usize| number.to_string();
    html! {
        h2 class="govuk-heading-m" id="taught" { (words.say("sessions-taught")) }
        @if sessions.is_empty() {
            p class="govuk-body" {
                (words.tell("sessions-none", &[("planned", grouped(planned_minutes).into())]))
            }
        } @else {
            dl class="govuk-summary-list" {
                (row(&words.say("sessions-held"), &count(dose.sessions)))
                (row(&words.say("sessions-minutes"), &words.tell("sessions-of-plan", &[
                    ("minutes", grouped(dose.minutes).into()), ("planned", grouped(planned_minutes).into()),
                ])))
                @if let Some(mean) = dose.mean_minutes() {
                    (row(&words.say("sessions-mean"), &grouped(mean)))
                }
                (row(&words.say("sessions-attendance"), &words.tell("sessions-there", &[
                    ("present", count(dose.present).into()), ("expected", count(dose.expected).into()),
                ])))
            }
        }
    }
}

/// A number of minutes as people write it: 1,800.
#[must_use]
pub fn grouped(minutes: u32) -> String {
    let (thousands, rest) = (minutes / 1000, minutes % 1000);
    if thousands == 0 { rest.to_string() } else { format!("{thousands},{rest:03}") }
}

fn row(name: &str, value: &str) -> Markup {
    html! {
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (name) }
            dd class="govuk-summary-list__value" { (value) }
        }
    }
}

pub(super) fn list(visitor: &Visitor, cycle: &OpenCycle, sessions: &[Session]) -> Markup {
    let words = visitor.words;
    let title = words.say("sessions-title");
    let plan = &cycle.record.plan;
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @if not_now(cycle).is_none() && visitor.may_on(Action::LogSession, plan) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/sessions/new", cycle.address())) {
                    (words.say("log-session-title"))
                }
            }
        }
        (taught(words, sessions, plan.planned_minutes))
        @if !sessions.is_empty() {
            (attendance(words, cycle, sessions))
            (all(visitor, cycle, sessions))
        }
    };
    let trail = vec![(cycle.address(), words.say("history-back"))];
    Page { title, trail, main, visitor }.render()
}

/// How often each pupil was there.
fn attendance(words: Words, cycle: &OpenCycle, sessions: &[Session]) -> Markup {
    let columns = ["field-participant", "timeline-sessions", "sessions-pupil-minutes"];
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("sessions-by-pupil")) }
            thead role="rowgroup" {
                tr role="row" {
                    @for id in columns {
                        th class="govuk-table__header" scope="col" role="columnheader" { (words.say(id)) }
                    }
                }
            }
            tbody role="rowgroup" {
                @for person in &cycle.people {
                    @let one = Attendance::of(sessions, person.id);
                    @if one.expected > 0 { (attended(words, &person.called(words, &cycle.texts), one)) }
                }
            }
        }
    }
}

fn attended(words: Words, who: &str, one: Attendance) -> Markup {
    let there = words.tell(
        "sessions-there",
        &[("present", one.present.to_string().into()), ("expected", one.expected.to_string().into())],
    );
    html! {
        tr role="row" {
            th class="govuk-table__header" scope="row" role="rowheader" { (who) }
            td class="govuk-table__cell" role="cell" data-label=(words.say("timeline-sessions")) { (there) }
            td class="govuk-table__cell" role="cell" data-label=(words.say("sessions-pupil-minutes")) {
                (grouped(one.minutes))
            }
        }
    }
}

/// Every session, newest first.
fn all(visitor: &Visitor, cycle: &OpenCycle, sessions: &[Session]) -> Markup {
    let words = visitor.words;
    let columns = ["cycle-day", "story-minutes", "sessions-attendance", "story-absent", "story-strategies"];
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("sessions-all")) }
            thead role="rowgroup" {
                tr role="row" {
                    @for id in columns {
                        th class="govuk-table__header" scope="col" role="columnheader" { (words.say(id)) }
                    }
                }
            }
            tbody role="rowgroup" {
                @for session in sessions.iter().rev() { (one(visitor, cycle, session)) }
            }
        }
    }
}

fn one(visitor: &Visitor, cycle: &OpenCycle, session: &Session) -> Markup {
    let words = visitor.words;
    let held = &session.held.session;
    let absent = held.absent.iter().filter_map(|id| cycle.person(&id.to_string()));
    let absent: Vec<String> = absent.map(|person| person.called(words, &cycle.texts)).collect();
    let used: Vec<String> =
        held.strategies.iter().map(|code| visitor.catalogue.name(words, EntryKind::Strategy, code)).collect();
    let mend = if cycle.closed { Action::CorrectAfterClosing } else { Action::CorrectRecord };
    let day = words.date(session.held.held_on);
    let cells = [
        ("story-minutes", held.minutes.to_string()),
        (
            "sessions-attendance",
            words.tell(
                "sessions-there",
                &[
                    ("present", held.present.len().to_string().into()),
                    ("expected", (held.present.len() + held.absent.len()).to_string().into()),
                ],
            ),
        ),
        ("story-absent", or_dash(absent.join(", "))),
        ("story-strategies", or_dash(used.join("; "))),
    ];
    html! {
        tr role="row" {
            th class="govuk-table__header" scope="row" role="rowheader" {
                (day)
                @if let Some(code) = session.corrected {
                    " "
                    a class="govuk-link" href=(format!("{}/history/{}", cycle.address(), session.live)) {
                        (words.tell("cycle-corrected", &[("why", term::of(words, "reason-{}", &code).into())]))
                    }
                }
                @if visitor.may_on(mend, &cycle.record.plan) {
                    " "
                    a class="govuk-link" href=(format!("{}/sessions/{}/correct", cycle.address(), session.id)) {
                        (words.say("cycle-correct")) span class="govuk-visually-hidden" { " " (day) }
                    }
                }
            }
            @for (label, cell) in cells {
                td class="govuk-table__cell" role="cell" data-label=(words.say(label)) { (cell) }
            }
        }
    }
}

/// The text, or a dash where there is nothing to say.
fn or_dash(text: String) -> String {
    if text.is_empty() { "–".to_owned() } else { text }
}
