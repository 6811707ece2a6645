//! How fast the journal keeps facts, beside the least that the same server needs for the same bytes in the same minute.
//!
//! A disk that is shared with others wanders by a factor of ten, so only ratios are worth comparing: each contender runs
//! for a moment, then the next, and that a few times over; what is printed is the median of the rounds. Run it with
//! `ops/bench`, which starts a private PostgreSQL with every durability setting on.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench that can't go on ends, what it prints is its result, and its counts are small"
)]

mod append;
mod contender;
mod many;
mod place;
mod proof;
mod rebuild;
mod report;
mod stock;
mod tables;
mod toy;
mod visible;

use std::time::Duration;

use place::Place;
use report::Report;

/// How much is measured.
struct Extent {
    rounds: usize,
    each: Duration,
    events: usize,
    longest_stream: usize,
    /// How many facts the ledgers have that are proved.
    ledgers: Vec<usize>,
}

impl Extent {
    fn chosen() -> Self {
        if std::env::args().any(|argument| argument == "--quick") {
            let ledgers = vec![1_000, 10_000];
            Self { rounds: 3, each: Duration::from_millis(500), events: 20_000, longest_stream: 100, ledgers }
        } else {
            let ledgers = vec![10_000, 100_000, 1_000_000];
            Self { rounds: 5, each: Duration::from_secs(2), events: 200_000, longest_stream: 1_000, ledgers }
        }
    }
}

#[tokio::main]
async fn main() {
    let extent = Extent::chosen();
    if std::env::args().any(|argument| argument == "--proof") {
        let mut report = Report::new("proof");
        let place = Place::fresh("proof").await;
        report.line(&format!("PostgreSQL {}; {}.", place.version().await, place.durability().await));
        proof::measure(&extent, &mut report).await;
        report.write();
        return;
    }
    let mut report = Report::new("journal");
    let place = Place::fresh("append").await;
    report.line(&format!("PostgreSQL {}; {}.", place.version().await, place.durability().await));
    append::measure(&place, &extent, &mut report).await;
    many::measure(&extent, &mut report).await;
    rebuild::measure(&extent, &mut report).await;
    visible::measure(&extent, &mut report).await;
    proof::measure(&extent, &mut report).await;
    report.write();
}
