//! The trend: a school's progress in one subject year by year, whether it is more than chance, several years taken together
//! where each is small, and on the same time line the cycles that were meant to move it.

mod page;
mod read;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::cohort_result::Group;
use domain::{CycleId, SchoolId, Subject};
use jiff::civil::{Date, date};
use measures::claim::TrendClaim;
use measures::difference::Estimate;
use measures::pooled::{PoolError, Pooled, YearMean, pool};
use measures::trend::{Trend, TrendPoint};
use measures::{Mark, SchoolYear};
use serde::Deserialize;

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::cycles::read::Cycle;
use crate::page_error::PageError;
use crate::results::read::YearResults;
use crate::results::{self, STAGE};
use crate::route::Route;
use crate::schools::read::School;
use crate::words::Words;
use crate::{cycles, published, schools};

/// The most years that are taken together: as many as the Department's own three-year figures.
const POOLED: usize = 3;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![Route::get("/schools/{school}/trend", Action::SeeOfficialFigures, show).with_past()]
}

/// What stands behind the question mark.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    subject: Option<String>,
}

/// One year of the series.
struct Year {
    results: YearResults,
    mark: Mark,
    /// It can't be compared with the years before it.
    breaks: bool,
}

/// What a school did in these years, as far as the visitor may see it.
struct Done {
    cycle: Cycle,
    /// The days on which a strategy was changed, oldest first.
    turns: Vec<Date>,
}

/// The whole page.
struct Series {
    school: School,
    subject: Subject,
    /// Oldest first.
    years: Vec<Year>,
    claim: TrendClaim,
    pooled: Result<Pooled, PoolError>,
    /// None for whoever may not see the school's cycles.
    done: Option<Vec<Done>>,
}

async fn show(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(asked): Query<Asked>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let id: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    let subject = results::subject(asked.subject.as_deref())?;
    let school = schools::read::school(app.pool(), &id).await?.ok_or(PageError::NotFound)?;
    let all = results::read::of_school(app.pool(), &id, STAGE).await?;
    let done = if visitor.may_in(Action::SeeCycleFigures, &id) {
        Some(done(&app, &visitor, &id, subject).await?)
    } else {
        None
    };
    let years = years(all, subject);
    let claim = TrendClaim::of(&Trend::of(&years.iter().filter_map(point).collect::<Vec<_>>()));
    let pooled = together(&years, subject);
    Ok(page::show(&visitor, &Series { school, subject, years, claim, pooled, done }).into_response())
}

/// What may be said of a subject over the years, without the page around it.
pub struct InShort {
    /// Whether anything moved, and what the years come to together.
    pub sentences: Vec<String>,
    /// The years that have a figure, oldest first.
    pub years: Vec<YearResults>,
}

/// What may be said of `all` years in one subject: the very sentences of its page.
#[must_use]
pub fn in_short(words: Words, all: &[YearResults], subject: Subject) -> InShort {
    let years = years(all.to_vec(), subject);
    let claim = TrendClaim::of(&Trend::of(&years.iter().filter_map(point).collect::<Vec<_>>()));
    let pooled = together(&years, subject);
    let sentences = page::sentences(words, &years, &claim, &pooled);
    InShort { sentences, years: years.into_iter().map(|year| year.results).collect() }
}

/// The years that have a figure, oldest first, each with whether it counts from another start than the one before it.
fn years(all: Vec<YearResults>, subject: Subject) -> Vec<Year> {
    let mut years: Vec<Year> = Vec::new();
    for results in all.into_iter().rev() {
        let mark = published::mark(&results, subject, Group::All);
        if mark.progress().difference().is_some() {
            let before = years.last().map(|year| year.results.year);
            let breaks = before.is_some_and(|before| published::counts_anew(before, results.year));
            years.push(Year { results, mark, breaks });
        }
    }
    years
}

fn point(year: &Year) -> Option<TrendPoint> {
    let progress = year.mark.progress();
    Some(TrendPoint {
        year: SchoolYear::starting(year.results.year.start_year())?,
        estimate: Estimate::published(progress.difference()?, progress.interval()?),
        break_before: year.breaks,
    })
}

