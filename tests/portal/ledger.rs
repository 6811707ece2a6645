//! The ledger checked from the terminal: as it is, as a file on its own, and after somebody was at it.

use std::fs;

use sqlx::Executor;
use system::Installation;
use tempfile::TempDir;

use crate::people::{Demonstration, SCHOOL};

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
    let shown = page.text("main");
    assert!(
        shown.contains("It covers facts 1 to") && shown.contains("the register of who read names"),
        "{shown}"
    );
    portal.stop();
    let said = installation.run(&["verify"]).well().said;
    assert!(said.contains("are as they were sealed") && said.contains("checkpoints that hold: "), "{said}");
    assert!(said.contains("worked out again") && said.contains("What this does not show"), "{said}");
    assert!(said.contains("display names") && said.contains("quadrant rebuild"), "{said}");
    // As behind `| head -1`: nobody reads what is said.
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let unread = installation.command(&["verify"]).stderr(writer).status().expect("the program starts");
    assert_eq!(unread.code(), Some(0));

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
    as_people_keep_them(&elsewhere, &whole, &key, &fs::read_to_string(last).expect("a checkpoint"));
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

/// A key and a checkpoint that went through a mail or an editor, and such as can't be used.
fn as_people_keep_them(elsewhere: &Installation, pack: &str, key: &str, note: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        fs::write(&path, text).expect("a file can be written");
        path.to_str().expect("a path in UTF-8").to_owned()
    };
    let verify = |key: &str, kept: &str| {
        elsewhere.run(&["verify", "--pack", pack, "--key", key, "--checkpoint", kept])
    };
    let key_file = file("key.txt", format!("\u{feff}{key}\r\n"));
    let mailed =
        file("mailed.txt", format!("\u{feff}Dear all,\r\n\r\n{}\r\n", note.trim_end().replace('\n', "\r\n")));
    let said = verify(&key_file, &mailed).well().said;
    assert!(said.contains("that you kept, and that hold: 1"), "{said}");
    let cut = file("cut.txt", note.lines().take(3).collect());
    let altered = file("altered.txt", note.replacen('\n', "\n1", 1));
    for (key, kept, why) in [
        (key, &cut, "can't be read as a signed checkpoint"),
        (key, &altered, "does not belong to its text"),
        (key, &key_file, "can't be read as a signed checkpoint"),
        ("no-such-file", &mailed, "There is no file no-such-file, and it is no public key either"),
        (cut.as_str(), &mailed, "this is no public key of a ledger"),
    ] {
        let unusable = verify(key, kept);
        assert!(
            unusable.status == 2 && unusable.said.contains(why),
            "{}: {}",
            unusable.status,
            unusable.said
        );
        assert!(
            unusable.said.contains("Nothing was checked") && !unusable.said.contains("not as it was"),
            "{}",
            unusable.said
        );
    }
}

const BEGIN: &str = "begin-ledger-key";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_lost_key_an_administrator_begins_another_and_everybody_sees_both() {
    let (installation, _) = Installation::demonstrated().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path in UTF-8").to_owned();
    drop(installation.run(&["export", &path("before.zip")]).well());
    let (old, kept) = (key(&installation), path("kept.txt"));
    fs::copy(installation.folder().join("keys/ledger.checkpoint"), &kept).expect("a copy");
    fs::remove_file(installation.folder().join("keys/ledger.key")).expect("the key was there");
    let lost = installation.run(&["export", &path("none.zip")]);
    assert!(lost.status == 1 && lost.said.contains(BEGIN), "{}", lost.said);

    for (by, reason, why) in [
        ("lead", "lost_key", "is no administrator"),
        ("nobody", "lost_key", "nobody signs in"),
        ("administrator", "older_copy_restored", "no older copy was brought back"),
        ("administrator", "policy", "the reason is one of"),
    ] {
        let refused = installation.run(&[BEGIN, "--reason", reason, "--by", by]);
        assert!(refused.status == 1 && refused.said.contains(why), "{by} {reason}: {}", refused.said);
    }
    let asked =
        [BEGIN, "--reason", "lost_key", "--by", "administrator", "--note", "The disk with the keys broke."];
    let said = installation.run(&asked).well().said;
    assert!(said.contains("The key that signed was lost.") && said.contains("goes on from"), "{said}");
    let new = key(&installation);
    assert!(said.contains(&old) && said.contains(&new) && old != new, "{said}");

    let portal = installation.serve();
    let page = portal.reader().get("/ledger").await.with_status(200);
    let page = page.text("main");
    assert!(page.contains("Keys that signed before") && page.contains(&old), "{page}");
    let keys = portal.reader().get("/ledger/key").await.with_status(200).body;
    assert!(keys.starts_with(&new) && keys.contains("rests on the reason"), "{keys}");
    portal.stop();
    let said = installation.run(&["verify", "--checkpoint", &kept]).well().said;
    assert!(
        said.contains("The disk with the keys broke.") && said.contains("none of them was changed"),
        "{said}"
    );

    let pack = path("after.zip");
    drop(installation.run(&["export", &pack, "--school", "demo:fernhill"]).well());
    let elsewhere = Installation::embedded();
    let said = elsewhere.run(&["verify", "--pack", &pack, "--key", &new]).well().said;
    assert!(said.contains(&old) && said.contains("none of them was changed"), "{said}");
    let under_old = elsewhere.run(&["verify", "--pack", &pack, "--key", &old]);
    assert!(under_old.status == 1 && under_old.said.contains("another key was begun"), "{}", under_old.said);
    assert!(under_old.said.contains("is not the one that signed this pack"), "{}", under_old.said);
    assert!(!under_old.said.contains("not as it was written"), "{}", under_old.said);
}

