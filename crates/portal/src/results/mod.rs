//! Official results: the quadrant chart of a school, as a page and as JSON.

mod form;
mod page;
pub mod projection;
pub mod read;

pub use self::form::{Choice, choice};

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::cohort_result::Figures;
use domain::{AcademicYear, SchoolId, Stage, Subject};
use measures::interval::national_half_width;
use measures::{Interval, Mark};

use self::form::{Against, SchoolQuery, Show};
use self::read::{References, YearResults};
use crate::access::{Action, Format, Visitor};
use crate::api::{Benchmark, MarkAnswer, SchoolName, SchoolQuadrant};
use crate::app::App;
use crate::chart::Drawn;
use crate::kept::Moment;
use crate::official_facts::Official;
use crate::page_error::PageError;
use crate::paper::files;
use crate::questions::Questions;
use crate::route::Route;
use crate::schools::read::{self as schools, School};
use crate::words::Words;
use crate::{choices, published};

/// What a page keeps of the official figures of its school beside its chart: a bound for the longest.
const OFFICIAL_BYTES: usize = 64 << 10;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/schools/{school}/quadrant", Action::SeeOfficialFigures, of_school).with_past(),
        Route::get("/api/v1/schools/{school}/quadrant", Action::SeeOfficialFigures, of_school)
            .with_past()
            .answering::<SchoolQuadrant>(),
        Route::get("/schools/{school}/quadrant/how-sure", Action::SeeOfficialFigures, how_sure).with_past(),
        Route::get("/schools/{school}/quadrant/table.csv", Action::SeeOfficialFigures, table).with_past(),
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
    if visitor.format == Format::Page && query.show.as_deref() == Some(choices::CYCLES) {
        return Ok(Redirect::to(&format!("/schools/{school}/cycles")).into_response());
    }
    let (choice, show) = form::school(&query)?;
    if visitor.format == Format::Page {
        let asked = (choice, show, Against::of(&query));
        return match sheet(&app, &visitor, &id, asked).await? {
            Ok(sheet) => {
                let official = Some(Arc::clone(&sheet.official));
                let asked = Questions::about(&app, &visitor, &sheet.school, official).await?.first(&visitor);
                Ok(page::school(&visitor, &sheet, &asked).into_response())
            }
            Err((school, all)) => nothing(&visitor, &school, &all),
        };
    }
    let school = schools::school(app.pool(), &id).await?.ok_or(PageError::NotFound)?;
    let all = read::of_school(app.pool(), &id, choice.stage).await?;
    let results = of_year(&all, choice).ok_or(PageError::NotFound)?;
    Ok(Json(school_answer(&visitor, &school, &all, results, (choice, show))).into_response())
}

/// The results of the year that was asked for, or of the newest.
fn of_year(all: &[YearResults], choice: Choice) -> Option<&YearResults> {
    let year = choice.year.or_else(|| all.first().map(|results| results.year));
    all.iter().find(|results| Some(results.year) == year)
}

/// The newest year in which the chart has any mark, where nobody asked for a year.
fn newest_with_marks(all: &[YearResults], choice: Choice, show: Show) -> Option<&YearResults> {
    let has_any_drawn = |results: &&YearResults| {
        let drawn = |subject, group| published::mark(results, subject, group).is_plottable();
        match show {
            Show::Subjects => published::SUBJECTS.into_iter().any(|subject| drawn(subject, choice.group)),
            Show::Groups => published::GROUPS.into_iter().any(|group| drawn(choice.subject, group)),
            Show::Years => true,
        }
    };
    if choice.year.is_some() { None } else { all.iter().find(has_any_drawn) }
}

/// What a school's page shows to every reader alike: kept ([`crate::kept`]), or drawn now. Without results of the year, the
/// school and what it has.
async fn sheet(
    app: &App,
    visitor: &Visitor,
    id: &SchoolId,
    asked: (Choice, Show, Against),
) -> Result<Result<Arc<Sheet>, (School, Vec<YearResults>)>, PageError> {
    let key = (visitor.asked_for.clone(), visitor.words.locale());
    let moment = Moment::now(app).await?;
    if let Some(sheet) = app.kept_sheets().find(&key, moment) {
        return Ok(Ok(sheet));
    }
    let school = schools::school(app.pool(), id).await?.ok_or(PageError::NotFound)?;
    let all = read::of_school(app.pool(), id, asked.0.stage).await?;
    let (choice, show, _) = &asked;
    let opens_on = newest_with_marks(&all, *choice, *show);
    let Some(results) = opens_on.or_else(|| of_year(&all, *choice)) else { return Ok(Err((school, all))) };
    let newer = all.iter().map(|one| one.year).take_while(|year| *year != results.year);
    let passed_over: Vec<AcademicYear> = newer.filter(|_| choice.year.is_none()).collect();
    let official = Arc::new(Official::of(&all, results));
    let shown = Shown::read(app, school, &all, results, asked).await?;
    let sheet = Arc::new(Sheet::of(visitor.words, shown, passed_over, official));
    let bytes = key.0.len() + sheet.chart.bytes() + OFFICIAL_BYTES;
    app.kept_sheets().keep(key, moment, Arc::clone(&sheet), bytes);
    Ok(Ok(sheet))
}

