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

impl Checkpoint {
    fn of(last_position: i64, root: &[u8]) -> Option<Self> {
        Some(Self { position: last_position.cast_unsigned(), root: root.try_into().ok()? })
    }
}

impl Journal {
    /// The last block's end and root; none before the first fact is sealed. Of the past, the last block that had ended by
    /// then.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn checkpoint(&self) -> Result<Option<Checkpoint>, JournalError> {
        let mut connection = self.pool().acquire().await?;
        match self.standing().until() {
            None => head(&mut connection).await,
            Some(until) => ended_by(&mut connection, until).await,
        }
    }
}

/// The last block's end and root; none before the first fact is sealed.
pub(crate) async fn head(connection: &mut PgConnection) -> Result<Option<Checkpoint>, JournalError> {
    let row = sqlx::query!("SELECT last_position, root FROM es.block ORDER BY height DESC LIMIT 1")
        .fetch_optional(connection)
        .await?;
    Ok(row.and_then(|row| Checkpoint::of(row.last_position, &row.root)))
}

/// The end and the root of the last block whose facts were all known with the fact at `until`.
async fn ended_by(connection: &mut PgConnection, until: u64) -> Result<Option<Checkpoint>, JournalError> {
    let row = sqlx::query!(
        "SELECT last_position, root FROM es.block WHERE last_position <= $1 ORDER BY last_position DESC LIMIT 1",
        until.cast_signed()
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.and_then(|row| Checkpoint::of(row.last_position, &row.root)))
}
