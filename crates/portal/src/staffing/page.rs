//! The form about who teaches, leads and mentors.

use domain::ReasonFor;
use domain::cycle::Stage;
use maud::{Markup, html};

use super::offered;
use crate::change::Shown;
use crate::fields::Field;
use crate::reason_form;

pub(super) fn reassign(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("staff-title");
    if !matches!(cycle.stage, Stage::Planned | Stage::Running | Stage::Assessed) {
        let why = words.say(cycle.why_not("staff-too-late"));
        return shown.without_form(&title, &html! { p class="govuk-body" { (why) } });
    }
    let offered = offered(cycle, draft);
    let about = html! { p class="govuk-body" { (words.say("staff-about")) } };
    let fields = html! {
        (Field::of(words, "teacher").select(words, draft, &offered.teachers))
        (Field::of(words, "lead").select(words, draft, &offered.leads))
        @if !offered.mentors.is_empty() { (Field::of(words, "mentor").select(words, draft, &offered.mentors)) }
        (Field::of(words, "effective_on").input(words, draft, "date", "govuk-input--width-10"))
        (reason_form::fields(words, draft, ReasonFor::ReassigningStaff))
    };
    shown.page(&title, &format!("{}/staff", cycle.address()), "staff-submit", &about, &fields)
}
