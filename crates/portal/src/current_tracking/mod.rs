//! This year's scores of a school beside its last official results, each with its dates, and on one scale only where somebody
//! published a link that holds for every score.
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
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use utoipa::ToSchema;

use self::read::Taken;
use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::cycles;
use crate::cycles::read::Cycle;
use crate::entries::Catalogue;
use crate::page_error::PageError;
use crate::published;
use crate::results::STAGE;
use crate::results::read::{self as results, YearResults};
use crate::route::Route;
use crate::schools::read::{self as schools, School};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    let action = Action::SeeCycleFigures;
    vec![
        Route::get("/schools/{school}/tracking", action, show).with_past(),
        Route::get("/api/v1/schools/{school}/tracking", action, show).with_past().answering::<Answer>(),
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
    /// The average on the scale of official results, as far as that is known.
    on_official: OnOfficial,
}

/// How an average reads on the scale of official results.
#[derive(Debug, Clone, PartialEq)]
enum OnOfficial {
    /// Nobody published how.
    Unlinked,
    /// A link is published, and some score lies where it does not hold.
    BeyondLink,
    /// So, in points of that scale; and where the link is published.
    Reads(f64, Option<String>),
}

impl OnOfficial {
    /// By the link of the catalogue, if there is one and it holds for every score.
    fn of(catalogue: &Catalogue, taken: &Taken) -> Self {
        let Some(link) = catalogue.link(&taken.scale, published::SCALE) else { return Self::Unlinked };
        let numbers = link.factor.decimal().to_f64().zip(link.offset.decimal().to_f64());
        match numbers.filter(|_| link.holds(&taken.span)) {
            Some((factor, offset)) => Self::Reads(taken.mean * factor + offset, link.source.clone()),
            None => Self::BeyondLink,
        }
    }

    fn reads(&self) -> Option<f64> {
        match self {
            Self::Reads(mean, _) => Some(*mean),
            Self::Unlinked | Self::BeyondLink => None,
        }
    }
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

    /// Whether some average is shown on the scale of the official results beside them.
    fn has_one_scale(&self) -> bool {
        let mut scores = self.scores.iter().flatten();
        self.results.is_some() && scores.any(|one| one.on_official.reads().is_some())
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
        on_official: OnOfficial::of(catalogue, &taken),
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
    /// The average on the scale of official results, where a published link holds for every score.
    mean_on_official_scale: Option<f64>,
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
            mean_on_official_scale: one.on_official.reads(),
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

#[cfg(test)]
mod tests {
    use domain::Score;
    use domain::catalogue::ScaleLink;
    use domain::cycle::{AssessmentPoint, Bounds};
    use jiff::civil::date;

    use super::*;
    use crate::test_support::linked_catalogue;

    #[test]
    fn an_average_reads_on_the_scale_of_official_results_where_the_link_holds_for_every_score() {
        let link = ScaleLink {
            to: published::SCALE.parse().unwrap(),
            factor: "0.5".parse().unwrap(),
            offset: "50".parse().unwrap(),
            holds_for: Some(Bounds { least: Score::from(80), most: Score::from(120) }),
            source: Some("A linking report".to_owned()),
        };
        let catalogue = linked_catalogue("number-standardised", &link);
        let taken = |scale: &str, least: i32| Taken {
            cycle: CycleId::new(uuid::Uuid::nil()),
            instrument: "number-test@1".to_owned(),
            scale: scale.to_owned(),
            point: AssessmentPoint::Baseline,
            pupils: 7,
            mean: 90.0,
            span: Bounds { least: Score::from(least), most: Score::from(99) },
            first: date(2026, 9, 7),
            last: date(2026, 9, 9),
        };
        let of = |scale, least| OnOfficial::of(&catalogue, &taken(scale, least));
        assert_eq!(
            of("number-standardised", 80),
            OnOfficial::Reads(95.0, Some("A linking report".to_owned()))
        );
        assert_eq!(of("number-standardised", 79), OnOfficial::BeyondLink);
        assert_eq!(of("reading-standardised", 80), OnOfficial::Unlinked);
        let hint = crate::words::Words::default().say("field-to-scale-hint");
        assert!(hint.contains(published::SCALE), "whoever publishes a link reads where it must lead: {hint}");
    }
}
