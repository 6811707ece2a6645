//! From what was published to one row for each edition, and to what governors read now of each cycle.

use async_trait::async_trait;
use domain::Fact;
use domain::edition::{Edition, EditionEvent, EditionFigure, EditionPublished, EditionReplaced};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;

use super::read::Replaced;
use crate::facts;

/// Keeps the table `editions`.
pub struct Editions;

/// Keeps the table `edition_figures`.
pub struct EditionFigures;

#[async_trait]
impl Projection for Editions {
    fn name(&self) -> &'static str {
        "editions"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "edition"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events {
            match of(recorded)? {
                Some(EditionEvent::EditionPublished(published)) => insert(connection, &published).await?,
                Some(EditionEvent::EditionReplaced(replaced)) => {
                    // The stream has the id of its school.
                    update(connection, &recorded.aggregate_id, &replaced).await?;
                }
                None => {}
            }
        }
        Ok(())
    }
}

async fn insert(connection: &mut PgConnection, published: &EditionPublished) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into editions (school_id, kind, number, published_on, published_by, least, figures)
         values ($1, $2, $3, $4, $5, $6, $7)",
        published.school.to_string(),
        published.kind.to_string(),
        published.number.cast_signed(),
        published.effective_on.to_sqlx() as _,
        published.by.uuid(),
        published.least.cast_signed(),
        serde_json::to_value(&published.figures)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn update(
    connection: &mut PgConnection,
    school: &str,
    replaced: &EditionReplaced,
) -> Result<(), ProjectionError> {
    let why = Replaced { on: replaced.effective_on, by: replaced.by, reason: replaced.reason.code() };
    sqlx::query!(
        "update editions set figures = $4, replaced = replaced || $5
         where school_id = $1 and kind = $2 and number = $3",
        school,
        replaced.kind.to_string(),
        replaced.number.cast_signed(),
        serde_json::to_value(&replaced.figures)?,
        serde_json::to_value([why])?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

#[async_trait]
impl Projection for EditionFigures {
    fn name(&self) -> &'static str {
        "edition_figures"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "edition"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events {
            match of(recorded)? {
                Some(EditionEvent::EditionPublished(published)) => {
                    for figure in &published.figures {
                        read_now(connection, &published, figure).await?;
                    }
                }
                Some(EditionEvent::EditionReplaced(replaced)) => {
                    for figure in &replaced.figures {
                        put_right(connection, figure).await?;
                    }
                }
                None => {}
            }
        }
        Ok(())
    }
}

async fn read_now(
    connection: &mut PgConnection,
    published: &EditionPublished,
    figure: &EditionFigure,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into edition_figures (cycle_id, number, published_on, figure) values ($1, $2, $3, $4)
         on conflict (cycle_id) do update set number = $2, published_on = $3, figure = $4",
        figure.cycle.uuid(),
        published.number.cast_signed(),
        published.effective_on.to_sqlx() as _,
        serde_json::to_value(figure)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn put_right(connection: &mut PgConnection, figure: &EditionFigure) -> Result<(), ProjectionError> {
    sqlx::query!(
        "update edition_figures set figure = $2 where cycle_id = $1",
        figure.cycle.uuid(),
        serde_json::to_value(figure)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What happened to a school's editions, if the fact is one of them.
fn of(recorded: &Recorded) -> Result<Option<EditionEvent>, ProjectionError> {
    if recorded.aggregate_type != <Edition as cqrs_es::Aggregate>::TYPE {
        return Ok(None);
    }
    match facts::of(recorded)? {
        Fact::Edition(event) => Ok(Some(event)),
        Fact::Cycle(_)
        | Fact::School(_)
        | Fact::SchoolGroup(_)
        | Fact::CohortResult(_)
        | Fact::BenchmarkSet(_)
        | Fact::Account(_)
        | Fact::ImportBatch(_)
        | Fact::Pupil(_)
        | Fact::Catalogue(_)
        | Fact::Enquiry(_)
        | Fact::Ledger(_)
        | Fact::Pack(_) => Ok(None),
    }
}
