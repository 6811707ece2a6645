//! Fills a fresh set of read tables from the first fact while the old set serves, and puts it in its place.

use std::time::{Duration, Instant};

use sqlx::{Connection, PgConnection, PgPool};

use crate::append::pause;
use crate::batch::{Step, lock, position, step, step_locked};
use crate::read_set::{Place, ReadSet};
use crate::run::adapted;
use crate::{Journal, JournalError};

/// How large the first step is; the following ones adapt.
const FIRST_STEP: u64 = 1_000;
/// How large the steps are that run while the live tables stand still.
const LAST_STEPS: u64 = 5_000;
/// How often the exchange is tried when a reader is in the way.
const EXCHANGES: u32 = 20;

/// What a rebuild did.
#[derive(Debug, Clone, Copy)]
pub struct Rebuilt {
    /// The last fact in the new set at the exchange.
    pub position: u64,
    /// How long it took.
    pub took: Duration,
}

impl Journal {
    /// Makes all read tables anew from the first fact, beside the live ones, and exchanges the two sets at one moment.
    /// The old set stays until the next rebuild. `progress` is told the position reached and the one to reach.
    ///
    /// # Errors
    /// When another rebuild runs, the database can't be reached or written to, or a projection fails. The live tables
    /// are then as they were.
    pub async fn rebuild(
        &self,
        set: &ReadSet,
        mut progress: impl FnMut(u64, u64) + Send,
    ) -> Result<Rebuilt, JournalError> {
        self.standing().refuse_if_not_home()?;
        let started = Instant::now();
        let alone = alone(self.pool(), false).await?;
        let rebuilt = self.rebuild_alone(set, &mut progress).await;
        let_others(alone).await?;
        Ok(Rebuilt { position: rebuilt?, took: started.elapsed() })
    }

    async fn rebuild_alone(
        &self,
        set: &ReadSet,
        progress: &mut (impl FnMut(u64, u64) + Send),
    ) -> Result<u64, JournalError> {
        let mut transaction = self.pool().begin().await?;
        Place::Old.remove(&mut transaction).await?;
        Place::Next.replace(&mut transaction, set).await?;
        transaction.commit().await?;
        self.fill(set, Place::Next, None, progress).await?;
        let mut attempt = 1;
        loop {
            match self.exchange(set).await {
                Err(JournalError::Database(error)) if attempt < EXCHANGES && is_in_the_way(&error) => {
                    pause(attempt).await;
                    attempt += 1;
                }
                exchanged => return exchanged,
            }
        }
    }

    /// Brings a set that nobody reads up to the last sealed fact, or to `until`.
    pub(crate) async fn fill(
        &self,
        set: &ReadSet,
        place: Place,
        until: Option<u64>,
        progress: &mut (impl FnMut(u64, u64) + Send),
    ) -> Result<(), JournalError> {
        let mut limit = FIRST_STEP;
        let mut reached = 0;
        loop {
            let started = Instant::now();
            match step(self.pool(), set, place, limit, until, self.upcasters()).await? {
                Step::Moved(events) => {
                    reached += events;
                    limit = adapted(limit, events, started.elapsed());
                    progress(reached, self.sealed().await?);
                }
                Step::Done => return Ok(()),
                Step::Elsewhere => pause(1).await,
            }
        }
    }

    /// In one transaction: holds the live set still, brings the new one to where it stands, and renames both.
    async fn exchange(&self, set: &ReadSet) -> Result<u64, JournalError> {
        let mut transaction = self.pool().begin().await?;
        sqlx::query!("SET LOCAL lock_timeout = '2s'").execute(&mut *transaction).await?;
        while !lock(&mut transaction, Place::Live, true).await? {}
        while !lock(&mut transaction, Place::Next, true).await? {}
        let head = self.sealed().await?;
        self.catch_up(&mut transaction, set, Place::Next, head).await?;
        rename(&mut transaction, Place::Live, Place::Old).await?;
        rename(&mut transaction, Place::Next, Place::Live).await?;
        transaction.commit().await?;
        Ok(head)
    }

