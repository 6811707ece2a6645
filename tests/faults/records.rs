//! A look past the program into its records, to compare what it said with what is there.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde_json::Value;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, PgConnection};
use system::{Installation, Portal};
use uuid::Uuid;

/// The records of an installation whose database is running.
pub(crate) struct Records {
    connection: PgConnection,
}

/// A table of the read set, in short: its name, its rows, and a digest of them.
pub(crate) type Digest = (String, i64, String);

impl Records {
    pub(crate) async fn of(installation: &Installation) -> Self {
        let given = installation.database().map(system::Database::url);
        let private = || embedded::url_of_running(installation.folder());
        let options = PgConnectOptions::from_str(&given.clone().unwrap_or_else(private))
            .expect("an address of PostgreSQL");
        Self::at(if given.is_some() { options } else { options.database("quadrant") }).await
    }

    pub(crate) async fn at(options: PgConnectOptions) -> Self {
        Self { connection: options.connect().await.expect("the database answers") }
    }

    async fn count(&mut self, question: &str) -> i64 {
        sqlx::query_scalar(question).fetch_one(&mut self.connection).await.expect("the database answers")
    }

    /// How many facts there are, the catalogue's left out: a server publishes those by itself when it starts.
    pub(crate) async fn imported(&mut self) -> i64 {
        self.count("SELECT count(*) FROM es.events WHERE aggregate_type <> 'catalogue'").await
    }

    /// How many facts there are.
    pub(crate) async fn facts(&mut self) -> i64 {
        self.count("SELECT count(*) FROM es.events").await
    }

    /// Whether a transaction is storing facts just now.
    pub(crate) async fn somebody_stores(&mut self) -> bool {
        let storing = self
            .count(
                "SELECT count(*) FROM pg_stat_activity
                 WHERE pid <> pg_backend_pid() AND backend_xid IS NOT NULL AND query LIKE '%INSERT INTO es.events%'",
            )
            .await;
        storing > 0
    }

    /// Every cycle of the first made-up school that has scores, with one of them.
    pub(crate) async fn scores(&mut self) -> Vec<(String, String)> {
        sqlx::query_as(
            "SELECT aggregate_id, min(payload->>'assessment_id') FROM es.events
             WHERE event_type = 'assessment_recorded' AND aggregate_id IN (
                 SELECT aggregate_id FROM es.events
                 WHERE event_type = 'cycle_planned' AND payload->>'school' = 'demo:fernhill')
             GROUP BY aggregate_id ORDER BY aggregate_id",
        )
        .fetch_all(&mut self.connection)
        .await
        .expect("the database answers")
    }

    /// Everything that was acknowledged is there.
    pub(crate) async fn assert_stored(&mut self, acknowledged: &[Uuid]) {
        let missing: Vec<Uuid> = sqlx::query_scalar(
            "SELECT id FROM unnest($1::uuid[]) AS asked (id)
             WHERE NOT EXISTS (SELECT FROM es.events WHERE command_id = asked.id)",
        )
        .bind(acknowledged)
        .fetch_all(&mut self.connection)
        .await
        .expect("the database answers");
        assert!(missing.is_empty(), "of {} acknowledged changes {missing:?} are lost", acknowledged.len());
    }

