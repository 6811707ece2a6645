//! The figure as a reader meets it: a way past it, its title, the key, the drawing, the panel for the mark pointed at,
//! and the notes.

use maud::{Markup, html};

use super::palette::{MARK, PAPER};
use super::{
    Chart, binned,
    cross::cross,
    dense, narrow,
    plotted::{Look, Plotted, plotted},
    reading,
    rect::Point,
    sentence, wide,
};
use crate::words::{Arg, Words};

/// The whole figure.
pub(super) fn figure(chart: &Chart, words: Words) -> Markup {
    let marks = plotted(chart);
    html! {
        figure.chart id=(chart.prefix) {
            a.govuk-skip-link.chart-skip href={ "#" (chart.table_id()) } { (words.say("chart-skip")) }
            figcaption.chart-title { (chart.title) }
            @if marks.is_empty() {
                p.chart-none { (words.say("chart-none")) }
            } @else {
                (key(chart, &marks, words))
                @if chart.is_binned() {
                    (binned::wide(chart, words))
                    (binned::narrow(chart, words))
                } @else if chart.is_dense() {
                    (dense::wide(chart, words))
                    (dense::narrow(chart, words))
                } @else {
                    (wide::drawing(chart, words))
                    (narrow::drawing(chart, words))
                    (letters(chart, &marks, words))
                }
                (detail(chart, &marks, words))
            }
            (notes(chart, &marks, words))
        }
    }
}

