//! The page of a school's cycles: the chart, how sure it is, and every cycle in a table.

use domain::catalogue::EntryKind;
use maud::{Markup, html};
use measures::Policy;

use super::read::Cycle;
use super::{Listed, label};
use crate::access::{Action, Visitor};
use crate::choices;
use crate::editions;
use crate::feedback::{self, About, Shows};
use crate::for_auditors;
use crate::layout::Page;
use crate::term;
use crate::words::Words;

pub(super) fn list(visitor: &Visitor, listed: &Listed) -> Markup {
    let words = visitor.words;
    let title = words.tell("cycles-title", &[("school", (&listed.school).into())]);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("cycles-chart-about")) }
        @if visitor.may_in(Action::PlanCycle, &listed.id) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/schools/{}/cycles/new", listed.id)) { (words.say("plan-title")) }
            }
        }
        @if listed.cycles.len() > 1 && visitor.may_in(Action::CompareCycles, &listed.id) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/schools/{}/compare", listed.id)) { (words.say("compare-title")) }
            }
        }
        (editions(visitor, listed))
        (for_auditors::entrance(visitor, &listed.id))
        @if listed.cycles.is_empty() {
            p class="govuk-body" { (words.say("cycles-none")) }
        } @else {
            @if listed.has_results { (other_marks(words, listed)) }
            @if !listed.chart.marks.is_empty() {
                (charted(words, listed))
                (feedback::link(visitor, &listed.id, About::Chart(Shows::Cycles)))
            }
            (table(visitor, listed))
        }
    };
    let trail = vec![
        ("/".to_owned(), words.say("home-title")),
        (format!("/schools/{}", listed.id), listed.school.clone()),
    ];
    Page { title, trail, main, visitor }.render()
}

/// The way from cycles to the other marks that a chart of the school can have.
fn other_marks(words: Words, listed: &Listed) -> Markup {
    html! {
        form class="q-choices" method="get" action=(format!("/schools/{}/quadrant", listed.id)) {
            (choices::marks(words, choices::CYCLES, true))
            (choices::go(words))
        }
    }
}

/// Which edition the figures are from, and the way to all of them.
fn editions(visitor: &Visitor, listed: &Listed) -> Markup {
    let words = visitor.words;
    let last = listed.cycles.iter().filter_map(|cycle| cycle.edition.as_ref()).max_by_key(|last| last.number);
    html! {
        @if listed.published_only {
            div class="govuk-inset-text" {
                @match last {
                    Some(last) => {
                        p class="govuk-body" { (words.tell("cycles-from-edition", &[
                            ("number", last.number.into()), ("day", words.date(last.published_on).into()),
                        ])) }
                    }
                    None => { p class="govuk-body" { (words.say("cycles-no-edition")) } }
                }
                p class="govuk-body" {
                    (words.tell("cycles-governor-note", &[("least", listed.settings.policy.threshold().into())]))
                }
            }
        }
        @if visitor.may_in(Action::SeeEditions, &listed.id) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("/schools/{}/editions", listed.id)) { (words.say("editions-link")) }
            }
        }
    }
}

fn charted(words: Words, listed: &Listed) -> Markup {
    let chart = &listed.chart;
    html! {
        h2 class="govuk-heading-m" { (chart.headline(words)) }
        (chart.figure(words))
        p class="govuk-body" { (chart.reading(words)) }
        h2 class="govuk-heading-m" { (words.say("cycles-how-sure-heading")) }
        p class="govuk-body" { (words.say("cycles-how-sure")) }
        p class="govuk-body" { (words.say("cycles-how-sure-small")) }
        (chart.table(words))
    }
}

fn table(visitor: &Visitor, listed: &Listed) -> Markup {
    let words = visitor.words;
    let columns = [
        "cycles-column-cycle",
        "story-programme",
        "cycles-column-year",
        "cycles-column-dates",
        "cycles-column-state",
    ]
    .map(|id| words.say(id));
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("cycles-list-caption")) }
            thead role="rowgroup" {
                tr role="row" {
                    @for column in &columns {
                        th class="govuk-table__header" scope="col" role="columnheader" { (column) }
                    }
                }
            }
            tbody role="rowgroup" { @for cycle in &listed.cycles { (row(visitor, listed, cycle, &columns)) } }
        }
    }
}

/// Whether the figures of a cycle are published, and how they stand to what was shown before.
#[must_use]
pub fn published(words: Words, cycle: &Cycle, policy: &Policy) -> String {
    match &cycle.edition {
        None => words.say("edition-not-yet"),
        Some(edition) => editions::page::told(words, &edition.figure, edition.number, policy),
    }
}

fn row(visitor: &Visitor, listed: &Listed, cycle: &Cycle, columns: &[String; 5]) -> Markup {
    let words = visitor.words;
    let [_, programme, year, days, state] = columns;
    let dates = words.tell(
        "cycles-dates",
        &[("from", words.date(cycle.starts_on).into()), ("to", words.date(cycle.ends_on).into())],
    );
    html! {
        tr role="row" {
            th class="govuk-table__header" scope="row" role="rowheader" {
                @if cycle.is_for_board() || visitor.may_on(Action::SeeCycle, &cycle.plan) {
                    a class="govuk-link" href=(format!("/cycles/{}", cycle.id)) { (label(words, cycle)) }
                } @else { (label(words, cycle)) }
            }
            td class="govuk-table__cell" role="cell" data-label=(programme) {
                (visitor.catalogue.name(words, EntryKind::Programme, &cycle.plan.programme))
            }
            td class="govuk-table__cell" role="cell" data-label=(year) {
                (listed.settings.year_of(cycle.starts_on))
            }
            td class="govuk-table__cell" role="cell" data-label=(days) {
                (dates)
            }
            td class="govuk-table__cell" role="cell" data-label=(state) {
                (term::of(words, "state-{}", &cycle.state))
                @if listed.published_only { br; (published(words, cycle, &listed.settings.policy)) }
            }
        }
    }
}
