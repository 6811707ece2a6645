//! A cycle from its plan on, as the lead makes it with the forms alone.

use system::{Answer, Form};

use crate::people::{Demonstration, SCHOOL, cycle_in, cycles, first, history};

const FORM: &str = "main form[method=post]";
const NEED: &str = "Seven pupils lose the tens when they add.";
const QUESTION: &str = "Do jumps on a line help them to keep the tens?";
const LINK: &str = "The class adds in columns in the same weeks.";

/// The plan's form with its three texts; all else is as it was suggested.
fn planned(page: &Answer) -> Form {
    page.form(FORM)
        .set("need_statement", NEED)
        .set("inquiry_question", QUESTION)
        .set("class_link", LINK)
        .set("group_label", "Rowan trees")
}

#[tokio::test]
async fn a_lead_plans_a_cycle_on_one_page_and_finds_it_waiting_for_pupils() {
    let demonstration = Demonstration::start().await;
    let lead = demonstration.signed_in("lead").await;
    let list = lead.get(&format!("{SCHOOL}/cycles")).await.with_status(200);
    let new = first(&list, "main a[href$='/cycles/new']");
    let before = cycles(&lead).await.len();

    let empty = lead.submit(&lead.get(&new).await.with_status(200).form(FORM)).await.with_status(422);
    let problems = empty.attributes(".govuk-error-summary a", "href");
    assert_eq!(problems, ["#need_statement", "#inquiry_question", "#class_link"], "all else is suggested");

    let form = planned(&empty);
    let done = lead.submit(&form).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    // Sent twice it is harmless, and by now the read tables know the cycle: the answer leads to its page.
    demonstration.portal.ready().await;
    let again = lead.submit(&form).await;
    assert_eq!(again.status, 303, "{}", again.text("main"));
    let page = lead.follow(again).await.with_status(200);
    let cycle = page.path.clone();
    assert_eq!(cycles(&lead).await.len(), before + 1, "and plans one cycle");
    let text = page.text("main");
    for told in [NEED, QUESTION, LINK, "Rowan trees", "Planned", "No pupils yet", "Rowan Hale", "Imani Brook"]
    {
        assert!(text.contains(told), "{told:?} is missing from: {text}");
    }
    let events = history(&lead, &cycle).await;
    assert_eq!(events.len(), 1);
    let plan = &events[0]["payload"];
    assert_eq!((&events[0]["type"], &events[0]["role"]), (&"cycle_planned".into(), &"lead".into()));
    assert_eq!((&plan["subject"], &plan["tier"]), (&"mathematics".into(), &"tier2".into()));
    for typed in [NEED, QUESTION, LINK, "Rowan trees"] {
        assert!(!events[0].to_string().contains(typed), "{typed:?} is sealed");
    }

    let other = lead.submit(&form.set("need_statement", "Other words.")).await.with_status(409);
    assert!(other.text("main").contains("sent before"), "{}", other.text("main"));

    let start = lead.get(&first(&page, "main a[href$='/start']")).await.with_status(200);
    assert!(start.text("main").contains("No pupils yet"), "{}", start.text("main"));
    assert!(start.texts(FORM).is_empty(), "nothing is offered that would be refused");
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_planned_cycle_is_moved_with_a_reason_and_begun() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&lead, "planned").await;
    let page = lead.get(&cycle).await.with_status(200);
    let offered = teacher.get(&cycle).await.with_status(200);
    for form in ["reschedule", "start"] {
        let address = first(&page, &format!("main a[href='{cycle}/{form}']"));
        assert_eq!(teacher.get(&address).await.status, 403, "a teacher asks the lead");
        assert!(offered.texts(&format!("main a[href='{address}']")).is_empty(), "and is not offered it");
    }
    let count = history(&lead, &cycle).await.len();
    let early = lead.get(&format!("{cycle}/start")).await.with_status(200);
    assert!(early.texts(FORM).is_empty(), "its first day has not come: {}", early.text("main"));
    assert_eq!(first(&early, "main a[href$='/reschedule']"), format!("{cycle}/reschedule"));

    let dates = lead.get(&format!("{cycle}/reschedule")).await.with_status(200).form(FORM);
    let (starts_on, effective_on) =
        (dates.value("starts_on").unwrap().to_owned(), dates.value("effective_on").unwrap().to_owned());
    let refused = lead.submit(&dates.clone().set("ends_on", &starts_on)).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#ends_on", "#reason"]);
    let moved =
        dates.set("starts_on", &effective_on).set("reason", "timetable").set("note", "The hall is free.");
    let done = lead.submit(&moved).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    assert!(done.redirect().unwrap_or_default().starts_with(&cycle), "back to the cycle");

    let start = lead.get(&format!("{cycle}/start")).await.with_status(200);
    assert!(start.text("main").contains("6 pupils are in the group"), "{}", start.text("main"));
    assert!(start.text("main").contains("no score at the start yet"), "{}", start.text("main"));
    let before = start.form(FORM).set("effective_on", "2020-01-06");
    let refused = lead.submit(&before).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#effective_on"]);
    let begun = lead.submit(&start.form(FORM)).await;
    assert_eq!(begun.status, 303, "{}", begun.text("main"));
    demonstration.portal.ready().await;
    let after = lead.get(&cycle).await.with_status(200);
    assert!(after.text("main").contains("Running"), "{}", after.text("main"));
    let events = history(&lead, &cycle).await;
    let kinds: Vec<&str> = events[count..].iter().filter_map(|event| event["type"].as_str()).collect();
    assert_eq!(kinds, ["cycle_rescheduled", "cycle_started"]);
    let too_late = lead.get(&format!("{cycle}/start")).await.with_status(200);
    assert!(too_late.texts(FORM).is_empty() && too_late.text("main").contains("has begun already"));
    demonstration.portal.stop();
}

