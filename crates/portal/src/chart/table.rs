//! The table beside the chart: the same marks, the same figures, with a small bar for each range. It is the way in for
//! anyone who does not see the drawing.

use maud::{Markup, html};
use measures::{Axis, Mark};

use super::{
    Chart, ChartMark,
    palette::{INK, MARK, PAPER},
    phrase,
    plotted::{Look, Plotted, plotted},
    scale::{Scale, coordinate as c},
    sentence, wide,
};
use crate::words::{Arg, Words};

const BAR_WIDTH: f64 = 150.0;
const MIDDLE: &str = "9";

/// Both scales of the small bars, the same as the drawing's.
struct Bars {
    results: Scale,
    progress: Scale,
}

impl Bars {
    fn of(chart: &Chart, marks: &[Plotted<'_>]) -> Self {
        let sheet = wide::sheet(chart, marks);
        let within = |scale: Scale| Scale { reach: scale.reach, low: 6.0, high: BAR_WIDTH - 6.0 };
        Self { results: within(sheet.across), progress: within(sheet.up) }
    }
}

/// The whole table.
pub(super) fn table(chart: &Chart, words: Words) -> Markup {
    part(chart, words, 0, chart.marks.len())
}

/// Up to `count` rows of it, after the first `skipped`. Explicit roles keep it a table where a narrow screen lays each row
/// out as a block.
pub(super) fn part(chart: &Chart, words: Words, skipped: usize, count: usize) -> Markup {
    let marks = plotted(chart);
    let bars = Bars::of(chart, &marks);
    let columns = Columns::of(chart, words);
    html! {
        table.govuk-table.chart-table id=(chart.table_id()) role="table" {
            caption.govuk-table__caption.chart-caption { (chart.caption) }
            thead.govuk-table__head role="rowgroup" {
                tr.govuk-table__row role="row" {
                    @for name in columns.names() {
                        th.govuk-table__header scope="col" role="columnheader" { (name) }
                    }
                }
            }
            tbody.govuk-table__body role="rowgroup" {
                @for (index, mark) in chart.marks.iter().enumerate().skip(skipped).take(count) {
                    @let drawn = marks.iter().find(|drawn| drawn.index == index);
                    (row(chart, (index, mark), drawn.filter(|_| !chart.is_dense()), &bars, &columns, words))
                }
            }
        }
    }
}

/// The names of the columns, which each cell repeats on a narrow screen.
struct Columns {
    kind: String,
    pupils: String,
    results: String,
    progress: String,
    sure: String,
    place: String,
}

impl Columns {
    fn of(chart: &Chart, words: Words) -> Self {
        Self {
            kind: chart.kind.clone(),
            pupils: words.say("chart-column-pupils"),
            results: words.say("chart-column-results"),
            progress: words.say(if chart.is_of_gains() {
                "chart-column-gain"
            } else {
                "chart-column-progress"
            }),
            sure: words.say("chart-column-sure"),
            place: words.say("chart-column-place"),
        }
    }

    fn names(&self) -> [&str; 6] {
        [&self.kind, &self.pupils, &self.results, &self.progress, &self.sure, &self.place]
    }
}

fn row(
    chart: &Chart,
    (index, mark): (usize, &ChartMark),
    drawn: Option<&Plotted<'_>>,
    bars: &Bars,
    columns: &Columns,
    words: Words,
) -> Markup {
    let pupils =
        mark.mark.pupils().map_or_else(|| words.say("chart-pupils-unknown"), |pupils| pupils.to_string());
    html! {
        tr.govuk-table__row.chart-row id=(chart.row_id(mark)) role="row" {
            th.govuk-table__header scope="row" role="rowheader" {
                @if drawn.is_some() { span.chart-row-letter aria-hidden="true" { (Chart::letter(index)) } }
                @match &mark.href {
                    Some(href) => { a.govuk-link href=(href) { (mark.label) } }
                    None => { (mark.label) }
                }
                @if let Some(note) = &mark.note { p.chart-row-note { (note) } }
            }
            td.govuk-table__cell.chart-pupils role="cell" data-label=(columns.pupils) { (pupils) }
            td.govuk-table__cell role="cell" data-label=(columns.results) {
                (axis(chart, &mark.mark, Axis::Results, words))
                @if let Some(drawn) = drawn { (bar(drawn.results, bars.results)) }
            }
            td.govuk-table__cell role="cell" data-label=(columns.progress) {
                (axis(chart, &mark.mark, Axis::Progress, words))
                @if let Some(drawn) = drawn { (bar(drawn.progress, bars.progress)) }
            }
            td.govuk-table__cell role="cell" data-label=(columns.sure) {
                (sentence::how_sure(chart, &mark.mark, words))
                @if let Some(working) = &mark.working {
                    " " a.govuk-link.q-elsewhere href=(working) { (words.tell("sure-link", &[("label", Arg::from(&mark.label))])) }
                }
            }
            td.govuk-table__cell role="cell" data-label=(columns.place) { (sentence::place(chart, &mark.mark, words)) }
        }
    }
}

/// One axis of a mark: what may be said, then the figures.
fn axis(chart: &Chart, mark: &Mark, axis: Axis, words: Words) -> Markup {
    let comparison = mark.on(axis);
    html! {
        span.chart-says { (sentence::phrase(chart, mark, axis, words)) }
        @if let Some(difference) = comparison.difference() {
            " "
            span.chart-figures {
                data.chart-difference value=(difference) { (phrase::signed(difference)) }
                @if let Some(interval) = comparison.interval() {
                    " " span.chart-interval { "(" (phrase::range(words, interval)) ")" }
                }
                @if let Some(against) = sentence::against(chart, mark, axis, words) {
                    " " span.chart-against { (against) }
                }
            }
        } @else if let Some(value) = comparison.value().value() {
            " " span.chart-figures { (words.tell("chart-value-only", &[("value", Arg::from(phrase::plain(value)))])) }
        }
    }
}

/// A small picture of a figure and its range, on the scale of the drawing.
fn bar(arm: super::plotted::Arm, scale: Scale) -> Markup {
    let middle = c(scale.middle());
    let at = c(scale.clamped(arm.value));
    html! {
        svg.chart-bar viewBox="0 0 150 18" width="150" height="18" aria-hidden="true" {
            line.chart-zero x1=(middle) x2=(middle) y1="0" y2="18" stroke=(INK) stroke-width="1.5" {}
            @if let Some(range) = arm.range {
                line.chart-bar-range x1=(c(scale.clamped(range.lower()))) x2=(c(scale.clamped(range.upper())))
                    y1=(MIDDLE) y2=(MIDDLE) stroke=(MARK) stroke-width="3" {}
            }
            @match arm.look {
                Look::Solid => { circle.chart-disc.chart-disc-full cx=(at) cy=(MIDDLE) r="5" fill=(MARK) stroke=(MARK) stroke-width="2" {} }
                Look::Hollow => { circle.chart-disc cx=(at) cy=(MIDDLE) r="5" fill=(PAPER) stroke=(MARK) stroke-width="2" {} }
                Look::Dashed => { circle.chart-disc.chart-disc-dashed cx=(at) cy=(MIDDLE) r="5" fill=(PAPER) stroke=(MARK) stroke-width="2" stroke-dasharray="2.4 1.8" {} }
            }
        }
    }
}
