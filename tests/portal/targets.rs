//! What pupils are to be able to do: set anew on the way, and judged on what shows it.

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

#[tokio::test]
async fn a_target_is_changed_with_a_reason_and_judged_on_what_shows_it() {
    let demonstration = Demonstration::start().await;
    let (teacher, auditor) =
        (demonstration.signed_in("teacher").await, demonstration.signed_in("auditor").await);
    let cycle = cycle_in(&teacher, "running").await;
    let list = first(&teacher.get(&cycle).await.with_status(200), "main a[href$='/targets']");
    let page = teacher.get(&list).await.with_status(200);
    assert!(page.text("main").contains("Not judged yet"), "{}", page.text("main"));
    let read = auditor.get(&list).await.with_status(200);
    assert!(read.texts("main a[href$='/judge']").is_empty(), "who may not judge is not offered it");

    let revise = first(&page, "main a[href$='/revise']");
    assert_eq!(auditor.get(&revise).await.status, 403);
    let form = teacher.get(&revise).await.with_status(200).form(FORM);
    let refused = teacher.submit(&form.set("reason", "data_entry_error")).await.with_status(422);
    assert!(refused.text(".govuk-error-summary").contains("recorded already"), "{}", refused.text("main"));
    let wrong = refused.form(FORM).set("statement", "").set("due_on", "2020-01-01");
    let refused = teacher.submit(&wrong).await.with_status(422);
    assert_eq!(problems(&refused), ["#statement", "#due_on"]);
    let due_on = teacher.get(&revise).await.form(FORM).value("due_on").unwrap().to_owned();
    let form = refused.form(FORM).set("statement", "Keeps the tens in sums to 100.").set("due_on", &due_on);
    let count = history(&teacher, &cycle).await.len();
    done(&teacher, &form).await;
    done(&teacher, &form).await;
    let events = history(&teacher, &cycle).await;
    assert_eq!((events.len(), &events[count]["type"]), (count + 1, &"target_revised".into()));
    assert!(!events[count].to_string().contains("Keeps the tens"), "the words are sealed");

    let judge = revise.replace("/revise", "/judge");
    let page = teacher.get(&judge).await.with_status(200);
    assert!(page.text("main").contains("Keeps the tens in sums to 100."), "{}", page.text("main"));
    let refused = teacher.submit(&page.form(FORM)).await.with_status(422);
    assert_eq!(problems(&refused), ["#judgement", "#evidence"]);
    let score = page.attributes("main input[type=checkbox]", "name").remove(0);
    let form = refused.form(FORM).set("judgement", "partly_met").set(&score, "on");
    let form = form.set("shown_by", "Explained two sums aloud.");
    done(&teacher, &form).await;
    done(&teacher, &form).await;
    let events = history(&teacher, &cycle).await;
    assert_eq!((events.len(), &events[count + 1]["type"]), (count + 2, &"target_judged".into()));
    assert_eq!(events[count + 1]["payload"]["evidence"].as_array().unwrap().len(), 2);
    demonstration.portal.ready().await;
    let page = teacher.get(&list).await.with_status(200).text("main");
    assert!(page.contains("Reached in part"), "{page}");
    let told = teacher.get(&format!("{cycle}/history")).await.with_status(200).text("main article");
    assert!(told.contains("Explained two sums aloud."), "{told}");
    demonstration.portal.stop();
}
