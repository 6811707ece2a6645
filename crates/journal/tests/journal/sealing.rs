//! Positions: dense, in the order of every stream, and never a fact that a reader has already passed. On private servers,
//! because a transaction that is left open holds up sealing in every database of its server.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::future::join_all;
use journal::{Journal, Recorded, start};
use sqlx::{Executor, PgConnection};
use tokio_util::sync::CancellationToken;

use crate::support::tables::assert_rebuilt_equals_live;
use crate::support::{Chance, Cluster, Jar, JarCommand, context, read_set, until_filled};

const WRITERS: usize = 12;
const READERS: usize = 12;
const COMMANDS: usize = 40;

async fn insert(connection: &mut PgConnection, jar: &str, sequence: u64) {
    sqlx::query(
        r#"INSERT INTO es.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)
           VALUES ('jar', $1, $2, 'filled', '1', '{"type": "filled", "amount": 1}', '{"actor": "hand"}')"#,
    )
    .bind(jar)
    .bind(sequence.cast_signed())
    .execute(connection)
    .await
    .unwrap();
}

/// Writes to a stream of its own, dawdling before it commits or rolls back.
async fn write(journal: Journal, chance: Arc<Chance>, jar: String) -> u64 {
    let mut sequence = 0;
    for _ in 0..COMMANDS {
        let mut transaction = journal.pool().begin().await.unwrap();
        let events = chance.below(3) + 1;
        for event in 1..=events {
            insert(&mut transaction, &jar, sequence + event).await;
            tokio::time::sleep(Duration::from_millis(chance.below(12))).await;
        }
        if chance.once_in(6) {
            transaction.rollback().await.unwrap();
        } else {
            transaction.commit().await.unwrap();
            sequence += events;
        }
    }
    sequence
}

/// Follows the order from the beginning, in pages of any size, until the writers are done and nothing comes any more.
async fn read(journal: Journal, chance: Arc<Chance>, done: Arc<AtomicBool>) -> Vec<(String, u64)> {
    let mut seen = vec![];
    loop {
        let finished = done.load(Ordering::Acquire);
        let page = journal.page(seen.len() as u64, chance.below(40) + 1).await.unwrap();
        if page.is_empty() && finished {
            return seen;
        }
        for fact in page {
            seen.push((fact.aggregate_id.clone(), fact.sequence));
            assert_eq!(fact.position, Some(seen.len() as u64), "a position is skipped or comes twice");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twelve_writers_that_dawdle_and_give_up_leave_no_gap_for_twelve_readers() {
    let chance = Arc::new(Chance::new());
    let cluster = Cluster::start().await;
    let database = &cluster.database;
    let servers = [database.journal().await, database.journal().await];
    let cancel = CancellationToken::new();
    let first = start(servers[0].clone(), read_set(), cancel.clone()).await.unwrap();
    let second = start(servers[1].clone(), read_set(), cancel.clone()).await.unwrap();
    let (writing, reading) = (database.journal().await, database.journal().await);

    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> =
        (0..READERS).map(|_| tokio::spawn(read(reading.clone(), chance.clone(), done.clone()))).collect();
    let writers =
        (0..WRITERS).map(|n| tokio::spawn(write(writing.clone(), chance.clone(), format!("jar-{n}"))));
    let mut committed = 0;
    for writer in join_all(writers).await {
        committed += writer.unwrap();
    }
    until_filled(&servers[0], &first).await;
    done.store(true, Ordering::Release);

    let mut orders = vec![];
    for reader in readers {
        orders.push(reader.await.unwrap());
    }
    let order = &orders[0];
    assert!(orders.iter().all(|other| other == order), "readers saw different orders");
    assert_eq!(order.len() as u64, committed);
    let mut streams = HashMap::<&str, u64>::new();
    for (jar, sequence) in order {
        let last = streams.entry(jar).or_default();
        assert_eq!(*sequence, *last + 1, "{jar} is out of order");
        *last = *sequence;
    }
    assert_rebuilt_equals_live(&servers[0], &read_set()).await;
    first.stop().await;
    second.stop().await;
}

async fn sealed(journal: &Journal) -> Vec<Recorded> {
    journal.page(0, 100).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_left_open_holds_up_sealing_and_its_facts_are_not_missed() {
    let cluster = Cluster::start().await;
    let journal = cluster.database.journal().await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    let mut dawdler = journal.pool().begin().await.unwrap();
    insert(&mut dawdler, "slow", 1).await;
    let receipt = journal.execute::<Jar>("quick", None, JarCommand::Put(1), &context()).await.unwrap();
    let token = receipt.token.unwrap();

    assert!(!running.wait_for(&token, Duration::from_millis(400)).await.unwrap());
    let figures = journal.figures().await.unwrap();
    assert_eq!(figures.sealed, 0);
    assert!(figures.oldest_unsealed >= Duration::from_millis(300), "{figures:?}");

    dawdler.commit().await.unwrap();
    assert!(running.wait_for(&token, Duration::from_secs(10)).await.unwrap());
    let order: Vec<String> = sealed(&journal).await.into_iter().map(|fact| fact.aggregate_id).collect();
    assert_eq!(order, ["slow", "quick"]);
    assert_eq!(journal.figures().await.unwrap().oldest_unsealed, Duration::ZERO);
    running.stop().await;
}

/// A hand that takes its transaction number first and reads the stream afterwards breaks the rule of appending.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_that_would_be_sealed_out_of_order_is_not_sealed_and_the_operator_is_told() {
    let cluster = Cluster::start().await;
    let journal = cluster.database.journal().await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    let mut early = cluster.database.owner().await;
    early.execute("BEGIN; SELECT pg_current_xact_id()").await.unwrap();
    let mut open = journal.pool().begin().await.unwrap();
    insert(&mut open, "other", 1).await;
    journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
    insert(&mut early, "a", 2).await;
    early.execute("COMMIT").await.unwrap();

    let told = async {
        loop {
            if let Some(trouble) = running.health().await.unwrap().sealing {
                break trouble;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let trouble = tokio::time::timeout(Duration::from_secs(10), told).await.unwrap();
    assert!(trouble.contains("jar/a") && trouble.contains("out of order at 2"), "{trouble}");
    assert_eq!(sealed(&journal).await, []);

    open.commit().await.unwrap();
    let mut order = vec![];
    while order.len() < 3 {
        order = sealed(&journal).await.into_iter().map(|fact| (fact.aggregate_id, fact.sequence)).collect();
    }
    assert_eq!(order, [("other", 1), ("a", 1), ("a", 2)].map(|(jar, sequence)| (jar.to_owned(), sequence)));
    until_filled(&journal, &running).await;
    assert_eq!(running.health().await.unwrap().sealing, None);
    running.stop().await;
}
