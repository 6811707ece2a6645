//! Grows the Merkle tree over all facts: from the hashes at its edge and new leaves to new hashes and a new root.
//!
//! # Source
//! RFC 6962, section 2.1; the numbering of stored hashes is that of Crosby and Wallach (see `tlog_tiles`).

use std::collections::HashMap;

use sqlx::PgConnection;
use tlog_tiles::{Hash, HashReader, stored_hashes_for_record_hash, sub_tree_index, tree_hash};

use crate::JournalError;

/// Most hashes that one statement stores.
const MOST_HASHES: usize = 20_000;

/// A tree, of which only the edge is in memory, and what has been added to it.
pub(crate) struct Tree {
    size: u64,
    known: Known,
    indices: Vec<i64>,
    hashes: Vec<Vec<u8>>,
}

/// Hashes by the index under which they are stored.
#[derive(Default)]
struct Known(HashMap<u64, Hash>);

impl HashReader for Known {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        indexes
            .iter()
            .map(|index| self.0.get(index).copied())
            .collect::<Option<_>>()
            .ok_or_else(|| tlog_tiles::Error::InvalidInput("a stored hash is missing".to_owned()))
    }
}

impl Tree {
    /// The tree over the first `size` facts.
    pub(crate) async fn load(connection: &mut PgConnection, size: u64) -> Result<Self, JournalError> {
        let edge: Vec<i64> = sub_tree_index(0, size, vec![]).into_iter().map(u64::cast_signed).collect();
        let rows = sqlx::query!("SELECT idx, hash FROM es.tree_hash WHERE idx = ANY($1)", &edge)
            .fetch_all(connection)
            .await?;
        let known = rows
            .into_iter()
            .filter_map(|row| Some((row.idx.cast_unsigned(), Hash(row.hash.as_slice().try_into().ok()?))))
            .collect();
        Ok(Self { size, known: Known(known), indices: vec![], hashes: vec![] })
    }

    /// Adds the next leaf.
    pub(crate) fn add(&mut self, leaf: Hash) -> Result<(), JournalError> {
        let first = crate::leaf::index(self.size + 1);
        let hashes =
            stored_hashes_for_record_hash(self.size, leaf, &self.known).map_err(JournalError::Tree)?;
        for (index, hash) in (first..).zip(hashes) {
            self.known.0.insert(index, hash);
            self.indices.push(index.cast_signed());
            self.hashes.push(hash.0.to_vec());
        }
        self.size += 1;
        Ok(())
    }

    /// The root over everything added so far.
    pub(crate) fn root(&self) -> Result<[u8; 32], JournalError> {
        Ok(tree_hash(self.size, &self.known).map_err(JournalError::Tree)?.0)
    }

    /// Stores what has been added.
    pub(crate) async fn save(self, connection: &mut PgConnection) -> Result<(), JournalError> {
        for (indices, hashes) in self.indices.chunks(MOST_HASHES).zip(self.hashes.chunks(MOST_HASHES)) {
            sqlx::query!(
                "INSERT INTO es.tree_hash (idx, hash) SELECT * FROM unnest($1::bigint[], $2::bytea[])",
                indices,
                hashes
            )
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }
}
