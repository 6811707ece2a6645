//! The page of a difference: the figures that moved, and the entries that moved them.

use jiff::tz::TimeZone;
use maud::{Markup, html};

use super::form::{End, Ends};
use super::read::{self, Other};
use super::{Asked, Counts, CycleRow, Difference, OfSchool, Sort, Totals};
use crate::access::{Action, Visitor};
use crate::cycles;
use crate::history::{Entry, History, told};
use crate::layout::Page;
use crate::past::When;
use crate::schools::read::School;
use crate::seals;
use crate::term;
use crate::words::Words;

pub(super) fn show(visitor: &Visitor, asked: &Asked, difference: &Difference) -> Markup {
    let (words, cycle) = (visitor.words, difference.history.cycle);
    let (title, trail) = top_of_cycle(words, &difference.history);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (between(words, &difference.ends)) }
        (choose(words, asked, &difference.clock, None))
        @if visitor.may(Action::SeePast) { (both(words, difference)) }
        h2 class="govuk-heading-m" { (words.say("difference-figures")) }
        (figures(words, difference))
        @for (sort, heading) in [
            (Sort::Corrected, "difference-corrected"),
            (Sort::Changed, "difference-changed"),
            (Sort::Added, "difference-added"),
        ] {
            (entries(words, difference, sort, heading))
        }
        p class="govuk-body" { a class="govuk-link" href=(data(asked, &difference.ends, &format!("/cycles/{cycle}"))) { (words.say("history-json")) } }
    };
    Page { title, trail, main, visitor }.render()
}

/// The title, and the way back.
pub(super) type Top = (String, Vec<(String, String)>);

/// Those of a cycle's difference.
pub(super) fn top_of_cycle(words: Words, history: &History) -> Top {
    let cycle = history.cycle;
    let trail = vec![
        (format!("/cycles/{cycle}"), words.say("history-back")),
        (format!("/cycles/{cycle}/history"), words.say("history-title")),
    ];
    (words.tell("difference-of", &[("cycle", history.label(words).into())]), trail)
}

/// Those of a school's.
pub(super) fn top_of_school(words: Words, school: &School) -> Top {
    let trail = vec![(school.address(), school.name.clone())];
    (words.tell("difference-of", &[("cycle", (&school.name).into())]), trail)
}

/// The two moments are asked for again, with what was typed and what is wrong with it.
pub(super) fn again(
    visitor: &Visitor,
    (title, trail): Top,
    asked: &Asked,
    clock: &TimeZone,
    problem: &'static str,
) -> Markup {
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        (choose(visitor.words, asked, clock, Some(problem)))
    };
    Page { title, trail, main, visitor }.render()
}

fn between(words: Words, ends: &Ends) -> String {
    let moment = |end: &End| match end.position {
        0 => words.say("difference-beginning"),
        _ => term::moment_by(words, end.at, &ends.clock),
    };
    let values =
        [("from", moment(&ends.from)), ("to", moment(&ends.to)), ("clock", term::clock(&ends.clock))];
    words.tell("difference-between", &values.map(|(name, value)| (name, value.into())))
}

/// The two moments, to choose others.
fn choose(words: Words, asked: &Asked, clock: &TimeZone, problem: Option<&str>) -> Markup {
    let fields = [("from", "difference-from", &asked.from), ("to", "difference-to", &asked.to)];
    html! {
        @if let Some(problem) = problem {
            p class="govuk-error-message" id="difference-problem" role="alert" {
                span class="govuk-visually-hidden" { (words.say("form-error-prefix")) } " " (words.say(problem))
            }
        }
        p class="govuk-hint" id="difference-hint" {
            (words.tell("difference-hint", &[("clock", term::clock(clock).into())]))
        }
        form method="get" class="q-choices" {
            input type="hidden" name="clock" value=(clock.iana_name().unwrap_or("UTC"));
            @for (name, label, typed) in fields {
                div class="govuk-form-group" {
                    label class="govuk-label" for=(name) { (words.say(label)) }
                    input class="govuk-input" id=(name) name=(name) value=(typed) aria-describedby="difference-hint"
                        autocomplete="off";
                }
            }
            button class="govuk-button govuk-button--secondary" type="submit" { (words.say("difference-show")) }
        }
    }
}

/// The ways to the cycle's page as it was at both moments.
fn both(words: Words, difference: &Difference) -> Markup {
    let page = format!("/cycles/{}", difference.history.cycle);
    html! {
        ul class="govuk-list" {
            @for (end, id) in [(difference.ends.from, "difference-then"), (difference.ends.to, "difference-later")] {
                @if end.position > 0 {
                    li { a class="govuk-link" href=(When::fact(end.position).address(&page)) { (words.say(id)) } }
                }
            }
        }
    }
}

fn figures(words: Words, difference: &Difference) -> Markup {
    let lines = difference.moved.lines(words);
    html! {
        @if lines.is_empty() { p class="govuk-body" { (words.say("difference-no-figure")) } }
        (told(words, difference.history.cycle, &lines))
    }
}

