//! The forms of planning.

use domain::catalogue::EntryKind;
use domain::cycle::{AssessmentPoint, CycleRecord, Participant, Setting, Stage};
use domain::{ReasonFor, Subject, VariantArray};
use maud::{Markup, html};

use super::{Sheet, form};
use crate::change::Shown;
use crate::entries::Programme;
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::{reason_form, school_terms, term};

/// The class of a field for a date.
const DATE: &str = "govuk-input--width-10";

pub(super) fn plan(sheet: &Sheet<'_>) -> Markup {
    let Sheet { visitor, planner, draft, command_id } = sheet;
    let words = visitor.words;
    let title = words.say("plan-title");
    let cycles = format!("/schools/{}/cycles", planner.school);
    let main = html! {
        div class="govuk-grid-row" {
            div class="govuk-grid-column-two-thirds" {
                (error_summary(words, draft))
                h1 class="govuk-heading-l" { (title) }
                p class="govuk-body" { (words.tell("plan-about", &[("school", (&planner.name).into())])) }
                form method="post" action=(format!("{cycles}/new")) novalidate {
                    (hidden("command_id", &command_id.to_string()))
                    (hidden("expected", "0"))
                    (what(sheet))
                    (who(sheet))
                    (why(sheet))
                    (if_it_applies(sheet))
                    (submit(&words.say("plan-submit")))
                }
            }
        }
    };
    let prefix = if draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let trail = vec![(cycles, words.say("nav-cycles"))];
    Page { title: format!("{prefix}{title}"), trail, main, visitor }.render()
}

/// What is taught, when and how much.
fn what(sheet: &Sheet<'_>) -> Markup {
    let (words, draft) = (sheet.visitor.words, sheet.draft);
    let subjects = term::choices(words, "subject-{}", Subject::TAUGHT);
    let catalogue = &sheet.visitor.catalogue;
    let version = |one: &Programme| one.version.clone();
    let programmes = catalogue.choices(words, EntryKind::Programme, catalogue.programmes(), version);
    let settings = term::choices(words, "setting-{}", Setting::VARIANTS);
    html! {
        (Field::of(words, "subject").select(words, draft, &subjects))
        (Field::of(words, "programme").select(words, draft, &programmes))
        (Field::of(words, "starts_on").input(words, draft, "date", DATE))
        (Field::of(words, "ends_on").input(words, draft, "date", DATE))
        (school_terms::beside_dates(words, &sheet.planner.settings, draft))
        (Field::of(words, "planned_minutes").input(words, draft, "text", "govuk-input--width-5"))
        (Field::of(words, "setting").select(words, draft, &settings))
    }
}

/// Who teaches and who leads.
fn who(sheet: &Sheet<'_>) -> Markup {
    let (words, draft, offered) = (sheet.visitor.words, sheet.draft, &sheet.planner.offered);
    html! {
        h2 class="govuk-heading-m" { (words.say("plan-who")) }
        @if offered.teachers.is_empty() {
            div class="govuk-inset-text" { (words.say("plan-no-teacher")) }
        }
        (Field::of(words, "teacher").select(words, draft, &offered.teachers))
        (Field::of(words, "lead").select(words, draft, &offered.leads))
        @if !offered.mentors.is_empty() { (Field::of(words, "mentor").select(words, draft, &offered.mentors)) }
    }
}

/// Why these pupils, and what is to be found out.
fn why(sheet: &Sheet<'_>) -> Markup {
    let (words, draft) = (sheet.visitor.words, sheet.draft);
    html! {
        h2 class="govuk-heading-m" { (words.say("plan-why")) }
        p class="govuk-body" { (words.say("plan-why-about")) }
        (Field::of(words, "need_statement").textarea(words, draft))
        (Field::of(words, "inquiry_question").textarea(words, draft))
        (Field::of(words, "class_link").textarea(words, draft))
    }
}

/// What not every cycle has.
fn if_it_applies(sheet: &Sheet<'_>) -> Markup {
    let (words, draft, offered) = (sheet.visitor.words, sheet.draft, &sheet.planner.offered);
    html! {
        h2 class="govuk-heading-m" { (words.say("plan-more")) }
        (Field::of(words, "group_label").input(words, draft, "text", "govuk-input--width-20"))
        @if !offered.predecessors.is_empty() {
            (Field::of(words, "predecessor").select(words, draft, &offered.predecessors))
        }
        @if !offered.benchmarks.is_empty() {
            (Field::of(words, "benchmark_set").select(words, draft, &offered.benchmarks))
        }
    }
}

