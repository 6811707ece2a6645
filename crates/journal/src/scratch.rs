//! Tables that show the past: filled with the facts of some streams up to one of them, by the live projections, and read by
//! the same statements as the live tables.
//!
//! A place for them is a schema of its own. The live tables are never in the path of whoever reads there, so that a forgotten
//! table is an error and not a row of today. A place is taken by one server: each of its connections there holds a lock that
//! dies with it, and a new one looks for the holder's name before it reads anything. The name stands in a table that the
//! database empties when it has crashed, as it empties all the others. So what is read was filled for this reader, or
//! there is an error. What was filled is kept until another look needs the place, the longest unused first.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, Executor, PgConnection, PgPool};
use tokio::sync::{Notify, OwnedRwLockReadGuard, OwnedSemaphorePermit, RwLock, Semaphore, mpsc};
use uuid::Uuid;

use crate::connect::prepare;
use crate::fill::{Filling, MANY, Meter, Progress};
use crate::past::{self, View};
use crate::read_set::Place;
use crate::{Journal, JournalError, ReadSet};

/// How many connections read one place at once.
const READERS: u32 = 2;
/// How many connections of one program may fill beside those that hold the places.
const MOST_HANDS: usize = 3;
/// A place that has grown past this many bytes is cut down when it is emptied; a smaller one is only swept.
const MOST_BYTES: i64 = 50_000_000;

/// The places in which this program looks at the past. They are made when they are needed first.
pub struct Scratches {
    journal: Journal,
    set: ReadSet,
    places: Vec<Room>,
    /// What each place shows or is about to show.
    shown: Mutex<Vec<Shown>>,
    /// Told whenever a filling has ended.
    ended: Notify,
    /// Who may fill beside the connections that hold the places.
    hands: Arc<Semaphore>,
}

/// Where a place stands once this program has taken it.
type Room = Arc<RwLock<Option<Scratch>>>;

/// What a place shows or is about to show, when that was asked for last, and how far it is.
#[derive(Default)]
struct Shown {
    view: Option<View>,
    used: u64,
    is_filling: bool,
    meter: Arc<Meter>,
    /// Why it could not be filled; told to the next who asks for it.
    failure: Option<JournalError>,
}

/// A place that this program has taken.
struct Scratch {
    place: Place,
    /// Its number among all places, which its lock goes by.
    number: i32,
    holder: Uuid,
    /// Fills the place, and keeps it for this program for as long as it is open.
    keeper: tokio::sync::Mutex<PgConnection>,
    /// Reads it.
    pool: PgPool,
    /// What is in it; none while it is being filled.
    content: Option<View>,
}

/// Tables that show the past, for as long as this is kept: nobody fills them with something else meanwhile.
pub struct Held {
    place: OwnedRwLockReadGuard<Option<Scratch>, Scratch>,
}

impl Held {
    /// Connections that read these tables and can't write. They find no live table.
    #[must_use]
    pub fn pool(&self) -> &PgPool {
        &self.place.pool
    }
}

/// Where a look stands.
enum Look {
    /// The place was filled with it.
    Filled(Room),
    /// The place is to be filled with it, by whoever heard this.
    Empty(usize),
    /// It is being filled, or all places are being filled with other looks.
    Wait,
}

