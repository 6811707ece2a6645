//! The page of a school beside those that are like it: what may be said, how they were chosen, the chart and its table.

use maud::{Markup, html};
use measures::similar::{Among, FEWEST, Similar, TooFew};
use measures::{Axis, chance};

use super::{Alone, Beside, Comparison};
use crate::access::Visitor;
use crate::came_to::figure;
use crate::chart;
use crate::choices;
use crate::feedback::{self, About, Shows};
use crate::layout::Page;
use crate::words::Words;

pub(super) fn show(visitor: &Visitor, comparison: &Comparison) -> Markup {
    let words = visitor.words;
    let (school, year) = (&comparison.school, comparison.year);
    let subject = words.say(&format!("subject-{}", comparison.subject));
    let heading = match &comparison.beside {
        Ok(beside) => headline(words, &subject, beside),
        Err(_) => words.say("similar-title"),
    };
    let main = html! {
        span class="govuk-caption-l" { (school.name) " · " (year.written()) }
        h1 class="govuk-heading-l" { (heading) }
        form class="q-choices" method="get" {
            (choices::year(words, &comparison.years, year))
            (choices::subject(words, comparison.subject))
            (choices::go(words))
        }
        @match &comparison.beside {
            Ok(beside) => {
                (beside_others(words, comparison, beside))
                (feedback::link(visitor, &school.id, About::Chart(Shows::Similar)))
            },
            Err(alone) => p class="govuk-body" { (why_alone(words, *alone)) },
        }
        p class="govuk-body" { a class="govuk-link" href="/methods#similar-schools" { (words.say("methods-title")) } }
    };
    let trail = vec![
        ("/".to_owned(), words.say("home-title")),
        ("/schools".to_owned(), words.say("nav-schools")),
        (school.address(), school.name.clone()),
        (format!("{}/quadrant?year={year}", school.address()), year.written()),
    ];
    let title = format!("{}, {} {}", words.say("similar-title"), school.name, year.written());
    Page { title, trail, main, visitor }.render()
}

/// What may be said of the school beside the others: of each of them only whether the difference is more than chance.
fn headline(words: Words, subject: &str, beside: &Beside) -> String {
    let among = beside.among.unwrap_or_default();
    let id = match (among.faster, among.slower, among.compared()) {
        (_, _, 0) => "similar-headline-none",
        (0, 0, _) => "similar-headline-close",
        (0, _, _) => "similar-headline-faster",
        (_, 0, _) => "similar-headline-slower",
        _ => "similar-headline-both",
    };
    words.tell(
        id,
        &[
            ("subject", subject.into()),
            ("faster", among.faster.into()),
            ("slower", among.slower.into()),
            ("all", among.compared().into()),
        ],
    )
}

fn why_alone(words: Words, alone: Alone) -> String {
    match alone {
        Alone::NoResults => words.say("similar-no-results"),
        Alone::NoIntake => words.say("similar-no-intake"),
        Alone::TooFew(TooFew { looked_at, within }) => words.tell(
            "similar-too-few",
            &[("within", within.into()), ("all", looked_at.into()), ("fewest", FEWEST.into())],
        ),
    }
}

fn beside_others(words: Words, comparison: &Comparison, beside: &Beside) -> Markup {
    let chart = comparison.chart(words, beside);
    let asked = format!("year={}&subject={}", comparison.year, comparison.subject);
    html! {
        (stands(words, comparison, beside))
        h2 class="govuk-heading-m" { (words.say("similar-how")) }
        (chosen(words, &beside.similar))
        (chart.figure(words))
        p class="govuk-body" { (words.say("similar-reading")) " " (chart.reading(words)) }
        h2 class="govuk-heading-m" { (words.say("same-figures")) }
        p class="govuk-body q-elsewhere" {
            a class="govuk-link" href=(format!("{}/similar/table.csv?{asked}", comparison.school.address())) {
                (words.say("csv-link"))
            }
        }
        (chart.table(words))
    }
}

/// The school's own figure with its range, and how many of the others it clearly differs from.
fn stands(words: Words, comparison: &Comparison, beside: &Beside) -> Markup {
    let progress = beside.own.mark(comparison.subject).map(|mark| *mark.on(Axis::Progress));
    let own = progress.and_then(|progress| Some((progress.difference()?, progress.interval()?)));
    let among = beside.among.filter(|among| among.compared() > 0);
    html! {
        @match (own, among) {
            (Some((value, interval)), Some(among)) => {
                p class="govuk-body" {
                    (words.tell("similar-figure", &[
                        ("value", chart::signed(value).into()),
                        ("range", chart::range(words, interval).into()),
                    ]))
                }
                (counted(words, &among))
            }
            _ => p class="govuk-body" { (words.say("similar-no-progress")) },
        }
    }
}

fn counted(words: Words, among: &Among) -> Markup {
    let alarms = chance::expected_false_alarms(among.compared());
    // As the chart's own sentence has it; less than a half of one is not made into none.
    let decimals = usize::from(alarms < 0.5);
    html! {
        ul class="govuk-list govuk-list--bullet" {
            li { (words.tell("similar-slower", &[("count", among.slower.into())])) }
            li { (words.tell("similar-close", &[("count", among.close.into())])) }
            li { (words.tell("similar-faster", &[("count", among.faster.into())])) }
        }
        p class="govuk-body" {
            (words.tell("similar-chance", &[("compared", among.compared().into()), ("alarms", figure(alarms, decimals).into())]))
        }
    }
}

/// How the schools were chosen, and how alike they are.
fn chosen<K>(words: Words, similar: &Similar<K>) -> Markup {
    let ways = &similar.ways;
    let ends = |(least, most): (f64, f64), decimals: usize| {
        [("least", figure(least, decimals).into()), ("most", figure(most, decimals).into())]
    };
    html! {
        p class="govuk-body" {
            (words.tell("similar-chosen", &[
                ("count", similar.nearest.len().into()),
                ("all", similar.looked_at.into()),
                ("within", similar.within.into()),
            ]))
        }
        ul class="govuk-list govuk-list--bullet" {
            li { (words.tell("similar-start", &ends(ways.start, 1))) }
            li { (words.tell("similar-disadvantaged", &ends(ways.disadvantaged_percent, 0))) }
            li {
                (words.tell("similar-pupils", &[("least", ways.pupils.0.into()), ("most", ways.pupils.1.into())]))
            }
        }
        p class="govuk-body" { (words.say("similar-limits")) }
    }
}
