//! A measure over the years, and below it what a school did in those years: each year's figure with its range, a line
//! across where years can't be compared, and a bar for each cycle with its changes of strategy.
//!
//! It judges nothing: whether a year is clear, and where the series breaks, is handed in. Years are not joined by a line,
//! because each year is about other pupils.

use maud::{Markup, html};

use super::lettering::width;
use super::palette::{INK, MARK, PAPER, SOFT};
use super::scale::{Scale, coordinate as c, reach};
use crate::words::Words;

/// How far the values reach at least and at most, in points.
const REACHES: (f64, f64) = (4.0, 12.0);
/// The height of one row of cycles.
const ROW: f64 = 30.0;
/// A bar for a cycle is never narrower, so that its number fits.
const BAR: f64 = 24.0;
/// How much room the name of a year takes, for each unit of the size of its letters.
const NAME: f64 = 4.4;
/// Names of years stand in so many lines, where they are close to each other; one that has no room in any is left to the table.
const LINES: usize = 2;
/// The height of such a line.
const LINE: f64 = 20.0;

/// The figure of one year.
#[derive(Debug, Clone, PartialEq)]
pub struct YearPoint {
    /// What the year is called.
    pub year: String,
    /// The day on which it was measured, counted from the first day of the drawing.
    pub day: i32,
    /// The figure, in points from level.
    pub value: f64,
    /// The figure with its range, as it is written.
    pub written: String,
    /// Its range, lower end first.
    pub range: Option<(f64, f64)>,
    /// Whether the range keeps clear of level.
    pub is_clear: bool,
    /// The year can't be compared with those before it.
    pub breaks: bool,
}

/// A cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// What it is called.
    pub name: String,
    /// Where its page is.
    pub href: String,
    /// Its first and its last day, counted from the first day of the drawing.
    pub days: (i32, i32),
    /// The days on which a strategy was changed.
    pub turns: Vec<i32>,
}

/// The whole drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Years {
    /// What its parts are called on the page.
    pub prefix: String,
    /// The heading.
    pub title: String,
    /// What the values are, above the drawing.
    pub values: String,
    /// The last day, counted from the first.
    pub last_day: i32,
    /// The years, oldest first.
    pub points: Vec<YearPoint>,
    /// The cycles, oldest first.
    pub spans: Vec<Span>,
    /// Days that are named under the cycles, oldest first: the beginnings of calendar years.
    pub days: Vec<(i32, String)>,
}

/// Where days and values lie on one drawing.
struct Sheet {
    width: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    last_day: f64,
    up: Scale,
    text: f64,
    /// For each year the line that its name stands in, if there is room for it.
    lines: Vec<Option<usize>>,
    /// For each cycle the row of its bar.
    rows: Vec<usize>,
}

impl Sheet {
    fn x(&self, day: i32) -> f64 {
        self.left + f64::from(day) / self.last_day * (self.right - self.left)
    }

    fn height(&self) -> f64 {
        let named = if self.rows.is_empty() { 0.0 } else { LINE + 4.0 };
        self.below_all() + named
    }

    /// Where the last row of cycles ends.
    fn below_all(&self) -> f64 {
        self.below(self.rows.iter().max().map_or(0, |last| last + 1))
    }

    /// Where the row of cycles of this number begins, from 0.
    fn below(&self, row: usize) -> f64 {
        let lines = self.lines.iter().flatten().max().map_or(0, |last| last + 1);
        self.bottom + 14.0 + LINE * count(lines) + ROW * count(row)
    }

    /// Where the bar of a cycle begins and ends.
    fn bar(&self, span: &Span) -> (f64, f64) {
        let from = self.x(span.days.0).min(self.right - BAR);
        (from, self.x(span.days.1).max(from + BAR))
    }
}

impl Years {
    /// The figure: key, drawing for wide and narrow screens, and the cycles by their numbers.
    #[must_use]
    pub fn figure(&self, words: Words) -> Markup {
        html! {
            figure class="chart" id=(self.prefix) {
                figcaption class="chart-title" { (self.title) }
                p class="chart-note" { (self.values) }
                (self.key(words))
                (self.drawing(words, "chart-wide", &self.sheet(720.0, 15.0)))
                (self.drawing(words, "chart-narrow", &self.sheet(330.0, 14.0)))
                @if !self.spans.is_empty() {
                    ol class="govuk-list govuk-list--number" {
                        @for span in &self.spans { li { a class="govuk-link" href=(span.href) { (span.name) } } }
                    }
                }
            }
        }
    }

