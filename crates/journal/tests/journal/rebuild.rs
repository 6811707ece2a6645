//! Read tables made anew, beside the live ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use journal::{Compared, JournalError, start};
use tokio_util::sync::CancellationToken;

use crate::support::tables::{assert_rebuilt_equals_live, newer_read_set};
use crate::support::{Database, Jar, JarCommand, context, read_set, until_filled};

#[tokio::test]
async fn a_row_changed_by_hand_is_found_and_a_rebuild_mends_it() {
    let journal = Database::new().await.journal().await;
    for n in 1..=30 {
        journal
            .execute::<Jar>(&format!("jar-{}", n % 3), None, JarCommand::Put(n), &context())
            .await
            .unwrap();
    }
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    assert_rebuilt_equals_live(&journal, &read_set()).await;

    sqlx::query("UPDATE jar_content SET content = content + 1 WHERE jar = 'jar-1'")
        .execute(journal.pool())
        .await
        .unwrap();
    let compared = journal.compare(&read_set()).await.unwrap();
    assert_eq!(compared.iter().map(Compared::is_same).collect::<Vec<_>>(), [false, true]);

    let mut told = vec![];
    let rebuilt = journal.rebuild(&read_set(), |done, all| told.push((done, all))).await.unwrap();
    assert_eq!(rebuilt.position, 30);
    assert_eq!(told, [(30, 30)]);
    assert_rebuilt_equals_live(&journal, &read_set()).await;
    // What was live stays, until the next rebuild.
    let wrong: i64 = sqlx::query_scalar("SELECT content FROM read_old.jar_content WHERE jar = 'jar-1'")
        .fetch_one(journal.pool())
        .await
        .unwrap();
    assert_eq!(wrong, (1..=30).filter(|n| n % 3 == 1).sum::<i64>() + 1);

    journal.execute::<Jar>("jar-1", None, JarCommand::Put(1), &context()).await.unwrap();
    until_filled(&journal, &running).await;
    journal.rebuild(&read_set(), |_, _| {}).await.unwrap();
    assert_rebuilt_equals_live(&journal, &read_set()).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn while_tables_are_rebuilt_readers_see_no_gap_and_writers_go_on() {
    let journal = Database::new().await.journal().await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    for _ in 0..50 {
        journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
    }
    until_filled(&journal, &running).await;

    let done = Arc::new(AtomicBool::new(false));
    let writer = tokio::spawn({
        let (journal, done) = (journal.clone(), done.clone());
        async move {
            let mut written = 50;
            // Unbounded it would outrun the rebuilds, each of which then has more to do than the one before.
            while written < 1_000 && !done.load(Ordering::Relaxed) {
                journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
                written += 1;
            }
            written
        }
    });
    let readers = (0..3).map(|_| {
        let (journal, done) = (journal.clone(), done.clone());
        tokio::spawn(async move {
            let mut last = 50;
            while !done.load(Ordering::Relaxed) {
                let content: i64 = sqlx::query_scalar("SELECT content FROM jar_content WHERE jar = 'a'")
                    .fetch_one(journal.pool())
                    .await
                    .unwrap();
                assert!(content >= last, "{content} after {last}");
                last = content;
            }
        })
    });
    let readers: Vec<_> = readers.collect();
    for _ in 0..8 {
        journal.rebuild(&read_set(), |_, _| {}).await.unwrap();
    }
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await.unwrap();
    }
    let written: i64 = writer.await.unwrap();
    until_filled(&journal, &running).await;
    let content: (i64, i64) =
        sqlx::query_as("SELECT content, events FROM jar_content").fetch_one(journal.pool()).await.unwrap();
    assert_eq!(content, (written, written));
    assert_rebuilt_equals_live(&journal, &read_set()).await;
    running.stop().await;
}

#[tokio::test]
async fn a_program_with_another_shape_rebuilds_before_it_serves() {
    let journal = Database::new().await.journal().await;
    journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    running.stop().await;

    let versions = async || -> Vec<i32> {
        sqlx::query_scalar("SELECT version FROM es.projection WHERE schema_name = 'read' ORDER BY name")
            .fetch_all(journal.pool())
            .await
            .unwrap()
    };
    assert_eq!(versions().await, [1, 1]);
    let running = start(journal.clone(), newer_read_set(), CancellationToken::new()).await.unwrap();
    assert_eq!(versions().await, [1, 2]);
    let lines: i64 =
        sqlx::query_scalar("SELECT count(*) FROM jar_line").fetch_one(journal.pool()).await.unwrap();
    assert_eq!(lines, 1);
    running.stop().await;
}

#[tokio::test]
async fn of_two_rebuilds_at_once_one_is_refused() {
    let database = Database::new().await;
    let journal = database.journal().await;
    start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap().stop().await;
    let mut other = database.owner().await;
    sqlx::query("SELECT pg_advisory_lock(hashtext('journal rebuild'))").execute(&mut other).await.unwrap();
    let refused = journal.rebuild(&read_set(), |_, _| {}).await.unwrap_err();
    assert!(matches!(refused, JournalError::RebuildRunning), "{refused:?}");
}
