//! What a teacher proposes at the forms by which a lead places, moves and withdraws pupils, and what becomes of it.

use serde_json::{Value, json};
use sqlx::Row;
use system::{Answer, Form, Reader};
use uuid::Uuid;

use crate::interface::{errors, send};
use crate::people::{Demonstration, SCHOOL, cycle_in, first, history};

const FORM: &str = "main form[method=post]";
const NOTE: &str = "Isla explains each step and wants to try it with the class.";

fn problems(answer: &Answer) -> Vec<String> {
    answer.attributes(".govuk-error-summary a", "href")
}

async fn done(reader: &Reader, form: &Form) -> String {
    let answer = reader.submit(form).await;
    assert_eq!(answer.status, 303, "{}: {}", form.action, answer.text("main"));
    answer.redirect().unwrap()
}

/// The address of a form about the pupil of this name, from the links of the cycle's page.
async fn about(reader: &Reader, cycle: &str, name: &str, form: &str) -> String {
    let page = reader.get(cycle).await.with_status(200);
    let links = format!("main a[href*='/participants/'][href$='/{form}']");
    let said = page.texts(&links);
    let place = said.iter().position(|said| said.contains(name));
    let place = place.unwrap_or_else(|| panic!("no {form} for {name}: {said:?}"));
    page.attributes(&links, "href").remove(place)
}

/// The row of the list that is about the pupil of this name.
async fn row(reader: &Reader, cycle: &str, name: &str) -> String {
    let list = reader.get(&format!("{cycle}/proposals")).await.with_status(200);
    let rows = list.texts("main tbody tr");
    rows.iter().find(|row| row.contains(name)).unwrap_or_else(|| panic!("no {name}: {rows:?}")).clone()
}

/// The addresses of this kind on the list, for the proposal about the pupil of this name.
async fn ways(reader: &Reader, cycle: &str, name: &str, selector: &str) -> Vec<String> {
    let list = reader.get(&format!("{cycle}/proposals")).await.with_status(200);
    let said = list.texts(selector);
    let all = list.attributes(selector, "href");
    said.iter().zip(all).filter(|(said, _)| said.contains(name)).map(|(_, address)| address).collect()
}

