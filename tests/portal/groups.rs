//! Groups of schools: who works for one reads figures of the schools that belong to it today, and nothing else.

use jiff::ToSpan;
use jiff::civil::Date;
use reqwest::Method;
use serde_json::json;
use system::{Answer, Reader};
use uuid::Uuid;

use crate::governors::{AboutPupils, everything, hides_small_numbers, numbered_pupil};
use crate::interface::{errors, send};
use crate::names::token;
use crate::people::{Demonstration, SCHOOL, cycle_in, cycles, first};
use crate::staff::{PASSWORD, join};

const FORM: &str = "main form[method=post]";
const NORTHMOOR: &str = "/schools/demo:northmoor";
const TUI_FLAT: &str = "/schools/demo:tui-flat";

fn problems(page: &Answer) -> Vec<String> {
    page.attributes(".govuk-error-summary a", "href")
}

fn today() -> Date {
    portal::app::today()
}

/// The address of the first group of the list.
async fn group_of(reader: &Reader) -> String {
    first(&reader.get("/groups").await.with_status(200), "tbody th a")
}

#[tokio::test]
async fn the_leader_of_a_trust_compares_its_schools_and_reaches_no_pupil_and_no_form() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let pupils = AboutPupils::read(&teacher).await;
    let leader = demonstration.signed_in_as("trust-lead").await;
    let trust = group_of(&leader).await;
    let page = leader.get(&trust).await.with_status(200).text("main");
    assert!(page.contains("Fernhill") && page.contains("Northmoor") && !page.contains("Tui Flat"), "{page}");

    let pages = everything(&leader, &["/", &trust, &format!("{SCHOOL}/cycles")]).await;
    for (path, page) in &pages {
        assert_eq!(page.status, 200, "a link that leaders of a group are shown leads somewhere: {path}");
        assert_eq!(pupils.in_text(&page.body), Vec::<&str>::new(), "{path}");
        assert!(!numbered_pupil(&page.text("body")), "{path}");
        let forms = page.attributes("main form[method=post]", "action");
        assert!(forms.iter().all(|form| form.starts_with("/account")), "{path}: {forms:?}");
    }
    assert!(pages.iter().any(|(path, _)| path.starts_with(NORTHMOOR)), "both schools are reached");
    let compare = leader.get(&format!("{trust}/compare")).await.with_status(200);
    let chosen = compare.attributes("input[name=cycle]", "value");
    let labels = compare.text("main");
    assert!(
        labels.contains("Fernhill Primary School (made up): ") && labels.contains("Northmoor"),
        "{labels}"
    );
    let both = format!("{trust}/compare?cycle={}&cycle={}", chosen[0], chosen[chosen.len() - 1]);
    assert_eq!(leader.get(&both).await.status, 200);

    let running = cycle_in(&teacher, "running").await;
    assert_eq!(leader.get(&running).await.status, 404, "a cycle that goes on has no page for them");
    assert_eq!(leader.get(&format!("{running}/history")).await.status, 403);
    for path in ["/cycles/new", "/pupils", "/people", "/profile"] {
        assert_eq!(leader.get(&format!("{SCHOOL}{path}")).await.status, 403, "{path}");
    }
    let sent = leader.post(&format!("{SCHOOL}/cycles/new"), &[("command_id", "x")]).await;
    assert_eq!(sent.status, 403, "nobody of a group records anything");
    let nowhere = leader.get("/schools/demo:nowhere/cycles").await.with_status(404);
    assert_eq!(leader.get(&format!("{TUI_FLAT}/cycles")).await.with_status(404).body, nowhere.body);
    let elsewhere = group_of(&demonstration.signed_in_as("kahui-officer").await).await;
    let none = leader.get("/groups/00000000-0000-4000-8000-000000000000").await.with_status(404);
    assert_eq!(leader.get(&elsewhere).await.with_status(404).body, none.body);
    demonstration.portal.stop();
}

