//! The charts' pages under sixteen readers at once, beside the shortest answer of the same server and a minimal page that
//! asks the same database.

use std::time::Duration;

use futures::future::join_all;
use system::Installation;
use tokio::runtime::Runtime;

use crate::Extent;
use crate::country::Country;
use crate::http::{Connection, NUMBER, Seen};
use crate::import::until_in_step;
use crate::minimal::{self, Minimal};
use crate::report::{Report, median, p50_p99, percentile, rate, ratio, row};

const READERS: usize = 16;
const TRIVIAL: &str = "/health/live";
const GZIP: &str = "Accept-Encoding: gzip\r\n";
/// Who comes with a session, also one that has ended, is shown no whole page that was kept.
const SESSION: &str = "Cookie: quadrant_session=ended\r\n";
/// The goal for the slowest one in a hundred of most pages.
const QUICK: Duration = Duration::from_millis(250);
/// The same for all schools of the country at once.
const ALL_SCHOOLS: Duration = Duration::from_secs(1);

/// One kind of page; each reader has one of its own.
struct Page {
    name: &'static str,
    header: &'static str,
    path: fn(&Country, usize) -> String,
    goal: Duration,
}

impl Page {
    const fn of(name: &'static str, path: fn(&Country, usize) -> String) -> Self {
        Self { name, header: "", path, goal: QUICK }
    }

    const fn with_session(path: fn(&Country, usize) -> String) -> Self {
        Self { name: "the same, with a session", header: SESSION, path, goal: QUICK }
    }

    /// Nobody asked for this address before.
    const fn drawn_anew(path: fn(&Country, usize) -> String) -> Self {
        Self { name: "the same, drawn anew each time", header: SESSION, path, goal: QUICK }
    }

    const fn compressed(path: fn(&Country, usize) -> String) -> Self {
        Self { name: "the same, compressed", header: GZIP, path, goal: QUICK }
    }
}

/// The first two are what the others are measured against.
const PAGES: [Page; 19] = [
    Page::of("trivial: /health/live", |_, _| TRIVIAL.to_owned()),
    Page::of("minimal: one query, twelve rows", |_, _| minimal::PATH.to_owned()),
    Page::of("quadrant of a school: 3 subjects", school),
    Page::compressed(school),
    Page::with_session(school),
    Page::drawn_anew(|country, reader| anew(&school(country, reader))),
    Page::of("quadrant of a school: all groups of pupils", groups),
    Page::with_session(groups),
    Page::drawn_anew(|country, reader| anew(&groups(country, reader))),
    Page::of("its JSON", |country, reader| format!("/api/v1{}&stage=ks2", school(country, reader))),
    Page::of("beside similar schools", |country, reader| {
        school(country, reader).replace("/quadrant", "/similar")
    }),
    Page::of("quadrant of an authority (239 schools)", authority),
    Page::compressed(authority),
    Page::with_session(authority),
    Page::drawn_anew(|country, reader| anew(&authority(country, reader))),
    Page { goal: ALL_SCHOOLS, ..Page::of("quadrant of all 16,000 schools", all_schools) },
    Page { goal: ALL_SCHOOLS, ..Page::compressed(all_schools) },
    Page { goal: ALL_SCHOOLS, ..Page::with_session(all_schools) },
    Page { goal: ALL_SCHOOLS, ..Page::drawn_anew(|country, reader| anew(&all_schools(country, reader))) },
];

/// An address that nobody asked for before, of the same page.
fn anew(address: &str) -> String {
    format!("{address}&asked={NUMBER}")
}

fn all_schools(_: &Country, reader: usize) -> String {
    // Each reader is at another part of the table.
    format!("/all-schools/quadrant?year=2018-19&subject=mathematics&page={}", reader + 1)
}

fn school(country: &Country, reader: usize) -> String {
    let urn = Country::urn(reader * (country.schools / READERS));
    format!("/schools/{urn}/quadrant?year=2018-19")
}

fn groups(country: &Country, reader: usize) -> String {
    format!("{}&show=groups", school(country, reader))
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
    let minimal = runtime.block_on(Minimal::serve(installation.folder()));
    let mut all: Vec<Vec<Outcome>> = PAGES.iter().map(|_| vec![]).collect();
    for round in 0..=extent.rounds {
        for (page, outcomes) in PAGES.iter().zip(&mut all) {
            let path = (page.path)(country, 0);
            let address = if path == minimal::PATH { &minimal.address } else { portal.address() };
            let outcome = runtime.block_on(ask(address, country, page, extent.each));
            if round > 0 {
                outcomes.push(outcome);
            }
        }
    }
    runtime.block_on(minimal.stop());
    portal.stop();
    let mut rows = vec![row([
        "page",
        "KB",
        "requests/s",
        "of the trivial",
        "of the minimal",
        "p50 / p99 ms",
        "errors",
        "p99 within its goal",
    ])];
    let rates =
        |outcomes: &Vec<Outcome>| outcomes.iter().map(|outcome| outcome.per_second).collect::<Vec<f64>>();
    if let [trivial, minimal, ..] = &all[..] {
        let against = [rates(trivial), rates(minimal)];
        rows.extend(PAGES.iter().zip(&mut all).map(|(page, outcomes)| line(page, outcomes, &against)));
    }
    report.table(&format!("Pages under {READERS} connections"), &rows);
}

/// One stretch of asking for one page.
struct Outcome {
    per_second: f64,
    seen: Seen,
}

async fn ask(address: &str, country: &Country, page: &'static Page, each: Duration) -> Outcome {
    let readers = (0..READERS).map(|reader| {
        let (address, path) = (address.to_owned(), (page.path)(country, reader));
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

/// `against` are the rates of the trivial and of the minimal page, round by round.
fn line(page: &Page, outcomes: &[Outcome], against: &[Vec<f64>; 2]) -> Vec<String> {
    let rates: Vec<f64> = outcomes.iter().map(|outcome| outcome.per_second).collect();
    let [trivial, minimal] = against.each_ref().map(|other| {
        let ratios: Vec<f64> = rates.iter().zip(other).map(|(rate, other)| rate / other).collect();
        ratio(median(&ratios))
    });
    let goal = page.goal.as_millis();
    let mut waited: Vec<Duration> =
        outcomes.iter().flat_map(|outcome| outcome.seen.waited.iter().copied()).collect();
    let errors: usize = outcomes.iter().map(|outcome| outcome.seen.errors).sum();
    let bytes = outcomes.last().map_or(0, |outcome| outcome.seen.bytes);
    vec![
        page.name.to_owned(),
        format!("{:.1}", bytes as f64 / 1e3),
        rate(median(&rates)),
        trivial,
        minimal,
        p50_p99(&mut waited),
        errors.to_string(),
        format!("{goal} ms: {}", if percentile(&mut waited, 0.99) < page.goal { "yes" } else { "no" }),
    ]
}
