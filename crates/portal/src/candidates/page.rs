//! The pages of choosing: who could be placed, and the form that places one.

use domain::cycle::{EntryBand, Role, Tier};
use domain::{ReasonFor, VariantArray};
use maud::{Markup, html};

use super::{Candidate, Candidates, form};
use crate::access::{Action, Visitor};
use crate::change::{OpenCycle, Shown};
use crate::fields::{Field, hidden};
use crate::layout::Page;
use crate::words::Words;
use crate::{reason_form, term};

pub(super) fn list(visitor: &Visitor, cycle: &OpenCycle, found: &Candidates) -> Markup {
    let words = visitor.words;
    let [title, about, none] = if visitor.proposes(&cycle.record.plan) {
        ["proposal-candidates-title", "proposal-candidates-about", "proposal-candidates-none"]
    } else {
        ["candidates-title", "candidates-about", "candidates-none"]
    };
    let title = words.say(title);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say(about)) }
        @if found.free.is_empty() {
            p class="govuk-body" { (words.say(none)) }
        } @else {
            (table(words, cycle, "candidates-free", &found.free))
        }
        @if !found.elsewhere.is_empty() { (table(words, cycle, "candidates-elsewhere", &found.elsewhere)) }
        @if !found.other_years.is_empty() {
            details class="govuk-details" {
                summary class="govuk-details__summary" {
                    span class="govuk-details__summary-text" {
                        (words.tell("candidates-other-years", &[("count", found.other_years.len().into())]))
                    }
                }
                div class="govuk-details__text" { (table(words, cycle, "candidates-of-other-years", &found.other_years)) }
            }
        }
        @if visitor.may_in(Action::KeepPupils, &cycle.record.plan.school) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/schools/{}/pupils/new", cycle.record.plan.school)) { (words.say("pupils-register")) }
            }
        }
    };
    let trail = vec![(cycle.address(), words.say("history-back"))];
    Page { title, trail, main, visitor }.render()
}

fn table(words: Words, cycle: &OpenCycle, caption: &str, candidates: &[Candidate]) -> Markup {
    let columns = ["pupils-column-name", "story-year-level", "candidates-last"].map(|id| words.say(id));
    let [_, level, last] = &columns;
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say(caption)) }
            thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                @for column in &columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
            } }
            tbody class="govuk-table__body" role="rowgroup" { @for one in candidates {
                tr class="govuk-table__row" role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" {
                        a class="govuk-link" href=(format!("{}/candidates/{}", cycle.address(), one.named.pupil.id)) {
                            (one.named.details.as_ref().map(crate::pupil_details::Details::called).unwrap_or_default())
                        }
                    }
                    td class="govuk-table__cell" role="cell" data-label=(level) {
                        (one.level.map_or_else(|| words.say("pupils-year-unknown"), |level| level.to_string()))
                    }
                    td class="govuk-table__cell" role="cell" data-label=(last) { (stood(words, one)) }
                }
            } }
        }
    }
}

/// Where the pupil stood last, and when.
fn stood(words: Words, one: &Candidate) -> String {
    match one.last {
        Some((band, day)) => {
            let band = term::of(words, "entry-band-{}", &band);
            words.tell("candidates-stood", &[("band", band.into()), ("day", words.date(day).into())])
        }
        None => words.say("candidates-never"),
    }
}

pub(super) fn place(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let is_asked =
        |field: &str| !draft.text(field).is_empty() || draft.problems().iter().any(|one| one.field == field);
    let exception = |field: &'static str, act: ReasonFor| {
        let reasons = term::choices(words, "reason-{}", form::without_note(act));
        Field::of(words, field).select(words, draft, &reasons)
    };
    let fields = html! {
        (hidden("elsewhere", draft.text("elsewhere")))
        (Field::of(words, "entry_band").select(words, draft, &term::choices(words, "entry-band-{}", EntryBand::VARIANTS)))
        (Field::of(words, "year_level").input(words, draft, "text", "govuk-input--width-3"))
        (Field::of(words, "weeks").input(words, draft, "text", "govuk-input--width-3"))
        (Field::of(words, "potential_evidence").textarea(words, draft))
        (Field::of(words, "role").select(words, draft, &term::choices(words, "role-in-cycle-{}", Role::VARIANTS)))
        (Field::of(words, "tier").select(words, draft, &term::choices(words, "tier-{}", Tier::VARIANTS)))
        (Field::of(words, "share_of_sessions").input(words, draft, "text", "govuk-input--width-3"))
        (Field::of(words, "group").input(words, draft, "text", "govuk-input--width-10"))
        @if form::told_elsewhere(draft) > 0 || is_asked("overlap_override") {
            (exception("overlap_override", ReasonFor::OverridingOverlap))
        }
        @if is_asked("size_override") { (exception("size_override", ReasonFor::OverridingSize)) }
        (Field::of(words, "effective_on").input(words, draft, "date", "govuk-input--width-10"))
        (reason_form::fields(words, draft, ReasonFor::Placing))
    };
    let about = html! { p class="govuk-body" { (draft.text("pupil_name")) } };
    let action = format!("{}/candidates/{}", shown.cycle.address(), draft.text("pupil"));
    shown.page(&words.say("place-title"), &action, "place-submit", &about, &fields)
}