/// The last years taken together, as many as can be compared.
fn together(years: &[Year], subject: Subject) -> Result<Pooled, PoolError> {
    let begin = years.iter().rposition(|year| year.breaks).unwrap_or(0);
    let comparable = years.get(begin..).unwrap_or_default();
    let last = comparable.get(comparable.len().saturating_sub(POOLED)..).unwrap_or_default();
    if last.len() < 2 {
        return Err(PoolError::TooFewYears);
    }
    let mean = |year: &Year| {
        let spread = published::spread(&year.results, subject)?;
        let (value, pupils) = (year.mark.progress().difference()?, year.mark.pupils()?);
        Some(YearMean { value, pupils, sd: spread, break_before: false })
    };
    let means: Option<Vec<YearMean>> = last.iter().map(mean).collect();
    pool(&means.ok_or(PoolError::Unusable)?)
}

/// The school's cycles in the subject that the visitor may see, oldest first, those given up left out.
async fn done(
    app: &App,
    visitor: &Visitor,
    school: &SchoolId,
    subject: Subject,
) -> Result<Vec<Done>, PageError> {
    let mut cycles = cycles::read::of_school(app.pool(), school).await?;
    cycles.retain(|cycle| cycle.plan.subject == subject && !cycle.is_cancelled());
    cycles.retain(|cycle| visitor.may_on(Action::SeeCycleFigures, &cycle.plan));
    cycles.retain(|cycle| cycle.is_for_board() || !visitor.sees_published_only());
    cycles.reverse();
    let ids: Vec<CycleId> = cycles.iter().map(|cycle| cycle.id).collect();
    let mut turns = read::turns(app.pool(), &ids).await?;
    let one = |cycle: Cycle| Done { turns: turns.remove(&cycle.id).unwrap_or_default(), cycle };
    Ok(cycles.into_iter().map(one).collect())
}

/// The day of a year's tests: mid-May of its second half.
fn tested_on(year: domain::AcademicYear) -> Option<Date> {
    let start = i16::try_from(year.start_year()).ok()?;
    (1900..2199).contains(&start).then(|| date(start + 1, 5, 15))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use domain::benchmark_set::Norms;
    use domain::cohort_result::{Figure, FigureKind, Figures};
    use domain::{AcademicYear, Score};

    use super::*;

    fn results(start: u16, progress: &str, pupils: &str) -> YearResults {
        let mut figures = Figures::default();
        let mut put = |subject, kind, text: &str| {
            figures.set(subject, Group::All, kind, Figure::Value(text.parse::<Score>().unwrap()));
        };
        put(Subject::Mathematics, FigureKind::Progress, progress);
        put(Subject::AllSubjects, FigureKind::Pupils, pupils);
        let year: AcademicYear = format!("{start}/{:02}", (start + 1) % 100).parse().unwrap();
        let norms = Norms {
            stage: STAGE,
            year,
            source: String::new(),
            national: None,
            all_schools: None,
            authorities: BTreeMap::new(),
            progress_sd: BTreeMap::new(),
            band_method: None,
            axis_words: Vec::new(),
        };
        YearResults { year, figures, benchmark: "b@1".into(), norms: Arc::new(norms), revisions: 0 }
    }

    #[test]
    fn three_small_years_are_taken_together_by_their_pupils_and_never_across_a_break() {
        let all = |starts: &[(u16, &str, &str)]| {
            years(
                starts.iter().map(|(start, value, n)| results(*start, value, n)).collect(),
                Subject::Mathematics,
            )
        };
        // Newest first, as they are read.
        let three = all(&[(2018, "1.0", "10"), (2017, "2.0", "20"), (2016, "-1.0", "10")]);
        let pooled = together(&three, Subject::Mathematics).unwrap();
        assert_eq!((pooled.pupils, pooled.years), (40, 3));
        assert!((pooled.value - 1.0).abs() < 1e-9, "(10·1 + 20·2 − 10·1) / 40");
        let across = all(&[(2022, "1.0", "10"), (2018, "1.0", "10")]);
        assert!(across[1].breaks && !across[0].breaks);
        assert_eq!(together(&across, Subject::Mathematics), Err(PoolError::TooFewYears), "one on this side");
        let unstated = all(&[(2023, "1.0", "10"), (2022, "1.0", "10")]);
        assert_eq!(
            together(&unstated, Subject::Mathematics),
            Err(PoolError::Unusable),
            "no spread is stated"
        );
        assert_eq!(together(&[], Subject::Mathematics), Err(PoolError::TooFewYears));
    }
}
