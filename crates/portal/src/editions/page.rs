//! The pages of editions: their list, one edition as it was published, what the next one would say, and the form that takes
//! figures out of the last one.

use std::collections::BTreeSet;

use domain::edition::{EditionFigure, HeldBack, ShownFigure, Standing};
use domain::{CycleId, ReasonCode, ReasonFor, Score};
use maud::{Markup, html};
use measures::{Interval, Policy, disclosure};
use rust_decimal::prelude::ToPrimitive;

use super::read::Published;
use super::{Known, Next, Replacing, Shown};
use crate::access::{Action, Visitor};
use crate::came_to::figure as plain;
use crate::cycles;
use crate::feedback::{self, About, Shows};
use crate::fields::{Field, error_summary, hidden, in_row, submit};
use crate::layout::Page;
use crate::schools::read::School;
use crate::words::Words;
use crate::{chart, term};

fn trail(words: Words, school: &School) -> Vec<(String, String)> {
    let address = school.address();
    vec![
        (address.clone(), school.name.clone()),
        (format!("{address}/cycles"), words.say("nav-cycles")),
        (format!("{address}/editions"), words.say("editions-title")),
    ]
}

pub(super) fn list(visitor: &Visitor, known: &Known) -> Markup {
    let words = visitor.words;
    let title = words.say("editions-title");
    let mut trail = trail(words, &known.school);
    trail.pop();
    let main = html! {
        span class="govuk-caption-l" { (known.school.name) }
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("editions-about")) }
        p class="govuk-body" { (words.say("editions-rule")) }
        @if known.waiting() > 0 {
            div class="govuk-inset-text" { (words.tell("editions-waiting", &[("cycles", known.waiting().into())])) }
        }
        (to_next(visitor, known))
        @if known.editions.is_empty() { p class="govuk-body" { (words.say("editions-none")) } } @else {
            (table(words, known))
        }
    };
    Page { title, trail, main, visitor }.render()
}

/// The way to the next edition, for those who publish it.
fn to_next(visitor: &Visitor, known: &Known) -> Markup {
    html! {
        @if visitor.may_in(Action::PublishEdition, &known.school.id) {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/next", known.address())) { (visitor.words.say("edition-next-link")) }
            }
        }
    }
}

fn table(words: Words, known: &Known) -> Markup {
    let columns =
        ["term-edition", "edition-column-published", "edition-column-shown", "edition-column-replaced"];
    let columns = columns.map(|id| words.say(id));
    let [_, published, shown, replaced] = &columns;
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-visually-hidden" { (words.say("editions-title")) }
            (head(&columns))
            tbody role="rowgroup" { @for one in &known.editions {
                tr role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" {
                        a class="govuk-link" href=(format!("{}/{}", known.address(), one.number)) {
                            (words.tell("edition-number", &[("number", one.number.into())]))
                        }
                    }
                    td class="govuk-table__cell" role="cell" data-label=(published) { (published_on(words, known, one)) }
                    td class="govuk-table__cell" role="cell" data-label=(shown) {
                        (words.tell("edition-shown-of", &[
                            ("shown", one.shown().into()), ("cycles", one.figures.len().into()),
                        ]))
                    }
                    td class="govuk-table__cell" role="cell" data-label=(replaced) {
                        @match one.replaced.last() {
                            Some(last) => { (words.date(last.on)) }
                            None => { "–" }
                        }
                    }
                }
            } }
        }
    }
}

fn head(columns: &[String]) -> Markup {
    html! {
        thead role="rowgroup" { tr role="row" {
            @for column in columns {
                th class="govuk-table__header" scope="col" role="columnheader" { (column) }
            }
        } }
    }
}

/// Who published it, and when.
fn published_on(words: Words, known: &Known, edition: &Published) -> String {
    let name = known.people.get(&edition.by.uuid()).cloned();
    let name = name.unwrap_or_else(|| words.say("history-someone"));
    words
        .tell("edition-published", &[("day", words.date(edition.published_on).into()), ("name", name.into())])
}

