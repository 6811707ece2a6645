//! Fills tables of the past: the facts of a view become rows by the live projections. Where there are many facts, several
//! connections fill several tables at once, because most of the time goes by between asking the database and its answer.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use sqlx::{Connection, PgConnection};
use tokio::task::JoinSet;

use crate::poison::apply_or_set_aside;
use crate::projection::follows_any;
use crate::read_set::Place;
use crate::{JournalError, Projection, ReadSet, Recorded};

/// How many facts become rows in one transaction that fills all tables: a longer one would hold up sealing.
const AT_ONCE: usize = 1_000;
/// How many facts become rows in one transaction that fills one table.
const AT_ONCE_IN_ONE: usize = 5_000;
/// How many facts are read by one connection's task before it asks for more.
const READ_AT_ONCE: usize = 100;
/// From how many facts on it pays to open more connections.
pub(crate) const MANY: usize = 500;

/// How far the filling of a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The facts that have been gone through.
    pub done: u64,
    /// All of them; 0 while they are being looked up, or other looks are waited for.
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
    pub(crate) fn begin(&self, facts: u64, tables: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.tables.store(tables as u64, Ordering::Relaxed);
        self.facts.store(facts, Ordering::Relaxed);
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

/// What is being filled: facts come in stretches, one after the other.
pub(crate) struct Filling<'f> {
    pub(crate) place: Place,
    pub(crate) set: &'f ReadSet,
    pub(crate) meter: Arc<Meter>,
}

impl Filling<'_> {
    /// Fills all tables with the next facts, by `first` and by `others` if there are any. When it answers, nobody writes any
    /// more. After an error the others are not all there.
    pub(crate) async fn fill(
        &self,
        first: &mut PgConnection,
        others: &mut Vec<PgConnection>,
        facts: Vec<Recorded>,
    ) -> Result<(), JournalError> {
        if others.is_empty() {
            self.alone(first, &facts).await
        } else {
            self.together(first, others, facts).await
        }
    }

    async fn alone(&self, first: &mut PgConnection, facts: &[Recorded]) -> Result<(), JournalError> {
        for some in facts.chunks(AT_ONCE) {
            let mut transaction = first.begin().await?;
            self.place.enter_unsynced(&mut transaction).await?;
            for projection in &self.set.projections {
                apply_or_set_aside(&mut transaction, projection.as_ref(), self.place, some).await?;
                self.meter.add(some.len());
            }
            transaction.commit().await?;
        }
        Ok(())
    }

    async fn together(
        &self,
        first: &mut PgConnection,
        others: &mut Vec<PgConnection>,
        facts: Vec<Recorded>,
    ) -> Result<(), JournalError> {
        let stretch = Arc::new(Stretch {
            place: self.place,
            set: self.set.clone(),
            facts,
            meter: self.meter.clone(),
            read: AtomicUsize::new(0),
            next: AtomicUsize::new(0),
            has_stopped: AtomicBool::new(false),
        });
        let mut lanes = JoinSet::new();
        for mut other in others.drain(..) {
            let stretch = stretch.clone();
            lanes.spawn(async move {
                stretch.understand().await;
                stretch.tables(&mut other).await.map(|()| other)
            });
        }
        stretch.understand().await;
        let mut filled = stretch.tables(first).await;
        while let Some(lane) = lanes.join_next().await {
            match lane.map_err(JournalError::Filling).flatten() {
                Ok(other) => others.push(other),
                Err(error) => filled = filled.and(Err(error)),
            }
        }
        filled
    }
}

/// Facts that several connections make rows of.
struct Stretch {
    place: Place,
    set: ReadSet,
    facts: Vec<Recorded>,
    meter: Arc<Meter>,
    /// The next facts that nobody reads yet.
    read: AtomicUsize,
    /// The next table that nobody fills yet.
    next: AtomicUsize,
    /// Something went wrong: no lane begins anything more.
    has_stopped: AtomicBool,
}

impl Stretch {
    /// Reads some facts after the other that nobody else reads. Tables that are begun together would each read the same ones.
    async fn understand(&self) {
        loop {
            let from = self.read.fetch_add(READ_AT_ONCE, Ordering::Relaxed);
            let some = self.facts.iter().skip(from).take(READ_AT_ONCE);
            if some.len() == 0 {
                return;
            }
            some.for_each(self.set.understand);
            tokio::task::yield_now().await;
        }
    }

    /// All facts, into one table after the other that nobody else fills.
    async fn tables(&self, connection: &mut PgConnection) -> Result<(), JournalError> {
        while let Some(projection) = self.set.projections.get(self.next.fetch_add(1, Ordering::Relaxed)) {
            let filled = self.one_table(connection, projection.as_ref()).await;
            if filled.is_err() {
                self.has_stopped.store(true, Ordering::Relaxed);
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
            if self.has_stopped.load(Ordering::Relaxed) {
                return Ok(());
            }
            if follows_any(projection, some) {
                let mut transaction = connection.begin().await?;
                self.place.enter_unsynced(&mut transaction).await?;
                apply_or_set_aside(&mut transaction, projection, self.place, some).await?;
                transaction.commit().await?;
            }
            self.meter.add(some.len());
        }
        Ok(())
    }
}
