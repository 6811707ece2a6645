//! Reads all sealed facts, block after block, as they are stored: for whoever checks or exports every one of them.
//!
//! The texts of a block go by in pieces; none is kept. Only facts that were sealed when the reading began are read, so
//! that a server may go on meanwhile.

use futures::TryStreamExt;
use jiff::Timestamp;
use sqlx::{PgConnection, PgPool};
use tlog_tiles::{Hash, stored_hash_count, stored_hash_index};
use tokio::sync::mpsc;

use crate::JournalError;
use crate::leaf::Leaf;

/// About how many facts are read by one statement: a block is never divided.
const MOST_FACTS: i64 = 5_000;
/// How many blocks are looked at by one statement.
const MOST_BLOCKS: i64 = 2_000;
/// How many facts go by in one piece.
const PIECE: usize = 1_000;

/// A block as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) height: i64,
    pub(crate) epoch: i16,
    pub(crate) tx_from: i64,
    pub(crate) tx_to: i64,
    pub(crate) first: i64,
    pub(crate) last: i64,
    pub(crate) root: Vec<u8>,
    pub(crate) sealed_at: jiff_sqlx::Timestamp,
}

/// A fact as it is stored, and by what its place in its block is told.
#[derive(Debug, Clone)]
pub(crate) struct StoredFact {
    pub(crate) tx: i64,
    pub(crate) ident: i64,
    pub(crate) aggregate_type: String,
    pub(crate) aggregate_id: String,
    pub(crate) sequence: i64,
    pub(crate) event_type: String,
    pub(crate) event_version: String,
    pub(crate) payload: String,
    pub(crate) metadata: String,
    pub(crate) recorded_at: Timestamp,
}

impl StoredFact {
    pub(crate) fn leaf(&self) -> Leaf<'_> {
        Leaf {
            aggregate_type: &self.aggregate_type,
            aggregate_id: &self.aggregate_id,
            sequence: self.sequence.cast_unsigned(),
            event_type: &self.event_type,
            event_version: &self.event_version,
            payload: &self.payload,
            metadata: &self.metadata,
            recorded_at: self.recorded_at,
        }
    }
}

/// What goes by.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Facts of the blocks to come, in sealed order.
    Facts(Vec<StoredFact>),
    /// The blocks that the facts since the last blocks belong to, and the hashes that the tree stores for them.
    Blocks(Vec<Block>, Vec<Hash>),
}

/// How far the facts are sealed, by each of those who say it.
#[derive(Debug, Clone)]
pub(crate) struct Extent {
    /// The last block; none where there is none.
    pub(crate) last: Option<Block>,
    /// By the sealer's own mark.
    pub(crate) epoch: i16,
    pub(crate) height: i64,
    pub(crate) tx_to: i64,
    pub(crate) position: i64,
    /// How many hashes the tree stores, if none is missing.
    pub(crate) hashes: i64,
    /// Facts that wait to be sealed.
    pub(crate) unsealed: i64,
}

impl Extent {
    pub(crate) async fn read(pool: &PgPool) -> Result<Self, JournalError> {
        // One statement, so that all of it is of one moment.
        let row = sqlx::query!(
            r#"SELECT s.epoch, s.height, s.tx_to::text::bigint AS "tx_to!", s.last_position,
                      (SELECT coalesce(max(idx) + 1, 0) FROM es.tree_hash) AS "hashes!",
                      (SELECT count(*) FROM es.events WHERE events.epoch = s.epoch AND events.tx >= s.tx_to) AS "unsealed!",
                      (SELECT height FROM es.block ORDER BY height DESC LIMIT 1) AS last
               FROM es.sealer AS s"#
        )
        .fetch_one(pool)
        .await?;
        let last = match row.last {
            Some(height) => blocks(pool, height - 1, height).await?.pop(),
            None => None,
        };
        Ok(Self {
            last,
            epoch: row.epoch,
            height: row.height,
            tx_to: row.tx_to,
            position: row.last_position,
            hashes: row.hashes,
            unsealed: row.unsealed,
        })
    }

    /// The last position that a block has.
    pub(crate) fn facts(&self) -> u64 {
        self.last.as_ref().map_or(0, |last| last.last).cast_unsigned()
    }
}

