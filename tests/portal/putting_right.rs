//! What turns out to be wrong or changes on the way: who teaches, a score that should not count, and what was said of a pupil
//! at the start.

use serde_json::Value;
use system::{Answer, Form, Reader};

use crate::people::{Demonstration, cycle_in, first, history};

const FORM: &str = "main form[method=post]";

async fn done(reader: &Reader, form: &Form) {
    let answer = reader.submit(form).await;
    assert_eq!(answer.status, 303, "{}: {}", form.action, answer.text("main"));
}

fn problems(answer: &Answer) -> Vec<String> {
    answer.attributes(".govuk-error-summary a", "href")
}

fn kinds(events: &[Value], from: usize) -> Vec<&str> {
    events.iter().skip(from).filter_map(|event| event["type"].as_str()).collect()
}

#[tokio::test]
async fn a_cycle_goes_to_another_teacher_with_a_reason_and_to_nobody_else() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let colleague = demonstration.colleague("teacher").await;
    let cycle = cycle_in(&lead, "running").await;
    assert_eq!(colleague.get(&cycle).await.status, 404, "it is not theirs yet");
    let address = first(&lead.get(&cycle).await.with_status(200), "main a[href$='/staff']");
    assert_eq!(teacher.get(&address).await.status, 403);
    let page = lead.get(&address).await.with_status(200);
    let refused = lead.submit(&page.form(FORM)).await.with_status(422);
    assert_eq!(problems(&refused), ["#reason", "#teacher"], "nothing would change");
    let now = page.form(FORM).value("teacher").unwrap().to_owned();
    let teachers = page.attributes("select#teacher option", "value");
    let other = teachers.iter().find(|id| !id.is_empty() && **id != now).expect("the colleague is offered");
    let note = "Rowan is on leave until summer.";
    let form = refused.form(FORM).set("teacher", other).set("reason", "staffing").set("note", note);
    let count = history(&lead, &cycle).await.len();
    done(&lead, &form).await;
    done(&lead, &form).await;
    let events = history(&lead, &cycle).await;
    assert_eq!(kinds(&events, count), ["cycle_staff_changed"], "sent twice it is done once");
    assert!(!events[count].to_string().contains(note), "the note is sealed");
    demonstration.portal.ready().await;
    let told = lead.get(&format!("{cycle}/history")).await.with_status(200).text("main article");
    assert!(told.contains("Rowan Hale") && told.contains("Kim Elsewhere") && told.contains(note), "{told}");
    assert_eq!(colleague.get(&cycle).await.status, 200);
    assert_eq!(teacher.get(&cycle).await.status, 404);
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_score_is_taken_out_with_a_reason_and_after_the_closing_by_the_head_alone() {
    let demonstration = Demonstration::start().await;
    let (teacher, head) = (demonstration.signed_in("teacher").await, demonstration.signed_in("head").await);
    let cycle = cycle_in(&teacher, "running").await;
    let correct = first(&teacher.get(&cycle).await, "main a[href*='/assessments/'][href$='/correct']");
    let address = first(&teacher.get(&correct).await.with_status(200), "main a[href$='/void']");
    let page = teacher.get(&address).await.with_status(200);
    let refused = teacher.submit(&page.form(FORM).set("note", "Twice.")).await.with_status(422);
    assert_eq!(problems(&refused), ["#reason"]);
    assert_eq!(refused.form(FORM).value("note"), Some("Twice."), "what was typed is kept");
    let form = refused.form(FORM).set("reason", "duplicate").set("note", "It stands in the list twice.");
    let count = history(&teacher, &cycle).await.len();
    done(&teacher, &form).await;
    done(&teacher, &form).await;
    assert_eq!(kinds(&history(&teacher, &cycle).await, count), ["assessment_voided"]);
    demonstration.portal.ready().await;
    let after = teacher.get(&cycle).await.with_status(200);
    assert!(after.attributes("main a[href$='/correct']", "href").iter().all(|link| *link != correct));

    let closed = cycle_in(&head, "closed").await;
    let link = first(&head.get(&closed).await, "main a[href*='/assessments/'][href$='/correct']");
    let void = link.replace("/correct", "/void");
    assert_eq!(teacher.get(&void).await.status, 403);
    let page = head.get(&void).await.with_status(200);
    let form = page.form(FORM).set("reason", "duplicate").set("note", "It stands in the list twice.");
    let refused = head.submit(&form).await;
    assert!([303, 422].contains(&refused.status), "a start score stays while an end score needs it");
    demonstration.portal.stop();
}

