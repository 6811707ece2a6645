//! What lies under the marks: the tinted quadrants with their names, the grid, the lines of level, and both axes.

use maud::{Markup, html};
use measures::{Interval, Quadrant};

use super::{
    Axes, Chart, Direction, lettering,
    palette::{
        CORNER, INK, MARK, PAPER, TINT_HIGHER_FASTER, TINT_HIGHER_SLOWER, TINT_LOWER_FASTER,
        TINT_LOWER_SLOWER,
    },
    phrase,
    plotted::{Arm, Plotted, reach},
    rect::{Point, Rect},
    scale::{Scale, coordinate as c},
    sentence,
};
use crate::words::Words;

/// The sheet that marks are drawn on: the plot, its two scales, and how its words are set.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sheet {
    pub(super) plot: Rect,
    pub(super) across: Scale,
    pub(super) up: Scale,
    /// Values with a tick across.
    pub(super) ticks_across: Vec<f64>,
    /// Values with a tick up.
    pub(super) ticks_up: Vec<f64>,
    pub(super) text: TextSizes,
    /// Whether up is a gain against what is expected, and not progress.
    pub(super) is_gain: bool,
}

/// How the words of a sheet are set, in its units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TextSizes {
    /// Tick words.
    pub(super) tick: f64,
    /// Axis sentences.
    pub(super) axis: f64,
    /// Quadrant names.
    pub(super) corner: f64,
    /// From one line to the next.
    pub(super) line: f64,
    /// The widest that a tick's words may be, across and up.
    pub(super) tick_room: (f64, f64),
    /// The widest that a quadrant's name may be before it is broken.
    pub(super) corner_room: f64,
    /// Whether quadrant names are bold.
    pub(super) bold_corners: bool,
}

