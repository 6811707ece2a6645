//! The framework as it comes, on the same table: nobody is locked in.

use cqrs_es::persist::PersistedEventStore;
use cqrs_es::{AggregateError, CqrsFramework, EventStore};
use journal::start;
use postgres_es::PostgresEventRepository;
use tokio_util::sync::CancellationToken;

use crate::support::{Database, Jar, JarCommand, context, read_set, until_filled};

#[tokio::test]
async fn stock_framework_and_journal_read_and_write_the_same_streams() {
    let journal = Database::new().await.journal().await;
    let store = || {
        let repository =
            PostgresEventRepository::new(journal.pool().clone()).with_tables("es.events", "es.snapshots");
        PersistedEventStore::<_, Jar>::new_event_store(repository)
    };
    let framework = CqrsFramework::new(store(), vec![], ());

    framework.execute("a", JarCommand::Put(5)).await.unwrap();
    journal.execute::<Jar>("a", Some(1), JarCommand::Take(2), &context()).await.unwrap();
    framework.execute("a", JarCommand::Take(3)).await.unwrap();
    let refused = framework.execute("a", JarCommand::Take(1)).await.unwrap_err();
    assert!(matches!(refused, AggregateError::UserError(_)), "{refused:?}");

    assert_eq!(store().load_events("a").await.unwrap().len(), 3);
    let loaded = journal.load::<Jar>("a").await.unwrap();
    assert_eq!((loaded.state.content, loaded.sequence), (0, 3));

    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.unwrap();
    until_filled(&journal, &running).await;
    let positions: Vec<_> =
        journal.stream("jar", "a").await.unwrap().iter().map(|fact| fact.position.unwrap()).collect();
    assert_eq!(positions, [1, 2, 3]);
    running.stop().await;
}

#[tokio::test]
async fn stock_sees_a_conflict_with_the_journal() {
    let journal = Database::new().await.journal().await;
    let repository =
        PostgresEventRepository::new(journal.pool().clone()).with_tables("es.events", "es.snapshots");
    let store = PersistedEventStore::<_, Jar>::new_event_store(repository);
    let before = store.load_aggregate("a").await.unwrap();
    journal.execute::<Jar>("a", None, JarCommand::Put(1), &context()).await.unwrap();
    let late = crate::support::JarEvent::Filled { amount: 9 };
    let conflict = store.commit(vec![late], before, [].into()).await.unwrap_err();
    assert!(matches!(conflict, AggregateError::AggregateConflict), "{conflict:?}");
}
