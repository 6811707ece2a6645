//! The forms that are filled in every week, as teachers, mentors and leads do it: a session, a talk with a family, what
//! was learnt, a mentor's help, a cost.

use serde_json::Value;
use system::Reader;

use crate::people::{Demonstration, cycle_in, first, history};

const FORM: &str = "main form[method=post]";

/// The kinds of the facts from the place `from` on.
fn kinds(events: &[Value], from: usize) -> Vec<&str> {
    events.iter().skip(from).filter_map(|event| event["type"].as_str()).collect()
}

/// How many facts the cycle has.
async fn count(reader: &Reader, cycle: &str) -> usize {
    history(reader, cycle).await.len()
}

#[tokio::test]
async fn a_usual_session_takes_one_button_and_an_unusual_one_a_tick_each() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let cycle = cycle_in(&teacher, "running").await;
    let page = teacher.get(&cycle).await.with_status(200);
    let new = first(&page, "main a[href$='/sessions/new']");
    let before = count(&teacher, &cycle).await;

    let shown = teacher.get(&new).await.with_status(200);
    let form = shown.form(FORM);
    assert_eq!(form.value("minutes"), Some("45"), "as long as the last one");
    for _ in ["sent once", "sent twice"] {
        let done = teacher.submit(&form).await;
        assert_eq!(done.status, 303, "{}", done.text("main"));
    }
    let events = history(&teacher, &cycle).await;
    assert_eq!(kinds(&events, before), ["session_delivered"], "one session");
    let payload = &events[before]["payload"];
    let everyone = payload["present"].as_array().map_or(0, Vec::len);
    assert_eq!((everyone, payload["absent"].is_null()), (7, true), "{payload}");
    assert_eq!(payload["strategies"].as_array().map(Vec::len), Some(2), "those in use: {payload}");

    let absent = shown.attributes("input[name^=absent-]", "name");
    let second = teacher.get(&new).await.with_status(200).form(FORM).set("minutes", "soon");
    let none = absent.iter().fold(second.clone(), |form, name| form.set(name, "on"));
    let refused = teacher.submit(&none).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#minutes", "#absent"]);
    assert_eq!(refused.form(FORM).value("minutes"), Some("soon"), "what was typed is kept");
    assert_eq!(count(&teacher, &cycle).await, before + 1, "nothing is half done");
    let done = teacher.submit(&second.set("minutes", "30").set(&absent[0], "on")).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    demonstration.portal.ready().await;
    let list = teacher.get(&format!("{cycle}/sessions")).await.with_status(200);
    let newest = list.texts("main table:last-of-type tbody tr").into_iter().next().unwrap_or_default();
    assert!(newest.contains("30") && newest.contains("6 of 7") && newest.contains("Elif Marlow"), "{newest}");

    let governor = demonstration.signed_in("governor").await;
    for path in ["sessions", "sessions/new", "inquiry", "contacts/new", "costs", "costs/new"] {
        assert_eq!(governor.get(&format!("{cycle}/{path}")).await.status, 403, "{path}");
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_session_is_put_right_with_a_reason_and_the_figures_follow() {
    let demonstration = Demonstration::start().await;
    let (teacher, auditor) =
        (demonstration.signed_in("teacher").await, demonstration.signed_in("auditor").await);
    let cycle = cycle_in(&teacher, "running").await;
    let list = teacher.get(&format!("{cycle}/sessions")).await.with_status(200);
    let correct = first(&list, "main a[href$='/correct']");
    let form = teacher.get(&correct).await.with_status(200).form(FORM);
    let refused = teacher.submit(&form.clone().set("minutes", "50")).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#reason"]);
    let same = teacher.submit(&form.clone().set("reason", "data_entry_error")).await.with_status(422);
    assert!(same.text(".govuk-error-summary").contains("recorded already"), "{}", same.text("main"));
    let done = teacher.submit(&form.set("minutes", "50").set("reason", "data_entry_error")).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    demonstration.portal.ready().await;
    let list = auditor.get(&format!("{cycle}/sessions")).await.with_status(200);
    let text = list.text("main");
    assert!(text.contains("365 of 1,800 planned") && text.contains("Corrected"), "{text}");
    assert!(text.contains("Pupil 1") && !text.contains("Elif"), "an auditor reads no name: {text}");
    assert!(list.texts("main a[href$='/correct']").is_empty());

    // Once a cycle is closed, only the head puts its sessions right.
    let closed = cycle_in(&teacher, "closed").await;
    let head = demonstration.signed_in("head").await;
    let list = head.get(&format!("{closed}/sessions")).await.with_status(200);
    let correct = first(&list, "main a[href$='/correct']");
    assert_eq!(teacher.get(&correct).await.status, 403);
    assert_eq!(head.get(&correct).await.status, 200);
    demonstration.portal.stop();
}

const SAID: &str = "Her brother counts stairs with her in tens.";
const FOUND: &str = "Objects help until the numbers pass a hundred.";
const FOCUS: &str = "How to listen for place value.";

#[tokio::test]
async fn talks_what_was_learnt_and_mentoring_are_noted_sealed_and_shown_to_those_who_may() {
    let demonstration = Demonstration::start().await;
    let (teacher, mentor) =
        (demonstration.signed_in("teacher").await, demonstration.signed_in("mentor").await);
    let cycle = cycle_in(&teacher, "running").await;
    let before = count(&teacher, &cycle).await;

    let shown = teacher.get(&format!("{cycle}/contacts/new")).await.with_status(200);
    let pupil = shown.attributes("#participant option", "value")[2].clone();
    let empty = teacher.submit(&shown.form(FORM).set("effective_on", "")).await.with_status(422);
    assert_eq!(empty.texts(".govuk-error-summary a").len(), 5, "every problem at once");
    let contact = shown.form(FORM).set("participant", &pupil).set("contact_kind", "phone_call");
    let contact = contact.set("direction", "from_family").set("contact_note", SAID);
    let reflection = teacher.get(&format!("{cycle}/reflections/new")).await.with_status(200).form(FORM);
    let reflection =
        reflection.set("stage", "learning").set("finding", FOUND).set("decision", "We keep them.");
    for form in [&contact, &contact] {
        assert_eq!(teacher.submit(form).await.status, 303, "sent twice is harmless");
    }
    let stale = teacher.submit(&reflection).await.with_status(409);
    assert_eq!(stale.form(FORM).value("finding"), Some(FOUND), "what was typed is kept");
    assert_eq!(teacher.submit(&stale.form(FORM)).await.status, 303);
    let help = mentor.get(&format!("{cycle}/mentoring/new")).await.with_status(200).form(FORM);
    assert_eq!(mentor.submit(&help.set("focus", FOCUS)).await.status, 303);
    assert_eq!(
        teacher.get(&format!("{cycle}/mentoring/new")).await.status,
        403,
        "a mentor or a lead notes it"
    );
    assert_eq!(mentor.get(&format!("{cycle}/reflections/new")).await.status, 403);

    let events = history(&teacher, &cycle).await;
    assert_eq!(
        kinds(&events, before),
        ["family_contact_recorded", "inquiry_reflected", "mentoring_recorded"]
    );
    for text in [SAID, FOUND, FOCUS] {
        assert!(!events.iter().any(|event| event.to_string().contains(text)), "{text:?} is sealed");
    }
    assert_eq!(events[before]["payload"]["note"]["subject"], pupil.as_str(), "under the pupil's own key");
    demonstration.portal.ready().await;
    let page = format!("{cycle}/inquiry");
    let teachers = teacher.get(&page).await.with_status(200).text("main");
    assert!([SAID, FOUND, FOCUS].iter().all(|text| teachers.contains(text)), "{teachers}");
    let mentors = mentor.get(&page).await.with_status(200).text("main");
    assert!(mentors.contains(FOUND) && !mentors.contains(SAID), "what a family said is for staff: {mentors}");
    let auditors = demonstration.signed_in("auditor").await.get(&page).await.with_status(200).text("main");
    assert!(![SAID, FOUND, FOCUS].iter().any(|text| auditors.contains(text)), "{auditors}");
    demonstration.portal.stop();
}

#[tokio::test]
async fn costs_are_noted_in_pounds_and_a_teacher_sees_what_they_come_to_alone() {
    let demonstration = Demonstration::start().await;
    let (teacher, lead) = (demonstration.signed_in("teacher").await, demonstration.signed_in("lead").await);
    let cycle = cycle_in(&lead, "running").await;
    let form = lead.get(&format!("{cycle}/costs/new")).await.with_status(200).form(FORM);
    let refused = lead.submit(&form.clone().set("amount", "about 12")).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#cost_kind", "#amount"]);
    let form = form.set("cost_kind", "cover").set("amount", "£144.01").set("hours", "4.5");
    for _ in ["sent once", "sent twice"] {
        assert_eq!(lead.submit(&form).await.status, 303);
    }
    demonstration.portal.ready().await;
    let costs = format!("{cycle}/costs");
    let page = lead.get(&costs).await.with_status(200);
    let text = page.text("main");
    assert!(text.contains("£600.00") && text.contains("£85.71") && text.contains("£144.01"), "{text}");
    let teachers = teacher.get(&costs).await.with_status(200).text("main");
    assert!(teachers.contains("£600.00") && !teachers.contains("£144.01"), "not colleagues' pay: {teachers}");
    assert_eq!(teacher.get(&format!("{costs}/new")).await.status, 403);
    assert_eq!(demonstration.signed_in("mentor").await.get(&costs).await.status, 403);

    let correct = lead.get(&first(&page, "main a[href$='/correct']")).await.with_status(200).form(FORM);
    let done = lead.submit(&correct.set("amount", "0").set("reason", "duplicate")).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    demonstration.portal.ready().await;
    assert!(lead.get(&costs).await.text("main").contains("£180.00"), "the figures follow");
    demonstration.portal.stop();
}
