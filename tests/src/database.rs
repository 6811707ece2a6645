//! An empty database for one test, on the server that `ops/check` started for the run.

use sqlx::{Connection, Executor, PgConnection};
use uuid::Uuid;

/// A database of its own; dropped with the value.
#[derive(Debug)]
pub struct Database {
    server: String,
    name: String,
}

impl Database {
    /// Makes an empty database, owned by the server's superuser.
    ///
    /// # Panics
    /// When `QUADRANT_TEST_DATABASE_URL` is not set or its server does not answer.
    pub async fn fresh() -> Self {
        let mut connection = PgConnection::connect(&server()).await.expect("the test server answers");
        let database = Self::made(&mut connection, "TEMPLATE template0 ENCODING 'UTF8'").await;
        connection.close().await.expect("the connection closes");
        database
    }

    /// Makes a copy of the database `template`, which nobody may be connected to.
    pub(crate) async fn copy_of(connection: &mut PgConnection, template: &str) -> Self {
        let copy = Self::made(connection, &format!("TEMPLATE {template}")).await;
        // What a role may do with a database is not copied with it: the serving role makes schemas.
        let grant = format!(
            "DO $$ BEGIN IF to_regrole('quadrant_app') IS NOT NULL THEN
               GRANT CREATE ON DATABASE {} TO quadrant_app; END IF; END $$",
            copy.name
        );
        connection.execute(grant.as_str()).await.expect("the rights of the serving role");
        copy
    }

    async fn made(connection: &mut PgConnection, how: &str) -> Self {
        let name = format!("system_{}", Uuid::new_v4().simple());
        let create = format!("CREATE DATABASE {name} {how}");
        connection.execute(create.as_str()).await.expect("a fresh database");
        Self { server: server(), name }
    }

    /// Its name on the server.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The address to give to the program.
    #[must_use]
    pub fn url(&self) -> String {
        let (server, _) = self.server.rsplit_once('/').expect("the test server's address ends in a database");
        format!("{server}/{}", self.name)
    }

    /// A connection to look inside with.
    ///
    /// # Panics
    /// When the server does not answer.
    pub async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.url()).await.expect("the test database answers")
    }
}

/// The address of the server of the run.
///
/// # Panics
/// When `QUADRANT_TEST_DATABASE_URL` is not set.
pub(crate) fn server() -> String {
    std::env::var("QUADRANT_TEST_DATABASE_URL").expect(
        "QUADRANT_TEST_DATABASE_URL is not set: it names a PostgreSQL server where a test may make databases, as \
         ops/check does",
    )
}

impl Drop for Database {
    fn drop(&mut self) {
        let drop_database = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let server = self.server.clone();
        // A value may be dropped inside a runtime, where one cannot wait: hence the thread.
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async {
                let mut connection = PgConnection::connect(&server).await.ok()?;
                connection.execute(drop_database.as_str()).await.ok()
            })
        });
        drop(thread.join());
    }
}