/// One edition as it was published.
pub(super) fn one(
    visitor: &Visitor,
    known: &Known,
    edition: &Published,
    before: Option<&Published>,
) -> Markup {
    let words = visitor.words;
    let title = words.tell("edition-number", &[("number", edition.number.into())]);
    let is_last = known.editions.first().is_some_and(|last| last.number == edition.number);
    let replaces = is_last && visitor.may_in(Action::PublishEdition, &known.school.id) && edition.shown() > 0;
    let main = html! {
        span class="govuk-caption-l" { (known.school.name) }
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" {
            (published_on(words, known, edition)) " "
            (words.tell("edition-least", &[("least", edition.least.into())]))
        }
        @if !is_last { div class="govuk-inset-text" { (words.say("edition-is-old")) } }
        (put_right(words, edition))
        (dial(words, known, edition))
        (charted(visitor, known, edition))
        h2 class="govuk-heading-m" { (what_changed(words, before.map(|before| before.number))) }
        (said(words, known, (&edition.figures, edition.number), &|cycle| before.and_then(|before| before.figure(cycle))))
        p class="govuk-body" { (words.say("editions-rule")) }
        @if replaces {
            p class="govuk-body" {
                a class="govuk-link" href=(format!("{}/{}/replace", known.address(), edition.number)) {
                    (words.say("edition-replace-link"))
                }
            }
        }
        @if is_last { (to_next(visitor, known)) }
    };
    Page { title, trail: trail(words, &known.school), main, visitor }.render()
}

fn what_changed(words: Words, before: Option<u32>) -> String {
    match before {
        Some(number) => words.tell("edition-changed-since", &[("number", number.into())]),
        None => words.say("edition-what-it-says"),
    }
}

/// Each time that the edition was put right, and why.
fn put_right(words: Words, edition: &Published) -> Markup {
    html! {
        @for replaced in &edition.replaced {
            div class="govuk-inset-text" {
                (words.tell("edition-replaced", &[
                    ("day", words.date(replaced.on).into()), ("why", words.say(&replaced.reason.summary_key()).into()),
                ]))
            }
        }
    }
}

/// The ways to the edition before and after.
fn dial(words: Words, known: &Known, edition: &Published) -> Markup {
    let way = |number: u32| format!("{}/{number}", known.address());
    let next = edition.number + 1;
    let has_next = known.editions.iter().any(|one| one.number == next);
    let called = |number: u32| words.tell("edition-number", &[("number", number.into())]);
    html! {
        @if edition.number > 1 || has_next {
            nav class="govuk-pagination" aria-label=(words.say("edition-dial")) {
                @if edition.number > 1 {
                    div class="govuk-pagination__prev" {
                        a class="govuk-link govuk-pagination__link" rel="prev" href=(way(edition.number - 1)) {
                            (called(edition.number - 1))
                        }
                    }
                }
                @if has_next {
                    div class="govuk-pagination__next" {
                        a class="govuk-link govuk-pagination__link" rel="next" href=(way(next)) { (called(next)) }
                    }
                }
            }
        }
    }
}

/// The chart of what it says, with its table.
fn charted(visitor: &Visitor, known: &Known, edition: &Published) -> Markup {
    let words = visitor.words;
    let figures = edition.figures.iter().filter_map(|figure| {
        let shown = figure.shown.as_ref()?;
        Some((known.cycles.get(&figure.cycle)?, shown))
    });
    let chart = cycles::published_chart(words, &known.settings.policy, figures);
    // Under a raised limit there may be nothing to draw of what was shown once: its own rows say so.
    let has_any_drawn = chart.marks.iter().any(|mark| mark.mark.is_plottable());
    html! {
        @if has_any_drawn {
            h2 class="govuk-heading-m" { (chart.headline(words)) }
            (chart.figure(words))
            (feedback::link(visitor, &known.school.id, About::Chart(Shows::Editions)))
            p class="govuk-body" { (chart.reading(words)) }
            (chart.table(words))
        }
    }
}

/// Each cycle with what the edition before said, what this one says, and why.
fn said<'f>(
    words: Words,
    known: &Known,
    (figures, number): (&[EditionFigure], u32),
    before: &dyn Fn(CycleId) -> Option<&'f EditionFigure>,
) -> Markup {
    let columns =
        ["cycles-column-cycle", "edition-column-before", "edition-column-now", "edition-column-why"];
    let columns = columns.map(|id| words.say(id));
    let [_, then, now, why] = &columns;
    let policy = &known.settings.policy;
    let text = |figure: Option<&EditionFigure>| {
        figure.and_then(|figure| figure.shown.as_ref()).map_or_else(none, |one| shown(words, one, policy))
    };
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-visually-hidden" { (words.say("edition-what-it-says")) }
            (head(&columns))
            tbody role="rowgroup" { @for figure in figures {
                tr role="row" {
                    th class="govuk-table__header" scope="row" role="rowheader" { (called(words, known, figure.cycle)) }
                    td class="govuk-table__cell" role="cell" data-label=(then) { (text(before(figure.cycle))) }
                    td class="govuk-table__cell" role="cell" data-label=(now) { (text(Some(figure))) }
                    td class="govuk-table__cell" role="cell" data-label=(why) { (told(words, figure, number, policy)) }
                }
            } }
        }
    }
}

