//! The journal as it was: what was the last fact on an instant, and the facts of some streams up to one.
//!
//! "As known on an instant" is a position: the last fact of the last block that was sealed by then. Blocks are sealed at ever
//! later moments, whatever the clock does, so an instant means the same facts for ever. The moment in a fact itself is
//! shown and never asked for, because clocks step back.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;

use cqrs_es::Aggregate;
use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use sqlx::{PgConnection, PgPool};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::recorded::{self, Recorded, Row};
use crate::upcast::Upcasters;
use crate::{Journal, JournalError, Loaded};

/// A moment of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The last fact that was known.
    pub position: u64,
    /// When it was sealed.
    pub sealed_at: jiff::Timestamp,
}

impl Journal {
    /// What was the last fact at `instant`; none before the first fact. Once there is a block of that instant or later, the answer
    /// is the same for ever, whatever the clocks do. For a later instant it stays so long as the database's clock is not set
    /// back past it.
    ///
    /// # Errors
    /// When the instant is still to come by the database's clock, or the database can't be reached.
    pub async fn moment_at(&self, instant: jiff::Timestamp) -> Result<Option<Moment>, JournalError> {
        use jiff_sqlx::ToSqlx;
        let is_passed = sqlx::query_scalar!(
            r#"SELECT EXISTS (SELECT FROM es.block WHERE sealed_at >= $1) AS "is_passed!""#,
            instant.to_sqlx() as _
        )
        .fetch_one(self.pool())
        .await?;
        // Each block is later than the one before it: none that is still to come can be as early as that. Otherwise the one that
        // is being sealed now may be, since it carries the moment at which it was written and not that of its commit. It is waited
        // for; those after it read the clock when it has gone on.
        if !is_passed {
            self.wait_until_after(instant).await?;
            sqlx::query!("SELECT id FROM es.sealer FOR SHARE").fetch_one(self.pool()).await?;
        }
        let row = sqlx::query!(
            r#"SELECT last_position, sealed_at AS "sealed_at: jiff_sqlx::Timestamp" FROM es.block
               WHERE sealed_at <= $1 ORDER BY sealed_at DESC LIMIT 1"#,
            instant.to_sqlx() as _
        )
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|row| Moment {
            position: row.last_position.cast_unsigned(),
            sealed_at: row.sealed_at.to_jiff(),
        }))
    }

    /// Waits until the database's clock, by which blocks are sealed, has gone past an instant; a second at most.
    async fn wait_until_after(&self, instant: jiff::Timestamp) -> Result<(), JournalError> {
        use jiff_sqlx::ToSqlx;
        loop {
            let clock = sqlx::query!(
                r#"SELECT clock_timestamp() AS "now!: jiff_sqlx::Timestamp", clock_timestamp() > $1 AS "is_past!""#,
                instant.to_sqlx() as _
            )
            .fetch_one(self.pool())
            .await?;
            let ahead = instant.duration_since(clock.now.to_jiff());
            if clock.is_past {
                return Ok(());
            }
            if ahead > jiff::SignedDuration::from_secs(1) {
                return Err(JournalError::StillToCome);
            }
            let ahead = Duration::try_from(ahead).unwrap_or_default();
            tokio::time::sleep(ahead + Duration::from_millis(1)).await;
        }
    }

    /// The moment from which the fact at `position` was known; none if there is no such fact yet. It is the moment of its
    /// block: facts that were sealed together were known together.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn moment_of(&self, position: u64) -> Result<Option<Moment>, JournalError> {
        let row = sqlx::query!(
            r#"SELECT sealed_at AS "sealed_at: jiff_sqlx::Timestamp" FROM es.block
               WHERE first_position <= $1 AND last_position >= $1"#,
            position.cast_signed()
        )
        .fetch_optional(self.pool())
        .await?;
        Ok(row.map(|row| Moment { position, sealed_at: row.sealed_at.to_jiff() }))
    }
}

