//! The drawing for telephones: lettered discs, pushed apart, each with a tick to its true place; a list of letters
//! stands below. It is drawn for itself, because the wide one made small could not be read.

use maud::{Markup, html};

use super::{
    Chart, Direction,
    drawing::{Sheet, TextSizes, axis_sentence, count, described_by, scales, titled_by, titles},
    lettering,
    palette::{INK, MARK, PAPER},
    plotted::{Plotted, plotted},
    push::push_apart,
    rect::{Point, Rect},
    scale::{Scale, coordinate as c},
    sentence,
    wide::first_stop,
};
use crate::words::Words;

/// The width of the drawing, in units.
pub(super) const WIDTH: f64 = 330.0;
/// The smallest type: 12 pixels where the drawing is 290 pixels wide.
pub(super) const TYPE: f64 = 14.0;
const LINE: f64 = 17.0;
const LEFT: f64 = 74.0;
const PLOT_HEIGHT: f64 = 300.0;
const DISC: f64 = 11.5;
/// Discs are this far apart, middle to middle, so that each can be touched.
const APART: f64 = 26.0;
const INSET: f64 = 26.0;

/// The narrow sheet with the lines of both axis sentences and its height.
pub(super) struct Narrow {
    pub(super) sheet: Sheet,
    above: Vec<String>,
    below: Vec<String>,
    pub(super) height: f64,
}