impl Scratches {
    /// As many places as may be looked at at once, for the tables of `set`.
    #[must_use]
    pub fn new(journal: Journal, set: ReadSet, places: usize) -> Arc<Self> {
        let places = places.max(1);
        let hands = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_HANDS);
        Arc::new(Self {
            journal,
            set,
            places: (0..places).map(|_| Arc::default()).collect(),
            shown: Mutex::new((0..places).map(|_| Shown::default()).collect()),
            ended: Notify::new(),
            hands: Arc::new(Semaphore::new(hands)),
        })
    }

    /// The tables as the facts of a view make them. Waits while all places are being filled. What was begun goes on when nobody
    /// waits for it any more: the next who asks finds it done, or hears why it could not be.
    ///
    /// # Errors
    /// When no place is free on this database, it can't be reached or written to, or a fact can't become rows.
    pub async fn hold(self: &Arc<Self>, view: &View) -> Result<Held, JournalError> {
        loop {
            // Begun before the looking, so that no end goes by unheard.
            let mut ended = std::pin::pin!(self.ended.notified());
            ended.as_mut().enable();
            match self.look(view)? {
                Look::Filled(place) => match Self::read(place, view).await {
                    Some(held) => return Ok(held),
                    None => self.forget(view),
                },
                Look::Empty(number) => {
                    self.begin(number, view.clone());
                    ended.await;
                }
                Look::Wait => ended.await,
            }
        }
    }

    /// The same, if it takes no longer than `patience`; else how far it is.
    ///
    /// # Errors
    /// When no place is free on this database, it can't be reached or written to, or a fact can't become rows.
    pub async fn hold_within(
        self: &Arc<Self>,
        view: &View,
        patience: Duration,
    ) -> Result<Result<Held, Progress>, JournalError> {
        match tokio::time::timeout(patience, self.hold(view)).await {
            Ok(held) => held.map(Ok),
            Err(_) => Ok(Err(self.progress(view))),
        }
    }

    fn progress(&self, view: &View) -> Progress {
        let shown = self.shown();
        let one = shown.iter().find(|one| one.view.as_ref() == Some(view));
        one.map_or(Progress { done: 0, of: 0 }, |one| one.meter.read())
    }

    /// Where a look stands. One that no place shows takes the place that lacks the fewest facts for it; or else the one that was
    /// asked for longest ago; never one that is being filled.
    fn look(&self, view: &View) -> Result<Look, JournalError> {
        let mut shown = self.shown();
        let now = shown.iter().map(|one| one.used).max().unwrap_or_default() + 1;
        if let Some(number) = shown.iter().position(|one| one.view.as_ref() == Some(view))
            && let (Some(one), Some(place)) = (shown.get_mut(number), self.places.get(number))
        {
            one.used = now;
            return match one.failure.take() {
                Some(failure) => {
                    one.view = None;
                    Err(failure)
                }
                None if one.is_filling => Ok(Look::Wait),
                None => Ok(Look::Filled(place.clone())),
            };
        }
        let free = || shown.iter().enumerate().filter(|(_, one)| !one.is_filling);
        let reaches = |one: &Shown| {
            let known = one.view.as_ref().filter(|known| known.is_before(view));
            known.map(|known| known.position)
        };
        let nearest = free().filter(|(_, one)| reaches(one).is_some()).max_by_key(|(_, one)| reaches(one));
        let place = nearest.or_else(|| free().min_by_key(|(_, one)| one.used)).map(|(number, _)| number);
        let Some(number) = place else { return Ok(Look::Wait) };
        if let Some(one) = shown.get_mut(number) {
            *one = Shown { view: Some(view.clone()), used: now, is_filling: true, ..Shown::default() };
        }
        Ok(Look::Empty(number))
    }

    /// The tables of a place that was filled with this; none when the place was lost since.
    async fn read(place: Room, view: &View) -> Option<Held> {
        let shown = place.read_owned().await;
        let place = OwnedRwLockReadGuard::try_map(shown, |scratch| {
            scratch.as_ref().filter(|scratch| scratch.content.as_ref() == Some(view))
        });
        let held = place.ok()?;
        if held.is_ours().await { Some(Held { place: held }) } else { None }
    }

    /// No place shows this any more, so that the next who asks has it filled anew.
    fn forget(&self, view: &View) {
        let mut shown = self.shown();
        let lost = shown.iter_mut().filter(|one| one.view.as_ref() == Some(view) && !one.is_filling);
        lost.for_each(|one| one.view = None);
    }

    /// Fills a place, whether or not anybody waits for it.
    fn begin(self: &Arc<Self>, number: usize, view: View) {
        let all = self.clone();
        tokio::spawn(async move {
            // In a task of its own, so that a panic there ends the filling too.
            let hand = all.clone();
            let work = tokio::spawn(async move { hand.fill(number, view).await });
            let filled = work.await.map_err(JournalError::Filling).flatten();
            if let Err(error) = &filled {
                tracing::error!(?error, "a look at the past could not be filled");
            }
            if let Some(one) = all.shown().get_mut(number) {
                one.is_filling = false;
                one.failure = filled.err();
            }
            all.ended.notify_waiters();
        });
    }

    async fn fill(&self, number: usize, view: View) -> Result<(), JournalError> {
        let Some(place) = self.places.get(number) else { return Err(JournalError::NoPlaceForThePast) };
        let meter = self.shown().get(number).map(|one| one.meter.clone()).unwrap_or_default();
        // Whoever reads there still is waited for.
        let mut filled = place.write().await;
        let has_it = match &*filled {
            Some(scratch) => scratch.is_ours().await,
            None => false,
        };
        if !has_it {
            if let Some(lost) = filled.take() {
                lost.pool.close().await;
            }
            *filled = Some(Scratch::take(&self.journal, &self.set).await?);
        }
        let Some(scratch) = filled.as_mut() else { return Err(JournalError::NoPlaceForThePast) };
        scratch.fill(self, view, meter).await
    }

    /// Gives every place back. To be called when nobody looks any more; without it the places go with the connections.
    pub async fn close(&self) {
        for place in &self.places {
            if let Some(scratch) = place.write().await.take() {
                scratch.pool.close().await;
                drop(scratch.keeper.into_inner().close().await);
            }
        }
        self.shown().iter_mut().for_each(|one| *one = Shown::default());
    }

    /// A panic elsewhere leaves the list whole: each change of it is one assignment.
    fn shown(&self) -> MutexGuard<'_, Vec<Shown>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Scratch {
    /// Takes a place that no server has, makes its tables where they are missing or of another shape, and opens it.
    async fn take(journal: &Journal, set: &ReadSet) -> Result<Self, JournalError> {
        let options = journal.pool().connect_options();
        let mut keeper = PgConnection::connect_with(&options).await?;
        prepare(&mut keeper, "es, pg_temp", false).await?;
        let place = free_place(&mut keeper).await?.ok_or(JournalError::NoPlaceForThePast)?;
        let holder = Uuid::new_v4();
        furnish(&mut keeper, place, set, holder).await?;
        let Place::Scratch(number) = place else { return Err(JournalError::NoPlaceForThePast) };
        let number = i32::try_from(number).unwrap_or_default();
        // From alone to together with our own readers, without letting go in between.
        sqlx::query!("SELECT pg_advisory_lock_shared(hashtext('journal past'), $1)", number)
            .fetch_one(&mut keeper)
            .await?;
        sqlx::query!("SELECT pg_advisory_unlock(hashtext('journal past'), $1)", number)
            .fetch_one(&mut keeper)
            .await?;
        let pool = PgPoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(Duration::from_secs(10))
            .idle_timeout(Duration::from_mins(5))
            .after_connect(move |connection, _| Box::pin(enter(connection, place, number, holder, true)))
            .connect_lazy_with((*options).clone());
        Ok(Self { place, number, holder, keeper: tokio::sync::Mutex::new(keeper), pool, content: None })
    }

    /// Whether the place is still this program's, and has what was filled in.
    async fn is_ours(&self) -> bool {
        let mut keeper = self.keeper.lock().await;
        matches!(holder(&mut keeper, self.place).await, Ok(Some(holder)) if holder == self.holder)
    }

    /// Fills the place; one that shows the same streams as of an earlier fact goes on from there. What is interrupted leaves it
    /// with no content, and is done anew by the next who asks.
    async fn fill(&mut self, all: &Scratches, view: View, meter: Arc<Meter>) -> Result<(), JournalError> {
        let earlier = self.content.take().filter(|known| known.is_before(&view));
        if earlier.is_none() {
            empty(self.keeper.get_mut(), self.place).await?;
        }
        let from = earlier.map_or(0, |known| known.position);
        let filling = Filling { place: self.place, set: &all.set, meter };
        let (to, mut stretches) = mpsc::channel(1);
        let reading = past::send(&self.pool, &view, from, all.journal.upcasters(), to);
        let (keeper, pool) = (self.keeper.get_mut(), &self.pool);
        let mut hands = Hands::new(all, self.place, (self.number, self.holder));
        let writing = async {
            let mut is_first = true;
            while let Some(stretch) = stretches.recv().await {
                if std::mem::take(&mut is_first) {
                    let counting = past::count(pool, &view, from, &stretch);
                    let (count, joined) = tokio::join!(counting, hands.join(stretch.facts.len()));
                    filling.meter.begin(count?, all.set.projections.len());
                    joined?;
                }
                filling.fill(keeper, &mut hands.connections, stretch.facts).await?;
            }
            // Moved in here, so that the reader hears when nobody takes facts any more.
            drop(stretches);
            Ok(())
        };
        let (read, written) = tokio::join!(reading, writing);
        hands.leave().await;
        // Where writing failed, reading ended because nobody took what it read.
        written.and(read)?;
        self.content = Some(view);
        Ok(())
    }
}

