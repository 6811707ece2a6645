//! The catalogue as those who keep it change it, and as teachers meet what was changed.

use system::Answer;

use crate::people::{Demonstration, SCHOOL, cycle_in};

const FORM: &str = "main form[method=post]";

fn problems(page: &Answer) -> Vec<String> {
    page.attributes(".govuk-error-summary a", "href")
}

#[tokio::test]
async fn an_entry_is_added_once_said_anew_with_a_reason_and_shows_its_editions() {
    let demonstration = Demonstration::start().await;
    let keeper = demonstration.signed_in("administrator").await;
    let teacher = demonstration.signed_in("teacher").await;
    let list = teacher.get("/catalogue/strategy").await.with_status(200);
    assert!(list.texts("main a[href$='/new']").is_empty(), "a teacher reads");
    assert_eq!(teacher.get("/catalogue/strategy/new").await.status, 403);
    assert_eq!(teacher.get("/catalogue/strategy/unheard-of").await.status, 404);
    assert_eq!(teacher.get("/catalogue/plan").await.status, 404);

    let empty = keeper.get("/catalogue/strategy/new").await.with_status(200).form(FORM);
    let refused = keeper.submit(&empty.set("about", "Two pupils explain.")).await.with_status(422);
    assert_eq!(problems(&refused), ["#name", "#lever", "#part"]);
    assert_eq!(refused.text("#about"), "Two pupils explain.", "what was typed is kept");
    let form =
        refused.form(FORM).set("name", "Talk partners").set("lever", "pedagogy").set("part-launch", "on");
    for _ in 0..2 {
        assert_eq!(keeper.submit(&form).await.status, 303, "sent twice it is harmless");
    }
    let entry = "/catalogue/strategy/talk-partners";
    let events = |answer: &Answer| answer.json()["events"].as_array().unwrap().len();
    assert_eq!(events(&keeper.get_json(entry).await), 1);
    let other = keeper.get("/catalogue/strategy/new").await.form(FORM).set("name", "Talk partners");
    let other = other.set("lever", "content_knowledge").set("part-menu", "on");
    let taken = keeper.submit(&other).await;
    assert!([409, 422].contains(&taken.status), "{}", taken.status);
    assert_eq!(problems(&taken), ["#name"]);

    let revise = keeper.get(&format!("{entry}/revise")).await.with_status(200).form(FORM);
    let revise = revise.set("part-menu", "on");
    let refused = keeper.submit(&revise).await.with_status(422);
    assert_eq!(problems(&refused), ["#reason"]);
    let done = keeper.submit(&revise.set("reason", "evidence_from_assessment")).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    let page = keeper.follow(done).await.with_status(200).text("main");
    for told in
        ["Talk partners", "Edition 1: added", "Edition 2: changed", "Two pupils explain.", "An assessment"]
    {
        assert!(page.contains(told), "{told:?} is missing from: {page}");
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn what_is_retired_is_taken_up_no_more_and_stays_to_be_read() {
    let demonstration = Demonstration::start().await;
    let keeper = demonstration.signed_in("administrator").await;
    let lead = demonstration.signed_in("lead").await;
    let cycle = cycle_in(&lead, "running").await;
    let adopt = lead.get(&format!("{cycle}/strategies/new")).await.with_status(200).form(FORM);
    let plan = lead.get(&format!("{SCHOOL}/cycles/new")).await.with_status(200).form(FORM);

    for entry in ["strategy/two-ways", "programme/accelerated-group"] {
        let form = keeper.get(&format!("/catalogue/{entry}/retire")).await.with_status(200).form(FORM);
        let refused = keeper.submit(&form).await.with_status(422);
        assert_eq!(problems(&refused), ["#reason"]);
        let done = keeper.submit(&form.set("reason", "not_effective")).await;
        assert_eq!(done.status, 303, "{}", done.text("main"));
        let page = keeper.follow(done).await.with_status(200);
        assert!(page.text("main").contains("Retired"), "{}", page.text("main"));
    }
    demonstration.portal.ready().await;

    let chosen = adopt
        .set("strategy", "two-ways")
        .set("lever", "pedagogy")
        .set("lesson_part", "launch")
        .set("expected_effect", "They find a second way.")
        .set("reason", "evidence_from_assessment");
    let refused = lead.submit(&chosen).await.with_status(422);
    assert_eq!(problems(&refused), ["#strategy"]);
    assert_eq!(refused.text("#expected_effect"), "They find a second way.", "what was typed is kept");
    let offered = refused.attributes("#strategy option", "value");
    assert!(!offered.contains(&"two-ways".to_owned()), "{offered:?}");

    let typed = plan
        .set("need_statement", "Seven pupils lose the tens.")
        .set("inquiry_question", "Do jumps help?")
        .set("class_link", "The class adds in columns.");
    let refused = lead.submit(&typed).await.with_status(422);
    assert_eq!(problems(&refused), ["#programme"]);
    let page = lead.get(&cycle).await.with_status(200);
    assert!(page.text("main").contains("Accelerated"), "an old cycle still shows it: {}", page.text("main"));
    demonstration.portal.stop();
}

#[tokio::test]
async fn years_and_words_stand_side_by_side() {
    let demonstration = Demonstration::start().await;
    let governor = demonstration.signed_in("governor").await;
    let page = governor.get("/school-years").await.with_status(200);
    let rows = page.texts("tbody tr");
    assert!(rows.contains(&"10 Year 6, phase 2 Year 6, key stage 2 Grade 5".to_owned()), "{rows:?}");
    assert!(rows.contains(&"mathematics mathematics math".to_owned()), "{rows:?}");
    let concepts = governor.get("/catalogue/concept").await.with_status(200).text("main");
    assert!(concepts.contains("All Learners Network") && concepts.contains("Place value"), "{concepts}");
    demonstration.portal.stop();
}
