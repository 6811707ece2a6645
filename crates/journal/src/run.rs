//! Runs the sealer and keeps the read tables in step with it, until told to stop.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::batch::{Step, step};
use crate::poison::chain;
use crate::read_set::Place;
use crate::seal::{Sealed, seal};
use crate::{Figures, Journal, JournalError, ReadSet, Token, rebuild};

/// How soon another look follows while there may be work, and how late when there was none for long.
const SOON: Duration = Duration::from_millis(10);
const LATE: Duration = Duration::from_millis(250);
/// How often whoever waits looks at the database: another server may have done the work, and then nobody here tells.
const LOOK: Duration = Duration::from_millis(50);
/// How long to wait after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(1);
/// How often the figures are told to the metrics.
const FIGURES: Duration = Duration::from_secs(2);
/// How long a step of the read tables should take: a step holds up sealing while it runs.
const STEP: Duration = Duration::from_millis(300);
const FEWEST: u64 = 100;
const MOST: u64 = 20_000;

/// A running sealer and runner. Dropping it leaves them running; [`Running::stop`] ends them.
pub struct Running {
    journal: Journal,
    moved: watch::Receiver<Option<Mark>>,
    trouble: Arc<Troubles>,
    cancel: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

/// The epoch and the transaction below which the read tables have everything.
type Mark = (i16, u64);

/// What went wrong at the last look, if it did.
#[derive(Default)]
struct Troubles {
    sealing: Mutex<Option<String>>,
    projecting: Mutex<Option<String>>,
}

/// How the journal does.
#[derive(Debug, Clone, PartialEq)]
pub struct Health {
    /// How far behind everything is.
    pub figures: Figures,
    /// Why sealing does not go on, if it does not.
    pub sealing: Option<String>,
    /// Why the read tables do not follow, if they do not.
    pub projecting: Option<String>,
}

/// Where the live read tables stand, all together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TablesAt {
    /// The places of all tables in the order of facts, added up: each only grows.
    pub places: i64,
    /// How many streams they do without: a table may take one back without moving on.
    pub quarantined: i64,
}

/// Makes the read tables where they are missing or of another shape (this may take as long as a rebuild), then starts
/// sealing and filling them. Several servers may do this on one database. Ends with `cancel`.
///
/// # Errors
/// When the database can't be reached or written to, or the tables can't be made.
pub async fn start(
    journal: Journal,
    set: ReadSet,
    cancel: CancellationToken,
) -> Result<Running, JournalError> {
    journal.standing().refuse_if_not_home()?;
    rebuild::prepare(&journal, &set).await?;
    let trouble = Arc::<Troubles>::default();
    let sealed = Arc::<Notify>::default();
    let (tell, moved) = watch::channel(None);
    let tasks = vec![
        tokio::spawn(until(cancel.clone(), keep_sealing(journal.clone(), sealed.clone(), trouble.clone()))),
        tokio::spawn(until(
            cancel.clone(),
            keep_filling(journal.clone(), set, sealed, tell, trouble.clone()),
        )),
        tokio::spawn(until(cancel.clone(), keep_telling(journal.clone()))),
    ];
    Ok(Running { journal, moved, trouble, cancel, tasks })
}

/// Ends at any await: what a transaction has not committed by then, the database takes back.
async fn until(cancel: CancellationToken, work: impl Future<Output = ()>) {
    tokio::select! {
        () = cancel.cancelled() => {}
        () = work => {}
    }
}

impl Running {
    /// Waits until the live read tables have what a command stored, at most `longest`. Answers whether they have.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn wait_for(&self, token: &Token, longest: Duration) -> Result<bool, JournalError> {
        let deadline = Instant::now() + longest;
        let mut moved = self.moved.clone();
        let mut look = Instant::now();
        loop {
            if moved.borrow_and_update().is_some_and(|(epoch, tx_to)| token.is_below(epoch, tx_to)) {
                return Ok(true);
            }
            let now = Instant::now();
            if now >= look.min(deadline) {
                if self.journal.has(token).await? {
                    return Ok(true);
                }
                look = now + LOOK;
            }
            if now >= deadline {
                return Ok(false);
            }
            tokio::select! {
                Ok(()) = moved.changed() => {}
                () = sleep_until(look.min(deadline).into()) => {}
            }
        }
    }

    /// How the journal does now. The program's metrics hear it too, so that they are as new as the last look.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn health(&self) -> Result<Health, JournalError> {
        let figures = self.journal.figures().await?;
        figures.publish();
        Ok(Health { figures, sealing: get(&self.trouble.sealing), projecting: get(&self.trouble.projecting) })
    }

    /// Stops sealing and filling, and returns when both have ended.
    pub async fn stop(self) {
        self.cancel.cancel();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(error = chain(&error), "a task of the journal ended badly");
            }
        }
    }
}