/// The entries of one sort. What was there before is told in full; what was only added by its name.
fn entries(words: Words, difference: &Difference, sort: Sort, heading: &str) -> Markup {
    let cycle = difference.history.cycle;
    let found: Vec<&Entry> = difference.of(sort).collect();
    let address = |entry: &Entry| format!("/cycles/{cycle}/history/{}", entry.recorded.sequence);
    html! {
        h2 class="govuk-heading-m" { (words.tell(heading, &[("count", found.len().into())])) }
        @if !found.is_empty() {
            ul class="govuk-list govuk-list--spaced" {
                @for entry in &found {
                    li {
                        a class="govuk-link" href=(address(entry)) {
                            (words.tell("history-number", &[("sequence", entry.recorded.sequence.to_string().into())]))
                        }
                        ": " (entry.story.title) ". "
                        (words.tell("difference-by", &[
                            ("name", (&entry.actor).into()),
                            ("moment", term::moment(words, entry.recorded.recorded_at).into()),
                        ]))
                        @if let Some(why) = &entry.story.why { " " (words.say("history-why")) ": " (why.reason) "." }
                        (seals::warning(words, entry.as_sealed))
                        @if sort != Sort::Added { (told(words, cycle, &entry.story.lines)) }
                    }
                }
            }
        }
    }
}

/// The same as data, for the same two moments for ever.
fn data(asked: &Asked, ends: &Ends, address: &str) -> String {
    let from =
        if asked.from.trim().is_empty() { String::new() } else { format!("from={}&", ends.from.position) };
    format!("/api/v1{address}/difference?{from}to={}", ends.to.position)
}

pub(super) fn of_school(visitor: &Visitor, asked: &Asked, difference: &OfSchool) -> Markup {
    let (words, school) = (visitor.words, &difference.school);
    let (title, trail) = top_of_school(words, school);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (between(words, &difference.ends)) }
        (choose(words, asked, &difference.clock, None))
        h2 class="govuk-heading-m" { (words.say("nav-cycles")) }
        (totals(words, difference))
        @for row in &difference.cycles { (cycle(words, &difference.ends, row)) }
        (pages(words, difference.more_cycles(), (difference.skip > 0).then(|| difference.page(0, difference.after)), "difference-more-cycles"))
        h2 class="govuk-heading-m" { (words.say("difference-others")) }
        @if difference.totals.others == 0 {
            p class="govuk-body" { (words.say("difference-no-other")) }
        } @else {
            p class="govuk-body" { (words.tell("difference-others-total", &[("count", difference.totals.others.into())])) }
        }
        @if !read::sees_all(visitor, &school.id) { p class="govuk-body" { (words.say("difference-others-some")) } }
        ul class="govuk-list govuk-list--spaced" {
            @for one in &difference.others { li { (other(words, difference, one)) } }
        }
        (pages(words, difference.more_others(), (difference.after > 0).then(|| difference.page(difference.skip, 0)), "difference-more-others"))
        p class="govuk-body" {
            a class="govuk-link" href=(data(asked, &difference.ends, &school.address())) { (words.say("history-json")) }
        }
    };
    Page { title, trail, main, visitor }.render()
}

/// How much was recorded of all cycles, and which of them the page shows.
fn totals(words: Words, difference: &OfSchool) -> Markup {
    let Totals { cycles, counts, .. } = &difference.totals;
    let last = difference.skip.saturating_add(difference.cycles.len());
    html! {
        @if *cycles == 0 {
            p class="govuk-body" { (words.say("difference-no-cycle")) }
        } @else {
            p class="govuk-body" {
                (words.tell("difference-cycles-total", &[
                    ("count", (*cycles).into()),
                    ("first", difference.skip.saturating_add(1).min(last).into()),
                    ("last", last.into()),
                ]))
                " " (told_counts(words, *counts))
            }
        }
    }
}

fn told_counts(words: Words, counts: Counts) -> String {
    let counts = [("added", counts.added), ("changed", counts.changed), ("corrected", counts.corrected)];
    words.tell("difference-counts", &counts.map(|(name, count)| (name, count.into())))
}

/// The ways to more of a list, and back to its beginning.
fn pages(words: Words, more: Option<String>, first: Option<String>, says: &str) -> Markup {
    html! {
        @if more.is_some() || first.is_some() {
            nav class="govuk-body" aria-label=(words.say(says)) {
                ul class="govuk-list" {
                    @if let Some(more) = more {
                        li { a class="govuk-link" rel="next" href=(more) { (words.say(says)) } }
                    }
                    @if let Some(first) = first {
                        li { a class="govuk-link" href=(first) { (words.say("difference-first")) } }
                    }
                }
            }
        }
    }
}

/// One cycle: how much was recorded, and the figures that it moved.
fn cycle(words: Words, ends: &Ends, row: &CycleRow) -> Markup {
    let address =
        format!("/cycles/{}/difference?from={}&to={}", row.cycle.id, ends.from.position, ends.to.position);
    html! {
        h3 class="govuk-heading-s" { a class="govuk-link" href=(address) { (cycles::label(words, &row.cycle)) } }
        p class="govuk-body" { (told_counts(words, row.counts)) }
        (told(words, row.cycle.id, &row.moved.lines(words)))
    }
}

/// What else was recorded: its name, of which year or number, when and by whom.
fn other(words: Words, difference: &OfSchool, one: &Other) -> String {
    let what = term::of(words, "event-{}", &one.kind);
    let what = match &one.which {
        Some(which) => words.tell("difference-which", &[("what", what.into()), ("which", which.into())]),
        None => what,
    };
    let name = one.by.and_then(|by| difference.people.get(&by).cloned());
    let name = name.unwrap_or_else(|| words.say("difference-by-program"));
    let moment = term::moment(words, one.recorded_at);
    let by = words.tell("difference-by", &[("name", name.into()), ("moment", moment.into())]);
    format!("{what}. {by}")
}
