//! The end of a cycle with the forms alone: from the first day of teaching to the outcome that the board sees.

use system::{Answer, Form, Reader};

use crate::editions;
use crate::people::{Demonstration, cycle_in, first, history};

const FORM: &str = "main form[method=post]";

async fn done(reader: &Reader, form: &Form) {
    let answer = reader.submit(form).await;
    assert_eq!(answer.status, 303, "{}: {}", form.action, answer.text("main"));
}

/// Records a score on paper A of the reading test.
async fn score(reader: &Reader, cycle: &str, pupil: &str, point: &str, score: &str, taken_on: &str) {
    let address = format!("{cycle}/assessments/new?participant={pupil}&point={point}");
    let form = reader.get(&address).await.with_status(200).form(FORM);
    let form = form.set("instrument", "reading-test@1").set("test_form", "a");
    done(reader, &form.set("score", score).set("taken_on", taken_on)).await;
}

/// The planned cycle of the demonstration, begun thirty days ago and at its end today, with a start score of each pupil.
async fn taught(demonstration: &Demonstration, lead: &Reader) -> (String, Vec<String>) {
    let cycle = cycle_in(lead, "planned").await;
    let dates = lead.get(&format!("{cycle}/reschedule")).await.with_status(200).form(FORM);
    let today = dates.value("effective_on").unwrap().to_owned();
    let began = (0..30).fold(portal::app::today(), |day, _| day.yesterday().unwrap()).to_string();
    let dates = dates.set("starts_on", &began).set("ends_on", &today);
    done(lead, &dates.set("reason", "timetable").set("note", "The hall is free earlier.")).await;
    done(lead, &lead.get(&format!("{cycle}/start")).await.with_status(200).form(FORM)).await;
    demonstration.portal.ready().await;
    let pupils = lead.get(&format!("{cycle}/assessments/new")).await.with_status(200);
    let pupils: Vec<String> = pupils
        .attributes("select#participant option", "value")
        .into_iter()
        .filter(|id| !id.is_empty())
        .collect();
    for (pupil, value) in pupils.iter().zip(["82", "84", "79", "88", "85", "81"]) {
        score(lead, &cycle, pupil, "baseline", value, &began).await;
    }
    (cycle, pupils)
}

fn figures(page: &Answer) -> String {
    page.text("main")
}

