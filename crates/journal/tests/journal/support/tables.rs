//! The toy's read tables: what is in each jar, and a line for everything that ever happened to one.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use journal::{Journal, Projection, ProjectionError, ReadSet, Recorded, Running};
use sqlx::PgConnection;

use super::JarEvent;

/// A line's amount fits a smallint: a larger one is the poison.
const DDL: &str = "
    CREATE TABLE jar_content (jar text PRIMARY KEY, content bigint NOT NULL, events bigint NOT NULL);
    CREATE TABLE jar_line (position bigint PRIMARY KEY, jar text NOT NULL, sequence bigint NOT NULL,
                           amount smallint NOT NULL, actor text NOT NULL);
    CREATE INDEX jar_line_jar ON jar_line (jar, sequence);";

pub(crate) fn read_set() -> ReadSet {
    ReadSet {
        ddl: DDL,
        projections: vec![Arc::new(JarContent), Arc::new(JarLine { version: 1 })],
        understand: |_| {},
    }
}

/// The same with another shape of one table.
pub(crate) fn newer_read_set() -> ReadSet {
    ReadSet {
        ddl: DDL,
        projections: vec![Arc::new(JarContent), Arc::new(JarLine { version: 2 })],
        understand: |_| {},
    }
}

/// What a program keeps that does not know of lines.
pub(crate) fn older_read_set() -> ReadSet {
    ReadSet { ddl: DDL, projections: vec![Arc::new(JarContent)], understand: |_| {} }
}

fn amount(event: &Recorded) -> Result<i64, ProjectionError> {
    Ok(match serde_json::from_value(event.payload.clone())? {
        JarEvent::Filled { amount } => amount,
        JarEvent::Emptied { amount } => -amount,
    })
}

fn of_jars(events: &[Recorded]) -> impl Iterator<Item = &Recorded> {
    events.iter().filter(|event| event.aggregate_type == "jar")
}

struct JarContent;

#[async_trait]
impl Projection for JarContent {
    fn name(&self) -> &'static str {
        "jar_content"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "jar"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        let mut changes = BTreeMap::<&str, (i64, i64)>::new();
        for event in of_jars(events) {
            let (content, count) = changes.entry(&event.aggregate_id).or_default();
            *content += amount(event)?;
            *count += 1;
        }
        let jars: Vec<&str> = changes.keys().copied().collect();
        let (content, count): (Vec<i64>, Vec<i64>) = changes.values().copied().unzip();
        sqlx::query(
            "INSERT INTO jar_content SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[])
             ON CONFLICT (jar) DO UPDATE SET content = jar_content.content + excluded.content,
                                             events = jar_content.events + excluded.events",
        )
        .bind(jars)
        .bind(content)
        .bind(count)
        .execute(connection)
        .await?;
        Ok(())
    }
}

struct JarLine {
    version: i32,
}

#[async_trait]
impl Projection for JarLine {
    fn name(&self) -> &'static str {
        "jar_line"
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "jar"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for event in of_jars(events) {
            sqlx::query("INSERT INTO jar_line VALUES ($1, $2, $3, $4::bigint, $5)")
                .bind(event.position.unwrap().cast_signed())
                .bind(&event.aggregate_id)
                .bind(event.sequence.cast_signed())
                .bind(amount(event)?)
                .bind(event.metadata.get("actor"))
                .execute(&mut *connection)
                .await?;
        }
        Ok(())
    }
}

/// Waits until all that is stored is sealed and in the read tables.
pub(crate) async fn until_filled(journal: &Journal, running: &Running) {
    let stored: i64 =
        sqlx::query_scalar("SELECT count(*) FROM es.events").fetch_one(journal.pool()).await.unwrap();
    let reached = async {
        loop {
            let health = running.health().await.unwrap();
            let filled =
                health.figures.projections.iter().all(|table| table.position >= stored.cast_unsigned());
            if filled && health.figures.sealed >= stored.cast_unsigned() {
                break;
            }
            assert_eq!((health.sealing, health.projecting), (None, None));
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), reached).await.expect("the read tables follow");
}

/// Every table, made anew, is the same as the live one.
pub(crate) async fn assert_rebuilt_equals_live(journal: &Journal, set: &ReadSet) {
    let compared = journal.compare(set).await.unwrap();
    assert_eq!(
        compared.iter().map(|one| one.table.as_str()).collect::<Vec<_>>(),
        ["jar_content", "jar_line"]
    );
    for one in compared {
        assert!(one.is_same(), "{one:?}");
    }
}

/// What keeps the read tables from being filled, as soon as something does.
pub(crate) async fn until_stopped(running: &Running) -> String {
    let stopped = async {
        loop {
            if let Some(trouble) = running.health().await.unwrap().projecting {
                return trouble;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), stopped).await.expect("something stops the tables")
}
