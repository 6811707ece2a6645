//! As of: pages as they were known, over HTTP.

use portal::policy::{Action, Role};
use portal::route::Route;
use reqwest::Method;
use serde_json::Value;
use system::{Answer, Reader};

use crate::people::{Demonstration, SCHOOL, cycle_in, first, history};
use crate::policy::Places;

const FORM: &str = "main form[method=post]";

/// The place of the last fact about the cycle, among all facts.
async fn last(reader: &Reader, cycle: &str) -> u64 {
    history(reader, cycle).await.last().expect("a fact")["position"].as_u64().expect("sealed")
}

async fn json(reader: &Reader, path: &str) -> Value {
    reader.get_json(path).await.with_status(200).json()
}

/// The day on which the test with this score was taken.
fn was_taken_on(cycle: &Value, score: &str) -> String {
    let scores = cycle["scores"].as_array().expect("scores");
    let one = scores.iter().find(|one| one["score"] == *score).expect("the score");
    one["taken_on"].as_str().expect("a day").to_owned()
}

fn posts(page: &Answer) -> Vec<String> {
    page.attributes("form[method=post]", "action")
}

#[tokio::test]
async fn a_score_that_was_corrected_is_read_as_it_was_known_and_nothing_later_changes_that() {
    let demonstration = Demonstration::start().await;
    demonstration.portal.ready().await;
    let (teacher, auditor) =
        (demonstration.signed_in("teacher").await, demonstration.signed_in("auditor").await);
    let cycle = cycle_in(&teacher, "running").await;
    let before = last(&teacher, &cycle).await;
    let path = |position: u64| format!("/as-of/{position}{cycle}");
    let data = |position: u64| format!("/as-of/{position}/api/v1{cycle}");
    let (page_before, data_before) =
        (teacher.get(&path(before)).await.with_status(200), json(&teacher, &format!("/api/v1{cycle}")).await);
    assert_eq!(json(&teacher, &data(before)).await, data_before, "as of the last fact it is as it is");

    let correct = first(&teacher.get(&cycle).await, "main a[href*='/assessments/'][href$='/correct']");
    let form = teacher.get(&correct).await.with_status(200).form(FORM);
    let was = form.value("score").expect("a score").to_owned();
    let code = teacher.get(&correct).await.attributes("select#reason option", "value");
    let code = code.iter().find(|code| *code == "remark").expect("a reason");
    let form = form.set("score", "98").set("reason", code).set("note", "Marked again.");
    let done = teacher.submit(&form).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    demonstration.portal.ready().await;

    let after = last(&teacher, &cycle).await;
    assert!(after > before);
    let now = json(&teacher, &format!("/api/v1{cycle}")).await;
    assert_ne!(now, data_before);
    assert_eq!(json(&teacher, &data(after)).await, now);
    // To the letter, also after the tables of then were filled with something else.
    for _ in 0..2 {
        assert_eq!(json(&teacher, &data(before)).await, data_before);
        // Above the page itself there is a way on, since there is a later entry.
        let again = teacher.get(&path(before)).await;
        assert_eq!(again.text("main"), page_before.text("main"));
        assert_eq!(again.attributes("main a", "href"), page_before.attributes("main a", "href"));
        assert_eq!(json(&auditor, &data(after)).await, now);
    }
    assert!(page_before.text("main").contains(&was), "{was}");
    // An instant means the same as the fact that was the last one by then.
    let instant = jiff::Timestamp::now();
    assert_eq!(json(&teacher, &format!("/as-of/{instant}/api/v1{cycle}")).await, now);
    // The entry says what it moved, and its neighbours are a step away.
    let step = teacher.get(&format!("{cycle}/history/{}", now["sequence"])).await.with_status(200);
    assert!(step.text("main").contains("What this entry moved"), "{}", step.text("main"));
    let links = step.attributes("main a", "href");
    for link in [path(after - 1), path(after), format!("{cycle}/history/{}", data_before["sequence"])] {
        assert!(links.contains(&link), "{link} in {links:?}");
    }
    let difference = json(&auditor, &format!("/api/v1{cycle}/difference?from={before}&to={after}")).await;
    let corrected = difference["corrected"].as_array().unwrap();
    assert_eq!((corrected.len(), &corrected[0]["sequence"]), (1, &now["sequence"]));
    assert_eq!(difference["added"].as_array().map(Vec::len), Some(0));
    let told = auditor.get(&format!("{cycle}/difference?from={before}")).await.with_status(200).text("main");
    assert!(told.contains("Put right (1)") && told.contains(&was) && told.contains("98"), "{told}");
    // What held on the day of the test is told by what is known now; what was known before is not.
    let day = was_taken_on(&now, "98");
    let held = |page: &str| format!("/true-on/{day}{page}");
    let by_now = json(&teacher, &held(&format!("/api/v1{cycle}"))).await;
    let scores = |data: &Value| data["scores"].to_string();
    assert!(scores(&by_now).contains(r#""score":"98""#), "{by_now}");
    assert!(!scores(&data_before).contains(r#""score":"98""#));
    let page = auditor.get(&held(&cycle)).await.with_status(200);
    let says = page.text("section[aria-labelledby='as-of-then']");
    assert!(says.contains("What held on") && says.contains("as it was put right last"), "{says}");
    let known_then = page.attributes("section[aria-labelledby='as-of-then'] a", "href");
    assert!(known_then.concat().contains(&format!("/as-of/{day}T23:59:59.")), "{known_then:?}");
    for (path, status) in [("/true-on/2999-01-01", 400), ("/true-on/soon", 400), ("/true-on/2020-01-01", 404)]
    {
        assert_eq!(teacher.get(&format!("{path}{cycle}")).await.status, status, "{path}");
    }
    let history = teacher.get(&held(&format!("{cycle}/history"))).await.with_status(404);
    assert!(history.text("main").contains("can’t show what held on a day"), "{}", history.text("main"));
    let chosen = teacher.get(&format!("/as-of?page={cycle}&on={day}")).await;
    assert_eq!(chosen.redirect(), Some(held(&cycle)));
    asked_again(&teacher, &auditor, &cycle, (before, after)).await;
    demonstration.portal.stop();
}

/// What can't be so is asked for again, with what was typed.
async fn asked_again(teacher: &Reader, auditor: &Reader, cycle: &str, (before, after): (u64, u64)) {
    let again = teacher.get(&format!("/as-of?page={cycle}&on=soon")).await.with_status(422);
    assert_eq!(again.form("main form").value("on"), Some("soon"), "what was typed is kept");
    let turned = auditor.get(&format!("{cycle}/difference?from={after}&to={before}")).await;
    assert_eq!(turned.status, 422);
    assert!(turned.text("main").contains("Turn them round"), "{}", turned.text("main"));
    assert_eq!(
        turned.form("main form").value("from"),
        Some(after.to_string().as_str()),
        "what was typed is kept"
    );
}

#[tokio::test]
async fn a_slider_leads_to_any_entry_of_a_cycle_s_history_and_to_none_of_another_s() {
    let demonstration = Demonstration::start().await;
    demonstration.portal.ready().await;
    let teacher = demonstration.signed_in("teacher").await;
    let cycle = cycle_in(&teacher, "running").await;
    let places: Vec<u64> =
        history(&teacher, &cycle).await.iter().filter_map(|fact| fact["position"].as_u64()).collect();
    let page = teacher.get(&format!("/as-of/{}{cycle}", places[2])).await.with_status(200);
    let track = |name| page.attributes("input[type=range]", name).concat();
    let (most, stands) = (places.len().to_string(), "3".to_owned());
    let beside = page.text("section[aria-labelledby='as-of-then']");
    for said in [&format!("Entry 3 of {most}"), "What this entry moved"] {
        assert!(beside.contains(said), "{beside}");
    }
    assert_eq!([track("min"), track("max"), track("value")], ["1".to_owned(), most, stands]);
    let ask = async |reader: &Reader, entry: &str| {
        reader.get(&format!("/as-of?page={cycle}/sessions&entry={entry}")).await
    };
    for (number, place) in places.iter().enumerate() {
        let led = ask(&teacher, &(number + 1).to_string()).await;
        assert_eq!(led.redirect(), Some(format!("/as-of/{place}{cycle}/sessions")), "{}", led.status);
    }
    for wrong in ["0", "-1", "1.5", "", "x", &(places.len() + 1).to_string()] {
        let refused = ask(&teacher, wrong).await.with_status(422);
        assert!(
            refused.text("main").contains("no entry with that number"),
            "{wrong}: {}",
            refused.text("main")
        );
    }
    assert_eq!(ask(&demonstration.signed_in_as("northmoor-teacher").await, "1").await.status, 404);
    demonstration.portal.stop();
}

#[tokio::test]
async fn every_fact_of_a_cycle_can_be_stood_on_and_a_page_of_the_past_says_so_and_offers_nothing_to_do() {
    let demonstration = Demonstration::start().await;
    demonstration.portal.ready().await;
    let lead = demonstration.signed_in("lead").await;
    let cycle = cycle_in(&lead, "closed").await;
    let events = history(&lead, &cycle).await;
    for event in events.iter().step_by(5) {
        let known = json(&lead, &format!("/as-of/{}/api/v1{cycle}", event["position"])).await;
        assert_eq!(known["sequence"], event["sequence"]);
        let history = json(&lead, &format!("/as-of/{}/api/v1{cycle}/history", event["position"])).await;
        assert_eq!(history["events"].as_array().unwrap().len() as u64, event["sequence"].as_u64().unwrap());
    }
    let position = &events[events.len() / 2]["position"];
    let page = lead.get(&format!("/as-of/{position}{cycle}?x=1")).await.with_status(200);
    let says = page.text("section[aria-labelledby='as-of-then']");
    assert!(says.contains("As it was known on") && says.contains(&format!("number {position}")), "{says}");
    assert_eq!(page.attributes("a[data-now]", "href"), [format!("{cycle}?x=1")]);
    assert_eq!(posts(&page), ["/sign-out"]);
    // One entry earlier and one later, on the same page.
    let around = [&events[events.len() / 2 - 1], &events[events.len() / 2 + 1]];
    let steps = around.map(|event| format!("/as-of/{}{cycle}?x=1", event["position"]));
    let rel = ["prev", "next"].map(|rel| page.attributes(&format!("a[rel={rel}]"), "href").concat());
    assert_eq!(rel, steps);
    let kept = page.attributes("main a", "href");
    assert!(kept.iter().any(|link| link.starts_with(&format!("/as-of/{position}{cycle}/"))), "{kept:?}");

    let nothing = lead.post(&format!("/as-of/{position}{cycle}/assessments/new"), &[("score", "1")]).await;
    assert_eq!(nothing.status, 405);
    assert!(nothing.text("main").contains("Nothing can be changed in the past"), "{}", nothing.text("main"));
    assert_eq!(history(&lead, &cycle).await.len(), events.len());
    // The control of the page of today, and what it leads to.
    let today = lead.get(&cycle).await.with_status(200);
    let control = today.form("details form[action='/as-of']");
    assert_eq!(control.value("page"), Some(cycle.as_str()));
    let ask = |at: &str| format!("/as-of?page={cycle}&at={at}");
    let chosen = lead.get(&ask("2026-01-05T09:30")).await;
    assert_eq!(chosen.redirect(), Some(format!("/as-of/2026-01-05T09:30:00+00:00{cycle}")));
    let (last, first) = (events.len(), &events[0]["position"]);
    for early in ["2020-01-05".to_owned() + &cycle, format!("{first}{cycle}/history/{last}")] {
        let nothing = lead.get(&format!("/as-of/{early}")).await.with_status(404);
        assert!(nothing.text("main").contains("There was nothing here then"), "{}", nothing.text("main"));
    }
    for place in ["0", "99999999"] {
        let unknown = lead.get(&format!("/as-of/{place}{cycle}")).await.with_status(400);
        assert!(unknown.text("main").contains("No record has that number"), "{}", unknown.text("main"));
    }
    for (at, says) in [("2999-01-01T00:00", "still to come"), ("soon", "could not read that moment")] {
        let again = lead.get(&ask(at)).await.with_status(422);
        assert!(again.text("main").contains(says), "{}", again.text("main"));
        assert_eq!(again.form("main form").value("at"), Some(at), "what was typed is kept");
        assert_eq!(lead.get(&format!("/as-of/{at}{cycle}")).await.status, 400);
    }
    let elsewhere = lead.get("/as-of?page=//elsewhere.test&at=2026-01-05").await;
    assert_eq!(elsewhere.status, 422, "it leads nowhere but to pages with a past");
    let form = lead.get(&format!("/as-of/{position}{cycle}/costs/new")).await.with_status(404);
    assert!(form.text("main").contains("can’t be shown as it was"), "{}", form.text("main"));
    demonstration.portal.stop();
}

#[tokio::test]
async fn who_may_look_at_the_past_is_who_may_look_today() {
    let demonstration = Demonstration::start().await;
    demonstration.portal.ready().await;
    let lead = demonstration.signed_in("lead").await;
    let cycle = cycle_in(&lead, "closed").await;
    let path = format!("/as-of/{}{cycle}", last(&lead, &cycle).await);
    for role in ["lead", "head", "auditor"] {
        assert_eq!(demonstration.signed_in(role).await.get(&path).await.status, 200, "{role}");
    }
    for role in ["governor", "officer", "administrator"] {
        let reader = demonstration.signed_in(role).await;
        assert_eq!(reader.get(&path).await.status, 403, "{role}");
        let today = reader.get(&cycle).await;
        assert!(today.attributes("form[action='/as-of']", "action").is_empty(), "{role} is not offered it");
    }
    let nobody = demonstration.portal.reader().get(&path).await;
    assert!(nobody.redirect().is_some_and(|to| to.starts_with("/sign-in")));
    let none = path.replace(&cycle, "/cycles/00000000-0000-4000-8000-000000000000");
    let (colleague, stranger) =
        (demonstration.colleague("teacher").await, demonstration.stranger("lead").await);
    for reader in [&colleague, &stranger] {
        let (theirs, none) = (reader.get(&path).await, reader.get(&none).await);
        assert_eq!((theirs.status, theirs.body), (404, none.body));
    }
    // Whoever teaches it today may look at what was before: the cycle is handed over.
    let running = cycle_in(&lead, "running").await;
    let before = format!("/as-of/{}{running}", last(&lead, &running).await);
    let teacher = demonstration.signed_in("teacher").await;
    assert_eq!((teacher.get(&before).await.status, colleague.get(&before).await.status), (200, 404));
    let page = lead.get(&format!("{running}/staff")).await.with_status(200);
    let now = page.form(FORM).value("teacher").unwrap().to_owned();
    let offered = page.attributes("select#teacher option", "value");
    let other = offered.iter().find(|id| !id.is_empty() && **id != now).expect("the colleague is offered");
    let done = lead.submit(&page.form(FORM).set("teacher", other).set("reason", "staffing")).await;
    assert_eq!(done.status, 303, "{}", done.text("main"));
    demonstration.portal.ready().await;
    assert_eq!((teacher.get(&before).await.status, colleague.get(&before).await.status), (404, 200));
    demonstration.portal.stop();
}

/// The route that a path is for; a word before a name in braces.
fn route_of<'r>(routes: &'r [Route], path: &str) -> Option<&'r Route> {
    let parts: Vec<&str> = path.split('?').next()?.split('/').collect();
    let fits = |route: &&Route| {
        let known: Vec<&str> = route.path.split('/').collect();
        route.method == Method::GET
            && known.len() == parts.len()
            && known.iter().zip(&parts).all(|(known, part)| known.starts_with('{') || known == part)
    };
    let order =
        |route: &&Route| -> Vec<bool> { route.path.split('/').map(|part| part.starts_with('{')).collect() };
    routes.iter().filter(fits).min_by_key(order)
}

/// The ways to look at a page of this route.
fn looks<'r>(route: &'r Route, known: &'r str, held: &'r str) -> impl Iterator<Item = (&'r str, &'r Route)> {
    let ways = [(known, route.has_past), (held, route.has_days)];
    ways.into_iter().filter(|(_, offered)| *offered).map(move |(look, _)| (look, route))
}

/// A page of the past, however long it takes to be made again.
async fn once_filled(reader: &Reader, path: &str) -> Answer {
    loop {
        let page = reader.get(path).await;
        if page.header("refresh").is_empty() {
            return page;
        }
    }
}

#[tokio::test]
async fn every_page_with_a_past_is_as_of_the_last_record_what_it_is_today_without_anything_to_do() {
    let demonstration = Demonstration::start().await;
    let places = Places::of(&demonstration).await;
    demonstration.portal.ready().await;
    let lead = demonstration.signed_in("lead").await;
    let packs = json(&lead, &format!("/api/v1{SCHOOL}/packs")).await;
    assert!(!packs["packs"].as_array().unwrap().is_empty());
    let known = format!("/as-of/{}", jiff::Timestamp::now());
    // By the clock of the school, which is London's.
    let held = format!("/true-on/{}", jiff::Timestamp::now().in_tz("Europe/London").unwrap().date());
    let routes = portal::routes();
    let (mut pages, mut faults) = (0, Vec::new());
    for role in [Role::Teacher, Role::Lead, Role::Head, Role::Mentor, Role::Auditor] {
        let reader = demonstration.signed_in(role.name()).await;
        for (look, route) in routes.iter().flat_map(|route| looks(route, &known, &held)) {
            let path = places.fill(route, Some(role)).replace("900001", "demo:fernhill");
            let today = reader.get(&path).await;
            let then = once_filled(&reader, &format!("{look}{path}")).await;
            let mut fault = |what: &str| faults.push(format!("{} {look}{path}: {what}", role.name()));
            if today.status != then.status {
                fault(&format!("{} and then {}", today.status, then.status));
            }
            if today.status != 200 {
                continue;
            }
            pages += 1;
            if !then.header("content-type").starts_with("text/html") {
                if today.body != then.body && !path.ends_with("xlsx") {
                    fault("other data");
                }
                continue;
            }
            if posts(&then) != ["/sign-out"] {
                fault(&format!("forms {:?}", posts(&then)));
            }
            for link in then.attributes("main a", "href") {
                let to = link.strip_prefix(look);
                let leads = route_of(&routes, to.unwrap_or(&link));
                let is_looked_at = |to: &Route| if look == held { to.has_days } else { to.has_past };
                let (keeps, action) = leads.map_or((false, None), |to| (is_looked_at(to), Some(to.action)));
                if keeps != to.is_some() && link.starts_with('/') {
                    fault(&format!("{link} does not keep the moment"));
                }
                if action.is_some_and(|action| !action.only_reads() && action != Action::UseTheFrontDoor) {
                    fault(&format!("{link} leads to something to do"));
                }
            }
            // The rows are told in data; here ways to do something stand beside them today.
            if today.texts("h1") != then.texts("h1")
                || today.texts("main tbody tr").len() != then.texts("main tbody tr").len()
            {
                fault("another page");
            }
            let controls = if route.has_days { 2 } else { 1 };
            if today.attributes("form[action='/as-of']", "action").len() != controls {
                fault("no control");
            }
        }
    }
    assert_eq!(faults, Vec::<String>::new());
    assert!(pages > 110, "{pages}");
    demonstration.portal.stop();
}
