//! Official results: the quadrant chart of a school, and of all schools of an authority, as pages and as JSON.

mod form;
mod page;
pub mod projection;
pub mod read;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::{AcademicYear, SchoolId, Stage, Subject};
use measures::interval::national_half_width;
use measures::tally::Tally;
use measures::{Interval, Mark};

use self::form::{AuthorityQuery, Choice, SchoolQuery, Show};
use self::read::YearResults;
use crate::access::{Action, Format, Visitor};
use crate::api::{AuthorityQuadrant, Benchmark, Counts, MarkAnswer, SchoolName, SchoolQuadrant};
use crate::app::App;
use crate::page_error::PageError;
use crate::published;
use crate::questions::Questions;
use crate::route::Route;
use crate::schools::read::{self as schools, School};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/schools/{school}/quadrant", Action::SeeOfficialFigures, of_school),
        Route::get("/api/v1/schools/{school}/quadrant", Action::SeeOfficialFigures, of_school)
            .answering::<SchoolQuadrant>(),
        Route::get("/schools/{school}/quadrant/how-sure", Action::SeeOfficialFigures, how_sure),
        Route::get("/authorities/{authority}/quadrant", Action::SeeOfficialFigures, of_authority),
        Route::get("/api/v1/quadrants", Action::SeeOfficialFigures, of_asked_authority)
            .answering::<AuthorityQuadrant>(),
    ]
}

/// One school: the page, or the JSON of all subjects in one year.
async fn of_school(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(query): Query<SchoolQuery>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let choice = form::school(&query)?;
    let school = schools::school(app.pool(), &id).await?.ok_or(PageError::NotFound)?;
    let all = read::of_school(app.pool(), &id, choice.stage).await?;
    let year = choice.year.or_else(|| all.first().map(|results| results.year));
    let Some(results) = all.iter().find(|results| Some(results.year) == year) else {
        return nothing(&visitor, &school, &all);
    };
    Ok(match visitor.format {
        Format::Json => Json(school_answer(&visitor, &school, &all, results, choice)).into_response(),
        Format::Page => {
            let asked =
                Questions::about(&app, &visitor, &school, (&all, Some(results))).await?.first(&visitor);
            page::school(&visitor, &school, &all, results, choice, &asked).into_response()
        }
    })
}

/// What stands behind a mark's range, as far as it can be worked out here.
struct Working {
    sum: Option<Sum>,
}

/// The sum that gives a range, in scaled score points.
#[derive(Debug, Clone, Copy)]
struct Sum {
    /// The national standard deviation of pupils' progress.
    spread: f64,
    /// Half of the range.
    half_width: f64,
    /// The range.
    range: Interval,
}

impl Working {
    /// The working behind a mark of these results; no sum where nobody stated a spread, or the pupils are not known.
    fn of(mark: &Mark, results: &YearResults, subject: Subject) -> Self {
        let sum = || {
            let half_width = national_half_width(published::spread(results, subject)?, mark.pupils()?)?;
            let range = Interval::around(mark.progress().difference()?, half_width)?;
            Some(Sum { spread: published::spread(results, subject)?, half_width, range })
        };
        Self { sum: sum() }
    }
}

/// The working behind one mark.
async fn how_sure(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(query): Query<SchoolQuery>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let choice = form::school(&query)?;
    let school = schools::school(app.pool(), &id).await?.ok_or(PageError::NotFound)?;
    let all = read::of_school(app.pool(), &id, choice.stage).await?;
    let year = choice.year.or_else(|| all.first().map(|results| results.year));
    let Some(results) = all.iter().find(|results| Some(results.year) == year) else {
        return nothing(&visitor, &school, &all);
    };
    let mark = published::mark(results, choice.subject, choice.group);
    let working = Working::of(&mark, results, choice.subject);
    Ok(page::working(&visitor, &school, results, (choice, &mark, &working)).into_response())
}

