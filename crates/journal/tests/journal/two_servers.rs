//! Two servers on one database: each seals, fills and answers, and nothing happens twice.

use std::time::Duration;

use futures::future::join_all;
use journal::{ExecuteError, JournalError, start};
use tokio_util::sync::CancellationToken;

use crate::support::tables::{assert_rebuilt_equals_live, older_read_set};
use crate::support::{Database, Jar, JarCommand, context, read_set, until_filled, until_stopped};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn each_fact_is_sealed_and_applied_once() {
    let database = Database::new().await;
    let journals = [database.journal().await, database.journal().await];
    let cancel = CancellationToken::new();
    let mut servers = vec![];
    for journal in &journals {
        servers.push(start(journal.clone(), read_set(), cancel.clone()).await.unwrap());
    }
    let writers = (0..8).map(|writer| {
        let journal = journals[writer % 2].clone();
        tokio::spawn(async move {
            for _ in 0..60 {
                let jar = format!("jar-{writer}");
                journal.execute::<Jar>(&jar, None, JarCommand::Put(1), &context()).await.unwrap();
            }
        })
    });
    for writer in join_all(writers).await {
        writer.unwrap();
    }
    until_filled(&journals[0], &servers[1]).await;

    let lines: Vec<i64> = sqlx::query_scalar("SELECT position FROM jar_line ORDER BY position")
        .fetch_all(journals[0].pool())
        .await
        .unwrap();
    assert_eq!(lines, (1..=480).collect::<Vec<i64>>());
    let jars: Vec<(i64, i64)> = sqlx::query_as("SELECT content, events FROM jar_content")
        .fetch_all(journals[1].pool())
        .await
        .unwrap();
    assert_eq!(jars, [(60, 60); 8]);
    assert_rebuilt_equals_live(&journals[0], &read_set()).await;
    for server in servers {
        server.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_one_server_stored_the_other_shows_after_waiting_for_its_token() {
    let database = Database::new().await;
    let writer = database.journal().await;
    let reader = database.journal().await;
    let running = start(reader.clone(), read_set(), CancellationToken::new()).await.unwrap();
    for n in 1..=20 {
        let receipt = writer.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
        let token = receipt.token.unwrap().to_string().parse().unwrap();
        assert!(running.wait_for(&token, Duration::from_secs(10)).await.unwrap());
        let content: i64 = sqlx::query_scalar("SELECT content FROM jar_content WHERE jar = 'a'")
            .fetch_one(reader.pool())
            .await
            .unwrap();
        assert_eq!(content, n);
    }
    running.stop().await;

    let receipt = writer.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
    assert!(!reader.has(&receipt.token.unwrap()).await.unwrap(), "nobody seals");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_program_leaves_tables_alone_that_another_version_has_made() {
    let database = Database::new().await;
    let (older, newer) = (database.journal().await, database.journal().await);
    let put = async || newer.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
    let old_server = start(older.clone(), older_read_set(), CancellationToken::new()).await.unwrap();
    put().await;
    until_filled(&older, &old_server).await;

    // The newer program's tables are there, and for now only the older one runs.
    newer.prepare(&read_set()).await.unwrap();
    put().await;
    let trouble = until_stopped(&old_server).await;
    assert!(trouble.contains("shape of another program"), "{trouble}");
    let refused = older.compare(&older_read_set()).await.unwrap_err();
    assert!(matches!(refused, JournalError::AnotherShape), "{refused:?}");

    let new_server = start(newer.clone(), read_set(), CancellationToken::new()).await.unwrap();
    put().await;
    until_filled(&newer, &new_server).await;
    let lines: Vec<i64> = sqlx::query_scalar("SELECT position FROM jar_line ORDER BY position")
        .fetch_all(newer.pool())
        .await
        .unwrap();
    assert_eq!(lines, [1, 2, 3]);
    assert_rebuilt_equals_live(&newer, &read_set()).await;
    // Nothing is left to do, and the older one still says that it must go.
    assert_eq!(until_stopped(&old_server).await, trouble);
    old_server.stop().await;
    new_server.stop().await;
}

#[tokio::test]
async fn a_server_decides_on_what_the_other_one_stored_and_not_on_what_it_remembers() {
    let database = Database::new().await;
    let [one, other] = [database.journal().await, database.journal().await];
    one.execute::<Jar>("a", None, JarCommand::Put(5), &context()).await.unwrap();
    other.execute::<Jar>("a", None, JarCommand::Take(5), &context()).await.unwrap();
    // What one remembers would allow it.
    let refused = one.execute::<Jar>("a", None, JarCommand::Take(1), &context()).await.unwrap_err();
    assert!(matches!(refused, ExecuteError::Refused(_)), "{refused:?}");
    one.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
    // What the other remembers would refuse it.
    let receipt = other.execute::<Jar>("a", None, JarCommand::Take(1), &context()).await.unwrap();
    assert_eq!((receipt.sequence, receipt.appended), (4, 1));
    // What one remembers is older than what the caller saw.
    let receipt = one.execute::<Jar>("a", Some(4), JarCommand::Put(2), &context()).await.unwrap();
    assert_eq!(receipt.sequence, 5);
    // What the other remembers is what the caller saw, and both are too old.
    let conflict = other.execute::<Jar>("a", Some(4), JarCommand::Put(2), &context()).await.unwrap_err();
    assert!(matches!(conflict, ExecuteError::Conflict { expected: 4, actual: 5 }), "{conflict:?}");
    assert_eq!(other.load::<Jar>("a").await.unwrap().state.content, 2);
}
