//! The page of years and words in three countries.

use domain::SCHOOL_YEARS;
use domain::cycle::{Tier, Wave};
use domain::{SchoolYearRow, VariantArray};
use maud::{Markup, html};

use super::name;
use crate::access::Visitor;
use crate::layout::Page;
use crate::term;
use crate::words::{Locale, Words};

/// The countries, in the order of the columns.
const COUNTRIES: [(Locale, &str); 3] = [
    (Locale::NewZealand, "country-new-zealand"),
    (Locale::Britain, "country-england"),
    (Locale::UnitedStates, "country-united-states"),
];

/// Words that differ and stand in the files of each country.
const WORDS: [&str; 4] =
    ["country-word-maths", "country-word-governor", "country-word-family", "country-word-programme"];

pub(super) fn show(visitor: &Visitor) -> Markup {
    let words = visitor.words;
    let title = words.say("school-years-title");
    let main = html! {
        h1 class="govuk-heading-l" { (title) }
        p class="govuk-body" { (words.say("school-years-about")) }
        (years(words))
        p class="govuk-body" { (words.say("school-years-source")) }
        (words_side_by_side(words))
    };
    let trail = vec![("/catalogue".to_owned(), words.say("catalogue-title"))];
    Page { title, trail, main, visitor }.render()
}

fn years(words: Words) -> Markup {
    let columns: Vec<String> = std::iter::once("school-years-age")
        .chain(COUNTRIES.map(|(_, id)| id))
        .map(|id| words.say(id))
        .collect();
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("school-years-caption")) }
            (head(&columns))
            tbody role="rowgroup" {
                @for row in &SCHOOL_YEARS {
                    tr role="row" {
                        th class="govuk-table__header" scope="row" role="rowheader" { (row.age) }
                        @for ((country, _), column) in COUNTRIES.iter().zip(columns.iter().skip(1)) {
                            td class="govuk-table__cell" role="cell" data-label=(column) { (cell(words, *country, *row)) }
                        }
                    }
                }
            }
        }
    }
}

/// A year, with the stage that it belongs to where the country has stages.
fn cell(words: Words, country: Locale, row: SchoolYearRow) -> String {
    let year = name(words, country, &row);
    let stage = match (country, row.key_stage) {
        (Locale::Britain, Some(stage)) => {
            words.tell("year-key-stage", &[("stage", stage.to_string().into())])
        }
        (Locale::Britain, None) if row.level == 0 => words.say("year-early-years"),
        (Locale::Britain, None) => words.say("year-sixth-form"),
        (Locale::NewZealand, _) => words.tell("year-phase", &[("phase", row.phase.to_string().into())]),
        (Locale::UnitedStates, _) => return year,
    };
    format!("{year}, {stage}")
}

fn head(columns: &[String]) -> Markup {
    html! {
        thead role="rowgroup" {
            tr role="row" {
                @for column in columns {
                    th class="govuk-table__header" scope="col" role="columnheader" { (column) }
                }
            }
        }
    }
}

fn words_side_by_side(words: Words) -> Markup {
    let columns: Vec<String> = COUNTRIES.iter().map(|(_, id)| words.say(id)).collect();
    let steps = Tier::VARIANTS.iter().zip(Wave::VARIANTS).map(|(tier, wave)| {
        let tier = term::of(words, "tier-{}", tier);
        [tier.clone(), term::of(words, "wave-{}", wave), tier]
    });
    let spoken = WORDS.iter().map(|id| COUNTRIES.map(|(country, _)| Words::of(country).say(id)));
    html! {
        table class="govuk-table q-rows" role="table" {
            caption class="govuk-table__caption govuk-table__caption--m" { (words.say("country-words-caption")) }
            (head(&columns))
            tbody role="rowgroup" {
                @for row in spoken.chain(steps) {
                    tr role="row" {
                        @for (word, column) in row.iter().zip(&columns) {
                            td class="govuk-table__cell" role="cell" data-label=(column) { (word) }
                        }
                    }
                }
            }
        }
    }
}