fn none() -> String {
    "–".to_owned()
}

fn called(words: Words, known: &Known, cycle: CycleId) -> String {
    known.cycles.get(&cycle).map_or_else(none, |cycle| cycles::label(words, cycle))
}

/// The figures of a cycle in words, or what stands in their place where the limit was raised above its group.
fn shown(words: Words, shown: &ShownFigure, policy: &Policy) -> String {
    if !disclosure::shown(shown.pupils.into(), policy) {
        return words.say("token-c");
    }
    let number = |score: Score| score.decimal().to_f64();
    let both = |lower: Option<Score>, upper: Option<Score>| {
        let (lower, upper) = lower.and_then(number).zip(upper.and_then(number))?;
        Interval::new(lower, upper)
    };
    let gain = number(shown.gain).map_or_else(none, chart::signed);
    let gain = match both(shown.gain_lower, shown.gain_upper) {
        Some(range) => {
            let range = chart::range(words, range);
            words.tell("cycle-figure-range", &[("value", gain.into()), ("range", range.into())])
        }
        None => gain,
    };
    // A score is no difference: it has no sign, and neither have the ends of its range.
    let end = shown.end.and_then(number).map_or_else(none, |end| plain(end, 1));
    let end = match both(shown.end_lower, shown.end_upper) {
        Some(range) => {
            let (lower, upper) = (plain(range.lower(), 1), plain(range.upper(), 1));
            let values = [("value", end.into()), ("lower", lower.into()), ("upper", upper.into())];
            words.tell("edition-score-range", &values)
        }
        None => end,
    };
    let values = [("gain", gain.into()), ("end", end.into()), ("pupils", shown.pupils.to_string().into())];
    words.tell("edition-figures", &values)
}

/// How the figures of edition `number` stand to what was shown before, and why, as far as the limit of `policy` lets it be told.
#[must_use]
pub fn told(words: Words, figure: &EditionFigure, number: u32, policy: &Policy) -> String {
    let edition = |id: &str, number: u32| words.tell(id, &[("number", number.into())]);
    let standing = &figure.standing;
    match (standing, standing.why()) {
        (Standing::New, _) => edition("edition-new", number),
        (Standing::Unchanged { since }, _) => edition("edition-unchanged", *since),
        (Standing::Changed { .. }, _) => {
            [edition("edition-changed", number), because(words, standing, policy)].join(" ")
        }
        (Standing::Kept { since, .. }, why) => {
            let why = why.map(kept).map_or_else(String::new, |id| words.say(id));
            [edition("edition-kept", *since), because(words, standing, policy), why].join(" ")
        }
        (Standing::Withheld { why }, told) => words.say(withheld(told.unwrap_or(*why))),
    }
}

/// The reasons of corrections behind each of which enough pupils stand; each as a sentence of its own.
fn because(words: Words, standing: &Standing, policy: &Policy) -> String {
    let codes = reasons(standing, policy);
    let least = ("least", policy.threshold().into());
    if codes.is_empty() {
        return words.tell("edition-because-none", &[least]);
    }
    let reasons = codes.iter().map(|code| words.say(&code.summary_key())).collect::<Vec<_>>().join(" ");
    words.tell("edition-because", &[least, ("reasons", reasons.into())])
}

/// The reasons that a figure may be told with today.
#[must_use]
pub fn reasons(standing: &Standing, policy: &Policy) -> BTreeSet<ReasonCode> {
    let reasons = standing.reasons().filter(|(_, behind)| disclosure::shown((*behind).into(), policy));
    reasons.map(|(because, _)| because.clone()).unwrap_or_default()
}

fn kept(why: HeldBack) -> &'static str {
    match why {
        HeldBack::TooFew | HeldBack::WorkedOut | HeldBack::NoScores => "edition-kept-few",
        HeldBack::TooManyToCheck => "edition-kept-unchecked",
        HeldBack::OpenAgain | HeldBack::TakenOut => "edition-kept-open",
    }
}

