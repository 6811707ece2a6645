//! kill -9, again and again, while people write.

use std::time::Duration;

use system::{Installation, Portal};

use crate::records::{Records, postmaster, signal, until_in_step};
use crate::school;
use crate::writers::{Writers, scores};

const ROUNDS: u32 = 50;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_fifty_times_the_server_loses_nothing_it_acknowledged_and_starts_at_once() {
    let installation = Installation::embedded();
    let person = school::open(&installation, &[]);
    let mut acknowledged = vec![];
    let mut rows = vec![];
    for round in 0..ROUNDS {
        let portal = installation.serve();
        let mut records = Records::of(&installation).await;
        if rows.is_empty() {
            rows = scores(&mut records).await;
        }
        let writers = Writers::begin(&portal, &person, &rows).await;
        writers.until(3).await;
        // Any moment will do, and another one each time.
        tokio::time::sleep(Duration::from_millis(u64::from(round * 37 % 120))).await;
        kill(&installation, portal, round);
        acknowledged.extend(writers.fell_silent().await);
    }
    assert!(acknowledged.len() >= 3 * ROUNDS as usize, "{}", acknowledged.len());

    let portal = installation.serve();
    until_in_step(&portal).await;
    let mut records = Records::of(&installation).await;
    records.assert_stored(&acknowledged).await;
    records.assert_whole().await;
    records.assert_sealed_once().await;
    let live = records.read_tables().await;
    assert!(live.iter().any(|(_, rows, _)| *rows > 0), "{live:?}");
    drop(installation.run(&["rebuild"]).well());
    assert_eq!(records.read_tables().await, live, "rebuilt tables equal the live ones");
    portal.stop();
}

/// The program alone, its database alone, or both: the program goes down in each case.
fn kill(installation: &Installation, mut portal: Portal, round: u32) {
    let database = postmaster(installation.folder());
    match round % 3 {
        0 => portal.kill(),
        1 => {
            signal("KILL", database);
            assert!(!portal.wait().success(), "without its database the program ends with an error");
        }
        _ => {
            portal.signal("STOP");
            signal("KILL", database);
            portal.kill();
        }
    }
}
