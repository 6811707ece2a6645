//! Grows the Merkle tree over all facts: from the hashes at its edge and new leaves to new hashes and a new root.
//!
//! # Source
//! RFC 6962, section 2.1; the numbering of stored hashes is that of Crosby and Wallach (see `tlog_tiles`).

use sqlx::PgConnection;
use tlog_tiles::{Hash, stored_hashes_for_record_hash, sub_tree_index, tree_hash};

use crate::JournalError;
use crate::stored_hashes::Known;

/// Most hashes that one statement stores.
const MOST_HASHES: usize = 20_000;

/// A tree, of which only the edge is in memory, and what has been added to it.
pub(crate) struct Tree {
    size: u64,
    known: Known,
    indices: Vec<i64>,
    hashes: Vec<Vec<u8>>,
}

impl Tree {
    /// The tree over the first `size` facts.
    pub(crate) async fn load(connection: &mut PgConnection, size: u64) -> Result<Self, JournalError> {
        let known = Known::load(connection, &sub_tree_index(0, size, vec![])).await?;
        Ok(Self { size, known, indices: vec![], hashes: vec![] })
    }

    /// Adds the next leaf.
    pub(crate) fn add(&mut self, leaf: Hash) -> Result<(), JournalError> {
        let first = crate::leaf::index(self.size + 1);
        let hashes =
            stored_hashes_for_record_hash(self.size, leaf, &self.known).map_err(JournalError::Tree)?;
        for (index, hash) in (first..).zip(hashes) {
            self.known.insert(index, hash);
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
