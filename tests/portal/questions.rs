//! The questions about a school: asked of governors from closed cycles alone, the same as a page and as JSON, and said to be
//! unknown to whom they are.

use serde_json::Value;
use system::Reader;

use crate::editions;
use crate::people::{Demonstration, SCHOOL, cycle_in, first};
use crate::tables;

/// What programs are told of every question.
async fn told(reader: &Reader) -> Vec<Value> {
    let answer = reader.get_json(&format!("/api/v1{SCHOOL}/questions")).await.with_status(200).json();
    answer["questions"].as_array().expect("a list").clone()
}

fn of<'a>(questions: &'a [Value], id: &str) -> &'a Value {
    questions.iter().find(|one| one["id"] == id).unwrap_or_else(|| panic!("{id}"))
}

fn in_state(questions: &[Value], state: &str) -> Vec<String> {
    let of_state = questions.iter().filter(|one| one["state"] == state);
    of_state.map(|one| one["question"].as_str().expect("a text").to_owned()).collect()
}

#[tokio::test]
async fn a_governor_reads_what_is_worth_asking_what_is_not_and_what_nobody_can_tell() {
    let demonstration = Demonstration::start().await;
    let governor = demonstration.signed_in("governor").await;
    let questions = told(&governor).await;
    assert_eq!(questions.len(), 26);
    let weights: Vec<u64> = questions.iter().map(|one| one["weight"].as_u64().expect("a weight")).collect();
    assert!(weights.is_sorted_by(|a, b| a >= b), "the most pressing first: {weights:?}");

    let page = governor.get(&format!("{SCHOOL}/questions")).await.with_status(200);
    let all: Vec<String> =
        ["asked", "nothing_unusual"].iter().flat_map(|state| in_state(&questions, state)).collect();
    assert_eq!(page.texts("main .q-question h3"), all, "the page says the same as the JSON");
    let unknown = page.texts("main h3 ~ ul li");
    assert_eq!(unknown.len(), in_state(&questions, "not_known").len(), "{unknown:?}");
    for one in &questions {
        assert_eq!(one["state"] == "not_known", one["why"].is_string(), "{one}");
        assert_eq!(one["state"] == "asked", one["weight"] != 0, "{one}");
    }
    assert_eq!(of(&questions, "Q1")["why"], "no_results", "a made-up school has no official results");
    assert_eq!(of(&questions, "Q24")["why"], "not_kept");
    assert_eq!(of(&questions, "Q16")["state"], "asked", "nobody has looked whether it lasted");
    assert!(first(&page, "main .q-question ul a[href^='/cycles/']").len() > 10);

    assert_eq!(of(&questions, "Q22")["why"], "somebodys_pay", "pay is in the cost of every cycle");

    let closed = cycle_in(&governor, "closed").await;
    let panel = governor.get(&closed).await.with_status(200);
    let about = closed.trim_start_matches("/cycles/");
    let way = first(&panel, "main .q-questions a[href*='/enquiries/new']");
    assert!(way.contains(&format!("?topic=cycle/{about}&question=")), "a question is about its cycle: {way}");
    let shown = panel.texts("main .q-questions h3").len();
    assert!((1..=5).contains(&shown), "{shown} questions about one cycle");

    let running = cycle_in(&demonstration.signed_in("lead").await, "running").await;
    let cycles = |questions: &[Value]| {
        let all = questions.iter().flat_map(|one| one["cycles"].as_array().expect("a list").clone());
        all.map(|one| format!("/cycles/{}", one["cycle"].as_str().expect("an id"))).collect::<Vec<_>>()
    };
    assert!(!cycles(&questions).contains(&running), "governors are asked about closed cycles alone");
    demonstration.portal.stop();
}

