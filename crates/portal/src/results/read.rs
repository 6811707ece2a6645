//! Official results for the charts: of one school over the years.

use std::sync::Arc;

use domain::benchmark_set::Norms;
use domain::cohort_result::Figures;
use domain::{AcademicYear, SchoolId, Stage};
use sqlx::PgPool;

use crate::page_error::PageError;

/// The results of one school in one year, with what they are read against.
#[derive(Debug, Clone)]
pub struct YearResults {
    /// Which year.
    pub year: AcademicYear,
    /// Every published figure.
    pub figures: Figures,
    /// The name of the norms, `set@version`.
    pub benchmark: String,
    /// The norms, without the averages of each authority, of which there are many ([`authority_averages`]).
    pub norms: Arc<Norms>,
    /// How often the figures were corrected since they were first entered.
    pub revisions: i32,
}

impl YearResults {
    /// The set and the version of the norms, apart.
    #[must_use]
    pub fn benchmark_parts(&self) -> (&str, &str) {
        self.benchmark.rsplit_once('@').unwrap_or((&self.benchmark, ""))
    }
}

/// The years that the school has results of, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn years(pool: &PgPool, school: &SchoolId) -> Result<Vec<AcademicYear>, PageError> {
    let years = sqlx::query_scalar!(
        "select start_year from official_results where school_id = $1 and stage = 'ks2' order by start_year desc",
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    years.into_iter().map(year).collect()
}

/// The results of the school, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_school(
    pool: &PgPool,
    school: &SchoolId,
    stage: Stage,
) -> Result<Vec<YearResults>, PageError> {
    let rows = sqlx::query!(
        r#"select r.start_year, r.figures, r.benchmark, r.revisions, b.norms
           from official_results r join benchmark_sets b using (benchmark)
           where r.school_id = $1 and r.stage = $2 order by r.start_year desc"#,
        school.to_string(),
        stage.to_string()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(YearResults {
                year: year(row.start_year)?,
                figures: fit(row.figures)?,
                benchmark: row.benchmark,
                norms: Arc::new(fit(row.norms)?),
                revisions: row.revisions,
            })
        })
        .collect()
}

/// The norms of these names, each without the averages of authorities.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn norms(pool: &PgPool, names: &[String]) -> Result<Vec<(String, Arc<Norms>)>, PageError> {
    let rows = sqlx::query!("select benchmark, norms from benchmark_sets where benchmark = any($1)", names)
        .fetch_all(pool)
        .await?;
    rows.into_iter().map(|row| Ok((row.benchmark, Arc::new(fit(row.norms)?)))).collect()
}

/// What else than the national average a year's results can be compared with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct References {
    /// The average of the school's authority.
    pub authority: bool,
    /// Other sets of the same year that hold now, by their names, `set@version`.
    pub sets: Vec<String>,
}

/// What results that are read against `benchmark` can also be compared with.
///
/// # Errors
/// When the database does not answer.
pub async fn references(
    pool: &PgPool,
    benchmark: &str,
    authority: Option<&str>,
) -> Result<References, PageError> {
    let row = sqlx::query!(
        r#"select exists (select 1 from authority_averages a where a.benchmark = b.benchmark and a.authority = $2)
                    as "authority!",
                  array(select o.benchmark from benchmark_sets o
                        where o.norms ->> 'year' = b.norms ->> 'year' and o.norms ->> 'stage' = b.norms ->> 'stage'
                          and o.superseded_by is null and o.benchmark <> b.benchmark order by o.benchmark)
                    as "sets!"
           from benchmark_sets b where b.benchmark = $1"#,
        benchmark,
        authority
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| References { authority: row.authority, sets: row.sets }).unwrap_or_default())
}

/// The averages of an authority's schools, by the name of the set that has them.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn authority_averages(
    pool: &PgPool,
    benchmarks: &[String],
    authority: &str,
) -> Result<Vec<(String, Figures)>, PageError> {
    let rows = sqlx::query!(
        "select benchmark, figures from authority_averages where benchmark = any($1) and authority = $2",
        benchmarks,
        authority
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(|row| Ok((row.benchmark, fit(row.figures)?))).collect()
}

/// What was stored as JSON.
///
/// # Errors
/// When it is something else.
pub fn fit<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T, PageError> {
    serde_json::from_value(json).map_err(|error| PageError::Unfit(error.to_string()))
}

/// A stored year.
///
/// # Errors
/// When it is none.
pub fn year(start: i16) -> Result<AcademicYear, PageError> {
    u16::try_from(start)
        .ok()
        .and_then(|start| AcademicYear::starting(start).ok())
        .ok_or_else(|| PageError::Unfit(format!("the year {start}")))
}

/// A year as it is stored.
///
/// # Errors
/// When it can't be.
pub fn start(year: AcademicYear) -> Result<i16, PageError> {
    i16::try_from(year.start_year()).map_err(|_| PageError::Unfit(format!("the year {year}")))
}
