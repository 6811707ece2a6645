//! The journal itself: where streams of facts are read from and appended to.

use std::sync::Arc;

use cqrs_es::persist::{EventUpcaster, PersistedEventStore};
use cqrs_es::{Aggregate, AggregateError, EventStore};
use postgres_es::PostgresEventRepository;
use sqlx::PgPool;
use tokio::sync::Notify;

use crate::cache::Cache;
use crate::guard::Standing;
use crate::upcast::Upcasters;
use crate::{Choice, JournalError, Recorded, View, past};

/// A handle on the journal. Cheap to clone; all clones share one pool.
#[derive(Clone)]
pub struct Journal {
    pool: PgPool,
    standing: Standing,
    /// Which facts of a stream count; all of them without it.
    choice: Option<Arc<dyn Choice>>,
    upcasters: Upcasters,
    appended: Arc<Notify>,
    cache: Cache,
}

/// What a stream says: the state that its facts lead to.
#[derive(Debug, Clone)]
pub struct Loaded<A> {
    /// The state.
    pub state: A,
    /// The last fact's number in its stream; 0 when there is none.
    pub sequence: u64,
}

impl Journal {
    /// Opens the journal on a migrated database, with a pool from [`crate::connect()`]. A database that came from another
    /// server opens for reading only: see [`Journal::standing`].
    ///
    /// # Errors
    /// When the database can't be reached or has not been migrated.
    pub async fn open(pool: PgPool) -> Result<Self, JournalError> {
        let standing = Standing::of(&pool).await?;
        Ok(Self {
            pool,
            standing,
            choice: None,
            upcasters: Upcasters::default(),
            appended: Arc::default(),
            cache: Cache::default(),
        })
    }

    /// The same journal, reading older shapes of events through `upcasters`, oldest first.
    #[must_use]
    pub fn with_upcasters(mut self, upcasters: Vec<Arc<dyn EventUpcaster>>) -> Self {
        self.upcasters = Upcasters::new(upcasters);
        self.cache = Cache::default();
        self
    }

    /// The same journal as a look at the past shows it: streams have the facts of the view and end there, and nothing can be
    /// added. What came later is not there.
    #[must_use]
    pub fn as_of(&self, view: &View) -> Self {
        let standing = Standing::Past { position: view.position };
        Self { standing, choice: view.choice.clone(), cache: Cache::default(), ..self.clone() }
    }

    /// Those of a stream's facts that count.
    pub(crate) fn chosen(&self, facts: Vec<Recorded>) -> Vec<Recorded> {
        match &self.choice {
            Some(choice) => choice.of(facts),
            None => facts,
        }
    }

    /// Whether the database may be written to.
    #[must_use]
    pub fn standing(&self) -> Standing {
        self.standing
    }

    /// Whether facts are left out that are known, because they do not count in this look.
    #[must_use]
    pub fn leaves_out(&self) -> bool {
        self.choice.is_some()
    }

    /// The pool that the journal works with, for whoever reads and writes beside it.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.pool
    }

    pub(crate) fn upcasters(&self) -> &Upcasters {
        &self.upcasters
    }

    /// Told after each append, so that sealing need not wait for its next look.
    pub(crate) fn appended(&self) -> &Arc<Notify> {
        &self.appended
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.cache
    }

    /// Loads a stream. One that has no facts yet is in its first state, at 0.
    ///
    /// # Errors
    /// When the database can't be reached, or a stored event is in a shape that the program does not know.
    pub async fn load<A: Aggregate>(&self, id: &str) -> Result<Loaded<A>, JournalError> {
        if self.standing.until().is_some() {
            return past::load(self, id).await;
        }
        let repository =
            PostgresEventRepository::new(self.pool.clone()).with_tables("es.events", "es.snapshots");
        let store = PersistedEventStore::<_, A>::new_event_store(repository)
            .with_upcasters(vec![Box::new(self.upcasters.clone())]);
        let loaded = store.load_aggregate(id).await.map_err(|error| cannot_load::<A>(id, error))?;
        Ok(Loaded { state: loaded.aggregate, sequence: loaded.current_sequence as u64 })
    }
}

fn cannot_load<A: Aggregate>(id: &str, error: AggregateError<A::Error>) -> JournalError {
    let (aggregate_type, aggregate_id) = (A::TYPE.to_owned(), id.to_owned());
    match error {
        AggregateError::DeserializationError(source) => {
            JournalError::Unreadable { aggregate_type, aggregate_id, source }
        }
        AggregateError::DatabaseConnectionError(source) | AggregateError::UnexpectedError(source) => {
            JournalError::Load { aggregate_type, aggregate_id, source }
        }
        AggregateError::AggregateConflict | AggregateError::UserError(_) => JournalError::Load {
            aggregate_type,
            aggregate_id,
            source: "a load was answered like a command".into(),
        },
    }
}
