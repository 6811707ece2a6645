//! A database of its own for each test, on the server that the run was given, or on a private server where the test
//! leaves transactions open: those would hold up sealing in every database of a shared server.

use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use journal::Journal;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, PgPool};

/// Names the server that the tests make their databases on.
const SERVER: &str = "QUADRANT_TEST_DATABASE_URL";

/// A fresh, migrated database.
pub(crate) struct Database {
    options: PgConnectOptions,
}

impl Database {
    /// One on the server of the run.
    pub(crate) async fn new() -> Self {
        let database = Self::unmigrated().await;
        database.migrate().await;
        database
    }

    /// One on the server of the run, without any table.
    pub(crate) async fn unmigrated() -> Self {
        let server = std::env::var(SERVER).unwrap_or_else(|_| {
            panic!("these tests need a PostgreSQL server: run ops/check, which starts one, or name one in {SERVER}")
        });
        Self::on(PgConnectOptions::from_str(&server).unwrap()).await
    }

    async fn on(server: PgConnectOptions) -> Self {
        let test = std::thread::current().name().unwrap_or_default().replace("::", "_");
        let name: String = format!("journal_{test}").chars().take(63).collect();
        let mut connection = server.clone().database("postgres").connect().await.unwrap();
        connection
            .execute(format!(r#"DROP DATABASE IF EXISTS "{name}" WITH (FORCE)"#).as_str())
            .await
            .unwrap();
        connection.execute(format!(r#"CREATE DATABASE "{name}" TEMPLATE template0"#).as_str()).await.unwrap();
        connection.close().await.unwrap();
        Self { options: server.database(&name) }
    }

    /// A copy, whole, under another name. Nobody may be connected to the original.
    pub(crate) async fn copy(&self) -> Self {
        static COPIES: AtomicU32 = AtomicU32::new(0);
        let original = self.options.get_database().unwrap();
        let name = format!("copy_{}", COPIES.fetch_add(1, Ordering::Relaxed));
        let mut connection = self.options.clone().database("postgres").connect().await.unwrap();
        for statement in [
            format!(r#"DROP DATABASE IF EXISTS "{name}" WITH (FORCE)"#),
            format!(r#"CREATE DATABASE "{name}" TEMPLATE "{original}""#),
        ] {
            connection.execute(statement.as_str()).await.unwrap();
        }
        connection.close().await.unwrap();
        Self { options: self.options.clone().database(&name) }
    }

    /// The same database, for another process.
    pub(crate) fn at(url: &str) -> Self {
        Self { options: PgConnectOptions::from_str(url).unwrap() }
    }

    pub(crate) fn url(&self) -> String {
        self.options.to_url_lossy().to_string()
    }

    pub(crate) fn options(&self) -> PgConnectOptions {
        self.options.clone()
    }

    pub(crate) async fn migrate(&self) {
        let mut owner = self.owner().await;
        journal::migrate(&mut owner).await.unwrap();
        owner.close().await.unwrap();
    }

    /// A connection of the role that owns the tables: on a private server a superuser, elsewhere whoever the address names.
    pub(crate) async fn owner(&self) -> PgConnection {
        self.options.connect().await.unwrap()
    }

    /// A pool in the serving role.
    pub(crate) async fn pool(&self) -> PgPool {
        journal::connect(self.options.clone(), 20).await.unwrap()
    }

    pub(crate) async fn journal(&self) -> Journal {
        Journal::open(self.pool().await).await.unwrap()
    }
}

/// A private server with one database. Here the tests are superuser, whoever they are on the server of the run.
pub(crate) struct Cluster {
    pub(crate) database: Database,
    // Dropped in this order: the server stops, then its files go.
    _server: embedded::Server,
    _directory: tempfile::TempDir,
}

impl Cluster {
    pub(crate) async fn start() -> Self {
        let cluster = Self::unmigrated().await;
        cluster.database.migrate().await;
        cluster
    }

    /// The same, its database without any table.
    pub(crate) async fn unmigrated() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let server = embedded::start(directory.path(), &embedded::Options::from_environment()).unwrap();
        let database = Database::on(PgConnectOptions::from_str(&server.url()).unwrap()).await;
        Self { database, _server: server, _directory: directory }
    }
}