pub(super) fn reschedule(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("reschedule-title");
    if !matches!(cycle.stage, Stage::Planned | Stage::Running) {
        return shown.without_form(
            &title,
            &html! { p class="govuk-body" { (words.say(cycle.why_not("reschedule-too-late"))) } },
        );
    }
    let plan = &cycle.record.plan;
    let now = [("from", words.date(plan.starts_on).into()), ("to", words.date(plan.ends_on).into())];
    let about = html! { p class="govuk-body" { (words.tell("reschedule-about", &now)) } };
    let fields = html! {
        (Field::of(words, "starts_on").input(words, draft, "date", DATE))
        (Field::of(words, "ends_on").input(words, draft, "date", DATE))
        (school_terms::beside_dates(words, &cycle.school, draft))
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
        (reason_form::fields(words, draft, ReasonFor::Rescheduling))
    };
    shown.page(&title, &format!("{}/reschedule", cycle.address()), "reschedule-submit", &about, &fields)
}

/// What is missing is said before anybody presses the button; where something is, there is no button.
pub(super) fn start(shown: &Shown<'_>) -> Markup {
    let (words, draft, cycle) = (shown.visitor.words, shown.draft, shown.cycle);
    let title = words.say("start-title");
    if cycle.stage != Stage::Planned {
        return shown.without_form(
            &title,
            &html! { p class="govuk-body" { (words.say(cycle.why_not("start-has-begun"))) } },
        );
    }
    let record = &cycle.record;
    if record.is_intervention() && record.group_size() == 0 {
        return shown.without_form(&title, &html! { p class="govuk-body" { (words.say("start-nobody")) } });
    }
    if cycle.school.today < record.plan.starts_on {
        return shown.without_form(&title, &dates_first(shown));
    }
    let without_need = without_need(shown);
    if !without_need.is_empty() {
        return shown.without_form(&title, &needs_first(shown, &without_need));
    }
    let misfit = form::size_misfit(&shown.visitor.catalogue, cycle);
    let about = html! {
        p class="govuk-body" { (words.tell("start-about", &[("pupils", usize::from(record.group_size()).into())])) }
        @if let Some(allowed) = misfit {
            @let values = [("least", usize::from(allowed.least).into()), ("most", usize::from(allowed.most).into())];
            div class="govuk-inset-text" { (words.tell("start-other-size", &values)) }
        }
        @if without_score(record) > 0 {
            div class="govuk-inset-text" {
                (words.tell("start-without-score", &[("pupils", without_score(record).into())]))
            }
        }
    };
    let fields = html! {
        (Field::of(words, "effective_on").input(words, draft, "date", DATE))
        @if misfit.is_some() {
            (reason_form::fields(words, draft, ReasonFor::OverridingSize))
        }
    };
    shown.page(&title, &format!("{}/start", cycle.address()), "start-submit", &about, &fields)
}

/// How many pupils have no score at the start, nor a note that none will come.
fn without_score(record: &CycleRecord) -> usize {
    let point = AssessmentPoint::Baseline;
    let lacks =
        |id, one: &Participant| record.scores(id, point).next().is_none() && !one.missed.contains(&point);
    record.active_targets().filter(|(id, one)| lacks(**id, one)).count()
}

/// That the first day has not come, and the way to move the dates.
fn dates_first(shown: &Shown<'_>) -> Markup {
    let (words, cycle) = (shown.visitor.words, shown.cycle);
    let first = words.date(cycle.record.plan.starts_on);
    html! {
        p class="govuk-body" { (words.tell("start-too-early", &[("day", first.into())])) }
        p class="govuk-body" {
            a class="govuk-link" href=(format!("{}/reschedule", cycle.address())) { (words.say("reschedule-title")) }
        }
    }
}

/// The pupils whose need nobody has assessed, where the rules ask for it, as readers know them.
fn without_need(shown: &Shown<'_>) -> Vec<String> {
    let (cycle, words) = (shown.cycle, shown.visitor.words);
    let record = &cycle.record;
    let lacking = record.active_targets().filter(|(_, one)| record.is_intervention() && one.needs.is_empty());
    let called = |id: String| cycle.person(&id).map(|person| person.called(words, &cycle.texts));
    lacking.filter_map(|(id, _)| called(id.to_string())).collect()
}

fn needs_first(shown: &Shown<'_>, pupils: &[String]) -> Markup {
    let words = shown.visitor.words;
    html! {
        p class="govuk-body" { (words.say("start-needs-first")) }
        ul class="govuk-list govuk-list--bullet" { @for pupil in pupils { li { (pupil) } } }
        p class="govuk-body" {
            a class="govuk-link" href=(format!("{}/needs", shown.cycle.address())) { (words.say("needs-title")) }
        }
    }
}