#[tokio::test]
async fn a_cycle_is_assessed_and_closed_with_the_figures_that_were_shown() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let (cycle, pupils) = taught(&demonstration, &lead).await;
    let early = lead.get(&format!("{cycle}/close")).await.with_status(200);
    assert!(early.texts(FORM).is_empty() && figures(&early).contains("First say"), "{}", figures(&early));

    let today =
        lead.get(&format!("{cycle}/reschedule")).await.form(FORM).value("ends_on").unwrap().to_owned();
    for (pupil, value) in pupils.iter().zip(["90", "91", "83", "95", "93"]) {
        score(&teacher, &cycle, pupil, "end", value, &today).await;
    }
    demonstration.portal.ready().await;
    let over =
        teacher.get(&first(&teacher.get(&cycle).await, "main a[href$='/assessed']")).await.with_status(200);
    assert!(figures(&over).contains("One pupil has no score at the end yet"), "{}", figures(&over));
    done(&teacher, &over.form(FORM)).await;
    let lacking = lead.get(&format!("{cycle}/close")).await.with_status(200);
    assert!(lacking.texts(FORM).is_empty(), "nothing is offered that would be refused");
    score(&teacher, &cycle, &pupils[5], "end", "85", &today).await;

    let close = lead.get(&format!("{cycle}/close")).await.with_status(200);
    assert!(figures(&close).contains("+6.3"), "{}", figures(&close));
    assert_eq!(teacher.get(&format!("{cycle}/close")).await.status, 403);
    // Somebody corrects a score while the lead looks at the figures.
    demonstration.portal.ready().await;
    let correct = first(&teacher.get(&cycle).await, "main a[href*='/assessments/'][href$='/correct']");
    let correction = teacher.get(&correct).await.with_status(200).form(FORM).set("score", "76");
    done(&teacher, &correction.set("reason", "data_entry_error")).await;
    let count = history(&lead, &cycle).await.len();
    let stale = lead.submit(&close.form(FORM)).await.with_status(409);
    assert_eq!(history(&lead, &cycle).await.len(), count, "the old figures are not sealed");
    assert!(
        stale.text(".govuk-notification-banner").contains("A score was corrected"),
        "{}",
        figures(&stale)
    );
    assert!(figures(&stale).contains("+7.3"), "the same page with the new figures: {}", figures(&stale));

    done(&lead, &stale.form(FORM)).await;
    done(&lead, &stale.form(FORM)).await;
    let events = history(&lead, &cycle).await;
    let kinds: Vec<&str> = events[count..].iter().filter_map(|event| event["type"].as_str()).collect();
    assert_eq!(kinds, ["cycle_closed", "cycle_outcome_sealed"]);
    let outcome = &events[count + 1]["payload"];
    assert_eq!((&outcome["n_complete"], &outcome["mean"]), (&6.into(), &"7.3333".into()));
    demonstration.portal.ready().await;
    let governor = demonstration.signed_in("governor").await;
    let board = governor.get(&cycle).await.with_status(200);
    assert!(figures(&board).contains("not published yet"), "{}", figures(&board));
    assert!(!figures(&board).contains("+7.3"), "{}", figures(&board));
    editions::publish(&demonstration.signed_in("head").await).await;
    demonstration.portal.ready().await;
    let board = governor.get(&cycle).await.with_status(200);
    assert!(figures(&board).contains("+7.3"), "{}", figures(&board));
    assert!(figures(&lead.get(&cycle).await).contains("Plan the next cycle"));
    let again = lead.get(&format!("{cycle}/close")).await.with_status(200);
    assert!(again.texts(FORM).is_empty() && figures(&again).contains("is closed"), "{}", figures(&again));
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_closed_cycle_is_opened_again_when_one_person_asks_and_another_agrees_and_closed_anew() {
    let demonstration = Demonstration::start().await;
    let (head, lead) = (demonstration.signed_in("head").await, demonstration.signed_in("lead").await);
    let cycle = cycle_in(&head, "closed").await;
    let address = first(&head.get(&cycle).await.with_status(200), "main a[href$='/reopen']");
    assert!(lead.get(&cycle).await.texts("main a[href$='/reopen']").is_empty(), "a lead asks the head");
    assert_eq!(lead.get(&address).await.status, 403);
    assert_eq!(demonstration.stranger("head").await.get(&address).await.status, 404);

    let governor = demonstration.signed_in("governor").await;
    let board = governor.get(&cycle).await.with_status(200).text("main dl");
    let page = head.get(&address).await.with_status(200);
    let count = history(&head, &cycle).await.len();
    let note = "One paper was marked with the wrong key.";
    let refused = head.submit(&page.form(FORM).set("note", note)).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#reason"]);
    assert_eq!(refused.form(FORM).value("note"), Some(note), "what was typed is kept");
    let form = refused.form(FORM).set("reason", "remark");
    done(&head, &form).await;
    done(&head, &form).await;
    let events = history(&head, &cycle).await;
    assert_eq!(events.len(), count + 1, "sent twice it is done once");
    assert_eq!(events[count]["type"], "cycle_reopening_asked");
    assert!(!events[count].to_string().contains(note), "the note is sealed");

    demonstration.portal.ready().await;
    let answer = format!("{cycle}/reopen/answer");
    let own = head.get(&answer).await.with_status(200);
    assert!(own.texts(FORM).is_empty() && figures(&own).contains("someone else"), "{}", figures(&own));
    assert!(figures(&head.get(&cycle).await).contains("Morag Penn asked"), "the cycle says that it is asked");
    assert_eq!(demonstration.signed_in("teacher").await.get(&answer).await.status, 403);
    assert_eq!(demonstration.stranger("lead").await.get(&answer).await.status, 404);
    assert_eq!(first(&lead.get("/my-cycles").await, "main a[href$='/reopen/answer']"), answer);
    let page = lead.get(&answer).await.with_status(200);
    assert!(figures(&page).contains("Morag Penn") && figures(&page).contains(note), "{}", figures(&page));
    let agree = page.form(FORM).set("answer", "agree");
    let refused = head.submit(&agree).await.with_status(422);
    assert!(refused.text("main").contains("someone else must"), "nobody answers their own request");

    let refused = lead.submit(&page.form(FORM).set("answer", "decline")).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#reason"]);
    done(
        &lead,
        &refused
            .form(FORM)
            .set("reason", "evidence_from_assessment")
            .set("note", "The key was right after all."),
    )
    .await;
    let events = history(&head, &cycle).await;
    assert_eq!(events[count + 1]["type"], "cycle_reopening_declined");
    let late = lead.get(&answer).await.with_status(200);
    assert!(late.texts(FORM).is_empty(), "what is answered is not answered again");

    let again =
        head.get(&address).await.with_status(200).form(FORM).set("reason", "remark").set("note", note);
    done(&head, &again).await;
    done(&lead, &lead.get(&answer).await.with_status(200).form(FORM).set("answer", "agree")).await;
    let events = history(&head, &cycle).await;
    assert_eq!((events.len(), &events[count + 3]["type"]), (count + 4, &"cycle_reopened".into()));
    demonstration.portal.ready().await;
    let told = head.get(&format!("{cycle}/history")).await.text("main article");
    assert!(told.contains("opened again") && told.contains("Imani Brook"), "{told}");
    let read = governor.get(&cycle).await.with_status(200).text("main dl");
    assert_eq!(read.replace("Assessed", "Closed"), board, "what moves changes nothing for the board");

    done(&lead, &lead.get(&format!("{cycle}/close")).await.with_status(200).form(FORM)).await;
    let events = history(&head, &cycle).await;
    assert_eq!(events.last().unwrap()["type"], "cycle_outcome_sealed");
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_cycle_is_given_up_with_a_reason_and_takes_nothing_more() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&lead, "running").await;
    let address = first(&lead.get(&cycle).await.with_status(200), "main a[href$='/cancel']");
    assert_eq!(teacher.get(&address).await.status, 403);
    let page = lead.get(&address).await.with_status(200);
    let refused = lead.submit(&page.form(FORM).set("effective_on", "2199-01-01")).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#reason"]);
    let form = refused.form(FORM).set("reason", "staffing").set("note", "Nobody is left to teach the group.");
    let refused = lead.submit(&form).await.with_status(422);
    assert_eq!(refused.attributes(".govuk-error-summary a", "href"), ["#effective_on"], "not a day to come");
    let today = page.form(FORM).value("effective_on").unwrap().to_owned();
    done(&lead, &refused.form(FORM).set("effective_on", &today)).await;
    assert_eq!(history(&lead, &cycle).await.last().unwrap()["type"], "cycle_cancelled");
    demonstration.portal.ready().await;
    for form in ["cancel", "assessed", "close", "start", "reschedule", "needs", "reopen"] {
        let page = lead.get(&format!("{cycle}/{form}")).await;
        if page.status == 403 {
            continue;
        }
        assert!(page.texts(FORM).is_empty(), "{form}");
        assert!(figures(&page).contains("was given up"), "{form}: {}", figures(&page));
    }
    demonstration.portal.stop();
}
