//! The pages of groups of schools: the list, one group, and the forms.

use domain::school_group::{GroupKind, Membership};
use domain::{ReasonFor, SchoolId, VariantArray};
use maud::{Markup, html};

use super::read::Listed;
use super::{Figures, Group, Shown};
use crate::access::{Action, Visitor};
use crate::fields::{Field, error_summary, hidden, submit};
use crate::layout::Page;
use crate::term;
use crate::words::Words;
use crate::worth::GoodValue;

/// The class of a field for a date.
const DATE: &str = "govuk-input--width-10";

fn kind(words: Words, kind: GroupKind) -> String {
    term::of(words, "group-kind-{}", &kind)
}

fn head(columns: &[String]) -> Markup {
    html! {
        thead role="rowgroup" { tr role="row" {
            @for column in columns {
                th class="govuk-table__header" scope="col" role="columnheader" { (column) }
            }
        } }
    }
}

pub(super) fn list(visitor: &Visitor, groups: &[Listed]) -> Markup {
    let words = visitor.words;
    let title = words.say("groups-title");
    let columns = ["group-name", "group-kind", "group-schools"].map(|id| words.say(id));
    let [_, of_kind, schools] = &columns;
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("groups-about")) }
        @if visitor.may(Action::ChangeGroups) {
            p class="govuk-body" { a class="govuk-link" href="/groups/new" { (words.say("group-new")) } }
        }
        @if groups.is_empty() { p class="govuk-body" { (words.say("groups-none")) } } @else {
            table class="govuk-table q-rows" role="table" {
                caption class="govuk-table__caption govuk-visually-hidden" { (title) }
                (head(&columns))
                tbody role="rowgroup" { @for group in groups {
                    tr role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" {
                            a class="govuk-link" href=(format!("/groups/{}", group.id)) { (group.name) }
                        }
                        td class="govuk-table__cell" role="cell" data-label=(of_kind) { (kind(words, group.kind)) }
                        td class="govuk-table__cell" role="cell" data-label=(schools) { (group.schools.len()) }
                    }
                } }
            }
        }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

fn trail(words: Words) -> Vec<(String, String)> {
    vec![("/groups".to_owned(), words.say("groups-title"))]
}

pub(super) fn show(visitor: &Visitor, group: &Group, figures: &[Figures<'_>]) -> Markup {
    let (words, record) = (visitor.words, &group.record);
    let since = [("kind", kind(words, record.kind).into()), ("day", words.date(record.formed_on).into())];
    let compares = figures.iter().any(|one| visitor.may_in(Action::CompareCycles, one.school));
    let main = html! {
        h1 class="govuk-heading-l" { (record.name) }
        p class="govuk-body" { (words.tell("group-since", &since)) }
        @if visitor.may(Action::ChangeGroups) {
            ul class="govuk-list" {
                li { a class="govuk-link" href=(format!("{}/schools/new", group.address())) { (words.say("group-join")) } }
                li { a class="govuk-link" href=(format!("{}/rename", group.address())) { (words.say("group-rename")) } }
            }
        }
        @if record.members.is_empty() { p class="govuk-body" { (words.say("group-no-schools")) } }
        @else { (members(visitor, group)) }
        @if group.members_today().next().is_some() {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/quadrant", group.address())) { (words.say("group-chart-link")) }
            }
        }
        @if !figures.is_empty() { (cycles(visitor, group, figures)) }
        @if compares {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/compare", group.address())) { (words.say("compare-title")) }
            }
        }
    };
    Page { title: record.name.clone(), trail: trail(words), main, visitor }.render()
}

/// Every time in which a school belongs or belonged to the group.
fn members(visitor: &Visitor, group: &Group) -> Markup {
    let words = visitor.words;
    let columns = ["school-name", "group-from", "group-until"].map(|id| words.say(id));
    let [_, from, until] = &columns;
    let ends =
        |time: &Membership| time.left_on.map_or_else(|| words.say("people-no-end"), |day| words.date(day));
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("group-members")) }
            (head(&columns))
            tbody role="rowgroup" { @for (school, times) in &group.record.members { @for time in times {
                tr role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" {
                        a class="govuk-link" href=(format!("/schools/{school}")) { (group.name_of(school)) }
                    }
                    td class="govuk-table__cell" role="cell" data-label=(from) { (words.date(time.joined_on)) }
                    td class="govuk-table__cell" role="cell" data-label=(until) {
                        (ends(time))
                        @if time.left_on.is_none() && visitor.may(Action::ChangeGroups) {
                            " " a class="govuk-link" href=(format!("{}/schools/{school}/leave", group.address())) {
                                (words.say("group-leave"))
                                span class="govuk-visually-hidden" { " " (group.name_of(school)) }
                            }
                        }
                    }
                }
            } } }
        }
    }
}

