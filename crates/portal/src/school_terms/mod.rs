//! When a school teaches: its terms, year by year, and what pages say of a day because of them.
//!
//! The head types the terms of one school year at a time. A cycle may well begin, be tested or end in a holiday: pages say so
//! and stop nobody. When the school year begins is said elsewhere, in the school's profile.

mod form;
mod page;

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use domain::SchoolId;
use domain::cycle::Bounds;
use domain::school::{Country, Month, School, SchoolCommand, SchoolSettings, SchoolYear, Term};
use jiff::civil::Date;
use journal::ExecuteError;
use serde::Deserialize;
use uuid::Uuid;

pub use self::page::{beside_dates, holiday, points};
use crate::access::{Action, Format, Visitor};
use crate::app::{self, App};
use crate::change::{self, Posted};
use crate::fields::Draft;
use crate::page_error::PageError;
use crate::problem::Problem;
use crate::refusal;
use crate::route::Route;
use crate::sent::Sent;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let (action, year) = (Action::ChangeSchool, "/schools/{school}/terms/{year}");
    vec![
        Route::get("/schools/{school}/terms", action, list),
        Route::get(year, action, terms),
        Route::post(year, action, set).asking(&form::FIELDS),
    ]
}

/// A school whose terms are looked at, as the facts say.
struct Known {
    school: SchoolId,
    name: String,
    settings: SchoolSettings,
    sequence: u64,
    today: Date,
}

impl Known {
    /// The school, if it is one of the visitor's.
    async fn read(app: &App, visitor: &Visitor, school: &str) -> Result<Self, PageError> {
        let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
        visitor.in_school(&school)?;
        let loaded = app.journal().load::<School>(&school.to_string()).await?;
        let School::Known { details, settings, .. } = loaded.state else { return Err(PageError::NotFound) };
        let today = app.settings_of(&school).await?.today;
        Ok(Self { school, name: details.name, settings: *settings, sequence: loaded.sequence, today })
    }

    fn address(&self) -> String {
        format!("/schools/{}/terms", self.school)
    }

    /// The month in which its years begin, once it is known.
    fn first_month(&self) -> Option<Month> {
        self.settings.profile.as_ref().map(|profile| profile.first_month)
    }

    /// Where the school is, once it is known.
    fn country(&self) -> Option<Country> {
        self.settings.profile.as_ref().map(|profile| profile.country)
    }

    /// The years of the list, the latest first: the next one, this one, the last one, and every other that is known.
    fn years(&self) -> Vec<SchoolYear> {
        let Some(month) = self.first_month() else { return Vec::new() };
        let this = SchoolYear::of_day(self.today, month).ok();
        let around = this.into_iter().flat_map(|year| {
            let begins = year.begins_in();
            (begins.saturating_sub(1)..=begins.saturating_add(1))
                .filter_map(move |one| SchoolYear::starting(one, month).ok())
        });
        let mut years: Vec<SchoolYear> = self.settings.terms.years().chain(around).collect();
        years.sort_unstable();
        years.dedup();
        years.reverse();
        years
    }
}

/// A year of a school.
struct OfYear {
    known: Known,
    year: SchoolYear,
}

impl OfYear {
    async fn read(app: &App, visitor: &Visitor, school: &str, year: &str) -> Result<Self, PageError> {
        let known = Known::read(app, visitor, school).await?;
        let year = year.parse().map_err(|_| PageError::NotFound)?;
        Ok(Self { known, year })
    }

    fn address(&self) -> String {
        format!("{}/{}", self.known.address(), self.year)
    }

    /// The terms as they are known; none if nobody said them.
    fn terms(&self) -> &[Term] {
        self.known.settings.terms.of_year(self.year)
    }

    /// Its first and its last day; none where the school's years do not go like this one, or nobody knows how they go.
    fn days(&self) -> Option<Bounds<Date>> {
        self.year.days(self.known.first_month()?)
    }
}

/// The form with what stands in it.
struct Shown<'a> {
    visitor: &'a Visitor,
    of_year: &'a OfYear,
    draft: &'a Draft,
    command_id: Uuid,
    /// Somebody else changed the school since the form was opened.
    meanwhile: bool,
}

async fn list(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<maud::Markup, PageError> {
    let known = Known::read(&app, &visitor, &school).await?;
    Ok(page::list(&visitor, &known))
}

/// What the address of the form carries.
#[derive(Debug, Deserialize)]
struct Opened {
    /// `halves` for the names of half terms.
    names: Option<String>,
}

async fn terms(
    State(app): State<App>,
    Path((school, year)): Path<(String, String)>,
    Query(opened): Query<Opened>,
    visitor: Visitor,
) -> Result<maud::Markup, PageError> {
    let of_year = OfYear::read(&app, &visitor, &school, &year).await?;
    let halves = opened.names.as_deref() == Some("halves");
    let country = of_year.known.settings.profile.as_ref().map(|profile| profile.country);
    let draft = form::suggested(of_year.terms(), country, halves);
    let command_id = app::new_id();
    let shown = Shown { visitor: &visitor, of_year: &of_year, draft: &draft, command_id, meanwhile: false };
    Ok(page::terms(&shown))
}

async fn set(
    State(app): State<App>,
    Path((school, year)): Path<(String, String)>,
    visitor: Visitor,
    sent: Sent,
) -> Result<Response, PageError> {
    let of_year = OfYear::read(&app, &visitor, &school, &year).await?;
    let mut posted = Posted::of(sent)?;
    let typed = form::terms(visitor.words, &mut posted.draft, of_year.terms(), of_year.days());
    let Some((terms, reason)) = typed else {
        return Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &visitor, &of_year, &posted));
    };
    let (today, academic_year) = (of_year.known.today, of_year.year);
    let command = SchoolCommand::SetTerms { today, academic_year, terms, reason };
    let (stream, context) = (of_year.known.school.to_string(), posted.context(&visitor));
    match app.journal().execute::<School>(&stream, posted.expected, command, &context).await {
        Ok(receipt) => Ok(change::stored(&visitor, &of_year.known.address(), &receipt)),
        Err(ExecuteError::Refused(refused)) => {
            refusal::note_school(visitor.words, &mut posted.draft, &refused, &form::FIELDS);
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, &visitor, &of_year, &posted))
        }
        Err(ExecuteError::Conflict { actual, .. }) if visitor.format == Format::Json => {
            Ok(axum::response::IntoResponse::into_response(Problem::overtaken(visitor.words, actual)))
        }
        Err(ExecuteError::Conflict { .. }) => {
            let fresh = OfYear::read(&app, &visitor, &school, &year).await?;
            Ok(again(StatusCode::CONFLICT, &visitor, &fresh, &posted))
        }
        Err(ExecuteError::DuplicateCommand { .. }) => Ok(change::reused(&visitor)),
        Err(ExecuteError::Unusable(error)) => Err(error.into()),
    }
}

/// The form again, with what was typed and what is wrong with it.
fn again(status: StatusCode, visitor: &Visitor, of_year: &OfYear, posted: &Posted) -> Response {
    let (draft, command_id, meanwhile) = (&posted.draft, posted.command_id, status == StatusCode::CONFLICT);
    let shown = Shown { visitor, of_year, draft, command_id, meanwhile };
    change::refused(status, visitor, draft, &form::FIELDS, || page::terms(&shown))
}