/// Up to so many blocks as one statement reads, after the block `height`, and none above `end`.
async fn blocks(pool: &PgPool, height: i64, end: i64) -> Result<Vec<Block>, JournalError> {
    Ok(sqlx::query_as!(
        Block,
        r#"SELECT height, epoch, tx_from::text::bigint AS "tx_from!", tx_to::text::bigint AS "tx_to!",
                  first_position AS first, last_position AS last, root,
                  sealed_at AS "sealed_at: jiff_sqlx::Timestamp"
           FROM es.block WHERE height > $1 AND height <= $2 ORDER BY height LIMIT $3"#,
        height,
        end,
        MOST_BLOCKS,
    )
    .fetch_all(pool)
    .await?)
}

/// Reads every sealed fact of `extent` for whoever receives the pieces, until nobody does. `progress` is told the last
/// position read and the one to reach.
pub(crate) async fn read(
    pool: &PgPool,
    extent: &Extent,
    send: mpsc::Sender<Piece>,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<(), JournalError> {
    let Some(end) = extent.last.as_ref().map(|last| last.height) else { return Ok(()) };
    let mut connection = pool.acquire().await?;
    let mut height = i64::MIN;
    loop {
        let found = blocks(pool, height, end).await?;
        let Some(last) = found.last() else { return Ok(()) };
        height = last.height;
        for some in batches(found) {
            let reached = some.last().map_or(0, |last| last.last).cast_unsigned();
            if !read_batch(&mut connection, some, &send).await? {
                return Ok(());
            }
            progress(reached, extent.facts());
        }
    }
}

/// Divides blocks into batches of one epoch and about as many facts as one statement should read.
fn batches(blocks: Vec<Block>) -> Vec<Vec<Block>> {
    let mut batches: Vec<Vec<Block>> = vec![];
    let mut facts = 0;
    for block in blocks {
        facts += block.last - block.first + 1;
        match batches.last_mut() {
            Some(batch)
                if facts <= MOST_FACTS && batch.last().is_some_and(|last| last.epoch == block.epoch) =>
            {
                batch.push(block);
            }
            _ => {
                facts = block.last - block.first + 1;
                batches.push(vec![block]);
            }
        }
    }
    batches
}

/// Sends the facts of `blocks`, then the blocks. Answers whether anybody still listens.
async fn read_batch(
    connection: &mut PgConnection,
    blocks: Vec<Block>,
    send: &mpsc::Sender<Piece>,
) -> Result<bool, JournalError> {
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return Ok(true) };
    let (from, to) = (first.first, last.last);
    let listened = if let [only] = blocks.as_slice() {
        read_large(connection, only, send).await?
    } else {
        read_small(connection, &blocks, send).await?
    };
    if !listened {
        return Ok(false);
    }
    let hashes = hashes(connection, from, to).await?;
    Ok(send.send(Piece::Blocks(blocks, hashes)).await.is_ok())
}

/// The facts of one block, which may be very many: the database sorts them, and they go by in pieces.
async fn read_large(
    connection: &mut PgConnection,
    block: &Block,
    send: &mpsc::Sender<Piece>,
) -> Result<bool, JournalError> {
    // The inner query sorts before the texts are unpacked.
    let mut rows = sqlx::query_as!(
        Row,
        r#"SELECT tx::text::bigint AS "tx!", ident, aggregate_type, aggregate_id, sequence, event_type, event_version,
                  payload::text AS "payload!", metadata::text AS "metadata!",
                  recorded_at AS "recorded_at: jiff_sqlx::Timestamp"
           FROM (SELECT * FROM es.events
                 WHERE epoch = $1 AND tx >= $2::bigint::text::xid8 AND tx < $3::bigint::text::xid8
                 ORDER BY ident OFFSET 0) AS sorted"#,
        block.epoch,
        block.tx_from,
        block.tx_to,
    )
    .fetch(&mut *connection);
    let mut piece = vec![];
    while let Some(row) = rows.try_next().await? {
        piece.push(row.into());
        if piece.len() >= PIECE && send.send(Piece::Facts(std::mem::take(&mut piece))).await.is_err() {
            return Ok(false);
        }
    }
    Ok(send.send(Piece::Facts(piece)).await.is_ok())
}

