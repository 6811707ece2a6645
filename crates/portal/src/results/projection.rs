//! Official results and the norms that they are read against, as they stand now.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::Fact;
use domain::benchmark_set::BenchmarkSetEvent;
use domain::cohort_result::{CohortResultEntered, CohortResultEvent, CohortResultRevised, Figures};
use journal::{Projection, ProjectionError, Recorded};
use serde_json::Value;
use sqlx::PgConnection;

use crate::facts;

/// Keeps the table `official_results`.
pub struct OfficialResults;

/// Which row: the school, the stage, the first calendar year.
type Key = (String, String, i16);

/// One row.
struct Row {
    figures: Figures,
    benchmark: String,
    revisions: i32,
    position: i64,
}

#[async_trait]
impl Projection for OfficialResults {
    fn name(&self) -> &'static str {
        "official_results"
    }

    fn version(&self) -> i32 {
        2
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "cohort_result"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        let mut rows = BTreeMap::new();
        for recorded in events.iter().filter(|recorded| recorded.aggregate_type == "cohort_result") {
            let position = recorded.position.unwrap_or_default().cast_signed();
            match facts::of(recorded)? {
                Fact::CohortResult(CohortResultEvent::CohortResultEntered(event)) => {
                    let (key, row) = entered(event, position)?;
                    rows.insert(key, row);
                }
                Fact::CohortResult(CohortResultEvent::CohortResultRevised(event)) => {
                    revise(connection, &mut rows, event, position).await?;
                }
                Fact::Cycle(_)
                | Fact::School(_)
                | Fact::BenchmarkSet(_)
                | Fact::SchoolGroup(_)
                | Fact::Account(_)
                | Fact::ImportBatch(_)
                | Fact::Pupil(_)
                | Fact::Catalogue(_)
                | Fact::Enquiry(_)
                | Fact::Edition(_)
                | Fact::Ledger(_)
                | Fact::Pack(_) => {}
            }
        }
        write(connection, rows).await
    }
}

fn key(
    school: &domain::SchoolId,
    stage: domain::Stage,
    year: domain::AcademicYear,
) -> Result<Key, ProjectionError> {
    let start =
        i16::try_from(year.start_year()).map_err(|error| ProjectionError::Unreadable(Box::new(error)))?;
    Ok((school.to_string(), stage.to_string(), start))
}

fn entered(event: CohortResultEntered, position: i64) -> Result<(Key, Row), ProjectionError> {
    let key = key(&event.school, event.stage, event.year)?;
    Ok((key, Row { figures: event.figures, benchmark: event.benchmark.to_string(), revisions: 0, position }))
}

/// Changes the row, which may stand in this batch already or in the table.
async fn revise(
    connection: &mut PgConnection,
    rows: &mut BTreeMap<Key, Row>,
    event: CohortResultRevised,
    position: i64,
) -> Result<(), ProjectionError> {
    let key = key(&event.school, event.stage, event.year)?;
    let stored = match rows.remove(&key) {
        Some(row) => Some(row),
        None => stored(connection, &key).await?,
    };
    let Some(mut row) = stored else {
        return Err(ProjectionError::Unreadable("results were revised that were never entered".into()));
    };
    for change in event.changes {
        row.figures.set(change.subject, change.group, change.kind, change.after);
    }
    row.benchmark = event.benchmark.to_string();
    row.revisions += 1;
    row.position = position;
    rows.insert(key, row);
    Ok(())
}

async fn stored(connection: &mut PgConnection, key: &Key) -> Result<Option<Row>, ProjectionError> {
    let row = sqlx::query!(
        "select figures, benchmark, revisions, position from official_results
         where school_id = $1 and stage = $2 and start_year = $3",
        key.0,
        key.1,
        key.2
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let figures = serde_json::from_value(row.figures)?;
        Ok(Row { figures, benchmark: row.benchmark, revisions: row.revisions, position: row.position })
    })
    .transpose()
}

