//! The charts' pages under sixteen readers at once, beside the shortest answer of the same server.

use std::time::Duration;

use futures::future::join_all;
use system::{Installation, Portal};
use tokio::runtime::Runtime;

use crate::Extent;
use crate::country::Country;
use crate::http::{Connection, Seen};
use crate::import::until_in_step;
use crate::report::{Report, median, p50_p99, percentile, rate, ratio, row};

const READERS: usize = 16;
const TRIVIAL: &str = "/health/live";
const GZIP: &str = "Accept-Encoding: gzip\r\n";
/// The goal for the slowest one in a hundred.
const GOAL: Duration = Duration::from_millis(250);

/// One kind of page; each reader has one of its own.
struct Page {
    name: &'static str,
    header: &'static str,
    path: fn(&Country, usize) -> String,
}

const PAGES: [Page; 6] = [
    Page { name: "trivial: /health/live", header: "", path: |_, _| TRIVIAL.to_owned() },
    Page { name: "quadrant of a school", header: "", path: school },
    Page { name: "the same, compressed", header: GZIP, path: school },
    Page {
        name: "its JSON",
        header: "",
        path: |country, reader| format!("/api/v1{}&stage=ks2", school(country, reader)),
    },
    Page { name: "quadrant of an authority (239 schools)", header: "", path: authority },
    Page { name: "the same, compressed", header: GZIP, path: authority },
];

fn school(country: &Country, reader: usize) -> String {
    let urn = Country::urn(reader * (country.schools / READERS));
    format!("/schools/{urn}/quadrant?year=2018-19")
}

fn authority(country: &Country, reader: usize) -> String {
    // The last authority has fewer schools than the others.
    let code = Country::authority(reader % (country.authorities - 1));
    format!("/authorities/{code}/quadrant?stage=ks2&year=2018-19&subject=mathematics")
}

pub(crate) fn measure(
    installation: &Installation,
    country: &Country,
    extent: &Extent,
    runtime: &Runtime,
    report: &mut Report,
) {
    let portal = installation.serve();
    runtime.block_on(until_in_step(&portal));
    let mut all: Vec<Vec<Outcome>> = PAGES.iter().map(|_| vec![]).collect();
    for round in 0..=extent.rounds {
        for (page, outcomes) in PAGES.iter().zip(&mut all) {
            let outcome = runtime.block_on(ask(&portal, country, page, extent.each));
            if round > 0 {
                outcomes.push(outcome);
            }
        }
    }
    portal.stop();
    let mut rows = vec![row([
        "page",
        "KB",
        "requests/s",
        "of the trivial",
        "p50 / p99 ms",
        "errors",
        "p99 under 250 ms",
    ])];
    if let Some((trivial, _)) = all.split_first() {
        let trivial: Vec<f64> = trivial.iter().map(|outcome| outcome.per_second).collect();
        rows.extend(PAGES.iter().zip(&mut all).map(|(page, outcomes)| line(page, outcomes, &trivial)));
    }
    report.table(&format!("Pages under {READERS} connections"), &rows);
}

/// One stretch of asking for one page.
struct Outcome {
    per_second: f64,
    seen: Seen,
}

async fn ask(portal: &Portal, country: &Country, page: &'static Page, each: Duration) -> Outcome {
    let readers = (0..READERS).map(|reader| {
        let (address, path) = (portal.address().to_owned(), (page.path)(country, reader));
        tokio::spawn(async move { Connection::open(&address, &path, page.header).await.ask_for(each).await })
    });
    let mut seen = Seen::default();
    for reader in join_all(readers).await {
        let one = reader.expect("a reader reads to the end");
        seen.waited.extend(one.waited);
        seen.errors += one.errors;
        seen.bytes = one.bytes;
    }
    Outcome { per_second: seen.waited.len() as f64 / each.as_secs_f64(), seen }
}

fn line(page: &Page, outcomes: &[Outcome], trivial: &[f64]) -> Vec<String> {
    let rates: Vec<f64> = outcomes.iter().map(|outcome| outcome.per_second).collect();
    let ratios: Vec<f64> = rates.iter().zip(trivial).map(|(rate, trivial)| rate / trivial).collect();
    let mut waited: Vec<Duration> =
        outcomes.iter().flat_map(|outcome| outcome.seen.waited.iter().copied()).collect();
    let errors: usize = outcomes.iter().map(|outcome| outcome.seen.errors).sum();
    let bytes = outcomes.last().map_or(0, |outcome| outcome.seen.bytes);
    vec![
        page.name.to_owned(),
        format!("{:.1}", bytes as f64 / 1e3),
        rate(median(&rates)),
        ratio(median(&ratios)),
        p50_p99(&mut waited),
        errors.to_string(),
        if percentile(&mut waited, 0.99) < GOAL { "yes" } else { "no" }.to_owned(),
    ]
}
