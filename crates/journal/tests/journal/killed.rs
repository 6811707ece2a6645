//! Servers that are killed while they write, seal and fill.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use journal::{Journal, start};
use sqlx::{Executor, PgConnection};
use tokio_util::sync::CancellationToken;

use crate::support::tables::assert_rebuilt_equals_live;
use crate::support::{Chance, Database, Jar, JarCommand, context, read_set, until_filled};

/// When it is set, [`a_server_says_only_what_is_stored`] is such a server: it writes there until it is killed.
const DATABASE: &str = "JOURNAL_TEST_VICTIM_DATABASE";
const WRITERS: usize = 4;
const ROUNDS: usize = 12;

/// A server with its writers; each says what it has stored after it was told so.
async fn serve(journal: &Journal, commands: usize) {
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    let writers: Vec<_> = (0..WRITERS)
        .map(|n| {
            let journal = journal.clone();
            tokio::spawn(async move {
                for _ in 0..commands {
                    let jar = format!("jar-{n}");
                    // A connection that was cut may have stored the fact or not: it is not said, and that is all.
                    if let Ok(receipt) =
                        journal.execute::<Jar>(&jar, None, JarCommand::Put(1), &context()).await
                    {
                        let line = format!("stored {jar} {}\n", receipt.sequence);
                        std::io::stdout().write_all(line.as_bytes()).unwrap();
                    }
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    until_filled(journal, &running).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_server_says_only_what_is_stored() {
    if let Ok(url) = std::env::var(DATABASE) {
        return serve(&Database::at(&url).journal().await, usize::MAX).await;
    }
    let journal = Database::new().await.journal().await;
    serve(&journal, 10).await;
    for n in 0..WRITERS {
        assert_eq!(journal.load::<Jar>(&format!("jar-{n}")).await.unwrap().sequence, 10);
    }
}

fn spawn(database: &Database) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::a_server_says_only_what_is_stored", "--nocapture"])
        .env(DATABASE, database.url())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// What a server said before it fell silent.
fn said(lines: impl Iterator<Item = String>) -> Vec<(String, u64)> {
    lines
        .filter_map(|line| {
            let mut words = line.split_once("stored ")?.1.split(' ');
            Some((words.next()?.to_owned(), words.next()?.parse().ok()?))
        })
        .collect()
}

async fn cut_a_connection(owner: &mut PgConnection) {
    owner
        .execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 2",
        )
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_killed_servers_said_is_stored_and_their_tables_equal_rebuilt_ones() {
    let chance = Chance::new();
    let database = Database::new().await;
    let mut owner = database.owner().await;
    let mut promised = vec![];
    for round in 0..ROUNDS {
        let mut server = spawn(&database);
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines().map_while(Result::ok);
        let enough = usize::try_from(chance.below(60)).unwrap() + 1;
        promised.extend(said(lines.by_ref().filter(|line| line.contains("stored ")).take(enough)));
        if round % 3 == 2 {
            cut_a_connection(&mut owner).await;
        }
        tokio::time::sleep(Duration::from_micros(chance.below(20_000))).await;
        server.kill().unwrap();
        server.wait().unwrap();
        promised.extend(said(lines));
    }
    assert!(promised.len() > ROUNDS, "{}", promised.len());

    let journal = database.journal().await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    for n in 0..WRITERS {
        let jar = format!("jar-{n}");
        let sequence = journal.load::<Jar>(&jar).await.unwrap().sequence;
        let last = promised.iter().filter(|(of, _)| *of == jar).map(|(_, sequence)| *sequence).max();
        assert!(last.unwrap_or_default() <= sequence, "{jar}: said {last:?}, stored {sequence}");
    }
    let lines: Vec<i64> = sqlx::query_scalar("SELECT position FROM jar_line ORDER BY position")
        .fetch_all(journal.pool())
        .await
        .unwrap();
    assert!(lines.iter().zip(1..).all(|(position, expected)| *position == expected));
    assert!(lines.len() >= promised.len());
    assert_rebuilt_equals_live(&journal, &read_set()).await;
    running.stop().await;
}
