//! Imports: many streams in one transaction, beside plain statements of as many rows; and how soon all of it is sealed.

use std::time::{Duration, Instant};

use journal::{Change, Journal, start};
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;

use crate::Extent;
use crate::place::Place;
use crate::report::{Report, median, rate, ratio, row};
use crate::tables::nothing;
use crate::toy::{Jar, context, filled};

/// How many rows one statement of the floor stores, as many as one of the journal's.
const ROWS: usize = 1_000;

pub(crate) async fn measure(extent: &Extent, report: &mut Report) {
    let place = Place::fresh("many").await;
    let journal = place.journal(4).await;
    let (mut floors, mut ours, mut sealed, mut against) = (vec![], vec![], vec![], vec![]);
    let events = extent.events / 10;
    for round in 0..=extent.rounds {
        let floor = rate_of(events, insert(journal.pool(), events, round).await);
        let stored = rate_of(events, import(&journal, events, round).await);
        let sealing = rate_of(events, seal(&journal, events * (round + 1)).await);
        if round > 0 {
            floors.push(floor);
            ours.push(stored);
            against.push(stored / floor);
            sealed.push(sealing);
        }
    }
    let heading = format!("An import of {events} streams with one fact each, in one transaction");
    let rows = [
        row([
            "floor: 1,000 rows a statement, events/s",
            "append_many, events/s",
            "of the floor",
            "then sealed, events/s",
        ]),
        vec![rate(median(&floors)), rate(median(&ours)), ratio(median(&against)), rate(median(&sealed))],
    ];
    report.table(&heading, &rows);
    journal.pool().close().await;
}

fn rate_of(events: usize, took: Duration) -> f64 {
    events as f64 / took.as_secs_f64()
}

async fn insert(pool: &PgPool, events: usize, round: usize) -> Duration {
    let ids: Vec<String> = (0..events).map(|number| format!("floor-{round}-{number}")).collect();
    let payload = serde_json::to_string(&filled(1)).expect("the toy is JSON");
    let payloads = vec![payload; events];
    let began = Instant::now();
    let mut transaction = pool.begin().await.expect("a transaction");
    for (ids, payloads) in ids.chunks(ROWS).zip(payloads.chunks(ROWS)) {
        sqlx::query(
            "INSERT INTO floor.events (aggregate_type, aggregate_id, sequence, event_type, event_version, payload, metadata)
             SELECT 'jar', id, 1, 'filled', '1', payload::json, $3::text::json
             FROM unnest($1::text[], $2::text[]) AS new (id, payload)",
        )
        .bind(ids)
        .bind(payloads)
        .bind(METADATA)
        .execute(&mut *transaction)
        .await
        .expect("the floor stores");
    }
    transaction.commit().await.expect("the floor commits");
    began.elapsed()
}

/// As long as the journal's.
const METADATA: &str = r#"{"actor":"3fa85f64-5717-4562-b3fc-2c963f66afa6","client":"bench","command_id":"3fa85f64-5717-4562-b3fc-2c963f66afa6","correlation_id":"3fa85f64-5717-4562-b3fc-2c963f66afa6","role":"tester","schema":"1"}"#;

/// Stores one fact in each of `events` new streams.
pub(crate) async fn import(journal: &Journal, events: usize, round: usize) -> Duration {
    let changes: Vec<Change> = (0..events)
        .map(|number| {
            Change::new::<Jar>(&format!("jar-{round}-{number}"), 0, &[filled(1)]).expect("the toy is JSON")
        })
        .collect();
    let began = Instant::now();
    journal.append_many(&changes, &context(), |_| {}).await.expect("the journal stores");
    began.elapsed()
}

/// Seals until there are `all` sealed facts.
pub(crate) async fn seal(journal: &Journal, all: usize) -> Duration {
    let running = start(journal.clone(), nothing(), CancellationToken::new()).await.expect("a start");
    let began = Instant::now();
    while journal.figures().await.expect("figures").sealed < all as u64 {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let took = began.elapsed();
    running.stop().await;
    took
}
