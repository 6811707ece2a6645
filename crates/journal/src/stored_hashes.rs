//! Reads from the database just those hashes of the tree that a root or a proof needs.

use std::cell::RefCell;
use std::collections::HashMap;

use sqlx::PgConnection;
use tlog_tiles::{Hash, HashReader};

use crate::JournalError;

/// Hashes by the index under which they are stored.
#[derive(Default)]
pub(crate) struct Known(HashMap<u64, Hash>);

impl Known {
    /// Those of the stored hashes that are there.
    pub(crate) async fn load(connection: &mut PgConnection, indexes: &[u64]) -> Result<Self, JournalError> {
        let wanted: Vec<i64> = indexes.iter().copied().map(u64::cast_signed).collect();
        let rows = sqlx::query!("SELECT idx, hash FROM es.tree_hash WHERE idx = ANY($1)", &wanted)
            .fetch_all(connection)
            .await?;
        let known = rows
            .into_iter()
            .filter_map(|row| Some((row.idx.cast_unsigned(), Hash(row.hash.as_slice().try_into().ok()?))))
            .collect();
        Ok(Self(known))
    }

    pub(crate) fn insert(&mut self, index: u64, hash: Hash) {
        self.0.insert(index, hash);
    }
}

impl HashReader for Known {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        indexes
            .iter()
            .map(|index| self.0.get(index).copied())
            .collect::<Option<_>>()
            .ok_or_else(|| tlog_tiles::Error::InvalidInput("a stored hash is missing".to_owned()))
    }
}

/// Makes what `make` makes of stored hashes. It is made twice: the first time only to learn which hashes it needs.
pub(crate) async fn from_stored<T>(
    connection: &mut PgConnection,
    make: impl Fn(&Stored) -> Result<T, tlog_tiles::Error>,
) -> Result<T, JournalError> {
    let asked = {
        let asking = Stored::Asking(RefCell::default());
        make(&asking).map_err(JournalError::Tree)?;
        asking.asked()
    };
    let known = Stored::Known(Known::load(connection, &asked).await?);
    make(&known).map_err(JournalError::Tree)
}

/// The stored hashes, or somebody who notes which of them are asked for and answers with others.
pub(crate) enum Stored {
    Asking(RefCell<Vec<u64>>),
    Known(Known),
}

impl Stored {
    fn asked(self) -> Vec<u64> {
        match self {
            Self::Asking(asked) => asked.into_inner(),
            Self::Known(_) => vec![],
        }
    }
}

impl HashReader for Stored {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<Hash>, tlog_tiles::Error> {
        match self {
            Self::Asking(asked) => {
                asked.borrow_mut().extend(indexes);
                Ok(vec![Hash::default(); indexes.len()])
            }
            Self::Known(known) => known.read_hashes(indexes),
        }
    }
}
