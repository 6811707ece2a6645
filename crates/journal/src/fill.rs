//! Fills tables of the past: the facts of a view become rows by the live projections. Where there are many facts, several
//! connections fill several tables at once, because most of the time goes by between asking the database and its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use sqlx::{Connection, PgConnection};
use tokio::task::JoinSet;

use crate::poison::apply_or_set_aside;
use crate::read_set::Place;
use crate::{JournalError, Projection, ReadSet, Recorded};

/// How many facts become rows in one transaction that fills all tables: a longer one would hold up sealing.
const AT_ONCE: usize = 1_000;
/// How many facts become rows in one transaction that fills one table.
const AT_ONCE_IN_ONE: usize = 5_000;
/// From how many facts on it pays to open more connections.
const MANY: usize = 500;

/// How far the filling of a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The facts that have been gone through.
    pub done: u64,
    /// All of them; 0 while they are being looked up.
    pub of: u64,
}

/// Counts what has been gone through, for whoever waits.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    facts: AtomicU64,
    tables: AtomicU64,
    /// Facts that became rows of a table, over all tables.
    done: AtomicU64,
}

impl Meter {
    fn begin(&self, facts: usize, tables: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.tables.store(tables as u64, Ordering::Relaxed);
        self.facts.store(facts as u64, Ordering::Relaxed);
    }

    fn add(&self, facts: usize) {
        self.done.fetch_add(facts as u64, Ordering::Relaxed);
    }

    pub(crate) fn read(&self) -> Progress {
        let of = self.facts.load(Ordering::Relaxed);
        let tables = self.tables.load(Ordering::Relaxed).max(1);
        Progress { done: (self.done.load(Ordering::Relaxed) / tables).min(of), of }
    }
}

/// What is being filled, and from what.
pub(crate) struct Filling {
    place: Place,
    projections: Vec<Arc<dyn Projection>>,
    facts: Vec<Recorded>,
    meter: Arc<Meter>,
    /// The next table that nobody fills yet.
    next: AtomicUsize,
    /// Something went wrong: no lane begins anything more.
    stopped: AtomicBool,
}

impl Filling {
    pub(crate) fn new(place: Place, set: &ReadSet, facts: Vec<Recorded>, meter: Arc<Meter>) -> Arc<Self> {
        meter.begin(facts.len(), set.projections.len());
        let projections = set.projections.clone();
        let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
        Arc::new(Self { place, projections, facts, meter, next, stopped })
    }

    /// How many connections are to fill beside the first.
    pub(crate) fn helpers(&self) -> usize {
        if self.facts.len() < MANY {
            return 0;
        }
        std::thread::available_parallelism().map_or(1, |processors| processors.get().clamp(1, 3))
    }

    /// Fills all tables, by `first` and by `others`. When it answers, nobody writes any more.
    pub(crate) async fn run(
        self: &Arc<Self>,
        first: &mut PgConnection,
        others: Vec<PgConnection>,
    ) -> Result<(), JournalError> {
        if others.is_empty() {
            return self.all_tables(first).await;
        }
        let mut lanes = JoinSet::new();
        for mut other in others {
            let filling = self.clone();
            lanes.spawn(async move {
                let filled = filling.tables(&mut other).await;
                drop(other.close().await);
                filled
            });
        }
        let mut filled = self.tables(first).await;
        while let Some(lane) = lanes.join_next().await {
            filled = filled.and(lane.map_err(JournalError::Filling).flatten());
        }
        filled
    }

    /// A few facts, into all tables at once.
    async fn all_tables(&self, connection: &mut PgConnection) -> Result<(), JournalError> {
        for some in self.facts.chunks(AT_ONCE) {
            let mut transaction = connection.begin().await?;
            self.place.enter_unsynced(&mut transaction).await?;
            for projection in &self.projections {
                apply_or_set_aside(&mut transaction, projection.as_ref(), self.place, some).await?;
                self.meter.add(some.len());
            }
            transaction.commit().await?;
        }
        Ok(())
    }

    /// All facts, into one table after the other that nobody else fills.
    async fn tables(&self, connection: &mut PgConnection) -> Result<(), JournalError> {
        while let Some(projection) = self.projections.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            let filled = self.one_table(connection, projection.as_ref()).await;
            if filled.is_err() {
                self.stopped.store(true, Ordering::Relaxed);
                return filled;
            }
        }
        Ok(())
    }

    async fn one_table(
        &self,
        connection: &mut PgConnection,
        projection: &dyn Projection,
    ) -> Result<(), JournalError> {
        for some in self.facts.chunks(AT_ONCE_IN_ONE) {
            if self.stopped.load(Ordering::Relaxed) {
                return Ok(());
            }
            let mut transaction = connection.begin().await?;
            self.place.enter_unsynced(&mut transaction).await?;
            apply_or_set_aside(&mut transaction, projection, self.place, some).await?;
            transaction.commit().await?;
            self.meter.add(some.len());
        }
        Ok(())
    }
}
