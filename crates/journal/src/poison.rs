//! Keeps one fact that can't become rows from stopping all others: its stream is set aside for that read table.
//!
//! A batch that fails is halved until the fact is found, and that fact is tried three times. What has nothing to do with
//! the fact (the connection, a missing table) sets nothing aside: then the whole step fails and is tried again.

use std::collections::HashSet;

use metrics::counter;
use sqlx::{Connection, PgConnection};

use crate::batch::lock;
use crate::projection::follows_any;
use crate::read_set::Place;
use crate::recorded::of_stream;
use crate::upcast::Upcasters;
use crate::{Journal, JournalError, Projection, ProjectionError, ReadSet, Recorded};

/// How often one fact is tried.
const TRIES: i32 = 3;

type Streams = HashSet<(String, String)>;

/// Applies the facts, except those of streams that are or come to be set aside.
pub(crate) async fn apply_or_set_aside(
    connection: &mut PgConnection,
    projection: &dyn Projection,
    place: Place,
    events: &[Recorded],
) -> Result<(), JournalError> {
    if !follows_any(projection, events) {
        return Ok(());
    }
    let mut aside = set_aside(connection, projection, place).await?;
    if aside.is_empty() && try_apply(connection, projection, events).await?.is_none() {
        return Ok(());
    }
    let mut ranges = vec![events.to_vec()];
    while let Some(mut range) = ranges.pop() {
        range.retain(|event| !aside.contains(&stream_of(event)));
        let Some(error) = try_apply(connection, projection, &range).await? else { continue };
        if let [event] = range.as_slice() {
            let Some(error) = try_again(connection, projection, &range, error).await? else { continue };
            write_aside(connection, projection, place, event, &error).await?;
            aside.insert(stream_of(event));
        } else {
            let later = range.split_off(range.len() / 2);
            ranges.extend([later, range]);
        }
    }
    Ok(())
}

fn stream_of(event: &Recorded) -> (String, String) {
    (event.aggregate_type.clone(), event.aggregate_id.clone())
}

async fn set_aside(
    connection: &mut PgConnection,
    projection: &dyn Projection,
    place: Place,
) -> Result<Streams, JournalError> {
    let rows = sqlx::query!(
        "SELECT aggregate_type, aggregate_id FROM es.quarantine WHERE schema_name = $1 AND name = $2",
        place.schema(),
        projection.name()
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.aggregate_type, row.aggregate_id)).collect())
}

/// Applies the facts or leaves no row changed. Answers what was wrong with a fact; any other failure is an error.
async fn try_apply(
    connection: &mut PgConnection,
    projection: &dyn Projection,
    events: &[Recorded],
) -> Result<Option<ProjectionError>, JournalError> {
    if events.is_empty() {
        return Ok(None);
    }
    let mut savepoint = connection.begin().await?;
    match projection.apply(&mut savepoint, events).await {
        Ok(()) => {
            savepoint.commit().await?;
            Ok(None)
        }
        Err(error) if is_poison(&error) => {
            savepoint.rollback().await?;
            Ok(Some(error))
        }
        Err(error) => Err(JournalError::Projection(projection.name().to_owned(), error)),
    }
}

async fn try_again(
    connection: &mut PgConnection,
    projection: &dyn Projection,
    event: &[Recorded],
    first: ProjectionError,
) -> Result<Option<ProjectionError>, JournalError> {
    let mut last = first;
    for _ in 1..TRIES {
        match try_apply(connection, projection, event).await? {
            Some(error) => last = error,
            None => return Ok(None),
        }
    }
    Ok(Some(last))
}

/// Whether the failure is the fact's own: it can't be understood, or its values don't fit the table.
fn is_poison(error: &ProjectionError) -> bool {
    match error {
        ProjectionError::Unreadable(_) => true,
        ProjectionError::Database(sqlx::Error::Database(error)) => {
            // Classes of SQLSTATE: cardinality, data exception, integrity, raised by a function.
            error
                .code()
                .is_some_and(|code| ["21", "22", "23", "P0"].iter().any(|class| code.starts_with(class)))
        }
        ProjectionError::Database(error) => matches!(
            error,
            sqlx::Error::Decode(_)
                | sqlx::Error::ColumnDecode { .. }
                | sqlx::Error::Encode(_)
                | sqlx::Error::RowNotFound
        ),
    }
}

