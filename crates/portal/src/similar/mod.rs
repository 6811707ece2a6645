//! Similar schools: how a school's progress stands beside that of schools with about the same pupils, from published
//! figures alone. Open to everybody, as these figures are.
//!
//! Which schools are similar, and what may be said, is decided in [`measures::similar`]. It is no league table: no school
//! gets a place.

mod page;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::{AcademicYear, SchoolId, Subject};
use measures::Mark;
use measures::difference::Estimate;
use measures::similar::{Among, Similar, TooFew, similar};
use serde::Deserialize;

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::chart::{Axes, Chart, ChartMark};
use crate::page_error::PageError;
use crate::paper::files;
use crate::results;
use crate::route::Route;
use crate::school_charts::{Known, Nation, chart_mark};
use crate::schools::read::{self as schools, School};
use crate::words::Words;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/schools/{school}/similar", Action::SeeOfficialFigures, show),
        Route::get("/schools/{school}/similar/table.csv", Action::SeeOfficialFigures, file),
    ]
}

/// What stands behind the question mark.
#[derive(Debug, Clone, Default, Deserialize)]
struct Asked {
    year: Option<String>,
    subject: Option<String>,
}

/// Why a school is set beside no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Alone {
    /// The tables do not have it in that year.
    NoResults,
    /// The table does not say whom it had to teach.
    NoIntake,
    /// Too few schools are like it.
    TooFew(TooFew),
}

/// A school beside those that are like it.
struct Beside {
    own: Known,
    similar: Similar<SchoolId>,
    /// Those schools, by their names.
    others: Vec<Known>,
    /// How the school's progress stands beside theirs; none where it has none.
    among: Option<Among>,
}

/// The whole page.
struct Comparison {
    school: School,
    year: AcademicYear,
    /// The years that the school has results of, newest first.
    years: Vec<AcademicYear>,
    subject: Subject,
    beside: Result<Beside, Alone>,
}

/// Sets the school beside those that are like it: of the same kind, and with the same start. Pure.
fn beside(nation: &Nation, school: &School, subject: Subject) -> Result<Beside, Alone> {
    let own = nation.schools.iter().find(|known| known.school.id == school.id).ok_or(Alone::NoResults)?;
    let intake = own.intake.ok_or(Alone::NoIntake)?;
    let is_alike = |known: &&Known| {
        let other = &known.school;
        other.id != school.id && other.kind == own.school.kind && other.is_junior() == own.school.is_junior()
    };
    let others = nation.schools.iter().filter(is_alike);
    let candidates = others.filter_map(|known| Some((known.school.id.clone(), known.intake?))).collect();
    let similar = similar(&intake, candidates).map_err(Alone::TooFew)?;
    // By name, so that the order says nothing.
    let is_taken = |known: &&Known| similar.nearest.contains(&known.school.id);
    let others: Vec<Known> = nation.schools.iter().filter(is_taken).cloned().collect();
    let among = own
        .mark(subject)
        .and_then(estimate)
        .map(|own| Among::of(own, others.iter().filter_map(|other| other.mark(subject).and_then(estimate))));
    Ok(Beside { own: own.clone(), similar, others, among })
}

/// The progress of a mark with how sure it is.
fn estimate(mark: &Mark) -> Option<Estimate> {
    Some(Estimate::published(mark.progress().difference()?, mark.progress().interval()?))
}

impl Comparison {
    async fn read(app: &App, school: &str, asked: &Asked) -> Result<Self, PageError> {
        let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
        let choice = results::choice([&None, &asked.year, &asked.subject, &None])?;
        let school = schools::school(app.pool(), &id).await?.ok_or(PageError::NotFound)?;
        let years = results::read::years(app.pool(), &id).await?;
        let year = choice.year.or_else(|| years.first().copied()).ok_or(PageError::NotFound)?;
        let beside = match app.nation(Some(year)).await? {
            Some((_, nation)) => beside(&nation, &school, choice.subject),
            None => Err(Alone::NoResults),
        };
        Ok(Self { school, year, years, subject: choice.subject, beside })
    }