#[tokio::test]
async fn a_teacher_proposes_a_change_and_the_lead_does_it_in_the_form_as_the_teacher_filled_it() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&teacher, "running").await;
    let address = about(&teacher, &cycle, "Isla Beck", "change").await;
    assert_eq!(demonstration.signed_in("mentor").await.get(&address).await.status, 403);
    assert_eq!(demonstration.colleague("teacher").await.get(&address).await.status, 404);

    let page = teacher.get(&address).await.with_status(200);
    assert!(page.text("main").contains("What you send here is a proposal"), "{}", page.text("main"));
    let wrong = page.form(FORM).set("share_of_sessions", "120").set("effective_on", "soon").set("note", NOTE);
    let refused = teacher.submit(&wrong).await.with_status(422);
    assert_eq!(problems(&refused), ["#share_of_sessions", "#effective_on", "#reason"]);
    let form = refused.form(FORM);
    assert_eq!((form.value("note"), form.value("share_of_sessions")), (Some(NOTE), Some("120")));
    let form = form.set("share_of_sessions", "60").set("reason", "need_met");
    let form = form.set("effective_on", page.form(FORM).value("effective_on").unwrap());
    let count = history(&lead, &cycle).await.len();
    done(&teacher, &form).await;
    done(&teacher, &form).await;
    assert_eq!(
        teacher.submit(&form.clone().set("share_of_sessions", "50")).await.status,
        409,
        "under one id"
    );
    assert_eq!(history(&lead, &cycle).await.len(), count, "a proposal is no fact");
    assert!(row(&teacher, &cycle, "Isla Beck").await.contains("It waits for the lead or the head."));
    assert!(ways(&teacher, &cycle, "Isla Beck", "main a[href*='?proposal=']").await.is_empty());

    for path in [cycle.clone(), format!("{cycle}/board")] {
        let text = lead.get(&path).await.with_status(200).text("main");
        assert!(text.contains("2 proposals wait") && text.contains("Isla Beck takes part"), "{path}: {text}");
    }
    for reader in [&lead, &demonstration.signed_in("head").await] {
        let mine = reader.get("/my-cycles").await.with_status(200);
        assert!(mine.text("main").contains("Teachers propose 2 things."), "{}", mine.text("main"));
        assert_eq!(first(&mine, "main a[href$='/proposals']"), format!("{cycle}/proposals"));
    }
    assert!(!teacher.get("/my-cycles").await.text("main").contains("Teachers propose"));

    let open = ways(&lead, &cycle, "Isla Beck", "main a[href*='?proposal=']").await.remove(0);
    let page = lead.get(&open).await.with_status(200);
    assert!(page.text("main").contains("Rowan Hale proposed it on"), "{}", page.text("main"));
    let form = page.form(FORM);
    for (field, text) in [("share_of_sessions", "60"), ("reason", "need_met"), ("note", NOTE)] {
        assert_eq!(form.value(field), Some(text), "{field}");
    }
    let refused = lead.submit(&form.clone().set("effective_on", "2199-01-01")).await.with_status(422);
    assert_eq!(problems(&refused), ["#effective_on"], "all rules of the day: {}", refused.text("main"));
    assert!(row(&teacher, &cycle, "Isla Beck").await.contains("It waits"), "refused, so it still waits");
    let form = refused.form(FORM).set("effective_on", form.value("effective_on").unwrap());
    let form = form.set("share_of_sessions", "80");
    done(&lead, &form).await;
    done(&lead, &form).await;
    let events = history(&lead, &cycle).await;
    let last = events.last().unwrap();
    assert_eq!((events.len(), &last["type"]), (count + 1, &json!("placement_changed")));
    assert_eq!(last["payload"]["after"]["share_of_sessions_percent"], 80, "as the lead changed it");
    assert_eq!(last["role"], "lead");
    let told = row(&teacher, &cycle, "Isla Beck").await;
    assert!(told.contains("Imani Brook did it on"), "{told}");
    let late = lead.get(&open).await.with_status(200);
    assert!(late.text("main").contains("settled already") && late.form(FORM).value("proposal").is_none());
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_proposal_is_set_aside_with_a_sentence_or_taken_back_and_waits_no_more() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&teacher, "running").await;
    let aside = ways(&lead, &cycle, "Hugo Ferris", "main a[href$='/set-aside']").await.remove(0);
    assert_eq!(teacher.get(&aside).await.status, 403);
    assert_eq!(demonstration.stranger("lead").await.get(&aside).await.status, 404);
    let page = lead.get(&aside).await.with_status(200);
    assert!(page.text("main").contains("Hugo Ferris takes part"), "{}", page.text("main"));
    let refused = lead.submit(&page.form(FORM)).await.with_status(422);
    assert_eq!(problems(&refused), ["#answer"]);
    let form = refused.form(FORM).set("answer", "We look at it again after the test.");
    done(&lead, &form).await;
    done(&lead, &form).await;
    let told = row(&teacher, &cycle, "Hugo Ferris").await;
    assert!(told.contains("Imani Brook set it aside") && told.contains("again after the test"), "{told}");
    let head = demonstration.signed_in("head").await;
    let late = head.get(&aside).await.with_status(200);
    assert!(late.texts(FORM).is_empty() && late.text("main").contains("set it aside"));
    let again = head.submit(&page.form(FORM).set("answer", "No.")).await;
    assert_eq!(again.status, 422, "it is settled: {}", again.text("main"));
    let also = page.form(FORM).set("command_id", &Uuid::new_v4().to_string()).set("answer", "No.");
    assert_eq!(head.submit(&also).await.status, 422, "and stays as it was settled");

    let address = about(&teacher, &cycle, "Frank Oakes", "withdraw").await;
    let form = teacher.get(&address).await.with_status(200).form(FORM).set("exit_status", "need_met");
    let form = form.set("next_support", "class_teaching").set("reason", "need_met").set("note", NOTE);
    done(&teacher, &form).await;
    let list = teacher.get(&format!("{cycle}/proposals")).await.with_status(200);
    let back = list.form("main form[action$='/take-back']");
    let of_lead = lead.submit(&back).await.with_status(422);
    assert!(of_lead.text("main").contains("Only the person who proposed it"), "{}", of_lead.text("main"));
    done(&teacher, &back).await;
    done(&teacher, &back).await;
    assert!(row(&lead, &cycle, "Frank Oakes").await.contains("Rowan Hale took it back"));
    let again = teacher.submit(&back.set("command_id", &Uuid::new_v4().to_string())).await.with_status(422);
    assert!(again.text("main").contains("settled already"), "{}", again.text("main"));
    assert!(!lead.get("/my-cycles").await.text("main").contains("propose"), "nothing waits any more");
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_teacher_proposes_pupils_of_their_own_cycles_and_nobody_reads_whose_part_that_would_be() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&teacher, "planned").await;
    let register = format!("{SCHOOL}/pupils/new");
    let form = lead.get(&register).await.with_status(200).form(FORM);
    done(&lead, &form.set("legal_name", "Zia Ninefold").set("year_level", "4")).await;
    demonstration.portal.ready().await;
    let address = first(&teacher.get(&cycle).await.with_status(200), "main a[href$='/candidates']");
    let all = lead.get(&address).await.with_status(200).attributes("main a[href*='/candidates/']", "href");
    let page = teacher.get(&address).await.with_status(200);
    assert!(page.text("h1").contains("Propose pupils"), "{}", page.text("main"));
    assert!(page.texts("main a[href$='/pupils/new']").is_empty());
    let seen = page.attributes("main a[href*='/candidates/']", "href");
    assert!(!seen.is_empty() && seen.iter().all(|one| all.contains(one)), "{seen:?} of {all:?}");
    let hidden: Vec<&String> = all.iter().filter(|one| !seen.contains(one)).collect();
    for one in &hidden {
        assert_eq!(teacher.get(one).await.status, 404, "a pupil of no cycle of theirs is not there");
        let form = [("command_id", Uuid::new_v4().to_string()), ("expected", "1".to_owned())];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, text)| (*name, text.as_str())).collect();
        assert_eq!(teacher.post(one, &form).await.status, 404);
    }
    assert_eq!(hidden.len(), 1, "Zia is in no cycle");

    let place = &seen[0];
    let page = teacher.get(place).await.with_status(200);
    let who = page.text("main h1 + p");
    let refused = teacher.submit(&page.form(FORM).set("weeks", "many")).await.with_status(422);
    assert!(problems(&refused).contains(&"#weeks".to_owned()), "{:?}", problems(&refused));
    let form = refused.form(FORM).set("weeks", "120").set("year_level", "4").set("entry_band", "below");
    let form = form.set("potential_evidence", "Tells a story well.").set("reason", "need_greater");
    let form = form.set("note", NOTE);
    let count = history(&lead, &cycle).await.len();
    done(&teacher, &form).await;
    done(&teacher, &form).await;
    assert_eq!(history(&lead, &cycle).await.len(), count);
    let waiting = row(&lead, &cycle, &who).await;
    assert!(waiting.contains("Place") && waiting.contains(NOTE), "{waiting}");

    let mut rows = demonstration.installation.database().unwrap().connect().await;
    let stored = sqlx::query("select row_to_json(p)::text from app.proposal p").fetch_all(&mut rows).await;
    let pupil = place.rsplit('/').next().unwrap();
    for row in stored.unwrap() {
        let row: String = row.get(0);
        assert!(!row.contains(pupil) && !row.contains(&who) && !row.contains("Isla"), "{row}");
    }
    let open = ways(&lead, &cycle, &who, "main a[href*='?proposal=']").await.remove(0);
    let page = lead.get(&open).await.with_status(200);
    assert_eq!(page.form(FORM).value("potential_evidence"), Some("Tells a story well."));
    let answer = lead.submit(&page.form(FORM)).await;
    assert_eq!(answer.status, 303, "{}", answer.text("main"));
    assert_eq!(history(&lead, &cycle).await.last().unwrap()["type"], "pupil_placed");
    assert!(row(&teacher, &cycle, &who).await.contains("Imani Brook did it"));
    demonstration.portal.stop();
}

