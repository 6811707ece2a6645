//! Reads all sealed facts, block after block, as they are stored: for whoever checks or exports every one of them.
//!
//! The texts of a block go by in pieces; none is kept. Only facts that were sealed when the reading began are read, so
//! that a server may go on meanwhile.

use futures::TryStreamExt;
use sqlx::{PgConnection, PgPool};
use tlog_tiles::{Hash, stored_hash_count, stored_hash_index};
use tokio::sync::mpsc;

use crate::facts::{COLUMNS, Facts};
use crate::{Address, JournalError};

/// About how many facts are read by one statement: a block is never divided.
const MOST_FACTS: i64 = 5_000;
/// A larger block is sorted by the database, and goes by in pieces.
const LARGE: i64 = 20_000;
/// How many blocks are looked at by one statement.
const MOST_BLOCKS: i64 = 2_000;
/// How many facts of a large block go by in one piece.
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

/// What goes by.
#[derive(Debug)]
pub(crate) enum Piece {
    /// Facts of the blocks to come, in sealed order.
    Facts(Facts),
    /// The blocks that the facts since the last blocks belong to, and the hashes that the tree stores for them, where those
    /// were asked for.
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

/// Which facts go by, and with what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// The first and the last height.
    heights: (i64, i64),
    /// The positions of the first and the last fact.
    pub(crate) ends: (i64, i64),
    /// With the hashes that the tree stores for them.
    hashes: bool,
}

impl Wanted {
    /// Every sealed fact of `extent`, with the stored hashes; none where there is none.
    pub(crate) fn all(extent: &Extent) -> Option<Self> {
        let last = extent.last.as_ref()?;
        Some(Self { heights: (i64::MIN, last.height), ends: (1, last.last), hashes: true })
    }

    /// The blocks that have the facts at `from` to `to`, without hashes; none where nothing is sealed there.
    pub(crate) async fn range(pool: &PgPool, from: u64, to: u64) -> Result<Option<Self>, JournalError> {
        let found = sqlx::query!(
            r#"SELECT first.height AS "from!", last.height AS "to!", first.first_position, last.last_position
               FROM (SELECT * FROM es.block WHERE last_position >= $1 ORDER BY last_position LIMIT 1) AS first,
                    (SELECT * FROM es.block WHERE first_position <= $2 ORDER BY first_position DESC LIMIT 1) AS last
               WHERE first.height <= last.height"#,
            from.cast_signed(),
            to.cast_signed(),
        )
        .fetch_optional(pool)
        .await?;
        Ok(found.map(|found| Self {
            heights: (found.from, found.to),
            ends: (found.first_position, found.last_position),
            hashes: false,
        }))
    }
}

/// Reads the `wanted` facts for whoever receives the pieces, until nobody does. `progress` is told how many were read and how
/// many there are.
pub(crate) async fn read(
    pool: &PgPool,
    wanted: Wanted,
    send: mpsc::Sender<Piece>,
    progress: &mut (dyn FnMut(u64, u64) + Send),
) -> Result<(), JournalError> {
    let mut connection = pool.acquire().await?;
    let (first, end) = wanted.heights;
    let mut height = first.saturating_sub(1);
    let before = wanted.ends.0 - 1;
    let total = (wanted.ends.1 - before).max(0).cast_unsigned();
    loop {
        let found = blocks(pool, height, end).await?;
        let Some(last) = found.last() else { return Ok(()) };
        height = last.height;
        for some in batches(found) {
            let reached = some.last().map_or(0, |last| last.last - before).max(0).cast_unsigned();
            if !read_batch(&mut connection, some, wanted.hashes, &send).await? {
                return Ok(());
            }
            progress(reached.min(total), total);
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
    with_hashes: bool,
    send: &mpsc::Sender<Piece>,
) -> Result<bool, JournalError> {
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return Ok(true) };
    let (from, to) = (first.first, last.last);
    let listened = match blocks.as_slice() {
        [only] if only.last - only.first >= LARGE => read_large(connection, only, send).await?,
        several => read_small(connection, several, send).await?,
    };
    if !listened {
        return Ok(false);
    }
    let hashes = if with_hashes { hashes(connection, from, to).await? } else { vec![] };
    Ok(send.send(Piece::Blocks(blocks, hashes)).await.is_ok())
}

/// The facts of one block, which may be very many: the database sorts them, and they go by in pieces.
async fn read_large(
    connection: &mut PgConnection,
    block: &Block,
    send: &mpsc::Sender<Piece>,
) -> Result<bool, JournalError> {
    let Block { epoch, tx_from, tx_to, .. } = block;
    // The inner query sorts before the texts are unpacked.
    let statement = format!(
        "COPY (SELECT {COLUMNS}
               FROM (SELECT * FROM es.events WHERE epoch = {epoch} AND tx >= '{tx_from}'::xid8 AND tx < '{tx_to}'::xid8
                     ORDER BY ident OFFSET 0) AS sorted) TO STDOUT (FORMAT binary)"
    );
    let mut messages = connection.copy_out_raw(&statement).await?;
    let mut piece = Facts::default();
    while let Some(message) = messages.try_next().await? {
        piece.take(&message)?;
        if piece.len() >= PIECE && send.send(Piece::Facts(std::mem::take(&mut piece))).await.is_err() {
            return Ok(false);
        }
    }
    Ok(send.send(Piece::Facts(piece)).await.is_ok())
}

