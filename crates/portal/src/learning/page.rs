//! The form that says what a cycle takes from the one that it follows.

use domain::CycleId;
use domain::catalogue::EntryKind;
use domain::cycle::Stage;
use maud::{Markup, html};

use super::form::{CHANGED, KEPT, USE};
use crate::change::Shown;
use crate::fields::Field;
use crate::term;

pub(super) fn carry(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("carry-title");
    if let Some(why) = not_now(shown) {
        return shown.without_form(&title, &html! { p class="govuk-body" { (words.say(why)) } });
    }
    let about = html! {
        p class="govuk-body" {
            (words.say("carry-about")) " "
            a class="govuk-link" href=(format!("/cycles/{}", draft.text("earlier"))) { (draft.text("label")) }
        }
        @if !draft.text("gain").is_empty() { div class="govuk-inset-text" { (draft.text("gain")) } }
    };
    let choices = [KEPT, CHANGED].map(|how| (how.to_owned(), term::of(words, "carry-{}", &how)));
    let row = |code: &str| {
        let label = shown.visitor.catalogue.name(words, EntryKind::Strategy, &code);
        Field { name: USE, row: Some(code.to_owned()), label, hint: None }
    };
    let fields = html! {
        @for code in draft.text("strategies").split_whitespace() {
            (row(code).select(words, draft, &choices))
        }
        (Field::labelled(words, "finding", "carry-finding").textarea(words, draft))
        (Field::of(words, "effective_on").input(words, draft, "date", "govuk-input--width-10"))
    };
    shown.page(&title, &format!("{}/learning", cycle.address()), "carry-submit", &about, &fields)
}

/// Why there is nothing to take over now, if so.
fn not_now(shown: &Shown<'_>) -> Option<&'static str> {
    let cycle = shown.cycle;
    let earlier: Option<CycleId> = cycle.record.plan.predecessor;
    match earlier {
        None => Some("carry-follows-none"),
        Some(earlier) if cycle.record.carried.contains_key(&earlier) => Some("carry-is-there"),
        Some(_) if !matches!(cycle.stage, Stage::Planned | Stage::Running) => {
            Some(cycle.why_not("carry-too-late"))
        }
        Some(_) => None,
    }
}
