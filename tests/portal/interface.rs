//! Commands as JSON: the same handlers, rules and people as the forms, and the answers that programs can act on.

use std::collections::BTreeSet;

use domain::account::Role;
use portal::policy::Reach;
use portal::route::Route;
use portal::shape::{Kind, Shape};
use reqwest::Method;
use serde_json::{Value, json};
use system::{Answer, Reader};
use uuid::Uuid;

use crate::people::{Demonstration, SCHOOL, cycle_in, history};
use crate::policy::{Places, needs_nothing};

/// Sends `body` as JSON, with headers.
pub(crate) async fn send(reader: &Reader, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
    let mut request = reader.request(Method::POST, path).json(body);
    for (name, text) in headers {
        request = request.header(*name, *text);
    }
    reader.send(request).await
}

/// The places and the codes of a refusal.
pub(crate) fn errors(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.body);
    let problem = answer.json();
    assert_eq!(problem["status"], answer.status);
    let text = |one: &Value, name: &str| one[name].as_str().expect("a text").to_owned();
    let all = problem["errors"].as_array().cloned().unwrap_or_default();
    all.iter().map(|one| (text(one, "pointer"), text(one, "code"))).collect()
}

/// A score weeks after the closed cycle of the demonstration, for its first participant.
async fn follow_up(reader: &Reader) -> (String, Value) {
    let cycle = cycle_in(reader, "closed").await;
    let whole = reader.get_json(&format!("/api/v1{cycle}")).await.with_status(200).json();
    let participants = whole["participants"].as_array().expect("participants");
    let here = participants.iter().find(|one| one["withdrawn_on"].is_null()).expect("somebody who stayed");
    let body = json!({
        "participant": here["participant"], "point": "follow_up", "instrument": "number-test@1",
        "test_form": "b", "score": "93", "taken_on": today(),
    });
    (cycle, body)
}

/// Today in London.
fn today() -> String {
    let zone = jiff::tz::TimeZone::get("Europe/London").expect("the zone is known");
    jiff::Timestamp::now().to_zoned(zone).date().to_string()
}

#[tokio::test]
async fn a_command_acts_once_and_tells_where_the_stream_is() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let (cycle, body) = follow_up(&teacher).await;
    let before = history(&teacher, &cycle).await.len();
    let (path, key) = (format!("/api/v1{cycle}/assessments/new"), Uuid::new_v4().to_string());
    let whole = teacher.get_json(&format!("/api/v1{cycle}")).await.with_status(200);
    assert_eq!(whole.json()["sequence"], before);
    let seen = whole.header("etag").to_owned();
    assert_eq!(seen, format!("\"{before}\""));
    let headers = [("Idempotency-Key", key.as_str()), ("If-Match", seen.as_str())];

    let first = send(&teacher, &path, &body, &headers).await.with_status(201);
    let stored = first.json();
    assert_eq!((&stored["sequence"], &stored["events"]), (&json!(before + 1), &json!(1)));
    assert_eq!(first.header("etag"), format!("\"{}\"", before + 1));
    let shown = teacher.get_json(&format!("/api/v1{cycle}?seen={}", stored["token"].as_str().unwrap())).await;
    assert!(shown.body.contains("\"93\""), "{}", shown.body);

    let again = send(&teacher, &path, &body, &headers).await.with_status(201);
    assert_eq!(again.json(), stored, "the same key is the same change");
    let mut other = body.clone();
    other["score"] = json!(94);
    let reused = send(&teacher, &path, &other, &headers).await.with_status(422);
    assert_eq!(reused.json()["type"], "/api#reused");

    let late = send(&teacher, &path, &other, &[("If-Match", seen.as_str())]).await.with_status(412);
    assert_eq!(late.json()["sequence"], before + 1);
    let twice = send(&teacher, &path, &other, &[]).await.with_status(422);
    assert_eq!(errors(&twice), [("/point".to_owned(), "duplicate-assessment".to_owned())]);
    assert_eq!(history(&teacher, &cycle).await.len(), before + 1);
    demonstration.portal.stop();
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_every_place_and_nothing_happens() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let (cycle, body) = follow_up(&teacher).await;
    let before = history(&teacher, &cycle).await.len();
    let path = format!("/api/v1{cycle}/assessments/new");

    let mut wrong = body.clone();
    wrong["mark"] = json!(93);
    wrong["taken_on"] = json!(["2026-03-27"]);
    let answer = send(&teacher, &path, &wrong, &[("If-Match", "new")]).await.with_status(400);
    let mut found = errors(&answer);
    found.sort();
    let expected = [("", "match-unreadable"), ("/mark", "unknown-member"), ("/taken_on", "text-wanted")];
    assert_eq!(found, expected.map(|(pointer, code)| (pointer.to_owned(), code.to_owned())));

    let form = teacher.post(&path, &[("score", "93")]).await;
    assert_eq!((form.status, form.header("content-type")), (415, "application/problem+json"));
    let page = send(&teacher, &format!("{cycle}/assessments/new"), &body, &[]).await;
    assert_eq!(page.status, 415, "the door of the page takes the page's form");

    let grid =
        json!({"taken_on": today(), "pupils": {body["participant"].as_str().unwrap(): {"score": "9o"}}});
    let refused =
        send(&teacher, &format!("/api/v1{cycle}/scores/follow_up"), &grid, &[]).await.with_status(422);
    let row = format!("/pupils/{}/score", body["participant"].as_str().unwrap());
    assert_eq!(errors(&refused), [(row, "cell-unreadable".to_owned())]);
    assert_eq!(history(&teacher, &cycle).await.len(), before);
    demonstration.portal.stop();
}