    /// The chart of the school and those like it; of the school first.
    fn chart(&self, words: Words, beside: &Beside) -> Chart {
        let mark = |known: &Known| -> Option<ChartMark> {
            Some(chart_mark(words, &known.school, *known.mark(self.subject)?, self.year))
        };
        let own = mark(&beside.own).map(|own| ChartMark {
            label: words.tell("similar-own", &[("school", (&beside.own.school.name).into())]),
            ..own
        });
        let subject = words.say(&format!("subject-{}", self.subject));
        let values = [("year", self.year.written().into()), ("subject", subject.into())];
        let title = words.tell("chart-title-similar", &values);
        Chart {
            prefix: "similar".to_owned(),
            caption: title.clone(),
            title,
            kind: words.say("kind-school"),
            axes: Axes::official(),
            marks: own.into_iter().chain(beside.others.iter().filter_map(mark)).collect(),
            notes: vec![words.say("note-national"), words.say("note-small-schools")],
        }
    }
}

async fn show(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let comparison = Comparison::read(&app, &school, &asked).await?;
    Ok(page::show(&visitor, &comparison).into_response())
}

async fn file(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let comparison = Comparison::read(&app, &school, &asked).await?;
    let beside = comparison.beside.as_ref().map_err(|_| PageError::NotFound)?;
    let rows = comparison.chart(visitor.words, beside).csv(visitor.words);
    Ok(files::download(
        files::CSV,
        &format!("similar-{}-{}.csv", comparison.subject, comparison.year),
        files::csv(&rows)?,
    ))
}

#[cfg(test)]
mod tests {
    use domain::school::SchoolKind;
    use measures::similar::Intake;
    use measures::{Figure, OfficialFigures};

    use super::*;

    fn known(urn: u32, progress: f64, youngest: i16, intake: Option<Intake>) -> Known {
        let mark = Mark::official(&OfficialFigures {
            average: Some(Figure::Value(104.0)),
            national: Some(104.0),
            progress: Figure::Value(progress),
            progress_lower: Figure::Value(progress - 1.5),
            progress_upper: Figure::Value(progress + 1.5),
            pupils: Some(50),
        });
        let school = School {
            id: format!("urn:{urn}").parse().unwrap(),
            name: format!("School {urn}"),
            authority: None,
            kind: SchoolKind::Mainstream,
            youngest: Some(youngest),
        };
        Known::new(school, [mark; 3], intake)
    }

    const INTAKE: Option<Intake> = Some(Intake { start: 16.0, disadvantaged_percent: 20.0, pupils: 50 });

    fn nation(schools: Vec<Known>) -> Nation {
        Nation { year: "2018-19".parse().unwrap(), schools }
    }

    #[test]
    fn a_school_is_set_beside_schools_of_its_kind_and_its_start_and_never_beside_itself() {
        let mut schools: Vec<Known> =
            (0..6).map(|at| known(900_001 + at, f64::from(at), 4, INTAKE)).collect();
        schools.push(known(900_020, 9.0, 7, INTAKE));
        schools.push(known(900_021, 9.0, 4, None));
        let nation = nation(schools);
        let own = nation.schools[0].school.clone();
        let beside = beside(&nation, &own, Subject::Mathematics).ok().unwrap();
        let names: Vec<&str> = beside.others.iter().map(|known| known.school.name.as_str()).collect();
        assert_eq!(
            names,
            ["School 900002", "School 900003", "School 900004", "School 900005", "School 900006"]
        );
        // 0.0 ± 1.5 beside 1 to 5 ± 1.5: a difference is clear from 2.1 on.
        assert_eq!(beside.among, Some(Among { faster: 3, slower: 0, close: 2 }));
    }

    #[test]
    fn without_an_intake_or_enough_schools_there_is_no_comparison_and_it_is_known_why() {
        let nation = nation(vec![known(900_001, 0.0, 4, None), known(900_002, 0.0, 4, INTAKE)]);
        let alone = |at: usize| beside(&nation, &nation.schools[at].school, Subject::Reading).err();
        assert_eq!(alone(0), Some(Alone::NoIntake));
        assert_eq!(alone(1), Some(Alone::TooFew(TooFew { looked_at: 0, within: 0 })));
        let stranger = known(900_009, 0.0, 4, None).school;
        assert_eq!(beside(&nation, &stranger, Subject::Reading).err(), Some(Alone::NoResults));
    }
}
