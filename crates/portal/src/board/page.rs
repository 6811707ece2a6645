//! The board: a row for each pupil.

use domain::catalogue::EntryKind;
use maud::{Markup, html};

use super::{Latest, Row};
use crate::access::Visitor;
use crate::change::OpenCycle;
use crate::layout::Page;
use crate::proposals::{self, Proposals};
use crate::school_terms::points;
use crate::term;
use crate::words::Words;

pub(super) fn board(visitor: &Visitor, cycle: &OpenCycle, rows: &[Row<'_>], proposals: &Proposals) -> Markup {
    let words = visitor.words;
    let title = words.say("board-title");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("board-about")) }
        @if let Some(points) = points(words, &cycle.school, cycle.record.plan.starts_on, cycle.record.plan.ends_on) {
            p class="govuk-body" { (points) }
        }
        (proposals::notice(visitor, &cycle.address(), proposals))
        @if rows.is_empty() {
            p class="govuk-body" { (words.say("next-no-pupils")) }
        } @else {
            (table(visitor, cycle, rows))
            p class="govuk-body" { (words.say("board-one-score")) }
        }
    };
    let trail = vec![(cycle.address(), words.say("history-back"))];
    Page { title, trail, main, visitor }.render()
}

const COLUMNS: [&str; 6] = [
    "field-participant",
    "story-entry-band",
    "board-latest",
    "board-in-use",
    "timeline-sessions",
    "board-missing",
];

fn table(visitor: &Visitor, cycle: &OpenCycle, rows: &[Row<'_>]) -> Markup {
    let words = visitor.words;
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-visually-hidden" { (words.say("board-title")) }
            thead role="rowgroup" {
                tr role="row" {
                    @for id in COLUMNS {
                        th class="govuk-table__header" scope="col" role="columnheader" { (words.say(id)) }
                    }
                }
            }
            tbody role="rowgroup" { @for row in rows { (line(visitor, cycle, row)) } }
        }
    }
}

fn line(visitor: &Visitor, cycle: &OpenCycle, row: &Row<'_>) -> Markup {
    let words = visitor.words;
    let person = row.person;
    let strategies: Vec<String> =
        row.strategies.iter().map(|code| visitor.catalogue.name(words, EntryKind::Strategy, code)).collect();
    let missing: Vec<String> = row.missing.iter().map(|one| one.tell(words)).collect();
    let attendance = if row.attendance.expected == 0 {
        String::new()
    } else {
        words.tell(
            "sessions-there",
            &[
                ("present", row.attendance.present.to_string().into()),
                ("expected", row.attendance.expected.to_string().into()),
            ],
        )
    };
    let cells = [
        term::of(words, "entry-band-{}", &person.entry_band),
        standing(words, row),
        strategies.join("; "),
        attendance,
        missing.join(", "),
    ];
    html! {
        tr role="row" {
            th class="govuk-table__header" scope="row" role="rowheader" {
                a class="govuk-link" href=(format!("{}/pupils/{}", cycle.address(), person.id)) {
                    (person.called(words, &cycle.texts))
                }
                @if person.share_percent < 100 {
                    div class="govuk-hint" {
                        (words.tell("board-share", &[("share", person.share_percent.to_string().into())]))
                    }
                }
            }
            @for (cell, label) in cells.into_iter().zip(COLUMNS.into_iter().skip(1)) {
                td class="govuk-table__cell" role="cell" data-label=(words.say(label)) {
                    (if cell.is_empty() { "–".to_owned() } else { cell })
                }
            }
        }
    }
}

/// The last score, how it stands against what was expected, and the target.
fn standing(words: Words, row: &Row<'_>) -> String {
    let Some(latest) = &row.latest else { return String::new() };
    let mut parts = vec![scored(words, latest)];
    parts.extend(against(words, latest));
    parts.extend(
        row.target
            .map(|target| words.tell("board-target", &[("target", target.normalize().to_string().into())])),
    );
    parts.join(". ")
}

fn scored(words: Words, latest: &Latest) -> String {
    words.tell(
        "board-score",
        &[
            ("score", latest.score.normalize().to_string().into()),
            ("point", term::of(words, "point-{}", &latest.point).into()),
        ],
    )
}

fn against(words: Words, latest: &Latest) -> Option<String> {
    let above = latest.above_expected?.normalize();
    let points = above.abs().to_string();
    Some(if above.is_zero() {
        words.say("board-as-expected")
    } else if above.is_sign_positive() {
        words.tell("board-above", &[("points", points.into())])
    } else {
        words.tell("board-below", &[("points", points.into())])
    })
}
