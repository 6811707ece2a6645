//! An import that is killed in the middle, and one beside a running server.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use system::{Installation, PATIENCE};

use crate::records::{Records, until_in_step};
use crate::table::{Table, arguments};

const SCHOOLS: usize = 2_500;
const KILLS: u32 = 4;

/// How many facts there are, with a server started for the question.
async fn facts(installation: &Installation) -> i64 {
    let portal = installation.serve();
    until_in_step(&portal).await;
    let mut records = Records::of(installation).await;
    records.assert_whole().await;
    records.assert_sealed_once().await;
    let facts = records.imported().await;
    portal.stop();
    facts
}

/// An import with a database of its own, killed after `when`. Whether it was still running then.
fn kill_alone(installation: &Installation, import: &[String], when: Duration) -> bool {
    let mut child = begin(installation, import);
    std::thread::sleep(when);
    let was_running = child.try_wait().expect("a child can be waited for").is_none();
    end(child);
    was_running
}

/// An import beside a server, killed while it stores facts; `later` is how long it is then let go on.
async fn kill_while_it_stores(installation: &Installation, import: &[String], later: Duration) {
    let mut records = Records::of(installation).await;
    let child = begin(installation, import);
    let stores = async {
        while !records.somebody_stores().await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(PATIENCE, stores).await.expect("the import stores facts");
    tokio::time::sleep(later).await;
    end(child);
}

fn begin(installation: &Installation, import: &[String]) -> Child {
    let mut command = installation.command(&arguments(import));
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts")
}

fn end(mut child: Child) {
    drop(child.kill());
    drop(child.wait());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_killed_leaves_nothing_and_the_next_one_works() {
    let table = Table::of(SCHOOLS);
    let import = table.import();
    let whole = Installation::embedded();
    drop(whole.run(&["rebuild"]).well()); // makes the database
    let began = Instant::now();
    drop(whole.run(&arguments(&import)).well());
    let took = began.elapsed();
    let all = facts(&whole).await;
    assert!(all > i64::try_from(SCHOOLS).expect("a small number"), "{all} facts");

    let installation = Installation::embedded();
    drop(installation.run(&["rebuild"]).well());
    let mut running = 0;
    for kill in 1..=KILLS {
        running += u32::from(kill_alone(&installation, &import, took * kill / (KILLS + 2)));
        let left = facts(&installation).await;
        assert!(left == 0 || left == all, "{left} facts of {all}");
    }
    assert!(running > 0, "none of {KILLS} imports was still running when it was killed");

    let beside = Installation::embedded();
    let portal = beside.serve();
    let mut records = Records::of(&beside).await;
    for kill in 0..KILLS {
        kill_while_it_stores(&beside, &import, Duration::from_millis(10) * kill).await;
        until_in_step(&portal).await;
        let left = records.imported().await;
        assert!(left == 0 || left == all, "{left} facts of {all}");
    }
    portal.stop();
    for installation in [installation, beside] {
        drop(installation.run(&arguments(&import)).well());
        assert_eq!(facts(&installation).await, all);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_beside_a_running_server_shows_on_its_pages() {
    let table = Table::of(300);
    let installation = Installation::embedded();
    let portal = installation.serve();
    let reader = portal.reader();
    assert_eq!(reader.get(&table.last_page()).await.status, 404);
    drop(installation.run(&arguments(&table.import())).well());
    until_in_step(&portal).await;
    let page = reader.get(&table.last_page()).await.with_status(200);
    assert!(page.text("main").contains("Made-up School 299"), "{}", page.text("main"));
    let before = Records::of(&installation).await.imported().await;
    drop(installation.run(&arguments(&table.import())).well());
    assert_eq!(Records::of(&installation).await.imported().await, before, "the same file twice adds nothing");
    drop(reader.get("/health/ready").await.with_status(200));
    portal.stop();
}
