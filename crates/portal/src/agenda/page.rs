//! The agenda of a school's governors, and the forms about the days on which they meet.

use domain::{ReasonFor, SchoolId};
use jiff::civil::Date;
use maud::{Markup, html};

use super::read::Said;
use super::{Agenda, Meetings, Shown};
use crate::access::{Action, Visitor};
use crate::enquiries::Asked;
use crate::enquiries::read::Change;
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::term;
use crate::words::Words;

pub(super) fn agenda(visitor: &Visitor, agenda: &Agenda) -> Markup {
    let words = visitor.words;
    let title = match agenda.meetings.next() {
        Some(day) => words.tell("agenda-title", &[("day", words.date(day).into())]),
        None => words.say("agenda-title-unset"),
    };
    let (address, school) = (agenda.school.address(), &agenda.school);
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            span class="govuk-caption-l" { (school.name) }
            h1 class="govuk-heading-l" { (title) }
            p class="govuk-body" { (words.say("agenda-about")) }
            ul class="govuk-list" {
                @if visitor.may_in(Action::RaiseQuestion, &school.id) {
                    li { a class="govuk-link" href=(format!("{address}/enquiries/new")) { (words.say("enquiry-new")) } }
                }
                li { a class="govuk-link" href=(format!("{address}/enquiries")) { (words.say("enquiries-all")) } }
                li { a class="govuk-link" href=(format!("{address}/packs")) { (words.say("packs-all")) } }
            }
            (open(words, agenda, "agenda-for-school", &agenda.waiting_for_school()))
            (open(words, agenda, "agenda-for-governors", &agenda.waiting_for_governors()))
            (changed(words, agenda))
            (meetings(visitor, agenda))
            p class="govuk-body-s" { (words.say("enquiries-figures")) }
        } }
    };
    Page { title, trail: vec![(address, school.name.clone())], main, visitor }.render()
}

/// Open questions under a heading, each with how often it came back; that there are none is said too.
fn open(words: Words, agenda: &Agenda, id: &str, asked: &[&Asked]) -> Markup {
    html! {
        h2 class="govuk-heading-m" id=(id) { (words.say(id)) }
        @if asked.is_empty() { p class="govuk-body" { (words.say("agenda-none")) } } @else {
            ul class="govuk-list govuk-list--spaced" { @for one in asked {
                li {
                    a class="govuk-link" href=(one.address()) { (one.short(words)) }
                    br;
                    (since(words, agenda, one))
                }
            } }
        }
    }
}

fn since(words: Words, agenda: &Agenda, asked: &Asked) -> String {
    let values = [
        ("day", words.date(asked.row.raised_on).into()),
        ("stage", term::of(words, "enquiry-stage-{}", &asked.row.stage).into()),
        ("meetings", agenda.meetings.since(asked.row.raised_on).into()),
    ];
    words.tell("agenda-since", &values)
}

/// What changed since the last meeting.
fn changed(words: Words, agenda: &Agenda) -> Markup {
    let heading = match agenda.meetings.last() {
        Some(day) => words.tell("agenda-changed", &[("day", words.date(day).into())]),
        None => words.say("agenda-changed-ever"),
    };
    let changed = agenda.changed();
    html! {
        h2 class="govuk-heading-m" { (heading) }
        @if changed.is_empty() { p class="govuk-body" { (words.say("agenda-unchanged")) } } @else {
            ul class="govuk-list govuk-list--spaced" { @for (change, asked) in &changed {
                li { (one_change(words, change, asked)) }
            } }
        }
    }
}

fn one_change(words: Words, change: &Change, asked: &Asked) -> Markup {
    let what = term::of(words, "enquiry-change-{}", &change.kind);
    let values = [("what", what.into()), ("day", words.date(change.on).into())];
    html! {
        (words.tell("enquiry-entry", &values)) ": "
        a class="govuk-link" href=(format!("{}#entry-{}", asked.address(), change.sequence)) { (asked.short(words)) }
    }
}