/// An installation with an older copy of the records than its keys know: where it is, the files of the test, and a checkpoint
/// that somebody kept.
async fn with_an_older_copy() -> (Installation, TempDir, String) {
    let (installation, _) = Installation::demonstrated().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path in UTF-8").to_owned();
    let backup = path("records");
    drop(installation.run(&["backup", &backup]).well());
    let later = ["account", "--sign-in-name", "later", "--display-name", "Later", "--role", "administrator"];
    let mut command = installation.command(&later);
    let made = command.env("QUADRANT_PASSWORD", "grass-in-the-spring").status().expect("the program starts");
    assert!(made.success());
    drop(installation.run(&["export", &path("lost.zip")]).well());
    let kept = path("kept.txt");
    fs::copy(installation.folder().join("keys/ledger.checkpoint"), &kept).expect("a copy");

    let restored = Installation::fresh().await;
    let keys = restored.folder().join("keys");
    fs::create_dir_all(&keys).expect("a folder");
    for file in fs::read_dir(installation.folder().join("keys")).expect("the keys").flatten() {
        fs::copy(file.path(), keys.join(file.file_name())).expect("a copy");
    }
    drop(restored.run(&["restore", &backup]).well());
    (restored, folder, kept)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_older_copy_was_restored_the_break_is_told_and_a_checkpoint_that_was_kept_still_fails() {
    let (restored, folder, kept) = with_an_older_copy().await;
    let path = |name: &str| folder.path().join(name).to_str().expect("a path in UTF-8").to_owned();
    let refused = restored.run(&["export", &path("none.zip")]);
    assert!(refused.status == 1 && refused.said.contains(BEGIN), "{}", refused.said);
    let said = restored.run(&[BEGIN, "--reason", "older_copy_restored", "--by", "administrator"]).well().said;
    assert!(said.contains("does not go on from") && said.contains("rests on the reason"), "{said}");

    let root = |text: &str| text.split("Its root: ").nth(1).map(|rest| rest[..64].to_owned());
    let named = root(&said).expect("the root that is lost");
    let alone = restored.run(&["verify"]).well().said;
    assert_eq!(root(&alone).as_ref(), Some(&named), "{alone}");
    let against = restored.run(&["verify", "--checkpoint", &kept]);
    assert!(against.status == 1 && against.said.contains(&named), "{}", against.said);
    let pack = path("whole.zip");
    drop(restored.run(&["export", &pack]).well());
    let elsewhere = Installation::embedded();
    let new = key(&restored);
    let said = elsewhere.run(&["verify", "--pack", &pack, "--key", &new]).well().said;
    assert!(said.contains(&named) && said.contains("does not go on from"), "{said}");
    let against = elsewhere.run(&["verify", "--pack", &pack, "--key", &new, "--checkpoint", &kept]);
    assert!(against.status == 1 && against.said.contains(&named), "{}", against.said);
    assert!(
        against.said.starts_with("This pack contradicts the checkpoint"),
        "what is wrong is said first: {}",
        against.said
    );
}

/// The last checkpoint that an installation has signed.
fn kept(installation: &Installation, file: &str) -> u64 {
    let note = installation.folder().join("keys/ledger.checkpoint");
    fs::copy(&note, file).expect("a copy");
    let note = fs::read_to_string(note).expect("a checkpoint");
    note.lines().nth(1).and_then(|size| size.parse().ok()).expect("how many facts it covers")
}

/// Records something more, and gives what is signed over it.
async fn signed_again(installation: &Installation, file: &str, before: u64) -> u64 {
    let account =
        ["account", "--sign-in-name", "later", "--display-name", "Later", "--role", "administrator"];
    let made = installation.command(&account).env("QUADRANT_PASSWORD", "grass-in-the-spring").status();
    assert!(made.expect("the program starts").success());
    let mut superuser = installation.database().expect("its own").connect().await;
    for statement in [
        "alter table es.checkpoint disable trigger all",
        "update es.checkpoint set at = at - interval '2 hours'",
        "alter table es.checkpoint enable trigger all",
    ] {
        superuser.execute(statement).await.expect("a superuser can");
    }
    for _ in 0..200 {
        let size = kept(installation, file);
        if size > before {
            return size;
        }
        let scratch = format!("{file}.zip");
        drop(installation.run(&["export", &scratch]).well());
        fs::remove_file(scratch).expect("it was written");
    }
    panic!("nothing more is signed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_checkpoint_from_before_or_after_a_pack_is_compared_or_it_is_said_how_to() {
    let (installation, _) = Installation::demonstrated().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).to_str().expect("a path in UTF-8").to_owned();
    let (early, late) = (path("early.zip"), path("late.zip"));
    let school = ["--school", "demo:fernhill"];
    drop(installation.run(&[&["export", early.as_str()], school.as_slice()].concat()).well());
    let (first, last, proof) = (path("first.txt"), path("last.txt"), path("proof.json"));
    let before = kept(&installation, &first);
    let after = signed_again(&installation, &last, before).await;
    drop(installation.run(&[&["export", late.as_str()], school.as_slice()].concat()).well());
    let (elsewhere, key) = (Installation::embedded(), key(&installation));
    let verify = |pack: &str, more: &[&str]| {
        elsewhere.run(&[["verify", "--pack", pack, "--key", &key].as_slice(), more].concat())
    };
    let said = verify(&late, &["--checkpoint", &first, "--checkpoint", &last]).well().said;
    assert!(said.contains("that you kept, and that hold: 2"), "{said}");

    let unknown = verify(&early, &["--checkpoint", &last]);
    assert_eq!(unknown.status, 3, "{}", unknown.said);
    assert!(unknown.said.contains("can't be compared with what is here"), "{}", unknown.said);
    assert!(
        !unknown.said.contains("not as it was written") && !unknown.said.contains("cut off"),
        "{}",
        unknown.said
    );
    let address = unknown.said.split("https://PORTAL").nth(1).and_then(|rest| rest.split('\'').next());
    let address = address.expect("where to get the proof").to_owned();
    assert_eq!(address, format!("/api/v1/ledger/consistency?from={before}&size={after}"));
    let portal = installation.serve();
    let answer = portal.reader().get(&address).await.with_status(200).body;
    let other = portal.reader().get(&format!("/api/v1/ledger/consistency?from=5&size={after}")).await.body;
    portal.stop();
    let with_proof = ["--checkpoint", &last, "--consistency", &proof];
    fs::write(&proof, &answer).expect("a file can be written");
    let said = verify(&early, &with_proof).well().said;
    assert!(said.contains("that you kept, and that hold: 1"), "{said}");
    fs::write(&proof, other).expect("a file can be written");
    let unfit = verify(&early, &with_proof);
    assert!(unfit.status == 3 && unfit.said.contains("is for other checkpoints"), "{}", unfit.said);
    fs::write(&proof, "{}").expect("a file can be written");
    assert_eq!(verify(&early, &with_proof).status, 2);
    assert!(elsewhere.run(&["verify", "--help"]).well().printed.contains("3  the pack is as it was written"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_written_where_one_is_for_their_owner_alone_and_no_range_is_guessed() {
    use std::os::unix::fs::PermissionsExt;
    let (installation, _) = Installation::demonstrated().await;
    let folder = tempfile::tempdir().expect("a folder");
    for arguments in [["export", "pack.zip"], ["backup-key", "before.key"], ["backup", "records"]] {
        let done = installation.command(&arguments).current_dir(folder.path()).output().expect("it starts");
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    }
    let files = ["pack.zip", "before.key", "records", "records.keys"];
    for file in files {
        let about = fs::metadata(folder.path().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        assert_eq!(about.permissions().mode() & 0o777, 0o600, "{file}");
        assert!(about.len() > 0, "{file}");
    }
    let pack = folder.path().join("pack.zip");
    let pack = pack.to_str().expect("a path in UTF-8");
    let refused = installation.run(&["export", pack, "--from", "9999999", "--to", "0", "--school", "999999"]);
    assert_eq!(refused.status, 1);
    for problem in
        ["is there already", "no fact 0", "fact 9999999 is not signed", "ends at 0", "nothing is recorded"]
    {
        assert!(refused.said.contains(problem), "{problem}: {}", refused.said);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_copy_that_was_brought_back_is_told_from_the_first_moment_and_on_every_page_that_rests_on_the_ledger()
 {
    let (restored, _folder, _) = with_an_older_copy().await;
    let portal = restored.serve();
    let reader = portal.reader();
    let page = reader.get("/ledger").await.with_status(200);
    let told = page.text("main");
    assert!(told.contains("No new checkpoint is signed") && told.contains("an older copy"), "{told}");
    assert!(portal.log().contains("no checkpoint of the ledger is signed"), "{}", portal.log());
    for place in ["proof?position=1", "consistency?from=1"] {
        let page = reader.get(&format!("/ledger/{place}")).await.with_status(503);
        assert!(page.text("main").contains("Tell the person who runs this portal"), "{}", page.text("main"));
        let problem = reader.get_json(&format!("/ledger/{place}")).await.with_status(503);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        assert!(problem.json()["detail"].as_str().is_some_and(|text| text.contains("older copy")));
    }
    let auditor = portal.reader();
    auditor.sign_in("auditor", "apple-in-autumn").await;
    let export = auditor.get(&format!("{SCHOOL}/export")).await.with_status(200);
    assert!(export.text("main").contains("There is no file just now"), "{}", export.text("main"));
    let file = auditor.get_json(&format!("{SCHOOL}/export/ledger.zip")).await.with_status(503);
    assert!(file.body.contains("older copy"), "{}", file.body);

    let head = portal.reader();
    head.sign_in("head", "harbour-at-dawn").await;
    let form = head.get(&format!("{SCHOOL}/packs/new")).await.with_status(200).form("main form[method=post]");
    let issued = head.submit(&form).await;
    let pack = head.follow(issued).await.with_status(200);
    let foot = pack.attributes("html", "data-foot");
    assert!(foot[0].contains("no checkpoint is signed any more"), "{foot:?}");
    assert!(
        pack.text("main").contains("no checkpoint is signed any more")
            && !pack.body.contains("not sealed yet")
    );
    portal.stop();
}

#[tokio::test]
async fn from_where_people_look_a_way_leads_to_the_ledger_and_to_what_was_recorded_of_their_school() {
    let demonstration = Demonstration::start().await;
    demonstration.portal.ready().await;
    let history = format!("{SCHOOL}/history");
    let auditor = demonstration.signed_in("auditor").await;
    for place in ["/", SCHOOL] {
        let page = auditor.get(place).await.with_status(200);
        assert!(page.attributes("main a", "href").contains(&history), "{place}: {}", page.text("main"));
    }
    let teacher = demonstration.signed_in("teacher").await;
    let page = teacher.get("/").await.with_status(200);
    assert!(!page.attributes("main a", "href").contains(&history), "a teacher may not read it");
    let ledger = "/ledger".to_owned();
    for (place, links) in [
        (format!("{SCHOOL}/packs/1"), "main a"),
        ("/help".to_owned(), "main a"),
        ("/".to_owned(), "footer a"),
    ] {
        let page = auditor.get(&place).await.with_status(200);
        assert!(page.attributes(links, "href").contains(&ledger), "{place}: {}", page.body);
    }
    let document = demonstration.portal.reader().get("/api/v1/openapi.json").await.with_status(200).json();
    for door in ["proof", "consistency"] {
        assert!(document["paths"][format!("/api/v1/ledger/{door}")]["get"].is_object(), "{door}");
    }
}