#[tokio::test]
async fn what_is_proposed_about_a_pupil_goes_when_the_pupil_is_erased() {
    let demonstration = Demonstration::start().await;
    let (head, teacher) = (demonstration.signed_in("head").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&teacher, "planned").await;
    let page = teacher.get(&format!("{cycle}/candidates")).await.with_status(200);
    let place = first(&page, "main a[href*='/candidates/']");
    let form = teacher.get(&place).await.with_status(200).form(FORM);
    let form = form.set("weeks", "120").set("year_level", "4").set("entry_band", "below");
    done(&teacher, &form.set("reason", "need_greater").set("note", NOTE)).await;
    let listed = head.get(&format!("{cycle}/proposals")).await.with_status(200);
    assert!(listed.text("main").contains(NOTE), "{}", listed.text("main"));

    let pupil = format!("/pupils/{}", place.rsplit('/').next().unwrap());
    let ask = head.get(&format!("{pupil}/erasure")).await.with_status(200).form(FORM);
    let asked = head.submit(&ask.set("basis", "retention_ended").set("reason", "policy")).await;
    drop(head.follow(asked.with_status(303)).await);
    let admin = demonstration.signed_in("administrator").await;
    let confirm = admin.get(&pupil.replace("/pupils/", "/erasures/")).await.with_status(200).form(FORM);
    let _ = admin.submit(&confirm.set("sure", "on")).await.with_status(303);
    let listed = head.get(&format!("{cycle}/proposals")).await.with_status(200);
    let text = listed.text("main");
    assert!(text.contains("a pupil who was removed") && !text.contains(NOTE), "{text}");
    assert!(text.contains("It lapsed, because the pupil was removed from the records."), "{text}");
    assert!(!head.get("/my-cycles").await.text("main").contains("2 things"), "and nobody waits for it");
    assert!(listed.texts("main a[href*='?proposal=']").is_empty());
    demonstration.portal.stop();
}

