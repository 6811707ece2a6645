//! Years of school, and the words for the same things, in three countries side by side.

mod page;

use axum::Json;
use axum::response::{IntoResponse, Response};
use domain::cycle::Bounds;
use domain::{SCHOOL_YEARS, SchoolYearRow, YearLevel};
use serde_json::json;

use crate::access::{Action, Format, Visitor};
use crate::route::Route;
use crate::words::{Locale, Words};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![Route::get("/school-years", Action::SeeCatalogue, show)]
}

async fn show(visitor: Visitor) -> Response {
    match visitor.format {
        Format::Page => page::show(&visitor).into_response(),
        Format::Json => {
            let years: Vec<_> = SCHOOL_YEARS
                .iter()
                .map(|row| {
                    json!({
                        "year_level": row.level, "age": row.age, "england_key_stage": row.key_stage,
                        "new_zealand_phase": row.phase, "united_states_grade": row.grade,
                    })
                })
                .collect();
            Json(json!({"years": years})).into_response()
        }
    }
}

/// A year of school as one country calls it.
#[must_use]
pub fn name(words: Words, country: Locale, row: &SchoolYearRow) -> String {
    match (country, row.level, row.grade) {
        (Locale::Britain, 0, _) => words.say("year-reception"),
        (Locale::UnitedStates, _, ..=-1) => words.say("year-before-kindergarten"),
        (Locale::UnitedStates, _, 0) => words.say("year-kindergarten"),
        (Locale::UnitedStates, _, grade) => words.tell("year-grade", &[("grade", grade.to_string().into())]),
        (Locale::Britain | Locale::NewZealand, level, _) => {
            words.tell("year-numbered", &[("year", level.to_string().into())])
        }
    }
}

/// Some years of school in the reader's own country, with the ages that go with them.
#[must_use]
pub fn in_words(words: Words, years: Bounds<YearLevel>) -> String {
    let country = words.locale();
    let rows = [years.least, years.most].map(SchoolYearRow::of_level);
    let [Ok(first), Ok(last)] = rows else { return format!("{}-{}", years.least, years.most) };
    let ages = [("from", u32::from(first.age).into()), ("to", u32::from(last.age.saturating_add(1)).into())];
    let ages = words.tell("year-ages", &ages);
    if first == last {
        return format!("{} ({ages})", name(words, country, first));
    }
    let ends = [("least", name(words, country, first).into()), ("most", name(words, country, last).into())];
    format!("{} ({ages})", words.tell("entry-range", &ends))
}