#[tokio::test]
async fn an_officer_of_a_group_never_sees_a_number_under_the_limit() {
    let demonstration = Demonstration::start().await;
    let officer = demonstration.signed_in_as("kahui-officer").await;
    let kahui_ako = group_of(&officer).await;
    for school in [SCHOOL, NORTHMOOR] {
        assert_eq!(officer.get(&format!("{school}/cycles")).await.status, 404, "{school}");
    }
    assert_eq!(officer.get(&format!("{kahui_ako}/compare")).await.status, 403);
    let list = officer.get_json(&format!("/api/v1{TUI_FLAT}/cycles")).await.with_status(200).json();
    hides_small_numbers(&list);
    let seen = list["cycles"].as_array().expect("cycles").clone();
    let is_closed = |one: &serde_json::Value| one["state"] == "closed" || one["state"] == "reported";
    assert!(!seen.is_empty() && seen.iter().all(is_closed));
    for cycle in &seen {
        let path = format!("/api/v1/cycles/{}", cycle["id"].as_str().expect("an id"));
        let answer = officer.get_json(&path).await.with_status(200).json();
        assert!(answer.get("participants").is_none());
        hides_small_numbers(&answer);
    }
    let counts = |page: &Answer| {
        let cells = page.texts("main td");
        cells[cells.len() - 2..].to_vec()
    };
    let before = counts(&officer.get(&kahui_ako).await.with_status(200));
    assert!(before[1].parse::<u32>().is_ok_and(|pupils| pupils >= 6), "{before:?}");

    let keeper = demonstration.signed_in("administrator").await;
    let head = demonstration.signed_in_as("tuiflat-head").await;
    let ask = keeper.get(&format!("{TUI_FLAT}/small-numbers")).await.with_status(200).form(FORM);
    let ask = ask.set("smallest_group", "11").set("reason", "policy");
    assert_eq!(keeper.submit(&ask).await.status, 303);
    demonstration.portal.ready().await;
    let agree = head.get(&format!("{TUI_FLAT}/small-numbers/answer")).await.with_status(200).form(FORM);
    assert_eq!(head.submit(&agree.set("answer", "agree")).await.status, 303);
    demonstration.portal.ready().await;
    let after = counts(&officer.get(&kahui_ako).await.with_status(200));
    assert_eq!(after[0], "0", "groups of six to eight pupils are counted no more");
    assert!(after[1].contains("not shown"), "{after:?}");
    demonstration.portal.stop();
}