#[tokio::test]
async fn what_is_too_large_is_answered_with_the_limit_and_a_form_keeps_its_place() {
    let demonstration = Demonstration::start().await;
    let lead = demonstration.signed_in("lead").await;
    let long = "x".repeat(600 * 1024);
    let cycle = cycle_in(&lead, "running").await;
    let program =
        send(&lead, &format!("/api/v1{cycle}/reflections/new"), &json!({"learnt": long}), &[]).await;
    assert_eq!((program.status, program.header("content-type")), (413, "application/problem+json"));
    assert!(program.json()["detail"].as_str().unwrap().contains("512 kilobytes"), "{}", program.body);
    let page = lead.post(&format!("{cycle}/reflections/new"), &[("learnt", &long)]).await;
    assert_eq!(page.status, 413);
    assert!(page.text("main").contains("512 kilobytes") && page.text("main").contains("still there"));
    // A file on its way with a form, as a browser sends it.
    let list = format!("{SCHOOL}/pupils/list");
    let body = format!(
        "--here\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\n{long}\r\n--here--\r\n"
    );
    let request = lead.request(Method::POST, &list);
    let form = request.header("Content-Type", "multipart/form-data; boundary=here").body(body);
    let again = lead.send(form).await.with_status(422);
    assert_eq!(again.texts(".govuk-error-summary a").len(), 1, "{}", again.text("main"));
    assert!(again.text(".govuk-error-summary").contains("300 kilobytes"));
    assert_eq!(again.attributes("main form", "enctype"), ["multipart/form-data"], "the form is there again");
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_group_s_scores_come_in_rows_and_are_stored_together() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let (cycle, _) = follow_up(&teacher).await;
    let whole = teacher.get_json(&format!("/api/v1{cycle}")).await.with_status(200).json();
    let here: Vec<&str> = whole["participants"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["withdrawn_on"].is_null())
        .filter_map(|one| one["participant"].as_str())
        .collect();
    let body = json!({
        "taken_on": today(), "test_form": "b", "missing_reason": "absence",
        "pupils": {here[0]: {"score": 91}, here[1]: {"score": "absent"}},
    });
    let path = format!("/api/v1{cycle}/scores/follow_up");
    let stored = send(&teacher, &path, &body, &[]).await.with_status(201).json();
    assert_eq!(stored["events"], 2);
    demonstration.portal.stop();
}

