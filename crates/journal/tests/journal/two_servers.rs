//! Two servers on one database: each seals, fills and answers, and nothing happens twice.

use std::time::Duration;

use futures::future::join_all;
use journal::start;
use tokio_util::sync::CancellationToken;

use crate::support::tables::assert_rebuilt_equals_live;
use crate::support::{Database, Jar, JarCommand, context, read_set, until_filled};

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