#[tokio::test]
async fn what_changed_since_it_was_proposed_stays_and_what_both_changed_is_told_before_it_is_sent() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&teacher, "running").await;
    let address = about(&teacher, &cycle, "Isla Beck", "change").await;
    let form = teacher.get(&address).await.with_status(200).form(FORM);
    let share = form.value("share_of_sessions").unwrap().to_owned();
    assert!(form.value("tier") == Some("tier2") && form.value("group") != Some("Red"));
    let form = form.set("share_of_sessions", "120").set("reason", "need_met").set("note", NOTE);
    let form = teacher.submit(&form).await.with_status(422).form(FORM).set("share_of_sessions", "60");
    done(&teacher, &form).await;

    let meanwhile = lead.get(&address).await.with_status(200).form(FORM).set("share_of_sessions", "80");
    let meanwhile = meanwhile.set("tier", "tier3").set("group", "Red").set("reason", "need_greater");
    done(&lead, &meanwhile).await;
    demonstration.portal.ready().await;
    let open = ways(&lead, &cycle, "Isla Beck", "main a[href*='?proposal=']").await.remove(0);
    let page = lead.get(&open).await.with_status(200);
    let form = page.form(FORM);
    for (field, text) in [
        ("tier", "tier3"),
        ("group", "Red"),
        ("share_of_sessions", "60"),
        ("reason", "need_met"),
        ("note", NOTE),
    ] {
        assert_eq!(form.value(field), Some(text), "{field}");
    }
    let told = format!("When it was proposed: {share}. Now: 80. Proposed: 60.");
    let refused = lead.submit(&form.clone().set("effective_on", "soon")).await.with_status(422);
    for page in [&page, &refused] {
        let differs = page.texts(".govuk-inset-text li");
        assert!(differs.len() == 1 && differs[0].contains(&told), "{differs:?}");
    }
    done(&lead, &form).await;
    let events = history(&lead, &cycle).await;
    let after = &events.last().unwrap()["payload"]["after"];
    assert_eq!((&after["share_of_sessions_percent"], &after["tier"]), (&json!(60), &json!("tier3")));
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_proposal_that_nobody_can_do_any_more_lapses_and_says_why() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&teacher, "running").await;
    let address = about(&teacher, &cycle, "Frank Oakes", "withdraw").await;
    let form = teacher.get(&address).await.with_status(200).form(FORM).set("exit_status", "need_met");
    let form = form.set("next_support", "class_teaching").set("reason", "need_met").set("note", NOTE);
    done(&teacher, &form).await;
    let open = ways(&lead, &cycle, "Frank Oakes", "main a[href*='?proposal=']").await.remove(0);
    assert!(lead.get("/my-cycles").await.text("main").contains("Teachers propose 2 things."));
    let own = lead.get(&address).await.with_status(200).form(FORM).set("exit_status", "left_school");
    done(&lead, &own.set("next_support", "not_known").set("reason", "moved_school")).await;
    demonstration.portal.ready().await;
    let told = row(&teacher, &cycle, "Frank Oakes").await;
    assert!(told.contains("It lapsed, because the pupil's part in the cycle has ended."), "{told}");
    assert!(ways(&lead, &cycle, "Frank Oakes", "main tbody a").await.is_empty(), "there is nothing to do");
    let page = lead.get(&open).await.with_status(200);
    assert!(page.texts(FORM).is_empty(), "{}", page.text("main"));
    let mine = lead.get("/my-cycles").await.text("main");
    assert!(mine.contains("A teacher proposes something") || mine.contains("propose 1"), "{mine}");
    let late = form.clone().set("command_id", &Uuid::new_v4().to_string());
    assert_eq!(teacher.submit(&late).await.status, 422, "nor is it proposed again");
    done(&teacher, &form).await;

    let planned = cycle_in(&teacher, "planned").await;
    let page = teacher.get(&format!("{planned}/candidates")).await.with_status(200);
    let pupils = page.attributes("main a[href*='/candidates/']", "href");
    let names = page.texts("main a[href*='/candidates/']");
    for place in &pupils[..2] {
        let form = teacher.get(place).await.with_status(200).form(FORM);
        let form = form.set("weeks", "120").set("year_level", "4").set("entry_band", "below");
        done(&teacher, &form.set("reason", "need_greater").set("note", NOTE)).await;
    }
    assert!(lead.get(&planned).await.text("main").contains("2 proposals wait"));
    let open = ways(&lead, &planned, &names[0], "main a[href*='?proposal=']").await.remove(0);
    let own = lead.get(&pupils[0]).await.with_status(200).form(FORM);
    let own = own.set("weeks", "120").set("year_level", "4").set("entry_band", "below");
    let own = own.set("potential_evidence", "Tells a story well.").set("reason", "need_greater");
    done(&lead, &own.set("note", NOTE)).await;
    let gone = format!("/pupils/{}/move", pupils[1].rsplit('/').next().unwrap());
    let gone = lead.get(&gone).await.with_status(200).form(FORM);
    done(&lead, &gone.set("reason", "moved_school")).await;
    demonstration.portal.ready().await;
    let told = row(&teacher, &planned, &names[0]).await;
    assert!(told.contains("the pupil is in the cycle already"), "{told}");
    let told = row(&teacher, &planned, &names[1]).await;
    assert!(told.contains("the pupil is not at the school any more"), "{told}");
    let stale = lead.get(&open).await.with_status(303).redirect().unwrap();
    assert!(stale.starts_with(&format!("{planned}/proposals#proposal-")), "no dead end: {stale}");
    assert!(!lead.get(&planned).await.text("main").contains("wait for the lead"));
    demonstration.portal.stop();
}

