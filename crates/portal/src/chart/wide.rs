//! The drawing for wide screens and paper: crosses with their names beside them.

use maud::{Markup, html};

use super::{
    Chart,
    cross::cross,
    drawing::{Sheet, TextSizes, axis_sentence, described_by, scales, titled_by, titles},
    labels::{self, Label, Spot, Surroundings, Wish},
    palette::{INK, PAPER, SOFT},
    plotted::{Plotted, plotted},
    rect::{Point, Rect},
    scale::coordinate as c,
    sentence,
};
use crate::words::Words;

/// The plot within the drawing of 900 by 640 units.
pub(super) const PLOT: Rect = Rect { left: 96.0, top: 40.0, right: 884.0, bottom: 574.0 };
/// How far within the edge a mark stands that lies beyond it.
const INSET: f64 = 30.0;
/// Half the target that a pointer must hit: 24 pixels also where the drawing is at its smallest.
const TARGET: f64 = 16.0;

/// The sheet of the wide drawing.
pub(super) fn sheet(chart: &Chart, marks: &[Plotted<'_>]) -> Sheet {
    let (across, up) = scales(chart, marks, PLOT);
    Sheet {
        plot: PLOT,
        across,
        up,
        ticks_across: chart.axes.results.ticks(across, 4),
        ticks_up: chart.axes.progress.ticks(up, 4),
        text: TextSizes {
            tick: 14.0,
            axis: 15.0,
            corner: 15.0,
            line: 16.0,
            tick_room: (82.0, 84.0),
            corner_room: 340.0,
            bold_corners: true,
        },
        is_gain: chart.is_of_gains(),
    }
}

/// The whole drawing.
pub(super) fn drawing(chart: &Chart, words: Words) -> Markup {
    let marks = plotted(chart);
    let sheet = sheet(chart, &marks);
    let placed = names(&sheet, &marks, words);
    html! {
        svg.chart-wide viewBox="0 0 900 640" width="900" height="640" role="group"
            aria-labelledby=(titled_by(chart, "wide")) aria-describedby=(described_by(chart, "wide")) {
            (titles(chart, "wide", words))
            (sheet.ground())
            (sheet.ticks(&chart.axes, words))
            (axis_texts(chart, &sheet, words))
            (sheet.under(&marks, INSET, "2"))
            @let stop = first_stop(chart, &marks);
            @for (at, mark) in marks.iter().enumerate() {
                @let label = placed.iter().find(|label| label.spot == at);
                (one(chart, &sheet, (mark, stop.is_some_and(|stop| stop != mark.index)), label, words))
            }
            (sheet.corner_names(words))
        }
    }
}

/// The sentence of each axis: the upright one stands level above the plot, because turned text reads badly.
pub(super) fn axis_texts(chart: &Chart, sheet: &Sheet, words: Words) -> Markup {
    html! {
        g.chart-axes aria-hidden="true" fill=(INK) font-size=(c(sheet.text.axis)) font-weight="700" {
            text x=(c(PLOT.left)) y="26" { (axis_sentence(chart, words, false)) }
            text x=(c(sheet.across.middle())) y="630" text-anchor="middle" { (axis_sentence(chart, words, true)) }
        }
    }
}

/// The mark that can be reached with the Tab key where only one can: the first of the table that is drawn.
pub(super) fn first_stop(chart: &Chart, marks: &[Plotted<'_>]) -> Option<usize> {
    marks.iter().map(|mark| mark.index).min().filter(|_| chart.is_one_stop())
}

fn one(
    chart: &Chart,
    sheet: &Sheet,
    (mark, is_passed_over): (&Plotted<'_>, bool),
    label: Option<&Label>,
    words: Words,
) -> Markup {
    let at = sheet.stand(mark, INSET);
    let seen = if label.is_some_and(|label| label.is_letter) {
        Some(Chart::letter(mark.index))
    } else {
        Some(full_name(sheet, mark, words)).filter(|_| !sheet.holds(mark))
    };
    html! {
        a class={ "chart-mark chart-m" (mark.index) @if mark.is_clear() { " chart-clear" } }
            href={ "#" (chart.row_id(mark.mark)) } tabindex=[is_passed_over.then_some("-1")]
            aria-label=(sentence::spoken(chart, mark.mark, seen.as_deref(), words)) {
            circle.chart-ring cx=(c(at.x)) cy=(c(at.y)) r=(c(mark.half() + 8.0)) fill="none" {}
            (sheet.ranges(mark, at, "2"))
            (cross(at, mark.half(), mark.results.look, mark.progress.look))
            @if !sheet.holds(mark) { (sheet.arrow(mark, at, mark.half())) }
            @if let Some(label) = label { (name(label)) }
            circle.chart-target cx=(c(at.x)) cy=(c(at.y)) r=(c(TARGET.max(mark.half() + 2.0))) fill="transparent" {}
        }
    }
}

/// A name beside its mark, with the line that leads to it.
pub(super) fn name(label: &Label) -> Markup {
    let middle = label.rect.middle();
    html! {
        @if let Some((from, to)) = label.leader {
            line.chart-leader x1=(c(from.x)) y1=(c(from.y)) x2=(c(to.x)) y2=(c(to.y)) stroke=(SOFT) stroke-width="1.2" {}
        }
        text.chart-name text-anchor="middle" font-size=(c(labels::SIZE)) fill=(INK) stroke=(PAPER) stroke-width="4"
            stroke-linejoin="round" paint-order="stroke" {
            @for (line, below) in label.lines.iter().zip(0_u32..) {
                // The space keeps the last word of a line apart from the first of the next for those who hear them.
                @if below > 0 { " " }
                tspan x=(c(middle.x)) y=(c(label.rect.top + labels::SIZE * 0.9 + labels::LINE * f64::from(below))) { (line) }
            }
        }
    }
}

/// A place for each name, or for its letter.
pub(super) fn names(sheet: &Sheet, marks: &[Plotted<'_>], words: Words) -> Vec<Label> {
    let spots: Vec<Spot> =
        marks.iter().map(|mark| Spot { at: sheet.stand(mark, INSET), half: mark.half() + 2.0 }).collect();
    let wishes: Vec<Wish> = marks
        .iter()
        .enumerate()
        .map(|(spot, mark)| Wish {
            spot,
            name: full_name(sheet, mark, words),
            letter: Some(Chart::letter(mark.index)),
        })
        .collect();
    labels::place(&spots, &wishes, &surroundings(sheet, marks, words))
}

/// A mark's name, and for one beyond the edge how far off it is.
pub(super) fn full_name(sheet: &Sheet, mark: &Plotted<'_>, words: Words) -> String {
    match mark.off_words(sheet.across, sheet.up, words) {
        Some(off) => format!("{} {off}", mark.mark.label),
        None => mark.mark.label.clone(),
    }
}

/// What names keep away from: the names of the quadrants, the lines of level, and the ranges that are drawn.
pub(super) fn surroundings(sheet: &Sheet, marks: &[Plotted<'_>], words: Words) -> Surroundings {
    let plot = sheet.plot;
    let (across, up) = (sheet.across.middle(), sheet.up.middle());
    let upright = Rect::line(Point { x: across, y: plot.top }, Point { x: across, y: plot.bottom });
    let level = Rect::line(Point { x: plot.left, y: up }, Point { x: plot.right, y: up });
    let clear = marks.iter().filter(|mark| mark.is_clear());
    Surroundings {
        frame: plot.grown(-3.0),
        forbidden: sheet.corners(words),
        ranges: clear.flat_map(|mark| sheet.lines(mark, sheet.stand(mark, INSET))).collect(),
        avoided: vec![upright, level],
        middle: Point { x: across, y: up },
    }
}
