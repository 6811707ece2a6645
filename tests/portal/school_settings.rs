//! What a school says of itself and chooses, as a head and an administrator meet it, and what follows on other pages.

use system::Answer;

use crate::people::{Demonstration, SCHOOL, cycle_in};

const FORM: &str = "main form[method=post]";

fn problems(page: &Answer) -> Vec<String> {
    page.attributes(".govuk-error-summary a", "href")
}

#[tokio::test]
async fn the_head_says_where_the_school_is_and_its_forms_follow_that_clock() {
    let demonstration = Demonstration::start().await;
    let head = demonstration.signed_in("head").await;
    let page = format!("{SCHOOL}/profile");
    assert_eq!(demonstration.signed_in("lead").await.get(&page).await.status, 403);
    assert_eq!(head.get("/schools/demo:elsewhere/profile").await.status, 404);

    let form = head.get(&page).await.with_status(200).form(FORM);
    let form = form.set("country", "united_states").set("phase", "").set("first_month", "");
    let refused = head.submit(&form).await.with_status(422);
    assert_eq!(problems(&refused), ["#time_zone", "#phase", "#first_month", "#reason"]);
    let chosen = refused.attributes("#country option[selected]", "value");
    assert_eq!(chosen, ["united_states"], "what was chosen is kept");
    let form = refused.form(FORM).set("phase", "primary").set("first_month", "8").set("reason", "policy");
    let foreign = head.submit(&form.set("time_zone", "Pacific/Auckland")).await.with_status(422);
    assert_eq!(problems(&foreign), ["#time_zone"]);
    let form = foreign.form(FORM).set("time_zone", "Pacific/Honolulu");
    for _ in 0..2 {
        assert_eq!(head.submit(&form).await.status, 303, "sent twice it is harmless");
    }
    demonstration.portal.ready().await;
    let there = || jiff::Timestamp::now().in_tz("Pacific/Honolulu").unwrap().date().to_string();
    let before = there();
    let lead = demonstration.signed_in("lead").await;
    let cycle = cycle_in(&lead, "running").await;
    let day = lead.get(&format!("{cycle}/contacts/new")).await.with_status(200);
    let day = day.attributes("#effective_on", "value");
    assert!(day == [before] || day == [there()], "{day:?}");

    let form = head.get(&page).await.with_status(200).form(FORM).set("time_zone", "America/Denver");
    let refused = head.submit(&form).await.with_status(422);
    assert_eq!(problems(&refused), ["#reason"], "a change has a reason");
    let other = head.submit(&form.set("reason", "data_entry_error")).await;
    assert_eq!(other.status, 303, "{}", other.text("main"));
    let stale = head.submit(&refused.form(FORM).set("reason", "policy").set("first_month", "9")).await;
    assert!([409, 303].contains(&stale.status), "{}", stale.status);
    demonstration.portal.stop();
}

#[tokio::test]
async fn another_limit_for_small_numbers_takes_two_people_and_then_hides_more() {
    let demonstration = Demonstration::start().await;
    let (administrator, head) =
        (demonstration.signed_in("administrator").await, demonstration.signed_in("head").await);
    let governor = demonstration.signed_in("governor").await;
    let (ask, answer) = (format!("{SCHOOL}/small-numbers"), format!("{SCHOOL}/small-numbers/answer"));
    assert_eq!(head.get(&ask).await.status, 403);
    assert_eq!(administrator.get(&answer).await.status, 403);
    let nothing = head.get(&answer).await.with_status(200);
    assert!(nothing.texts(FORM).is_empty(), "nothing to answer: {}", nothing.text("main"));
    let cycles = |page: &Answer| page.text("main");
    let seen_before = cycles(&governor.get(&format!("{SCHOOL}/cycles")).await.with_status(200));

    let form = administrator.get(&ask).await.with_status(200).form(FORM);
    let refused = administrator.submit(&form.set("smallest_group", "7")).await.with_status(422);
    assert_eq!(problems(&refused), ["#smallest_group", "#reason"]);
    let usual = refused.form(FORM).set("smallest_group", "6").set("reason", "policy");
    assert_eq!(problems(&administrator.submit(&usual).await.with_status(422)), ["#smallest_group"]);
    let form = usual.set("smallest_group", "11");
    for _ in 0..2 {
        assert_eq!(administrator.submit(&form).await.status, 303, "sent twice it is harmless");
    }
    demonstration.portal.ready().await;
    let seen = cycles(&governor.get(&format!("{SCHOOL}/cycles")).await);
    assert_eq!(seen, seen_before, "asking changes nothing");

    let form = head.get(&answer).await.with_status(200).form(FORM);
    assert_eq!(problems(&head.submit(&form).await.with_status(422)), ["#answer"]);
    let declined = head.submit(&form.clone().set("answer", "decline")).await.with_status(422);
    assert_eq!(problems(&declined), ["#reason"], "a no has a reason");
    let done = head.submit(&form.set("answer", "agree")).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    let page = head.follow(done).await.with_status(200).text("main");
    assert!(page.contains("groups of 11 pupils or more"), "{page}");
    demonstration.portal.ready().await;
    let seen = cycles(&governor.get(&format!("{SCHOOL}/cycles")).await.with_status(200));
    assert_ne!(seen, seen_before, "groups of six to eight pupils are hidden now");
    assert!(seen.contains("11"), "{seen}");
    demonstration.portal.stop();
}
