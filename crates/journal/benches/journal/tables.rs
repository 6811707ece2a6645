//! The toy's read table: a line for each fact, written as a real projection writes, many rows in one statement.

use std::sync::Arc;

use async_trait::async_trait;
use journal::{Projection, ProjectionError, ReadSet, Recorded};
use sqlx::PgConnection;

use crate::toy::amount;

const DDL: &str = "
    CREATE TABLE jar_line (position bigint PRIMARY KEY, jar text NOT NULL, sequence bigint NOT NULL,
                           amount bigint NOT NULL, actor text NOT NULL);
    CREATE INDEX jar_line_jar ON jar_line (jar, sequence);";

pub(crate) fn read_set() -> ReadSet {
    ReadSet { ddl: DDL, projections: vec![Arc::new(JarLine)], understand: |_| {} }
}

/// No table at all: only sealing is left to do.
pub(crate) fn nothing() -> ReadSet {
    ReadSet { ddl: "", projections: vec![], understand: |_| {} }
}

struct JarLine;

#[async_trait]
impl Projection for JarLine {
    fn name(&self) -> &'static str {
        "jar_line"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "jar"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        let positions: Vec<i64> =
            events.iter().map(|event| event.position.unwrap_or_default().cast_signed()).collect();
        let jars: Vec<&str> = events.iter().map(|event| event.aggregate_id.as_str()).collect();
        let sequences: Vec<i64> = events.iter().map(|event| event.sequence.cast_signed()).collect();
        let amounts: Vec<i64> = events.iter().map(amount).collect();
        let actors: Vec<&str> =
            events.iter().map(|event| event.metadata.get("actor").map_or("", String::as_str)).collect();
        sqlx::query(
            "INSERT INTO jar_line
             SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::bigint[], $5::text[])",
        )
        .bind(positions)
        .bind(jars)
        .bind(sequences)
        .bind(amounts)
        .bind(actors)
        .execute(connection)
        .await?;
        Ok(())
    }
}