impl Narrow {
    /// Lays out the sheet; `spare` units stay free under the last line.
    pub(super) fn of(chart: &Chart, marks: &[Plotted<'_>], words: Words, spare: f64) -> Self {
        let above = lettering::wrap(&axis_sentence(chart, words, false), TYPE, true, WIDTH);
        let below = lettering::wrap(&axis_sentence(chart, words, true), TYPE, true, WIDTH);
        let top = LINE * count(&above) + 10.0;
        let plot = Rect { left: LEFT, top, right: WIDTH - 4.0, bottom: top + PLOT_HEIGHT };
        let (across, up) = scales(chart, marks, plot);
        let ticks_across = outermost(&chart.axes.results, across);
        let ticks_up = chart.axes.progress.ticks(up, 2);
        let sheet =
            Sheet { plot, across, up, ticks_across, ticks_up, text: text(), is_gain: chart.is_of_gains() };
        let height = plot.bottom + LINE * (2.5 + count(&below)) + 6.0 + spare;
        Self { sheet, above, below, height }
    }

    /// The sentence of each axis.
    pub(super) fn axis_texts(&self) -> Markup {
        let first = self.sheet.plot.bottom + LINE * 3.5;
        html! {
            g.chart-axes aria-hidden="true" fill=(INK) font-size=(c(TYPE)) font-weight="700" {
                @for (line, down) in self.above.iter().zip(1_u32..) {
                    text x="0" y=(c(LINE * f64::from(down) - 2.0)) { (line) }
                }
                @for (line, down) in self.below.iter().zip(0_u32..) {
                    text x="0" y=(c(first + LINE * f64::from(down))) { (line) }
                }
            }
        }
    }
}

fn text() -> TextSizes {
    TextSizes {
        tick: TYPE,
        axis: TYPE,
        corner: TYPE,
        line: LINE,
        tick_room: (78.0, 66.0),
        corner_room: 130.0,
        bold_corners: false,
    }
}

/// Level and one tick on either side, so that the words beneath have room.
fn outermost(direction: &Direction, scale: Scale) -> Vec<f64> {
    if !direction.words.is_empty() {
        let all = direction.ticks(scale, 2);
        let (first, last) = (all.first().copied(), all.last().copied());
        let ends = [first, last]
            .into_iter()
            .flatten()
            .filter(|value| *value != 0.0 && value.abs() <= scale.reach * 0.8);
        return ends.chain([0.0]).collect();
    }
    let round = [40.0, 30.0, 20.0, 15.0, 10.0, 8.0, 6.0, 5.0, 4.0, 3.0, 2.0, 1.0];
    let furthest = round.into_iter().find(|value| *value <= scale.reach * 0.8);
    furthest.map_or_else(|| vec![0.0], |value| vec![-value, 0.0, value])
}

/// The whole drawing.
pub(super) fn drawing(chart: &Chart, words: Words) -> Markup {
    let marks = plotted(chart);
    let narrow = Narrow::of(chart, &marks, words, 0.0);
    let discs = discs(&narrow.sheet, &marks, words);
    html! {
        svg.chart-narrow viewBox={ "0 0 330 " (c(narrow.height)) } width="330" height=(c(narrow.height)) role="group"
            aria-labelledby=(titled_by(chart, "narrow")) aria-describedby=(described_by(chart, "narrow")) {
            (titles(chart, "narrow", words))
            (narrow.sheet.ground())
            (narrow.sheet.ticks(&chart.axes, words))
            (narrow.axis_texts())
            (narrow.sheet.under(&marks, INSET, "1.4"))
            @let stop = first_stop(chart, &marks);
            @for (mark, disc) in marks.iter().zip(discs) {
                (one(chart, &narrow.sheet, (mark, stop.is_some_and(|stop| stop != mark.index)), disc, words))
            }
            (narrow.sheet.corner_names(words))
        }
    }
}

/// Where the discs go: as near to their marks as their size allows, clear of the names of the quadrants.
pub(super) fn discs(sheet: &Sheet, marks: &[Plotted<'_>], words: Words) -> Vec<Point> {
    let stands: Vec<Point> = marks.iter().map(|mark| sheet.stand(mark, INSET)).collect();
    let corners = sheet.corners(words);
    let room = corners.iter().map(|corner| corner.bottom - corner.top).fold(0.0, f64::max);
    let frame = sheet.plot.grown(-DISC - 2.0);
    let clear = Rect { top: sheet.plot.top + room + DISC, bottom: sheet.plot.bottom - room - DISC, ..frame };
    push_apart(&stands, APART, clear)
}

fn one(
    chart: &Chart,
    sheet: &Sheet,
    (mark, is_passed_over): (&Plotted<'_>, bool),
    disc: Point,
    words: Words,
) -> Markup {
    let stand = sheet.stand(mark, INSET);
    let letter = Chart::letter(mark.index);
    let colour = if mark.is_clear() { (MARK, PAPER) } else { (PAPER, MARK) };
    html! {
        a class={ "chart-mark chart-m" (mark.index) @if mark.is_clear() { " chart-clear" } }
            href={ "#" (chart.row_id(mark.mark)) } tabindex=[is_passed_over.then_some("-1")]
            aria-label=(sentence::spoken(chart, mark.mark, Some(&letter), words)) {
            circle.chart-ring cx=(c(disc.x)) cy=(c(disc.y)) r="16" fill="none" {}
            (sheet.ranges(mark, stand, "1.4"))
            @if disc.distance(stand) > 2.0 {
                line.chart-tick x1=(c(disc.x)) y1=(c(disc.y)) x2=(c(stand.x)) y2=(c(stand.y)) stroke=(MARK) stroke-width="1.5" {}
                circle.chart-place cx=(c(stand.x)) cy=(c(stand.y)) r="3" fill=(MARK) {}
            }
            @if !sheet.holds(mark) { (sheet.arrow(mark, disc, DISC)) }
            circle.chart-disc cx=(c(disc.x)) cy=(c(disc.y)) r=(c(DISC)) fill=(colour.0) stroke=(MARK) stroke-width="2.5" {}
            text.chart-letter x=(c(disc.x)) y=(c(disc.y + 5.0)) text-anchor="middle" font-size="14" font-weight="700" fill=(colour.1) { (letter) }
            circle.chart-target cx=(c(disc.x)) cy=(c(disc.y)) r="14" fill="transparent" {}
        }
    }
}
