//! Leaves and roots, computed a second time by another hand.

use ct_merkle::mem_backed_tree::MemoryBackedTree;
use journal::{Address, Recorded, start};
use other_sha2::{Digest, Sha256};
use sqlx::{Executor, Row};
use tokio_util::sync::CancellationToken;

use crate::notary::unguarded;
use crate::support::{Chance, Database, Jar, JarCommand, context, read_set, until_filled};

/// The record of a fact, built by PostgreSQL alone from what it stores.
const RECORDS: &str = "
    SELECT string_agg(int4send(octet_length(convert_to(field, 'UTF8'))) || convert_to(field, 'UTF8'), ''
                      ORDER BY place) AS record
    FROM es.block AS b
    JOIN es.events AS e ON e.epoch = b.epoch AND e.tx >= b.tx_from AND e.tx < b.tx_to
    CROSS JOIN LATERAL unnest(ARRAY[
      aggregate_type, aggregate_id, sequence::text, event_type, event_version, payload::text, metadata::text,
      to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')]) WITH ORDINALITY AS f (field, place)
    GROUP BY b.height, e.ident ORDER BY b.height, e.ident";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn leaves_and_every_root_equal_those_of_another_implementation() {
    let chance = Chance::new();
    let journal = Database::new().await.journal().await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    for n in 0..60 {
        let jar = ["a", "b", "ünïcode \"jar\""][usize::try_from(chance.below(3)).unwrap()];
        journal.execute::<Jar>(jar, None, JarCommand::Put(n + 1), &context()).await.unwrap();
        if chance.once_in(4) {
            until_filled(&journal, &running).await; // so that blocks are of different sizes
        }
    }
    until_filled(&journal, &running).await;
    running.stop().await;

    let records: Vec<Vec<u8>> = sqlx::query(RECORDS)
        .fetch_all(journal.pool())
        .await
        .unwrap()
        .iter()
        .map(|row| row.get("record"))
        .collect();
    assert_eq!(records.len(), 60);
    let page = journal.page(0, 1_000).await.unwrap();
    for (fact, record) in page.iter().zip(&records) {
        let leaf: [u8; 32] = Sha256::new().chain_update([0]).chain_update(record).finalize().into();
        assert_eq!(fact.hash, Some(leaf), "at {:?}", fact.position);
    }

    let address = |fact: &Recorded| Address {
        aggregate_type: fact.aggregate_type.clone(),
        aggregate_id: fact.aggregate_id.clone(),
        sequence: fact.sequence,
    };
    let mut wanted: Vec<Address> = page.iter().rev().map(address).collect();
    wanted.push(Address {
        aggregate_type: "jar".to_owned(),
        aggregate_id: "nowhere".to_owned(),
        sequence: 1,
    });
    let backwards: Vec<Recorded> = page.iter().rev().cloned().collect();
    assert_eq!(
        journal.at(&wanted).await.unwrap(),
        backwards,
        "in the order asked for, each as the page has it"
    );
    let of_kind = journal.of_kinds("jar", &["a".to_owned()], &["filled"]).await.unwrap();
    let plain = |fact: Recorded| Recorded { position: None, hash: None, ..fact };
    let stream: Vec<Recorded> = journal.stream("jar", "a").await.unwrap().into_iter().map(plain).collect();
    assert_eq!(of_kind, stream, "a jar is only ever filled here");
    assert!(journal.of_kinds("jar", &["a".to_owned()], &["emptied"]).await.unwrap().is_empty());

    let blocks: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT last_position, root FROM es.block ORDER BY height")
            .fetch_all(journal.pool())
            .await
            .unwrap();
    assert!(blocks.len() > 3, "{}", blocks.len());
    let mut tree = MemoryBackedTree::<Sha256, Vec<u8>>::new();
    let mut records = records.into_iter();
    for (last, root) in blocks {
        while tree.len() < last.cast_unsigned() {
            tree.push(records.next().unwrap());
        }
        assert_eq!(tree.root().as_bytes().as_slice(), root, "after {last}");
    }

    let stream = journal.stream("jar", "ünïcode \"jar\"").await.unwrap();
    for fact in stream {
        assert_eq!(page[usize::try_from(fact.position.unwrap() - 1).unwrap()], fact);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fact_that_was_changed_while_the_tree_was_left_alone_is_not_as_it_was_sealed() {
    let database = Database::new().await;
    let journal = database.journal().await;
    journal.execute::<Jar>("the cook's", None, JarCommand::Put(1), &context()).await.unwrap();
    let waits = journal.stream("jar", "the cook's").await.unwrap();
    assert_eq!(journal.is_as_sealed(&waits[0]).await.unwrap(), None, "it has no seal yet");
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    running.stop().await;
    let sealed = journal.stream("jar", "the cook's").await.unwrap();
    assert_eq!(journal.is_as_sealed(&sealed[0]).await.unwrap(), Some(true));

    let mut superuser = unguarded(&database).await;
    superuser
        .execute("UPDATE es.events SET recorded_at = recorded_at + interval '1 microsecond'")
        .await
        .unwrap();
    let altered = journal.stream("jar", "the cook's").await.unwrap();
    assert_eq!(altered[0].hash, sealed[0].hash, "the seal says nothing by itself");
    assert_eq!(journal.is_as_sealed(&altered[0]).await.unwrap(), Some(false));
    superuser.execute("DELETE FROM es.events").await.unwrap();
    assert_eq!(journal.is_as_sealed(&sealed[0]).await.unwrap(), Some(false), "it is not even there");
}
