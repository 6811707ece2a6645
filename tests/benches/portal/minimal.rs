//! A minimal page to measure against: one query that brings twelve rows, sorted and escaped, and nothing else of a portal. It
//! asks the same database, in the same minutes, by the same libraries.

use std::path::Path;
use std::str::FromStr;

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use maud::{Markup, html};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{Executor, PgPool};
use tokio::task::JoinHandle;

/// Where the page is.
pub(crate) const PATH: &str = "/minimal";
/// As many connections to the database as the portal has at most for its pages.
const CONNECTIONS: u32 = 10;

/// The page, served.
pub(crate) struct Minimal {
    pub(crate) address: String,
    pool: PgPool,
    server: JoinHandle<()>,
}

impl Minimal {
    /// Serves it on a port of its own, from the database of the installation that runs in `folder`.
    pub(crate) async fn serve(folder: &Path) -> Self {
        let address = embedded::url_of_running(folder);
        let options =
            PgConnectOptions::from_str(&address).expect("an address of PostgreSQL").database("quadrant");
        let pool = PgPoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await;
        let pool = pool.expect("the private server answers");
        pool.execute("CREATE TABLE es.minimal AS SELECT n AS id, 'Row <' || 97 % n || '>' AS said FROM generate_series(1, 12) n")
            .await
            .expect("a table");
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().route(PATH, get(page)).with_state(pool.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { address, pool, server }
    }

    /// Takes it away again.
    pub(crate) async fn stop(self) {
        self.server.abort();
        self.pool.execute("DROP TABLE es.minimal").await.expect("the table goes");
        self.pool.close().await;
    }
}

async fn page(State(pool): State<PgPool>) -> Markup {
    let rows: Result<Vec<(i32, String)>, _> =
        sqlx::query_as("SELECT id, said FROM es.minimal").fetch_all(&pool).await;
    let mut rows = rows.expect("twelve rows");
    rows.sort_by(|one, other| one.1.cmp(&other.1));
    html! {
        (maud::DOCTYPE)
        html {
            head { title { "Minimal" } }
            body { table { @for (id, said) in &rows { tr { td { (id) } td { (said) } } } } }
        }
    }
}
