//! Gives facts their positions for good, after every transaction that could have stored an earlier one has ended.
//!
//! A position handed out while storing would leave gaps that a reader can't tell from facts still to come. So the sealer
//! looks back: all transactions below a number X have ended, and no later one can get a number below X. The facts of the
//! interval from the last X to this one are a set that can't grow. It becomes a block, in the order in which its facts
//! were numbered. The lock on one row keeps two sealers apart; the loser leaves the work to the other.

use futures::TryStreamExt;
use metrics::counter;
use sqlx::{PgConnection, PgPool};

use crate::JournalError;
use crate::leaf::Leaf;
use crate::order::StreamOrder;
use crate::tree::Tree;

/// About how many facts one block holds at most: a transaction's facts are never divided.
const MOST_EVENTS: i64 = 10_000;

/// What one look of the sealer came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sealed {
    /// All that can be sealed is.
    Nothing,
    /// Another sealer is at work.
    Elsewhere,
    /// A block was sealed.
    Block,
}

/// Transaction numbers from `from` up to, not including, `to`, of one epoch.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval {
    pub(crate) epoch: i16,
    pub(crate) from: i64,
    pub(crate) to: i64,
}

/// Where sealing stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub(crate) epoch: i16,
    pub(crate) height: i64,
    pub(crate) tx_to: i64,
    pub(crate) last_position: i64,
}

/// Seals one block if there is anything to seal.
pub(crate) async fn seal(pool: &PgPool) -> Result<Sealed, JournalError> {
    if !has_work(pool).await? {
        return Ok(Sealed::Nothing);
    }
    match seal_up_to(pool, Some(MOST_EVENTS)).await {
        // A wider block may hold both facts in their order.
        Err(JournalError::OutOfOrder { .. }) => seal_up_to(pool, None).await,
        sealed => sealed,
    }
}

/// Looks without a lock, so that an idle journal writes nothing.
async fn has_work(pool: &PgPool) -> Result<bool, JournalError> {
    // The first unsealed fact by the index, or none: asked for any, the planner may walk through all of them.
    let found = sqlx::query_scalar!(
        r#"SELECT coalesce((
             SELECT events.tx FROM es.events
             WHERE events.epoch = sealer.epoch AND events.tx >= sealer.tx_to
             ORDER BY events.tx, events.ident LIMIT 1) < pg_snapshot_xmin(pg_current_snapshot()), false) AS "found!"
           FROM es.sealer"#
    )
    .fetch_one(pool)
    .await?;
    Ok(found)
}

async fn seal_up_to(pool: &PgPool, most: Option<i64>) -> Result<Sealed, JournalError> {
    let mut transaction = pool.begin().await?;
    let Some(mark) = lock(&mut transaction).await? else {
        return Ok(Sealed::Elsewhere);
    };
    let interval = next_interval(&mut transaction, mark, most).await?;
    let Some(after) = close(&mut transaction, mark, interval).await? else {
        return Ok(Sealed::Nothing);
    };
    transaction.commit().await?;
    counter!("journal_sealed_events_total")
        .increment((after.last_position - mark.last_position).unsigned_abs());
    Ok(Sealed::Block)
}

async fn lock(connection: &mut PgConnection) -> Result<Option<Mark>, JournalError> {
    Ok(sqlx::query_as!(
        Mark,
        r#"SELECT epoch, height, tx_to::text::bigint AS "tx_to!", last_position
           FROM es.sealer WHERE id = 1 FOR UPDATE SKIP LOCKED"#
    )
    .fetch_optional(connection)
    .await?)
}

