//! Lets a ledger grow: the streams that are measured come by the command, as they do in a school, the others by the thousand.

use std::str::FromStr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use indicatif::{ProgressBar, ProgressStyle};
use journal::{Change, Context, Journal, Running};
use serde_json::Value;
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions, Executor};
use system::{Installation, Portal};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::busy::{self, Course};
use crate::pattern::{self, Copied, Pattern};

/// How many people of a school give commands at once. Each command is one fact, as most are.
const WRITERS: usize = 4;
/// Facts of one transaction of the others.
const OF_AN_IMPORT: usize = 10_000;
/// How many facts an ordinary cycle has.
pub(crate) const ORDINARY: usize = 300;
/// How many facts the busy cycle has.
pub(crate) const BUSY: usize = 5_000;
/// The school of the busy cycle.
const OF_THE_BUSY: &str = "demo:past-busy";
/// The school of all facts that are nobody else's.
pub(crate) const REST: &str = "demo:past-rest";

/// A ledger on a running installation.
pub(crate) struct Ledger {
    journal: Journal,
    options: PgConnectOptions,
    pattern: Arc<Pattern>,
    /// How many facts there are.
    pub(crate) facts: usize,
    /// How many copies the school of the rest has, and how many facts.
    copies: usize,
    pub(crate) rest: usize,
}

/// How long a step took.
#[derive(Clone, Copy)]
pub(crate) struct Took {
    pub(crate) stored: Duration,
    pub(crate) shown: Duration,
}

impl Ledger {
    /// The ledger of an installation that runs and has the demonstration.
    pub(crate) async fn of(installation: &Installation) -> Self {
        let address = embedded::url_of_running(installation.folder());
        let options =
            PgConnectOptions::from_str(&address).expect("an address of PostgreSQL").database("quadrant");
        let pool = journal::connect(options.clone(), 12).await.expect("the private server answers");
        let journal =
            Journal::open(pool).await.expect("the journal opens").with_upcasters(domain::upcasters());
        let ordinary = busy::gone_on(pattern::running(&journal).await, Course::Ordinary, ORDINARY).await;
        let pattern = Arc::new(Pattern::of_demonstration(&journal, &ordinary).await);
        let facts = journal.figures().await.expect("figures").sealed;
        let facts = usize::try_from(facts).expect("a count");
        let mut ledger = Self { journal, options, pattern, facts, copies: 0, rest: 0 };
        ledger.school(REST).await;
        ledger.school(OF_THE_BUSY).await;
        ledger
    }

    async fn school(&mut self, school: &str) {
        let registered = pattern::registered(&self.journal, school).await;
        self.store(&[registered]).await;
        self.facts += 1;
    }

    /// A cycle of [`BUSY`] facts: its id.
    pub(crate) async fn busy(&mut self) -> String {
        let facts = busy::gone_on(pattern::running(&self.journal).await, Course::PutRight, BUSY).await;
        let facts = pattern::moved(self.journal.pool(), &facts, OF_THE_BUSY).await;
        let stream = Copied::cycle(&facts);
        let sealing = self.sealing().await;
        self.by_commands(std::slice::from_ref(&stream)).await;
        sealing.stop().await;
        self.facts += stream.facts();
        stream.id
    }

    /// A school of so many facts. Answers how many of them a block has.
    pub(crate) async fn school_of(&mut self, school: &str, facts: usize) -> f64 {
        self.school(school).await;
        let sealing = self.sealing().await;
        let before = self.blocks().await;
        let mut left = facts - 1;
        let mut number = 0;
        while left > 0 {
            let streams = self.pattern.copy(school, number, left);
            self.by_commands(&streams).await;
            left -= streams.iter().map(Copied::facts).sum::<usize>();
            number += 1;
        }
        sealing.stop().await;
        self.facts += facts - 1;
        facts as f64 / (self.blocks().await - before) as f64
    }

