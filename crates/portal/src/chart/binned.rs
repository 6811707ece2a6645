//! The drawing of thousands of marks, such as all schools of a country: how many lie where, and how many of those are
//! clear. No mark is drawn for itself and none is a link: the table, a part at a time, is the way to each.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{
    Chart,
    dense::{SPARE, Strip, WIDE_HEIGHT},
    drawing::{Sheet, described_by, titled_by, titles},
    narrow::Narrow,
    palette::{MARK, PAPER},
    plotted::{Plotted, plotted},
    rect::Point,
    scale::{Scale, coordinate as c},
    wide as wide_drawing,
};
use crate::words::{Arg, Words};

/// How many steps a direction has at most to each side of level.
const STEPS: f64 = 12.0;

/// Marks that are drawn as one.
#[derive(Debug, Clone, Copy, Default)]
struct Bin {
    marks: u32,
    /// Those whose results or progress clearly differ.
    clear: u32,
}

/// A drawing's bins: by how many steps they lie across and up from level.
struct Bins {
    /// How much a step is, across and up, in points.
    step: (f64, f64),
    at: BTreeMap<(i32, i32), Bin>,
    most: u32,
}

/// Which step a value belongs to: the nearest, but the line of level takes only what lies on it, so that no bin has marks of
/// two quadrants.
fn step_of(value: f64, on_the_line: bool, step: f64, reach: f64) -> i32 {
    if on_the_line {
        return 0;
    }
    let last = (reach / step).floor().max(1.0);
    let away = (value.abs() / step).round().clamp(1.0, last);
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of at most a few dozen")]
    let away = away as i32;
    if value > 0.0 { away } else { -away }
}

/// The smallest round step that needs few enough of them.
fn step(scale: Scale) -> f64 {
    let round = [0.5, 1.0, 2.0, 5.0, 10.0];
    round.into_iter().find(|step| scale.reach / step <= STEPS).unwrap_or(scale.reach)
}

impl Bins {
    fn of(sheet: &Sheet, marks: &[Plotted<'_>]) -> Self {
        let step = (step(sheet.across), step(sheet.up));
        let mut bins: BTreeMap<(i32, i32), Bin> = BTreeMap::new();
        for mark in marks {
            let is_level = |comparison: &measures::Comparison| {
                comparison.side() == Some(measures::quadrant::Side::Level)
            };
            let (results, progress) = (mark.mark.mark.results(), mark.mark.mark.progress());
            let across = step_of(mark.results.value, is_level(results), step.0, sheet.across.reach);
            let up = step_of(mark.progress.value, is_level(progress), step.1, sheet.up.reach);
            let bin = bins.entry((across, up)).or_default();
            bin.marks += 1;
            bin.clear += u32::from(mark.is_clear());
        }
        let most = bins.values().map(|bin| bin.marks).max().unwrap_or(1);
        Self { step, at: bins, most }
    }

    /// How far from level a bin lies, in points across and up.
    fn points(&self, (across, up): (i32, i32)) -> (f64, f64) {
        (f64::from(across) * self.step.0, f64::from(up) * self.step.1)
    }

    /// A radius whose area grows with the number of marks, up to the half of a step.
    fn radius(&self, sheet: &Sheet, marks: u32) -> f64 {
        let room = |scale: Scale, step: f64| (scale.place(step) - scale.middle()).abs() / 2.0;
        let half = room(sheet.across, self.step.0).min(room(sheet.up, self.step.1));
        (half * 1.25 * (f64::from(marks) / f64::from(self.most)).sqrt()).max(1.4)
    }
}

/// The wide drawing.
pub(super) fn wide(chart: &Chart, words: Words) -> Markup {
    let marks = plotted(chart);
    let sheet = wide_drawing::sheet(chart, &marks);
    html! {
        svg.chart-wide viewBox={ "0 0 900 " (c(WIDE_HEIGHT)) } width="900" height=(c(WIDE_HEIGHT)) role="img"
            aria-labelledby=(titled_by(chart, "wide")) aria-describedby=(described_by(chart, "wide")) {
            (titles(chart, "wide", words))
            (sheet.ground())
            (sheet.ticks(&chart.axes, words))
            (wide_drawing::axis_texts(chart, &sheet, words))
            (dots(chart, &sheet, &marks, &Strip::wide(), words))
            (sheet.corner_names(words))
        }
    }
}

/// The narrow drawing.
pub(super) fn narrow(chart: &Chart, words: Words) -> Markup {
    let marks = plotted(chart);
    let narrow = Narrow::of(chart, &marks, words, SPARE);
    html! {
        svg.chart-narrow viewBox={ "0 0 330 " (c(narrow.height)) } width="330" height=(c(narrow.height)) role="img"
            aria-labelledby=(titled_by(chart, "narrow")) aria-describedby=(described_by(chart, "narrow")) {
            (titles(chart, "narrow", words))
            (narrow.sheet.ground())
            (narrow.sheet.ticks(&chart.axes, words))
            (narrow.axis_texts())
            (dots(chart, &narrow.sheet, &marks, &Strip::narrow(&narrow), words))
            (narrow.sheet.corner_names(words))
        }
    }
}

/// A ring for all marks of a bin, and in it a disc for those that are clear.
fn dots(chart: &Chart, sheet: &Sheet, marks: &[Plotted<'_>], strip: &Strip, words: Words) -> Markup {
    let bins = Bins::of(sheet, marks);
    html! {
        @for (place, bin) in &bins.at {
            @let (across, up) = bins.points(*place);
            @let at = Point { x: sheet.across.clamped(across), y: sheet.up.clamped(up) };
            g.chart-dot.chart-bin data-count=(bin.marks) {
                circle.chart-disc cx=(c(at.x)) cy=(c(at.y)) r=(c(bins.radius(sheet, bin.marks))) fill=(PAPER) stroke=(MARK) stroke-width="1" {}
                @if bin.clear > 0 {
                    circle.chart-disc.chart-disc-full cx=(c(at.x)) cy=(c(at.y)) r=(c(bins.radius(sheet, bin.clear))) fill=(MARK) {}
                }
                (strip.text(&told(chart, *bin, (across, up), words)))
            }
        }
    }
}

/// "412 schools: results 2 points above, progress level. 30 of them are clear."
fn told(chart: &Chart, bin: Bin, (across, up): (f64, f64), words: Words) -> String {
    words.tell(
        "chart-bin",
        &[
            ("count", Arg::from(bin.marks)),
            ("results", Arg::from(super::phrase::tick(words, chart.axes.results.yardstick, across))),
            ("progress", Arg::from(super::phrase::tick(words, chart.axes.progress.yardstick, up))),
            ("clear", Arg::from(bin.clear)),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_takes_what_is_nearest_and_the_line_only_what_lies_on_it() {
        assert_eq!(step_of(0.0, true, 1.0, 12.0), 0);
        assert_eq!(step_of(0.1, false, 1.0, 12.0), 1);
        assert_eq!(step_of(-0.4, false, 1.0, 12.0), -1);
        assert_eq!(step_of(2.4, false, 1.0, 12.0), 2);
        assert_eq!(step_of(-30.0, false, 1.0, 12.0), -12, "what is beyond the edge stands at it");
        let scale = |reach| Scale { reach, low: 0.0, high: 100.0 };
        assert!((step(scale(12.0)) - 1.0).abs() < 1e-9 && (step(scale(5.5)) - 0.5).abs() < 1e-9);
    }
}
