//! The forms about needs and targets: a few answers for the group, and a row for each pupil.

use domain::cycle::{NeedSource, Stage, TargetMeasure};
use domain::{ParticipantId, VariantArray};
use maud::{Markup, html};

use crate::catalogue::{self, Instrument};
use crate::change::Shown;
use crate::fields::Field;
use crate::term;

/// The class of a field for a date.
const DATE: &str = "govuk-input--width-10";

/// Why there is nothing to write now, if so.
fn not_now(shown: &Shown<'_>) -> Option<&'static str> {
    if !matches!(shown.cycle.stage, Stage::Planned | Stage::Running) {
        Some(shown.cycle.why_not("needs-too-late"))
    } else if shown.cycle.taking_part(shown.visitor.words).is_empty() {
        Some("next-no-pupils")
    } else {
        None
    }
}

pub(super) fn needs(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("needs-title");
    if let Some(id) = not_now(shown) {
        return shown.without_form(&title, &html! { p class="govuk-body" { (words.say(id)) } });
    }
    let sources = term::choices(words, "need-source-{}", NeedSource::VARIANTS);
    let about = html! { p class="govuk-body" { (words.say("needs-about")) } };
    let fields = html! {
        (Field::of(words, "concept").select(words, draft, &concepts(shown)))
        (Field::of(words, "source").select(words, draft, &sources))
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
        @for (id, who) in cycle.taking_part(words) { (need(shown, id, &who)) }
    };
    shown.page(&title, &format!("{}/needs", cycle.address()), "needs-submit", &about, &fields)
}

/// The row of one pupil: two texts, and what is on record already.
fn need(shown: &Shown<'_>, id: ParticipantId, who: &str) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let row = id.to_string();
    let known = shown.cycle.record.participants.get(&id);
    let known: Vec<String> = known
        .into_iter()
        .flat_map(|one| one.needs.keys())
        .map(|concept| term::coded(words, "concept-{}", concept))
        .collect();
    html! {
        fieldset class="govuk-fieldset" {
            legend class="govuk-fieldset__legend govuk-fieldset__legend--m" { (who) }
            @if !known.is_empty() {
                p class="govuk-hint" { (words.tell("needs-known", &[("concepts", known.join(", ").into())])) }
            }
            (Field::of(words, "can_do").in_row(&row).textarea(words, draft))
            (Field::of(words, "not_yet").in_row(&row).textarea(words, draft))
        }
    }
}

fn concepts(shown: &Shown<'_>) -> Vec<(String, String)> {
    term::choices(shown.visitor.words, "concept-{}", catalogue::concepts())
}

pub(super) fn targets(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("targets-title");
    if let Some(id) = not_now(shown) {
        return shown.without_form(&title, &html! { p class="govuk-body" { (words.say(id)) } });
    }
    let measures = term::choices(words, "target-measure-{}", TargetMeasure::VARIANTS);
    let tests: Vec<(String, String)> = Instrument::of_subject(cycle.record.plan.subject)
        .map(|one| (one.version.to_owned(), term::coded(words, "instrument-{}", &one.version)))
        .collect();
    let about = html! { p class="govuk-body" { (words.say("targets-about")) } };
    let fields = html! {
        (Field::of(words, "concept").select(words, draft, &concepts(shown)))
        (Field::of(words, "statement").textarea(words, draft))
        (Field::of(words, "measure").select(words, draft, &measures))
        (Field::labelled(words, "instrument", "field-target-test").select(words, draft, &tests))
        (Field::of(words, "due_on").input(words, draft, "date", DATE))
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
        h2 class="govuk-heading-m" { (words.say("targets-whom")) }
        p class="govuk-hint" { (words.say("targets-whom-hint")) }
        @for (id, who) in cycle.taking_part(words) { (target(shown, id, &who)) }
    };
    shown.page(&title, &format!("{}/targets/new", cycle.address()), "targets-submit", &about, &fields)
}

/// The row of one pupil: whether the target is for the pupil, and which value is to be reached.
fn target(shown: &Shown<'_>, id: ParticipantId, who: &str) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let row = id.to_string();
    html! {
        fieldset class="govuk-fieldset" {
            legend class="govuk-fieldset__legend govuk-fieldset__legend--s" { (who) }
            (Field::of(words, "pupil").in_row(&row).checkbox(words, draft))
            (Field::of(words, "target_value").in_row(&row).input(words, draft, "text", "govuk-input--width-5"))
        }
    }
}