    /// Seals what comes from here as soon as it comes, as the program does with its own commands. Otherwise many of them would
    /// share a block.
    async fn sealing(&self) -> Running {
        let running =
            journal::start(self.journal.clone(), portal::read_set::all(), CancellationToken::new()).await;
        running.expect("the tables are those of this program")
    }

    async fn blocks(&self) -> i64 {
        let blocks = "SELECT height FROM es.sealer";
        sqlx::query_scalar(blocks).fetch_one(self.journal.pool()).await.expect("the sealer's mark")
    }

    /// The ordinary cycle of a school that was made here.
    pub(crate) fn ordinary_of(&self, school: &str) -> String {
        self.pattern.added(school, 0)
    }

    /// So many facts in all, the missing ones in the school of the rest.
    pub(crate) async fn fill_up(&mut self, to: usize) {
        let bar = ProgressBar::new((to - self.facts) as u64);
        let style = ProgressStyle::with_template("{msg:<28} {bar:32} {pos}/{len} {eta}");
        bar.set_style(style.expect("a template of a bar"));
        bar.set_message(format!("making {to} facts"));
        let mut next = self.batch(to - self.facts);
        loop {
            let changes = next.await.expect("facts can be copied");
            let stored: usize = changes.iter().map(Change::events).sum();
            if stored == 0 {
                break;
            }
            self.facts += stored;
            self.rest += stored;
            // The next ones are made while these are stored.
            next = self.batch(to - self.facts);
            self.store(&changes).await;
            bar.inc(stored as u64);
        }
        bar.finish_and_clear();
    }

    /// The next facts of the school of the rest, at most `most` and about as many as an import has.
    fn batch(&mut self, most: usize) -> tokio::task::JoinHandle<Vec<Change>> {
        let most = most.min(OF_AN_IMPORT);
        let each = self.pattern.facts();
        let (pattern, first) = (self.pattern.clone(), self.copies);
        self.copies += most.div_ceil(each);
        tokio::task::spawn_blocking(move || {
            let (mut changes, mut left) = (vec![], most);
            for number in first.. {
                if left == 0 {
                    break;
                }
                let copied = pattern.copy(REST, number, left);
                left -= copied.iter().map(Copied::facts).sum::<usize>();
                changes.extend(copied.iter().map(|one| one.change(0, usize::MAX / 2)));
            }
            changes
        })
    }

    async fn by_commands(&self, streams: &[Copied]) {
        let share = streams.len().div_ceil(WRITERS);
        join_all(streams.chunks(share).map(async |own| {
            for stream in own {
                for from in 0..stream.facts() {
                    self.store(&[stream.change(from, 1)]).await;
                }
            }
        }))
        .await;
    }

    async fn store(&self, changes: &[Change]) {
        let context =
            Context::new(Uuid::new_v4(), "8d0e5d1c-6c1e-4a39-9a54-6f3d1f7d3a10", "teacher", "bench");
        self.journal.append_many(changes, &context, |_| {}).await.expect("the journal stores");
    }

    /// Waits until every fact has its place and is in the read tables, and tidies up.
    pub(crate) async fn settle(&self, portal: &Portal, began: Instant) -> Took {
        let stored = began.elapsed();
        let reader = portal.reader();
        loop {
            let health = reader.get("/health/ready").await.json();
            let behind = health.pointer("/lag").and_then(Value::as_array).is_some_and(|all| {
                all.iter().any(|table| table.pointer("/events").and_then(Value::as_u64) != Some(0))
            });
            if health.pointer("/position").and_then(Value::as_u64) >= Some(self.facts as u64) && !behind {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await; // what is waited for can't tell
        }
        let shown = began.elapsed().saturating_sub(stored);
        let mut owner = self.options.connect().await.expect("the private server answers");
        for statement in ["VACUUM (ANALYZE)", "CHECKPOINT"] {
            owner.execute(statement).await.expect("the server tidies up");
        }
        Took { stored, shown }
    }
}