    fn sheet(&self, width: f64, text: f64) -> Sheet {
        let ends = self.points.iter().flat_map(|point| {
            let (lower, upper) = point.range.unwrap_or((point.value, point.value));
            [lower, upper, point.value]
        });
        let (top, bottom) = (16.0, 260.0);
        let up = Scale { reach: reach(ends, REACHES.0, REACHES.1), low: bottom, high: top };
        let mut sheet = Sheet {
            width,
            left: 44.0,
            right: width - 12.0,
            top,
            bottom,
            last_day: f64::from(self.last_day.max(1)),
            up,
            text,
            lines: Vec::new(),
            rows: Vec::new(),
        };
        sheet.lines = lines(&sheet, &self.points);
        sheet.rows = rows(&sheet, &self.spans);
        sheet
    }

    /// Everything that the drawing shows, in a sentence for those who hear it.
    fn spoken(&self, words: Words) -> String {
        let points: Vec<String> =
            self.points.iter().map(|point| format!("{}: {}", point.year, point.written)).collect();
        words.tell(
            "trend-spoken",
            &[
                ("title", (&self.title).into()),
                ("points", points.join("; ").into()),
                ("cycles", self.spans.len().into()),
            ],
        )
    }

    fn key(&self, words: Words) -> Markup {
        let disc = |is_clear: bool| {
            html! {
                svg width="26" height="28" viewBox="-13 -14 26 28" aria-hidden="true" { (disc(0.0, 0.0, is_clear)) }
            }
        };
        let line = |dash: Option<&str>, x: &str| {
            html! {
                svg width="26" height="28" viewBox="0 0 26 28" aria-hidden="true" {
                    path d=(x) stroke=(INK) stroke-width="2" stroke-dasharray=[dash] fill="none" {}
                }
            }
        };
        html! {
            ul class="chart-key" aria-label=(words.say("chart-key")) {
                @if self.points.iter().any(|point| point.is_clear) { li { (disc(true)) (words.say("trend-key-clear")) } }
                @if self.points.iter().any(|point| !point.is_clear) { li { (disc(false)) (words.say("trend-key-close")) } }
                @if self.points.iter().any(|point| point.breaks) {
                    li { (line(Some("5 4"), "M13 2V26")) (words.say("trend-key-break")) }
                }
                @if self.spans.iter().any(|span| !span.turns.is_empty()) {
                    li { (line(None, "M13 10V18")) (words.say("trend-key-turn")) }
                }
            }
        }
    }

    fn drawing(&self, words: Words, class: &str, sheet: &Sheet) -> Markup {
        let (width, height) = (c(sheet.width), c(sheet.height()));
        html! {
            svg class=(class) viewBox=(format!("0 0 {width} {height}")) width=(width) height=(height) role="img"
                aria-label=(self.spoken(words)) font-size=(c(sheet.text)) {
                (ground(sheet))
                (days(sheet, &self.days))
                @for (point, line) in self.points.iter().zip(&sheet.lines) { (year(sheet, point, *line)) }
                @for (number, (span, row)) in (1..).zip(self.spans.iter().zip(&sheet.rows)) {
                    (cycle(sheet, number, span, *row))
                }
            }
        }
    }
}

/// A small number of rows as a factor.
fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// A line for the name of each year, so that no two run into each other; none for a name that has no room.
fn lines(sheet: &Sheet, points: &[YearPoint]) -> Vec<Option<usize>> {
    let mut ends = [f64::NEG_INFINITY; LINES];
    let half = NAME * sheet.text / 2.0;
    let line = |point: &YearPoint| {
        let x = sheet.x(point.day);
        let (line, end) = ends.iter_mut().enumerate().find(|(_, end)| **end <= x - half)?;
        *end = x + half;
        Some(line)
    };
    points.iter().map(line).collect()
}

/// A row for each cycle, so that no two bars cover each other.
fn rows(sheet: &Sheet, spans: &[Span]) -> Vec<usize> {
    let mut ends: Vec<f64> = Vec::new();
    let row = |span: &Span| {
        let (from, to) = sheet.bar(span);
        let row = ends.iter().position(|end| *end + 4.0 <= from).unwrap_or(ends.len());
        if let Some(end) = ends.get_mut(row) {
            *end = to;
        } else {
            ends.push(to);
        }
        row
    };
    spans.iter().map(row).collect()
}