/// From the last block up to the oldest transaction that has not ended, or to where about `most` facts are reached.
async fn next_interval(
    connection: &mut PgConnection,
    mark: Mark,
    most: Option<i64>,
) -> Result<Interval, JournalError> {
    let horizon =
        sqlx::query_scalar!(r#"SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS "horizon!""#)
            .fetch_one(&mut *connection)
            .await?;
    let mut interval = Interval { epoch: mark.epoch, from: mark.tx_to, to: horizon };
    if let Some(most) = most {
        let reached = sqlx::query_scalar!(
            r#"SELECT tx::text::bigint AS "tx!" FROM es.events
               WHERE epoch = $1 AND tx >= $2::bigint::text::xid8 AND tx < $3::bigint::text::xid8
               ORDER BY tx, ident OFFSET $4 LIMIT 1"#,
            interval.epoch,
            interval.from,
            interval.to,
            most - 1,
        )
        .fetch_optional(connection)
        .await?;
        interval.to = reached.map_or(interval.to, |tx| tx + 1);
    }
    Ok(interval)
}

/// Makes the interval's facts the next block: leaves, root, block row, mark. None when it holds no facts.
pub(crate) async fn close(
    connection: &mut PgConnection,
    mark: Mark,
    interval: Interval,
) -> Result<Option<Mark>, JournalError> {
    let mut tree = Tree::load(connection, mark.last_position.cast_unsigned()).await?;
    let count = add_leaves(connection, interval, &mut tree).await?;
    if count == 0 {
        return Ok(None);
    }
    let after = Mark {
        epoch: mark.epoch,
        height: mark.height + 1,
        tx_to: interval.to,
        last_position: mark.last_position + count,
    };
    let root = tree.root()?;
    tree.save(connection).await?;
    write_block(connection, mark, interval, after, &root).await?;
    Ok(Some(after))
}

/// Hashes the interval's facts in their order and answers how many there are.
async fn add_leaves(
    connection: &mut PgConnection,
    interval: Interval,
    tree: &mut Tree,
) -> Result<i64, JournalError> {
    let mut order = StreamOrder::default();
    let mut count = 0;
    // The inner query sorts before the texts are unpacked: an import's block would not fit into the sort's memory.
    let mut rows = sqlx::query!(
        r#"SELECT aggregate_type, aggregate_id, sequence, event_type, event_version,
                  payload::text AS "payload!", metadata::text AS "metadata!",
                  recorded_at AS "recorded_at: jiff_sqlx::Timestamp"
           FROM (SELECT * FROM es.events
                 WHERE epoch = $1 AND tx >= $2::bigint::text::xid8 AND tx < $3::bigint::text::xid8
                 ORDER BY ident OFFSET 0) AS sorted"#,
        interval.epoch,
        interval.from,
        interval.to,
    )
    .fetch(&mut *connection);
    while let Some(row) = rows.try_next().await? {
        order.see(&row.aggregate_type, &row.aggregate_id, row.sequence)?;
        let leaf = Leaf {
            aggregate_type: &row.aggregate_type,
            aggregate_id: &row.aggregate_id,
            sequence: row.sequence.cast_unsigned(),
            event_type: &row.event_type,
            event_version: &row.event_version,
            payload: &row.payload,
            metadata: &row.metadata,
            recorded_at: row.recorded_at.to_jiff(),
        };
        tree.add(leaf.hash())?;
        count += 1;
    }
    drop(rows);
    order.check_before(connection, interval).await?;
    Ok(count)
}

async fn write_block(
    connection: &mut PgConnection,
    before: Mark,
    interval: Interval,
    after: Mark,
    root: &[u8],
) -> Result<(), JournalError> {
    // A clock may step back; the order of blocks may not.
    sqlx::query!(
        "INSERT INTO es.block (height, epoch, tx_from, tx_to, first_position, last_position, root, sealed_at)
         SELECT $1::bigint, $2, $3::bigint::text::xid8, $4::bigint::text::xid8, $5, $6, $7,
                greatest(clock_timestamp(),
                         (SELECT sealed_at + interval '1 microsecond' FROM es.block WHERE height = $1::bigint - 1))",
        after.height,
        interval.epoch,
        interval.from,
        interval.to,
        before.last_position + 1,
        after.last_position,
        root,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "UPDATE es.sealer SET height = $1, tx_to = $2::bigint::text::xid8, last_position = $3",
        after.height,
        after.tx_to,
        after.last_position,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("SELECT pg_notify('journal_sealed', $1)", after.last_position.to_string())
        .fetch_one(connection)
        .await?;
    Ok(())
}
