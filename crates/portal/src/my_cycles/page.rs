//! Somebody's own cycles, each with what it waits for.

use jiff::civil::Date;
use maud::{Markup, html};

use super::{Mine, Waiting};
use crate::access::{Action, Visitor};
use crate::chart::week;
use crate::cycles::label;
use crate::due::{Due, Missing};
use crate::layout::Page;
use crate::school_terms::holiday;
use crate::term;
use crate::words::Words;

pub(super) fn show(visitor: &Visitor, mine: &[Mine], waiting: &[Waiting]) -> Markup {
    let words = visitor.words;
    let title = words.say("my-cycles-title");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        (of_school(waiting))
        (list(visitor, mine))
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

pub(super) fn section(visitor: &Visitor, mine: &[Mine], waiting: &[Waiting]) -> Markup {
    html! {
        h2 class="govuk-heading-l" { (visitor.words.say("my-cycles-title")) }
        (of_school(waiting))
        (list(visitor, mine))
    }
}

/// What the school waits for beside its cycles: an answer to questions, an edition.
fn of_school(waiting: &[Waiting]) -> Markup {
    html! {
        @for one in waiting {
            p class="govuk-body" { a class="govuk-link" href=(one.place) { (one.told) } }
        }
    }
}

fn list(visitor: &Visitor, mine: &[Mine]) -> Markup {
    let words = visitor.words;
    let columns = ["cycles-column-cycle", "cycles-column-state", "my-cycles-due"];
    html! {
        @if mine.is_empty() {
            p class="govuk-body" { (words.say("my-cycles-none")) }
        } @else {
            table class="govuk-table q-rows" role="table" {
                caption class="govuk-table__caption govuk-visually-hidden" { (words.say("my-cycles-title")) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for id in columns {
                            th class="govuk-table__header" scope="col" role="columnheader" { (words.say(id)) }
                        }
                    }
                }
                tbody role="rowgroup" { @for one in mine { (row(visitor, one)) } }
            }
        }
    }
}

fn row(visitor: &Visitor, one: &Mine) -> Markup {
    let (words, cycle) = (visitor.words, &one.cycle);
    let address = format!("/cycles/{}", cycle.id);
    html! {
        tr role="row" {
            th class="govuk-table__header" scope="row" role="rowheader" {
                a class="govuk-link" href=(address) { (label(words, cycle)) }
            }
            td class="govuk-table__cell" role="cell" data-label=(words.say("cycles-column-state")) {
                (term::of(words, "state-{}", &cycle.state)) (in_week(words, one))
                " " a class="govuk-link" href=(format!("{address}/board")) {
                    (words.say("my-cycles-board"))
                    span class="govuk-visually-hidden" { " " (label(words, cycle)) }
                }
            }
            td class="govuk-table__cell" role="cell" data-label=(words.say("my-cycles-due")) {
                @if let Some(holiday) = holiday(words, &one.school) { p class="govuk-hint" { (holiday) } }
                @if one.due.is_empty() {
                    (words.say("my-cycles-nothing-due"))
                } @else {
                    ul class="govuk-list" {
                        @for due in &one.due {
                            li {
                                @if may(visitor, one, *due) {
                                    a class="govuk-link" href=(format!("{address}{}", due.place())) {
                                        (due.tell(words))
                                    }
                                } @else { (due.tell(words)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Whether the visitor can do it where the link leads.
fn may(visitor: &Visitor, one: &Mine, due: Due) -> bool {
    let action = match due {
        Due::Missing(Missing::Need, _) => Action::RecordNeed,
        Due::Missing(Missing::Baseline | Missing::Interim | Missing::End, _) => Action::RecordAssessment,
        Due::Session { .. } => Action::LogSession,
        Due::Report => Action::DraftReport,
        Due::Reopening => Action::AgreeToReopening,
        Due::Proposals(_) => Action::AnswerProposal,
        Due::Pupils | Due::Start | Due::Closing => Action::SeeCycle,
    };
    visitor.may_on(action, &one.cycle.plan)
}

/// In which of its weeks a cycle is.
fn in_week(words: Words, one: &Mine) -> String {
    let cycle = &one.cycle;
    let days = |to: Date| cycle.starts_on.until(to).map_or(0, |span| span.get_days());
    let today = one.school.today;
    if cycle.state != "running" || today > cycle.ends_on {
        return String::new();
    }
    let values = [("week", week(days(today))), ("weeks", week(days(cycle.ends_on)))];
    let values: Vec<_> = values.iter().map(|(name, week)| (*name, week.to_string().into())).collect();
    words.tell("my-cycles-week", &values)
}
