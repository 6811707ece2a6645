//! This year's scores of a school beside its last official results, each with its dates, and never on one scale.
//!
//! Leads and heads read the averages of every cycle that goes on, teachers and mentors those of their own. Who sees closed
//! cycles only reads which tests are taken, and when last: an average that still moves would tell, seen on two days, how one
//! pupil did. Nothing is drawn here, because points of one test are no points of another.

mod page;
mod read;

use std::collections::{BTreeMap, HashMap};

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use domain::catalogue::EntryKind;
use domain::cycle::CycleKind;
use domain::{CycleId, SchoolId, Subject};
use jiff::civil::Date;
use measures::question::ONE_TERM_DAYS;
use serde::Serialize;
use utoipa::ToSchema;

use self::read::Taken;
use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::cycles;
use crate::cycles::read::Cycle;
use crate::page_error::PageError;
use crate::results::STAGE;
use crate::results::read::{self as results, YearResults};
use crate::route::Route;
use crate::schools::read::{self as schools, School};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let action = Action::SeeCycleFigures;
    vec![
        Route::get("/schools/{school}/tracking", action, show),
        Route::get("/api/v1/schools/{school}/tracking", action, show).answering::<Answer>(),
    ]
}

/// A class that is followed counts as current for so many days after its last score, though its cycle is closed.
///
/// # Source
/// Our own rule: a school year.
const A_YEAR_DAYS: i32 = 366;

/// A test that is taken this year, as anybody may know of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Test {
    subject: Subject,
    kind: CycleKind,
    /// Its name.
    name: String,
}

/// What one cycle has of one test at one point.
struct Scores {
    cycle: Cycle,
    /// The name of the test.
    test: String,
    taken: Taken,
    /// What is usual on its scale, if somebody published that.
    norm: Option<f64>,
    /// Somebody published how its scale reads on another.
    is_linked: bool,
}

/// The whole page.
struct Beside {
    school: School,
    today: Date,
    /// The last official results.
    results: Option<YearResults>,
    /// The tests that are taken, each with the day on which it was taken last.
    tests: BTreeMap<Test, Date>,
    /// What the cycles have so far; none for whoever sees closed ones only.
    scores: Option<Vec<Scores>>,
}

impl Beside {
    async fn read(app: &App, visitor: &Visitor, school: &str) -> Result<Self, PageError> {
        let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
        visitor.in_school(&id)?;
        let school = schools::school(app.pool(), &id).await?.ok_or(PageError::NotFound)?;
        let today = app.settings_of(&id).await?.today;
        let results = results::of_school(app.pool(), &id, STAGE).await?.into_iter().next();
        let cycles: HashMap<CycleId, Cycle> = cycles::read::of_school(app.pool(), &id)
            .await?
            .into_iter()
            .filter(|cycle| !cycle.is_cancelled())
            .map(|cycle| (cycle.id, cycle))
            .collect();
        let mut current = Vec::new();
        for taken in read::of_school(app.pool(), &id).await? {
            let cycle = cycles.get(&taken.cycle).filter(|cycle| is_current(cycle, &taken, today));
            current.extend(cycle.map(|cycle| scores(visitor, cycle, taken)));
        }
        let mut tests: BTreeMap<Test, Date> = BTreeMap::new();
        for one in &current {
            let (subject, kind) = (one.cycle.plan.subject, one.cycle.plan.kind);
            let last = tests.entry(Test { subject, kind, name: one.test.clone() }).or_insert(one.taken.last);
            *last = one.taken.last.max(*last);
        }
        let may = |one: &Scores| visitor.may_on(Action::SeeCycleFigures, &one.cycle.plan);
        let scores = (!visitor.sees_published_only()).then(|| current.into_iter().filter(may).collect());
        Ok(Self { school, today, results, tests, scores })
    }

    /// The day of the last score of all.
    fn last(&self) -> Option<Date> {
        self.tests.values().max().copied()
    }

    fn is_old(&self, last: Date) -> bool {
        days(last, self.today) > ONE_TERM_DAYS.cast_signed()
    }
}

fn days(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Whether the scores say something of this year: the cycle goes on, or it follows a class that was tested not long ago.
fn is_current(cycle: &Cycle, taken: &Taken, today: Date) -> bool {
    let is_followed = cycle.plan.kind == CycleKind::Monitoring && days(taken.last, today) <= A_YEAR_DAYS;
    !cycle.is_closed() || is_followed
}

fn scores(visitor: &Visitor, cycle: &Cycle, taken: Taken) -> Scores {
    let catalogue = &visitor.catalogue;
    let is_linked = catalogue
        .instruments()
        .any(|one| one.is_newest && one.is.scale.as_str() == taken.scale && !one.is.links.is_empty());
    Scores {
        cycle: cycle.clone(),
        test: catalogue.name(visitor.words, EntryKind::Instrument, &taken.instrument),
        norm: catalogue.reference(&taken.scale).norm,
        is_linked,
        taken,
    }
}

async fn show(
    State(app): State<App>,
    Path(school): Path<String>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let beside = Beside::read(&app, &visitor, &school).await?;
    Ok(match visitor.format {
        Format::Page => page::show(&visitor, &beside).into_response(),
        Format::Json => Json(Answer::of(&beside)).into_response(),
    })
}

/// This year's scores as programs read them. A field here is never renamed or removed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CurrentTracking)]
struct Answer {
    school: String,
    /// The year of the last official results; the figures stand under `/quadrant`.
    results_of: Option<String>,
    /// No score is younger than a term.
    is_old: bool,
    tests: Vec<TestAnswer>,
    /// None for whoever sees closed cycles only.
    scores: Option<Vec<ScoresAnswer>>,
}

/// A test that is taken this year.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CurrentTest)]
struct TestAnswer {
    subject: String,
    /// `intervention` or `monitoring`.
    kind: String,
    test: String,
    #[schema(value_type = String, format = Date)]
    last_taken_on: Date,
}

/// What one cycle has of one test at one point.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CurrentScores)]
struct ScoresAnswer {
    cycle: String,
    test: String,
    scale: String,
    point: String,
    pupils: u32,
    mean: f64,
    /// What is usual on this scale.
    norm: Option<f64>,
    #[schema(value_type = String, format = Date)]
    first_taken_on: Date,
    #[schema(value_type = String, format = Date)]
    last_taken_on: Date,
}

impl Answer {
    fn of(beside: &Beside) -> Self {
        let test = |(test, last): (&Test, &Date)| TestAnswer {
            subject: test.subject.to_string(),
            kind: test.kind.to_string(),
            test: test.name.clone(),
            last_taken_on: *last,
        };
        let scores = |one: &Scores| ScoresAnswer {
            cycle: one.cycle.id.to_string(),
            test: one.taken.instrument.clone(),
            scale: one.taken.scale.clone(),
            point: one.taken.point.to_string(),
            pupils: one.taken.pupils,
            mean: one.taken.mean,
            norm: one.norm,
            first_taken_on: one.taken.first,
            last_taken_on: one.taken.last,
        };
        Self {
            school: beside.school.number(),
            results_of: beside.results.as_ref().map(|results| results.year.to_string()),
            is_old: beside.last().is_none_or(|last| beside.is_old(last)),
            tests: beside.tests.iter().map(test).collect(),
            scores: beside.scores.as_ref().map(|all| all.iter().map(scores).collect()),
        }
    }
}