/// A stream's state as its facts up to the journal's end had left it. One of which a choice leaves facts out has none that this
/// could find: the state would count its facts otherwise than they are numbered.
pub(crate) async fn load<A: Aggregate>(journal: &Journal, id: &str) -> Result<Loaded<A>, JournalError> {
    let facts = journal.stream(A::TYPE, id).await?;
    let mut loaded = Loaded { state: A::default(), sequence: 0 };
    for fact in facts {
        if fact.sequence != loaded.sequence + 1 {
            return Err(JournalError::WithGaps);
        }
        let event = serde_json::from_value(fact.payload).map_err(|source| JournalError::Unreadable {
            aggregate_type: fact.aggregate_type,
            aggregate_id: fact.aggregate_id,
            source: source.into(),
        })?;
        loaded.state.apply(event);
        loaded.sequence = fact.sequence;
    }
    Ok(loaded)
}

/// The streams that a look at the past needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Streams {
    named: BTreeSet<(String, String)>,
    kinds: BTreeSet<String>,
}

impl Streams {
    /// These, and one more: the stream `id` of a kind.
    #[must_use]
    pub fn and(mut self, aggregate_type: &str, id: impl Into<String>) -> Self {
        self.named.insert((aggregate_type.to_owned(), id.into()));
        self
    }

    /// These, and every stream of a kind.
    #[must_use]
    pub fn and_all(mut self, aggregate_type: &str) -> Self {
        self.kinds.insert(aggregate_type.to_owned());
        self
    }

    /// The kinds and the ids of the streams that are named, and the kinds of which every stream is among them.
    pub(crate) fn listed(&self) -> (Vec<String>, Vec<String>, Vec<String>) {
        let named = self.named.iter().filter(|(kind, _)| !self.kinds.contains(kind)).cloned();
        let (types, ids) = named.unzip();
        (types, ids, self.kinds.iter().cloned().collect())
    }
}

/// Which of the facts up to a moment count in a look at the past. Some may be left out; none is changed, and none changes its
/// place.
pub trait Choice: Send + Sync {
    /// What the choice is, in words that no other choice has: looks that ask for the same are answered from the same tables.
    fn name(&self) -> String;

    /// Those of the facts that count, in their order. Each stream comes whole, up to the moment.
    fn of(&self, facts: Vec<Recorded>) -> Vec<Recorded>;
}

/// What a look at the past shows.
#[derive(Clone)]
pub struct View {
    pub(crate) streams: Streams,
    pub(crate) position: u64,
    pub(crate) choice: Option<Arc<dyn Choice>>,
}

impl View {
    /// The facts of these streams up to `position`.
    #[must_use]
    pub fn until(streams: Streams, position: u64) -> Self {
        Self { streams, position, choice: None }
    }

    /// Of these facts those that `choice` takes.
    #[must_use]
    pub fn choosing(self, choice: Arc<dyn Choice>) -> Self {
        Self { choice: Some(choice), ..self }
    }

    fn chosen(&self) -> Option<String> {
        self.choice.as_ref().map(|choice| choice.name())
    }

    /// Whether `later` is what this comes to with more facts. A choice looks at all of them, so that one fact more may
    /// leave out others.
    pub(crate) fn is_before(&self, later: &Self) -> bool {
        let all = self.choice.is_none() && later.choice.is_none();
        all && self.streams == later.streams && self.position <= later.position
    }
}

impl PartialEq for View {
    fn eq(&self, other: &Self) -> bool {
        self.position == other.position && self.chosen() == other.chosen() && self.streams == other.streams
    }
}

/// A fact with its block, as the database gives it.
struct Found {
    first_position: i64,
    last_position: i64,
    ident: i64,
    aggregate_type: String,
    aggregate_id: String,
    sequence: i64,
    event_type: String,
    event_version: String,
    payload: serde_json::Value,
    metadata: serde_json::Value,
    recorded_at: jiff_sqlx::Timestamp,
    command_id: Option<Uuid>,
}

impl Found {
    /// Whether it shares its block with others: only then its place in it is a question.
    fn has_company(&self) -> bool {
        self.last_position > self.first_position
    }

