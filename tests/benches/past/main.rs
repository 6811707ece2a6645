//! How long a page of the past takes, and the first page of a history, as the ledger grows: as of a moment that nobody asked
//! for, and again.
//!
//! The facts are real ones: those of the demonstration under other ids, and a cycle that goes on as the rules decide it. Run it
//! with `ops/bench past`, which builds the program first.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "a bench that can't go on ends, what it prints is its result, and its counts are small"
)]

mod busy;
mod grow;
mod look;
#[path = "../portal/minimal.rs"]
mod minimal;
mod pattern;
#[path = "../../../crates/journal/benches/journal/report.rs"]
#[allow(dead_code, reason = "shared with the journal's bench, which also speaks of rates")]
mod report;

use std::time::{Duration, Instant};

use grow::{BUSY, Ledger, ORDINARY, REST};
use look::{Desk, Extent, Looked, seconds};
use minimal::Minimal;
use report::{Report, row};
use system::{Installation, Portal, Reader};

/// The goal for a cycle, and for the first page of a history.
const OF_A_CYCLE: Duration = Duration::from_millis(300);
/// The goal for a school of [`LARGE`] facts.
const OF_A_SCHOOL: Duration = Duration::from_secs(1);
const SMALL: usize = 2_000;
const LARGE: usize = 20_000;
const SMALL_SCHOOL: &str = "demo:past-small";
const LARGE_SCHOOL: &str = "demo:past-large";
/// At least as many places as a server has for looks at the past.
const PLACES: usize = 8;
/// An auditor of all schools that are made here.
const AUDITOR: [&str; 2] = ["past-auditor", "owl-above-the-barn"];

fn main() {
    let is_quick = std::env::args().any(|argument| argument == "--quick");
    let (ledgers, extent) = if is_quick {
        (vec![10_000, 50_000], Extent { each: Duration::from_secs(2), most: 20, least: 2 })
    } else {
        let extent = Extent { each: Duration::from_secs(8), most: 200, least: 5 };
        (vec![10_000, 100_000, 1_000_000], extent)
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut report = Report::new("past");
    let installation = Installation::embedded();
    drop(installation.run(&["demo"]).well());
    let mut auditor = installation.command(&[
        "account",
        "--sign-in-name",
        AUDITOR[0],
        "--display-name",
        "An auditor",
        "--role",
        "auditor",
        "--authority",
        pattern::AUTHORITY,
    ]);
    auditor.env("QUADRANT_PASSWORD", AUDITOR[1]);
    assert!(auditor.status().expect("the program starts").success(), "an auditor can be made");
    let portal = installation.serve();
    runtime.block_on(measure(&installation, &portal, &ledgers, extent, &mut report));
    portal.stop();
    report.write();
}

async fn measure(
    installation: &Installation,
    portal: &Portal,
    ledgers: &[usize],
    extent: Extent,
    report: &mut Report,
) {
    let reader = portal.reader();
    reader.sign_in(AUDITOR[0], AUDITOR[1]).await;
    let minimal = Minimal::serve(installation.folder()).await;
    let trivial = Reader::new(&minimal.address);
    let began = Instant::now();
    let mut ledger = Ledger::of(installation).await;
    let busy = ledger.busy().await;
    let mut in_a_block = ledger.school_of(SMALL_SCHOOL, SMALL).await;
    let mut began = Some(began);
    let mut made = vec![row([
        "facts",
        "stored in",
        "sealed and in the read tables after another",
        "facts in a block of the schools that are measured",
    ])];
    let mut rows = vec![row([
        "facts",
        "page",
        "KB",
        "n",
        "p50 / p99 ms",
        "p50 of the minimal page's",
        "told first how far it is",
        "p99 within its goal",
    ])];
    for size in ledgers {
        let start = began.take().unwrap_or_else(Instant::now);
        let has_large = *size > LARGE * 2;
        if has_large && ledger.facts < LARGE {
            in_a_block = ledger.school_of(LARGE_SCHOOL, LARGE).await;
        }
        ledger.fill_up(*size).await;
        let took = ledger.settle(portal, start).await;
        made.push(vec![
            size.to_string(),
            seconds(took.stored),
            seconds(took.shown),
            format!("{in_a_block:.1}"),
        ]);
        println!("{size} facts: stored in {}, shown after {}", seconds(took.stored), seconds(took.shown));
        let floor =
            Desk { reader: &trivial, extent }.look("minimal", None, |_| minimal::PATH.to_owned()).await;
        let looks = looks(&Desk { reader: &reader, extent }, &ledger, &busy, has_large).await;
        let least = floor.median();
        rows.extend([floor].into_iter().chain(looks).map(|looked| looked.row(*size, least)));
    }
    minimal.stop().await;
    report.table("Making the ledger", &made);
    report.table("Pages of the past, and of histories, with one reader", &rows);
}

/// Every page that is measured.
async fn looks(desk: &Desk<'_>, ledger: &Ledger, busy: &str, has_large: bool) -> Vec<Looked> {
    let head = ledger.facts;
    let ordinary = ledger.ordinary_of(SMALL_SCHOOL);
    let cycle = Some(OF_A_CYCLE);
    // Each look is at an earlier moment than the one before: nothing that was filled helps.
    let anew = |page: String| move |number: usize| format!("/as-of/{}{page}", head - number);
    // The places are made when they are needed first, which is not what is measured.
    for number in 0..=PLACES {
        drop(desk.reader.get(&anew(format!("/cycles/{ordinary}"))(number)).await);
    }
    let again = |page: String| move |_: usize| format!("/as-of/{head}{page}");
    let mut looked = vec![];
    for (facts, id) in [(ORDINARY, ordinary.as_str()), (BUSY, busy)] {
        let page = format!("/cycles/{id}");
        let (now, history) = (page.clone(), format!("{page}/history"));
        let difference = format!("{page}/difference?from={}&to={head}", head / 2);
        looked.push(desk.look(&format!("cycle of {facts} facts, now"), None, |_| now.clone()).await);
        looked.push(desk.look("the same as of, anew", cycle, anew(page.clone())).await);
        looked.push(desk.look("the same as of, again", cycle, again(page)).await);
        looked.push(desk.look("its difference of two moments", None, |_| difference.clone()).await);
        looked.push(desk.look("its history", cycle, |_| history.clone()).await);
    }
    let schools = [(SMALL, SMALL_SCHOOL), (LARGE, LARGE_SCHOOL)];
    for (facts, school) in schools.into_iter().take(if has_large { 2 } else { 1 }) {
        let page = format!("/schools/{school}/cycles");
        let now = page.clone();
        let goal = Some(OF_A_SCHOOL);
        looked.push(desk.look(&format!("school of {facts} facts, now"), None, |_| now.clone()).await);
        looked.push(desk.look("the same as of, anew", goal, anew(page.clone())).await);
        looked.push(desk.look("the same as of, again", goal, again(page)).await);
    }
    let history = format!("/schools/{REST}/history");
    let name = format!("history of a school of {} facts", ledger.rest + 1);
    looked.push(desk.look(&name, cycle, |_| history.clone()).await);
    looked
}
