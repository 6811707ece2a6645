//! How long a school keeps what, and why; and once a year, whose names it still keeps past that day.
//!
//! What was recorded stays for good, because a history that loses lines proves nothing. What ends is that anybody can read whose
//! it was: a head asks for a pupil to be erased, and an administrator does it. Nothing here erases by itself: a person looks.

mod page;
mod read;
#[cfg(test)]
mod tests;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::SchoolId;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::page_error::PageError;
use crate::route::Route;
use crate::schools;

/// For so many years after a pupil left, the school goes on knowing who it was.
///
/// # Source
/// Our own choice: long enough to see whether a gain lasted in the next school. UK GDPR, article 5(1)(e), asks that names are kept
/// no longer than needed, and the regulator's guidance that this is looked at in regular intervals.
const PUPIL_YEARS: i16 = 3;
/// For so many years after a cycle ended, those who taught it can read who was in it.
///
/// # Source
/// As above: the time in which a pupil passes through a primary school, so that a later cycle can be held against it.
const CYCLE_YEARS: i16 = 6;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/schools/{school}/retention", Action::SeeRetention, show),
        Route::get("/api/v1/schools/{school}/retention", Action::SeeRetention, show)
            .answering::<RetentionAnswer>(),
    ]
}

/// What is to be looked at this year.
struct Review {
    school: SchoolId,
    name: String,
    /// Pupils who left before this day are past theirs.
    left_before: Date,
    /// Cycles that ended before this day are past theirs.
    ended_before: Date,
    pupils: Vec<read::Leaver>,
    cycles: Vec<read::Finished>,
}

/// The same day so many years before.
fn years_before(day: Date, years: i16) -> Date {
    day.checked_sub(years.years()).unwrap_or(Date::MIN)
}

async fn show(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let today = app.settings_of(&school).await?.today;
    let left_before = years_before(today, PUPIL_YEARS);
    let ended_before = years_before(today, CYCLE_YEARS);
    let pupils = read::left(app.pool(), &school, left_before).await?;
    let cycles = read::ended(app.pool(), &school, ended_before).await?;
    if visitor.format == Format::Json {
        return Ok(Json(RetentionAnswer::of(&school, &pupils, &cycles)).into_response());
    }
    let known = schools::read::school(app.pool(), &school).await?;
    let name = known.map_or_else(|| school.to_string(), |school| school.name);
    let review = Review { school, name, left_before, ended_before, pupils, cycles };
    Ok(page::show(&visitor, &review).into_response())
}

/// Something past its day, as programs read it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PastItsDay)]
struct PastAnswer {
    id: String,
    /// The day on which the pupil left or the cycle ended.
    #[schema(value_type = String, format = Date)]
    since: Date,
}

/// How long a school keeps names, and what is past its day.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Retention)]
struct RetentionAnswer {
    school: String,
    pupil_years: i16,
    cycle_years: i16,
    pupils: Vec<PastAnswer>,
    cycles: Vec<PastAnswer>,
}

impl RetentionAnswer {
    fn of(school: &SchoolId, pupils: &[read::Leaver], cycles: &[read::Finished]) -> Self {
        let left = pupils.iter().map(|one| PastAnswer { id: one.pupil.to_string(), since: one.left_on });
        let ended = cycles.iter().map(|one| PastAnswer { id: one.cycle.to_string(), since: one.ended_on });
        Self {
            school: school.to_string(),
            pupil_years: PUPIL_YEARS,
            cycle_years: CYCLE_YEARS,
            pupils: left.collect(),
            cycles: ended.collect(),
        }
    }
}