#[tokio::test]
async fn nobody_proposes_the_same_twice_while_it_waits() {
    let demonstration = Demonstration::start().await;
    let teacher = demonstration.signed_in("teacher").await;
    let cycle = cycle_in(&teacher, "running").await;
    let address = about(&teacher, &cycle, "Frank Oakes", "withdraw").await;
    let filled = async || {
        let form = teacher.get(&address).await.with_status(200).form(FORM).set("exit_status", "need_met");
        form.set("next_support", "class_teaching").set("reason", "need_met").set("note", NOTE)
    };
    done(&teacher, &filled().await).await;
    let refused =
        teacher.submit(&filled().await.set("note", "A second note of mine.")).await.with_status(422);
    assert!(refused.text("main").contains("You have proposed this already"), "{}", refused.text("main"));
    assert_eq!(refused.form(FORM).value("note"), Some("A second note of mine."), "what was typed is kept");
    let first = first(&refused, "main .govuk-inset-text a");
    let list = teacher.get(&format!("{cycle}/proposals")).await.with_status(200);
    let place = first.rsplit('#').next().unwrap();
    assert_eq!(first, format!("{cycle}/proposals#{place}"));
    assert!(list.text(&format!("#{place}")).contains("Frank Oakes"), "{place}");
    let other = about(&teacher, &cycle, "Frank Oakes", "change").await;
    let form = teacher.get(&other).await.with_status(200).form(FORM).set("share_of_sessions", "50");
    done(&teacher, &form.set("reason", "need_met").set("note", NOTE)).await;
    let back = list.form("main form[action$='/take-back']");
    done(&teacher, &back).await;
    done(&teacher, &refused.form(FORM)).await;
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_proposal_lapses_with_the_stage_that_its_form_needs() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&teacher, "planned").await;
    let page = teacher.get(&format!("{cycle}/candidates")).await.with_status(200);
    let place = first(&page, "main a[href*='/candidates/']");
    let form = teacher.get(&place).await.with_status(200).form(FORM);
    let form = form.set("weeks", "120").set("year_level", "4").set("entry_band", "below");
    let form = form.set("reason", "need_greater").set("note", NOTE);
    done(&teacher, &form).await;
    assert!(lead.get(&cycle).await.text("main").contains("One proposal waits"));
    let cancel = lead.get(&format!("{cycle}/cancel")).await.with_status(200).form(FORM);
    done(&lead, &cancel.set("reason", "staffing").set("note", "There is nobody to teach it this term."))
        .await;
    demonstration.portal.ready().await;
    let list = lead.get(&format!("{cycle}/proposals")).await.with_status(200);
    assert!(list.text("main").contains("It lapsed"), "{}", list.text("main"));
    assert!(list.texts("main a[href*='?proposal='], main a[href$='/set-aside']").is_empty());
    let due = format!("main a[href='{cycle}/proposals']");
    assert!(lead.get("/my-cycles").await.texts(&due).is_empty(), "nothing is due of it");
    let late = form.set("command_id", &Uuid::new_v4().to_string());
    let late = teacher.submit(&late).await.with_status(422);
    assert_eq!(problems(&late), ["#main"], "{}", late.text("main"));
    demonstration.portal.stop();
}

