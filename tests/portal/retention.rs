//! A head looks once a year at whose names the school still keeps, and says what came of it.

use reqwest::Method;
use serde_json::{Value, json};
use sqlx::Executor;
use system::Answer;

use crate::people::{Demonstration, SCHOOL};

const FORM: &str = "main form[method=post]";
const NOTE: &str = "A court asked us to wait until the spring.";

fn problems(page: &Answer) -> Vec<String> {
    page.attributes(".govuk-error-summary a", "href")
}

/// A pupil of the register who left ten years ago. The demonstration has none.
async fn leaver(demonstration: &Demonstration) {
    let line = "insert into read.pupils (pupil_id, school_id, kept_by, since, sequence)
                values ('0a0a0a0a-0000-4000-8000-000000000001', null, 'demo:fernhill', current_date - 3650, 1)";
    let mut database = demonstration.installation.database().expect("a database of the run").connect().await;
    database.execute(line).await.expect("a line of the register");
}

#[tokio::test]
async fn a_head_says_once_a_year_what_comes_of_the_names_that_are_past_their_day() {
    let demonstration = Demonstration::start().await;
    demonstration.portal.ready().await;
    let head = demonstration.signed_in("head").await;
    let auditor = demonstration.signed_in("auditor").await;
    let (page, at) = (format!("{SCHOOL}/retention"), format!("{SCHOOL}/retention/review"));
    let list = head.get(&page).await.with_status(200);
    assert!(list.text("main").contains("No one has looked in the last year."), "{}", list.text("main"));
    assert!(list.attributes("main a", "href").contains(&at));

    let form = head.get(&at).await.with_status(200).form(FORM);
    let empty = head.submit(&form.clone().set("review_note", NOTE)).await.with_status(422);
    assert_eq!(problems(&empty), ["#decision"]);
    assert_eq!(empty.text("textarea"), NOTE, "what was typed is kept");
    let none = head.submit(&form.clone().set("decision", "erasure_asked")).await.with_status(422);
    assert_eq!(problems(&none), ["#decision"]);
    let form = form.set("decision", "nothing_due");
    assert_eq!((head.submit(&form).await.status, head.submit(&form).await.status), (303, 303));
    let list = head.get(&page).await.with_status(200).text("main");
    assert!(list.contains("Nothing was past its day") && !list.contains("No one has looked"), "{list}");
    assert!(list.contains(&demonstration.person("head").shown), "{list}");

    leaver(&demonstration).await;
    let form = head.get(&at).await.with_status(200).form(FORM);
    let due = head.submit(&form.clone().set("decision", "nothing_due")).await.with_status(422);
    assert_eq!(problems(&due), ["#decision"]);
    let unsaid = head.submit(&form.clone().set("decision", "kept_longer")).await.with_status(422);
    assert_eq!(problems(&unsaid), ["#review_note"]);
    let form = form.set("decision", "kept_longer").set("review_note", NOTE);
    assert_eq!(head.submit(&form).await.status, 303);
    assert!(head.get(&page).await.text("main").contains(NOTE), "a head reads the note");
    let shown = auditor.get(&page).await.with_status(200);
    assert!(shown.text("main").contains("Some records are kept on") && !shown.body.contains(NOTE));

    let told = head.request(Method::POST, &format!("/api/v1{at}"));
    let told = head.send(told.json(&json!({ "decision": "kept_longer", "review_note": NOTE }))).await;
    assert_eq!(told.status, 201, "{}", told.body);
    let answer: Value = auditor.get_json(&format!("/api/v1{page}")).await.with_status(200).json();
    let decisions = answer["reviews"].as_array().expect("a list").iter().map(|one| one["decision"].clone());
    assert_eq!(decisions.collect::<Vec<_>>(), ["kept_longer", "kept_longer", "nothing_due"]);
    assert_eq!((&answer["review_due"], &answer["reviews"][0]["pupils"]), (&json!(false), &json!(1)));

    demonstration.portal.ready().await;
    let history = auditor.get(&format!("{SCHOOL}/history?kind=retention_reviewed")).await.with_status(200);
    let said = history.text("main");
    assert!(said.contains("Some records are kept on") && !history.body.contains(NOTE), "{said}");
    for (name, status) in [("lead", 403), ("auditor", 403), ("governor", 403)] {
        assert_eq!(demonstration.signed_in(name).await.get(&at).await.status, status, "{name}");
    }
    assert_eq!(demonstration.stranger("head").await.get(&at).await.status, 404);
    demonstration.portal.stop();
}
