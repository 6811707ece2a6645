//! Brings the tables up to date. Goes only forward, and may be started by two servers at the same time.

use sqlx::migrate::{Migrate, Migrator};
use sqlx::{Executor, PgConnection};

use crate::JournalError;

/// All migrations of the program, embedded.
static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// Applies the migrations that the database does not have yet. `connection` belongs to the role that owns the tables (on
/// a new database: any role that may create schemas in it) and is good for nothing else afterwards.
///
/// # Errors
/// When the database can't be reached, the role may not create what is missing, or the database has migrations that
/// this program does not know or knows otherwise.
pub async fn migrate(connection: &mut PgConnection) -> Result<(), JournalError> {
    if is_current(connection).await? {
        return Ok(());
    }
    // Two servers that start together would both find no schema, and one would fail. The lock ends with the connection.
    connection.execute("SELECT pg_advisory_lock(hashtext('quadrant migrations'))").await?;
    // The list of applied migrations is kept beside the journal, not in whatever schema comes first.
    connection.execute("CREATE SCHEMA IF NOT EXISTS es").await?;
    connection.execute("SET search_path = es").await?;
    // `run` can't be awaited on a task of its own: it asks for more general lifetimes than a connection has.
    MIGRATIONS.run_direct(connection).await?;
    connection.execute("SELECT pg_advisory_unlock(hashtext('quadrant migrations'))").await?;
    Ok(())
}

/// A server that serves under a role without the owner's rights must be able to find that there is nothing to do.
async fn is_current(connection: &mut PgConnection) -> Result<bool, JournalError> {
    let readable: Option<bool> =
        sqlx::query_scalar("SELECT has_table_privilege(to_regclass('es._sqlx_migrations'), 'SELECT')")
            .fetch_one(&mut *connection)
            .await?;
    if readable != Some(true) {
        return Ok(false);
    }
    connection.execute("SET search_path = es").await?;
    let applied = connection.list_applied_migrations().await?;
    Ok(applied.len() == MIGRATIONS.iter().count()
        && MIGRATIONS.iter().all(|known| {
            applied.iter().any(|done| done.version == known.version && done.checksum == known.checksum)
        }))
}