/// The days on which governors meet.
fn meetings(visitor: &Visitor, agenda: &Agenda) -> Markup {
    let (words, school) = (visitor.words, &agenda.school);
    let may = visitor.may_in(Action::SetMeeting, &school.id);
    let off = |day: Date| format!("{}/meetings/{day}/call-off", school.address());
    let to_come: Vec<Date> = agenda.meetings.to_come().collect();
    html! {
        h2 class="govuk-heading-m" { (words.say("meetings-title")) }
        @if let Some(day) = agenda.meetings.last() {
            p class="govuk-body" { (words.tell("meetings-last", &[("day", words.date(day).into())])) }
        }
        @if to_come.is_empty() { p class="govuk-body" { (words.say("meetings-none")) } } @else {
            ul class="govuk-list govuk-list--bullet" { @for day in to_come {
                li {
                    (words.date(day))
                    @if may {
                        " " a class="govuk-link" href=(off(day)) {
                            (words.say("meeting-off"))
                            span class="govuk-visually-hidden" { " " (words.date(day)) }
                        }
                    }
                }
            } }
        }
        @if may {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/meetings/new", school.address())) { (words.say("meeting-new")) }
            }
        }
        @if !agenda.said.is_empty() {
            details class="govuk-details" {
                summary class="govuk-details__summary" {
                    span class="govuk-details__summary-text" { (words.say("meetings-said")) }
                }
                div class="govuk-details__text" {
                    ul class="govuk-list govuk-list--spaced" { @for one in &agenda.said { li { (said(words, agenda, one)) } } }
                }
            }
        }
    }
}

/// That a meeting was set or called off, by whom and why.
fn said(words: Words, agenda: &Agenda, one: &Said) -> Markup {
    let name = one.by.and_then(|by| agenda.people.get(&by).cloned());
    let name = name.unwrap_or_else(|| words.say("history-someone"));
    let role = term::of(words, "account-role-{}", &one.role);
    let by = words.tell("history-by-role", &[("name", name.into()), ("role", role.into())]);
    let when = [("by", by.into()), ("moment", term::moment(words, one.recorded_at).into())];
    let day = [("day", words.date(one.held_on).into())];
    html! {
        (words.tell(if one.why.is_some() { "meeting-was-called-off" } else { "meeting-was-set" }, &day))
        @if let Some(code) = one.why { " " (term::of(words, "reason-{}-summary", &code)) }
        br;
        (words.tell("enquiry-by", &when))
    }
}

/// What waits for governors, on the first page.
pub(super) fn section(words: Words, school: &SchoolId, meetings: &Meetings, answered: u32) -> Markup {
    let agenda = format!("/schools/{school}/agenda");
    html! {
        section aria-labelledby="agenda" {
            h2 class="govuk-heading-m" id="agenda" { a class="govuk-link" href=(agenda) { (words.say("agenda-link")) } }
            @if let Some(day) = meetings.next() {
                p class="govuk-body" { (words.tell("meetings-next", &[("day", words.date(day).into())])) }
            }
            @let answers = words.tell("agenda-answers", &[("answers", answered.into())]);
            p class="govuk-body" {
                @if answered > 0 { a class="govuk-link" href=(format!("{agenda}#agenda-for-governors")) { (answers) } }
                @else { (answers) }
            }
        }
    }
}

/// The form that sets a meeting.
pub(super) fn set(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let fields = html! {
        p class="govuk-body" { (words.say("meeting-new-about")) }
        (Field::of(words, "meets_on").input(words, draft, "date", "govuk-input--width-10"))
    };
    form(shown, "new", ["meeting-new", "meeting-new-submit"], &fields)
}

/// The form that calls a meeting off.
pub(super) fn call_off(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let day = shown.known.meeting.unwrap_or(shown.known.today);
    let reasons = term::choices(words, "reason-{}", ReasonFor::CallingOffMeeting.codes());
    let fields = html! {
        p class="govuk-body" { (words.tell("meeting-off-about", &[("day", words.date(day).into())])) }
        (Field::of(words, "reason").select(words, draft, &reasons))
    };
    form(shown, &format!("{day}/call-off"), ["meeting-off-title", "meeting-off-submit"], &fields)
}

fn form(shown: &Shown<'_>, place: &str, [title, button]: [&str; 2], fields: &Markup) -> Markup {
    let (words, known) = (shown.visitor.words, shown.known);
    let title = words.say(title);
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            (error_summary(words, shown.draft))
            @if shown.meanwhile {
                div class="govuk-inset-text" role="alert" {
                    p class="govuk-body" { (words.say("settings-meanwhile")) }
                }
            }
            span class="govuk-caption-l" { (known.school.name) }
            h1 class="govuk-heading-l" { (title) }
            form method="post" action=(format!("{}/meetings/{place}", known.school.address())) novalidate {
                (hidden("command_id", &shown.command_id.to_string()))
                (hidden("expected", &known.sequence.to_string()))
                (fields)
                (submit(&words.say(button)))
            }
        } }
    };
    let prefix = if shown.draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let trail = vec![
        (known.school.address(), known.school.name.clone()),
        (known.address(), words.say("agenda-link")),
    ];
    Page { title: format!("{prefix}{title}"), trail, main, visitor: shown.visitor }.render()
}
