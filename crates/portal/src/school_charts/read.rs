//! Official results of many schools in one year.

use std::sync::Arc;

use domain::benchmark_set::Norms;
use domain::cohort_result::{FigureKind, Figures, Group};
use domain::{AcademicYear, SchoolId, Stage, Subject};
use measures::similar::Intake;
use sqlx::PgPool;

use super::Known;
use crate::page_error::PageError;
use crate::published;
use crate::results::read::{YearResults, fit, norms, start, year};
use crate::schools::read::School;

/// Which schools.
#[derive(Debug, Clone, Copy)]
pub enum Which<'a> {
    /// Those of an authority, by its code.
    Authority(&'a str),
    /// These.
    These(&'a [SchoolId]),
    /// All.
    All,
}

impl Which<'_> {
    /// The authority and the schools that rows are chosen by; none where they are not.
    fn parts(&self) -> (Option<String>, Option<Vec<String>>) {
        match self {
            Self::Authority(code) => (Some((*code).to_owned()), None),
            Self::These(schools) => (None, Some(schools.iter().map(ToString::to_string).collect())),
            Self::All => (None, None),
        }
    }
}

/// The years that any of the schools has results of, newest first.
///
/// # Errors
/// When the database does not answer.
pub async fn years(pool: &PgPool, which: &Which<'_>) -> Result<Vec<AcademicYear>, PageError> {
    let (authority, schools) = which.parts();
    let years = sqlx::query_scalar!(
        "select distinct r.start_year from official_results r join schools s using (school_id)
         where ($1::text is null or s.authority = $1) and ($2::text[] is null or s.school_id = any($2))
           and r.stage = 'ks2' order by r.start_year desc",
        authority,
        schools.as_deref()
    )
    .fetch_all(pool)
    .await?;
    years.into_iter().map(year).collect()
}

/// The schools with their results in one year, by their names: of one subject and one group alone, because reading all
/// figures of hundreds of schools would be most of the work. All are read against the same norms as long as they came from
/// one table; each keeps its own. No results: the table of that year does not have the school.
///
/// # Errors
/// When the database does not answer.
pub async fn schools(
    pool: &PgPool,
    which: &Which<'_>,
    stage: Stage,
    asked: AcademicYear,
    (subject, group): (Subject, Group),
) -> Result<Vec<(School, Option<YearResults>)>, PageError> {
    let (authority, schools) = which.parts();
    let rows = sqlx::query!(
        r#"select s.school_id, s.name, s.authority, s.kind, s.youngest, r.benchmark as "benchmark?",
                  r.revisions as "revisions?",
                  jsonb_build_object(
                    'all_subjects',
                    jsonb_build_object($5::text, coalesce(r.figures #> array['all_subjects', $5], '{}')),
                    $4::text,
                    jsonb_build_object($5::text, coalesce(r.figures #> array[$4, $5], '{}'))) as "figures!"
           from schools s
           left join official_results r on r.school_id = s.school_id and r.stage = $2 and r.start_year = $3
           where ($1::text is null or s.authority = $1) and ($6::text[] is null or s.school_id = any($6))
           order by lower(s.name) collate "C", s.school_id"#,
        authority,
        stage.to_string(),
        start(asked)?,
        subject.to_string(),
        group.to_string(),
        schools.as_deref()
    )
    .fetch_all(pool)
    .await?;
    let mut names: Vec<String> = rows.iter().filter_map(|row| row.benchmark.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let norms = norms(pool, &names).await?;
    rows.into_iter()
        .map(|row| {
            let school = School::of(&row.school_id, row.name, row.authority, &row.kind, row.youngest)?;
            let results = match row.benchmark {
                Some(benchmark) => Some(YearResults {
                    year: asked,
                    figures: fit(row.figures)?,
                    norms: of_name(&norms, &benchmark)?,
                    benchmark,
                    revisions: row.revisions.unwrap_or_default(),
                }),
                None => None,
            };
            Ok((school, results))
        })
        .collect()
}

fn of_name(norms: &[(String, Arc<Norms>)], name: &str) -> Result<Arc<Norms>, PageError> {
    let found = norms.iter().find(|(one, _)| one == name).map(|(_, norms)| Arc::clone(norms));
    found.ok_or_else(|| PageError::Unfit("the norms of official results".to_owned()))
}

/// The place of the last fact about schools and their results: while it stays, what was read of all schools holds.
///
/// # Errors
/// When the database does not answer.
pub async fn position(pool: &PgPool) -> Result<i64, PageError> {
    let last = sqlx::query_scalar!(
        r#"select greatest((select max(position) from schools), (select max(position) from official_results))
             as "last""#
    )
    .fetch_one(pool)
    .await?;
    Ok(last.unwrap_or_default())
}

/// All schools that the tables have in one year, by their names: of each the figures of all pupils, and whom it had to
/// teach.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn nation(pool: &PgPool, stage: Stage, asked: AcademicYear) -> Result<Vec<Known>, PageError> {
    let rows = sqlx::query!(
        r#"select s.school_id, s.name, s.authority, s.kind, s.youngest, r.benchmark, r.revisions,
                  jsonb_build_object(
                    'all_subjects', jsonb_build_object(
                      'all', coalesce(r.figures #> '{all_subjects,all}', '{}'),
                      'disadvantaged', coalesce(r.figures #> '{all_subjects,disadvantaged}', '{}')),
                    'reading', jsonb_build_object('all', coalesce(r.figures #> '{reading,all}', '{}')),
                    'writing', jsonb_build_object('all', coalesce(r.figures #> '{writing,all}', '{}')),
                    'mathematics', jsonb_build_object('all', coalesce(r.figures #> '{mathematics,all}', '{}')))
                    as "figures!"
           from official_results r join schools s using (school_id)
           where r.stage = $1 and r.start_year = $2
           order by lower(s.name) collate "C", s.school_id"#,
        stage.to_string(),
        start(asked)?
    )
    .fetch_all(pool)
    .await?;
    let mut names: Vec<String> = rows.iter().map(|row| row.benchmark.clone()).collect();
    names.sort_unstable();
    names.dedup();
    let norms = norms(pool, &names).await?;
    rows.into_iter()
        .map(|row| {
            let results = YearResults {
                year: asked,
                figures: fit(row.figures)?,
                norms: of_name(&norms, &row.benchmark)?,
                benchmark: row.benchmark,
                revisions: row.revisions,
            };
            Ok(Known {
                school: School::of(&row.school_id, row.name, row.authority, &row.kind, row.youngest)?,
                marks: published::SUBJECTS.map(|subject| published::mark(&results, subject, Group::All)),
                intake: intake(&results.figures),
            })
        })
        .collect()
}

/// Whom a school had to teach; nothing where the table leaves a part of it out.
fn intake(figures: &Figures) -> Option<Intake> {
    let whole = |group| published::pupils_of(figures, group);
    let (pupils, disadvantaged) = (whole(Group::All)?, whole(Group::Disadvantaged)?);
    let start = figures.value(Subject::AllSubjects, Group::All, FigureKind::PriorAverage)?;
    let disadvantaged_percent = 100.0 * f64::from(disadvantaged) / f64::from(pupils);
    (pupils > 0).then_some(Intake { start: published::number(start), disadvantaged_percent, pupils })
}
