//! A pupil of the demonstration is erased, and what staff knew of the pupil is nowhere any more: on no page, in no answer
//! for programs, in no dump of the database and in no log.

use std::io::{Cursor, Read as _};
use std::process::Command;

use reqwest::Method;
use system::{Answer, Installation, Portal, Reader};

use crate::governors::everything;
use crate::people::{Demonstration, SCHOOL, first, made};

/// A pupil who was in a cycle, as the lead finds one: the address, and the name.
async fn somebody(lead: &Reader) -> (String, String) {
    let list = lead.get(&format!("{SCHOOL}/pupils")).await.with_status(200);
    for path in list.attributes("a[href^='/pupils/']", "href") {
        let page = lead.get(&path).await.with_status(200);
        if !page.attributes("main a[href^='/cycles/']", "href").is_empty() {
            return (path, page.text("h1"));
        }
    }
    panic!("nobody of the demonstration was in a cycle: {}", list.text("main"))
}

/// Everything that is stored, as PostgreSQL's own program writes it.
fn dumped(installation: &Installation) -> String {
    let database = installation.database().expect("a database of its own");
    let dumped = Command::new("pg_dump")
        .args(["--inserts", "--dbname"])
        .arg(database.url())
        .output()
        .expect("pg_dump");
    assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
    String::from_utf8_lossy(&dumped.stdout).into_owned()
}

/// What a backup of the records holds, as text.
fn backed_up(installation: &Installation) -> String {
    let file = installation.folder().join("records.backup");
    drop(installation.run(&["backup", file.to_str().expect("a path in UTF-8")]).well());
    let restored = Command::new("pg_restore").args(["--file", "-"]).arg(&file).output().expect("pg_restore");
    assert!(restored.status.success(), "{}", String::from_utf8_lossy(&restored.stderr));
    String::from_utf8_lossy(&restored.stdout).into_owned()
}

/// Everything in the file for auditors, as text.
async fn exported(auditor: &Reader) -> String {
    let page = auditor.get(&format!("{SCHOOL}/export")).await.with_status(200);
    let file = first(&page, "main a[href*='/export/ledger.zip']");
    let answer = auditor.request(Method::GET, &file).send().await.expect("an answer");
    let bytes = answer.bytes().await.expect("the file");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut all = Vec::new();
    for place in 0..archive.len() {
        let _ = archive.by_index(place).expect("a file").read_to_end(&mut all).expect("what is in it");
    }
    String::from_utf8_lossy(&all).into_owned()
}

/// Reads everything that `reader` reaches, as pages and as answers for programs, and looks for the name.
async fn nowhere(reader: &Reader, name: &str) {
    let below = |page: &str| format!("{SCHOOL}/{page}");
    let checked = ["history", "corrections", "retention", "named-reads", "packs", "editions"].map(below);
    let programs = checked.iter().take(3).map(|page| format!("/api/v1{page}"));
    let mut starts: Vec<String> = vec!["/".to_owned(), below("cycles"), below("pupils")];
    starts.extend(checked.iter().cloned().chain(programs));
    let starts: Vec<&str> = starts.iter().map(String::as_str).collect();
    let after = everything(reader, &starts).await;
    assert!(after.len() > 20, "{} pages", after.len());
    for (at, page) in &after {
        assert!(!page.body.contains(name), "{at} still names {name}");
    }
}

/// The history of the record says what happened, and not that somebody keeps what is gone.
fn tells_of_the_erasing(history: &Answer) {
    let told = history.text("main");
    assert!(told.contains("record was erased") && told.contains("Name and details removed"), "{told}");
    assert!(!told.contains("kept for staff"), "{told}");
}