/// The facts of several small blocks, by one statement.
async fn read_small(
    connection: &mut PgConnection,
    blocks: &[Block],
    send: &mpsc::Sender<Piece>,
) -> Result<bool, JournalError> {
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return Ok(true) };
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT tx::text::bigint AS "tx!", ident, aggregate_type, aggregate_id, sequence, event_type, event_version,
                  payload::text AS "payload!", metadata::text AS "metadata!",
                  recorded_at AS "recorded_at: jiff_sqlx::Timestamp"
           FROM es.events
           WHERE epoch = $1 AND tx >= $2::bigint::text::xid8 AND tx < $3::bigint::text::xid8
           ORDER BY tx, ident"#,
        first.epoch,
        first.tx_from,
        last.tx_to,
    )
    .fetch_all(connection)
    .await?;
    let mut facts: Vec<StoredFact> = rows.into_iter().map(StoredFact::from).collect();
    let mut rest = facts.as_mut_slice();
    for block in blocks {
        let own = rest.partition_point(|fact| fact.tx < block.tx_to);
        let (block, after) = std::mem::take(&mut rest).split_at_mut(own);
        block.sort_unstable_by_key(|fact| fact.ident);
        rest = after;
    }
    Ok(send.send(Piece::Facts(facts)).await.is_ok())
}

/// The facts of one stream in their order, sealed or not.
pub(crate) async fn of_stream(
    pool: &PgPool,
    (kind, id): (&str, &str),
) -> Result<Vec<StoredFact>, JournalError> {
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT tx::text::bigint AS "tx!", ident, aggregate_type, aggregate_id, sequence, event_type, event_version,
                  payload::text AS "payload!", metadata::text AS "metadata!",
                  recorded_at AS "recorded_at: jiff_sqlx::Timestamp"
           FROM es.events WHERE aggregate_type = $1 AND aggregate_id = $2 ORDER BY sequence"#,
        kind,
        id,
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(StoredFact::from).collect())
}

/// A fact as the database gives it.
struct Row {
    tx: i64,
    ident: i64,
    aggregate_type: String,
    aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    payload: String,
    metadata: String,
    recorded_at: jiff_sqlx::Timestamp,
}

impl From<Row> for StoredFact {
    fn from(row: Row) -> Self {
        Self {
            tx: row.tx,
            ident: row.ident,
            aggregate_type: row.aggregate_type,
            aggregate_id: row.aggregate_id,
            sequence: row.sequence,
            event_type: row.event_type,
            event_version: row.event_version,
            payload: row.payload,
            metadata: row.metadata,
            recorded_at: row.recorded_at.to_jiff(),
        }
    }
}

/// The stored hashes that belong to the facts from `first` to `last`, in their order. One that is missing is all zeros,
/// which no fact hashes to.
pub(crate) async fn hashes(
    connection: &mut PgConnection,
    first: i64,
    last: i64,
) -> Result<Vec<Hash>, JournalError> {
    let from = stored_hash_index(0, (first - 1).max(0).cast_unsigned()).cast_signed();
    let to = stored_hash_count(last.max(0).cast_unsigned()).cast_signed();
    let wanted = usize::try_from(to - from).unwrap_or_default();
    let together = sqlx::query_scalar!(
        "SELECT string_agg(hash, ''::bytea ORDER BY idx) FROM es.tree_hash WHERE idx >= $1 AND idx < $2",
        from,
        to
    )
    .fetch_one(&mut *connection)
    .await?
    .unwrap_or_default();
    if together.len() == wanted * 32 {
        return Ok(together.chunks_exact(32).filter_map(|hash| hash.try_into().ok().map(Hash)).collect());
    }
    let rows = sqlx::query!("SELECT idx, hash FROM es.tree_hash WHERE idx >= $1 AND idx < $2", from, to)
        .fetch_all(connection)
        .await?;
    let mut hashes = vec![Hash::default(); wanted];
    for row in rows {
        let place = usize::try_from(row.idx - from).ok().and_then(|place| hashes.get_mut(place));
        if let (Some(place), Ok(hash)) = (place, row.hash.as_slice().try_into()) {
            *place = Hash(hash);
        }
    }
    Ok(hashes)
}