/// A school's page without what depends on its reader.
pub struct Sheet {
    school: School,
    /// Every year that the school has results of, newest first.
    years: Vec<AcademicYear>,
    /// The year that the page is about.
    year: AcademicYear,
    /// Newer years in which the chart has no mark, so that it opens on this one; none where a year was asked for.
    passed_over: Vec<AcademicYear>,
    /// The name of the norms.
    benchmark: String,
    /// Whether the norms have an average of all schools, private ones too.
    has_all_schools: bool,
    choice: Choice,
    show: Show,
    against: Against,
    references: References,
    chart: Drawn,
    /// What the page's questions are about.
    official: Arc<Official>,
}

impl Sheet {
    fn of(words: Words, shown: Shown, passed_over: Vec<AcademicYear>, official: Arc<Official>) -> Self {
        let chart = page::school_chart(words, &shown).drawn(words);
        let Shown { school, all, results, choice, show, against, references } = shown;
        Self {
            school,
            years: all.iter().map(|results| results.year).collect(),
            year: results.year,
            passed_over,
            has_all_schools: results.norms.all_schools.is_some(),
            benchmark: results.benchmark,
            choice,
            show,
            against,
            references,
            chart,
            official,
        }
    }
}

/// A school's results as its page shows them, and what was asked for.
struct Shown {
    school: School,
    /// Every year, newest first, as it is compared on the page.
    all: Vec<YearResults>,
    /// The year that the page is about.
    results: YearResults,
    choice: Choice,
    show: Show,
    against: Against,
    /// What else it can be compared with.
    references: References,
}

impl Shown {
    async fn read(
        app: &App,
        school: School,
        all: &[YearResults],
        results: &YearResults,
        (choice, show, against): (Choice, Show, Against),
    ) -> Result<Self, PageError> {
        let (pool, authority) = (app.pool(), school.authority.as_deref());
        let references = read::references(pool, &results.benchmark, authority).await?;
        let mut all = all.to_vec();
        match (&against, authority) {
            (Against::National, _) => {}
            (Against::AllSchools, _) => {
                for one in &mut all {
                    with_average(one, one.norms.all_schools.clone());
                }
            }
            (Against::Authority, Some(authority)) => {
                let names: Vec<String> = all.iter().map(|one| one.benchmark.clone()).collect();
                let averages = read::authority_averages(pool, &names, authority).await?;
                for one in &mut all {
                    let found = averages.iter().find(|(name, _)| *name == one.benchmark);
                    with_average(one, found.map(|(_, figures)| figures.clone()));
                }
            }
            (Against::Set(name), _) if references.sets.contains(name) => {
                let norms = read::norms(pool, std::slice::from_ref(name)).await?;
                let of_year = all.iter_mut().filter(|one| one.year == results.year);
                for (one, (_, norms)) in of_year.zip(&norms) {
                    (one.norms, one.benchmark) = (Arc::clone(norms), name.clone());
                }
            }
            (Against::Authority | Against::Set(_), _) => return Err(PageError::Unreadable("error-against")),
        }
        let results = all.iter().find(|one| one.year == results.year).unwrap_or(results).clone();
        Ok(Self { school, all, results, choice, show, against, references })
    }
}

/// Lets results be compared with this average in place of the national one.
fn with_average(results: &mut YearResults, average: Option<Figures>) {
    let mut norms = (*results.norms).clone();
    norms.national = average;
    results.norms = Arc::new(norms);
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
    let (choice, _) = form::school(&query)?;
    let school = schools::school(app.pool(), &id).await?.ok_or(PageError::NotFound)?;
    let all = read::of_school(app.pool(), &id, choice.stage).await?;
    let Some(results) = of_year(&all, choice) else { return nothing(&visitor, &school, &all) };
    let mark = published::mark(results, choice.subject, choice.group);
    let working = Working::of(&mark, results, choice.subject);
    Ok(page::working(&visitor, &school, results, (choice, &mark, &working)).into_response())
}

/// The table of a chart as a file: the same marks, out of the same chart.
async fn table(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(query): Query<SchoolQuery>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let (choice, show) = form::school(&query)?;
    let school = schools::school(app.pool(), &id).await?.ok_or(PageError::NotFound)?;
    let all = read::of_school(app.pool(), &id, choice.stage).await?;
    let results = of_year(&all, choice).ok_or(PageError::NotFound)?;
    let shown = Shown::read(&app, school, &all, results, (choice, show, Against::of(&query))).await?;
    let chart = page::school_chart(visitor.words, &shown);
    let name = format!("{}-{}-{}.csv", shown.school.number(), shown.results.year, show.name());
    Ok(files::download(files::CSV, &name, files::csv(&chart.csv(visitor.words))?))
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
    (choice, show): (Choice, Show),
) -> SchoolQuadrant {
    let (id, version) = results.benchmark_parts();
    let marks: Vec<_> = match show {
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

/// The stage that pages are about when nobody says another.
pub const STAGE: Stage = Stage::Ks2;

/// A subject with a progress score, from an address; mathematics when nothing is asked.
///
/// # Errors
/// When the text names no such subject.
pub fn subject(text: Option<&str>) -> Result<Subject, PageError> {
    form::subject(text)
}