/// The cycles of the schools that the visitor may see figures of.
fn cycles(visitor: &Visitor, group: &Group, figures: &[Figures<'_>]) -> Markup {
    let words = visitor.words;
    let columns =
        ["school-name", "group-closed", "group-shown", "cycles-column-pupils"].map(|id| words.say(id));
    let [_, closed, shown, pupils] = &columns;
    let closed_cycles =
        figures.iter().flat_map(|one| one.closed.iter().map(move |cycle| (cycle, &one.policy)));
    let least = figures.iter().map(|one| one.policy.threshold()).max().unwrap_or_default();
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("nav-cycles")) }
            (head(&columns))
            tbody role="rowgroup" { @for one in figures {
                tr role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" {
                        a class="govuk-link" href=(format!("/schools/{}/cycles", one.school)) { (group.name_of(one.school)) }
                    }
                    td class="govuk-table__cell" role="cell" data-label=(closed) { (one.closed.len()) }
                    td class="govuk-table__cell" role="cell" data-label=(shown) { (one.shown) }
                    td class="govuk-table__cell" role="cell" data-label=(pupils) {
                        @if one.shown == 0 { (words.say("token-c")) } @else { (one.pupils) }
                    }
                }
            } }
        }
        p class="govuk-body" { (words.tell("group-figures-note", &[("least", least.into())])) }
        h2 class="govuk-heading-m" { (words.say("worth-title")) }
        (GoodValue::of(closed_cycles, true).told(words))
    }
}

/// The form of a new group.
pub(super) fn new(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let kinds = term::choices(words, "group-kind-{}", GroupKind::VARIANTS);
    let fields = html! {
        (Field::of(words, "group_name").input(words, draft, "text", "govuk-input--width-20"))
        (Field::of(words, "group_kind").select(words, draft, &kinds))
        (Field::of(words, "formed_on").input(words, draft, "date", DATE))
    };
    about(shown, "/groups/new", ["group-new", "group-new-submit"], &fields)
}

/// The form that gives a group another name.
pub(super) fn rename(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let fields = html! {
        (Field::of(words, "group_name").input(words, draft, "text", "govuk-input--width-20"))
        (reason(shown))
    };
    about(shown, &place(shown, "rename"), ["group-rename", "group-rename-submit"], &fields)
}

/// The form that takes a school in.
pub(super) fn join(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let fields = html! {
        (Field::labelled(words, "school", "field-person-school").input(words, draft, "text", "govuk-input--width-10"))
        (Field::of(words, "joined_on").input(words, draft, "date", DATE))
    };
    about(shown, &place(shown, "schools/new"), ["group-join", "group-join-submit"], &fields)
}

/// The form that lets a school go.
pub(super) fn leave(shown: &Shown<'_>) -> Markup {
    let (words, draft) = (shown.visitor.words, shown.draft);
    let school = shown.school.map(SchoolId::to_string).unwrap_or_default();
    let name = shown.group.zip(shown.school).map(|(group, school)| group.name_of(school).to_owned());
    let fields = html! {
        p class="govuk-body" { (words.tell("group-leave-about", &[("school", name.unwrap_or_default().into())])) }
        (Field::of(words, "left_on").input(words, draft, "date", DATE))
        (reason(shown))
    };
    let place = place(shown, &format!("schools/{school}/leave"));
    about(shown, &place, ["group-leave", "group-leave-submit"], &fields)
}

fn reason(shown: &Shown<'_>) -> Markup {
    let words = shown.visitor.words;
    let reasons = term::choices(words, "reason-{}", ReasonFor::ChangingGroup.codes());
    Field::of(words, "reason").select(words, shown.draft, &reasons)
}

/// An address below the group's own.
fn place(shown: &Shown<'_>, below: &str) -> String {
    shown.group.map(|group| format!("{}/{below}", group.address())).unwrap_or_default()
}

fn about(shown: &Shown<'_>, place: &str, [title, button]: [&str; 2], fields: &Markup) -> Markup {
    let words = shown.visitor.words;
    let title = words.say(title);
    let sequence = shown.group.map_or(0, |group| group.sequence);
    let main = html! {
        div class="govuk-grid-row" { div class="govuk-grid-column-two-thirds" {
            (error_summary(words, shown.draft))
            @if shown.meanwhile {
                div class="govuk-inset-text" role="alert" {
                    p class="govuk-body" { (words.say("group-meanwhile")) }
                }
            }
            h1 class="govuk-heading-l" { (title) }
            form method="post" action=(place) novalidate {
                (hidden("command_id", &shown.command_id.to_string()))
                (hidden("expected", &sequence.to_string()))
                (fields)
                (submit(&words.say(button)))
            }
        } }
    };
    let prefix = if shown.draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let mut trail = trail(words);
    trail.extend(shown.group.map(|group| (group.address(), group.record.name.clone())));
    Page { title: format!("{prefix}{title}"), trail, main, visitor: shown.visitor }.render()
}
