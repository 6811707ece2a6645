//! A backup brought back on another server: the same history, and names only with the key that belongs to them.

use std::fs;

use system::{Finished, Installation};

use crate::records::{Records, until_in_step};
use crate::school::{self, Person};
use crate::writers::{Score, Writers, scores};

const KEY: &str = "keys/wrapping.key";

/// The whole history of a cycle as its page for programs gives it, hashes and positions included.
async fn told(portal: &system::Portal, person: &Person, score: &Score) -> serde_json::Value {
    let reader = portal.reader();
    reader.sign_in(&person.name, &person.password).await;
    reader.get_json(&format!("/api/v1/cycles/{}/history", score.cycle())).await.with_status(200).json()
}

fn refused(installation: &Installation) -> Finished {
    let finished = installation.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert_ne!(finished.status, 0, "it must not serve: {}", finished.printed);
    finished
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restored_backup_has_the_same_history_and_opens_only_with_its_key() {
    let original = Installation::embedded();
    let person = school::open(&original, &[]);
    let portal = original.serve();
    let mut records = Records::of(&original).await;
    let scores = scores(&mut records).await;
    let writers = Writers::begin(&portal, &person, &scores).await;
    writers.until(20).await;
    drop(writers.stop().await);
    until_in_step(&portal).await;
    let (history, size) = (records.history().await, records.sealed().await);
    let root = records.root(size).await.expect("a block ends at the last fact");
    let first = told(&portal, &person, &scores[0]).await;
    portal.stop();

    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("records.backup");
    let file = file.to_str().expect("a path in UTF-8");
    drop(original.run(&["backup", file]).well());
    let again = original.run(&["backup", file]);
    assert!(again.status != 0 && again.said.contains("is there already"), "{}", again.said);

    let restored = Installation::embedded();
    drop(restored.run(&["restore", file]).well());
    let twice = restored.run(&["restore", file]);
    assert!(twice.status != 0 && twice.said.contains("holds records already"), "{}", twice.said);

    let missing = refused(&restored);
    assert!(missing.said.contains("put back the key that belongs to them"), "{}", missing.said);
    fs::create_dir_all(restored.folder().join("keys")).expect("a folder for keys");
    fs::write(restored.folder().join(KEY), format!("{}\n", "5a".repeat(32))).expect("a key can be written");
    let wrong = refused(&restored);
    assert!(wrong.said.contains("is not the one that sealed these records"), "{}", wrong.said);
    fs::copy(original.folder().join(KEY), restored.folder().join(KEY)).expect("the key can be put back");

    let portal = restored.serve();
    until_in_step(&portal).await;
    let mut records = Records::of(&restored).await;
    assert_eq!(records.history().await, history, "every fact, in the same bytes and the same order");
    assert_eq!(records.root(size).await, Some(root), "the tree's root over them");
    assert_eq!(records.epoch().await, 2, "transaction numbers of the old server mean nothing here");
    assert_eq!(told(&portal, &person, &scores[0]).await, first, "the history as a page gives it");

    let writers = Writers::begin(&portal, &person, &scores).await;
    writers.until(10).await;
    let acknowledged = writers.stop().await;
    until_in_step(&portal).await;
    records.assert_stored(&acknowledged).await;
    records.assert_whole().await;
    records.assert_sealed_once().await;
    portal.stop();
}

#[test]
fn a_backup_that_fails_leaves_nothing_that_could_pass_for_one() {
    let installation = Installation::embedded();
    let file = installation.folder().join("records.backup");
    let path = file.to_str().expect("a path in UTF-8");
    let nobody_there = "postgres://nobody@127.0.0.1:1/none";
    let finished = installation.run(&["--database-url", nobody_there, "backup", path]);
    assert!(finished.status != 0 && finished.said.contains("pg_dump"), "{}", finished.said);
    assert!(!file.exists() && !file.with_extension("backup.keys").exists());
}
