//! The course of scores over the weeks of a cycle: lines of points, and the days on which something was changed.
//!
//! One [`Course`] value makes the drawing, the table and the sentence for those who hear the page, so that they can't show
//! different figures. It judges nothing and reads no clock.

use maud::{Markup, html};

use super::palette::{INK, MARK, PAPER, SOFT};
use super::scale::coordinate as c;
use crate::words::Words;

/// How far apart the numbers of two changes stand at least, in the drawing's units.
const BETWEEN_NUMBERS: f64 = 27.0;
/// Days in a week.
const WEEK: i32 = 7;
/// How far apart lines are drawn, so that each can be followed without colour.
const DASHES: [Option<&str>; 4] = [None, Some("8 4"), Some("2 4"), Some("10 4 2 4")];

/// A point of a line.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The day, counted from the first day of the cycle.
    pub day: i32,
    /// The value.
    pub value: f64,
    /// The value as it is written, with its range if it has one.
    pub written: String,
    /// What was measured: the start, midway, the end.
    pub what: String,
}

/// A line of points on one scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// Its points, oldest first.
    pub points: Vec<Taken>,
}

/// A day on which something was changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The day, counted from the first day of the cycle.
    pub day: i32,
    /// What was changed, with its date.
    pub what: String,
    /// The address of the entry that says it.
    pub href: String,
}

/// The whole course.
#[derive(Debug, Clone, PartialEq)]
pub struct Course {
    /// What its parts are called on the page, to tell two courses apart.
    pub prefix: String,
    /// The heading.
    pub title: String,
    /// What the values are, above the drawing.
    pub values: String,
    /// The last day of the cycle, counted from its first.
    pub last_day: i32,
    /// Its lines.
    pub lines: Vec<Line>,
    /// What a typical pupil would have: the value at the first point, and what it rises by until the last day.
    pub expected: Option<(f64, f64)>,
    /// What was changed, oldest first.
    pub turns: Vec<Turn>,
}

/// The week of the cycle that a day is in, from 1; earlier days are in week 0.
#[must_use]
pub fn week(day: i32) -> i32 {
    if day < 0 { 0 } else { day / WEEK + 1 }
}

/// Where values and days lie on one drawing.
struct Sheet {
    width: f64,
    height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    days: (f64, f64),
    values: (f64, f64),
    text: f64,
}

impl Sheet {
    fn x(&self, day: i32) -> f64 {
        let (first, last) = self.days;
        self.left + (f64::from(day) - first) / (last - first) * (self.right - self.left)
    }

    fn y(&self, value: f64) -> f64 {
        let (low, high) = self.values;
        self.bottom - (value - low) / (high - low) * (self.bottom - self.top)
    }
}