    fn at(self, position: i64) -> Row {
        Row {
            position: Some(position),
            aggregate_type: self.aggregate_type,
            aggregate_id: self.aggregate_id,
            sequence: self.sequence,
            event_type: self.event_type,
            event_version: self.event_version,
            payload: self.payload,
            metadata: self.metadata,
            recorded_at: self.recorded_at,
            command_id: self.command_id,
        }
    }
}

/// How many facts are in memory at once, where there are many: as many again are read meanwhile.
const STRETCH: usize = 5_000;
/// How many of them come first, so that filling begins while the others are read.
const FIRST: usize = 1_000;

/// Facts of a view, one after the other.
pub(crate) struct Stretch {
    pub(crate) facts: Vec<Recorded>,
    /// None come after these.
    pub(crate) is_last: bool,
}

/// Sends on the facts of a view after `from`, in sealed order and without their leaves, a stretch at a time. It ends early when
/// nobody takes them any more.
pub(crate) async fn send(
    readers: &PgPool,
    view: &View,
    from: u64,
    upcasters: &Upcasters,
    stretches: mpsc::Sender<Stretch>,
) -> Result<(), JournalError> {
    let mut reader = readers.acquire().await?;
    let mut found = in_blocks(&mut reader, &view.streams, from, view.position);
    // A choice looks at all facts before it takes any.
    let mut all = Vec::new();
    let mut most = FIRST;
    loop {
        let stretch = next(readers, &mut found, most, (from, view.position), upcasters).await?;
        most = STRETCH;
        let is_last = stretch.is_last;
        let ready = match &view.choice {
            None => stretch,
            Some(choice) => {
                all.extend(stretch.facts);
                if !is_last {
                    continue;
                }
                Stretch { facts: choice.of(std::mem::take(&mut all)), is_last }
            }
        };
        // Whoever does not wait for it any more misses nothing.
        if stretches.send(ready).await.is_err() || is_last {
            return Ok(());
        }
    }
}

/// The next facts, `most` at most; in the last stretch there may be none.
async fn next(
    readers: &PgPool,
    found: &mut BoxStream<'_, sqlx::Result<Found>>,
    most: usize,
    (from, until): (u64, u64),
    upcasters: &Upcasters,
) -> Result<Stretch, JournalError> {
    let (from, until) = (from.cast_signed(), until.cast_signed());
    loop {
        let some: Vec<Found> = found.by_ref().take(most).try_collect().await?;
        let is_last = some.len() < most;
        let ranks = ranks(readers, &some).await?;
        let place = |fact: &Found| {
            ranks.get(&(fact.first_position, fact.ident)).copied().unwrap_or(fact.first_position)
        };
        let placed = some.into_iter().map(|fact| (place(&fact), fact));
        let within = placed.filter(|(position, _)| *position > from && *position <= until);
        let rows: Vec<Row> = within.map(|(position, fact)| fact.at(position)).collect();
        // The blocks at both ends may have facts that are not asked for.
        if is_last || !rows.is_empty() {
            return Ok(Stretch { facts: recorded::read(rows, upcasters)?, is_last });
        }
    }
}

/// The facts of some streams in the blocks that have places after `from` and up to `until`, in sealed order.
fn in_blocks<'c>(
    connection: &'c mut PgConnection,
    streams: &Streams,
    from: u64,
    until: u64,
) -> BoxStream<'c, sqlx::Result<Found>> {
    let (types, ids, kinds) = streams.listed();
    sqlx::query_as!(
        Found,
        r#"SELECT b.first_position AS "first_position!", b.last_position AS "last_position!", e.ident AS "ident!", e.aggregate_type AS "aggregate_type!",
                  e.aggregate_id AS "aggregate_id!", e.sequence AS "sequence!", e.event_type AS "event_type!",
                  e.event_version AS "event_version!", e.payload AS "payload!", e.metadata AS "metadata!",
                  e.recorded_at AS "recorded_at!: jiff_sqlx::Timestamp", e.command_id
           FROM (SELECT named.* FROM unnest($1::text[], $2::text[]) AS one (kind, id)
                 CROSS JOIN LATERAL (SELECT * FROM es.events
                                     WHERE aggregate_type = one.kind AND aggregate_id = one.id OFFSET 0) AS named
                 UNION ALL
                 SELECT * FROM es.events WHERE aggregate_type = ANY($3::text[])) AS e
           CROSS JOIN LATERAL (
             SELECT * FROM es.block WHERE block.epoch = e.epoch AND block.tx_from <= e.tx
             ORDER BY block.tx_from DESC LIMIT 1) AS b
           WHERE b.tx_to > e.tx AND b.last_position > $4 AND b.first_position <= $5
           ORDER BY b.first_position, e.ident"#,
        &types,
        &ids,
        &kinds,
        from.cast_signed(),
        until.cast_signed(),
    )
    .fetch(connection)
}

