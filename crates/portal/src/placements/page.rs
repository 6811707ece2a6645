//! The forms about placements.

use domain::cycle::{EntryBand, ExitStatus, Leaving, Live, NextSupport, Participant, Stage, Tier};
use domain::{ParticipantId, ReasonFor, VariantArray};
use maud::{Markup, html};

use super::form::corrections;
use crate::change::Shown;
use crate::fields::{Field, hidden};
use crate::story::placement_in_words;
use crate::{reason_form, term};

pub(super) fn change(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let fields = html! {
        (Field::of(words, "tier").select(words, draft, &term::choices(words, "tier-{}", Tier::VARIANTS)))
        (Field::of(words, "share_of_sessions").input(words, draft, "text", "govuk-input--width-3"))
        (Field::of(words, "group").input(words, draft, "text", "govuk-input--width-10"))
        (Field::of(words, "effective_on").input(words, draft, "date", "govuk-input--width-10"))
        (reason_form::fields(words, draft, ReasonFor::ChangingPlacement))
    };
    let action = format!("{}/participants/{}/change", shown.cycle.address(), draft.text("participant"));
    shown.page(
        &words.say("change-placement-title"),
        &action,
        "change-placement-submit",
        &about(shown),
        &fields,
    )
}

pub(super) fn withdraw(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    if let Some(left) = known(shown).and_then(|known| known.left.as_ref()) {
        return shown.without_form(&words.say("withdraw-title"), &has_left(shown, left));
    }
    let fields = html! {
        (how_it_ends(shown))
        (Field::of(words, "effective_on").input(words, draft, "date", "govuk-input--width-10"))
        (reason_form::fields(words, draft, ReasonFor::Withdrawing))
    };
    let action = format!("{}/participants/{}/withdraw", shown.cycle.address(), draft.text("participant"));
    shown.page(&words.say("withdraw-title"), &action, "withdraw-submit", &about(shown), &fields)
}

/// How a pupil leaves and what follows.
fn how_it_ends(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let exits = term::choices(words, "exit-status-{}", ExitStatus::VARIANTS);
    let nexts = term::choices(words, "next-support-{}", NextSupport::VARIANTS);
    html! {
        (Field::of(words, "exit_status").select(words, draft, &exits))
        (Field::of(words, "next_support").select(words, draft, &nexts))
    }
}

/// That the pupil has left, and the way to put that right.
fn has_left(shown: &Shown<'_>, left: &Live<Leaving>) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let participant = shown.draft.text("participant");
    let who = cycle.person(participant).map(|one| one.called(words, &cycle.texts)).unwrap_or_default();
    let day = words.date(left.is.left_on);
    html! {
        p class="govuk-body" { (words.tell("withdraw-has-left", &[("who", who.into()), ("day", day.into())])) }
        p class="govuk-body" {
            a class="govuk-link" href=(format!("{}/participants/{participant}/withdrawal", cycle.address())) {
                (words.say("correct-withdrawal-title"))
            }
        }
    }
}

/// How a pupil's part ended, to be put right.
pub(super) fn withdrawal(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("correct-withdrawal-title");
    let left = known(shown).and_then(|known| known.left.as_ref());
    let Some(left) = left.filter(|_| cycle.stage != Stage::Cancelled) else {
        let why = html! { p class="govuk-body" { (words.say(cycle.why_not("refusal-not-withdrawn"))) } };
        return shown.without_form(&title, &why);
    };
    let corrections = term::choices(words, "withdrawal-{}", corrections());
    let about = html! {
        (about(shown))
        p class="govuk-body" { (words.say("correct-withdrawal-about")) }
        @if cycle.closed { p class="govuk-body" { (words.say("correct-withdrawal-closed")) } }
    };
    let fields = html! {
        (hidden("corrects", &left.live.to_string()))
        (Field::of(words, "correction").select(words, draft, &corrections))
        (how_it_ends(shown))
        (Field::labelled(words, "left_on", "story-left-on").input(words, draft, "date", "govuk-input--width-10"))
        (reason_form::fields(words, draft, ReasonFor::CorrectingPlacement))
    };
    let action = format!("{}/participants/{}/withdrawal", cycle.address(), draft.text("participant"));
    shown.page(&title, &action, "correct-placement-submit", &about, &fields)
}

/// What was said of the pupil at the start, to be put right.
pub(super) fn correct(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("correct-placement-title");
    let known = known(shown).filter(|_| cycle.stage != Stage::Cancelled);
    let Some(known) = known else {
        return shown
            .without_form(&title, &html! { p class="govuk-body" { (words.say("change-given-up")) } });
    };
    let bands = term::choices(words, "entry-band-{}", EntryBand::VARIANTS);
    let about = html! {
        (about(shown))
        p class="govuk-body" { (words.say("correct-placement-about")) }
    };
    let fields = html! {
        (hidden("corrects", &known.entry.live.to_string()))
        (Field::labelled(words, "placed_on", "story-first-day").input(words, draft, "date", "govuk-input--width-10"))
        (Field::labelled(words, "year_level", "story-year-level").input(words, draft, "text", "govuk-input--width-3"))
        (Field::labelled(words, "weeks", "story-weeks").input(words, draft, "text", "govuk-input--width-5"))
        (Field::labelled(words, "entry_band", "story-entry-band").select(words, draft, &bands))
        (Field::of(words, "potential_evidence").textarea(words, draft))
        (reason_form::fields(words, draft, ReasonFor::CorrectingPlacement))
    };
    let action = format!("{}/participants/{}/correct", cycle.address(), draft.text("participant"));
    shown.page(&title, &action, "correct-placement-submit", &about, &fields)
}

/// The participant of a form, as of the last fact.
fn known<'a>(shown: &Shown<'a>) -> Option<&'a Participant> {
    let id: ParticipantId = shown.draft.text("participant").parse().ok()?;
    shown.cycle.record.participants.get(&id)
}

/// Whom the form is about, and how they take part now.
fn about(shown: &Shown<'_>) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let id = shown.draft.text("participant");
    let who = cycle.person(id).map(|one| one.called(words, &cycle.texts)).unwrap_or_default();
    let now = known(shown).map(|known| {
        let placement = &known.placement;
        placement_in_words(
            words,
            &term::of(words, "role-in-cycle-{}", &placement.role),
            &term::of(words, "tier-{}", &placement.tier),
            placement.share_of_sessions_percent.into(),
            placement.group.as_ref().map(|group| cycle.texts.of(group).tell(words)).as_deref(),
        )
    });
    html! {
        p class="govuk-body" {
            (words.tell("change-placement-about", &[("who", who.into()), ("now", now.unwrap_or_default().into())]))
        }
    }
}