#[tokio::test]
async fn programs_are_let_in_as_people_are() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let (cycle, body) = follow_up(&teacher).await;
    let path = format!("/api/v1{cycle}/assessments/new");
    let nobody = send(&demonstration.portal.reader(), &path, &body, &[]).await;
    let governor = send(&demonstration.signed_in("governor").await, &path, &body, &[]).await;
    let colleague = send(&demonstration.colleague("teacher").await, &path, &body, &[]).await;
    assert_eq!((nobody.status, governor.status, colleague.status), (401, 403, 404));
    for answer in [nobody, governor, colleague] {
        assert_eq!(answer.header("content-type"), "application/problem+json");
    }
    demonstration.portal.stop();
}

/// The members that stand first in the places of a refusal.
fn members(answer: &Answer) -> BTreeSet<String> {
    errors(answer)
        .into_iter()
        .filter_map(|(pointer, _)| pointer.split('/').nth(1).map(str::to_owned))
        .collect()
}

/// What a form can't do without, by its own description.
fn needed(shape: &Shape) -> BTreeSet<String> {
    shape.0.iter().filter(|part| part.needed).map(|part| part.name.to_owned()).collect()
}

#[tokio::test]
async fn what_a_form_needs_and_what_it_is_said_to_need_are_the_same() {
    let demonstration = Demonstration::start().await;
    // Whoever of them may: a head asks, an administrator keeps the installation, a mentor comments, a governor asks the school.
    let people = [
        (Role::Head, demonstration.signed_in("head").await),
        (Role::Administrator, demonstration.signed_in("administrator").await),
        (Role::Mentor, demonstration.signed_in("mentor").await),
        (Role::Governor, demonstration.signed_in("governor").await),
    ];
    let places = Places::of(&demonstration).await;
    let (mut asked, mut faults) = (0, Vec::new());
    let described: Vec<Route> = portal::routes().into_iter().filter(|route| route.takes.is_some()).collect();
    for route in described {
        let shape = route.takes.expect("it takes something");
        let may = |role: &Role| route.action.reach(*role) != Reach::Never;
        let (role, reader) = people.iter().find(|(role, _)| may(role)).expect("one of them may");
        let path = places.fill(&route, Some(*role));
        let answer = send(reader, &path, &json!({}), &[]).await;
        if needs_nothing(&route) && [200, 201].contains(&answer.status) {
            continue;
        }
        if answer.status != 422 {
            faults.push(format!("{}: {} {}", route.path, answer.status, answer.body));
            continue;
        }
        let told = members(&answer);
        let known: BTreeSet<String> = shape.0.iter().map(|part| part.name.to_owned()).collect();
        if !told.is_subset(&known) {
            faults.push(format!("{}: {told:?} is more than {known:?}", route.path));
        }
        let is_row = |name: &String| {
            shape.0.iter().any(|part| part.name == name && matches!(part.kind, Kind::Rows(_)))
        };
        let missing: Vec<String> =
            needed(shape).difference(&told).filter(|name| !is_row(name)).cloned().collect();
        if !missing.is_empty() {
            faults.push(format!("{} is said to need {missing:?} and asked for {told:?}", route.path));
        }
        asked += 1;
    }
    assert_eq!(faults, Vec::<String>::new());
    assert!(asked > 60, "{asked}");
    demonstration.portal.stop();
}

#[tokio::test]
async fn the_description_is_there_for_everybody() {
    let demonstration = Demonstration::start().await;
    let reader = demonstration.portal.reader();
    let document = reader.get("/api/v1/openapi.json").await.with_status(200).json();
    assert_eq!(document["openapi"], "3.1.0");
    let record = &document["paths"]["/api/v1/cycles/{cycle}/assessments/new"]["post"];
    let body = &record["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["additionalProperties"], false);
    assert!(body["properties"]["point"]["enum"].as_array().unwrap().contains(&json!("follow_up")), "{body}");
    let page = reader.get("/api").await.with_status(200);
    assert!(page.text("main").contains("/api/v1/cycles/{cycle}/assessments/new"));
    demonstration.portal.stop();
}
