//! What an auditor is here for: to find what was put right after governors had read it, to see both values and why, to read the
//! page as it was when they read it, and to take the records away and check them elsewhere. With the keyboard alone.

use std::fs;

use reqwest::Method;
use system::{Browser, Installation, Reader, WIDE};

use crate::hands::Hands;
use crate::pages::portal;
use crate::people::{Demonstration, SCHOOL};

/// What the register says of a figure that governors go on reading as they read it first.
const KEPT: &str = "Kept as it was shown";
/// What was recorded first, and what was put right.
const VALUES: [&str; 2] = ["93 on Paper B", "88 on Paper B"];

/// The auditor goes to the register, and from there to what was put right after an edition had shown it; gives its address.
async fn finds_what_was_put_right(hands: &Hands<'_>) -> String {
    hands.follow_in_frame(&format!("header a[href='{SCHOOL}/cycles']")).await;
    hands.follow(&format!("main a[href='{SCHOOL}/history']")).await;
    hands.reads(&["Everything that was recorded", "No name and no note is shown in this list"]).await;
    hands.look("school-history").await;
    hands.follow(&format!("main a[href='{SCHOOL}/corrections']")).await;
    hands.reads(&[VALUES[0], VALUES[1], "It was marked again", "After the cycle was closed", KEPT]).await;
    hands.look("corrections").await;
    let found = format!(
        "[...document.querySelectorAll('main tbody tr')].find((row) => row.innerText.includes('{KEPT}'))\
         .querySelector('th a').getAttribute('href')"
    );
    let entry = hands.tab.ask(&found).await.as_str().expect("an address").to_owned();
    hands.follow(&format!("main th a[href='{entry}']")).await;
    assert_eq!(hands.tab.path().await, entry);
    hands.reads(&[VALUES[0], VALUES[1], "It was marked again", "After the cycle was closed", "Seal"]).await;
    hands.look("correction").await;
    entry
}

/// The range of the gain on a page, as `+4.8 to +8.9`.
fn range(page: &str) -> String {
    let gain = page.split("on average (range ").nth(1).and_then(|rest| rest.split(')').next());
    gain.unwrap_or_else(|| panic!("no gain in {page}")).to_owned()
}

/// The auditor goes back to before the correction; gives the range of the gain that the page had then, and has now.
async fn steps_back(hands: &Hands<'_>, entry: &str) -> [String; 2] {
    hands.follow("main a[href^='/as-of/']").await;
    // On a busy machine the page says first how far it is; it would ask again by itself.
    while hands.main().await.contains("The page is being made again") {
        hands.tab.go(&hands.tab.path().await).await;
    }
    let says = hands.tab.text("section[aria-labelledby='as-of-then']").await;
    assert!(says.contains("As it was known on") && says.contains("Nothing that came later"), "{says}");
    let then = range(&hands.main().await);
    hands.look("as-it-was").await;
    hands.follow_in_frame("a[data-now]").await;
    assert!(
        entry.starts_with(&hands.tab.path().await),
        "the same page as it is now: {}",
        hands.tab.path().await
    );
    [then, range(&hands.main().await)]
}

/// Takes the records of the school away as the page says, and checks them where no portal is.
async fn verifies_elsewhere(hands: &Hands<'_>, auditor: &Reader) {
    while auditor.get("/ledger/checkpoint").await.status != 200 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    hands.tab.go(&format!("{SCHOOL}/corrections")).await;
    hands.follow(&format!("main a[href='{SCHOOL}/export']")).await;
    let page = hands.main().await;
    let key = page.split("--key '").nth(1).and_then(|rest| rest.split('\'').next()).expect("the key");
    hands.look("export").await;
    let file = "document.querySelector(\"main a[href*='/export/ledger.zip']\").getAttribute('href')";
    let file = hands.tab.ask(file).await.as_str().expect("an address").to_owned();
    let answer = auditor.request(Method::GET, &file).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
    let bytes = answer.bytes().await.expect("the file");
    let folder = tempfile::tempdir().expect("a folder");
    let pack = folder.path().join("ledger.zip");
    fs::write(&pack, &bytes).expect("a file can be written");
    let elsewhere = Installation::embedded();
    let pack = pack.to_str().expect("a path in UTF-8");
    let said = elsewhere.run(&["verify", "--pack", pack, "--key", key]).well().said;
    assert!(said.contains("chosen by their records"), "{said}");
}

#[tokio::test]
async fn an_auditor_finds_what_was_put_right_after_governors_read_it_and_checks_the_records_elsewhere() {
    let demonstration: Demonstration = portal().await;
    let (governor, auditor) =
        (demonstration.signed_in("governor").await, demonstration.signed_in("auditor").await);
    let browser = Browser::start().await;
    let tab = browser.tab(demonstration.portal.address(), WIDE).await;
    let hands = Hands::on(&tab);
    hands.sign_in(&demonstration, "auditor").await;
    let entry = finds_what_was_put_right(&hands).await;
    let [then, now] = steps_back(&hands, &entry).await;
    let (cycle, _) = entry.split_once("/history/").expect("an entry of a cycle");
    let read = range(&governor.get(cycle).await.with_status(200).text("main"));
    assert_eq!(then, read, "what governors read is what the records said before the correction");
    assert_ne!(then, now, "and what they say now is something else");
    verifies_elsewhere(&hands, &auditor).await;
    hands.none();
    browser.close().await;
    demonstration.portal.stop();
}