async fn write(connection: &mut PgConnection, rows: BTreeMap<Key, Row>) -> Result<(), ProjectionError> {
    if rows.is_empty() {
        return Ok(());
    }
    let figures =
        rows.values().map(|row| serde_json::to_value(&row.figures)).collect::<Result<Vec<Value>, _>>()?;
    sqlx::query!(
        "insert into official_results (school_id, stage, start_year, figures, benchmark, revisions, position)
         select * from unnest($1::text[], $2::text[], $3::smallint[], $4::jsonb[], $5::text[], $6::integer[], $7::bigint[])
         on conflict (school_id, stage, start_year) do update set
           figures = excluded.figures, benchmark = excluded.benchmark, revisions = excluded.revisions,
           position = excluded.position",
        &rows.keys().map(|key| key.0.clone()).collect::<Vec<_>>(),
        &rows.keys().map(|key| key.1.clone()).collect::<Vec<_>>(),
        &rows.keys().map(|key| key.2).collect::<Vec<_>>(),
        &figures,
        &rows.values().map(|row| row.benchmark.clone()).collect::<Vec<_>>(),
        &rows.values().map(|row| row.revisions).collect::<Vec<_>>(),
        &rows.values().map(|row| row.position).collect::<Vec<_>>(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Keeps the table `benchmark_sets`.
pub struct BenchmarkSets;

#[async_trait]
impl Projection for BenchmarkSets {
    fn name(&self) -> &'static str {
        "benchmark_sets"
    }

    fn version(&self) -> i32 {
        2
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "benchmark_set"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for event in sets(events)? {
            match event {
                BenchmarkSetEvent::BenchmarkSetPublished(mut event) => {
                    event.norms.authorities.clear();
                    sqlx::query!(
                        "insert into benchmark_sets (benchmark, norms) values ($1, $2)",
                        event.benchmark.to_string(),
                        serde_json::to_value(&event.norms)?
                    )
                    .execute(&mut *connection)
                    .await?;
                }
                BenchmarkSetEvent::BenchmarkSetSuperseded(event) => {
                    sqlx::query!(
                        "update benchmark_sets set superseded_by = $2 where benchmark = $1",
                        event.benchmark.to_string(),
                        event.by.to_string()
                    )
                    .execute(&mut *connection)
                    .await?;
                }
            }
        }
        Ok(())
    }
}

/// Keeps the table `authority_averages`.
pub struct AuthorityAverages;

#[async_trait]
impl Projection for AuthorityAverages {
    fn name(&self) -> &'static str {
        "authority_averages"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "benchmark_set"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for event in sets(events)? {
            match event {
                BenchmarkSetEvent::BenchmarkSetPublished(event) => {
                    let averages = &event.norms.authorities;
                    let figures: Vec<Value> = averages
                        .values()
                        .map(|norms| serde_json::to_value(&norms.figures))
                        .collect::<Result<_, _>>()?;
                    sqlx::query!(
                        "insert into authority_averages (benchmark, authority, figures)
                         select $1, * from unnest($2::text[], $3::jsonb[])",
                        event.benchmark.to_string(),
                        &averages.keys().map(ToString::to_string).collect::<Vec<_>>(),
                        &figures
                    )
                    .execute(&mut *connection)
                    .await?;
                }
                // What was published under the earlier version is still what was compared with then.
                BenchmarkSetEvent::BenchmarkSetSuperseded(_) => {}
            }
        }
        Ok(())
    }
}

/// What happened to sets of norms.
fn sets(events: &[Recorded]) -> Result<Vec<BenchmarkSetEvent>, ProjectionError> {
    let mut sets = Vec::new();
    for recorded in events.iter().filter(|recorded| recorded.aggregate_type == "benchmark_set") {
        match facts::of(recorded)? {
            Fact::BenchmarkSet(event) => sets.push(event),
            Fact::Cycle(_)
            | Fact::School(_)
            | Fact::SchoolGroup(_)
            | Fact::CohortResult(_)
            | Fact::Account(_)
            | Fact::ImportBatch(_)
            | Fact::Pupil(_)
            | Fact::Catalogue(_)
            | Fact::Enquiry(_)
            | Fact::Edition(_)
            | Fact::Ledger(_)
            | Fact::Pack(_) => {}
        }
    }
    Ok(sets)
}
