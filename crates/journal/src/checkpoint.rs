//! How far the facts are sealed, and the one hash that stands for all of them.

use sqlx::PgConnection;

use crate::{Journal, JournalError};

/// The last sealed fact, and the root of the tree over all facts up to it. Whoever keeps both can tell later whether
/// anything before was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last sealed fact's position.
    pub position: u64,
    /// The root.
    pub root: [u8; 32],
}

impl Journal {
    /// The last block's end and root; none before the first fact is sealed.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn checkpoint(&self) -> Result<Option<Checkpoint>, JournalError> {
        let mut connection = self.pool().acquire().await?;
        head(&mut connection).await
    }
}

/// The last block's end and root; none before the first fact is sealed.
pub(crate) async fn head(connection: &mut PgConnection) -> Result<Option<Checkpoint>, JournalError> {
    let row = sqlx::query!("SELECT last_position, root FROM es.block ORDER BY height DESC LIMIT 1")
        .fetch_optional(connection)
        .await?;
    Ok(row.and_then(|row| {
        Some(Checkpoint {
            position: row.last_position.cast_unsigned(),
            root: row.root.as_slice().try_into().ok()?,
        })
    }))
}