/// Connections that fill beside the one that holds the place: as many as this program has free for all its places.
struct Hands<'s> {
    all: &'s Scratches,
    place: Place,
    number: i32,
    holder: Uuid,
    connections: Vec<PgConnection>,
    permits: Vec<OwnedSemaphorePermit>,
}

impl<'s> Hands<'s> {
    fn new(all: &'s Scratches, place: Place, (number, holder): (i32, Uuid)) -> Self {
        Self { all, place, number, holder, connections: Vec::new(), permits: Vec::new() }
    }

    /// Opens them, if it pays for so many facts.
    async fn join(&mut self, facts: usize) -> Result<(), JournalError> {
        if facts < MANY {
            return Ok(());
        }
        while let Ok(permit) = self.all.hands.clone().try_acquire_owned() {
            self.permits.push(permit);
        }
        let options = self.all.journal.pool().connect_options();
        let opened = self.permits.iter().map(async |_| {
            let mut connection = PgConnection::connect_with(&options).await?;
            enter(&mut connection, self.place, self.number, self.holder, false).await?;
            Ok::<_, sqlx::Error>(connection)
        });
        self.connections = futures::future::try_join_all(opened).await?;
        Ok(())
    }

    async fn leave(self) {
        for connection in self.connections {
            drop(connection.close().await);
        }
    }
}

