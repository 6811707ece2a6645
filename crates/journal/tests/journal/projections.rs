//! Read tables that follow the facts.

use std::time::Duration;

use journal::{Change, Journal, start};
use sqlx::Connection;
use tokio_util::sync::CancellationToken;

use crate::support::tables::assert_rebuilt_equals_live;
use crate::support::{
    Database, Jar, JarCommand, JarEvent, Shelf, ShelfCommand, context, read_set, until_filled, until_stopped,
};

/// More than a line's amount can be.
const POISON: i64 = 100_000;

#[tokio::test]
async fn a_stopped_server_goes_on_where_it_was() {
    let journal = Database::new().await.journal().await;
    for round in 1..=3_i64 {
        journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
        journal.execute::<Shelf>("s", None, ShelfCommand("x".to_owned()), &context()).await.unwrap();
        let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
        until_filled(&journal, &running).await;
        running.stop().await;
        let rows: (i64, i64) = sqlx::query_as("SELECT content, events FROM jar_content")
            .fetch_one(journal.pool())
            .await
            .unwrap();
        assert_eq!(rows, (round, round));
    }
    assert_rebuilt_equals_live(&journal, &read_set()).await;
}

#[tokio::test]
async fn a_page_of_an_import_gives_every_fact_in_order() {
    let journal = Database::new().await.journal().await;
    journal.execute::<Jar>("first", None, JarCommand::Put(1), &context()).await.unwrap();
    let changes: Vec<Change> = (0..2_500)
        .map(|jar| Change::new::<Jar>(&format!("jar-{jar}"), 0, &[JarEvent::Filled { amount: 2 }]).unwrap())
        .collect();
    journal.append_many(&changes, &context(), |_| {}).await.unwrap();
    journal.execute::<Jar>("last", None, JarCommand::Put(1), &context()).await.unwrap();
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;

    let mut read = vec![];
    loop {
        let page = journal.page(read.len() as u64, 700).await.unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.iter().all(|fact| fact.hash.is_some()));
        read.extend(page.into_iter().map(|fact| (fact.position.unwrap(), fact.aggregate_id)));
    }
    assert_eq!(read.len(), 2_502);
    assert!(read.iter().zip(1..).all(|((position, _), expected)| *position == expected));
    assert_eq!((read[0].1.as_str(), read[1].1.as_str(), read[2_501].1.as_str()), ("first", "jar-0", "last"));
    assert_rebuilt_equals_live(&journal, &read_set()).await;
    running.stop().await;
}

#[tokio::test]
async fn figures_say_how_far_everything_is_behind() {
    let journal = Database::new().await.journal().await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
    until_filled(&journal, &running).await;
    let figures = journal.figures().await.unwrap();
    assert_eq!((figures.sealed, figures.oldest_unsealed), (1, Duration::ZERO));
    assert_eq!(figures.projections.len(), 2);
    for table in &figures.projections {
        assert_eq!(
            (table.position, table.lag_events, table.lag, table.quarantined),
            (1, 0, Duration::ZERO, 0)
        );
    }
    running.stop().await;

    journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
    sqlx::query("UPDATE es.projection SET position = 0 WHERE name = 'jar_line'")
        .execute(journal.pool())
        .await
        .unwrap();
    let figures = journal.figures().await.unwrap();
    assert!(figures.oldest_unsealed > Duration::ZERO);
    assert_eq!(figures.projections[1].lag_events, 1);
    assert!(figures.projections[1].lag > Duration::ZERO);
}

