//! The drawing of many marks, such as all schools of an authority: small dots, names for the furthest clear ones, and
//! the figures of the dot pointed at in a line of their own. It holds no links: 240 stops would be a burden by
//! keyboard, so the table is the way in.

use maud::{Markup, html};

use super::{
    Chart,
    drawing::{Sheet, described_by, titled_by, titles},
    labels::{self, Label, Spot, Wish},
    lettering,
    narrow::{Narrow, TYPE, WIDTH},
    palette::{INK, MARK, PAPER},
    plotted::{Plotted, plotted},
    rect::Point,
    scale::coordinate as c,
    sentence, wide as wide_drawing,
};
use crate::words::Words;

/// How many marks get their name.
const NAMED: usize = 8;
const INSET: f64 = 14.0;
/// Where the line of the dot pointed at stands on the wide drawing.
pub(super) const WIDE_HEIGHT: f64 = 668.0;
/// Free units under the narrow drawing, for up to three lines.
pub(super) const SPARE: f64 = 60.0;
const LINE: f64 = 17.0;

/// How a dot's line is set: from where, how wide, how large.
pub(super) struct Strip {
    pub(super) at: Point,
    pub(super) room: f64,
    pub(super) size: f64,
}

impl Strip {
    /// That of the wide drawing.
    pub(super) fn wide() -> Self {
        Self { at: Point { x: 96.0, y: 658.0 }, room: 780.0, size: 15.0 }
    }

    /// That of the narrow drawing, in the units that were kept free.
    pub(super) fn narrow(narrow: &Narrow) -> Self {
        Self { at: Point { x: 0.0, y: narrow.height - SPARE + 18.0 }, room: WIDTH, size: TYPE }
    }

    /// A text on it, which is seen while its dot is pointed at.
    pub(super) fn text(&self, said: &str) -> Markup {
        let lines = lettering::wrap(said, self.size, false, self.room);
        html! {
            @for (line, below) in lines.iter().zip(0_u32..) {
                text.chart-reveal x=(c(self.at.x)) y=(c(self.at.y + LINE * f64::from(below))) font-size=(c(self.size)) fill=(INK) { (line) }
            }
        }
    }
}

/// The wide drawing.
pub(super) fn wide(chart: &Chart, words: Words) -> Markup {
    let marks = ordered(chart);
    let sheet = wide_drawing::sheet(chart, &marks);
    let named = names(&sheet, &marks, words);
    let strip = Strip::wide();
    html! {
        svg.chart-wide viewBox={ "0 0 900 " (c(WIDE_HEIGHT)) } width="900" height=(c(WIDE_HEIGHT)) role="img"
            aria-labelledby=(titled_by(chart, "wide")) aria-describedby=(described_by(chart, "wide")) {
            (titles(chart, "wide", words))
            (sheet.ground())
            (sheet.ticks(&chart.axes, words))
            (wide_drawing::axis_texts(chart, &sheet, words))
            @for mark in &marks { (dot(&sheet, mark, &strip, words)) }
            (sheet.corner_names(words))
            @for label in &named { (wide_drawing::name(label)) }
        }
    }
}

/// The narrow drawing.
pub(super) fn narrow(chart: &Chart, words: Words) -> Markup {
    let marks = ordered(chart);
    let narrow = Narrow::of(chart, &marks, words, SPARE);
    let strip = Strip::narrow(&narrow);
    html! {
        svg.chart-narrow viewBox={ "0 0 330 " (c(narrow.height)) } width="330" height=(c(narrow.height)) role="img"
            aria-labelledby=(titled_by(chart, "narrow")) aria-describedby=(described_by(chart, "narrow")) {
            (titles(chart, "narrow", words))
            (narrow.sheet.ground())
            (narrow.sheet.ticks(&chart.axes, words))
            (narrow.axis_texts())
            @for mark in &marks { (dot(&narrow.sheet, mark, &strip, words)) }
            (narrow.sheet.corner_names(words))
        }
    }
}

/// Clear marks last, so that they lie on top.
fn ordered(chart: &Chart) -> Vec<Plotted<'_>> {
    let mut marks = plotted(chart);
    marks.sort_by_key(Plotted::is_clear);
    marks
}

/// A dot's radius: its area grows with the number of pupils.
fn radius(mark: &Plotted<'_>) -> f64 {
    mark.pupils().map_or(4.0, |pupils| (0.6 * f64::from(pupils).sqrt()).clamp(2.8, 7.0))
}

fn dot(sheet: &Sheet, mark: &Plotted<'_>, strip: &Strip, words: Words) -> Markup {
    let at = sheet.stand(mark, INSET);
    let fill = if mark.is_clear() { MARK } else { PAPER };
    html! {
        g class={ "chart-dot" @if mark.is_clear() { " chart-clear" } } data-mark=(mark.mark.id) {
            circle.chart-disc cx=(c(at.x)) cy=(c(at.y)) r=(c(radius(mark))) fill=(fill) stroke=(MARK) stroke-width="1.5" {}
            @if !sheet.holds(mark) { (sheet.arrow(mark, at, radius(mark) - 4.0)) }
            (strip.text(&sentence::short(mark.mark, words)))
        }
    }
}

/// Names for the clear marks that lie furthest out, where there is room.
fn names(sheet: &Sheet, marks: &[Plotted<'_>], words: Words) -> Vec<Label> {
    let spots: Vec<Spot> =
        marks.iter().map(|mark| Spot { at: sheet.stand(mark, INSET), half: radius(mark) + 1.0 }).collect();
    let far = |mark: &Plotted<'_>| {
        (mark.results.value / sheet.across.reach).hypot(mark.progress.value / sheet.up.reach)
    };
    let mut clear: Vec<(usize, &Plotted<'_>)> =
        marks.iter().enumerate().filter(|(_, mark)| mark.is_clear()).collect();
    clear.sort_by(|(_, one), (_, other)| far(other).total_cmp(&far(one)).then(one.index.cmp(&other.index)));
    let wishes: Vec<Wish> = clear
        .into_iter()
        .take(NAMED)
        .map(|(spot, mark)| Wish { spot, name: wide_drawing::full_name(sheet, mark, words), letter: None })
        .collect();
    labels::place(&spots, &wishes, &wide_drawing::surroundings(sheet, &[], words))
}