/// There are no results of that year: the page says which there are.
fn nothing(visitor: &Visitor, school: &School, all: &[YearResults]) -> Result<Response, PageError> {
    match visitor.format {
        Format::Json => Err(PageError::NotFound),
        Format::Page => {
            let years: Vec<AcademicYear> = all.iter().map(|results| results.year).collect();
            Ok((axum::http::StatusCode::NOT_FOUND, page::no_results(visitor, school, &years)).into_response())
        }
    }
}

fn school_answer(
    visitor: &Visitor,
    school: &School,
    all: &[YearResults],
    results: &YearResults,
    choice: Choice,
) -> SchoolQuadrant {
    let (id, version) = results.benchmark_parts();
    let marks: Vec<_> = match choice.show {
        Show::Subjects => published::SUBJECTS.map(|subject| (results, subject, choice.group)).to_vec(),
        Show::Groups => published::GROUPS.map(|group| (results, choice.subject, group)).to_vec(),
        Show::Years => all.iter().map(|results| (results, choice.subject, choice.group)).collect(),
    };
    SchoolQuadrant {
        school: SchoolName { urn: school.number(), name: school.name.clone() },
        year: results.year.to_string(),
        stage: choice.stage.to_string(),
        benchmark: Benchmark { id: id.to_owned(), version: version.to_owned() },
        marks: marks
            .into_iter()
            .map(|(results, subject, group)| {
                let named = (None, results.year.to_string(), subject.to_string(), group.to_string());
                MarkAnswer::of(&published::mark(results, subject, group), named, |id| visitor.words.say(id))
            })
            .collect(),
    }
}

async fn of_authority(
    State(app): State<App>,
    Path(authority): Path<String>,
    Query(query): Query<AuthorityQuery>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    authority_answer(&app, &visitor, &authority, &query).await
}

async fn of_asked_authority(
    State(app): State<App>,
    Query(query): Query<AuthorityQuery>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let authority = query.authority.clone().ok_or(PageError::Unreadable("error-authority-missing"))?;
    authority_answer(&app, &visitor, &authority, &query).await
}

async fn authority_answer(
    app: &App,
    visitor: &Visitor,
    authority: &str,
    query: &AuthorityQuery,
) -> Result<Response, PageError> {
    let choice = form::authority(query)?;
    let years = read::years_of_authority(app.pool(), authority).await?;
    let year = choice.year.or_else(|| years.first().copied()).ok_or(PageError::NotFound)?;
    let asked = (choice.subject, choice.group);
    let schools = read::of_authority(app.pool(), authority, choice.stage, year, asked).await?;
    if schools.is_empty() {
        return Err(PageError::NotFound);
    }
    let marks: Vec<(School, Mark)> = schools
        .iter()
        .map(|(school, results)| (school.clone(), published::mark(results, choice.subject, choice.group)))
        .collect();
    let tally = Tally::of(marks.iter().map(|(_, mark)| mark));
    Ok(match visitor.format {
        Format::Json => Json(AuthorityQuadrant {
            authority: authority.to_owned(),
            counts: Counts { tally, schools: marks.len() },
            marks: marks
                .iter()
                .map(|(school, mark)| school_mark(visitor, school, mark, year, choice))
                .collect(),
        })
        .into_response(),
        Format::Page => {
            page::authority(visitor, authority, (year, &years), &marks, &tally, choice).into_response()
        }
    })
}

fn school_mark(
    visitor: &Visitor,
    school: &School,
    mark: &Mark,
    year: AcademicYear,
    choice: Choice,
) -> MarkAnswer {
    let name = SchoolName { urn: school.number(), name: school.name.clone() };
    let named = (Some(name), year.to_string(), choice.subject.to_string(), choice.group.to_string());
    MarkAnswer::of(mark, named, |id| visitor.words.say(id))
}

/// The stage that pages are about when nobody says another.
pub const STAGE: Stage = Stage::Ks2;

/// A subject with a progress score, from an address; mathematics when nothing is asked.
///
/// # Errors
/// When the text names no such subject.
pub fn subject(text: Option<&str>) -> Result<Subject, PageError> {
    form::subject(text)
}