#[tokio::test]
async fn a_fact_that_a_table_cannot_take_sets_its_stream_aside_and_nothing_else() {
    let journal = Database::new().await.journal().await;
    let put = async |jar: &str, amount| {
        journal.execute::<Jar>(jar, None, JarCommand::Put(amount), &context()).await.unwrap();
    };
    for n in 1..=40 {
        put(&format!("jar-{}", n % 4), n).await;
        if n == 17 {
            put("jar-2", POISON).await;
        }
    }
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    put("jar-2", 1).await;
    put("jar-3", 1).await;
    until_filled(&journal, &running).await;

    let [aside] = journal.quarantined().await.unwrap().try_into().unwrap();
    assert_eq!((aside.projection.as_str(), aside.aggregate_id.as_str()), ("jar_line", "jar-2"));
    assert_eq!((aside.from_sequence, aside.attempts), (5, 3));
    assert!(aside.error.contains("out of range"), "{}", aside.error);
    let lines: Vec<(String, i64)> =
        sqlx::query_as("SELECT jar, count(*) FROM jar_line GROUP BY jar ORDER BY jar")
            .fetch_all(journal.pool())
            .await
            .unwrap();
    let expected = [("jar-0", 10), ("jar-1", 10), ("jar-2", 4), ("jar-3", 11)];
    assert_eq!(lines, expected.map(|(jar, count)| (jar.to_owned(), count)));
    // The other table has them all.
    let events: i64 = sqlx::query_scalar("SELECT events FROM jar_content WHERE jar = 'jar-2'")
        .fetch_one(journal.pool())
        .await
        .unwrap();
    assert_eq!(events, 12);
    let figures = journal.figures().await.unwrap();
    assert_eq!((figures.projections[1].quarantined, figures.quarantined), (1, 1));
    assert_rebuilt_equals_live(&journal, &read_set()).await;

    // Nothing has changed, so another try fails; with the table mended it succeeds.
    assert!(!journal.retry_quarantined(&read_set(), &aside).await.unwrap());
    assert_eq!(journal.quarantined().await.unwrap()[0].attempts, 4);
    sqlx::query("ALTER TABLE jar_line ALTER COLUMN amount TYPE bigint")
        .execute(journal.pool())
        .await
        .unwrap();
    assert!(journal.retry_quarantined(&read_set(), &aside).await.unwrap());
    assert_eq!(journal.quarantined().await.unwrap(), []);
    let lines: i64 = sqlx::query_scalar("SELECT count(*) FROM jar_line WHERE jar = 'jar-2'")
        .fetch_one(journal.pool())
        .await
        .unwrap();
    assert_eq!(lines, 12);
    assert_eq!(journal.figures().await.unwrap().quarantined, 0);
    // A try that was asked for before, by somebody who saw the stream set aside, applies nothing twice.
    assert!(journal.retry_quarantined(&read_set(), &aside).await.unwrap());
    let again: i64 = sqlx::query_scalar("SELECT count(*) FROM jar_line WHERE jar = 'jar-2'")
        .fetch_one(journal.pool())
        .await
        .unwrap();
    assert_eq!(again, 12);
    running.stop().await;
}

/// Asks for another try while the read tables are held, lets the table step over one more fact, and lets go.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_fact_that_is_stepped_over_while_a_stream_is_tried_again_is_not_lost() {
    let database = Database::new().await;
    let journal = database.journal().await;
    let put = async |amount| {
        journal.execute::<Jar>("a", None, JarCommand::Put(amount), &context()).await.unwrap();
    };
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    put(POISON).await;
    until_filled(&journal, &running).await;
    let [aside] = journal.quarantined().await.unwrap().try_into().unwrap();
    sqlx::query("ALTER TABLE jar_line ALTER COLUMN amount TYPE bigint")
        .execute(journal.pool())
        .await
        .unwrap();

    // This lock takes no transaction number, so that sealing goes on.
    let mut other = database.owner().await;
    let mut holding = other.begin().await.unwrap();
    sqlx::query("LOCK TABLE es.projection IN EXCLUSIVE MODE").execute(&mut *holding).await.unwrap();
    let retry = tokio::spawn({
        let journal = journal.clone();
        async move { journal.retry_quarantined(&read_set(), &aside).await.unwrap() }
    });
    until_true(
        &journal,
        "SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'es.projection'::regclass AND NOT granted)",
    )
    .await;
    put(1).await;
    until_true(&journal, "SELECT last_position = 2 FROM es.sealer").await;
    // What a step does for a table that does without the fact's stream.
    sqlx::query("UPDATE es.projection SET position = 2 WHERE name = 'jar_line'")
        .execute(&mut *holding)
        .await
        .unwrap();
    holding.commit().await.unwrap();

    assert!(retry.await.unwrap());
    until_filled(&journal, &running).await;
    let lines: Vec<i64> = sqlx::query_scalar("SELECT amount FROM jar_line ORDER BY sequence")
        .fetch_all(journal.pool())
        .await
        .unwrap();
    assert_eq!(lines, [POISON, 1]);
    running.stop().await;
}

async fn until_true(journal: &Journal, question: &str) {
    let asked = async {
        while !sqlx::query_scalar::<_, bool>(question).fetch_one(journal.pool()).await.unwrap() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), asked).await.expect(question);
}

#[tokio::test]
async fn a_missing_table_stops_the_tables_and_sets_nothing_aside() {
    let journal = Database::new().await.journal().await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    sqlx::query("ALTER TABLE jar_line RENAME TO gone").execute(journal.pool()).await.unwrap();
    let receipt = journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
    let token = receipt.token.unwrap();
    assert!(!running.wait_for(&token, Duration::from_millis(500)).await.unwrap());
    let trouble = until_stopped(&running).await;
    assert!(trouble.contains("jar_line") && trouble.contains("does not exist"), "{trouble}");
    assert_eq!(journal.quarantined().await.unwrap(), []);

    sqlx::query("ALTER TABLE gone RENAME TO jar_line").execute(journal.pool()).await.unwrap();
    assert!(running.wait_for(&token, Duration::from_secs(10)).await.unwrap());
    assert_eq!(running.health().await.unwrap().projecting, None);
    running.stop().await;
}