#[tokio::test]
async fn who_has_no_part_in_the_school_is_told_that_its_record_is_its_own() {
    let demonstration = Demonstration::start().await;
    for reader in [demonstration.portal.reader(), demonstration.stranger("governor").await] {
        let questions = told(&reader).await;
        for id in ["Q13", "Q20", "Q22", "Q26"] {
            assert_eq!(of(&questions, id)["why"], "own_record", "{id}");
        }
        assert!(questions.iter().all(|one| one["cycles"] == serde_json::json!([])));
    }
    let nowhere = demonstration.portal.reader().get("/schools/demo:nowhere/questions").await;
    assert_eq!(nowhere.status, 404);
    let no_year = demonstration.portal.reader().get(&format!("{SCHOOL}/questions?year=2018-19")).await;
    assert_eq!(no_year.status, 404);
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_cycle_that_goes_on_is_done_to_a_governor_too_who_reads_nothing_of_it() {
    let demonstration = Demonstration::start().await;
    let _ = tables::import(&demonstration.installation, &tables::whole_table(), "2018/19", &[]).well();
    let lead = demonstration.stranger("lead").await;
    let governor = demonstration.stranger("governor").await;
    drop(demonstration.stranger("teacher").await);
    let school = "/schools/900001";
    let questions = async || {
        let answer = governor.get_json(&format!("/api/v1{school}/questions")).await.with_status(200).json();
        answer["questions"].as_array().expect("a list").clone()
    };
    let linked = |questions: &[Value]| of(questions, "Q4")["figures"]["action"]["linked"].clone();
    let before = questions().await;
    assert_eq!(linked(&before), 0);
    let gap = &of(&before, "Q2")["figures"]["gap"];
    let is_first = gap["test"]["difference"].as_f64().expect("a difference") < 0.0;
    let behind = gap[if is_first { "first" } else { "second" }].as_str().expect("the lower of two subjects");
    let programme = match behind {
        "mathematics" => "accelerated-group@1".to_owned(),
        other => format!("accelerated-{other}-group@1"),
    };
    let form =
        lead.get(&format!("{school}/cycles/new")).await.with_status(200).form("main form[method=post]");
    let form = form.set("subject", behind).set("programme", &programme);
    let form = form.set("need_statement", "Seven pupils lose the tens when they add.");
    let form = form
        .set("inquiry_question", "Do jumps on a line help them?")
        .set("class_link", "The class adds too.");
    let planned = lead.submit(&form).await;
    assert_eq!(planned.status, 303, "{}", planned.text("main"));
    demonstration.portal.ready().await;
    let after = questions().await;
    assert_eq!(linked(&after), 1, "{}", of(&after, "Q4"));
    assert!(after.iter().all(|one| one["cycles"] == serde_json::json!([])), "and nothing is asked of it");
    let page = governor.get(&format!("{school}/questions")).await.with_status(200);
    assert!(page.attributes("main a[href^='/cycles/']", "href").is_empty());
    let way = first(&page, "#q9 a[href*='/enquiries/new']");
    assert!(way.ends_with("/enquiries/new?topic=results/ks2/2018-19&question=q9"), "{way}");
    assert_eq!(governor.get(&way).await.status, 200);
    assert!(
        lead.get(&format!("{school}/questions"))
            .await
            .attributes("a[href*='/enquiries/']", "href")
            .is_empty()
    );
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_score_put_right_after_the_report_makes_the_board_ask_without_a_number_once_an_edition_tells_of_it()
{
    let demonstration = Demonstration::start().await;
    let head = demonstration.signed_in("head").await;
    let governor = demonstration.signed_in("governor").await;
    let cycle = cycle_in(&head, "closed").await;
    let report = head.get(&first(&head.get(&cycle).await, "main a[href$='/report/new']")).await;
    let form = report.form("main form[method=post]");
    let form = form.set("practice_change", "Groups jump on a line.").set("next_steps", "We go on.");
    assert_eq!(head.submit(&form).await.status, 303);
    demonstration.portal.ready().await;
    let id = cycle.trim_start_matches("/cycles/");
    let asks = |questions: &[Value]| {
        let cycles = of(questions, "Q23")["cycles"].as_array().expect("a list").clone();
        cycles.into_iter().find(|one| one["cycle"] == id)
    };
    assert_eq!(asks(&told(&governor).await), None);

    let correct = first(&head.get(&cycle).await, "main a[href*='/assessments/'][href$='/correct']");
    let form = head.get(&correct).await.with_status(200).form("main form[method=post]");
    let score: f64 = form.value("score").expect("a score").parse().expect("a number");
    let changed = form.set("score", &(score - 1.0).to_string()).set("reason", "data_entry_error");
    let sent = head.submit(&changed).await;
    assert_eq!(sent.status, 303, "{}", sent.text("main"));
    demonstration.portal.ready().await;
    assert_eq!(asks(&told(&governor).await), None, "not before an edition tells of it");
    editions::publish(&head).await;
    demonstration.portal.ready().await;
    let asked = asks(&told(&governor).await).expect("asked of this cycle");
    let expected = serde_json::json!({"corrections": {"after_report": true, "percent": null}});
    assert_eq!(asked["figures"], expected);
    demonstration.portal.stop();
}