    /// Nothing is half there: every command left as many facts as it says, no stream has a gap, and the sealed
    /// positions are 1, 2, 3 and so on, each in one block.
    pub(crate) async fn assert_whole(&mut self) {
        let half = self
            .count(
                "SELECT count(*) FROM es.command AS asked
                 WHERE appended <> (SELECT count(*) FROM es.events WHERE events.command_id = asked.command_id)",
            )
            .await;
        let orphans = self
            .count(
                "SELECT count(*) FROM es.events WHERE command_id IS NOT NULL
                   AND NOT EXISTS (SELECT FROM es.command WHERE command.command_id = events.command_id)",
            )
            .await;
        let gaps = self
            .count(
                "SELECT count(*) FROM (SELECT max(sequence) AS last, count(*) AS facts FROM es.events
                                       GROUP BY aggregate_type, aggregate_id) AS streams WHERE last <> facts",
            )
            .await;
        let torn = self
            .count(
                "SELECT count(*) FROM (SELECT first_position, lag(last_position, 1, 0::bigint) OVER (ORDER BY height) AS before
                                       FROM es.block) AS blocks WHERE first_position <> before + 1",
            )
            .await;
        assert_eq!((half, orphans, gaps, torn), (0, 0, 0, 0), "half commands, orphans, gaps, torn blocks");
    }

    /// Every fact has its place, and only one.
    pub(crate) async fn assert_sealed_once(&mut self) {
        let sealed = self
            .count("SELECT coalesce(sum(last_position - first_position + 1), 0)::bigint FROM es.block")
            .await;
        assert_eq!(sealed, self.facts().await, "facts with a place, and all facts");
        let placed = self.count("SELECT last_position FROM es.sealer").await;
        assert_eq!(placed, sealed, "the last place");
    }

    /// What stands in the read tables.
    pub(crate) async fn read_tables(&mut self) -> Vec<Digest> {
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT relname::text FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
             WHERE nspname = 'read' AND relkind = 'r' ORDER BY 1",
        )
        .fetch_all(&mut self.connection)
        .await
        .expect("the database answers");
        let mut digests = vec![];
        for table in tables {
            let question = format!(
                r#"SELECT count(*), md5(coalesce(string_agg(one::text, E'\n' ORDER BY one::text COLLATE "C"), ''))
                   FROM read."{table}" AS one"#
            );
            let (rows, digest): (i64, String) =
                sqlx::query_as(&question).fetch_one(&mut self.connection).await.expect("a table can be read");
            digests.push((table, rows, digest));
        }
        digests
    }

    /// All facts in their order, as they are stored, with the transactions and the server left out.
    pub(crate) async fn history(&mut self) -> Vec<String> {
        sqlx::query_scalar(
            "SELECT concat_ws('|', ident, aggregate_type, aggregate_id, sequence, event_type, event_version,
                              payload, metadata, extract(epoch FROM recorded_at), command_id)
             FROM es.events ORDER BY ident",
        )
        .fetch_all(&mut self.connection)
        .await
        .expect("the database answers")
    }

    /// The root of the tree over the first `size` facts, if a block ends there.
    pub(crate) async fn root(&mut self, size: i64) -> Option<Vec<u8>> {
        sqlx::query_scalar("SELECT root FROM es.block WHERE last_position = $1")
            .bind(size)
            .fetch_optional(&mut self.connection)
            .await
            .expect("the database answers")
    }

    /// The number of facts that have a place.
    pub(crate) async fn sealed(&mut self) -> i64 {
        self.count("SELECT last_position FROM es.sealer").await
    }

    /// How often these records have changed servers, from 1.
    pub(crate) async fn epoch(&mut self) -> i64 {
        self.count("SELECT epoch::bigint FROM es.sealer").await
    }
}

/// Waits until every fact has its place and is in every read table.
pub(crate) async fn until_in_step(portal: &Portal) {
    let reader = portal.reader();
    let step = async {
        loop {
            let health = reader.get("/health/ready").await.json();
            let in_step = |tables: &Vec<Value>| tables.iter().all(|table| table["events"] == 0);
            if health["oldest_unsealed_seconds"] == 0.0 && health["lag"].as_array().is_some_and(in_step) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(system::PATIENCE, step).await.expect("the read tables follow");
}

/// The first process of the private server on a folder.
pub(crate) fn postmaster(folder: &Path) -> i32 {
    let text = std::fs::read_to_string(folder.join("cluster/postmaster.pid"))
        .expect("the private server is running");
    text.lines().next().and_then(|line| line.trim().parse().ok()).expect("a number of a process")
}

/// The processes that work in the folder: a private server and its workers.
pub(crate) fn working_in(folder: &Path) -> Vec<i32> {
    let folder = folder.canonicalize().expect("the folder is there");
    let processes = std::fs::read_dir("/proc").expect("/proc lists the processes").filter_map(Result::ok);
    let numbered = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    numbered
        .filter(|number| {
            let place: Option<PathBuf> = std::fs::read_link(format!("/proc/{number}/cwd")).ok();
            place.is_some_and(|place| place.starts_with(&folder))
        })
        .collect()
}

/// Sends a signal by its name; whether the process was there to get it.
pub(crate) fn signal(name: &str, process: i32) -> bool {
    let sent = std::process::Command::new("kill")
        .arg(format!("-{name}"))
        .arg("--")
        .arg(process.to_string())
        .status();
    sent.is_ok_and(|status| status.success())
}