#[tokio::test]
async fn programs_propose_and_settle_by_the_same_doors() {
    let demonstration = Demonstration::start().await;
    let (lead, teacher) = (demonstration.signed_in("lead").await, demonstration.signed_in("teacher").await);
    let cycle = cycle_in(&teacher, "running").await;
    let page = format!("/api/v1{}", about(&teacher, &cycle, "Greta Lunn", "withdraw").await);
    let today = teacher.get(page.trim_start_matches("/api/v1")).await.form(FORM);
    let mut body = json!({
        "exit_status": "need_met", "next_support": "class_teaching", "note": NOTE,
        "effective_on": today.value("effective_on").unwrap(),
    });
    let refused = send(&teacher, &page, &body, &[]).await.with_status(422);
    assert_eq!(errors(&refused), [("/reason".to_owned(), "reason-missing".to_owned())]);
    body["reason"] = json!("need_met");
    let key = Uuid::new_v4().to_string();
    let kept = send(&teacher, &page, &body, &[("Idempotency-Key", &key)]).await.with_status(202).json();
    assert_eq!(kept, json!({"proposal": key}));
    let again = send(&teacher, &page, &body, &[("Idempotency-Key", &key)]).await.with_status(202).json();
    assert_eq!(again, kept);
    let mut other: Value = body.clone();
    other["next_support"] = json!("not_known");
    let twice = send(&teacher, &page, &other, &[("Idempotency-Key", &key)]).await.with_status(422);
    assert_eq!(twice.json()["type"], "/api#reused");

    body["proposal"] = json!(Uuid::new_v4());
    let strange = send(&lead, &page, &body, &[]).await.with_status(422);
    assert_eq!(errors(&strange), [(String::new(), "proposal-of-another-form".to_owned())]);
    body["proposal"] = json!(key);
    let _ = send(&lead, &page, &body, &[]).await.with_status(201);
    assert!(row(&teacher, &cycle, "Greta Lunn").await.contains("Imani Brook did it"));
    let late = send(&teacher, &format!("/api/v1{cycle}/proposals/{key}/take-back"), &json!({}), &[]).await;
    assert_eq!(errors(&late.with_status(422)), [(String::new(), "proposal-is-settled".to_owned())]);

    let hugo = ways(&lead, &cycle, "Hugo Ferris", "main a[href$='/set-aside']").await.remove(0);
    let aside = json!({"answer": "Not before the test."});
    let told = send(&lead, &format!("/api/v1{hugo}"), &aside, &[]).await.with_status(201).json();
    assert_eq!(told["settled_as"], "set_aside");
    demonstration.portal.stop();
}
