//! The page of help.

use domain::account::Role;
use maud::{Markup, html};
use measures::{Comparison, Interval, Mark};

use crate::access::Visitor;
use crate::chart::{Axes, Chart, ChartMark};
use crate::layout::Page;
use crate::term;
use crate::words::Words;

/// How to read the chart, one step after the other.
const STEPS: [&str; 6] = ["help-across", "help-up", "help-middle", "help-solid", "help-size", "help-narrow"];

/// The made-up marks of the small chart: name, results from average, progress with its range, pupils.
const MARKS: [(&str, f64, [f64; 3], u32); 3] = [
    ("subject-reading", 3.0, [2.4, 0.6, 4.2], 58),
    ("subject-mathematics", -2.5, [-2.6, -4.4, -0.8], 57),
    ("subject-writing", -1.0, [0.7, -3.2, 4.6], 12),
];

pub(super) fn help(visitor: &Visitor) -> Markup {
    let words = visitor.words;
    let title = words.say("help-title");
    let chart = example(words);
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        h2 class="govuk-heading-m" id="chart" { (words.say("help-chart")) }
        p class="govuk-body" { (words.say("help-chart-about")) }
        ol class="govuk-list govuk-list--number" { @for id in STEPS { li { (words.say(id)) } } }
        (chart.figure(words))
        p class="govuk-body" { (chart.reading(words)) }
        (chart.table(words))
        h2 class="govuk-heading-m" id="sure" { (words.say("help-sure")) }
        p class="govuk-body" { (words.say("help-sure-about")) }
        h2 class="govuk-heading-m" id="questions" { (words.say("help-questions")) }
        p class="govuk-body" { (words.say("help-questions-about")) }
        h2 class="govuk-heading-m" id="ledger" { (words.say("ledger-title")) }
        p class="govuk-body" { (words.say("help-ledger-about")) }
        p class="govuk-body" { a class="govuk-link" href="/ledger" { (words.say("help-ledger-link")) } }
        h2 class="govuk-heading-m" id="roles" { (words.say("help-roles")) }
        dl class="govuk-summary-list" {
            @for role in Role::ALL {
                div class="govuk-summary-list__row" {
                    dt class="govuk-summary-list__key" { (term::of(words, "account-role-{}", role)) }
                    dd class="govuk-summary-list__value" { (term::of(words, "help-role-{}", role)) }
                }
            }
        }
        p class="govuk-body" { a class="govuk-link" href="/glossary" { (words.say("glossary-title")) } }
        p class="govuk-body" { a class="govuk-link" href="/methods" { (words.say("methods-title")) } }
    };
    Page { title, trail: Vec::new(), main, visitor }.render()
}

/// A small chart of figures that no school has.
fn example(words: Words) -> Chart {
    let mark = |(name, results, [progress, lower, upper], pupils): (&str, f64, [f64; 3], u32)| ChartMark {
        id: name.to_owned(),
        label: words.say(name),
        mark: Mark::new(
            Comparison::new(105.0 + results, 105.0, None),
            Comparison::new(progress, 0.0, Interval::new(lower, upper)),
            Some(pupils),
        ),
        href: None,
        working: None,
        note: None,
    };
    Chart {
        prefix: "example".to_owned(),
        title: words.say("help-example"),
        caption: words.say("help-example"),
        kind: words.say("kind-subject"),
        axes: Axes::official(),
        marks: MARKS.map(mark).to_vec(),
        notes: vec![words.say("help-made-up")],
    }
}