impl Journal {
    /// Whether the live read tables have what a command stored.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn has(&self, token: &Token) -> Result<bool, JournalError> {
        Ok(self.mark().await?.is_none_or(|(epoch, tx_to)| token.is_below(epoch, tx_to)))
    }

    /// Where the live read tables stand. While it is the same, what was read from them still holds.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn tables_at(&self) -> Result<TablesAt, JournalError> {
        Ok(sqlx::query_as!(
            TablesAt,
            r#"SELECT coalesce(sum(position), 0)::bigint AS "places!",
                      (SELECT count(*) FROM es.quarantine WHERE schema_name = $1) AS "quarantined!"
               FROM es.projection WHERE schema_name = $1"#,
            Place::Live.schema()
        )
        .fetch_one(self.pool())
        .await?)
    }

    /// Where the slowest of the live read tables stands; none when there is no table.
    async fn mark(&self) -> Result<Option<Mark>, JournalError> {
        let rows = sqlx::query!(
            r#"SELECT epoch, tx_to::text::bigint AS "tx_to!" FROM es.projection WHERE schema_name = $1"#,
            Place::Live.schema()
        )
        .fetch_all(self.pool())
        .await?;
        Ok(rows.iter().map(|row| (row.epoch, row.tx_to.cast_unsigned())).min())
    }
}

async fn keep_sealing(journal: Journal, sealed: Arc<Notify>, trouble: Arc<Troubles>) {
    let mut wait = SOON;
    loop {
        match seal(journal.pool()).await {
            Ok(Sealed::Block) => {
                clear(&trouble.sealing);
                sealed.notify_one();
                wait = SOON;
                continue;
            }
            Ok(Sealed::Nothing | Sealed::Elsewhere) => clear(&trouble.sealing),
            Err(error) => {
                set(&trouble.sealing, &error, "sealing does not go on");
                wait = AFTER_FAILURE;
            }
        }
        wait = rest(wait, journal.appended()).await;
    }
}

async fn keep_filling(
    journal: Journal,
    set_of_tables: ReadSet,
    sealed: Arc<Notify>,
    moved: watch::Sender<Option<Mark>>,
    trouble: Arc<Troubles>,
) {
    let mut wait = SOON;
    let mut limit = FEWEST;
    loop {
        let started = Instant::now();
        match step(journal.pool(), &set_of_tables, Place::Live, limit, None, journal.upcasters()).await {
            Ok(Step::Moved(events)) => {
                clear(&trouble.projecting);
                limit = adapted(limit, events, started.elapsed());
                // All who wait are told by one question; asking each for itself would slow down what they wait for.
                if let Ok(mark) = journal.mark().await {
                    moved.send_replace(mark);
                }
                wait = SOON;
                continue;
            }
            Ok(Step::Done | Step::Elsewhere) => clear(&trouble.projecting),
            Err(error) => {
                set(&trouble.projecting, &error, "the read tables do not follow");
                wait = AFTER_FAILURE;
            }
        }
        wait = rest(wait, &sealed).await;
    }
}

async fn keep_telling(journal: Journal) {
    loop {
        match journal.figures().await {
            Ok(figures) => figures.publish(),
            Err(error) => tracing::warn!(error = chain(&error), "the journal's figures can't be read"),
        }
        sleep(FIGURES).await;
    }
}

/// Waits for a call or until `wait` is over, and answers how long to wait the next time nothing is found.
async fn rest(wait: Duration, call: &Notify) -> Duration {
    tokio::select! {
        () = call.notified() => SOON,
        () = sleep(wait) => (wait * 2).min(LATE),
    }
}

/// The next step's size: full steps that were quick may grow, slow ones shrink.
pub(crate) fn adapted(limit: u64, events: u64, took: Duration) -> u64 {
    if took > STEP * 2 {
        (limit / 2).max(FEWEST)
    } else if events == limit && took < STEP {
        (limit * 2).min(MOST)
    } else {
        limit
    }
}

fn get(place: &Mutex<Option<String>>) -> Option<String> {
    place.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn clear(place: &Mutex<Option<String>>) {
    *place.lock().unwrap_or_else(PoisonError::into_inner) = None;
}

/// Remembers a trouble, and logs it once for as long as it stays the same.
fn set(place: &Mutex<Option<String>>, error: &JournalError, what: &str) {
    let mut last = place.lock().unwrap_or_else(PoisonError::into_inner);
    let text = chain(error);
    if last.as_ref() != Some(&text) {
        tracing::error!(error = text, "{what}");
        *last = Some(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_grow_while_they_are_full_and_quick_and_shrink_when_they_are_slow() {
        assert_eq!(adapted(100, 100, Duration::from_millis(20)), 200);
        assert_eq!(adapted(100, 40, Duration::from_millis(20)), 100);
        assert_eq!(adapted(MOST, MOST, Duration::from_millis(20)), MOST);
        assert_eq!(adapted(800, 800, Duration::from_millis(400)), 800);
        assert_eq!(adapted(800, 800, Duration::from_secs(1)), 400);
        assert_eq!(adapted(FEWEST, 100, Duration::from_secs(9)), FEWEST);
    }
}
