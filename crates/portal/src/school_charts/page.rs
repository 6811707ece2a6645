//! The pages of charts on which a school is one mark: headline, choice, chart, counts, and the same figures in a table.

use maud::{Markup, html};
use measures::Axis;

use super::Schools;
use crate::access::Visitor;
use crate::chart::{Chart, ChartMark};
use crate::choices;
use crate::feedback::{self, About, Shows};
use crate::layout::Page;
use crate::words::Words;

/// How many rows of the table one page has.
const PART: usize = 50;

/// So many schools without a place on the chart are named beneath it; more are left to the table.
const MISSING: usize = 40;

/// Whose chart it is, and where it stands.
pub(super) struct Shown {
    /// What the schools are called together.
    pub(super) name: String,
    /// The address of the chart.
    pub(super) address: String,
    /// The way up: address and message id.
    pub(super) trail: (&'static str, &'static str),
    /// Which part of the table, from 1.
    pub(super) part: usize,
}

impl Shown {
    fn trail(&self, words: Words) -> Vec<(String, String)> {
        let (address, id) = self.trail;
        let mut trail = vec![("/".to_owned(), words.say("home-title")), (address.to_owned(), words.say(id))];
        if let Some(group) =
            self.address.strip_suffix("/quadrant").filter(|address| address.starts_with("/groups/"))
        {
            trail.push((group.to_owned(), self.name.clone()));
        }
        trail
    }
}

/// A page of schools without what depends on its reader, who comes between its two parts.
pub struct Around {
    title: String,
    trail: Vec<(String, String)>,
    above: Markup,
    below: Markup,
}

impl Around {
    /// How many bytes it has, without its name.
    pub(super) fn bytes(&self) -> usize {
        self.above.0.len() + self.below.0.len()
    }

    /// The chart of the schools; `prefix` begins every id of it.
    pub(super) fn of(words: Words, shown: &Shown, schools: &Schools, prefix: &str) -> Self {
        let chart = schools.chart(words, prefix, schools.title(words));
        let asked = format!("year={}&subject={}", schools.year, schools.choice.subject);
        let above = html! {
            span class="govuk-caption-l" { (shown.name) " · " (schools.year.written()) }
            h1 class="govuk-heading-l" { (chart.headline(words)) }
            @if !schools.passed_over.is_empty() {
                p class="govuk-body" { (newest_with_marks(words, schools)) }
            }
            p class="govuk-body" { (chart.reading(words)) }
            form class="q-choices" method="get" {
                (choices::year(words, &schools.years, schools.year))
                (choices::subject(words, schools.choice.subject))
                (choices::go(words))
            }
            (chart.figure(words))
        };
        let below = html! {
            (without(words, &chart))
            @if schools.has_any_drawn() {
                h2 class="govuk-heading-m" { (words.say("counts-title")) }
                (counts(words, schools))
            }
            h2 class="govuk-heading-m" { (words.say("same-figures")) }
            p class="govuk-body q-elsewhere" {
                a class="govuk-link" href=(format!("{}/table.csv?{asked}", shown.address)) { (words.say("csv-link")) }
            }
            (part(words, shown, &chart, &asked))
            p class="govuk-body" { a class="govuk-link" href="/methods" { (words.say("methods-title")) } }
        };
        let title = format!("{} {}", shown.name, schools.year.written());
        Self { title, trail: shown.trail(words), above, below }
    }

    /// The page for this reader.
    pub(super) fn page(&self, visitor: &Visitor) -> Markup {
        let main = html! {
            (self.above)
            (feedback::link_of_own(visitor, About::Chart(Shows::Schools)))
            (self.below)
        };
        Page { title: self.title.clone(), trail: self.trail.clone(), main, visitor }.render()
    }
}

/// That this year is the newest with marks, and which newer ones have none.
fn newest_with_marks(words: Words, schools: &Schools) -> String {
    let newer: Vec<String> = schools.passed_over.iter().rev().map(|year| year.written()).collect();
    words.tell(
        "newest-with-marks",
        &[("year", schools.year.written().into()), ("newer", newer.join(", ").into())],
    )
}

/// That none of the schools has official results here.
pub(super) fn nothing(visitor: &Visitor, shown: &Shown) -> Markup {
    let words = visitor.words;
    let main = html! {
        h1 class="govuk-heading-l" { (shown.name) }
        p class="govuk-body" { (words.say("group-results-none")) }
    };
    Page { title: shown.name.clone(), trail: shown.trail(words), main, visitor }.render()
}

