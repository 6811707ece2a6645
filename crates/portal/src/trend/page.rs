//! The page of the trend: what may be said, the drawing, several years together, and the same figures in a table.

use jiff::civil::{Date, date};
use maud::{Markup, html};
use measures::Certainty;
use measures::claim::{Claim as _, TrendClaim};
use measures::pooled::{PoolError, Pooled};

use super::{Done, Series, Year, tested_on};
use crate::access::Visitor;
use crate::chart::{self, Span, YearPoint, Years};
use crate::cycles;
use crate::feedback::{self, About, Shows};
use crate::layout::Page;
use crate::published;
use crate::words::Words;

pub(super) fn show(visitor: &Visitor, series: &Series) -> Markup {
    let words = visitor.words;
    let subject = words.say(&format!("subject-{}", series.subject));
    let title = words.tell("trend-title", &[("subject", subject.into())]);
    let main = html! {
        span class="govuk-caption-l" { (series.school.name) }
        h1 class="govuk-heading-l" { (title) }
        @if series.years.is_empty() {
            p class="govuk-body" { (words.say("trend-none")) }
        } @else {
            p class="govuk-body" { (words.claim(&series.claim.sentence())) }
            @if matches!(series.claim, TrendClaim::Moved { .. }) {
                p class="govuk-body" { (words.say("trend-moved-caution")) }
            }
        }
        (choice(words, series))
        @match drawing(words, series) {
            Some(drawing) => (drawing.figure(words)),
            None => (listed(words, series.done.as_deref().unwrap_or_default())),
        }
        (feedback::link(visitor, &series.school.id, About::Chart(Shows::Trend)))
        @if !series.years.is_empty() {
            p class="chart-note" { (words.say("trend-other-pupils")) }
            @if series.years.iter().any(|year| year.breaks) { p class="chart-note" { (words.say("because-q3-new-start")) } }
            @if series.done.as_ref().is_some_and(|done| !done.is_empty()) {
                p class="chart-note" { (words.say("trend-beside")) }
            }
            @if visitor.account.is_none() { p class="chart-note" { (words.say("trend-sign-in")) } }
            h2 class="govuk-heading-m" { (words.say("trend-together")) }
            p class="govuk-body" { (together(words, &series.years, &series.pooled)) }
            (table(words, series))
        }
    };
    let trail = vec![
        ("/".to_owned(), words.say("home-title")),
        ("/schools".to_owned(), words.say("nav-schools")),
        (series.school.address(), series.school.name.clone()),
    ];
    Page { title: format!("{title}, {}", series.school.name), trail, main, visitor }.render()
}

fn choice(words: Words, series: &Series) -> Markup {
    html! {
        form class="q-choices" method="get" {
            div class="govuk-form-group" {
                label class="govuk-label" for="subject" { (words.say("choice-subject")) }
                select class="govuk-select" id="subject" name="subject" {
                    @for subject in published::SUBJECTS {
                        option value=(subject) selected[subject == series.subject] { (words.say(&format!("subject-{subject}"))) }
                    }
                }
            }
            button type="submit" class="govuk-button govuk-button--secondary" { (words.say("choice-go")) }
        }
    }
}

/// The figure of a year with its range, as it is written.
fn written(words: Words, year: &Year) -> String {
    let progress = year.mark.progress();
    let value = progress.difference().map(chart::signed).unwrap_or_default();
    match progress.interval() {
        Some(interval) => format!("{value} ({})", chart::range(words, interval)),
        None => value,
    }
}

/// The drawing, from the first September of the years or the first cycle to the last of both; none without a year.
fn drawing(words: Words, series: &Series) -> Option<Years> {
    let (first, last) = (series.years.first()?, series.years.last()?);
    let done = series.done.as_deref().unwrap_or_default();
    let september = |day: Date| date(day.year() - 1, 9, 1);
    let begin = done
        .first()
        .map(|done| done.cycle.starts_on)
        .into_iter()
        .chain([september(tested_on(first.results.year)?)])
        .min()?;
    let end = done
        .iter()
        .map(|done| done.cycle.ends_on)
        .chain([tested_on(last.results.year)?.checked_add(jiff::Span::new().days(60)).ok()?])
        .max()?;
    let day = |day: Date| day.since(begin).map_or(0, |span| span.get_days());
    let point = |year: &Year| {
        let progress = year.mark.progress();
        Some(YearPoint {
            year: year.results.year.written(),
            day: day(tested_on(year.results.year)?),
            value: progress.difference()?,
            written: written(words, year),
            range: progress.interval().map(|interval| (interval.lower(), interval.upper())),
            is_clear: progress.certainty().is_clear(),
            breaks: year.breaks,
        })
    };
    let span = |done: &Done| Span {
        name: spanned(words, done),
        href: format!("/cycles/{}", done.cycle.id),
        days: (day(done.cycle.starts_on), day(done.cycle.ends_on)),
        turns: done.turns.iter().map(|turn| day(*turn)).collect(),
    };
    Some(Years {
        prefix: "trend".to_owned(),
        title: words.say(if done.is_empty() { "trend-drawing" } else { "trend-drawing-cycles" }),
        values: words.say("trend-values"),
        last_day: day(end),
        points: series.years.iter().filter_map(point).collect(),
        spans: done.iter().map(span).collect(),
        days: januaries(words, begin, end).map(|(january, name)| (day(january), name)).collect(),
    })
}

