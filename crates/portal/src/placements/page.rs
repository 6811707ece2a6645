//! The forms about placements.

use domain::cycle::{ExitStatus, NextSupport, Tier};
use domain::{ParticipantId, ReasonFor, VariantArray};
use maud::{Markup, html};

use crate::change::Shown;
use crate::fields::Field;
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
    let exits = term::choices(words, "exit-status-{}", ExitStatus::VARIANTS);
    let nexts = term::choices(words, "next-support-{}", NextSupport::VARIANTS);
    let fields = html! {
        (Field::of(words, "exit_status").select(words, draft, &exits))
        (Field::of(words, "next_support").select(words, draft, &nexts))
        (Field::of(words, "effective_on").input(words, draft, "date", "govuk-input--width-10"))
        (reason_form::fields(words, draft, ReasonFor::Withdrawing))
    };
    let action = format!("{}/participants/{}/withdraw", shown.cycle.address(), draft.text("participant"));
    shown.page(&words.say("withdraw-title"), &action, "withdraw-submit", &about(shown), &fields)
}

/// Whom the form is about, and how they take part now.
fn about(shown: &Shown<'_>) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let id = shown.draft.text("participant");
    let who = cycle.person(id).map(|one| one.called(words, &cycle.texts)).unwrap_or_default();
    let known = id.parse::<ParticipantId>().ok().and_then(|id| cycle.record.participants.get(&id));
    let now = known.map(|known| {
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
