//! All read tables of a program as one set, and the schema that a set lives in.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use sqlx::{Executor, PgConnection, PgExecutor};

use crate::{JournalError, Projection};

/// All read tables of a program: what makes them, and what fills them.
#[derive(Clone)]
pub struct ReadSet {
    /// CREATE TABLE and CREATE INDEX statements that name no schema.
    pub ddl: &'static str,
    /// What fills the tables.
    pub projections: Vec<Arc<dyn Projection>>,
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
}

impl Place {
    pub(crate) fn schema(self) -> &'static str {
        match self {
            Self::Live => "read",
            Self::Next => "read_next",
            Self::Old => "read_old",
            Self::Check => "read_check",
        }
    }

    /// From here to the end of the transaction, tables without a schema mean those of this set. The live set is not in
    /// the path of another one: a forgotten table is an error then, not a live row.
    pub(crate) async fn enter(self, connection: &mut PgConnection) -> Result<(), JournalError> {
        let statement = format!("SET LOCAL search_path = {}, es, pg_temp", self.schema());
        connection.execute(statement.as_str()).await?;
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
        self.enter(connection).await?;
        connection.execute(sqlx::raw_sql(set.ddl)).await?;
        sqlx::query!(
            "INSERT INTO es.read_set (schema_name, shape) VALUES ($1, $2)",
            self.schema(),
            &set.shape()
        )
        .execute(&mut *connection)
        .await?;
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
