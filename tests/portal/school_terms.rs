//! The terms of a school, as its head types them, and what a plan and a cycle's page say of a day because of them.

use reqwest::Method;
use serde_json::json;
use system::{Answer, Form};

use crate::people::{Demonstration, SCHOOL};

const FORM: &str = "main form[method=post]";

fn problems(page: &Answer) -> Vec<String> {
    page.attributes(".govuk-error-summary a", "href")
}

/// The same form with the three fields of a term filled in.
fn term(form: Form, row: u8, name: &str, from: &str, to: &str) -> Form {
    form.set(&format!("term_name-{row}"), name)
        .set(&format!("term_starts_on-{row}"), from)
        .set(&format!("term_ends_on-{row}"), to)
}

#[tokio::test]
async fn the_head_types_the_terms_of_a_year_and_a_plan_is_told_of_days_outside_them() {
    let demonstration = Demonstration::start().await;
    let (head, lead) = (demonstration.signed_in("head").await, demonstration.signed_in("lead").await);
    let list = format!("{SCHOOL}/terms");
    let year = format!("{list}/2046-47");
    assert_eq!(lead.get(&list).await.status, 403);
    assert_eq!(head.get("/schools/demo:elsewhere/terms").await.status, 404);
    assert_eq!(head.get(&format!("{list}/soon")).await.status, 404);
    let known = head.get(&list).await.with_status(200).text("main");
    assert!(known.contains("Autumn term, second half"), "those of the demonstration: {known}");
    let foreign = head.get(&format!("{list}/2046")).await.with_status(200);
    assert!(foreign.texts(FORM).is_empty(), "its years don't go like this one");

    let form = head.get(&year).await.with_status(200).form(FORM);
    let form = term(form, 1, "autumn", "2046-09-03", "2046-09-03");
    let form = term(form, 2, "autumn", "2047-01-07", "2047-09-30");
    let refused = head.submit(&form).await.with_status(422);
    let told = [
        "#term_ends_on-1",
        "#term_name-2",
        "#term_ends_on-2",
        "#term_ends_on-2",
        "#term_starts_on-3",
        "#term_ends_on-3",
    ];
    let mut found = problems(&refused);
    found.sort();
    let mut expected = told.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(refused.attributes("#term_ends_on-2", "value"), ["2047-09-30"], "what was typed is kept");

    let form = term(refused.form(FORM), 1, "autumn", "2046-09-03", "2046-12-20");
    let form = term(form, 2, "spring", "2047-01-07", "2047-03-29");
    let form = term(form, 3, "", "", "");
    for _ in 0..2 {
        assert_eq!(head.submit(&form).await.status, 303, "sent twice it is harmless");
    }
    demonstration.portal.ready().await;
    let again = head.get(&year).await.with_status(200).form(FORM);
    let unlike = head.submit(&again.clone().set("term_ends_on-2", "2047-03-28")).await.with_status(422);
    assert_eq!(problems(&unlike), ["#reason"], "a change has a reason");
    assert_eq!(head.submit(&unlike.form(FORM).set("reason", "timetable")).await.status, 303);
    demonstration.portal.ready().await;

    let plan = lead.get(&format!("{SCHOOL}/cycles/new")).await.with_status(200).form(FORM);
    let plan = plan.set("starts_on", "2046-12-03").set("ends_on", "2047-01-31");
    let shown = lead.submit(&plan).await.with_status(422);
    let warning = shown.text("#outside-terms");
    assert!(warning.contains("1 January 2047 is in no term") && !warning.contains("Start"), "{warning}");
    let texts = ["need_statement", "inquiry_question", "class_link"];
    let plan =
        texts.into_iter().fold(shown.form(FORM), |form, field| form.set(field, "So that they can add."));
    let done = lead.submit(&plan).await;
    assert_eq!(done.status, 303, "a warning stops nobody: {}", done.text("main"));
    let cycle = lead.follow(done).await.with_status(200).text("main");
    assert!(cycle.contains("Start: Autumn term, week 14."), "{cycle}");
    assert!(cycle.contains("Midway: 1 January 2047 is in no term of this school."), "{cycle}");
    assert!(cycle.contains("End: Spring term, week 4."), "{cycle}");
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_program_types_terms_by_the_same_rules() {
    let demonstration = Demonstration::start().await;
    let head = demonstration.signed_in("head").await;
    let send = |school: &'static str, body: serde_json::Value| {
        let request = head.request(Method::POST, &format!("/api/v1{school}/terms/2046-47")).json(&body);
        head.send(request)
    };
    let row = |name: &str, from: &str, to: &str| json!({"term_name": name, "term_starts_on": from, "term_ends_on": to});
    let nothing = send(SCHOOL, json!({"terms": {}})).await.with_status(422).json();
    assert_eq!(
        (&nothing["errors"][0]["pointer"], &nothing["errors"][0]["code"]),
        (&json!("/terms"), &json!("term-missing"))
    );
    let reversed = json!({"terms": {"1": row("autumn", "2046-09-03", "2046-09-01")}});
    let reversed = send(SCHOOL, reversed).await.with_status(422).json();
    assert_eq!(reversed["errors"][0]["pointer"], "/terms/1/term_ends_on");
    let stored = json!({"terms": {"1": row("autumn", "2046-09-03", "2046-12-20")}});
    assert_eq!(send(SCHOOL, stored.clone()).await.with_status(201).json()["events"], 1);
    assert_eq!(send(SCHOOL, stored.clone()).await.with_status(200).json()["events"], 0, "it was so before");
    assert_eq!(send("/schools/demo:elsewhere", stored).await.status, 404);
    demonstration.portal.stop();
}
