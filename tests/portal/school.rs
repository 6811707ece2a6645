//! A made-up school: made once, and changed by its teacher with a reason.

use system::{Answer, Form, Installation};

use crate::people::{self, Demonstration};
use crate::tables::events;

#[tokio::test]
async fn the_demonstration_is_made_once() {
    let installation = Installation::fresh().await;
    let first = people::made(&installation);
    let stored = events(&installation).await;
    assert!(stored > 50, "two years of six cycles: {stored} events");
    let again = people::made(&installation);
    assert!(first.len() >= 4 && first.len() == again.len(), "{first:?}");
    assert_eq!(events(&installation).await, stored);
}

#[tokio::test]
async fn a_teacher_adapts_a_strategy_with_a_reason_and_finds_it_in_the_history() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let cycle = people::cycle_in(&teacher, "running").await;
    let page = teacher.get(&cycle).await.with_status(200);
    let adapt = page.attributes("a[href$='/adapt']", "href").into_iter().next().expect("a strategy to adapt");
    let page = teacher.get(&adapt).await.with_status(200);
    let form = page.form("main form[method=post]");

    let refused = teacher.submit(&form).await;
    assert_eq!(refused.status, 422, "without a change and a reason");
    assert!(refused.text("title").starts_with("Error"), "{}", refused.text("title"));
    assert!(!refused.texts(".govuk-error-summary a").is_empty(), "every problem is linked from the top");

    let note = "Seen in the last assessment: sounds are known, blending is slow.";
    let changed = filled(&page, form, note);
    let accepted = teacher.submit(&changed).await;
    assert!(accepted.redirect().is_some(), "{}: {}", accepted.status, accepted.text("main"));
    let _ = teacher.follow(accepted).await.with_status(200);
    let history = teacher.get(&format!("{cycle}/history")).await.with_status(200);
    assert!(
        history.text("main").contains(note),
        "the reason's note is in the history: {}",
        history.text("main")
    );

    // The same form, sent once more as by a second press: nothing is added and nobody is told off.
    let before = people::history(&teacher, &cycle).await;
    let again = teacher.submit(&changed).await;
    assert!(again.redirect().is_some(), "{}: {}", again.status, again.text("main"));
    assert_eq!(people::history(&teacher, &cycle).await, before, "a form sent twice adds nothing");
    demonstration.portal.stop();
}

/// The form of a changed strategy: what is now expected, why, and the first record as evidence.
fn filled(page: &Answer, form: Form, note: &str) -> Form {
    let evidence =
        page.attributes("input[name^='evidence-']", "name").into_iter().next().expect("a record to point to");
    form.set("lever", &choice(page, "lever"))
        .set("lesson_part", &choice(page, "lesson_part"))
        .set("concept", &choice(page, "concept"))
        .set("expected_effect", "Blending without a prompt by half term.")
        .set(&evidence, "on")
        .set("reason", "mentor_advice")
        .set("note", note)
}

/// The last choice of a list.
fn choice(page: &Answer, name: &str) -> String {
    page.attributes(&format!("select[name={name}] option"), "value").pop().expect("a choice")
}
