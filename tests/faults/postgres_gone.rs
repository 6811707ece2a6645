//! The private PostgreSQL dies under the running program.

use system::Installation;

use crate::records::{Records, postmaster, signal, until_in_step};
use crate::school;
use crate::writers::{Writers, scores};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_its_database_dies_the_program_ends_with_an_error_and_acknowledges_nothing_more() {
    let installation = Installation::embedded();
    let person = school::open(&installation, &[]);
    let mut acknowledged = vec![];
    for how in ["KILL", "QUIT", "KILL"] {
        let mut portal = installation.serve();
        let reader = portal.reader();
        let scores = scores(&mut Records::of(&installation).await).await;
        let writers = Writers::begin(&portal, &person, &scores).await;
        writers.until(10).await;
        assert!(signal(how, postmaster(installation.folder())), "the private server is there");
        let status = portal.wait();
        assert!(!status.success(), "the program ended with {status} after SIG{how}");
        let late = reader.request(reqwest::Method::GET, "/health/live").send().await;
        assert!(late.is_err(), "nothing answers: {late:?}");
        acknowledged.extend(writers.fell_silent().await);
        let log = portal.log();
        assert!(log.contains("PostgreSQL"), "the log says what ended: {log}");
    }

    let portal = installation.serve();
    until_in_step(&portal).await;
    let mut records = Records::of(&installation).await;
    records.assert_stored(&acknowledged).await;
    records.assert_whole().await;
    records.assert_sealed_once().await;
    portal.stop();
}
