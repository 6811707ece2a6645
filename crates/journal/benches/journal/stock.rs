//! The framework as it comes, for comparison: its command bus, and its replay into its own kind of read table.

use std::sync::Arc;

use cqrs_es::CqrsFramework;
use cqrs_es::persist::{GenericQuery, PersistedEventStore, QueryReplay};
use postgres_es::{PostgresEventRepository, PostgresViewRepository};
use sqlx::PgPool;

use crate::toy::{Jar, JarView};

pub(crate) type Framework = CqrsFramework<Jar, PersistedEventStore<PostgresEventRepository, Jar>>;

/// The framework on a table of events.
pub(crate) fn framework(pool: &PgPool, events: &str) -> Framework {
    let repository = PostgresEventRepository::new(pool.clone()).with_tables(events, "es.snapshots");
    CqrsFramework::new(PersistedEventStore::new_event_store(repository), vec![], ())
}

/// Replays every event of the toy into the framework's view table.
pub(crate) async fn replay(pool: &PgPool, events: &str) {
    let repository = PostgresEventRepository::new(pool.clone()).with_tables(events, "es.snapshots");
    let views = Arc::new(PostgresViewRepository::<JarView, Jar>::new("stock.jar_view", pool.clone()));
    let replay = QueryReplay::<_, _, Jar>::new(repository, GenericQuery::new(views));
    replay.replay_all().await.expect("the framework replays");
}