fn ground(sheet: &Sheet) -> Markup {
    let ticks = sheet.up.ticks(3);
    html! {
        g stroke="#b1b4b6" stroke-width="1" {
            @for value in &ticks {
                @let y = c(sheet.up.place(*value));
                line x1=(c(sheet.left)) x2=(c(sheet.right)) y1=(y) y2=(y) {}
            }
        }
        line x1=(c(sheet.left)) x2=(c(sheet.right)) y1=(c(sheet.up.middle())) y2=(c(sheet.up.middle())) stroke=(INK) stroke-width="2" {}
        g fill=(INK) {
            @for value in &ticks {
                text x=(c(sheet.left - 8.0)) y=(c(sheet.up.place(*value) + 5.0)) text-anchor="end" { (signed(*value)) }
            }
        }
    }
}

/// The named days: a line each through the rows of cycles, and their names under them, as many as have room.
fn days(sheet: &Sheet, days: &[(i32, String)]) -> Markup {
    let (top, bottom) = (sheet.below(0), sheet.below_all());
    let mut end = f64::NEG_INFINITY;
    let mut has_room = |x: f64, name: &str| {
        let half = width(name, sheet.text, false) / 2.0;
        let fits = x - half >= end && x + half <= sheet.width;
        if fits {
            end = x + half + 6.0;
        }
        fits
    };
    html! {
        @if !sheet.rows.is_empty() {
            g.chart-days aria-hidden="true" {
                @for (day, name) in days {
                    @let x = sheet.x(*day);
                    line x1=(c(x)) x2=(c(x)) y1=(c(top)) y2=(c(bottom)) stroke="#b1b4b6" stroke-width="1" {}
                    @if has_room(x, name) {
                        text x=(c(x)) y=(c(bottom + LINE * 0.8)) text-anchor="middle" fill=(INK) { (name) }
                    }
                }
            }
        }
    }
}

fn signed(value: f64) -> String {
    let sign = if value > 0.0 { "+" } else { "" };
    format!("{sign}{}", c(value)).replace('-', "−")
}

fn disc(x: f64, y: f64, is_clear: bool) -> Markup {
    let fill = if is_clear { MARK } else { PAPER };
    html! { circle cx=(c(x)) cy=(c(y)) r="7" fill=(fill) stroke=(MARK) stroke-width="2.5" {} }
}

fn year(sheet: &Sheet, point: &YearPoint, line: Option<usize>) -> Markup {
    let x = sheet.x(point.day);
    // A quarter of a year before the measure: between the two years.
    let between = sheet.x((point.day - 183).max(0));
    html! {
        @if point.breaks {
            path d=(format!("M{} {}V{}", c(between), c(sheet.top), c(sheet.bottom))) stroke=(INK) stroke-width="2"
                stroke-dasharray="5 4" fill="none" {}
        }
        @if let Some((lower, upper)) = point.range {
            @let (low, high) = (sheet.up.clamped(lower), sheet.up.clamped(upper));
            path d=(format!("M{} {}V{}", c(x), c(low), c(high))) stroke=(MARK) stroke-width="3" fill="none" {}
            // A range that runs off the drawing has no end.
            @for (value, y) in [(lower, low), (upper, high)] {
                @if sheet.up.holds(value) {
                    path d=(format!("M{} {}h12", c(x - 6.0), c(y))) stroke=(MARK) stroke-width="3" fill="none" {}
                }
            }
        }
        (disc(x, sheet.up.clamped(point.value), point.is_clear))
        @if let Some(line) = line {
            text x=(c(x)) y=(c(sheet.bottom + LINE * count(line + 1))) text-anchor="middle" fill=(INK) { (point.year) }
        }
    }
}

