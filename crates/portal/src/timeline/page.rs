//! The page of one pupil in one cycle.

use domain::catalogue::EntryKind;
use domain::cycle::NeedAssessed;
use domain::{ParticipantId, Sealed};
use maud::{Markup, html};

use super::Timeline;
use crate::access::{Action, Visitor};
use crate::feedback::{self, About, Shows};
use crate::layout::Page;
use crate::sessions::Attendance;
use crate::words::Words;
use crate::{story, term};

pub(super) fn show(visitor: &Visitor, timeline: &Timeline<'_>) -> Markup {
    let words = visitor.words;
    let (cycle, person) = (timeline.cycle, timeline.person);
    let title = person.called(words, &cycle.texts);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        dl class="govuk-summary-list" {
            (row(&words.say("story-entry-band"), &term::of(words, "entry-band-{}", &person.entry_band)))
            (row(&words.say("timeline-since"), &words.date(person.placed_on)))
            (attendance(words, timeline))
        }
        @if timeline.courses.is_empty() { p class="govuk-body" { (words.say("timeline-no-score")) } }
        @for course in &timeline.courses {
            (course.figure(words))
            (course.table(words))
        }
        @if !timeline.courses.is_empty() {
            p class="govuk-body" { (words.say("board-one-score")) }
            (feedback::link(visitor, &cycle.record.plan.school, About::Chart(Shows::Cycle)))
        }
        (needs(visitor, timeline))
        (targets(words, timeline))
        (contacts(visitor, timeline))
    };
    let trail = vec![
        (cycle.address(), words.say("history-back")),
        (format!("{}/board", cycle.address()), words.say("board-title")),
    ];
    Page { title, trail, main, visitor }.render()
}

fn row(name: &str, value: &str) -> Markup {
    html! {
        div class="govuk-summary-list__row" {
            dt class="govuk-summary-list__key" { (name) }
            dd class="govuk-summary-list__value" { (value) }
        }
    }
}

fn attendance(words: Words, timeline: &Timeline<'_>) -> Markup {
    let one = Attendance::of(timeline.sessions, timeline.person.id);
    let there = words.tell(
        "sessions-there",
        &[("present", one.present.to_string().into()), ("expected", one.expected.to_string().into())],
    );
    html! {
        @if one.expected > 0 {
            (row(&words.say("timeline-sessions"), &there))
            (row(&words.say("sessions-pupil-minutes"), &one.minutes.to_string()))
        }
    }
}

fn opened(words: Words, timeline: &Timeline<'_>, sealed: &Sealed) -> String {
    timeline.history.texts.of(sealed).tell(words)
}

fn needs(visitor: &Visitor, timeline: &Timeline<'_>) -> Markup {
    let words = visitor.words;
    let record = &timeline.cycle.record;
    let needs: Vec<&NeedAssessed> =
        record.participants.get(&timeline.person.id).into_iter().flat_map(|one| one.needs.values()).collect();
    html! {
        h2 class="govuk-heading-m" { (words.say("timeline-needs")) }
        @if needs.is_empty() { p class="govuk-body" { (words.say("cycle-no-needs")) } }
        @for need in needs {
            dl class="q-change govuk-body" {
                div { dt { (words.say("field-concept")) } dd { (visitor.catalogue.name(words, EntryKind::Concept, &need.concept)) } }
                div { dt { (words.say("story-can-do")) } dd { (opened(words, timeline, &need.can_do)) } }
                div { dt { (words.say("story-not-yet")) } dd { (opened(words, timeline, &need.not_yet)) } }
                div { dt { (words.say("story-seen-in")) } dd { (term::of(words, "need-source-{}", &need.source)) } }
            }
        }
    }
}

fn targets(words: Words, timeline: &Timeline<'_>) -> Markup {
    let pupil: ParticipantId = timeline.person.id;
    let targets = timeline.cycle.record.targets.values().filter(|one| one.participant == pupil);
    let targets: Vec<_> = targets.collect();
    html! {
        @if !targets.is_empty() { h2 class="govuk-heading-m" { (words.say("timeline-targets")) } }
        @for target in targets {
            @let aim = &target.aim.is;
            dl class="q-change govuk-body" {
                div { dt { (words.say("story-target")) } dd { (opened(words, timeline, &aim.statement)) } }
                div {
                    dt { (words.say("story-measured-by")) }
                    dd { (story::measured_by(words, aim.measure, aim.value)) }
                }
                div { dt { (words.say("story-due")) } dd { (words.date(aim.due_on)) } }
                @if let Some(judged) = &target.judged {
                    div {
                        dt { (words.say("story-judged")) }
                        dd { (term::of(words, "judgement-{}", &judged.judgement)) }
                    }
                }
            }
        }
    }
}

fn contacts(visitor: &Visitor, timeline: &Timeline<'_>) -> Markup {
    let (words, cycle, pupil) = (visitor.words, timeline.cycle, timeline.person.id);
    let mut contacts: Vec<_> =
        cycle.record.contacts.values().filter(|one| one.participant == Some(pupil)).collect();
    contacts.sort_by_key(|one| std::cmp::Reverse((one.effective_on, one.contact_id)));
    let open = matches!(
        cycle.stage,
        domain::cycle::Stage::Planned | domain::cycle::Stage::Running | domain::cycle::Stage::Assessed
    );
    html! {
        h2 class="govuk-heading-m" { (words.say("inquiry-contacts")) }
        @if open && timeline.person.withdrawal.is_none() && visitor.may_on(Action::LogContact, &cycle.record.plan) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/contacts/new?participant={pupil}", cycle.address())) {
                    (words.say("log-contact-title"))
                }
            }
        }
        @if contacts.is_empty() { p class="govuk-body" { (words.say("inquiry-none")) } }
        @for one in contacts {
            h3 class="govuk-heading-s" { (words.date(one.effective_on)) }
            dl class="q-change govuk-body" {
                div { dt { (words.say("story-contact-kind")) } dd { (term::of(words, "contact-kind-{}", &one.kind)) } }
                div {
                    dt { (words.say("story-contact-from")) }
                    dd { (term::of(words, "contact-direction-{}", &one.direction)) }
                }
                div { dt { (words.say("story-contact-note")) } dd { (opened(words, timeline, &one.note)) } }
            }
        }
    }
}
