//! Databases to measure in, on the server that `ops/bench` started.

use std::str::FromStr;

use journal::Journal;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, PgPool};

/// Names the server that databases are made on.
const SERVER: &str = "QUADRANT_BENCH_DATABASE_URL";

/// Tables to compare with: the journal's own shape without the journal, and the framework's as it comes.
const BESIDE: &str = "
    CREATE SCHEMA floor;
    CREATE TABLE floor.events (LIKE es.events INCLUDING ALL);
    CREATE SCHEMA stock;
    CREATE TABLE stock.events (
      aggregate_type text NOT NULL, aggregate_id text NOT NULL, sequence bigint NOT NULL CHECK (sequence >= 0),
      event_type text NOT NULL, event_version text NOT NULL, payload json NOT NULL, metadata json NOT NULL,
      timestamp timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
      PRIMARY KEY (aggregate_type, aggregate_id, sequence));
    CREATE TABLE stock.jar_view (view_id text PRIMARY KEY, version bigint NOT NULL CHECK (version >= 0), payload json NOT NULL);
    GRANT USAGE ON SCHEMA floor, stock TO PUBLIC;
    GRANT ALL ON ALL TABLES IN SCHEMA floor, stock TO PUBLIC;";

/// A fresh, migrated database.
pub(crate) struct Place {
    options: PgConnectOptions,
}

impl Place {
    pub(crate) async fn fresh(name: &str) -> Self {
        let server =
            std::env::var(SERVER).expect("run this with ops/bench, which starts a server and names it");
        let server = PgConnectOptions::from_str(&server).expect("an address of PostgreSQL");
        let mut connection = server.clone().database("postgres").connect().await.expect("the server answers");
        for statement in ["DROP DATABASE IF EXISTS", "CREATE DATABASE"] {
            let statement = format!("{statement} bench_{name}");
            connection.execute(statement.as_str()).await.expect("a fresh database");
        }
        connection.close().await.expect("the connection closes");
        let place = Self { options: server.database(&format!("bench_{name}")) };
        let mut owner = place.owner().await;
        journal::migrate(&mut owner).await.expect("the tables can be made");
        let mut owner = place.owner().await;
        owner.execute(sqlx::raw_sql(BESIDE)).await.expect("the tables beside can be made");
        place
    }

    pub(crate) async fn owner(&self) -> PgConnection {
        self.options.connect().await.expect("the server answers")
    }

    /// A pool in the serving role.
    pub(crate) async fn pool(&self, connections: usize) -> PgPool {
        let connections = u32::try_from(connections).expect("a few connections");
        journal::connect(self.options.clone(), connections).await.expect("the server answers")
    }

    pub(crate) async fn journal(&self, connections: usize) -> Journal {
        Journal::open(self.pool(connections).await).await.expect("the journal opens")
    }

    pub(crate) async fn version(&self) -> String {
        sqlx::query_scalar("SELECT current_setting('server_version')")
            .fetch_one(&mut self.owner().await)
            .await
            .expect("a version")
    }

    /// What the server says of its durability; a bench without it would measure nothing.
    pub(crate) async fn durability(&self) -> String {
        let mut owner = self.owner().await;
        let mut said = vec![];
        for name in embedded::DURABLE {
            let value: String = sqlx::query_scalar("SELECT current_setting($1)")
                .bind(name)
                .fetch_one(&mut owner)
                .await
                .expect("a setting");
            assert_eq!(value, "on", "{name} must be on");
            said.push(format!("{name} {value}"));
        }
        said.join(", ")
    }

    /// Puts everything on the disk and counts it, so that the next measurement begins on even ground.
    pub(crate) async fn settle(&self) {
        let mut owner = self.owner().await;
        for statement in ["VACUUM (ANALYZE) es.events", "CHECKPOINT"] {
            owner.execute(statement).await.expect("the server tidies up");
        }
    }
}