fn cycle(sheet: &Sheet, number: usize, span: &Span, row: usize) -> Markup {
    let (from, to) = sheet.bar(span);
    let y = sheet.below(row);
    html! {
        @for day in &span.turns {
            @let x = sheet.x(*day).clamp(from + 2.0, to - 2.0);
            path d=(format!("M{} {}v7", c(x), c(y))) stroke=(INK) stroke-width="2" fill="none" {}
        }
        rect x=(c(from)) y=(c(y + 7.0)) width=(c(to - from)) height="19" fill=(PAPER) stroke=(SOFT) stroke-width="2" rx="4" {}
        text x=(c(f64::midpoint(from, to))) y=(c(y + 21.0)) text-anchor="middle" fill=(INK) { (number) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn point(day: i32, value: f64, half: f64, breaks: bool) -> YearPoint {
        YearPoint {
            year: format!("Y{day}"),
            day,
            value,
            written: format!("{value:.1} from {:.1}", value - half),
            range: Some((value - half, value + half)),
            is_clear: value.abs() > half,
            breaks,
        }
    }

    fn span(from: i32, to: i32) -> Span {
        Span {
            name: format!("Cycle of day {from}"),
            href: "/cycles/x".into(),
            days: (from, to),
            turns: vec![from + 20],
        }
    }

    fn years(points: Vec<YearPoint>, spans: Vec<Span>) -> Years {
        let (prefix, title, values) = ("trend".into(), "Progress".into(), "Points".into());
        let days = (0..4).map(|year| (year * 365 + 122, format!("Jan {}", 2016 + year))).collect();
        Years { prefix, title, values, last_day: 1095, points, spans, days }
    }

    #[test]
    fn a_year_is_full_where_it_is_clear_and_a_break_is_drawn_and_told() {
        let drawn =
            years(vec![point(250, 2.0, 1.0, false), point(620, 0.5, 1.0, true)], vec![span(100, 170)]);
        let markup = drawn.figure(Words::default()).into_string();
        assert_eq!(markup.matches("stroke-dasharray=\"5 4\"").count(), 3, "two drawings and the key");
        let full = format!("r=\"7\" fill=\"{MARK}\"");
        assert_eq!(markup.matches(&full).count(), 3, "the first year, twice, and the key");
        assert!(markup.contains("Y250: 2.0 from 1.0; Y620: 0.5 from -0.5"), "and spoken: {markup}");
        assert!(markup.contains("Cycle of day 100"));
        assert!(markup.contains(">Jan 2017<"), "the time under the cycles is named: {markup}");
        let alone =
            years(vec![point(250, 2.0, 1.0, false)], Vec::new()).figure(Words::default()).into_string();
        assert!(!alone.contains("Jan"), "without cycles the years are enough: {alone}");
    }

    #[test]
    fn years_and_cycles_are_drawn_as_they_were() {
        let points =
            vec![point(250, 2.0, 1.0, false), point(620, -0.5, 1.0, false), point(985, 1.5, 1.2, true)];
        let spans = vec![span(100, 170), span(700, 770), span(740, 800), span(1000, 1060)];
        let markup = years(points, spans).figure(Words::default()).into_string();
        insta::assert_snapshot!(markup.replace("><", ">\n<"));
    }

    proptest! {
        #[test]
        fn bars_never_cover_each_other_and_nothing_leaves_the_drawing(
            spans in prop::collection::vec((0_i32..1000, 30_i32..120), 0..14),
            values in prop::collection::vec((-40.0_f64..40.0, 0.1_f64..30.0), 0..5),
        ) {
            let mut spans: Vec<Span> = spans.into_iter().map(|(from, days)| span(from, from + days)).collect();
            spans.sort_by_key(|span| span.days);
            let points = (1..).zip(values).map(|(year, (value, half))| point(year * 200, value, half, false));
            let drawn = years(points.collect(), spans);
            for width in [720.0, 330.0] {
                let sheet = drawn.sheet(width, 14.0);
                let names: Vec<_> = drawn.points.iter().zip(&sheet.lines).collect();
                for (place, (point, line)) in names.iter().enumerate() {
                    for (other, other_line) in names.iter().skip(place + 1) {
                        let apart = (sheet.x(other.day) - sheet.x(point.day)).abs() >= NAME * sheet.text - 1e-9;
                        prop_assert!(line.is_none() || line != other_line || apart);
                    }
                }
                let bars: Vec<_> = drawn.spans.iter().map(|span| sheet.bar(span)).zip(&sheet.rows).collect();
                for (place, ((from, to), row)) in bars.iter().enumerate() {
                    prop_assert!(*from >= sheet.left);
                    for ((other_from, other_to), other_row) in bars.iter().skip(place + 1) {
                        prop_assert!(row != other_row || to <= other_from || other_to <= from);
                    }
                }
            }
            let markup = drawn.figure(Words::default()).into_string();
            prop_assert!(!markup.contains("NaN") && !markup.contains("inf"));
        }
    }
}