/// What the shapes mean: only those that occur.
fn key(chart: &Chart, marks: &[Plotted<'_>], words: Words) -> Markup {
    let has = |look| marks.iter().any(|mark| mark.results.look == look || mark.progress.look == look);
    let results = |look| marks.iter().any(|mark| mark.results.look == look);
    let stated = results(Look::Solid) || results(Look::Hollow);
    let disc =
        words.tell(if stated { "chart-key-disc-either" } else { "chart-key-disc" }, &[chart.measure()]);
    let across = if stated { Look::Hollow } else { Look::Dashed };
    let dense = chart.is_dense();
    html! {
        ul.chart-key aria-label=(words.say("chart-key")) {
            @if !dense {
                @if has(Look::Hollow) { (cross_key(across, Look::Hollow, &words.tell("chart-key-hollow", &[chart.measure()]))) }
                @if results(Look::Solid) { (cross_key(Look::Solid, Look::Hollow, &words.say("chart-key-results"))) }
                (cross_key(across, Look::Solid, &words.tell("chart-key-progress", &[chart.measure()])))
            }
            @if chart.is_binned() {
                (disc_key(false, true, &words.say("chart-key-bin")))
                (disc_key(true, true, &words.say("chart-key-bin-clear")))
            } @else {
                (disc_key(false, dense, &words.tell("chart-key-hollow", &[chart.measure()])))
                (disc_key(true, dense, &disc))
            }
            @if results(Look::Dashed) && !dense { (dashes_key(&words.say("chart-key-results-dashes"))) }
            @if !dense { (range_key(&words.say("chart-key-range"))) }
            @if chart.is_binned() {
                @if off_the_chart(chart, marks) { li { (words.say("chart-key-bin-off")) } }
            } @else if dense {
                li { (words.say("chart-key-dot-size")) }
            } @else {
                li.chart-for-wide { (words.say("chart-key-size")) }
            }
            @if !chart.is_binned() && off_the_chart(chart, marks) { li { (words.say("chart-key-off")) } }
        }
    }
}

fn off_the_chart(chart: &Chart, marks: &[Plotted<'_>]) -> bool {
    let sheet = wide::sheet(chart, marks);
    marks.iter().any(|mark| !sheet.holds(mark))
}

fn cross_key(results: Look, progress: Look, says: &str) -> Markup {
    html! {
        li.chart-for-wide {
            svg width="30" height="28" viewBox="-15 -14 30 28" aria-hidden="true" {
                (cross(Point { x: 0.0, y: 0.0 }, 9.0, results, progress))
            }
            (says)
        }
    }
}

fn disc_key(is_clear: bool, dense: bool, says: &str) -> Markup {
    let fill = if is_clear { MARK } else { PAPER };
    let radius = if dense { "6" } else { "10.5" };
    let class = if dense { "chart-for-both" } else { "chart-for-narrow" };
    html! {
        li class=(class) {
            svg width="26" height="28" viewBox="-13 -14 26 28" aria-hidden="true" {
                circle class=[is_clear.then_some("chart-disc chart-disc-full").or(Some("chart-disc"))]
                    r=(radius) fill=(fill) stroke=(MARK) stroke-width="2.5" {}
            }
            (says)
        }
    }
}

fn dashes_key(says: &str) -> Markup {
    html! {
        li.chart-for-wide {
            svg width="30" height="28" viewBox="-15 -14 30 28" aria-hidden="true" {
                path.chart-dashes d="M-11.5 0H11.5" stroke=(MARK) stroke-width="5" stroke-dasharray="3 2" fill="none" {}
            }
            (says)
        }
    }
}

fn range_key(says: &str) -> Markup {
    html! {
        li {
            svg width="56" height="28" viewBox="-28 -14 56 28" aria-hidden="true" {
                path.chart-range.chart-range-key d="M-25 0H25M-25-5V5M25-5V5" stroke=(MARK) stroke-width="2" fill="none" {}
            }
            (says)
        }
    }
}

/// What each letter stands for: all of them on the narrow drawing, on the wide one those that replace a name.
fn letters(chart: &Chart, marks: &[Plotted<'_>], words: Words) -> Markup {
    let sheet = wide::sheet(chart, marks);
    let labels = wide::names(&sheet, marks, words);
    let mut order: Vec<(usize, &Plotted<'_>)> = marks.iter().enumerate().collect();
    order.sort_by_key(|(_, mark)| mark.index);
    html! {
        ul.chart-letters aria-label=(words.say("chart-letters")) {
            @for (spot, mark) in order {
                @let in_wide = labels.iter().any(|label| label.spot == spot && label.is_letter);
                @let told = [("letter", Arg::from(Chart::letter(mark.index))), ("label", Arg::from(wide::full_name(&sheet, mark, words)))];
                li class=[(!in_wide).then_some("chart-for-narrow")] { (words.tell("chart-letter", &told)) }
            }
        }
    }
}

/// Room for the sentence of the mark that is pointed at, so that nothing moves and nothing is covered. Hidden from
/// readers of the screen, who hear the same sentence from the mark itself.
fn detail(chart: &Chart, marks: &[Plotted<'_>], words: Words) -> Markup {
    html! {
        @if chart.is_dense() {
            p.chart-detail-dense {
                (words.say(if chart.is_binned() { "chart-detail-binned" } else { "chart-detail-dense" }))
            }
        } @else {
            div.chart-detail aria-hidden="true" {
                p.chart-detail-wait {
                    (words.say(if chart.is_one_stop() { "chart-detail-one-stop" } else { "chart-detail" }))
                }
                @for mark in marks {
                    p class={ "chart-detail-of chart-d" (mark.index) } { (sentence::shown(chart, mark.mark, words)) }
                }
            }
        }
    }
}

/// Which marks are not drawn, what a range means, and the chart's own notes.
fn notes(chart: &Chart, marks: &[Plotted<'_>], words: Words) -> Markup {
    let missing: Vec<&str> =
        chart.marks.iter().filter(|mark| !mark.mark.is_plottable()).map(|mark| mark.label.as_str()).collect();
    let has_ranges = marks.iter().any(|mark| mark.results.range.is_some() || mark.progress.range.is_some());
    html! {
        @if !missing.is_empty() && !marks.is_empty() { p.chart-note { (not_drawn(&missing, words)) } }
        @if has_ranges { p.chart-note { (words.say("chart-note-range")) } }
        @if chart.is_dense() && reading::results_unstated(chart) { p.chart-note { (words.say("chart-read-results-not-stated")) } }
        @for note in &chart.notes { p.chart-note { (note) } }
    }
}

fn not_drawn(missing: &[&str], words: Words) -> String {
    if missing.len() > 4 {
        return words.tell("chart-not-drawn-many", &[("count", Arg::from(missing.len()))]);
    }
    words.tell("chart-not-drawn", &[("names", Arg::from(missing.join(", ")))])
}