/// A place that no other server has, locked for this connection alone.
async fn free_place(keeper: &mut PgConnection) -> Result<Option<Place>, JournalError> {
    for place in Place::scratches() {
        let Place::Scratch(number) = place else { continue };
        let taken = sqlx::query_scalar!(
            r#"SELECT pg_try_advisory_lock(hashtext('journal past'), $1) AS "taken!""#,
            i32::try_from(number).unwrap_or_default()
        )
        .fetch_one(&mut *keeper)
        .await?;
        if taken {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

/// Sees to it that the place has empty tables of this program's shape, and writes down whose it is.
async fn furnish(
    keeper: &mut PgConnection,
    place: Place,
    set: &ReadSet,
    holder: Uuid,
) -> Result<(), JournalError> {
    let mut transaction = keeper.begin().await?;
    let is_ready = place.shape(&mut *transaction).await?.is_some_and(|shape| shape == set.shape())
        && !tables(&mut transaction, place).await?.is_empty();
    if is_ready {
        truncate(&mut transaction, place).await?;
    } else {
        place.replace_for_scratch(&mut transaction, set).await?;
    }
    let schema = place.schema();
    let statement =
        format!("DELETE FROM {schema}.asof_holder; INSERT INTO {schema}.asof_holder VALUES ('{holder}')");
    transaction.execute(sqlx::raw_sql(&statement)).await?;
    transaction.commit().await?;
    Ok(())
}

/// What a connection beside the keeper's does first: it holds the place, and looks whose it is.
async fn enter(
    connection: &mut PgConnection,
    place: Place,
    number: i32,
    expected: Uuid,
    reads_only: bool,
) -> Result<(), sqlx::Error> {
    prepare(connection, &place.search_path(), reads_only).await?;
    if reads_only {
        // The facts of a school are sorted whole, which takes several times as long on a disk.
        sqlx::query!("SET work_mem = '64MB'").execute(&mut *connection).await?;
    }
    let held = sqlx::query_scalar!(
        r#"SELECT pg_try_advisory_lock_shared(hashtext('journal past'), $1) AS "held!""#,
        number
    )
    .fetch_one(&mut *connection)
    .await?;
    if held && holder(connection, place).await? == Some(expected) {
        return Ok(());
    }
    Err(sqlx::Error::Protocol(format!("the place {} was taken by another server", place.schema())))
}

/// Whose a place is; nobody's after a crash.
async fn holder(connection: &mut PgConnection, place: Place) -> Result<Option<Uuid>, sqlx::Error> {
    let statement = format!("SELECT holder FROM {}.asof_holder", place.schema());
    sqlx::query_scalar(&statement).fetch_optional(connection).await
}

/// The tables of a place, with their schema.
async fn tables(connection: &mut PgConnection, place: Place) -> Result<Vec<String>, JournalError> {
    let names = sqlx::query_scalar!(
        r#"SELECT format('%I.%I', nspname, relname) AS "name!"
           FROM pg_class JOIN pg_namespace AS n ON n.oid = relnamespace
           WHERE nspname = $1 AND relkind = 'r' AND relname <> 'asof_holder' ORDER BY 1"#,
        place.schema()
    )
    .fetch_all(connection)
    .await?;
    Ok(names)
}

/// Takes all rows out of a place, and what was set aside in it.
async fn empty(keeper: &mut PgConnection, place: Place) -> Result<(), JournalError> {
    let mut transaction = keeper.begin().await?;
    sqlx::query!("SET LOCAL synchronous_commit = off").execute(&mut *transaction).await?;
    let bytes = sqlx::query_scalar!(
        r#"SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint AS "bytes!"
           FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
           WHERE nspname = $1 AND relkind = 'r'"#,
        place.schema()
    )
    .fetch_one(&mut *transaction)
    .await?;
    if bytes > MOST_BYTES {
        truncate(&mut transaction, place).await?;
    } else {
        let swept = tables(&mut transaction, place).await?;
        let statements: Vec<String> = swept.iter().map(|table| format!("DELETE FROM {table}")).collect();
        transaction.execute(sqlx::raw_sql(&statements.join("; "))).await?;
    }
    sqlx::query!("DELETE FROM es.quarantine WHERE schema_name = $1", place.schema())
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(())
}

/// Takes all rows out of a place, and gives their room back.
async fn truncate(connection: &mut PgConnection, place: Place) -> Result<(), JournalError> {
    let tables = tables(connection, place).await?;
    let statement = format!("TRUNCATE {}", tables.join(", "));
    connection.execute(sqlx::raw_sql(&statement)).await?;
    Ok(())
}