#[tokio::test]
async fn an_erased_pupil_is_on_no_page_in_no_dump_and_in_no_log() {
    let installation = Installation::fresh().await;
    let people = made(&installation);
    let mut command = installation.command(&["serve", "--listen", "127.0.0.1:0", "--log-json"]);
    command.env("RUST_LOG", "debug");
    let portal = Portal::start(command, &installation.folder().join("server.log"));
    let demonstration = Demonstration { portal, installation, people };
    let lead = demonstration.signed_in("lead").await;
    let (path, name) = somebody(&lead).await;
    let before = everything(&lead, &["/", &format!("{SCHOOL}/cycles"), &format!("{SCHOOL}/pupils")]).await;
    let shown = before.iter().filter(|(_, page)| page.body.contains(&name)).count();
    assert!(shown > 1, "{name} is on the pages of staff");
    let id = path.trim_start_matches("/pupils/");
    assert!(dumped(&demonstration.installation).contains(id), "the dump holds what it should");

    let head = demonstration.signed_in("head").await;
    let form = head.get(&format!("{path}/erasure")).await.with_status(200).form("main form[method=post]");
    let asked = head.submit(&form.set("basis", "retention_ended").set("reason", "policy")).await;
    demonstration.portal.ready().await;
    let page = head.follow(asked.with_status(303)).await.with_status(200).text("main");
    assert!(page.contains("to erase this record. An administrator looks at it next"), "{page}");
    let admin = demonstration.signed_in("administrator").await;
    let list = admin.get("/erasures").await.with_status(200);
    assert!(!list.body.contains(&name), "an administrator sees no name");
    let confirm = admin.get(&first(&list, "a[href^='/erasures/']")).await.with_status(200);
    let form = confirm.form("main form[method=post]");
    let refused = admin.submit(&form).await.with_status(422);
    assert!(refused.text("main").contains("Tick the box"), "{}", refused.text("main"));
    let form = form.set("sure", "on");
    let done = admin.follow(admin.submit(&form).await.with_status(303)).await.with_status(200);
    assert!(done.text("main").contains("Nobody asks for a record to be erased"), "{}", done.text("main"));
    assert_eq!(admin.submit(&form).await.status, 303, "the same form twice");

    let auditor = demonstration.signed_in("auditor").await;
    tokio::join!(nowhere(&lead, &name), nowhere(&head, &name), nowhere(&auditor, &name));
    let taken = exported(&auditor).await;
    assert!(taken.contains(id) && !taken.contains(&name), "in the file for auditors");
    tells_of_the_erasing(&lead.get(&format!("{path}/history")).await.with_status(200));
    let found = lead.get_json(&format!("/api/v1{path}/history")).await.with_status(200);
    assert!(!found.body.contains(&name), "{}", found.body);
    assert_eq!(lead.get(&path).await.with_status(200).text("h1"), "Pupil removed");
    let dump = dumped(&demonstration.installation);
    assert!(!dump.contains(&name), "{name} in the dump");
    let log = demonstration.portal.log();
    assert!(log.contains("a pupil was erased") && !log.contains(&name), "in the log");
    demonstration.portal.stop();
    let copied = backed_up(&demonstration.installation);
    assert!(copied.contains(id) && !copied.contains(&name), "in a backup of the records");

    // What is kept beside the records, and how a server is refused without it.
    let installation = &demonstration.installation;
    let copy = installation.folder().join("key.copy");
    let copy = copy.to_str().expect("a path in UTF-8");
    drop(installation.run(&["backup-key", copy]).well());
    let rotated = installation.run(&["rotate-keys"]).well();
    assert!(rotated.said.contains("keys are wrapped by the new one"), "{}", rotated.said);
    let refused = installation.run(&["restore-key", copy]);
    assert!(refused.status != 0 && refused.said.contains("another wrapping key stands"), "{}", refused.said);
    let key = installation.folder().join("keys/wrapping.key");
    let kept = std::fs::read(&key).expect("the new key");
    std::fs::remove_file(&key).expect("the key can be moved away");
    let without = installation.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(without.status != 0 && without.said.contains("put back the key"), "{}", without.said);
    drop(installation.run(&["restore-key", copy]).well());
    let old = installation.run(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(old.status != 0 && old.said.contains("is not the one that sealed"), "{}", old.said);
    std::fs::write(&key, kept).expect("the new key can be put back");
    let portal = installation.serve();
    let person = demonstration.people.iter().find(|person| person.role == "lead").expect("a lead");
    let lead = portal.reader();
    lead.sign_in(&person.name, &person.password).await;
    let list = lead.get(&format!("{SCHOOL}/pupils")).await.with_status(200);
    assert!(list.texts("tbody th").len() > 5 && !list.body.contains(&name), "the others are still read");
    portal.stop();
}
