//! What an auditor finds of what was put right, in the demonstration: both values, why, how late, and what governors read.

use crate::people::{Demonstration, SCHOOL, first};

#[tokio::test]
async fn an_auditor_finds_what_was_put_right_after_the_closing_and_what_governors_read_then() {
    let demonstration = Demonstration::start().await;
    demonstration.portal.ready().await;
    let auditor = demonstration.signed_in("auditor").await;
    let list = auditor.get(&format!("{SCHOOL}/cycles")).await.with_status(200);
    let history = first(&list, "main a[href$='/history']");
    let page = auditor.get(&history).await.with_status(200);
    let address = first(&page, "main a[href$='/corrections']");
    assert_eq!(address, format!("{SCHOOL}/corrections"));

    let page = auditor.get(&address).await.with_status(200);
    let told = page.text("main");
    for said in [
        "After the cycle was closed",
        "before",
        "after",
        "Days late",
        "What may be said of the gain",
        "For each 100",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    let answer = auditor.get_json(&format!("/api/v1{address}")).await.with_status(200).json();
    let corrections = answer["corrections"].as_array().expect("a list").clone();
    assert!(!corrections.is_empty());
    for one in &corrections {
        assert!(one["days"].as_i64().is_none_or(|days| days >= 0), "{one}");
        assert!(one["event"]["reason"]["code"].is_string(), "{one}");
    }
    let late =
        corrections.iter().find(|one| one["event"]["after_closing"] == true).expect("one after the closing");
    assert!(late["message"].is_string(), "{late}");
    let said = ["before", "after"].map(|stand| &late[stand]["verdict"]);
    assert_eq!(late["said_otherwise"].as_bool(), Some(said[0] != said[1]), "{late}");
    let recorded = answer["rates"]["kinds"]["assessment_recorded"]["of"].as_u64().expect("a count");
    assert!(recorded > 30, "{recorded} scores");

    let entry = first(&page, "main table a[href*='/history/']");
    let told = auditor.get(&entry).await.with_status(200).text("main");
    assert!(told.contains("How it came about") && told.contains("Why"), "{told}");
    for name in ["teacher", "governor", "mentor", "officer"] {
        assert_eq!(demonstration.signed_in(name).await.get(&address).await.status, 403, "{name}");
    }
    demonstration.portal.stop();
}
