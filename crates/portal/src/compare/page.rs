//! The page on which cycles are chosen and compared.

use domain::catalogue::EntryKind;
use maud::{Markup, html};

use super::{Apart, Choice, Compared, Continuing, Gained, MOST, Moved, apart};
use crate::access::Visitor;
use crate::chart::{self, Course, Line, Taken, week};
use crate::feedback::{self, About, Shows};
use crate::layout::Page;
use crate::moves;
use crate::scales;
use crate::sessions::grouped;
use crate::term;
use crate::words::Words;
use crate::worth::GoodValue;

/// What can be chosen.
pub(super) struct Picked<'a> {
    /// The address of the page.
    pub(super) place: String,
    /// The way up: address and words.
    pub(super) back: (String, String),
    pub(super) all: &'a [Choice],
    /// More cycles were named than one comparison holds.
    pub(super) too_many: bool,
    /// Their scales are linked, and the links do not hold for every score.
    pub(super) beyond_link: bool,
    /// How pupils moved between bands, where that is known.
    pub(super) moved: Option<Moved>,
    /// In how many of the judged cycles those who judged found good value.
    pub(super) good_value: GoodValue,
}

pub(super) fn show(visitor: &Visitor, picked: Picked<'_>, compared: &[Compared]) -> Markup {
    let words = visitor.words;
    let title = words.say("compare-title");
    let most = u32::try_from(MOST).unwrap_or_default();
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        @if picked.too_many {
            div class="govuk-inset-text" { (words.tell("compare-too-many", &[("most", most.into())])) }
        }
        @if compared.len() == 1 { div class="govuk-inset-text" { (words.say("compare-one-more")) } }
        @if compared.len() > 1 {
            @match apart(compared, picked.beyond_link) {
                Some(why) => { div class="govuk-inset-text" { (words.say(sentence(why))) } }
                None => { (side_by_side(visitor, compared)) }
            }
        }
        (choose(words, &picked, compared))
        @if let Some(moved) = &picked.moved { (moves::section(words, &moved.seen, &whose(words, moved))) }
        h2 class="govuk-heading-m" { (words.say("worth-title")) }
        (picked.good_value.told(words))
    };
    Page { title, trail: vec![picked.back], main, visitor }.render()
}

/// Whose moves are counted.
fn whose(words: Words, moved: &Moved) -> Markup {
    html! { p class="govuk-body" { (words.tell("moves-of-chosen", &[("cycles", moved.cycles.into())])) } }
}

fn sentence(why: Apart) -> &'static str {
    match why {
        Apart::NoScores => "compare-no-scores",
        Apart::NotPublished => "compare-not-published",
        Apart::Scales => "compare-scales",
        Apart::BeyondLink => "compare-beyond-link",
        Apart::Norms => "compare-norms",
    }
}

/// The cycles to choose from: an address that can be shared.
fn choose(words: Words, picked: &Picked<'_>, compared: &[Compared]) -> Markup {
    html! {
        form method="get" action=(picked.place) {
            fieldset class="govuk-fieldset govuk-form-group" {
                legend class="govuk-fieldset__legend govuk-fieldset__legend--m" { (words.say("compare-choose")) }
                div class="govuk-checkboxes govuk-checkboxes--small" {
                    @for Choice { row, label, .. } in picked.all {
                        @let id = format!("cycle-{}", row.id);
                        div class="govuk-checkboxes__item" {
                            input class="govuk-checkboxes__input" id=(id) name="cycle" type="checkbox" value=(row.id)
                                checked[compared.iter().any(|one| one.id == row.id)];
                            label class="govuk-label govuk-checkboxes__label" for=(id) { (label) }
                        }
                    }
                }
            }
            button type="submit" class="govuk-button" { (words.say("compare-submit")) }
        }
    }
}

fn side_by_side(visitor: &Visitor, compared: &[Compared]) -> Markup {
    let words = visitor.words;
    let course = course(words, compared);
    html! {
        (linked(words, compared))
        (course.figure(words))
        (feedback::link_of_own(visitor, About::Chart(Shows::Compare)))
        p class="govuk-body" { (words.say("compare-caution")) }
        p class="govuk-body" { (words.say("cycles-how-sure-chance")) }
        (course.table(words))
        (table(visitor, compared))
        (worth(words, compared))
    }
}

/// What each cost for each pupil, beside how many pupils it had, what they gained and how it was judged; in the order of dates.
fn worth(words: Words, compared: &[Compared]) -> Markup {
    let known = compared.iter().any(|one| one.cost.is_some());
    let columns = ["cycles-column-cycle", "compare-pupils", "compare-gain", "worth-for-each", "worth-value"];
    let cells = |one: &Compared| {
        let cost = one.cost.as_ref().map_or_else(none, |cost| cost.tell(words));
        [both(words, one), last_gain(words, one), cost, one.value.clone().unwrap_or_else(none)]
    };
    html! {
        @if known {
            table class="govuk-table q-rows" role="table" {
                caption class="govuk-table__caption govuk-table__caption--m" { (words.say("worth-table")) }
                thead role="rowgroup" {
                    tr role="row" {
                        @for id in columns {
                            th class="govuk-table__header" scope="col" role="columnheader" { (words.say(id)) }
                        }
                    }
                }
                tbody role="rowgroup" {
                    @for one in compared {
                        tr role="row" {
                            th class="govuk-table__header" scope="row" role="rowheader" { (one.label) }
                            @for (cell, label) in cells(one).into_iter().zip(columns.iter().skip(1)) {
                                td class="govuk-table__cell" role="cell" data-label=(words.say(label)) { (cell) }
                            }
                        }
                    }
                }
            }
            p class="govuk-body" { (words.say("worth-order")) }
            p class="govuk-body" { (words.say("worth-left-out")) }
        }
    }
}

