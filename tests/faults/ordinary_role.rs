//! Somebody's own PostgreSQL, where the program is no superuser: everything works as on the private one.

use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Connection, Executor};
use system::{Database, Installation, Portal};
use uuid::Uuid;

use crate::records::{Records, until_in_step};
use crate::school::{self, Person};
use crate::table::{Table, arguments};
use crate::writers::{Score, scores};

/// A database that belongs to a role that may nothing else.
struct Owned {
    database: Database,
    role: String,
}

impl Owned {
    async fn fresh() -> Self {
        let database = Database::fresh().await;
        let role = format!("ordinary_{}", Uuid::new_v4().simple());
        let mut superuser = database.connect().await;
        for statement in [
            format!("CREATE ROLE {role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"),
            format!(
                "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO {role}', current_database()); END $$"
            ),
        ] {
            superuser.execute(statement.as_str()).await.expect("the test server obeys");
        }
        superuser.close().await.expect("the connection closes");
        Self { database, role }
    }

    fn options(&self) -> PgConnectOptions {
        let options = PgConnectOptions::from_str(&self.database.url()).expect("an address of PostgreSQL");
        options.username(&self.role)
    }

    fn url(&self) -> String {
        self.options().to_url_lossy().to_string()
    }
}

/// What somebody does on a first day, from the first page to a change and its history.
async fn first_day(portal: &Portal, person: &Person, score: &Score, table: &Table) {
    let reader = portal.reader();
    for page in ["/", "/schools", "/sign-in", "/health/live", "/health/ready", "/metrics"] {
        drop(reader.get(page).await.with_status(200));
    }
    drop(reader.get(&table.last_page()).await.with_status(200));
    reader.sign_in(&person.name, &person.password).await;
    let cycle = format!("/cycles/{}", score.cycle());
    let history = format!("/api/v1{cycle}/history");
    let before = reader.get_json(&history).await.with_status(200).json();
    let page = reader.get(&score.form()).await.with_status(200);
    let form = page.form("main form").set("score", "87").set("reason", "data_entry_error");
    let done = reader.submit(&form).await.with_status(303);
    portal.ready().await;
    let seen = reader.follow(done).await.with_status(200);
    assert!(seen.text("main").contains("87"), "{}", seen.text("main"));

    drop(reader.submit(&form).await.with_status(303)); // the same form again acts once
    let late = form.clone().set("command_id", &Uuid::new_v4().to_string()).set("score", "86");
    drop(reader.submit(&late).await.with_status(409));
    let refused = page.form("main form").set("score", "86").set("reason", "");
    drop(reader.submit(&refused).await.with_status(422));
    let after = reader.get_json(&history).await.with_status(200).json();
    let (before, after) =
        (before["events"].as_array().expect("events"), after["events"].as_array().expect("events"));
    assert_eq!(after.len(), before.len() + 1);
    let last = after.last().expect("an event");
    assert_eq!(
        (&last["type"], &last["reason"]["code"]),
        (&"assessment_corrected".into(), &"data_entry_error".into())
    );
}

/// The whole of the program: demonstration, import, pages, a change, a rebuild, a backup.
async fn everything(installation: &Installation, more: &[&str], options: Option<PgConnectOptions>) -> String {
    let table = Table::of(40);
    let person = school::open(installation, more);
    let import = table.import();
    drop(installation.run(&[more, &arguments(&import)].concat()).well());
    let portal = installation.serve_with(more);
    until_in_step(&portal).await;
    let mut records = match options {
        Some(options) => Records::at(options).await,
        None => Records::of(installation).await,
    };
    let scores = scores(&mut records).await;
    first_day(&portal, &person, &scores[0], &table).await;
    until_in_step(&portal).await;
    records.assert_whole().await;
    records.assert_sealed_once().await;
    let live = records.read_tables().await;
    drop(installation.run(&[more, &["rebuild"]].concat()).well());
    assert_eq!(records.read_tables().await, live, "rebuilt tables equal the live ones");
    portal.stop();
    let file = installation.folder().join("records.backup").to_str().expect("a path in UTF-8").to_owned();
    drop(installation.run(&[more, &["backup", &file]].concat()).well());
    file
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_works_on_the_private_database() {
    drop(everything(&Installation::embedded(), &[], None).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_works_for_a_role_that_is_no_superuser() {
    let owned = Owned::fresh().await;
    let (url, installation) = (owned.url(), Installation::embedded());
    let more = ["--database-url", url.as_str()];
    let file = everything(&installation, &more, Some(owned.options())).await;
    assert!(!installation.folder().join("cluster").exists(), "no private database was made");

    let mut role = owned.options().connect().await.expect("the role may connect");
    for statement in ["UPDATE es.events SET payload = '{}'", "DELETE FROM es.events", "TRUNCATE es.events"] {
        role.execute(statement).await.expect_err(statement);
    }
    let elsewhere = Owned::fresh().await;
    let (url, keys) = (elsewhere.url(), installation.folder().join("keys"));
    assert!(keys.is_dir(), "the key stays outside the database");
    drop(installation.run(&["--database-url", url.as_str(), "restore", &file]).well());
    let portal = installation.serve_with(&["--database-url", url.as_str()]);
    until_in_step(&portal).await;
    Records::at(elsewhere.options()).await.assert_sealed_once().await;
    portal.stop();
}