#[tokio::test]
async fn what_was_said_of_a_pupil_at_the_start_is_put_right_by_the_rules_of_a_placing() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let cycle = cycle_in(&teacher, "running").await;
    let address = first(
        &teacher.get(&cycle).await.with_status(200),
        "main a[href*='/participants/'][href$='/correct']",
    );
    assert_eq!(demonstration.stranger("teacher").await.get(&address).await.status, 404);
    assert_eq!(demonstration.signed_in("mentor").await.get(&address).await.status, 403);
    let page = teacher.get(&address).await.with_status(200);
    let same = page.form(FORM).set("reason", "data_entry_error");
    let refused = teacher.submit(&same).await.with_status(422);
    assert_eq!(problems(&refused), ["#main"], "nothing would change: {}", refused.text("main"));
    let refused = teacher.submit(&refused.form(FORM).set("entry_band", "above")).await.with_status(422);
    assert_eq!(problems(&refused), ["#entry_band"], "the programme is not for this pupil then");
    let refused = teacher.submit(&refused.form(FORM).set("weeks", "many").set("reason", "")).await;
    assert_eq!(problems(&refused.with_status(422)), ["#weeks", "#reason"]);
    let count = history(&teacher, &cycle).await.len();
    let form = same.set("weeks", "133").set("potential_evidence", "Explains each step when asked.");
    done(&teacher, &form).await;
    done(&teacher, &form).await;
    let events = history(&teacher, &cycle).await;
    assert_eq!(kinds(&events, count), ["placement_corrected"]);
    let payload = &events[count]["payload"];
    assert_eq!(payload["after"]["weeks_of_schooling"], 133);
    assert!(!payload.to_string().contains("Explains"), "the words are sealed");
    demonstration.portal.ready().await;
    let again = teacher.get(&address).await.with_status(200).form(FORM);
    assert_eq!(again.value("weeks"), Some("133"));
    assert_eq!(again.value("potential_evidence"), Some("Explains each step when asked."));
    demonstration.portal.stop();
}

#[tokio::test]
async fn how_a_pupil_left_is_put_right_or_taken_back_and_no_second_leaving_is_dropped() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&lead, "running").await;
    let page = lead.get(&cycle).await.with_status(200);
    let leave = page.attributes("a[href*='/participants/'][href$='/withdraw']", "href").pop().unwrap();
    let (form, other) = (lead.get(&leave).await.form(FORM), lead.get(&leave).await.form(FORM));
    let left = |form: Form, how: &str| {
        let form =
            form.set("exit_status", how).set("next_support", "not_known").set("reason", "moved_school");
        form.set("note", "The family moved to another town.")
    };
    let count = history(&lead, &cycle).await.len();
    done(&lead, &left(form, "left_school")).await;
    let second = lead.submit(&left(other, "family_choice")).await.with_status(409);
    assert!(
        second.texts(FORM).is_empty() && second.text("main").contains("has left"),
        "{}",
        second.text("main")
    );
    assert_eq!(kinds(&history(&lead, &cycle).await, count), ["pupil_withdrawn"]);

    let mend = first(&lead.get(&leave).await.with_status(200), "main a[href$='/withdrawal']");
    demonstration.portal.ready().await;
    assert_eq!(first(&lead.get(&cycle).await, &format!("main a[href='{mend}']")), mend);
    assert_eq!(teacher.get(&mend).await.status, 403);
    assert_eq!(demonstration.stranger("lead").await.get(&mend).await.status, 404);
    let page = lead.get(&mend).await.with_status(200);
    assert_eq!(page.form(FORM).value("exit_status"), Some("left_school"));
    let refused =
        lead.submit(&page.form(FORM).set("left_on", "").set("exit_status", "stopped")).await.with_status(422);
    assert_eq!(problems(&refused), ["#left_on", "#reason"]);
    assert_eq!(refused.form(FORM).value("exit_status"), Some("stopped"), "what was typed is kept");
    let same = page.form(FORM).set("reason", "data_entry_error");
    assert_eq!(problems(&lead.submit(&same).await.with_status(422)).len(), 1, "nothing would change");
    let otherwise = same.set("exit_status", "family_choice");
    done(&lead, &otherwise).await;
    done(&lead, &otherwise).await;
    let back = lead.get(&mend).await.with_status(200).form(FORM);
    done(
        &lead,
        &back
            .set("correction", "goes_on")
            .set("reason", "wrong_pupil")
            .set("note", "It was another pupil who left."),
    )
    .await;
    let events = history(&lead, &cycle).await;
    assert_eq!(kinds(&events, count), ["pupil_withdrawn", "withdrawal_corrected", "withdrawal_corrected"]);
    assert!(events[count + 2]["payload"]["after"].is_null(), "the pupil goes on");
    let nothing = lead.get(&mend).await.with_status(200);
    assert!(nothing.texts(FORM).is_empty() && nothing.text("main").contains("has not left"));
    demonstration.portal.ready().await;
    let links = lead.get(&cycle).await.attributes("main a[href$='/withdraw']", "href");
    assert!(links.contains(&leave), "who goes on can leave: {links:?}");
    demonstration.portal.stop();
}
