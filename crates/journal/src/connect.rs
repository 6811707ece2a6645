//! Opens connections that may add facts and never change one.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Executor, PgPool};

use crate::JournalError;

/// Takes on the serving role, finds read tables before anything else, and lets no forgotten transaction hold up sealing.
/// Compiling a statement takes most of a second, which none of ours is worth. The role comes last: it may not set what the
/// connecting one may.
const PREPARE: &str = "
    SELECT set_config('search_path', 'read, es, pg_temp', false),
           set_config('idle_in_transaction_session_timeout', '30s', false),
           set_config('client_connection_check_interval', '5s', false),
           set_config('jit', 'off', false),
           set_config('TimeZone', 'UTC', false),
           set_config('role', es.serving_role()::text, false)";

/// Opens a pool of at most `connections` connections, each in the serving role, on a database that has been migrated.
///
/// # Errors
/// When the database can't be reached, has not been migrated, or the connecting role may not take on the serving one.
pub async fn connect(options: PgConnectOptions, connections: u32) -> Result<PgPool, JournalError> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .after_connect(|connection, _| {
            Box::pin(async move {
                connection.execute(PREPARE).await?;
                Ok(())
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}
