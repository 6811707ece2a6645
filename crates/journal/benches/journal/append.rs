//! Commands that store one fact each, by 1, 8 and 64 writers at a time.

use std::time::Duration;

use journal::{Change, Journal, start};
use tokio_util::sync::CancellationToken;

use crate::Extent;
use crate::contender::{Contender, Outcome, Streams, stream, write};
use crate::place::Place;
use crate::report::{Report, median, p50_p99, rate, ratio, row};
use crate::tables::read_set;
use crate::toy::{Jar, context, filled};

const WRITERS: [usize; 3] = [1, 8, 64];
const NEW: [Contender; 4] = [Contender::Floor, Contender::Journal, Contender::Stock, Contender::StockAtHome];
const FILLED: [Contender; 3] = [Contender::Floor, Contender::Journal, Contender::Stock];
/// How many streams are filled before: each writer has some of its own.
const STREAMS: usize = 64;

pub(crate) async fn measure(place: &Place, extent: &Extent, report: &mut Report) {
    let mut rows = vec![row([
        "stream length",
        "writers",
        "floor /s",
        "p50 / p99 ms",
        "journal /s",
        "p50 / p99 ms",
        "of the floor",
        "stock /s",
        "journal : stock",
        "stock on our table : stock at home",
    ])];
    for writers in WRITERS {
        let lap = Lap { length: 1, streams: Streams::New, contenders: &NEW, writers };
        rows.push(lap.run(place, extent).await);
    }
    for length in [100, extent.longest_stream] {
        if rows.iter().any(|row| row.first().is_some_and(|cell| *cell == length.to_string())) {
            continue;
        }
        fill(place, length).await;
        for writers in WRITERS {
            let lap = Lap { length, streams: Streams::Filled(STREAMS), contenders: &FILLED, writers };
            rows.push(lap.run(place, extent).await);
        }
    }
    report.table("Commands that store one fact: load, decide, append", &rows);
    serving(extent, report).await;
}

/// One row of the table.
struct Lap<'a> {
    length: usize,
    streams: Streams,
    contenders: &'a [Contender],
    writers: usize,
}

impl Lap<'_> {
    async fn run(&self, place: &Place, extent: &Extent) -> Vec<String> {
        place.settle().await;
        let journal = place.journal(self.writers).await;
        let mut all: Vec<Vec<Outcome>> = self.contenders.iter().map(|_| vec![]).collect();
        // The first round warms the pool and the caches, and is not counted.
        for round in 0..=extent.rounds {
            let each = if round == 0 { Duration::from_millis(300) } else { extent.each };
            for (contender, outcomes) in self.contenders.iter().zip(&mut all) {
                let mark = format!("{}-{}-{round}", self.length, self.writers);
                let outcome = write(*contender, &journal, (self.writers, each), self.streams, &mark).await;
                if round > 0 {
                    outcomes.push(outcome);
                }
            }
        }
        journal.pool().close().await;
        self.row(&mut all)
    }

    fn row(&self, all: &mut [Vec<Outcome>]) -> Vec<String> {
        let mut cells = vec![self.length.to_string(), self.writers.to_string()];
        let [floor, ours, stock, rest @ ..] = all else { return cells };
        cells.extend([
            per_second(floor),
            waited(floor),
            per_second(ours),
            waited(ours),
            compared(ours, floor),
        ]);
        cells.extend([per_second(stock), compared(ours, stock)]);
        cells.push(rest.first().map_or_else(String::new, |home| compared(stock, home)));
        cells
    }
}

fn per_second(rounds: &[Outcome]) -> String {
    rate(median(&rounds.iter().map(|round| round.per_second).collect::<Vec<_>>()))
}

fn waited(rounds: &[Outcome]) -> String {
    let mut times: Vec<Duration> = rounds.iter().flat_map(|round| round.waited.iter().copied()).collect();
    p50_p99(&mut times)
}

/// The median of what each round says, since the two of a round ran one after the other.
fn compared(one: &[Outcome], other: &[Outcome]) -> String {
    let ratios = one.iter().zip(other).map(|(one, other)| one.per_second / other.per_second);
    ratio(median(&ratios.collect::<Vec<_>>()))
}

/// Fills the streams of the contenders that load them.
async fn fill(place: &Place, length: usize) {
    let journal = place.journal(1).await;
    for contender in [Contender::Journal, Contender::Stock] {
        let changes: Vec<Change> = lengthen(&journal, contender, length).await;
        journal.append_many(&changes, &context(), |_| {}).await.expect("the streams can be filled");
    }
    journal.pool().close().await;
}

async fn lengthen(journal: &Journal, contender: Contender, length: usize) -> Vec<Change> {
    let mut changes = vec![];
    for number in 0..STREAMS {
        let id = stream(contender, number);
        let before = journal.load::<Jar>(&id).await.expect("a stream can be loaded").sequence;
        let missing = length.saturating_sub(usize::try_from(before).expect("a short stream"));
        changes.push(Change::new::<Jar>(&id, before, &vec![filled(1); missing]).expect("the toy is JSON"));
    }
    changes
}

/// The same with the sealer and a read table at work beside, as in a running server.
async fn serving(extent: &Extent, report: &mut Report) {
    let mut rows = vec![row([
        "writers",
        "floor /s",
        "journal, sealing and filling a table /s",
        "p50 / p99 ms",
        "of the floor",
    ])];
    let place = Place::fresh("serving").await;
    for writers in WRITERS {
        let journal = place.journal(writers + 6).await;
        let (mut floors, mut ours) = (vec![], vec![]);
        for round in 0..extent.rounds {
            let mark = format!("{writers}-{round}");
            let how = (writers, extent.each);
            floors.push(write(Contender::Floor, &journal, how, Streams::New, &mark).await);
            let running =
                start(journal.clone(), read_set(), CancellationToken::new()).await.expect("a start");
            ours.push(write(Contender::Journal, &journal, how, Streams::New, &mark).await);
            running.stop().await;
        }
        rows.push(vec![
            writers.to_string(),
            per_second(&floors),
            per_second(&ours),
            waited(&ours),
            compared(&ours, &floors),
        ]);
        journal.pool().close().await;
    }
    report.table("The same on new streams, with the sealer and a read table at work beside", &rows);
}