impl Course {
    /// The figure: key, drawing for wide and narrow screens, and what the numbers on it stand for.
    #[must_use]
    pub fn figure(&self, words: Words) -> Markup {
        html! {
            figure class="chart" id=(self.prefix) {
                figcaption class="chart-title" { (self.title) }
                p class="chart-note" { (self.values) }
                (self.key(words))
                (self.drawing(words, "chart-wide", &self.sheet(720.0, 320.0, 15.0)))
                (self.drawing(words, "chart-narrow", &self.sheet(330.0, 300.0, 14.0)))
                @if !self.turns.is_empty() {
                    ol class="govuk-list govuk-list--number" {
                        @for (_, turns) in self.numbered() {
                            li {
                                @for (place, turn) in turns.iter().enumerate() {
                                    @if place > 0 { "; " }
                                    a class="govuk-link" href=(turn.href) { (turn.what) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The same figures as a table, oldest first.
    #[must_use]
    pub fn table(&self, words: Words) -> Markup {
        let columns =
            ["course-column-line", "course-column-what", "course-column-week", "course-column-value"];
        html! {
            table class="govuk-table q-rows" role="table" {
                caption class="govuk-table__caption govuk-table__caption--m" { (words.say("course-table")) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for id in columns {
                            th class="govuk-table__header" scope="col" role="columnheader" { (words.say(id)) }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for (line, point) in self.all() {
                        tr role="row" {
                            th class="govuk-table__header" scope="row" role="rowheader" { (line.name) }
                            td class="govuk-table__cell" role="cell" data-label=(words.say("course-column-what")) {
                                (point.what)
                            }
                            td class="govuk-table__cell" role="cell" data-label=(words.say("course-column-week")) {
                                (week_in_words(words, point.day))
                            }
                            td class="govuk-table__cell" role="cell" data-label=(words.say("course-column-value")) {
                                (point.written)
                            }
                        }
                    }
                }
            }
        }
    }

    /// Everything that the drawing shows, in a sentence for those who hear it.
    fn spoken(&self, words: Words) -> String {
        let points: Vec<String> = self
            .all()
            .map(|(line, point)| {
                words.tell(
                    "course-point",
                    &[
                        ("line", (&line.name).into()),
                        ("what", (&point.what).into()),
                        ("value", (&point.written).into()),
                    ],
                )
            })
            .collect();
        words.tell("course-spoken", &[("title", (&self.title).into()), ("points", points.join("; ").into())])
    }

    fn all(&self) -> impl Iterator<Item = (&Line, &Taken)> {
        self.lines.iter().flat_map(|line| line.points.iter().map(move |point| (line, point)))
    }

    /// The days with a change, each with its number and all that was changed on it.
    fn numbered(&self) -> Vec<(i32, Vec<&Turn>)> {
        let mut days: Vec<(i32, Vec<&Turn>)> = Vec::new();
        for turn in &self.turns {
            match days.last_mut() {
                Some((day, turns)) if *day == turn.day => turns.push(turn),
                _ => days.push((turn.day, vec![turn])),
            }
        }
        days
    }

    fn sheet(&self, width: f64, height: f64, text: f64) -> Sheet {
        let of_turns = self.turns.iter().map(|turn| turn.day);
        let days = || self.all().map(|(_, point)| point.day).chain(of_turns.clone());
        let first = days().min().unwrap_or(0).min(0) - 3;
        let last = days().max().unwrap_or(0).max(self.last_day) + 3;
        let expected = self.expected.map(|(from, rise)| [from, from + rise]);
        let values = || self.all().map(|(_, point)| point.value).chain(expected.into_iter().flatten());
        let (low, high) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let room = ((high - low) * 0.18).max(2.0);
        Sheet {
            width,
            height,
            left: 44.0,
            right: width - 16.0,
            top: 44.0,
            bottom: height - 34.0,
            days: (f64::from(first), f64::from(last)),
            values: (low - room, high + room),
            text,
        }
    }

    /// What the lines are, where there is more than one, and the line of a typical pupil.
    fn key(&self, words: Words) -> Markup {
        let sample = |dash: Option<&str>, colour: &str, width: &str| {
            html! {
                svg width="44" height="20" viewBox="0 0 44 20" aria-hidden="true" {
                    path d="M2 10H42" stroke=(colour) stroke-width=(width) stroke-dasharray=[dash] fill="none" {}
                }
            }
        };
        html! {
            @if self.lines.len() > 1 || self.expected.is_some() {
                ul class="chart-key" aria-label=(words.say("chart-key")) {
                    @for (line, dash) in self.lines.iter().zip(DASHES.iter().cycle()) {
                        li { (sample(*dash, MARK, "3")) (line.name) }
                    }
                    @if self.expected.is_some() {
                        li { (sample(Some("3 3"), SOFT, "2")) (words.say("course-expected")) }
                    }
                }
            }
        }
    }

    fn drawing(&self, words: Words, class: &str, sheet: &Sheet) -> Markup {
        html! {
            svg class=(class) viewBox=(format!("0 0 {} {}", c(sheet.width), c(sheet.height)))
                width=(c(sheet.width)) height=(c(sheet.height)) role="img" aria-label=(self.spoken(words))
                font-size=(c(sheet.text)) {
                (self.ground(words, sheet))
                (self.marked(sheet))
                @if let Some((from, rise)) = self.expected {
                    @let first = self.all().map(|(_, point)| point.day).min().unwrap_or(0);
                    path d=(format!("M{} {}L{} {}", c(sheet.x(first)), c(sheet.y(from)),
                        c(sheet.x(self.last_day)), c(sheet.y(from + rise))))
                        stroke=(SOFT) stroke-width="2" stroke-dasharray="3 3" fill="none" {}
                }
                @for (line, dash) in self.lines.iter().zip(DASHES.iter().cycle()) {
                    (drawn(sheet, line, *dash, self.lines.len() > 1))
                }
            }
        }
    }

    /// The days with a change, their numbers kept apart from each other.
    fn marked(&self, sheet: &Sheet) -> Markup {
        let mut free_from = 0.0_f64;
        let places: Vec<(f64, f64)> = self
            .numbered()
            .iter()
            .map(|(day, _)| {
                let x = sheet.x(*day);
                let label = x.max(free_from);
                free_from = label + BETWEEN_NUMBERS;
                (x, label)
            })
            .collect();
        html! {
            @for (place, (x, label)) in places.into_iter().enumerate() { (turn(sheet, x, label, place + 1)) }
        }
    }

    /// The grid with its weeks and values.
    fn ground(&self, words: Words, sheet: &Sheet) -> Markup {
        let (low, high) = sheet.values;
        let step = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0].into_iter().find(|step| (high - low) / step <= 6.0);
        let step = step.unwrap_or(100.0);
        let ticks: Vec<f64> = (0..=8)
            .map(|number| ((low / step).ceil() + f64::from(number)) * step)
            .take_while(|value| *value <= high)
            .collect();
        let every = if self.last_day > 8 * WEEK && sheet.width < 500.0 { 3 } else { 2 };
        let weeks = (0..=self.last_day / WEEK).filter(|week| week % every == 0);
        html! {
            g stroke="#b1b4b6" stroke-width="1" {
                @for value in &ticks {
                    line x1=(c(sheet.left)) x2=(c(sheet.right)) y1=(c(sheet.y(*value))) y2=(c(sheet.y(*value))) {}
                }
            }
            g fill=(INK) {
                @for value in &ticks {
                    text x=(c(sheet.left - 8.0)) y=(c(sheet.y(*value) + 5.0)) text-anchor="end" { (number(*value)) }
                }
                @for week in weeks {
                    text x=(c(sheet.x(week * WEEK))) y=(c(sheet.bottom + 24.0)) text-anchor="middle" {
                        (words.tell("course-week-short", &[("week", (week + 1).to_string().into())]))
                    }
                }
            }
            path d=(format!("M{} {}H{}", c(sheet.left), c(sheet.bottom), c(sheet.right)))
                stroke=(INK) stroke-width="2" fill="none" {}
        }
    }
}

/// "Week 3", or that it was before the first.
fn week_in_words(words: Words, day: i32) -> String {
    match week(day) {
        0 => words.say("course-before"),
        week => words.tell("course-week", &[("week", week.to_string().into())]),
    }
}

/// A day on which something was changed: a line with its number on top.
fn turn(sheet: &Sheet, x: f64, label: f64, number: usize) -> Markup {
    html! {
        path d=(format!("M{} {}L{} {}V{}", c(label), c(sheet.top - 12.0), c(x), c(sheet.top), c(sheet.bottom))) stroke=(INK) stroke-width="1.5"
            stroke-dasharray="5 4" fill="none" {}
        circle cx=(c(label)) cy=(c(sheet.top - 24.0)) r="12" fill=(PAPER) stroke=(INK) stroke-width="1.5" {}
        text x=(c(label)) y=(c(sheet.top - 19.0)) text-anchor="middle" fill=(INK) { (number) }
    }
}

/// A line. Of several lines each shows its last value alone, so that the numbers do not cover each other.
fn drawn(sheet: &Sheet, line: &Line, dash: Option<&str>, is_one_of_several: bool) -> Markup {
    let places: Vec<String> = line
        .points
        .iter()
        .map(|point| format!("{} {}", c(sheet.x(point.day)), c(sheet.y(point.value))))
        .collect();
    html! {
        path d=(format!("M{}", places.join("L"))) stroke=(MARK) stroke-width="3" stroke-dasharray=[dash] fill="none" {}
        @for (place, point) in line.points.iter().enumerate() {
            @let (x, y) = (sheet.x(point.day), sheet.y(point.value));
            circle cx=(c(x)) cy=(c(y)) r="6" fill=(MARK) stroke=(PAPER) stroke-width="2" {}
            @if !is_one_of_several || place + 1 == line.points.len() {
                text x=(c(x)) y=(c(y - 12.0)) text-anchor="middle" font-weight="700" fill=(INK) stroke=(PAPER)
                    stroke-width="3" paint-order="stroke" { (number(point.value)) }
            }
        }
    }
}

/// A value as it is written on the drawing.
fn number(value: f64) -> String {
    c(value).replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn course() -> Course {
        let taken = |day, value: f64, what: &str| Taken {
            day,
            value,
            written: format!("{value}"),
            what: what.to_owned(),
        };
        let turn = |day, what: &str| Turn { day, what: what.to_owned(), href: "/cycles/x/history/9".into() };
        Course {
            prefix: "scores".into(),
            title: "Scores over time".into(),
            values: "Points on the test".into(),
            last_day: 67,
            lines: vec![Line {
                name: "Number test".into(),
                points: vec![taken(-4, 84.0, "Start"), taken(24, 88.5, "Midway")],
            }],
            expected: Some((84.0, 0.0)),
            turns: vec![turn(0, "Jumps started"), turn(0, "Talk started"), turn(28, "Jumps changed")],
        }
    }

    #[test]
    fn the_drawing_the_table_and_the_sentence_show_the_same_figures() {
        let (words, course) = (Words::default(), course());
        let (figure, table) = (course.figure(words).into_string(), course.table(words).into_string());
        for value in ["84", "88.5"] {
            assert!(figure.contains(&format!(">{value}</text>")), "{value} is drawn");
            assert!(table.contains(&format!(">{value}</td>")), "{value} is in the table");
            assert!(course.spoken(words).contains(value), "{value} is said");
        }
        assert!(!figure.contains("NaN") && !figure.contains("inf"), "{figure}");
    }

    #[test]
    fn changes_of_one_day_share_a_number() {
        let course = course();
        let numbered: Vec<(i32, usize)> =
            course.numbered().into_iter().map(|(day, turns)| (day, turns.len())).collect();
        assert_eq!(numbered, [(0, 2), (28, 1)]);
    }

    #[test]
    fn weeks_count_from_the_first_day_of_the_cycle() {
        assert_eq!([-4, 0, 6, 7, 24].map(week), [0, 1, 1, 2, 4]);
    }
}
