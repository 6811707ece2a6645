//! The three short forms, and the page that shows what was noted.

use domain::VariantArray;
use domain::cycle::{ContactDirection, ContactKind, InquiryStage, Stage};
use maud::{Markup, html};

use super::Listed;
use super::form::EVERYONE;
use super::read::{Note, Noted};
use crate::access::{Action, Visitor};
use crate::change::{OpenCycle, Shown};
use crate::fields::Field;
use crate::layout::Page;
use crate::term;

/// The class of a field for a date.
const DATE: &str = "govuk-input--width-10";

/// Whether something can still be noted.
fn is_open(cycle: &OpenCycle) -> bool {
    matches!(cycle.stage, Stage::Planned | Stage::Running | Stage::Assessed)
}

/// The form's page, or why there is none.
fn page(shown: &Shown<'_>, title: &str, (path, submit): (&str, &str), fields: &Markup) -> Markup {
    let words = shown.visitor.words;
    let title = words.say(title);
    if is_open(shown.cycle) {
        let about = html! { p class="govuk-body" { (words.say("inquiry-for-staff")) } };
        shown.page(&title, &format!("{}/{path}", shown.cycle.address()), submit, &about, fields)
    } else {
        shown.without_form(&title, &html! { p class="govuk-body" { (words.say("inquiry-too-late")) } })
    }
}

pub(super) fn contact(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let mut about = vec![(EVERYONE.to_owned(), words.say("story-everyone"))];
    about.extend(shown.cycle.pupils(words));
    let kinds = term::choices(words, "contact-kind-{}", ContactKind::VARIANTS);
    let directions = term::choices(words, "contact-direction-{}", ContactDirection::VARIANTS);
    let fields = html! {
        (Field::labelled(words, "participant", "field-contact-about").select(words, draft, &about))
        (Field::labelled(words, "contact_kind", "story-contact-kind").select(words, draft, &kinds))
        (Field::labelled(words, "direction", "story-contact-from").select(words, draft, &directions))
        (Field::labelled(words, "effective_on", "cycle-day").input(words, draft, "date", DATE))
        (Field::labelled(words, "contact_note", "story-contact-note").textarea(words, draft))
    };
    page(shown, "log-contact-title", ("contacts/new", "log-contact-submit"), &fields)
}

pub(super) fn mentoring(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let fields = html! {
        (Field::labelled(words, "focus", "story-focus").textarea(words, draft))
        (Field::of(words, "shared_practice").textarea(words, draft))
        (Field::labelled(words, "effective_on", "cycle-day").input(words, draft, "date", DATE))
    };
    page(shown, "log-mentoring-title", ("mentoring/new", "log-mentoring-submit"), &fields)
}

pub(super) fn reflection(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let stages = term::choices(words, "inquiry-stage-{}", InquiryStage::VARIANTS);
    let fields = html! {
        (Field::labelled(words, "stage", "story-stage").select(words, draft, &stages))
        (Field::labelled(words, "finding", "story-finding").textarea(words, draft))
        (Field::labelled(words, "decision", "story-decision").textarea(words, draft))
        (Field::labelled(words, "effective_on", "cycle-day").input(words, draft, "date", DATE))
    };
    page(shown, "log-reflection-title", ("reflections/new", "log-reflection-submit"), &fields)
}

pub(super) fn list(visitor: &Visitor, cycle: &OpenCycle, listed: &Listed) -> Markup {
    let words = visitor.words;
    let title = words.say("inquiry-title");
    let forms = [
        (Action::LogContact, "log-contact-title", "contacts/new"),
        (Action::Reflect, "log-reflection-title", "reflections/new"),
        (Action::LogMentoring, "log-mentoring-title", "mentoring/new"),
    ];
    let forms: Vec<_> = forms
        .into_iter()
        .filter(|(action, ..)| is_open(cycle) && visitor.may_on(*action, &cycle.record.plan))
        .collect();
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @if !forms.is_empty() {
            ul class="govuk-list" {
                @for (_, id, path) in forms {
                    li { a class="govuk-link" href=(format!("{}/{path}", cycle.address())) { (words.say(id)) } }
                }
            }
        }
        (section(visitor, cycle, listed, "inquiry-contacts", |noted| matches!(noted, Noted::Contact(_))))
        (section(visitor, cycle, listed, "inquiry-reflections", |noted| matches!(noted, Noted::Reflection(_))))
        (section(visitor, cycle, listed, "inquiry-mentoring", |noted| matches!(noted, Noted::Mentoring(_))))
    };
    let trail = vec![(cycle.address(), words.say("history-back"))];
    Page { title, trail, main, visitor }.render()
}

/// The notes of one kind.
fn section(
    visitor: &Visitor,
    cycle: &OpenCycle,
    listed: &Listed,
    title: &str,
    wanted: fn(&Noted) -> bool,
) -> Markup {
    let words = visitor.words;
    let notes: Vec<&Note> = listed.notes.iter().filter(|note| wanted(&note.noted)).collect();
    html! {
        h2 class="govuk-heading-m" { (words.say(title)) }
        @if notes.is_empty() { p class="govuk-body" { (words.say("inquiry-none")) } }
        @for note in notes { (one(visitor, cycle, listed, note)) }
    }
}

/// One note, each thing that it says with its label.
fn one(visitor: &Visitor, cycle: &OpenCycle, listed: &Listed, note: &Note) -> Markup {
    let words = visitor.words;
    let opened = |sealed| listed.texts.of(sealed).tell(words);
    let (day, lines) = match &note.noted {
        Noted::Contact(one) => {
            let person = one.participant.and_then(|id| cycle.person(&id.to_string()));
            let who = person
                .map_or_else(|| words.say("story-everyone"), |person| person.called(words, &cycle.texts));
            let lines = vec![
                ("field-contact-about", who),
                ("story-contact-kind", term::of(words, "contact-kind-{}", &one.kind)),
                ("story-contact-from", term::of(words, "contact-direction-{}", &one.direction)),
                ("story-contact-note", opened(&one.note)),
            ];
            (one.effective_on, lines)
        }
        Noted::Mentoring(one) => {
            let mentor = listed.accounts.get(&one.mentor.uuid()).cloned();
            let mut lines = vec![
                ("staff-post-mentor", mentor.unwrap_or_else(|| words.say("history-someone"))),
                ("story-focus", opened(&one.focus)),
            ];
            lines.extend(one.shared_practice.as_ref().map(|text| ("story-shared-practice", opened(text))));
            (one.effective_on, lines)
        }
        Noted::Reflection(one) => {
            let lines = vec![
                ("story-stage", term::of(words, "inquiry-stage-{}", &one.stage)),
                ("story-finding", opened(&one.finding)),
                ("story-decision", opened(&one.decision)),
            ];
            (one.effective_on, lines)
        }
    };
    html! {
        h3 class="govuk-heading-s" {
            a class="govuk-link" href=(format!("{}/history/{}", cycle.address(), note.sequence)) {
                (words.date(day))
            }
        }
        dl class="q-change govuk-body" {
            @for (label, value) in lines { div { dt { (words.say(label)) } dd { (value) } } }
        }
    }
}