fn withheld(why: HeldBack) -> &'static str {
    match why {
        HeldBack::TooFew | HeldBack::NoScores => "edition-withheld-few",
        HeldBack::WorkedOut => "edition-withheld-worked-out",
        HeldBack::TooManyToCheck => "edition-withheld-unchecked",
        HeldBack::OpenAgain => "edition-withheld-open",
        HeldBack::TakenOut => "edition-withheld-taken-out",
    }
}

/// What the next edition would say, beside the last one, with the form that publishes it.
pub(super) fn preview(shown: &Shown<'_>, next: &Next) -> Markup {
    let words = shown.visitor.words;
    let title = words.tell("edition-next-title", &[("number", next.number.into())]);
    let before = |cycle: CycleId| next.last.as_ref().and_then(|last| last.figures.get(&cycle));
    let news = next.is_news();
    let main = html! {
        p class="govuk-body" { (words.say("edition-next-about")) }
        @if next.figures.is_empty() {
            p class="govuk-body" { (words.say("edition-next-empty")) }
        } @else {
            h2 class="govuk-heading-m" { (what_changed(words, next.last.as_ref().map(|last| last.number))) }
            (said(words, shown.known, (&next.figures, next.number), &before))
            p class="govuk-body" { (words.say("editions-rule")) }
        }
        @if !next.figures.is_empty() && !news { p class="govuk-body" { (words.say("edition-next-same")) } }
        @if news {
            p class="govuk-body" { (words.say("edition-next-for-good")) }
            form method="post" action=(format!("{}/next", shown.known.address())) novalidate {
                (hidden("command_id", &shown.command_id.to_string()))
                (hidden("expected", &next.sequence.to_string()))
                (hidden("edition", &next.number.to_string()))
                (hidden("basis", &next.basis()))
                (submit(&words.tell("edition-publish", &[("number", next.number.into())])))
            }
        }
    };
    framed(shown, &title, &main)
}

/// The form that takes figures out of the last edition.
pub(super) fn replace(shown: &Shown<'_>, replacing: &Replacing) -> Markup {
    let words = shown.visitor.words;
    let title = words.tell("edition-replace-title", &[("number", replacing.number.into())]);
    let figures = replacing.last.iter().flat_map(|last| last.figures.values());
    let cycles: Vec<(String, String)> = figures
        .filter(|figure| figure.shown.is_some())
        .map(|figure| {
            let name = in_row("without_cycle", &figure.cycle.to_string());
            (name, called(words, shown.known, figure.cycle))
        })
        .collect();
    let reasons = term::choices(words, "reason-{}", ReasonFor::ReplacingEdition.codes());
    let address = format!("{}/{}/replace", shown.known.address(), replacing.number);
    let main = html! {
        p class="govuk-body" { (words.say("edition-replace-about")) }
        @if cycles.is_empty() { p class="govuk-body" { (words.say("edition-replace-none")) } } @else {
            form method="post" action=(address) novalidate {
                (hidden("command_id", &shown.command_id.to_string()))
                (hidden("expected", &replacing.sequence.to_string()))
                (Field::of(words, "without").checkboxes(words, shown.draft, &cycles))
                (Field::of(words, "reason").select(words, shown.draft, &reasons))
                (submit(&words.say("edition-replace-submit")))
            }
        }
    };
    framed(shown, &title, &main)
}

/// A page with a form of this slice: its problems, what changed meanwhile, its heading, and the form.
fn framed(shown: &Shown<'_>, title: &str, form: &Markup) -> Markup {
    let words = shown.visitor.words;
    let main = html! {
        (error_summary(words, shown.draft))
        @if shown.meanwhile {
            div class="govuk-inset-text" role="alert" { p class="govuk-body" { (words.say("edition-meanwhile")) } }
        }
        span class="govuk-caption-l" { (shown.known.school.name) }
        h1 class="govuk-heading-l" { (title) }
        (form)
    };
    let prefix = if shown.draft.problems().is_empty() {
        String::new()
    } else {
        format!("{} ", words.say("form-error-prefix"))
    };
    let trail = trail(words, &shown.known.school);
    Page { title: format!("{prefix}{title}"), trail, main, visitor: shown.visitor }.render()
}
