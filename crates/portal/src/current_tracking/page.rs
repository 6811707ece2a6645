//! The page of this year's scores: the official results first, then what was tested since, each under its own heading.

use domain::cohort_result::Group;
use maud::{Markup, html};
use measures::Mark;

use super::{Beside, OnOfficial, Scores};
use crate::access::Visitor;
use crate::came_to::figure;
use crate::chart;
use crate::cycles;
use crate::feedback::{self, About, Shows};
use crate::layout::Page;
use crate::published::{self, SUBJECTS};
use crate::results::read::YearResults;
use crate::term;
use crate::words::Words;

pub(super) fn show(visitor: &Visitor, beside: &Beside) -> Markup {
    let words = visitor.words;
    let has_results = beside.results.is_some();
    let said = |with: &str, without: &str| words.say(if has_results { with } else { without });
    let title = said("beside-title", "beside-title-alone");
    let main = html! {
        span class="govuk-caption-l" { (beside.school.name) }
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (said("beside-about", "beside-about-alone")) }
        @if let Some(results) = &beside.results {
            h2 class="govuk-heading-m" { (words.say("beside-results")) }
            (official(words, beside, results))
        }
        h2 class="govuk-heading-m" { (said("beside-now", "beside-now-alone")) }
        (how_old(words, beside))
        @match &beside.scores {
            Some(scores) if !scores.is_empty() => (scored(words, scores, has_results)),
            Some(_) => {},
            None => {
                div class="govuk-inset-text" { p class="govuk-body" { (words.say("beside-governors")) } }
                @if !beside.tests.is_empty() { (tests(words, beside)) }
            }
        }
        @if has_results { (read_together(words, beside)) }
        (feedback::link(visitor, &beside.school.id, About::Chart(Shows::Tracking)))
    };
    let trail = vec![
        ("/".to_owned(), words.say("home-title")),
        ("/schools".to_owned(), words.say("nav-schools")),
        (beside.school.address(), beside.school.name.clone()),
    ];
    Page { title: format!("{title}, {}", beside.school.name), trail, main, visitor }.render()
}

/// How to read the scores with the results.
fn read_together(words: Words, beside: &Beside) -> Markup {
    let scale = if beside.has_one_scale() { "beside-one-scale" } else { "beside-other-scale" };
    html! {
        h2 class="govuk-heading-m" { (words.say("beside-reading")) }
        ul class="govuk-list govuk-list--bullet" {
            @for id in ["beside-other-pupils", scale, "beside-ask"] { li { (words.say(id)) } }
        }
        p class="govuk-body" {
            a class="govuk-link" href=(format!("{}/questions#q5", beside.school.address())) { (words.say("question-q5")) }
        }
    }
}

/// How long ago anybody was tested last.
fn how_old(words: Words, beside: &Beside) -> Markup {
    let told = match beside.last() {
        None => words.say("beside-none"),
        Some(last) => {
            let id = if beside.is_old(last) { "beside-last-old" } else { "beside-last" };
            words.tell(id, &[("day", words.date(last).into())])
        }
    };
    html! { p class="govuk-body" { (told) } }
}

fn official(words: Words, beside: &Beside, results: &YearResults) -> Markup {
    let columns =
        ["choice-subject", "beside-column-results", "chart-column-progress"].map(|id| words.say(id));
    let [_, attained, progress] = &columns;
    let year = results.year.written();
    html! {
        p class="govuk-body" { (words.tell("beside-results-of", &[("year", year.as_str().into())])) }
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption" { (words.tell("beside-results-caption", &[("year", year.as_str().into())])) }
            (head(&columns))
            tbody role="rowgroup" { @for subject in SUBJECTS {
                @let mark = published::mark(results, subject, Group::All);
                tr role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" { (words.say(&format!("subject-{subject}"))) }
                    td class="govuk-table__cell" role="cell" data-label=(attained) {
                        @match mark.results().difference() {
                            Some(value) => (words.tell("beside-results-are", &[
                                ("average", figure(mark.results().value().value().unwrap_or_default(), 0).into()),
                                ("value", chart::signed(value).into()),
                            ])),
                            None => (words.say("no-figure")),
                        }
                    }
                    td class="govuk-table__cell" role="cell" data-label=(progress) {
                        (progress_of(words, &mark))
                    }
                }
            } }
        }
        p class="govuk-body" {
            a class="govuk-link" href=(format!("{}/quadrant?year={year}", beside.school.address())) {
                (words.tell("chart-of-year", &[("year", year.as_str().into())]))
            }
        }
    }
}

