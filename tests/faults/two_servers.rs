//! Two servers on one database.

use system::{Installation, Portal, Reader};

use crate::records::{Records, until_in_step};
use crate::school::{self, Person};
use crate::writers::{Score, Writers, scores};

async fn signed_in(portal: &Portal, person: &Person) -> Reader {
    let reader = portal.reader();
    reader.sign_in(&person.name, &person.password).await;
    reader
}

async fn assert_same_pages(portals: [&Portal; 2], person: &Person, scores: &[Score]) {
    let [one, other] = [signed_in(portals[0], person).await, signed_in(portals[1], person).await];
    for score in scores {
        for path in [format!("/cycles/{}", score.cycle()), format!("/cycles/{}/history", score.cycle())] {
            let (seen, as_seen) =
                (one.get(&path).await.with_status(200), other.get(&path).await.with_status(200));
            assert_eq!(seen.text("main"), as_seen.text("main"), "{path}");
        }
        let path = format!("/api/v1/cycles/{}/history", score.cycle());
        assert_eq!(
            one.get_json(&path).await.with_status(200).json(),
            other.get_json(&path).await.json(),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_on_one_database_give_every_fact_one_place_and_show_the_same() {
    let installation = Installation::fresh().await;
    let person = school::open(&installation, &[]);
    let [first, second] = [installation.serve(), installation.serve()];
    let mut records = Records::of(&installation).await;
    let scores = scores(&mut records).await;
    // Both write to every cycle: whoever comes second is told of the conflict.
    let writers =
        [Writers::begin(&first, &person, &scores).await, Writers::begin(&second, &person, &scores).await];
    let mut acknowledged = vec![];
    for writers in writers {
        writers.until(40).await;
        acknowledged.extend(writers.stop().await);
    }
    for portal in [&first, &second] {
        until_in_step(portal).await;
    }
    records.assert_stored(&acknowledged).await;
    records.assert_whole().await;
    records.assert_sealed_once().await;
    assert_same_pages([&first, &second], &person, &scores).await;

    first.kill();
    let writers = Writers::begin(&second, &person, &scores).await;
    writers.until(10).await;
    let acknowledged = writers.stop().await;
    until_in_step(&second).await;
    records.assert_stored(&acknowledged).await;
    records.assert_sealed_once().await;
    second.stop();
}
