//! How long a cycle's own command takes, beside the least that the same server needs to keep the same bytes in the same
//! minute: its stream is loaded, the rules decide, the fact is appended, and the read tables of the pages show it.
//!
//! It is the real aggregate with the real read tables. The command is the one that a teacher gives most often: a session
//! was held. Run it with `ops/bench`, which starts a private PostgreSQL with every durability setting on.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench that can't go on ends, what it prints is its result, and its counts are small"
)]

mod course;
mod lap;
#[path = "../../../crates/journal/benches/journal/place.rs"]
mod place;
#[path = "../../../crates/journal/benches/journal/report.rs"]
#[allow(dead_code, reason = "shared with the journal's bench, which also speaks of rates")]
mod report;

use lap::{Extent, Lap};
use place::Place;
use report::{Report, row};

const WRITERS: [usize; 2] = [1, 8];
const LENGTHS: [usize; 3] = [10, 100, 1_000];

#[tokio::main]
async fn main() {
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let extent =
        if is_quick { Extent { rounds: 2, commands: 80 } } else { Extent { rounds: 5, commands: 200 } };
    let mut report = Report::new("cycle");
    let place = Place::fresh("cycle").await;
    report.line(&format!("PostgreSQL {}; {}.", place.version().await, place.durability().await));
    let mut waited = vec![row([
        "facts in the cycle",
        "writers",
        "floor p50 / p99 ms",
        "decide, append p50 / p99 ms",
        "times the floor",
        "load, decide, append p50 / p99 ms",
        "times the floor",
        "decide, append, in the read tables p50 / p99 ms",
        "times the floor",
    ])];
    let mut parts = vec![row(["facts in the cycle", "load p50 / p99 ms", "decide p50 / p99 ms"])];
    for length in LENGTHS {
        for writers in WRITERS {
            let lap = Lap { length, writers };
            waited.push(lap.run(&place, &extent).await);
        }
        parts.push(lap::parts(&place, &extent, length).await);
    }
    report.table("A session is recorded: load, decide, append, project", &waited);
    report.table("What loading and deciding take of it, with one writer", &parts);
    report.write();
}