/// A progress score with its range, as far as they are published.
fn progress_of(words: Words, mark: &Mark) -> String {
    match (mark.progress().difference(), mark.progress().interval()) {
        (Some(value), Some(interval)) => {
            format!("{} ({})", chart::signed(value), chart::range(words, interval))
        }
        (Some(value), None) => chart::signed(value),
        (None, _) => words.say("no-figure"),
    }
}

fn head(columns: &[String]) -> Markup {
    html! {
        thead role="rowgroup" { tr role="row" {
            @for column in columns { th class="govuk-table__header" scope="col" role="columnheader" { (column) } }
        } }
    }
}

/// The tests that are taken, for whoever reads no figure of a cycle that goes on.
fn tests(words: Words, beside: &Beside) -> Markup {
    let columns = ["choice-subject", "beside-column-test", "beside-column-of", "beside-column-last"];
    let columns = columns.map(|id| words.say(id));
    let [_, test, of, last] = &columns;
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption" { (words.say("beside-tests-caption")) }
            (head(&columns))
            tbody role="rowgroup" { @for (one, day) in &beside.tests {
                tr role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" { (term::of(words, "subject-{}", &one.subject)) }
                    td class="govuk-table__cell" role="cell" data-label=(test) { (one.name) }
                    td class="govuk-table__cell" role="cell" data-label=(of) { (term::of(words, "beside-of-{}", &one.kind)) }
                    td class="govuk-table__cell" role="cell" data-label=(last) {
                        (words.date(*day)) @if beside.is_old(*day) { " " (words.say("beside-old")) }
                    }
                }
            } }
        }
    }
}

/// What the cycles have so far, for those who read scores.
fn scored(words: Words, scores: &[Scores], has_results: bool) -> Markup {
    let columns = [
        "cycles-column-cycle",
        "beside-column-test",
        "beside-column-point",
        "chart-column-pupils",
        "beside-column-mean",
        "beside-column-days",
    ]
    .map(|id| words.say(id));
    let [_, test, point, pupils, mean, days] = &columns;
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption" { (words.say("beside-scores-caption")) }
            (head(&columns))
            tbody role="rowgroup" { @for one in scores {
                tr role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" {
                        a class="govuk-link" href=(format!("/cycles/{}", one.cycle.id)) { (cycles::label(words, &one.cycle)) }
                        br;
                        (term::of(words, "beside-of-{}", &one.cycle.plan.kind))
                    }
                    td class="govuk-table__cell" role="cell" data-label=(test) { (one.test) }
                    td class="govuk-table__cell" role="cell" data-label=(point) {
                        (term::of(words, "point-{}", &one.taken.point))
                    }
                    td class="govuk-table__cell" role="cell" data-label=(pupils) { (one.taken.pupils) }
                    td class="govuk-table__cell" role="cell" data-label=(mean) {
                        (average(words, one))
                        @if has_results { (on_official(words, &one.on_official)) }
                    }
                    td class="govuk-table__cell" role="cell" data-label=(days) {
                        (words.date(one.taken.first))
                        @if one.taken.last != one.taken.first { " – " (words.date(one.taken.last)) }
                    }
                }
            } }
        }
        p class="chart-note" { (words.say("beside-staff")) }
    }
}

/// The same average on the scale of official results, beside the first and never in its place.
fn on_official(words: Words, on: &OnOfficial) -> Markup {
    let said = match on {
        OnOfficial::Unlinked => None,
        OnOfficial::BeyondLink => Some(words.say("beside-beyond-link")),
        OnOfficial::Reads(mean, source) => {
            let reads = words.tell("beside-on-official", &[("mean", figure(*mean, 1).into())]);
            let source = source.as_ref();
            let source = source.map(|source| words.tell("entry-link-source", &[("source", source.into())]));
            Some(std::iter::once(reads).chain(source).collect::<Vec<_>>().join(" "))
        }
    };
    html! { @if let Some(said) = said { br; (said) } }
}

/// The average with what is usual on its scale, and whether the scale reads on another.
fn average(words: Words, one: &Scores) -> String {
    let mean = figure(one.taken.mean, 1);
    let told = match one.norm {
        Some(norm) => words.tell("beside-mean", &[("mean", mean.into()), ("norm", figure(norm, 0).into())]),
        None => words.tell("beside-mean-no-norm", &[("mean", mean.into())]),
    };
    let elsewhere = one.is_linked && one.on_official == OnOfficial::Unlinked;
    if elsewhere { format!("{told} {}", words.say("beside-linked")) } else { told }
}
