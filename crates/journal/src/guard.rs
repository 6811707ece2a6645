//! Notices that the database was copied to another server, where its transaction numbers mean something else.
//!
//! Sealing reads transaction numbers. After a restore from a dump they belong to another server, and an event stored
//! there would be taken for sealed long ago, or never be sealed. So nothing is written until a new epoch has been begun.

use sqlx::PgPool;

use crate::JournalError;

/// Whether the database may be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is on the server that it was made on.
    Home,
    /// It was made on another server.
    Foreign {
        /// That server's number.
        made_on: i64,
        /// This server's number; 0 when it does not tell.
        here: i64,
    },
    /// It is looked at as it was: up to a fact, and for reading alone ([`crate::Journal::as_of`]).
    Past {
        /// The last fact that is seen.
        position: u64,
    },
}

impl Standing {
    /// Looks at the database.
    pub(crate) async fn of(pool: &PgPool) -> Result<Self, JournalError> {
        // A server that does not tell its number is still found out when its transactions are younger than the journal's.
        let row = sqlx::query!(
            r#"SELECT cluster_id, es.cluster_id() AS "here!",
                      tx_to > pg_snapshot_xmax(pg_current_snapshot()) AS "younger!"
               FROM es.sealer"#
        )
        .fetch_one(pool)
        .await?;
        let told = row.cluster_id != 0 && row.here != 0;
        if row.younger || (told && row.cluster_id != row.here) {
            return Ok(Self::Foreign { made_on: row.cluster_id, here: row.here });
        }
        Ok(Self::Home)
    }

    /// The last fact that may be seen; none where all may.
    pub(crate) fn until(self) -> Option<u64> {
        match self {
            Self::Past { position } => Some(position),
            Self::Home | Self::Foreign { .. } => None,
        }
    }

    /// Nothing, or the error that refuses to write.
    pub(crate) fn refuse_if_not_home(self) -> Result<(), JournalError> {
        match self {
            Self::Home => Ok(()),
            Self::Past { .. } => Err(JournalError::InThePast),
            Self::Foreign { made_on, here } => Err(JournalError::ForeignCluster { made_on, here }),
        }
    }
}
