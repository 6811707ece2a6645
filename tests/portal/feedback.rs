//! Whether a chart or a question was clear, said by whoever reads it and read by leaders; and this year's scores beside the
//! official results.

use serde_json::{Value, json};
use system::Reader;

use crate::governors::AboutPupils;
use crate::interface::{errors, send};
use crate::people::{Demonstration, SCHOOL, first};

const FORM: &str = "main form[method=post]";

async fn heard(reader: &Reader) -> Vec<Value> {
    let answer = reader.get_json(&format!("/api/v1{SCHOOL}/feedback")).await.with_status(200).json();
    answer["feedback"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn what_was_not_clear_reaches_the_leaders_without_a_name_and_the_last_word_of_a_day_counts() {
    let demonstration = Demonstration::start().await;
    let governor = demonstration.signed_in("governor").await;
    let lead = demonstration.signed_in("lead").await;
    let names = AboutPupils::read(&lead).await.names;
    let name = names.iter().next().expect("a name");
    let questions = governor.get(&format!("{SCHOOL}/questions")).await.with_status(200);
    let way = first(&questions, "#q13 a[href*='/feedback/new']");
    let form = governor.get(&way).await.with_status(200).form(FORM);
    let telling = format!("Is it about {name}?");
    let refused = governor.submit(&form.set("feedback_words", &telling)).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#clear", "#feedback_words"]);
    assert!(refused.text("textarea").contains(&telling), "what was typed is kept");
    let unclear = "Are minutes those of a pupil, or of all of them?";
    let form = refused.form(FORM).set("clear", "no").set("feedback_words", unclear);
    for _ in 0..2 {
        let thanks = governor.submit(&form).await;
        assert!(governor.follow(thanks.with_status(303)).await.text("main").contains("Thank you"));
    }
    let [one] = &heard(&lead).await[..] else { panic!("one question") };
    assert_eq!((&one["about"], &one["no"], &one["yes"]), (&json!("question-q13"), &json!(1), &json!(0)));
    assert_eq!(one["sentences"][0]["words"], unclear);
    let page = lead.get(&format!("{SCHOOL}/feedback")).await.with_status(200);
    assert!(page.text("main").contains(unclear), "{}", page.text("main"));
    assert!(!page.body.contains(&demonstration.person("governor").shown), "nobody is named");

    let door = format!("/api/v1{SCHOOL}/feedback/new");
    let again = json!({"about": "question-q13", "clear": "yes"});
    let _ = send(&governor, &door, &again, &[]).await.with_status(201);
    let after = heard(&lead).await;
    assert_eq!(
        (&after[0]["no"], &after[0]["yes"]),
        (&json!(0), &json!(1)),
        "the last word of the day counts"
    );
    let wrong = json!({"about": "chart-pie", "clear": "no"});
    let refused = send(&governor, &door, &wrong, &[]).await.with_status(422);
    assert_eq!(errors(&refused)[0].0, "/about");
    for (reader, status) in [(&governor, 403), (&demonstration.stranger("lead").await, 404)] {
        assert_eq!(reader.get(&format!("{SCHOOL}/feedback")).await.status, status);
    }
    for about in ["", "?about=", "?about=chart-pie"] {
        let choice = governor.get(&format!("{SCHOOL}/feedback/new{about}")).await.with_status(200);
        assert_eq!(choice.text("h1"), "What was clear, or not clear?");
        let ways = choice.attributes("main li a[href*='/feedback/new?about=']", "href");
        assert_eq!(ways.len(), 26 + 9, "every question and every chart");
        assert!(choice.texts(FORM).is_empty());
        assert_eq!(governor.get(&ways[0]).await.with_status(200).texts(FORM).len(), 1);
    }
    let stranger = demonstration.stranger("governor").await;
    assert_eq!(stranger.get(&way).await.status, 404);
    assert!(
        stranger
            .get(&format!("{SCHOOL}/questions"))
            .await
            .attributes("a[href*='feedback']", "href")
            .is_empty()
    );
    demonstration.portal.stop();
}

#[tokio::test]
async fn governors_read_which_tests_are_taken_and_when_and_staff_the_averages_too() {
    let demonstration = Demonstration::start().await;
    let (lead, governor) = (demonstration.signed_in("lead").await, demonstration.signed_in("governor").await);
    let door = format!("/api/v1{SCHOOL}/tracking");
    let (staff, board) = (lead.get_json(&door).await.json(), governor.get_json(&door).await.json());
    assert_eq!(staff["tests"], board["tests"]);
    assert!(!board["tests"].as_array().expect("tests").is_empty());
    assert_eq!(board["scores"], Value::Null, "an average that moves is for staff");
    let scores = staff["scores"].as_array().expect("scores");
    assert!(scores.iter().all(|one| one["pupils"].as_u64() > Some(0) && one["mean"].is_number()), "{staff}");
    let page = governor.get(&format!("{SCHOOL}/tracking")).await.with_status(200);
    let text = page.text("main");
    assert!(text.contains("The scores themselves are for staff"), "{text}");
    assert!(
        !page.body.contains("/cycles/") && page.texts("main svg").is_empty(),
        "no cycle is named, nothing drawn"
    );
    let mean = scores[0]["mean"].as_f64().expect("an average");
    let mean = format!("{mean:.1}");
    assert!(!text.contains(&mean));
    assert!(lead.get(&format!("{SCHOOL}/tracking")).await.text("main").contains(&mean));
    let stranger = demonstration.stranger("governor").await;
    assert_eq!(stranger.get(&format!("{SCHOOL}/tracking")).await.status, 404);
    demonstration.portal.stop();
}
