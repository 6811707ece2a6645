//! Ctrl-C in the terminal and a supervisor's request to stop, while people write.

use std::os::unix::process::CommandExt;

use system::{Installation, Portal};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::records::{Records, signal, working_in};
use crate::school;
use crate::writers::{Writers, scores};

async fn told_to_stop(name: &str) {
    let installation = Installation::embedded();
    let person = school::open(&installation, &[]);
    let mut command = installation.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.process_group(0);
    let mut portal = Portal::start(command, &installation.folder().join("server.log"));
    let scores = scores(&mut Records::of(&installation).await).await;
    let writers = Writers::begin(&portal, &person, &scores).await;
    writers.until(30).await;
    let group = i32::try_from(portal.process()).expect("a number of a process");
    assert!(signal(name, -group), "the server's process group is there");
    let status = portal.wait();
    let acknowledged = writers.fell_silent().await;
    assert!(status.success(), "ended with {status}: {}", portal.log());
    assert_eq!(
        working_in(installation.folder()),
        Vec::<i32>::new(),
        "no process of the private server is left"
    );

    let portal = installation.serve();
    let mut records = Records::of(&installation).await;
    records.assert_stored(&acknowledged).await;
    records.assert_whole().await;
    portal.stop();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_request_to_stop_everything_acknowledged_is_stored_and_nothing_is_left_running() {
    told_to_stop("TERM").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_ctrl_c_everything_acknowledged_is_stored_and_nothing_is_left_running() {
    told_to_stop("INT").await;
}

#[tokio::test]
async fn a_client_that_sends_half_a_request_does_not_keep_the_server_from_stopping() {
    let installation = Installation::embedded();
    let mut portal = installation.serve();
    let host = portal.address().trim_start_matches("http://").to_owned();
    let mut half = TcpStream::connect(&host).await.expect("the server accepts a connection");
    half.write_all(b"GET / HTTP/1.1\r\nHost: ").await.expect("half a request can be sent");
    let _silent = TcpStream::connect(&host).await.expect("the server accepts a connection");
    drop(portal.reader().get("/health/live").await.with_status(200));
    portal.signal("TERM");
    let status = portal.wait();
    assert!(status.success(), "ended with {status}: {}", portal.log());
    assert_eq!(
        working_in(installation.folder()),
        Vec::<i32>::new(),
        "no process of the private server is left"
    );
}
