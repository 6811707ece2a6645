//! A database that came from another server.

use journal::{ExecuteError, Journal, JournalError, Standing, start};
use sqlx::Executor;
use tokio_util::sync::CancellationToken;

use crate::support::tables::assert_rebuilt_equals_live;
use crate::support::{Database, Jar, JarCommand, context, read_set, until_filled};

/// Ten facts, of which the first five are sealed.
async fn with_an_unsealed_rest() -> Database {
    let database = Database::new().await;
    let journal = database.journal().await;
    for n in 1..=10 {
        journal.execute::<Jar>("a", None, JarCommand::Put(n), &context()).await.unwrap();
        if n == 5 {
            let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
            until_filled(&journal, &running).await;
            running.stop().await;
        }
    }
    database
}

async fn assert_refuses(journal: &Journal) {
    assert!(matches!(journal.standing(), Standing::Foreign { .. }));
    let refused = journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap_err();
    assert!(matches!(refused, ExecuteError::Unusable(JournalError::ForeignCluster { .. })), "{refused:?}");
    let refused = journal.append_many(&[], &context(), |_| {}).await.unwrap_err();
    assert!(matches!(refused, JournalError::ForeignCluster { .. }), "{refused:?}");
    let refused = start(journal.clone(), read_set(), CancellationToken::new()).await.err().unwrap();
    assert!(matches!(refused, JournalError::ForeignCluster { .. }), "{refused:?}");
    assert_eq!(journal.load::<Jar>("a").await.unwrap().sequence, 10, "reading is allowed");
}

#[tokio::test]
async fn nothing_is_written_until_a_new_epoch_and_then_positions_go_on() {
    let database = with_an_unsealed_rest().await;
    let mut owner = database.owner().await;
    owner.execute("UPDATE es.sealer SET cluster_id = cluster_id + 1").await.unwrap();
    assert_refuses(&database.journal().await).await;

    assert_eq!(journal::new_epoch(&mut owner).await.unwrap(), 2);
    let journal = database.journal().await;
    assert_eq!(journal.standing(), Standing::Home);
    let receipt = journal.execute::<Jar>("a", Some(10), JarCommand::Put(11), &context()).await.unwrap();
    assert_eq!(receipt.token.unwrap().epoch(), 2);
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    assert!(journal.has(&receipt.token.unwrap()).await.unwrap());
    let positions: Vec<_> =
        journal.stream("jar", "a").await.unwrap().iter().map(|fact| fact.position.unwrap()).collect();
    assert_eq!(positions, (1..=11).collect::<Vec<_>>());
    let epochs: Vec<i16> = sqlx::query_scalar("SELECT epoch FROM es.block ORDER BY height")
        .fetch_all(journal.pool())
        .await
        .unwrap();
    assert_eq!(epochs.first(), Some(&1));
    assert_eq!(epochs.iter().filter(|epoch| **epoch == 2).count(), 1);
    assert!(epochs.is_sorted(), "{epochs:?}");
    assert_rebuilt_equals_live(&journal, &read_set()).await;
    running.stop().await;
}

#[tokio::test]
async fn a_server_that_does_not_tell_its_number_is_found_out_by_its_younger_transactions() {
    let database = with_an_unsealed_rest().await;
    let mut owner = database.owner().await;
    owner
        .execute("UPDATE es.sealer SET cluster_id = 0, tx_to = (pg_current_xact_id()::text::bigint + 1000000)::text::xid8")
        .await
        .unwrap();
    assert_refuses(&database.journal().await).await;
    owner.execute("UPDATE es.sealer SET tx_to = '0'").await.unwrap();
    assert_eq!(database.journal().await.standing(), Standing::Home);
}
