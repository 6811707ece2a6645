//! Makes the read tables a second time from the facts and compares: they must be the same, row by row.

use sqlx::PgConnection;

use crate::batch::{lock, position};
use crate::read_set::{Place, ReadSet};
use crate::rebuild::{alone, let_others};
use crate::{Journal, JournalError};

/// What is in a table, in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checksum {
    /// How many rows.
    pub rows: u64,
    /// SHA-256 over all rows, sorted, in hexadecimal.
    pub digest: String,
}

/// One table, live and made anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The table's name.
    pub table: String,
    /// The live one; none when it is missing.
    pub live: Option<Checksum>,
    /// The one made anew; none when it is missing.
    pub rebuilt: Option<Checksum>,
}

impl Compared {
    /// Whether both hold the same rows.
    #[must_use]
    pub fn is_same(&self) -> bool {
        self.live == self.rebuilt
    }
}

impl Journal {
    /// Fills a set of read tables beside the live one, brings both to the same fact, and compares every table. The
    /// live tables serve meanwhile; they stand still only for the comparison itself.
    ///
    /// # Errors
    /// When a rebuild runs, the live tables are another program's, the database can't be reached or written to, or a projection fails.
    pub async fn compare(&self, set: &ReadSet) -> Result<Vec<Compared>, JournalError> {
        self.standing().refuse_if_not_home()?;
        let alone = alone(self.pool(), false).await?;
        let compared = self.compare_alone(set).await;
        let_others(alone).await?;
        compared
    }

    async fn compare_alone(&self, set: &ReadSet) -> Result<Vec<Compared>, JournalError> {
        Place::Live.refuse_another_shape(self.pool(), set).await?;
        let mut transaction = self.pool().begin().await?;
        Place::Check.replace(&mut transaction, set).await?;
        let reached = position(&mut transaction, Place::Live).await?;
        transaction.commit().await?;
        self.fill(set, Place::Check, Some(reached), &mut |_, _| {}).await?;
        self.compare_at_one_fact(set).await
    }

    async fn compare_at_one_fact(&self, set: &ReadSet) -> Result<Vec<Compared>, JournalError> {
        let mut transaction = self.pool().begin().await?;
        while !lock(&mut transaction, Place::Live, true).await? {}
        let head = self.sealed().await?;
        self.catch_up(&mut transaction, set, Place::Live, head).await?;
        self.catch_up(&mut transaction, set, Place::Check, head).await?;
        let compared = compare_tables(&mut transaction).await?;
        Place::Check.remove(&mut transaction).await?;
        transaction.commit().await?;
        Ok(compared)
    }
}

async fn compare_tables(connection: &mut PgConnection) -> Result<Vec<Compared>, JournalError> {
    let tables = sqlx::query_scalar!(
        r#"SELECT DISTINCT relname::text AS "name!" FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
           WHERE nspname IN ($1, $2) AND relkind = 'r' ORDER BY 1"#,
        Place::Live.schema(),
        Place::Check.schema(),
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut compared = vec![];
    for table in tables {
        let live = checksum(connection, Place::Live, &table).await?;
        let rebuilt = checksum(connection, Place::Check, &table).await?;
        compared.push(Compared { table, live, rebuilt });
    }
    Ok(compared)
}

async fn checksum(
    connection: &mut PgConnection,
    place: Place,
    table: &str,
) -> Result<Option<Checksum>, JournalError> {
    let name = sqlx::query_scalar!(
        "SELECT to_regclass(format('%I.%I', $1::text, $2::text))::text",
        place.schema(),
        table
    )
    .fetch_one(&mut *connection)
    .await?;
    let Some(name) = name else { return Ok(None) };
    let statement = format!(
        r#"SELECT count(*), encode(sha256(convert_to(
                    coalesce(string_agg(row_hash, '' ORDER BY row_hash COLLATE "C"), ''), 'UTF8')), 'hex')
           FROM (SELECT md5(one::text) AS row_hash FROM {name} AS one) AS hashes"#
    );
    let (rows, digest): (i64, String) = sqlx::query_as(&statement).fetch_one(connection).await?;
    Ok(Some(Checksum { rows: rows.cast_unsigned(), digest }))
}
