//! How long after its command a fact is in the read tables, at a steady pace.

use std::sync::Arc;
use std::time::{Duration, Instant};

use journal::{Journal, Running, start};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_util::sync::CancellationToken;

use crate::Extent;
use crate::contender::{Contender, Streams, write};
use crate::place::Place;
use crate::report::{Report, milliseconds, p50_p99, percentile, row};
use crate::tables::read_set;
use crate::toy::{Fill, Jar, context};

/// Commands a second.
const PACES: [u32; 2] = [50, 500];

pub(crate) async fn measure(extent: &Extent, report: &mut Report) {
    let place = Place::fresh("visible").await;
    let journal = place.journal(40).await;
    let running = start(journal.clone(), read_set(), CancellationToken::new()).await.expect("a start");
    let running = Arc::new(running);
    let mut rows = vec![row([
        "commands/s",
        "the floor's p99 ms",
        "command p50 / p99 ms",
        "then visible p50 / p99 ms",
        "goal for p99 ms",
    ])];
    for pace in PACES {
        let mut floor =
            write(Contender::Floor, &journal, (1, extent.each), Streams::New, &pace.to_string()).await;
        let flush = percentile(&mut floor.waited, 0.99);
        let (mut commands, mut visible) = at(pace, extent.each * 2, &journal, &running).await;
        rows.push(vec![
            pace.to_string(),
            milliseconds(flush),
            p50_p99(&mut commands),
            p50_p99(&mut visible),
            milliseconds(flush * 2 + Duration::from_millis(15)),
        ]);
    }
    report.table("From a command's answer until its fact is in the read tables", &rows);
    if let Ok(running) = Arc::try_unwrap(running) {
        running.stop().await;
    }
    journal.pool().close().await;
}

/// Sends commands at a pace, each on its own, so that a slow one holds up no other.
async fn at(
    pace: u32,
    each: Duration,
    journal: &Journal,
    running: &Arc<Running>,
) -> (Vec<Duration>, Vec<Duration>) {
    let (tell, mut told) = unbounded_channel();
    let mut clock = tokio::time::interval(Duration::from_secs(1) / pace);
    let began = Instant::now();
    let mut number = 0_u64;
    while began.elapsed() < each {
        clock.tick().await;
        tokio::spawn(one(format!("{pace}-{number}"), journal.clone(), running.clone(), tell.clone()));
        number += 1;
    }
    drop(tell);
    let (mut commands, mut visible) = (vec![], vec![]);
    while let Some((command, until_visible)) = told.recv().await {
        commands.push(command);
        visible.push(until_visible);
    }
    (commands, visible)
}

async fn one(
    id: String,
    journal: Journal,
    running: Arc<Running>,
    tell: UnboundedSender<(Duration, Duration)>,
) {
    let began = Instant::now();
    let receipt = journal.execute::<Jar>(&id, None, Fill(1), &context()).await.expect("the journal stores");
    let (command, answered) = (began.elapsed(), Instant::now());
    let token = receipt.token.expect("a fact was stored");
    let is_visible =
        running.wait_for(&token, Duration::from_secs(10)).await.expect("the tables can be asked");
    assert!(is_visible, "a fact is visible within ten seconds");
    tell.send((command, answered.elapsed())).expect("the bench listens");
}
