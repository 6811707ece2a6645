//! Official results for the charts: of one school over the years, and of all schools of an authority in one year.

use std::sync::Arc;

use domain::benchmark_set::Norms;
use domain::cohort_result::{Figures, Group};
use domain::{AcademicYear, SchoolId, Stage, Subject};
use sqlx::PgPool;

use crate::page_error::PageError;
use crate::schools::read::School;

/// The results of one school in one year, with what they are read against.
#[derive(Debug, Clone)]
pub struct YearResults {
    /// Which year.
    pub year: AcademicYear,
    /// Every published figure.
    pub figures: Figures,
    /// The name of the norms, `set@version`.
    pub benchmark: String,
    /// The norms, without the averages of each authority: no chart shows them, and there are as many as authorities.
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

/// The years that any school of the authority has results of, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn years_of_authority(pool: &PgPool, authority: &str) -> Result<Vec<AcademicYear>, PageError> {
    let years = sqlx::query_scalar!(
        "select distinct r.start_year from official_results r join schools s using (school_id)
         where s.authority = $1 and r.stage = 'ks2' order by r.start_year desc",
        authority
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
        r#"select r.start_year, r.figures, r.benchmark, r.revisions, b.norms - 'authorities' as "norms!"
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

/// The results of every school of the authority in one year, by the schools' names: of one subject and one group alone,
/// because reading all figures of hundreds of schools would be most of the work. All are read against the same norms as
/// long as they came from one table; each keeps its own.
///
/// # Errors
/// When the database does not answer.
pub async fn of_authority(
    pool: &PgPool,
    authority: &str,
    stage: Stage,
    asked: AcademicYear,
    (subject, group): (Subject, Group),
) -> Result<Vec<(School, YearResults)>, PageError> {
    let rows = sqlx::query!(
        r#"select s.school_id, s.name, s.authority, s.kind, s.youngest, r.benchmark, r.revisions,
                  jsonb_build_object(
                    'all_subjects',
                    jsonb_build_object($5::text, coalesce(r.figures #> array['all_subjects', $5], '{}')),
                    $4::text,
                    jsonb_build_object($5::text, coalesce(r.figures #> array[$4, $5], '{}'))) as "figures!"
           from official_results r join schools s using (school_id)
           where s.authority = $1 and r.stage = $2 and r.start_year = $3
           order by lower(s.name) collate "C", s.school_id"#,
        authority,
        stage.to_string(),
        start(asked)?,
        subject.to_string(),
        group.to_string()
    )
    .fetch_all(pool)
    .await?;
    let mut names: Vec<String> = rows.iter().map(|row| row.benchmark.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let norms = norms(pool, &names).await?;
    rows.into_iter()
        .map(|row| {
            let norms = norms.iter().find(|(name, _)| *name == row.benchmark).map(|(_, norms)| norms.clone());
            let unfit = |what: &str| PageError::Unfit(format!("{what} of official results"));
            let school = School {
                id: row.school_id.parse().map_err(|_| unfit("the school"))?,
                name: row.name,
                authority: row.authority,
                kind: row.kind.parse().map_err(|_| unfit("the kind of school"))?,
                youngest: row.youngest,
            };
            let results = YearResults {
                year: asked,
                figures: fit(row.figures)?,
                benchmark: row.benchmark,
                norms: norms.ok_or_else(|| unfit("the norms"))?,
                revisions: row.revisions,
            };
            Ok((school, results))
        })
        .collect()
}

async fn norms(pool: &PgPool, names: &[String]) -> Result<Vec<(String, Arc<Norms>)>, PageError> {
    let rows = sqlx::query!(
        r#"select benchmark, norms - 'authorities' as "norms!" from benchmark_sets where benchmark = any($1)"#,
        names
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(|row| Ok((row.benchmark, Arc::new(fit(row.norms)?)))).collect()
}

fn fit<T: serde::de::DeserializeOwned>(json: serde_json::Value) -> Result<T, PageError> {
    serde_json::from_value(json).map_err(|error| PageError::Unfit(error.to_string()))
}

fn year(start: i16) -> Result<AcademicYear, PageError> {
    u16::try_from(start)
        .ok()
        .and_then(|start| AcademicYear::starting(start).ok())
        .ok_or_else(|| PageError::Unfit(format!("the year {start}")))
}

fn start(year: AcademicYear) -> Result<i16, PageError> {
    i16::try_from(year.start_year()).map_err(|_| PageError::Unfit(format!("the year {year}")))
}
