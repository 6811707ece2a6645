//! All read tables of a program as one set, and the schema that a set lives in.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use sqlx::{Executor, PgConnection, PgExecutor};

use crate::{JournalError, Projection, Recorded};

/// All read tables of a program: what makes them, and what fills them.
#[derive(Clone)]
pub struct ReadSet {
    /// CREATE TABLE and CREATE INDEX statements that name no schema.
    pub ddl: &'static str,
    /// What fills the tables.
    pub projections: Vec<Arc<dyn Projection>>,
    /// Reads a fact for all of them, and keeps with it what it says ([`crate::Understood`]). What it can't read is left to
    /// those that follow the fact.
    pub understand: fn(&Recorded),
}

impl ReadSet {
    /// A hash of everything that decides what the tables look like and what is in them.
    pub(crate) fn shape(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update(self.ddl);
        for projection in &self.projections {
            hash.update(projection.name());
            hash.update(projection.version().to_be_bytes());
        }
        hash.finalize().to_vec()
    }

    pub(crate) fn find(&self, name: &str) -> Option<&Arc<dyn Projection>> {
        self.projections.iter().find(|projection| projection.name() == name)
    }
}

/// Where a set of read tables lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// What pages read.
    Live,
    /// What a rebuild fills, to replace the live set.
    Next,
    /// What was live before the last rebuild.
    Old,
    /// What a comparison fills, to be thrown away.
    Check,
    /// What a look at the past fills with the streams that it needs: one of [`SCRATCHES`].
    Scratch(usize),
}

/// Where looks at the past are filled. More servers than these at once on one database find no place.
const SCRATCHES: [&str; 32] = [
    "asof_0", "asof_1", "asof_2", "asof_3", "asof_4", "asof_5", "asof_6", "asof_7", "asof_8", "asof_9",
    "asof_10", "asof_11", "asof_12", "asof_13", "asof_14", "asof_15", "asof_16", "asof_17", "asof_18",
    "asof_19", "asof_20", "asof_21", "asof_22", "asof_23", "asof_24", "asof_25", "asof_26", "asof_27",
    "asof_28", "asof_29", "asof_30", "asof_31",
];

impl Place {
    /// Every place in which a look at the past can be filled.
    pub(crate) fn scratches() -> impl Iterator<Item = Self> {
        (0..SCRATCHES.len()).map(Self::Scratch)
    }

    pub(crate) fn schema(self) -> &'static str {
        match self {
            Self::Live => "read",
            Self::Next => "read_next",
            Self::Old => "read_old",
            Self::Check => "read_check",
            Self::Scratch(number) => SCRATCHES.get(number).copied().unwrap_or("asof_0"),
        }
    }

    /// Where a statement looks for tables that name no schema. The live set is not in the path of another one.
    pub(crate) fn search_path(self) -> String {
        format!("{}, es, pg_temp", self.schema())
    }

    /// From here to the end of the transaction, tables without a schema mean those of this set. The live set is not in
    /// the path of another one: a forgotten table is an error then, not a live row.
    pub(crate) async fn enter(self, connection: &mut PgConnection) -> Result<(), JournalError> {
        let statement = format!("SET LOCAL search_path = {}", self.search_path());
        connection.execute(statement.as_str()).await?;
        Ok(())
    }

    /// The same, and what is written up to there need not be on disk when it is done: what is lost is filled anew.
    pub(crate) async fn enter_unsynced(self, connection: &mut PgConnection) -> Result<(), JournalError> {
        let path = self.search_path();
        let statement = format!("SET LOCAL synchronous_commit = off; SET LOCAL search_path = {path}");
        connection.execute(sqlx::raw_sql(&statement)).await?;
        Ok(())
    }

    /// The shape that the set here was made with; none when there is no set.
    pub(crate) async fn shape(self, executor: impl PgExecutor<'_>) -> Result<Option<Vec<u8>>, JournalError> {
        let shape =
            sqlx::query_scalar!("SELECT shape FROM es.read_set WHERE schema_name = $1", self.schema())
                .fetch_optional(executor)
                .await?;
        Ok(shape)
    }

    /// Nothing, or the error that keeps a program off tables that another one has made. For good only while the
    /// checkpoints are locked: no rebuild can exchange the tables then.
    pub(crate) async fn refuse_another_shape(
        self,
        executor: impl PgExecutor<'_>,
        set: &ReadSet,
    ) -> Result<(), JournalError> {
        match self.shape(executor).await? {
            Some(shape) if shape != set.shape() => Err(JournalError::AnotherShape),
            _ => Ok(()),
        }
    }

    /// Makes the set's tables, empty, with every projection at the beginning. Inside a transaction.
    pub(crate) async fn make(self, connection: &mut PgConnection, set: &ReadSet) -> Result<(), JournalError> {
        self.make_tables(connection, set, set.ddl).await?;
        for projection in &set.projections {
            sqlx::query!(
                "INSERT INTO es.projection (schema_name, name, version) VALUES ($1, $2, $3)",
                self.schema(),
                projection.name(),
                projection.version()
            )
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }

    async fn make_tables(
        self,
        connection: &mut PgConnection,
        set: &ReadSet,
        ddl: &str,
    ) -> Result<(), JournalError> {
        self.enter(connection).await?;
        connection.execute(sqlx::raw_sql(ddl)).await?;
        sqlx::query!(
            "INSERT INTO es.read_set (schema_name, shape) VALUES ($1, $2)",
            self.schema(),
            &set.shape()
        )
        .execute(connection)
        .await?;
        Ok(())
    }

    /// Puts an empty set here for looks at the past: it follows nothing, so that it has no checkpoints, and its rows are lost
    /// with the server, so that they are written once and not twice. `holder` has one row that says whose it is.
    pub(crate) async fn replace_for_scratch(
        self,
        connection: &mut PgConnection,
        set: &ReadSet,
    ) -> Result<(), JournalError> {
        self.remove(connection).await?;
        let schema = self.schema();
        let statement = format!(
            "CREATE SCHEMA {schema}; CREATE UNLOGGED TABLE {schema}.asof_holder (holder uuid NOT NULL)"
        );
        connection.execute(sqlx::raw_sql(&statement)).await?;
        self.make_tables(connection, set, &set.ddl.replace("CREATE TABLE ", "CREATE UNLOGGED TABLE ")).await
    }

    /// Removes the set with everything that is known about it. Inside a transaction.
    pub(crate) async fn remove(self, connection: &mut PgConnection) -> Result<(), JournalError> {
        let statement = format!("DROP SCHEMA IF EXISTS {} CASCADE", self.schema());
        connection.execute(statement.as_str()).await?;
        sqlx::query!("DELETE FROM es.projection WHERE schema_name = $1", self.schema())
            .execute(&mut *connection)
            .await?;
        sqlx::query!("DELETE FROM es.quarantine WHERE schema_name = $1", self.schema())
            .execute(&mut *connection)
            .await?;
        sqlx::query!("DELETE FROM es.read_set WHERE schema_name = $1", self.schema())
            .execute(&mut *connection)
            .await?;
        Ok(())
    }

    /// Puts an empty set here, in place of whatever was.
    pub(crate) async fn replace(
        self,
        connection: &mut PgConnection,
        set: &ReadSet,
    ) -> Result<(), JournalError> {
        self.remove(connection).await?;
        let statement = format!("CREATE SCHEMA {}", self.schema());
        connection.execute(statement.as_str()).await?;
        self.make(connection, set).await
    }
}
