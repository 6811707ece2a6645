//! The forms about strategies.

use domain::catalogue::EntryKind;
use domain::cycle::{JudgedEffect, LessonPart, Lever};
use domain::{AssessmentId, ReasonFor, StrategyCode, VariantArray};
use maud::{Markup, html};

use super::form::{evidence_field, pupil_field};
use crate::change::Shown;
use crate::fields::Field;
use crate::words::Words;
use crate::{reason_form, term};

pub(super) fn adopt(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let catalogue = &shown.visitor.catalogue;
    let subject = shown.cycle.record.plan.subject;
    let offered = catalogue.strategies().filter(|one| one.serves(subject));
    let strategies = catalogue.choices(words, EntryKind::Strategy, offered, |one| one.code.to_string());
    let fields = html! {
        (Field::of(words, "strategy").select(words, draft, &strategies))
        (used(shown))
        (Field::of(words, "effective_on").input(words, draft, "date", "govuk-input--width-10"))
        (reason_form::fields(words, draft, ReasonFor::ChangingStrategy))
    };
    let action = format!("{}/strategies/new", shown.cycle.address());
    shown.page(&words.say("adopt-strategy-title"), &action, "adopt-strategy-submit", &html! {}, &fields)
}

pub(super) fn adapt(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let fields = html! {
        (used(shown))
        (rests_on(shown))
        (Field::of(words, "effective_on").input(words, draft, "date", "govuk-input--width-10"))
        (reason_form::fields(words, draft, ReasonFor::ChangingStrategy))
    };
    let action = format!("{}/strategies/{}/adapt", shown.cycle.address(), draft.text("strategy"));
    shown.page(&words.say("adapt-strategy-title"), &action, "adapt-strategy-submit", &about(shown), &fields)
}

pub(super) fn stop(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let effects = term::choices(words, "judged-effect-{}", JudgedEffect::VARIANTS);
    let fields = html! {
        (Field::of(words, "judged_effect").select(words, draft, &effects))
        (Field::of(words, "effective_on").input(words, draft, "date", "govuk-input--width-10"))
        (reason_form::fields(words, draft, ReasonFor::ChangingStrategy))
    };
    let action = format!("{}/strategies/{}/stop", shown.cycle.address(), draft.text("strategy"));
    shown.page(&words.say("stop-strategy-title"), &action, "stop-strategy-submit", &about(shown), &fields)
}

/// Which strategy the form is about, and how it is used now.
fn about(shown: &Shown<'_>) -> Markup {
    let words = shown.visitor.words;
    let code = shown.draft.text("strategy");
    let now = code.parse::<StrategyCode>().ok().and_then(|code| shown.cycle.record.strategies.get(&code));
    html! {
        p class="govuk-body" {
            strong { (shown.visitor.catalogue.name(words, EntryKind::Strategy, &code)) }
            @if let Some(now) = now { ". " (words.tell("adapt-strategy-now", &[("now", shown.teller().practice(now).into())])) }
        }
    }
}

/// How the strategy is to be used.
fn used(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let pupils: Vec<(String, String)> =
        shown.cycle.pupils(words).into_iter().map(|(id, name)| (pupil_field(&id), name)).collect();
    let concepts = crate::needs::concepts(shown);
    html! {
        (Field::of(words, "lever").select(words, draft, &term::choices(words, "lever-{}", Lever::VARIANTS)))
        (Field::of(words, "lesson_part").select(words, draft, &term::choices(words, "lesson-part-{}", LessonPart::VARIANTS)))
        (Field::of(words, "concept").select(words, draft, &concepts))
        (Field::of(words, "pupils").checkboxes(words, draft, &pupils))
        (Field::of(words, "expected_effect").textarea(words, draft))
    }
}

/// What the change rests on: the newest scores, and below them, folded up, those before.
fn rests_on(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let mut newest = evidence(shown);
    let earlier = newest.split_off(newest.len().min(NEWEST));
    let is_ticked = earlier.iter().any(|(name, _)| !draft.text(name).is_empty());
    html! {
        (Field::of(words, "evidence").checkboxes(words, draft, &newest))
        @if !earlier.is_empty() {
            details class="govuk-details" open[is_ticked] {
                summary class="govuk-details__summary" {
                    span class="govuk-details__summary-text" {
                        (words.tell("adapt-strategy-earlier", &[("scores", earlier.len().into())]))
                    }
                }
                div class="govuk-details__text" {
                    (Field::of(words, "earlier_evidence").checkboxes(words, draft, &earlier))
                }
            }
        }
    }
}

/// How many scores stand open to be chosen: about those of the last test of a group.
const NEWEST: usize = 8;

/// The scores of the cycle as records to choose from, newest first.
fn evidence(shown: &Shown<'_>) -> Vec<(String, String)> {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let mut scores: Vec<_> = cycle.record.assessments.iter().collect();
    scores.sort_by_key(|(_, one)| std::cmp::Reverse(one.live));
    scores.into_iter().map(|(id, one)| (evidence_field(one.live.number()), told(words, shown, *id))).collect()
}

fn told(words: Words, shown: &Shown<'_>, id: AssessmentId) -> String {
    let cycle = shown.cycle;
    let Some(one) = cycle.record.assessments.get(&id) else { return String::new() };
    let who = cycle
        .person(&one.participant.to_string())
        .map(|one| one.called(words, &cycle.texts))
        .unwrap_or_default();
    words.tell(
        "adapt-strategy-evidence",
        &[
            ("sequence", one.live.to_string().into()),
            ("who", who.into()),
            ("point", term::of(words, "point-{}", &one.point).into()),
            ("score", one.reading.score.to_string().into()),
        ],
    )
}
