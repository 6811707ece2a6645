//! The page of a school's cycles: the chart, how sure it is, and every cycle in a table.

use maud::{Markup, html};

use super::read::Cycle;
use super::{Listed, label};
use crate::access::Visitor;
use crate::layout::Page;
use crate::term;
use crate::words::Words;

pub(super) fn list(visitor: &Visitor, listed: &Listed) -> Markup {
    let words = visitor.words;
    let title = words.tell("cycles-title", &[("school", (&listed.school).into())]);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("cycles-chart-about")) }
        @if listed.sealed_only {
            div class="govuk-inset-text" {
                (words.tell("cycles-governor-note", &[("least", listed.least.into())]))
            }
        }
        @if listed.cycles.is_empty() {
            p class="govuk-body" { (words.say("cycles-none")) }
        } @else {
            @if !listed.chart.marks.is_empty() { (charted(words, listed)) }
            (table(words, listed))
        }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
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

fn table(words: Words, listed: &Listed) -> Markup {
    html! {
        div class="q-scroll" tabindex="0" role="region" aria-labelledby="cycles-list-caption" {
            table class="govuk-table" {
                caption class="govuk-table__caption govuk-table__caption--m" id="cycles-list-caption" {
                    (words.say("cycles-list-caption"))
                }
                thead {
                    tr {
                        th class="govuk-table__header" scope="col" { (words.say("cycles-column-cycle")) }
                        th class="govuk-table__header" scope="col" { (words.say("story-programme")) }
                        th class="govuk-table__header" scope="col" { (words.say("cycles-column-dates")) }
                        th class="govuk-table__header" scope="col" { (words.say("cycles-column-state")) }
                    }
                }
                tbody { @for cycle in &listed.cycles { (row(words, cycle)) } }
            }
        }
    }
}

fn row(words: Words, cycle: &Cycle) -> Markup {
    let dates = words.tell(
        "cycles-dates",
        &[("from", words.date(cycle.starts_on).into()), ("to", words.date(cycle.ends_on).into())],
    );
    html! {
        tr {
            th class="govuk-table__header" scope="row" {
                a class="govuk-link" href=(format!("/cycles/{}", cycle.id)) { (label(words, cycle)) }
            }
            td class="govuk-table__cell" { (term::coded(words, "programme-{}", &cycle.plan.programme)) }
            td class="govuk-table__cell" { (dates) }
            td class="govuk-table__cell" { (term::of(words, "state-{}", &cycle.state)) }
        }
    }
}
