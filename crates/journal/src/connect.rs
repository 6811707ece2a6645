//! Opens connections that may add facts and never change one.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgConnection, PgPool};

use crate::JournalError;

/// Takes on the serving role, finds read tables before anything else, and lets no forgotten transaction hold up sealing.
/// Compiling a statement takes most of a second, which none of ours is worth. The role comes last: it may not set what the
/// connecting one may.
const PREPARE: &str = "
    SELECT set_config('search_path', $1, false),
           set_config('default_transaction_read_only', $2, false),
           set_config('idle_in_transaction_session_timeout', '30s', false),
           set_config('client_connection_check_interval', '5s', false),
           set_config('jit', 'off', false),
           set_config('TimeZone', 'UTC', false),
           set_config('role', es.serving_role()::text, false)";

/// Where the pages of today find their tables.
const LIVE: &str = "read, es, pg_temp";

/// Makes a new connection ours: it finds tables without a schema in `search_path`, and may only read where `reads_only`.
pub(crate) async fn prepare(
    connection: &mut PgConnection,
    search_path: &str,
    reads_only: bool,
) -> Result<(), sqlx::Error> {
    let reads_only = if reads_only { "on" } else { "off" };
    // Not kept for later: it is run once on each connection.
    sqlx::query(PREPARE).bind(search_path).bind(reads_only).persistent(false).execute(connection).await?;
    Ok(())
}

/// Opens a pool of at most `connections` connections, each in the serving role, on a database that has been migrated.
///
/// # Errors
/// When the database can't be reached, has not been migrated, or the connecting role may not take on the serving one.
pub async fn connect(options: PgConnectOptions, connections: u32) -> Result<PgPool, JournalError> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .after_connect(|connection, _| Box::pin(async move { prepare(connection, LIVE, false).await }))
        .connect_with(options)
        .await?;
    Ok(pool)
}