/// What stands where there is nothing to tell.
fn none() -> String {
    "–".to_owned()
}

/// How many pupils have both scores, of how many.
fn both(words: Words, one: &Compared) -> String {
    let both = one.gained.last().map_or(0, |at| at.pupils).to_string();
    words.tell("compare-pupils-both", &[("both", both.into()), ("pupils", one.pupils.to_string().into())])
}

/// The gain at the last point that has one.
fn last_gain(words: Words, one: &Compared) -> String {
    one.gained.last().map_or_else(none, |at| {
        let point = term::of(words, "point-{}", &at.point);
        words.tell("compare-gain-at", &[("gain", gain(words, at).into()), ("point", point.into())])
    })
}

/// Which cycles are shown on another scale than their own, and by whose link.
fn linked(words: Words, compared: &[Compared]) -> Markup {
    let shown = || compared.iter().filter_map(|one| Some((one, one.linked.as_ref()?)));
    html! {
        @if shown().next().is_some() {
            div class="govuk-inset-text" {
                @for (one, (from, link)) in shown() {
                    p class="govuk-body" {
                        (words.tell("compare-linked", &[("cycle", one.label.as_str().into()), ("scale", from.as_str().into())]))
                        " " (scales::said(words, link))
                    }
                }
                p class="govuk-body" { (words.say("compare-linked-caution")) }
            }
        }
    }
}

/// A line for each cycle, by the days since its first one.
fn course(words: Words, compared: &[Compared]) -> Course {
    let last_day = compared.iter().map(|one| super::days(one.starts_on, one.ends_on)).max().unwrap_or(0);
    let line = |one: &Compared| {
        let start = Taken {
            day: one.start_day,
            value: 0.0,
            written: words.say("compare-at-start"),
            what: term::of(words, "point-{}", &domain::cycle::AssessmentPoint::Baseline),
        };
        let later = one.gained.iter().filter_map(|at| {
            let (mean, _) = at.mean?;
            Some(Taken {
                day: at.day,
                value: (mean * 10.0).round() / 10.0,
                written: gain(words, at),
                what: term::of(words, "point-{}", &at.point),
            })
        });
        Line { name: one.label.clone(), points: std::iter::once(start).chain(later).collect() }
    };
    Course {
        prefix: "compare".to_owned(),
        title: words.say("compare-course"),
        values: words.say("compare-values"),
        last_day,
        lines: compared.iter().map(line).collect(),
        expected: None,
        turns: Vec::new(),
    }
}

/// A mean gain with its range, or what stands in its place for too few pupils.
fn gain(words: Words, at: &Gained) -> String {
    match at.mean {
        Some((mean, Some(interval))) => words.tell(
            "cycle-figure-range",
            &[("value", chart::signed(mean).into()), ("range", chart::range(words, interval).into())],
        ),
        Some((mean, None)) => chart::signed(mean),
        None => words.say("token-c"),
    }
}

/// Everything else about each cycle: how many, how much, with what, and who goes on.
fn table(visitor: &Visitor, compared: &[Compared]) -> Markup {
    let words = visitor.words;
    let columns = [
        "cycles-column-cycle",
        "cycles-column-year",
        "compare-weeks",
        "compare-pupils",
        "compare-gain",
        "sessions-minutes",
        "story-strategies",
        "compare-continue",
    ];
    let before = std::iter::once(None).chain(compared.iter().map(Some));
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("compare-table")) }
            thead role="rowgroup" {
                tr role="row" {
                    @for id in columns {
                        th class="govuk-table__header" scope="col" role="columnheader" { (words.say(id)) }
                    }
                }
            }
            tbody role="rowgroup" {
                @for (one, before) in compared.iter().zip(before) {
                    tr role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" {
                            @if one.has_page {
                                a class="govuk-link" href=(format!("/cycles/{}", one.id)) { (one.label) }
                            } @else { (one.label) }
                        }
                        @for (cell, label) in cells(visitor, one, before).into_iter().zip(columns.iter().skip(1)) {
                            td class="govuk-table__cell" role="cell" data-label=(words.say(label)) { (cell) }
                        }
                    }
                }
            }
        }
    }
}

fn cells(visitor: &Visitor, one: &Compared, before: Option<&Compared>) -> [String; 7] {
    let words = visitor.words;
    let strategies: Vec<String> =
        one.strategies.iter().map(|code| visitor.catalogue.name(words, EntryKind::Strategy, code)).collect();
    let continues = match before.map(|before| one.continue_from(before)) {
        None => none(),
        Some(Continuing::Unknown) => words.say("history-hidden"),
        Some(Continuing::TooFew) => words.say("token-c"),
        Some(Continuing::Pupils(count)) => count.to_string(),
    };
    let minutes = words.tell(
        "sessions-of-plan",
        &[("minutes", grouped(one.dose.minutes).into()), ("planned", grouped(one.planned_minutes).into())],
    );
    let weeks = week(super::days(one.starts_on, one.ends_on)).to_string();
    let strategies = if strategies.is_empty() { none() } else { strategies.join("; ") };
    [one.year.clone(), weeks, both(words, one), last_gain(words, one), minutes, strategies, continues]
}
