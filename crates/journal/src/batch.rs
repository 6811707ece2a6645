//! One step of the read tables: a range of facts becomes rows, and the checkpoints move, in one transaction.
//!
//! The checkpoint rows are locked first, so of two servers one works and the other looks again later; a server that dies
//! gives its lock back with its connection. So no fact is applied twice, and none is left out. Of two versions of the
//! program the one that made the tables works; the other one stops and says so.

use sqlx::{PgConnection, PgPool};

use crate::JournalError;
use crate::poison::apply_or_set_aside;
use crate::read_set::{Place, ReadSet};
use crate::recorded::after;
use crate::upcast::Upcasters;

/// What one step came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// The tables have every sealed fact up to where they were asked to go.
    Done,
    /// Another server is at work on them.
    Elsewhere,
    /// So many facts were applied.
    Moved(u64),
}

/// Where one projection stands.
#[derive(Debug, Clone)]
struct Checkpoint {
    name: String,
    position: i64,
}

/// Applies up to `limit` facts to the projections that are furthest behind, but none past `until`.
pub(crate) async fn step(
    pool: &PgPool,
    set: &ReadSet,
    place: Place,
    limit: u64,
    until: Option<u64>,
    upcasters: &Upcasters,
) -> Result<Step, JournalError> {
    // Also when there is nothing to do: the pages of this program can't read these tables.
    place.refuse_another_shape(pool, set).await?;
    if !is_behind(pool, place, until).await? {
        return Ok(Step::Done);
    }
    let mut transaction = pool.begin().await?;
    // Rows that are lost with the server are made again from the facts: they need not wait for the disk.
    sqlx::query!("SET LOCAL synchronous_commit = off").execute(&mut *transaction).await?;
    if !lock(&mut transaction, place, false).await? {
        return Ok(Step::Elsewhere);
    }
    let step = step_locked(&mut transaction, set, place, limit, until, upcasters).await?;
    transaction.commit().await?;
    Ok(step)
}

/// Looks without a lock, so that an idle journal writes nothing.
async fn is_behind(pool: &PgPool, place: Place, until: Option<u64>) -> Result<bool, JournalError> {
    let behind = sqlx::query_scalar!(
        r#"SELECT EXISTS (
             SELECT FROM es.projection, es.sealer
             WHERE schema_name = $1 AND position < least(sealer.last_position, $2)) AS "behind!""#,
        place.schema(),
        until.map_or(i64::MAX, u64::cast_signed),
    )
    .fetch_one(pool)
    .await?;
    Ok(behind)
}

/// Locks all checkpoints of a set; with `wait`, as soon as whoever has them lets go.
pub(crate) async fn lock(
    connection: &mut PgConnection,
    place: Place,
    wait: bool,
) -> Result<bool, JournalError> {
    let locked = if wait {
        sqlx::query_scalar!(
            "SELECT name FROM es.projection WHERE schema_name = $1 ORDER BY name FOR UPDATE",
            place.schema()
        )
        .fetch_all(&mut *connection)
        .await?
    } else {
        sqlx::query_scalar!(
            "SELECT name FROM es.projection WHERE schema_name = $1 ORDER BY name FOR UPDATE SKIP LOCKED",
            place.schema()
        )
        .fetch_all(&mut *connection)
        .await?
    };
    let all = sqlx::query_scalar!(
        r#"SELECT count(*) AS "count!" FROM es.projection WHERE schema_name = $1"#,
        place.schema()
    )
    .fetch_one(connection)
    .await?;
    Ok(i64::try_from(locked.len()) == Ok(all))
}

/// The step itself, when the checkpoints are locked.
pub(crate) async fn step_locked(
    connection: &mut PgConnection,
    set: &ReadSet,
    place: Place,
    limit: u64,
    until: Option<u64>,
    upcasters: &Upcasters,
) -> Result<Step, JournalError> {
    place.refuse_another_shape(&mut *connection, set).await?;
    place.enter(connection).await?;
    let checkpoints = sqlx::query_as!(
        Checkpoint,
        "SELECT name, position FROM es.projection WHERE schema_name = $1 ORDER BY name",
        place.schema()
    )
    .fetch_all(&mut *connection)
    .await?;
    let Some(from) = checkpoints.iter().map(|checkpoint| checkpoint.position).min() else {
        return Ok(Step::Done);
    };
    // Those that are ahead wait for the others.
    let next =
        checkpoints.iter().map(|checkpoint| checkpoint.position).filter(|position| *position > from).min();
    let end = next.into_iter().map(i64::cast_unsigned).chain(until).min().unwrap_or(u64::MAX);
    let limit = limit.min(end.saturating_sub(from.cast_unsigned()));
    let events = after(connection, from.cast_unsigned(), limit, upcasters).await?;
    let Some(last) = events.last().and_then(|event| event.position) else {
        return Ok(Step::Done);
    };
    for checkpoint in checkpoints.iter().filter(|checkpoint| checkpoint.position == from) {
        // A checkpoint moves only with its table.
        let projection = set.find(&checkpoint.name).ok_or(JournalError::AnotherShape)?;
        apply_or_set_aside(connection, projection.as_ref(), place, &events).await?;
    }
    advance(connection, place, from, last.cast_signed()).await?;
    Ok(Step::Moved(events.len() as u64))
}

/// Moves the checkpoints that stood at `from` to `to`, and says up to which transaction they have everything: to the end
/// of the block when `to` is its last fact, else to its beginning.
async fn advance(
    connection: &mut PgConnection,
    place: Place,
    from: i64,
    to: i64,
) -> Result<(), JournalError> {
    sqlx::query!(
        "UPDATE es.projection SET position = $3, epoch = block.epoch,
                tx_to = CASE WHEN block.last_position = $3 THEN block.tx_to ELSE block.tx_from END
         FROM (SELECT * FROM es.block WHERE last_position >= $3 ORDER BY last_position LIMIT 1) AS block
         WHERE schema_name = $1 AND projection.position = $2",
        place.schema(),
        from,
        to,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Where the set's slowest projection stands.
pub(crate) async fn position(connection: &mut PgConnection, place: Place) -> Result<u64, JournalError> {
    let position =
        sqlx::query_scalar!("SELECT min(position) FROM es.projection WHERE schema_name = $1", place.schema())
            .fetch_one(connection)
            .await?;
    Ok(position.unwrap_or_default().cast_unsigned())
}