const CAN: &str = "Reads two pages alone and tells what happened.";
const NOT_YET: &str = "Stops at each word of three parts.";

#[tokio::test]
async fn needs_and_targets_of_a_whole_group_are_recorded_on_one_page_each() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&lead, "planned").await;
    let page = teacher.get(&cycle).await.with_status(200);
    let count = history(&lead, &cycle).await.len();

    let needs = teacher.get(&first(&page, "main a[href$='/needs']")).await.with_status(200);
    let rows = needs.attributes("textarea[name^=can_do-]", "name");
    let row = |place: usize| rows[place].trim_start_matches("can_do-").to_owned();
    let form = needs.form(FORM).set("concept", "fluency").set(&rows[0], CAN);
    let refused = teacher.submit(&form).await.with_status(422);
    let problems = refused.attributes(".govuk-error-summary a", "href");
    assert_eq!(problems, ["#source".to_owned(), format!("#not_yet-{}", row(0))]);
    assert_eq!(refused.form(FORM).value(&rows[0]), Some(CAN), "what was typed is kept");
    assert_eq!(history(&lead, &cycle).await.len(), count, "and nothing is recorded");

    let form = refused.form(FORM).set("source", "interview").set(&format!("not_yet-{}", row(0)), NOT_YET);
    let form = form.set(&rows[2], CAN).set(&format!("not_yet-{}", row(2)), NOT_YET);
    for _ in ["sent once", "sent twice"] {
        assert_eq!(teacher.submit(&form).await.status, 303);
        let events = history(&lead, &cycle).await;
        assert_eq!(events.len(), count + 2, "two rows, two facts");
        for (event, row) in events[count..].iter().zip([row(0), row(2)]) {
            assert_eq!(
                (&event["type"], &event["payload"]["participant"]),
                (&"need_assessed".into(), &row.into())
            );
            assert!(
                !event.to_string().contains(CAN) && !event.to_string().contains(NOT_YET),
                "sealed: {event}"
            );
        }
    }
    demonstration.portal.ready().await;
    let told = teacher.get(&cycle).await.with_status(200).text("main");
    assert!(told.contains(CAN) && told.contains(NOT_YET), "{told}");

    let targets = teacher.get(&format!("{cycle}/targets/new")).await.with_status(200);
    let statement = "Reads a page aloud with few stops.";
    let form =
        targets.form(FORM).set("concept", "fluency").set("statement", statement).set("measure", "percent");
    let refused = teacher.submit(&form).await.with_status(422);
    assert_eq!(refused.texts(".govuk-error-summary a").len(), rows.len(), "each pupil needs a value");
    let values = targets.attributes("input[name^=target_value-]", "name");
    let form = values.iter().fold(form, |form, name| form.set(name, "80"));
    let done = teacher.submit(&form).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    let events = history(&lead, &cycle).await;
    assert_eq!(events.len(), count + 2 + rows.len());
    assert!(events[count + 2..].iter().all(|event| event["type"] == "curricular_target_set"));
    demonstration.portal.stop();
}