/// The schools that have no place on the chart, each with what the table has where its figure would be.
fn without(words: Words, chart: &Chart) -> Markup {
    let missing: Vec<_> = chart.marks.iter().filter(|mark| !mark.mark.is_plottable()).collect();
    html! {
        @if (1..=MISSING).contains(&missing.len()) {
            h2 class="govuk-heading-m" { (words.say("schools-without")) }
            ul class="govuk-list govuk-list--bullet" {
                @for mark in missing {
                    li { strong { (mark.label) } ": " (reasons(words, mark)) }
                }
            }
        }
    }
}

/// "Results, progress. It is hidden because …", once where both figures are missing for the same reason.
fn reasons(words: Words, mark: &ChartMark) -> String {
    let mut said: Vec<(&'static str, String)> = Vec::new();
    for (axis, why) in mark.mark.not_available() {
        let name = match axis {
            Axis::Results => words.say("chart-column-results"),
            Axis::Progress => words.say("chart-column-progress"),
        };
        match said.iter_mut().find(|(code, _)| *code == why.code()) {
            Some((_, names)) => *names = format!("{names}, {}", name.to_lowercase()),
            None => said.push((why.code(), name)),
        }
    }
    let meaning = |code: &str| {
        let why = mark.mark.not_available().find(|(_, why)| why.code() == code);
        why.map(|(_, why)| words.say(why.meaning_key())).unwrap_or_default()
    };
    said.iter().map(|(code, names)| format!("{names}. {}", meaning(code))).collect::<Vec<_>>().join(" ")
}

/// A part of the table, with the way to the others.
fn part(words: Words, shown: &Shown, chart: &Chart, asked: &str) -> Markup {
    let skipped = (shown.part - 1) * PART;
    let rows = chart.marks.len().saturating_sub(skipped).min(PART);
    let parts = chart.marks.len().div_ceil(PART);
    let to = |part: usize| format!("{}?{asked}&page={part}#{}", shown.address, chart.table_id());
    html! {
        (chart.part_of_table(words, skipped, PART))
        @if parts > 1 {
            p class="govuk-body" {
                @if rows > 0 {
                    (words.tell("part-of-table", &[
                        ("first", (skipped + 1).into()),
                        ("last", (skipped + rows).into()),
                        ("all", chart.marks.len().into()),
                    ]))
                } @else { (words.say("part-of-table-none")) }
            }
            nav class="govuk-pagination" aria-label=(words.say("pages-label")) {
                @if shown.part > 1 {
                    div class="govuk-pagination__prev" {
                        a class="govuk-link govuk-pagination__link" rel="prev" href=(to((shown.part - 1).min(parts))) {
                            (words.say("pages-before"))
                        }
                    }
                }
                @if shown.part < parts {
                    div class="govuk-pagination__next" {
                        a class="govuk-link govuk-pagination__link" rel="next" href=(to(shown.part + 1)) {
                            (words.say("pages-after"))
                        }
                    }
                }
            }
        }
    }
}

/// How many schools stand where: rows by progress, columns by results.
fn counts(words: Words, schools: &Schools) -> Markup {
    let tally = schools.tally();
    let more = schools.with_progress_alone();
    let rows = [
        ("counts-above", tally.progress_by_results.above),
        ("counts-level", tally.progress_by_results.level),
        ("counts-below", tally.progress_by_results.below),
    ];
    let columns =
        ["counts-results-above", "counts-results-level", "counts-results-below"].map(|id| words.say(id));
    html! {
        p class="govuk-body" {
            (words.tell("counts-plotted", &[
                ("plotted", tally.plotted.into()),
                ("schools", schools.marks.len().into()),
            ]))
            @if more > 0 { " " (words.tell("counts-without", &[("more", more.into())])) }
        }
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption" { (words.say("counts-caption")) }
            thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                td class="govuk-table__cell" role="cell" {}
                @for column in &columns {
                    th scope="col" role="columnheader" class="govuk-table__header govuk-table__header--numeric" {
                        (column)
                    }
                }
            } }
            tbody class="govuk-table__body" role="rowgroup" {
                @for (id, row) in rows {
                    tr class="govuk-table__row" role="row" {
                        th scope="row" role="rowheader" class="govuk-table__header" { (words.say(id)) }
                        @for (column, number) in columns.iter().zip([row.above, row.level, row.below]) {
                            td class="govuk-table__cell govuk-table__cell--numeric" role="cell" data-label=(column) {
                                (number)
                            }
                        }
                    }
                }
            }
        }
        p class="govuk-body" {
            (words.tell("counts-intervals", &[
                ("plotted", tally.plotted.into()),
                ("above", tally.intervals.above.into()),
                ("including", tally.intervals.including_zero.into()),
                ("below", tally.intervals.below.into()),
            ]))
        }
    }
}