async fn write_aside(
    connection: &mut PgConnection,
    projection: &dyn Projection,
    place: Place,
    event: &Recorded,
    error: &ProjectionError,
) -> Result<(), JournalError> {
    tracing::error!(
        projection = projection.name(),
        aggregate_type = event.aggregate_type,
        aggregate_id = event.aggregate_id,
        sequence = event.sequence,
        error = chain(error),
        "a read table can't take a fact; its stream is set aside for that table"
    );
    counter!("journal_quarantined_total", "projection" => projection.name()).increment(1);
    sqlx::query!(
        "INSERT INTO es.quarantine (schema_name, name, aggregate_type, aggregate_id, from_sequence, error, attempts)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        place.schema(),
        projection.name(),
        event.aggregate_type,
        event.aggregate_id,
        event.sequence.cast_signed(),
        chain(error),
        TRIES,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// An error with its causes, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// A stream that a read table does without.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The read table.
    pub projection: String,
    /// The kind of the stream.
    pub aggregate_type: String,
    /// The stream's id.
    pub aggregate_id: String,
    /// The first fact that the table lacks.
    pub from_sequence: u64,
    /// What went wrong, with its causes.
    pub error: String,
    /// How often it was tried.
    pub attempts: u32,
}

impl Journal {
    /// The streams that live read tables do without, oldest first.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn quarantined(&self) -> Result<Vec<Quarantined>, JournalError> {
        let rows = sqlx::query!(
            "SELECT name, aggregate_type, aggregate_id, from_sequence, error, attempts FROM es.quarantine
             WHERE schema_name = $1 ORDER BY at, name, aggregate_type, aggregate_id",
            Place::Live.schema()
        )
        .fetch_all(self.pool())
        .await?;
        let read = rows.into_iter().map(|row| Quarantined {
            projection: row.name,
            aggregate_type: row.aggregate_type,
            aggregate_id: row.aggregate_id,
            from_sequence: row.from_sequence.cast_unsigned(),
            error: row.error,
            attempts: row.attempts.cast_unsigned(),
        });
        Ok(read.collect())
    }

    /// Applies a set-aside stream's facts from where the table lacks them. Answers whether the table now has them.
    ///
    /// # Errors
    /// When the database can't be reached, the tables are another program's, or the failure was not the facts' own.
    pub async fn retry_quarantined(&self, set: &ReadSet, aside: &Quarantined) -> Result<bool, JournalError> {
        let Some(projection) = set.find(&aside.projection) else { return Ok(false) };
        let mut transaction = self.pool().begin().await?;
        while !lock(&mut transaction, Place::Live, true).await? {}
        Place::Live.refuse_another_shape(&mut *transaction, set).await?;
        Place::Live.enter(&mut transaction).await?;
        // Somebody else's try may have succeeded meanwhile.
        let Some(lacking) = lacking(&mut transaction, aside, self.upcasters()).await? else {
            return Ok(true);
        };
        let failure = try_apply(&mut transaction, projection.as_ref(), &lacking).await?;
        note_retry(&mut transaction, aside, failure.as_ref()).await?;
        transaction.commit().await?;
        Ok(failure.is_none())
    }
}

/// The facts that a set-aside stream's table lacks and has stepped over; none when the stream is no longer set aside. To
/// be read under the lock: before it, another fact could be stored and stepped over that would then be forgotten.
async fn lacking(
    connection: &mut PgConnection,
    aside: &Quarantined,
    upcasters: &Upcasters,
) -> Result<Option<Vec<Recorded>>, JournalError> {
    let lack = sqlx::query!(
        "SELECT from_sequence, position FROM es.quarantine JOIN es.projection USING (schema_name, name)
         WHERE schema_name = $1 AND name = $2 AND aggregate_type = $3 AND aggregate_id = $4",
        Place::Live.schema(),
        aside.projection,
        aside.aggregate_type,
        aside.aggregate_id,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(lack) = lack else { return Ok(None) };
    let (from, reached) = (lack.from_sequence.cast_unsigned(), lack.position.cast_unsigned());
    let mut facts = of_stream(connection, &aside.aggregate_type, &aside.aggregate_id, upcasters).await?;
    facts.retain(|fact| fact.sequence >= from && fact.position.is_some_and(|position| position <= reached));
    Ok(Some(facts))
}

async fn note_retry(
    connection: &mut PgConnection,
    aside: &Quarantined,
    failure: Option<&ProjectionError>,
) -> Result<(), JournalError> {
    // Kept when there was a failure, counted; removed when there was none.
    sqlx::query!(
        "WITH kept AS (
           UPDATE es.quarantine SET attempts = attempts + 1, error = $5
           WHERE schema_name = $1 AND name = $2 AND aggregate_type = $3 AND aggregate_id = $4 AND $5::text IS NOT NULL)
         DELETE FROM es.quarantine
         WHERE schema_name = $1 AND name = $2 AND aggregate_type = $3 AND aggregate_id = $4 AND $5::text IS NULL",
        Place::Live.schema(),
        aside.projection,
        aside.aggregate_type,
        aside.aggregate_id,
        failure.map(|error| chain(error)),
    )
    .execute(connection)
    .await?;
    Ok(())
}