/// How many facts a view has after `from`, of which `first` came first. Where there are more than these, such are counted too
/// that only share a block with the last one.
pub(crate) async fn count(
    readers: &PgPool,
    view: &View,
    from: u64,
    first: &Stretch,
) -> Result<u64, JournalError> {
    if first.is_last {
        return Ok(first.facts.len() as u64);
    }
    let (types, ids, kinds) = view.streams.listed();
    // The blocks at both ends say which transactions' facts are among them: no fact's own block is looked up for that.
    let count = sqlx::query_scalar!(
        r#"WITH begins AS MATERIALIZED (
             SELECT epoch, tx_from FROM es.block WHERE last_position > $4 ORDER BY last_position LIMIT 1),
           ends AS MATERIALIZED (
             SELECT epoch, tx_to FROM es.block WHERE first_position <= $5 ORDER BY first_position DESC LIMIT 1)
           SELECT count(*) AS "count!"
           FROM (SELECT named.* FROM unnest($1::text[], $2::text[]) AS one (kind, id)
                 CROSS JOIN LATERAL (SELECT epoch, tx FROM es.events
                                     WHERE aggregate_type = one.kind AND aggregate_id = one.id OFFSET 0) AS named
                 UNION ALL
                 (SELECT epoch, tx FROM es.events WHERE aggregate_type = ANY($3::text[]) OFFSET 0)) AS e
           WHERE (e.epoch, e.tx) >= (SELECT epoch, tx_from FROM begins)
             AND (e.epoch, e.tx) < (SELECT epoch, tx_to FROM ends)"#,
        &types,
        &ids,
        &kinds,
        from.cast_signed(),
        view.position.cast_signed(),
    )
    .fetch_one(readers)
    .await?;
    Ok(count.cast_unsigned())
}

/// The places of facts that share their block with others, by the block's first place and their ident. Each such block is
/// numbered once, whole, and not once for each of its facts; one of them is in memory at a time.
async fn ranks(readers: &PgPool, found: &[Found]) -> Result<HashMap<(i64, i64), i64>, JournalError> {
    let mut own = BTreeMap::<i64, Vec<i64>>::new();
    for fact in found.iter().filter(|fact| fact.has_company()) {
        own.entry(fact.first_position).or_default().push(fact.ident);
    }
    let mut ranks = HashMap::new();
    if own.is_empty() {
        return Ok(ranks);
    }
    let firsts: Vec<i64> = own.keys().copied().collect();
    // Whole blocks come, in which ours are looked for here: the database would compare each fact with each.
    let mut blocks = sqlx::query!(
        r#"SELECT b.first_position AS "first_position!", e.idents AS "idents!"
           FROM unnest($1::bigint[]) AS one (first) JOIN es.block AS b ON b.first_position = one.first
           CROSS JOIN LATERAL (
             SELECT array_agg(ident ORDER BY ident) AS idents FROM es.events
             WHERE events.epoch = b.epoch AND events.tx >= b.tx_from AND events.tx < b.tx_to) AS e"#,
        &firsts,
    )
    .fetch(readers);
    while let Some(block) = blocks.try_next().await? {
        for ident in own.remove(&block.first_position).unwrap_or_default() {
            let before = block.idents.partition_point(|other| *other < ident);
            let place = block.first_position + i64::try_from(before).unwrap_or_default();
            ranks.insert((block.first_position, ident), place);
        }
    }
    Ok(ranks)
}
