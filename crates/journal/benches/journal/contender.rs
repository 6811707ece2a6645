//! What writes facts: the least that can be done, the journal, and the framework as it comes.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use futures::future::join_all;
use journal::Journal;
use sqlx::PgPool;
use uuid::Uuid;

use crate::stock::{Framework, framework};
use crate::toy::{Fill, Jar, context, filled};

/// One way to store a fact.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Contender {
    /// One INSERT of one row that commits: nothing is loaded, decided or checked.
    Floor,
    /// Load, decide, append.
    Journal,
    /// The framework on the journal's table.
    Stock,
    /// The framework on the table that comes with it.
    StockAtHome,
}

impl Contender {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Journal => "journal",
            Self::Stock => "stock",
            Self::StockAtHome => "stock at home",
        }
    }

    fn table(self) -> &'static str {
        if self == Self::StockAtHome { "stock.events" } else { "es.events" }
    }
}

/// Which streams the writers write to.
#[derive(Clone, Copy)]
pub(crate) enum Streams {
    /// A new one for each fact.
    New,
    /// Again and again to so many, which were filled before and are named after their contender.
    Filled(usize),
}

/// What a stretch of writing came to.
#[derive(Default)]
pub(crate) struct Outcome {
    pub(crate) per_second: f64,
    pub(crate) waited: Vec<Duration>,
}

/// `writers` tasks write as fast as they can for `each`; `mark` keeps the new streams of one stretch from another's.
pub(crate) async fn write(
    contender: Contender,
    journal: &Journal,
    (writers, each): (usize, Duration),
    streams: Streams,
    mark: &str,
) -> Outcome {
    let began = Instant::now();
    let tasks = (0..writers).map(|writer| {
        let hand = Hand::new(contender, journal);
        let mark = mark.to_owned();
        tokio::spawn(async move {
            let mut waited = vec![];
            let mut number = 0;
            while began.elapsed() < each {
                let id = match streams {
                    Streams::Filled(count) if contender != Contender::Floor => {
                        let own = (count / writers).max(1);
                        stream(contender, writer + writers * (number % own))
                    }
                    // The floor loads nothing: to it all streams are new.
                    Streams::New | Streams::Filled(_) => {
                        format!("{}-{mark}-{writer}-{number}", contender.name())
                    }
                };
                let asked = Instant::now();
                hand.write(&id).await;
                waited.push(asked.elapsed());
                number += 1;
            }
            waited
        })
    });
    let mut outcome = Outcome::default();
    for task in join_all(tasks).await {
        outcome.waited.extend(task.expect("a writer writes to the end"));
    }
    outcome.per_second = outcome.waited.len() as f64 / began.elapsed().as_secs_f64();
    outcome
}

/// The name of a stream that was filled before.
pub(crate) fn stream(contender: Contender, number: usize) -> String {
    format!("{}-filled-{number}", contender.name())
}

/// One writer's means.
enum Hand {
    Floor(PgPool),
    Journal(Journal),
    Stock(Box<Framework>),
}

impl Hand {
    fn new(contender: Contender, journal: &Journal) -> Self {
        match contender {
            Contender::Floor => Self::Floor(journal.pool().clone()),
            Contender::Journal => Self::Journal(journal.clone()),
            Contender::Stock | Contender::StockAtHome => {
                Self::Stock(Box::new(framework(journal.pool(), contender.table())))
            }
        }
    }

    async fn write(&self, id: &str) {
        match self {
            Self::Floor(pool) => insert(pool, id).await,
            Self::Journal(journal) => {
                journal.execute::<Jar>(id, None, Fill(1), &context()).await.expect("the journal stores");
            }
            Self::Stock(framework) => {
                let (_, metadata) = metadata();
                framework.execute_with_metadata(id, Fill(1), metadata).await.expect("the framework stores");
            }
        }
    }
}

/// A command's id and the journal's metadata, for those who do not make it themselves.
fn metadata() -> (Uuid, HashMap<String, String>) {
    let context = context();
    let id = context.command_id.to_string();
    let entries = [
        ("actor", context.actor),
        ("role", context.role),
        ("client", context.client),
        ("command_id", id.clone()),
        ("correlation_id", id),
        ("schema", "1".to_owned()),
    ];
    let entries = entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    (context.command_id, entries)
}

async fn insert(pool: &PgPool, id: &str) {
    let (command_id, metadata) = metadata();
    sqlx::query(
        "INSERT INTO floor.events (aggregate_type, aggregate_id, sequence, event_type, event_version,
                                   payload, metadata, command_id)
         VALUES ('jar', $1, 1, 'filled', '1', $2::text::json, $3::text::json, $4)",
    )
    .bind(id)
    .bind(serde_json::to_string(&filled(1)).expect("the toy is JSON"))
    .bind(serde_json::to_string(&metadata).expect("metadata is JSON"))
    .bind(command_id)
    .execute(pool)
    .await
    .expect("the floor stores");
}