/// The beginnings of calendar years from one day to another, each with its name.
fn januaries(words: Words, begin: Date, end: Date) -> impl Iterator<Item = (Date, String)> {
    let all =
        (begin.year()..=end.year()).filter(|year| (1900..2199).contains(year)).map(|year| date(year, 1, 1));
    all.filter(move |january| begin <= *january && *january <= end).map(move |january| {
        (january, words.tell("trend-january", &[("year", january.year().to_string().into())]))
    })
}

/// The cycles alone, where there is no year to draw them under.
fn listed(words: Words, done: &[Done]) -> Markup {
    html! {
        @if !done.is_empty() {
            h2 class="govuk-heading-m" { (words.say("trend-cycles")) }
            ol class="govuk-list govuk-list--number" {
                @for one in done {
                    li { a class="govuk-link" href=(format!("/cycles/{}", one.cycle.id)) { (spanned(words, one)) } }
                }
            }
        }
    }
}

/// A cycle with its days and how often a strategy was changed in it.
fn spanned(words: Words, done: &Done) -> String {
    words.tell(
        "trend-cycle",
        &[
            ("cycle", cycles::label(words, &done.cycle).into()),
            ("until", words.date(done.cycle.ends_on).into()),
            ("changes", done.turns.len().into()),
        ],
    )
}

/// What may be said of these years: whether anything moved, and what they come to together.
pub(super) fn sentences(
    words: Words,
    years: &[Year],
    claim: &TrendClaim,
    pooled: &Result<Pooled, PoolError>,
) -> Vec<String> {
    if years.is_empty() {
        return vec![words.say("trend-none")];
    }
    let caution = matches!(claim, TrendClaim::Moved { .. }).then(|| words.say("trend-moved-caution"));
    let breaks = years.iter().any(|year| year.breaks).then(|| words.say("because-q3-new-start"));
    let first = [words.claim(&claim.sentence())];
    first.into_iter().chain(caution).chain(breaks).chain([together(words, years, pooled)]).collect()
}

fn together(words: Words, years: &[Year], pooled: &Result<Pooled, PoolError>) -> String {
    match pooled {
        Ok(pooled) => {
            let count = usize::try_from(pooled.years).unwrap_or(usize::MAX);
            let first = years.len().saturating_sub(count);
            let years = years.iter().skip(first).map(|year| year.results.year.written());
            let named = years.collect::<Vec<_>>().join(", ");
            let id = match pooled.interval.certainty() {
                Certainty::ClearlyAbove => "trend-pooled-above",
                Certainty::ClearlyBelow => "trend-pooled-below",
                Certainty::TooCloseToCall | Certainty::NotStated => "trend-pooled-close",
            };
            words.tell(
                id,
                &[
                    ("named", named.into()),
                    ("pupils", pooled.pupils.into()),
                    ("value", chart::signed(pooled.value).into()),
                    ("range", chart::range(words, pooled.interval).into()),
                ],
            )
        }
        Err(PoolError::TooFewYears) => words.say("trend-pooled-too-few"),
        Err(PoolError::BreakInSeries | PoolError::Unusable) => words.say("trend-pooled-not-stated"),
    }
}

fn table(words: Words, series: &Series) -> Markup {
    let columns = ["kind-year", "chart-column-pupils", "chart-column-progress", "trend-column-clear"]
        .map(|id| words.say(id));
    let [_, pupils, progress, clear] = &columns;
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("same-figures")) }
            thead class="govuk-table__head" role="rowgroup" { tr class="govuk-table__row" role="row" {
                @for column in &columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
            } }
            tbody class="govuk-table__body" role="rowgroup" { @for year in &series.years {
                tr class="govuk-table__row" role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" {
                        a class="govuk-link" href=(format!("{}/quadrant/how-sure?year={}&subject={}", series.school.address(), year.results.year, series.subject)) {
                            (year.results.year.written())
                        }
                    }
                    td class="govuk-table__cell" role="cell" data-label=(pupils) {
                        (year.mark.pupils().map_or_else(|| words.say("chart-pupils-unknown"), |pupils| pupils.to_string()))
                    }
                    td class="govuk-table__cell" role="cell" data-label=(progress) { (written(words, year)) }
                    td class="govuk-table__cell" role="cell" data-label=(clear) {
                        (words.say(match year.mark.progress().certainty() {
                            Certainty::ClearlyAbove => "trend-clear-above",
                            Certainty::ClearlyBelow => "trend-clear-below",
                            Certainty::TooCloseToCall => "trend-clear-not",
                            Certainty::NotStated => "how-sure-not-stated",
                        }))
                    }
                }
            } }
        }
    }
}
