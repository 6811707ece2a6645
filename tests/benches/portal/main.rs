//! How long the real program needs for a country's table, and for its pages, each beside something trivial in the same
//! minutes: a copy of the same rows inside the database, and the shortest answer of the same server.
//!
//! Run it with `ops/bench`, which builds the program first.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench that can't go on ends, what it prints is its result, and its counts are small"
)]

mod country;
mod http;
mod import;
mod minimal;
mod pages;
#[path = "../../../crates/journal/benches/journal/report.rs"]
mod report;

use std::time::Duration;

use report::Report;

/// How much is measured.
struct Extent {
    /// Schools in the made-up country.
    schools: usize,
    imports: usize,
    rounds: usize,
    each: Duration,
}

fn main() {
    let quick = std::env::args().any(|argument| argument == "--quick");
    let extent = if quick {
        Extent { schools: 16_000, imports: 1, rounds: 3, each: Duration::from_millis(700) }
    } else {
        Extent { schools: 16_000, imports: 3, rounds: 5, each: Duration::from_secs(3) }
    };
    let mut report = Report::new("portal");
    let Some(real) = country::real_table() else {
        report.line(
            "The folder of official tables is missing, so the import and the pages were not measured: \
             QUADRANT_OFFICIAL_TABLES names a folder with 2018-936-ks2.csv.",
        );
        report.write();
        return;
    };
    let country = country::Country::like(&real, extent.schools);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let installation = import::measure(&country, &extent, &runtime, &mut report);
    pages::measure(&installation, &country, &extent, &runtime, &mut report);
    report.write();
}