/// Both scales of a chart over a plot.
pub(super) fn scales(chart: &Chart, marks: &[Plotted<'_>], plot: Rect) -> (Scale, Scale) {
    let across = reach(&chart.axes.results, marks.iter().map(|mark| mark.results.value));
    let up = reach(&chart.axes.progress, marks.iter().map(|mark| mark.progress.value));
    (
        Scale { reach: across, low: plot.left, high: plot.right },
        Scale { reach: up, low: plot.bottom, high: plot.top },
    )
}

/// A quadrant: which, its tint, and whether it is on the right and at the top.
const QUADRANTS: [(Quadrant, &str, bool, bool); 4] = [
    (Quadrant::LowerResultsFasterProgress, TINT_LOWER_FASTER, false, true),
    (Quadrant::HigherResultsFasterProgress, TINT_HIGHER_FASTER, true, true),
    (Quadrant::LowerResultsSlowerProgress, TINT_LOWER_SLOWER, false, false),
    (Quadrant::HigherResultsSlowerProgress, TINT_HIGHER_SLOWER, true, false),
];

impl Sheet {
    /// Where a mark stands; one beyond the edge stands `inset` within it.
    pub(super) fn stand(&self, mark: &Plotted<'_>, inset: f64) -> Point {
        let inner = self.plot.grown(-inset);
        let at =
            Point { x: self.across.clamped(mark.results.value), y: self.up.clamped(mark.progress.value) };
        if self.holds(mark) { at } else { inner.nearest(at) }
    }

    /// Whether a mark lies on the plot.
    pub(super) fn holds(&self, mark: &Plotted<'_>) -> bool {
        self.across.holds(mark.results.value) && self.up.holds(mark.progress.value)
    }

    /// Everything that lies under the marks. Readers of the screen get it in words elsewhere.
    pub(super) fn ground(&self) -> Markup {
        html! {
            g aria-hidden="true" {
                @for (_, tint, is_right, is_top) in QUADRANTS { (self.tint(tint, is_right, is_top)) }
                g.chart-grid stroke=(PAPER) stroke-width="1" {
                    @for value in self.ticks_across.iter().filter(|value| **value != 0.0) {
                        (self.upright(self.across.place(*value)))
                    }
                    @for value in self.ticks_up.iter().filter(|value| **value != 0.0) {
                        (self.level(self.up.place(*value)))
                    }
                }
                g.chart-zero stroke=(INK) stroke-width="2" {
                    (self.upright(self.across.middle()))
                    (self.level(self.up.middle()))
                }
            }
        }
    }

    /// The names of the quadrants. They are drawn last, so that no range runs through them.
    pub(super) fn corner_names(&self, words: Words) -> Markup {
        html! {
            g.chart-corners aria-hidden="true" pointer-events="none" fill=(CORNER) stroke=(PAPER) stroke-width="3"
                stroke-linejoin="round" paint-order="stroke" font-size=(c(self.text.corner))
                font-weight=[self.text.bold_corners.then_some("700")] {
                @for (name, at, anchor) in self.corner_lines(words) {
                    text x=(c(at.x)) y=(c(at.y)) text-anchor=(anchor) { (name) }
                }
            }
        }
    }

    fn tint(&self, tint: &str, is_right: bool, is_top: bool) -> Markup {
        let (left, right) = if is_right {
            (self.across.middle(), self.plot.right)
        } else {
            (self.plot.left, self.across.middle())
        };
        let (top, bottom) =
            if is_top { (self.plot.top, self.up.middle()) } else { (self.up.middle(), self.plot.bottom) };
        html! {
            rect.chart-tint x=(c(left)) y=(c(top)) width=(c(right - left)) height=(c(bottom - top)) fill=(tint) {}
        }
    }

    fn upright(&self, x: f64) -> Markup {
        html! { line x1=(c(x)) x2=(c(x)) y1=(c(self.plot.top)) y2=(c(self.plot.bottom)) {} }
    }

    fn level(&self, y: f64) -> Markup {
        html! { line x1=(c(self.plot.left)) x2=(c(self.plot.right)) y1=(c(y)) y2=(c(y)) {} }
    }

    /// The boxes that the names of the quadrants take.
    pub(super) fn corners(&self, words: Words) -> Vec<Rect> {
        QUADRANTS
            .iter()
            .map(|(quadrant, _, is_right, is_top)| {
                let lines = self.corner_name(*quadrant, words);
                let width = lettering::widest(&lines, self.text.corner, self.text.bold_corners) + 12.0;
                let height = self.text.line * count(&lines) + 8.0;
                let left = if *is_right { self.plot.right - width } else { self.plot.left };
                let top = if *is_top { self.plot.top } else { self.plot.bottom - height };
                Rect { left, top, right: left + width, bottom: top + height }
            })
            .collect()
    }

    fn corner_name(&self, quadrant: Quadrant, words: Words) -> Vec<String> {
        let name = sentence::quadrant(quadrant, self.is_gain, words);
        lettering::wrap(&name, self.text.corner, self.text.bold_corners, self.text.corner_room)
    }

    fn corner_lines(&self, words: Words) -> Vec<(String, Point, &'static str)> {
        let mut placed = Vec::new();
        for ((quadrant, _, is_right, is_top), rect) in QUADRANTS.iter().zip(self.corners(words)) {
            let (x, anchor) = if *is_right { (rect.right - 8.0, "end") } else { (rect.left + 8.0, "start") };
            let lines = self.corner_name(*quadrant, words);
            let first = if *is_top {
                rect.top + self.text.line
            } else {
                rect.bottom - 8.0 - self.text.line * (count(&lines) - 1.0)
            };
            for (line, below) in lines.into_iter().zip(0_u32..) {
                placed.push((line, Point { x, y: first + self.text.line * f64::from(below) }, anchor));
            }
        }
        placed
    }

    /// The tick words of both axes: those of the norms, where they have some.
    pub(super) fn ticks(&self, axes: &Axes, words: Words) -> Markup {
        let (across_room, up_room) = self.text.tick_room;
        html! {
            g.chart-ticks aria-hidden="true" fill=(INK) font-size=(c(self.text.tick)) {
                @for value in &self.ticks_across {
                    @let lines = lettering::wrap(&axes.results.tick(words, *value), self.text.tick, false, across_room);
                    @for (line, below) in lines.iter().zip(1_u32..) {
                        text x=(c(self.across.place(*value))) y=(c(self.plot.bottom + 2.0 + self.text.line * f64::from(below))) text-anchor="middle" { (line) }
                    }
                }
                @for value in &self.ticks_up {
                    @let lines = lettering::wrap(&axes.progress.tick(words, *value), self.text.tick, false, up_room);
                    @let first = self.up.place(*value) + self.text.tick * 0.35 - self.text.line * (count(&lines) - 1.0) / 2.0;
                    @for (line, below) in lines.iter().zip(0_u32..) {
                        text x=(c(self.plot.left - 8.0)) y=(c(first + self.text.line * f64::from(below))) text-anchor="end" { (line) }
                    }
                }
            }
        }
    }

    /// The ranges of the marks that are clear, under all marks and names. A mark has its own range once more, which is seen
    /// while it is pointed at.
    pub(super) fn under(&self, marks: &[Plotted<'_>], inset: f64, width: &str) -> Markup {
        let clear: Vec<&Plotted<'_>> = marks.iter().filter(|mark| mark.is_clear()).collect();
        html! {
            @if !clear.is_empty() {
                g.chart-under aria-hidden="true" pointer-events="none" {
                    @for mark in clear { (self.ranges(mark, self.stand(mark, inset), width)) }
                }
            }
        }
    }

    /// The boxes that the lines of a mark's ranges take, as far as they lie on the plot.
    pub(super) fn lines(&self, mark: &Plotted<'_>, at: Point) -> Vec<Rect> {
        let across = shown(mark.results, self.across).map(|range| {
            let (from, to) = (self.across.clamped(range.lower()), self.across.clamped(range.upper()));
            Rect::line(Point { x: from, y: at.y }, Point { x: to, y: at.y })
        });
        let up = shown(mark.progress, self.up).map(|range| {
            let (from, to) = (self.up.clamped(range.upper()), self.up.clamped(range.lower()));
            Rect::line(Point { x: at.x, y: from }, Point { x: at.x, y: to })
        });
        across.into_iter().chain(up).collect()
    }

    /// The lines that show where the true figures could lie; no end where a range runs off the plot.
    pub(super) fn ranges(&self, mark: &Plotted<'_>, at: Point, width: &str) -> Markup {
        let across = shown(mark.results, self.across).map(|range| self.range_across(range, at.y));
        let up = shown(mark.progress, self.up).map(|range| self.range_up(range, at.x));
        let path: String = across.into_iter().chain(up).collect();
        html! {
            @if !path.is_empty() {
                path.chart-range d=(path) stroke=(MARK) stroke-width=(width) fill="none" {}
            }
        }
    }

    fn range_across(&self, range: Interval, y: f64) -> String {
        let (from, to) = (self.across.clamped(range.lower()), self.across.clamped(range.upper()));
        let line = format!("M{} {}H{}", c(from), c(y), c(to));
        let ends =
            [(range.lower(), from), (range.upper(), to)].into_iter().filter(|(v, _)| self.across.holds(*v));
        ends.fold(line, |line, (_, x)| format!("{line}M{} {}V{}", c(x), c(y - 5.0), c(y + 5.0)))
    }

    fn range_up(&self, range: Interval, x: f64) -> String {
        let (from, to) = (self.up.clamped(range.lower()), self.up.clamped(range.upper()));
        let line = format!("M{} {}V{}", c(x), c(from), c(to));
        let ends =
            [(range.lower(), from), (range.upper(), to)].into_iter().filter(|(v, _)| self.up.holds(*v));
        ends.fold(line, |line, (_, y)| format!("{line}M{} {}H{}", c(x - 5.0), c(y), c(x + 5.0)))
    }

    /// The arrow of a mark that lies beyond the edge, pointing the way it lies.
    pub(super) fn arrow(&self, mark: &Plotted<'_>, at: Point, half: f64) -> Markup {
        let beyond = |value: f64, scale: Scale| if scale.holds(value) { 0.0 } else { value.signum() };
        let (x, y) = (beyond(mark.results.value, self.across), -beyond(mark.progress.value, self.up));
        let length = x.hypot(y).max(1.0);
        let (x, y) = (x / length, y / length);
        let point = |along: f64, aside: f64| {
            format!("{} {}", c(at.x + x * along - y * aside), c(at.y + y * along + x * aside))
        };
        let (tip, base) = (half + 12.0, half + 5.0);
        html! {
            path.chart-arrow d={ "M" (point(tip, 0.0)) "L" (point(base, 6.0)) "L" (point(base, -6.0)) "Z" } fill=(MARK) {}
        }
    }
}

impl Direction {
    /// The words at a tick.
    fn tick(&self, words: Words, value: f64) -> String {
        let own = self.words.iter().find(|(at, _)| (at - value).abs() < 1e-9);
        own.map_or_else(|| phrase::tick(words, self.yardstick, value), |(_, said)| said.clone())
    }

    /// The values with a tick: level, and those that the norms have words for; at most `most` round steps to each side
    /// where they have none.
    pub(super) fn ticks(&self, scale: Scale, most: u32) -> Vec<f64> {
        if self.words.is_empty() {
            return scale.ticks(most);
        }
        let mut ticks: Vec<f64> =
            self.words.iter().map(|(at, _)| *at).filter(|at| scale.has_room(*at)).collect();
        ticks.push(0.0);
        ticks.sort_by(f64::total_cmp);
        ticks.dedup_by(|one, other| (*one - *other).abs() < 1e-9);
        ticks
    }
}

/// A range of which some part lies on the plot.
fn shown(arm: Arm, scale: Scale) -> Option<Interval> {
    arm.range.filter(|range| range.lower() <= scale.reach && range.upper() >= -scale.reach)
}

/// How many lines there are, as a number to measure with.
pub(super) fn count(lines: &[String]) -> f64 {
    f64::from(u32::try_from(lines.len()).unwrap_or(0))
}

/// The sentence of an axis.
pub(super) fn axis_sentence(chart: &Chart, words: Words, is_across: bool) -> String {
    let direction = if is_across { &chart.axes.results } else { &chart.axes.progress };
    direction
        .sentence
        .clone()
        .unwrap_or_else(|| words.say(&format!("chart-axis-{}", direction.yardstick.key())))
}

/// The title and description of a drawing, for those who cannot see it.
pub(super) fn titles(chart: &Chart, which: &str, words: Words) -> Markup {
    html! {
        title id={ (chart.prefix) "-" (which) "-title" } { (chart.title) }
        desc id={ (chart.prefix) "-" (which) "-desc" } { (chart.alternative(words)) }
    }
}

/// The ids of the title and description of a drawing.
pub(super) fn titled_by(chart: &Chart, which: &str) -> String {
    format!("{0}-{which}-title", chart.prefix)
}

/// The id of the description of a drawing.
pub(super) fn described_by(chart: &Chart, which: &str) -> String {
    format!("{0}-{which}-desc", chart.prefix)
}
