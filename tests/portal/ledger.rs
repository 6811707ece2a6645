//! The ledger checked from the terminal: as it is, as a file on its own, and after somebody was at it.

use std::fs;

use sqlx::Executor;
use system::Installation;

/// The public key of an installation.
fn key(installation: &Installation) -> String {
    let keys = fs::read_to_string(installation.folder().join("keys/ledger.key")).expect("a key was made");
    keys.lines().nth(1).expect("the public half").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_ledger_and_what_is_exported_from_it_are_verified_and_a_rewrite_is_named() {
    let (installation, _) = Installation::demonstrated().await;
    let portal = installation.serve();
    let reader = portal.reader();
    // The first checkpoint is signed beside the first requests.
    while reader.get("/ledger/checkpoint").await.status != 200 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let page = reader.get("/ledger").await.with_status(200);
    assert!(page.text("main").contains("It covers facts 1 to"), "{}", page.text("main"));
    portal.stop();
    let said = installation.run(&["verify"]).well().said;
    assert!(said.contains("are as they were sealed") && said.contains("checkpoints that hold: "), "{said}");
    assert!(said.contains("worked out again") && said.contains("What this does not show"), "{said}");

    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path in UTF-8").to_owned();
    let (whole, school) = (path("whole.zip"), path("school.zip"));
    let said = installation.run(&["export", &whole]).well().said;
    assert!(said.contains("under a checkpoint over"), "{said}");
    assert_ne!(installation.run(&["export", &whole]).status, 0, "nothing is written over");
    drop(installation.run(&["export", &school, "--school", "demo:fernhill"]).well());
    let elsewhere = Installation::embedded();
    let key = key(&installation);
    let last = installation.folder().join("keys/ledger.checkpoint");
    let last = last.to_str().expect("a path in UTF-8");
    let said = elsewhere.run(&["verify", "--pack", &whole, "--key", &key, "--checkpoint", last]).well().said;
    assert!(
        said.contains("every fact from 1 to") && said.contains("that you kept, and that hold: 1"),
        "{said}"
    );
    let said = elsewhere.run(&["verify", "--pack", &school, "--key", &key]).well().said;
    assert!(said.contains("chosen by their records"), "{said}");
    let mut bytes = fs::read(&whole).expect("the pack");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    fs::write(&whole, bytes).expect("a file can be written");
    let spoilt = elsewhere.run(&["verify", "--pack", &whole, "--key", &key]);
    assert!(spoilt.status == 1 && spoilt.said.contains("is not as it was written"), "{}", spoilt.said);

    let mut superuser = installation.database().expect("its own").connect().await;
    for statement in [
        "alter table es.events disable trigger all",
        "update es.events set recorded_at = recorded_at - interval '1 day' where (aggregate_type, aggregate_id, sequence) in
           (select aggregate_type, aggregate_id, sequence from es.events order by epoch, tx, ident offset 41 limit 1)",
    ] {
        superuser.execute(statement).await.expect("a superuser can");
    }
    let rewritten = installation.run(&["verify"]);
    assert_eq!(rewritten.status, 1);
    assert!(rewritten.said.contains("was changed after it was sealed"), "{}", rewritten.said);
}
