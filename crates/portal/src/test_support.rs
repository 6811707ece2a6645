//! What tests of this crate need of a real PostgreSQL: a database of their own, made anew and dropped again.

use sqlx::postgres::PgConnectOptions;
use sqlx::{Connection, PgConnection, PgPool};
use std::str::FromStr;
use uuid::Uuid;

/// The variable that names the server.
const VARIABLE: &str = "QUADRANT_TEST_DATABASE_URL";

/// A database for one test, with all tables and nothing in them.
pub(crate) struct Fresh {
    /// Connections in the serving role.
    pub(crate) pool: PgPool,
    server: PgConnectOptions,
    name: String,
}

impl Fresh {
    /// Makes the database.
    pub(crate) async fn database() -> Self {
        let url = std::env::var(VARIABLE).unwrap_or_else(|_| {
            panic!("{VARIABLE} names no PostgreSQL: run ops/check, which starts one, or set it to a server of yours")
        });
        let server = PgConnectOptions::from_str(&url).expect("the address of the test server");
        let name = format!("portal_{}", Uuid::new_v4().simple());
        let mut connection = PgConnection::connect_with(&server).await.expect("the test server answers");
        sqlx::query(&format!("create database {name} template template0 encoding 'UTF8'"))
            .execute(&mut connection)
            .await
            .expect("a database for this test");
        let options = server.clone().database(&name);
        let mut owner = PgConnection::connect_with(&options).await.expect("the new database answers");
        journal::migrate(&mut owner).await.expect("the tables");
        owner.close().await.expect("a closed connection");
        let pool = journal::connect(options, 4).await.expect("the serving role");
        let journal = journal::Journal::open(pool.clone()).await.expect("the journal");
        journal.prepare(&crate::read_set::all()).await.expect("the read tables");
        Self { pool, server, name }
    }

    /// Drops the database. A test that fails leaves it behind, to be looked at.
    pub(crate) async fn drop(self) {
        self.pool.close().await;
        let mut connection = PgConnection::connect_with(&self.server).await.expect("the test server answers");
        sqlx::query(&format!("drop database {} with (force)", self.name))
            .execute(&mut connection)
            .await
            .expect("the database goes");
    }
}