    /// Brings a locked set up to `until` within the transaction that holds the lock.
    pub(crate) async fn catch_up(
        &self,
        connection: &mut PgConnection,
        set: &ReadSet,
        place: Place,
        until: u64,
    ) -> Result<(), JournalError> {
        while position(connection, place).await? < until {
            let step = step_locked(connection, set, place, LAST_STEPS, Some(until), self.upcasters()).await?;
            if step == Step::Done {
                break;
            }
        }
        Ok(())
    }

    /// Makes the read tables where there are none, and rebuilds them where their shape is not this program's.
    /// [`crate::start`] does this first; whoever reads the tables without keeping them does it alone.
    ///
    /// # Errors
    /// When the database can't be reached, or a fact can't become rows.
    pub async fn prepare(&self, set: &ReadSet) -> Result<(), JournalError> {
        prepare(self, set).await
    }

    /// The last sealed fact.
    pub(crate) async fn sealed(&self) -> Result<u64, JournalError> {
        let last = sqlx::query_scalar!("SELECT last_position FROM es.sealer").fetch_one(self.pool()).await?;
        Ok(last.cast_unsigned())
    }
}

/// Makes the live set where there is none, and rebuilds it where its shape is not this program's.
pub(crate) async fn prepare(journal: &Journal, set: &ReadSet) -> Result<(), JournalError> {
    // A second server that starts waits here, and finds the work done.
    let alone = alone(journal.pool(), true).await?;
    let prepared = prepare_alone(journal, set).await;
    let_others(alone).await?;
    prepared
}

async fn prepare_alone(journal: &Journal, set: &ReadSet) -> Result<(), JournalError> {
    match Place::Live.shape(journal.pool()).await? {
        Some(shape) if shape == set.shape() => {}
        Some(_) => {
            tracing::info!("the read tables have another shape than this program's: rebuilding them");
            let position = journal.rebuild_alone(set, &mut |_, _| {}).await?;
            tracing::info!(position, "the read tables are rebuilt");
        }
        None => {
            let mut transaction = journal.pool().begin().await?;
            Place::Live.make(&mut transaction, set).await?;
            transaction.commit().await?;
        }
    }
    Ok(())
}

/// A connection that keeps other rebuilds out for as long as it is open.
pub(crate) async fn alone(pool: &PgPool, wait: bool) -> Result<PgConnection, JournalError> {
    let mut connection = pool.acquire().await?.detach();
    if wait {
        sqlx::query!("SELECT pg_advisory_lock(hashtext('journal rebuild'))")
            .fetch_one(&mut connection)
            .await?;
        return Ok(connection);
    }
    let alone =
        sqlx::query_scalar!(r#"SELECT pg_try_advisory_lock(hashtext('journal rebuild')) AS "alone!""#)
            .fetch_one(&mut connection)
            .await?;
    if alone { Ok(connection) } else { Err(JournalError::RebuildRunning) }
}

/// Lets other rebuilds in. Closing the connection alone would do so only when the server notices.
pub(crate) async fn let_others(mut alone: PgConnection) -> Result<(), JournalError> {
    sqlx::query!("SELECT pg_advisory_unlock(hashtext('journal rebuild'))").fetch_one(&mut alone).await?;
    Ok(alone.close().await?)
}

async fn rename(connection: &mut PgConnection, from: Place, to: Place) -> Result<(), JournalError> {
    let statement = format!("ALTER SCHEMA {} RENAME TO {}", from.schema(), to.schema());
    sqlx::query(&statement).execute(&mut *connection).await?;
    sqlx::query!(
        "WITH sets AS (UPDATE es.read_set SET schema_name = $2 WHERE schema_name = $1),
              aside AS (UPDATE es.quarantine SET schema_name = $2 WHERE schema_name = $1)
         UPDATE es.projection SET schema_name = $2 WHERE schema_name = $1",
        from.schema(),
        to.schema(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A lock that was not had in time, or a deadlock: somebody else's transaction, over soon.
fn is_in_the_way(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some("55P03" | "40P01" | "40001"))
}
