//! A read table made anew from the first fact, beside reading the same facts and doing nothing with them.

use std::time::{Duration, Instant};

use futures::TryStreamExt;
use journal::Journal;
use sqlx::postgres::PgPoolCopyExt;
use sqlx::{Executor, PgPool};

use crate::Extent;
use crate::many::{import, seal};
use crate::place::Place;
use crate::report::{Report, median, rate, ratio, row};
use crate::stock::replay;
use crate::tables::read_set;

/// How many facts the framework replays: it takes a transaction for each.
const REPLAYED: usize = 2_000;
const COLUMNS: &str =
    "aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata, recorded_at";

pub(crate) async fn measure(extent: &Extent, report: &mut Report) {
    let place = Place::fresh("rebuild").await;
    let journal = place.journal(4).await;
    let sealed = sealed_in_blocks(&journal, extent).await;
    place.settle().await;
    let (mut copies, mut reads, mut ours) = (vec![], vec![], vec![]);
    for round in 0..=extent.rounds.min(3) {
        let figures = [copy(journal.pool()).await, read(journal.pool()).await, rebuild(&journal).await];
        let [copy, read, rebuilt] = figures.map(|took| extent.events as f64 / took.as_secs_f64());
        if round > 0 {
            copies.push(copy);
            reads.push(read);
            ours.push(rebuilt);
        }
    }
    let replayed = replayed().await;
    let against = |others: &[f64]| {
        ratio(median(&ours.iter().zip(others).map(|(ours, other)| ours / other).collect::<Vec<_>>()))
    };
    let rows = [
        row([
            "rebuild, events/s",
            "COPY out /s",
            "of it",
            "ordered SELECT /s",
            "of it",
            "sealing /s",
            "sealing : rebuild",
            "the framework's replay /s",
            "rebuild : replay",
        ]),
        vec![
            rate(median(&ours)),
            rate(median(&copies)),
            against(&copies),
            rate(median(&reads)),
            against(&reads),
            rate(sealed),
            ratio(sealed / median(&ours)),
            rate(replayed),
            ratio(median(&ours) / replayed),
        ],
    ];
    report.table(&format!("A toy read table made anew from {} facts", extent.events), &rows);
    journal.pool().close().await;
}

/// Stores the facts as several imports, so that there are several blocks, and seals them: events a second.
async fn sealed_in_blocks(journal: &Journal, extent: &Extent) -> f64 {
    let imports = 20;
    for number in 0..imports {
        import(journal, extent.events / imports, number).await;
    }
    extent.events as f64 / seal(journal, extent.events).await.as_secs_f64()
}

async fn copy(pool: &PgPool) -> Duration {
    let began = Instant::now();
    let statement = format!("COPY (SELECT {COLUMNS} FROM es.events) TO STDOUT");
    let mut rows = pool.copy_out_raw(&statement).await.expect("COPY begins");
    let mut bytes = 0;
    while let Some(some) = rows.try_next().await.expect("COPY goes on") {
        bytes += some.len();
    }
    assert!(bytes > 0, "there are facts");
    began.elapsed()
}

/// Reads all facts in their order and does nothing with them.
pub(crate) async fn read(pool: &PgPool) -> Duration {
    let began = Instant::now();
    let statement = format!("SELECT {COLUMNS} FROM es.events ORDER BY epoch, tx, ident");
    let mut rows = pool.fetch(statement.as_str());
    let mut count = 0_usize;
    while rows.try_next().await.expect("the rows come").is_some() {
        count += 1;
    }
    assert!(count > 0, "there are facts");
    began.elapsed()
}

async fn rebuild(journal: &Journal) -> Duration {
    journal.rebuild(&read_set(), |_, _| {}).await.expect("the table is rebuilt").took
}

/// The framework's replay into its own view table, in a database with fewer facts: events a second.
async fn replayed() -> f64 {
    let place = Place::fresh("replay").await;
    let journal = place.journal(4).await;
    import(&journal, REPLAYED, 0).await;
    let began = Instant::now();
    replay(journal.pool(), "es.events").await;
    let took = began.elapsed();
    let views: i64 = sqlx::query_scalar("SELECT count(*) FROM stock.jar_view")
        .fetch_one(journal.pool())
        .await
        .expect("a count");
    assert_eq!(usize::try_from(views), Ok(REPLAYED), "the framework has replayed everything");
    journal.pool().close().await;
    REPLAYED as f64 / took.as_secs_f64()
}