/// The facts of several small blocks, by one statement. The index has them by transaction; each block is sorted here.
async fn read_small(
    connection: &mut PgConnection,
    blocks: &[Block],
    send: &mpsc::Sender<Piece>,
) -> Result<bool, JournalError> {
    let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { return Ok(true) };
    let (epoch, from, to) = (first.epoch, first.tx_from, last.tx_to);
    let statement = format!(
        "COPY (SELECT {COLUMNS} FROM es.events
               WHERE epoch = {epoch} AND tx >= '{from}'::xid8 AND tx < '{to}'::xid8 ORDER BY tx, ident)
         TO STDOUT (FORMAT binary)"
    );
    let mut facts = copied(connection, &statement).await?;
    facts.sort_within(blocks.iter().map(|block| block.tx_to));
    Ok(send.send(Piece::Facts(facts)).await.is_ok())
}

/// The facts of one stream in their order, sealed or not. Kind and id are ours and hold no quotation mark.
pub(crate) async fn of_stream(pool: &PgPool, (kind, id): (&str, &str)) -> Result<Facts, JournalError> {
    let statement = format!(
        "COPY (SELECT {COLUMNS} FROM es.events WHERE aggregate_type = '{kind}' AND aggregate_id = '{id}' ORDER BY sequence)
         TO STDOUT (FORMAT binary)"
    );
    copied(&mut *pool.acquire().await?, &statement).await
}

/// The fact at `address`, sealed or not; none where there is none.
pub(crate) async fn of_address(pool: &PgPool, address: &Address) -> Result<Facts, JournalError> {
    let [kind, id] = [&address.aggregate_type, &address.aggregate_id].map(|text| text.replace('\'', "''"));
    let sequence = address.sequence;
    let statement = format!(
        "COPY (SELECT {COLUMNS} FROM es.events
               WHERE aggregate_type = '{kind}' AND aggregate_id = '{id}' AND sequence = {sequence})
         TO STDOUT (FORMAT binary)"
    );
    copied(&mut *pool.acquire().await?, &statement).await
}

async fn copied(connection: &mut PgConnection, statement: &str) -> Result<Facts, JournalError> {
    let mut messages = connection.copy_out_raw(statement).await?;
    let mut facts = Facts::default();
    while let Some(message) = messages.try_next().await? {
        facts.take(&message)?;
    }
    Ok(facts)
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
    // The inner query has them in the order of the index, and its limit keeps several processes from mixing them.
    let together = sqlx::query_scalar!(
        "SELECT string_agg(hash, ''::bytea)
         FROM (SELECT hash FROM es.tree_hash WHERE idx >= $1 AND idx < $2 ORDER BY idx LIMIT $3) AS sorted",
        from,
        to,
        to - from
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
