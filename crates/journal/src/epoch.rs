//! Begins a new epoch after the database was restored to another server, whose transaction numbers start anew.

use sqlx::{Connection, Executor, PgConnection};

use crate::JournalError;
use crate::seal::{Interval, Mark, close};

/// Seals what the old epoch has left, in the order in which it was numbered, and begins the next epoch on this server.
/// `connection` belongs to the role that owns the tables; servers are stopped meanwhile. Answers the new epoch.
///
/// To be run after a restore from a dump, an upgrade in place, and a switch-over by logical replication.
///
/// # Errors
/// When the database can't be reached, the role does not own the tables, or what is left can't be sealed in order. Then
/// nothing has changed.
pub async fn new_epoch(connection: &mut PgConnection) -> Result<i16, JournalError> {
    let mut transaction = connection.begin().await?;
    let mark = sqlx::query_as!(
        Mark,
        r#"SELECT epoch, height, tx_to::text::bigint AS "tx_to!", last_position
           FROM es.sealer WHERE id = 1 FOR UPDATE"#
    )
    .fetch_one(&mut *transaction)
    .await?;
    let next = mark.epoch + 1;
    set_default(&mut transaction, next).await?;
    let end = sqlx::query_scalar!(
        r#"SELECT coalesce(tx::text::bigint, 0) + 1 AS "end!" FROM es.events
           WHERE epoch = $1 ORDER BY tx DESC LIMIT 1"#,
        mark.epoch
    )
    .fetch_optional(&mut *transaction)
    .await?
    .unwrap_or_default();
    let rest = Interval { epoch: mark.epoch, from: mark.tx_to, to: end };
    if rest.to > rest.from {
        close(&mut transaction, mark, rest).await?;
    }
    sqlx::query!("UPDATE es.sealer SET epoch = $1, tx_to = '0', cluster_id = es.cluster_id()", next)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(next)
}

/// From here on the database itself writes the new epoch beside each fact. Waits for statements under way.
async fn set_default(connection: &mut PgConnection, epoch: i16) -> Result<(), JournalError> {
    for table in ["es.events", "es.command"] {
        let statement = format!("ALTER TABLE {table} ALTER COLUMN epoch SET DEFAULT {epoch}");
        connection.execute(statement.as_str()).await?;
    }
    Ok(())
}