#[tokio::test]
async fn an_administrator_forms_a_group_and_a_role_for_it_ends_where_a_school_leaves() {
    let demonstration = Demonstration::start().await;
    let keeper = demonstration.signed_in("administrator").await;
    assert_eq!(demonstration.signed_in("head").await.get("/groups/new").await.status, 403);
    let form = keeper.get("/groups/new").await.with_status(200).form(FORM).set("formed_on", "soon");
    let refused = keeper.submit(&form).await.with_status(422);
    assert_eq!(problems(&refused), ["#group_name", "#group_kind", "#formed_on"]);
    let began = today().checked_sub(30.days()).unwrap().to_string();
    let form = refused.form(FORM).set("group_name", "Two Hills").set("group_kind", "cluster");
    let form = form.set("formed_on", &began);
    let made = keeper.submit(&form).await;
    assert_eq!((made.status, keeper.submit(&form).await.status), (303, 303), "sent twice it is harmless");
    demonstration.portal.ready().await;
    let group = made.redirect().unwrap().split('?').next().unwrap().to_owned();

    let page = format!("{group}/schools/new");
    let unknown = keeper.get(&page).await.with_status(200).form(FORM).set("school", "demo:nowhere");
    let unknown = keeper.submit(&unknown.set("joined_on", "2020-01-01")).await.with_status(422);
    assert_eq!(problems(&unknown), ["#school"]);
    let early = keeper.submit(&unknown.form(FORM).set("school", "demo:fernhill")).await.with_status(422);
    assert_eq!(problems(&early), ["#joined_on"], "before there was a group");
    for school in ["demo:fernhill", "demo:northmoor"] {
        let form = keeper.get(&page).await.form(FORM).set("school", school).set("joined_on", &began);
        assert_eq!(keeper.submit(&form).await.status, 303);
        demonstration.portal.ready().await;
    }

    let newcomer = officer_of(&demonstration, &keeper, &group).await;
    assert!(!cycles(&newcomer).await.is_empty(), "the closed cycles of Fernhill");
    assert_eq!(newcomer.get(&format!("{TUI_FLAT}/cycles")).await.status, 404);

    let leave = |school: &str| format!("{group}/schools/{school}/leave");
    let refused = keeper.get(&leave("demo:fernhill")).await.with_status(200).form(FORM);
    let refused = keeper.submit(&refused.set("left_on", "")).await.with_status(422);
    assert_eq!(problems(&refused), ["#left_on", "#reason"]);
    for (school, days_ago) in [("demo:fernhill", 1), ("demo:northmoor", 0)] {
        let left_on = today().checked_sub(days_ago.days()).unwrap().to_string();
        let form = keeper.get(&leave(school)).await.form(FORM).set("left_on", &left_on);
        assert_eq!(keeper.submit(&form.set("reason", "left")).await.status, 303, "{school}");
        demonstration.portal.ready().await;
    }
    assert_eq!(newcomer.get(&format!("{SCHOOL}/cycles")).await.status, 404, "the day after its last one");
    assert_eq!(newcomer.get(&format!("{NORTHMOOR}/cycles")).await.status, 200, "its last day is today");
    let members = newcomer.get(&group).await.with_status(200);
    assert_eq!(members.texts("main a[href$='/cycles']").len(), 1, "{}", members.text("main"));
    assert!(members.text("main").contains("Fernhill"), "who left is still told of");
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_group_is_changed_in_json_by_an_administrator_who_is_signed_in_and_by_no_token() {
    let demonstration = Demonstration::start().await;
    let keeper = demonstration.signed_in("administrator").await;
    let began = today().checked_sub(30.days()).unwrap();
    let form = json!({"group_name": "Two Hills", "group_kind": "cluster", "formed_on": began});
    let bearer = token(&keeper, "record").await;
    let program = demonstration.portal.reader();
    let request = program.request(Method::POST, "/api/v1/groups/new").bearer_auth(&bearer).json(&form);
    assert_eq!(program.send(request).await.status, 403, "a token changes nobody's reach");

    let key = Uuid::new_v4().to_string();
    let once = [("Idempotency-Key", key.as_str())];
    let made = send(&keeper, "/api/v1/groups/new", &form, &once).await.with_status(201);
    let again = send(&keeper, "/api/v1/groups/new", &form, &once).await.with_status(201);
    assert_eq!(again.json(), made.json(), "the same key is the same change");
    let group = made.header("location").to_owned();
    let join = json!({"school": "demo:fernhill", "joined_on": began});
    let door = format!("{group}/schools/new");
    let late = send(&keeper, &door, &join, &[("If-Match", "\"7\"")]).await.with_status(412);
    assert_eq!(late.json()["sequence"], 1);
    let _ = send(&keeper, &door, &join, &[("If-Match", "\"1\"")]).await.with_status(201);
    let twice = json!({"school": "demo:fernhill", "joined_on": today()});
    let twice = send(&keeper, &door, &twice, &[]).await.with_status(422);
    assert_eq!(errors(&twice), [("/school".to_owned(), "group-already-member".to_owned())]);

    let door = format!("{group}/schools/demo:fernhill/leave");
    let leave = |left_on: Date| json!({"left_on": left_on, "reason": "left"});
    let _ = send(&keeper, &door, &leave(today()), &[]).await.with_status(201);
    let gone = send(&keeper, &door, &leave(began), &[]).await.with_status(422);
    assert_eq!(errors(&gone), [(String::new(), "group-not-member".to_owned())], "it is about no field");
    let same = json!({"group_name": "Two Hills", "reason": "policy"});
    let same = send(&keeper, &format!("{group}/rename"), &same, &[]).await.with_status(200).json();
    assert_eq!((&same["sequence"], &same["events"]), (&json!(3), &json!(0)));

    let id = group.rsplit('/').next().unwrap();
    let both = json!({"role": "officer", "school": "demo:fernhill", "group": id});
    let both = send(&keeper, "/api/v1/people/invite", &both, &[]).await.with_status(422);
    assert_eq!(errors(&both), [("/group".to_owned(), "person-for-one-alone".to_owned())]);
    demonstration.portal.stop();
}

/// Somebody new who was invited as an officer of the group, signed in.
async fn officer_of(demonstration: &Demonstration, keeper: &Reader, group: &str) -> Reader {
    let offer = keeper.get("/people/invite").await.with_status(200).form(FORM);
    let id = group.trim_start_matches("/groups/");
    let misfit = keeper.submit(&offer.clone().set("role", "lead").set("group", id)).await.with_status(422);
    assert_eq!(problems(&misfit), ["#school"], "nobody leads cycles for a group");
    let offered = keeper.submit(&offer.set("role", "officer").set("group", id)).await.with_status(200);
    assert!(offered.text("main").contains("Two Hills"), "{}", offered.text("main"));
    let link = offered.text("main code");
    let link = format!("/invitations/{}", link.rsplit('/').next().unwrap());
    let newcomer = demonstration.portal.reader();
    assert_eq!(join(&newcomer, &link, "noor").await.status, 303);
    newcomer.sign_in("noor", PASSWORD).await;
    newcomer
}
