//! Questions about a school over HTTP: raised, answered, sent back, accepted, and back on the agenda of the next meeting.

use jiff::ToSpan as _;
use jiff::civil::Date;
use reqwest::Method;
use serde_json::{Value, json};
use system::{Answer, Reader};
use uuid::Uuid;

use crate::governors::AboutPupils;
use crate::interface::{errors, send};
use crate::names::token;
use crate::people::{Demonstration, SCHOOL, cycle_in, first};
use crate::tables;

const FORM: &str = "main form[method=post]";

fn problems(page: &Answer) -> Vec<String> {
    page.attributes(".govuk-error-summary a", "href")
}

fn today() -> Date {
    portal::app::day(jiff::Timestamp::now())
}

/// Asks a question of one's own, and gives its address.
async fn ask(reader: &Reader, words: &str) -> String {
    let form = reader.get(&format!("{SCHOOL}/enquiries/new")).await.with_status(200).form(FORM);
    let done = reader.submit(&form.set("question_words", words)).await;
    let to = done.redirect().unwrap_or_else(|| panic!("{}", done.text("main")));
    to.split('?').next().unwrap().to_owned()
}

/// Does a step with what its form lacks, and gives the answer.
async fn step(reader: &Reader, enquiry: &str, step: &str, fields: &[(&str, &str)]) -> Answer {
    let form = reader.get(&format!("{enquiry}/{step}")).await.with_status(200).form(FORM);
    let form = fields.iter().fold(form, |form, (name, text)| form.set(name, text));
    reader.submit(&form).await
}

async fn told(reader: &Reader, enquiry: &str) -> Value {
    reader.get_json(&format!("/api/v1{enquiry}")).await.with_status(200).json()
}

/// The questions in a part of the agenda, by their words.
fn words_of(agenda: &Value, part: &str) -> Vec<String> {
    let all = agenda[part].as_array().expect("a list");
    all.iter().map(|one| one["words"].as_str().expect("words").to_owned()).collect()
}

async fn agenda(reader: &Reader) -> Value {
    reader.get_json(&format!("/api/v1{SCHOOL}/agenda")).await.with_status(200).json()
}

#[tokio::test]
async fn a_governor_asks_the_head_answers_with_a_closed_cycle_and_the_governor_accepts() {
    let demonstration = Demonstration::start().await;
    let governor = demonstration.signed_in("governor").await;
    let head = demonstration.signed_in("head").await;
    let names = AboutPupils::read(&head).await.names;
    let name = names.iter().next().expect("a name");

    let page = format!("{SCHOOL}/enquiries/new?question=q1");
    let form = governor.get(&page).await.with_status(200).form(FORM);
    let suggested = form.value("question_words").unwrap_or_default().to_owned();
    assert!(suggested.contains("every subject"), "a suggested question begins with its words: {suggested}");
    let telling = format!("Why did {name} gain so much?");
    let wrong = form.clone().set("question", "").set("question_words", &telling);
    let refused = governor.submit(&wrong.set("topic_subject", "reading")).await.with_status(422);
    assert_eq!(problems(&refused), ["#question", "#question_words", "#topic"]);
    assert!(refused.text("textarea").contains(&telling), "what was typed is kept");
    let form = refused.form(FORM).set("question", "own").set("topic_subject", "");
    let form = form.set("question_words", "What did the small groups bring?");
    let (once, twice) = (governor.submit(&form).await, governor.submit(&form).await);
    assert_eq!((once.status, twice.status), (303, 303), "sent twice it is asked once");
    let enquiry = once.redirect().unwrap().split('?').next().unwrap().to_owned();
    demonstration.portal.ready().await;
    let shown = governor.get(&format!("{SCHOOL}/enquiries")).await.with_status(200);
    assert_eq!(shown.text("main").matches("What did the small groups bring?").count(), 1);

    let due = head.get("/").await.with_status(200).text("main");
    assert!(due.contains("2 questions wait for the school's answer"), "{due}");
    let (closed, running) = (cycle_in(&head, "closed").await, cycle_in(&head, "running").await);
    let link = |cycle: &str| format!("link-cycle/{}", cycle.trim_start_matches("/cycles/"));
    let empty = step(&head, &enquiry, "answer", &[("answer_words", "")]).await.with_status(422);
    assert_eq!(problems(&empty), ["#answer_words"]);
    let (to_closed, to_running) = (link(&closed), link(&running));
    let fields =
        [("answer_words", "See both pages."), (to_closed.as_str(), "on"), (to_running.as_str(), "on")];
    let answered = step(&head, &enquiry, "answer", &fields).await;
    assert_eq!(answered.status, 303, "{}", answered.text("main"));
    let again = head.get(&format!("{enquiry}/answer")).await.with_status(200);
    assert!(again.texts(FORM).is_empty() && again.text("main").contains("have to say if that is enough"));

    let read = governor.get(&enquiry).await.with_status(200);
    let led: Vec<String> = read.attributes("main article a", "href");
    assert_eq!(
        led,
        std::slice::from_ref(&closed),
        "a cycle that goes on has no link and no name for governors"
    );
    assert!(read.text("main").contains("A page that is not open to you"));
    assert_eq!(governor.get(&led[0]).await.status, 200);
    assert_eq!(head.get(&enquiry).await.attributes("main article a", "href").len(), 2);
    assert_eq!(told(&governor, &enquiry).await["entries"][1]["links"].as_array().unwrap().len(), 1);

    let accepted = step(&governor, &enquiry, "accept", &[]).await;
    assert_eq!(accepted.status, 303, "{}", accepted.text("main"));
    let told = told(&governor, &enquiry).await;
    assert_eq!((&told["stage"], &told["sequence"]), (&json!("accepted"), &json!(3)));
    let kinds: Vec<&str> =
        told["entries"].as_array().unwrap().iter().map(|one| one["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["question_raised", "question_answered", "answer_accepted"]);
    let settled = governor.get(&format!("{enquiry}/withdraw")).await.with_status(200);
    assert!(settled.texts(FORM).is_empty() && settled.text("main").contains("settled"));
    demonstration.portal.stop();
}

#[tokio::test]
async fn an_answer_that_is_not_enough_goes_back_with_a_reason_and_comes_again() {
    let demonstration = Demonstration::start().await;
    let governor = demonstration.signed_in("governor").await;
    let teacher = demonstration.signed_in("teacher").await;
    let names = AboutPupils::read(&teacher).await.names;
    let enquiry = ask(&governor, "How do families hear of it?").await;
    assert_eq!(step(&teacher, &enquiry, "answer", &[("answer_words", "By letter.")]).await.status, 303);

    let note = format!("{} told us otherwise.", names.iter().next().unwrap());
    let refused = step(&governor, &enquiry, "return", &[("note", &note)]).await.with_status(422);
    assert_eq!(problems(&refused), ["#reason", "#note"], "a note names no pupil either");
    assert!(refused.text("textarea").contains(&note), "what was typed is kept");
    let form = refused.form(FORM).set("reason", "unclear").set("note", "Which letter, and when?");
    let stale = form.clone();
    assert_eq!(governor.submit(&form).await.status, 303);
    let page = teacher.get(&enquiry).await.with_status(200).text("main");
    assert!(page.contains("It is not clear") && page.contains("Which letter, and when?"), "{page}");

    // Somebody who has opened the form before sees what came since, and judges that.
    let early = governor.get(&format!("{enquiry}/accept")).await.with_status(200);
    assert!(early.texts(FORM).is_empty(), "there is nothing to accept yet");
    assert_eq!(
        step(&teacher, &enquiry, "answer", &[("answer_words", "In May, on paper.")]).await.status,
        303
    );
    let met = governor.submit(&stale.set("command_id", &Uuid::new_v4().to_string())).await.with_status(409);
    assert!(met.text("main").contains("In May, on paper."), "{}", met.text("main"));
    assert!(met.text("[role=alert]").contains("Someone else wrote here"));
    let accept = json!({"answer_seen": 2});
    let unread = send(&governor, &format!("/api/v1{enquiry}/accept"), &accept, &[]).await.with_status(422);
    assert_eq!(errors(&unread), [("/answer_seen".to_owned(), "enquiry-stale-answer".to_owned())]);
    assert_eq!(step(&governor, &enquiry, "accept", &[]).await.status, 303);
    demonstration.portal.ready().await;
    let agenda = agenda(&governor).await;
    let mine = |one: &&Value| enquiry.ends_with(one["enquiry"].as_str().unwrap());
    assert_eq!(agenda["changed"].as_array().unwrap().iter().filter(mine).count(), 5, "{agenda}");
    demonstration.portal.stop();
}

/// Gives somebody a second role at the school, and lets them act in it.
async fn act_also_as(demonstration: &Demonstration, who: &Reader, shown: &str, role: &str) {
    let head = demonstration.signed_in("head").await;
    let list = head.get_json("/api/v1/people").await.with_status(200).json();
    let people = list["people"].as_array().expect("people");
    let person = people.iter().find(|one| one["name"] == *shown).expect("the person");
    let address = format!("/people/{}", person["account"].as_str().expect("an account"));
    let given = json!({"role": role, "school": "demo:fernhill", "reason": "duty_changed"});
    let _ = send(&head, &format!("/api/v1{address}/roles/new"), &given, &[]).await.with_status(201);
    let page = who.get("/account").await.with_status(200);
    let choice = page.form("form[action='/account/role']");
    let others = page.attributes("form[action='/account/role'] option", "value").into_iter();
    let other =
        others.filter(|value| !value.is_empty()).find(|value| Some(value.as_str()) != choice.value("acting"));
    assert_eq!(who.submit(&choice.set("acting", &other.expect("another role"))).await.status, 303);
}

#[tokio::test]
async fn nobody_accepts_an_answer_of_their_own_in_another_role_nor_what_somebody_else_asked_as_an_officer() {
    let demonstration = Demonstration::start().await;
    let governor = demonstration.signed_in("governor").await;
    let lead = demonstration.signed_in("lead").await;
    let officer = demonstration.signed_in("officer").await;
    let enquiry = ask(&governor, "Who decides which pupils are taught?").await;
    assert_eq!(step(&lead, &enquiry, "answer", &[("answer_words", "The lead does.")]).await.status, 303);

    let theirs = officer.get(&format!("{enquiry}/accept")).await.with_status(200);
    assert!(theirs.texts(FORM).is_empty() && theirs.text("main").contains("Only the person who asked"));
    let accept = json!({"answer_seen": 2});
    let refused = send(&officer, &format!("/api/v1{enquiry}/accept"), &accept, &[]).await.with_status(422);
    assert_eq!(errors(&refused), [(String::new(), "enquiry-not-theirs".to_owned())]);
    assert_eq!(lead.get(&format!("{enquiry}/accept")).await.status, 403, "the school accepts nothing");

    act_also_as(&demonstration, &lead, &demonstration.person("lead").shown, "governor").await;
    assert!(lead.get(&format!("{enquiry}/accept")).await.with_status(200).texts(FORM).is_empty());
    let refused = send(&lead, &format!("/api/v1{enquiry}/accept"), &accept, &[]).await.with_status(422);
    assert_eq!(errors(&refused), [(String::new(), "enquiry-own-answer".to_owned())]);
    assert_eq!(step(&governor, &enquiry, "accept", &[]).await.status, 303);

    let own = ask(&officer, "Which schools do you work with?").await;
    let head = demonstration.signed_in("head").await;
    assert_eq!(step(&head, &own, "answer", &[("answer_words", "With two others.")]).await.status, 303);
    let reason = json!({"reason": "duplicate"});
    let refused = send(&governor, &format!("/api/v1{own}/withdraw"), &reason, &[]).await.with_status(422);
    assert_eq!(errors(&refused), [(String::new(), "enquiry-not-theirs".to_owned())]);
    assert_eq!(step(&officer, &own, "accept", &[]).await.status, 303, "whoever asked accepts");
    demonstration.portal.stop();
}

#[tokio::test]
async fn what_is_open_is_on_the_agenda_of_each_meeting_until_it_is_settled() {
    let demonstration = Demonstration::start().await;
    let governor = demonstration.signed_in("governor").await;
    let head = demonstration.signed_in("head").await;
    demonstration.portal.ready().await;
    let before = agenda(&governor).await;
    let lasting = "The extra teaching of times tables has stopped. Did what was gained last?";
    assert_eq!(words_of(&before, "waiting_for_school"), [lasting]);
    assert_eq!(words_of(&before, "waiting_for_governors").len(), 1);
    let start = governor.get("/").await.with_status(200).text("main");
    assert!(start.contains("1 answer waits for the governors: is it enough?"), "{start}");
    assert!(!head.get("/").await.with_status(200).text("main").contains("1 answer waits"));
    let last: Date = before["last_meeting"].as_str().expect("a day").parse().expect("a day");
    assert!(last < today() - 1.day(), "{last}");
    let changed: Vec<&str> =
        before["changed"].as_array().unwrap().iter().map(|one| one["type"].as_str().unwrap()).collect();
    assert_eq!(changed, ["answer_accepted", "question_answered"], "since the last meeting, and no more");
    let page = governor.get(&format!("{SCHOOL}/agenda")).await.with_status(200).text("main");
    assert!(page.contains("It was open at 1 earlier meeting."), "{page}");

    let form = governor.get(&format!("{SCHOOL}/meetings/new")).await.with_status(200).form(FORM);
    let empty = governor.submit(&form.clone().set("meets_on", "soon")).await.with_status(422);
    assert_eq!(problems(&empty), ["#meets_on"]);
    let far = governor.submit(&form.clone().set("meets_on", "2199-01-01")).await.with_status(422);
    assert_eq!(problems(&far), ["#meets_on"]);
    assert!(
        far.attributes("#meets_on", "value").contains(&"2199-01-01".to_owned()),
        "what was typed is kept"
    );
    let yesterday = (today() - 1.day()).to_string();
    let form = form.set("meets_on", &yesterday);
    assert_eq!((governor.submit(&form).await.status, governor.submit(&form).await.status), (303, 303));
    demonstration.portal.ready().await;
    demonstration.portal.ready().await;
    let after = agenda(&governor).await;
    assert_eq!(after["last_meeting"], json!(yesterday));
    assert_eq!(words_of(&after, "waiting_for_school"), [lasting], "unanswered, it is back");
    assert_eq!(after["changed"], json!([]));
    let page = governor.get(&format!("{SCHOOL}/agenda")).await.with_status(200);
    assert!(page.text("main").contains("It was open at 2 earlier meetings."), "{}", page.text("main"));
    assert!(page.text("main").contains("Nothing has changed."));

    let form_at = first(&page, "a[href$='/call-off']");
    assert_eq!(head.get(&form_at).await.status, 403, "governors say when they meet");
    let form = governor.get(&form_at).await.with_status(200).form(FORM);
    assert_eq!(problems(&governor.submit(&form).await.with_status(422)), ["#reason"]);
    assert_eq!(governor.submit(&form.set("reason", "timetable")).await.status, 303);
    demonstration.portal.ready().await;
    demonstration.portal.ready().await;
    let told = agenda(&governor).await;
    assert_eq!(told["next_meeting"], Value::Null);
    let off = &told["meetings"][0];
    assert_eq!((&off["type"], &off["reason"]), (&json!("governors_meeting_called_off"), &json!("timetable")));
    let page = head.get(&format!("{SCHOOL}/agenda")).await.with_status(200).text("main");
    assert!(page.contains("was called off. The timetable changed"), "who did what and why stays: {page}");
    assert!(page.contains(&demonstration.person("governor").shown), "{page}");
    assert_eq!(governor.get(&form_at).await.status, 404, "there is no such meeting any more");
    demonstration.portal.stop();
}

#[tokio::test]
async fn questions_of_another_school_are_not_there_and_who_has_no_part_in_them_is_refused() {
    let demonstration = Demonstration::start().await;
    let _ = tables::import(&demonstration.installation, &tables::whole_table(), "2018/19", &[]).well();
    let governor = demonstration.signed_in("governor").await;
    let enquiry = ask(&governor, "Is this for our school alone?").await;
    let none = "/enquiries/00000000-0000-4000-8000-000000000000";
    let own = demonstration.stranger("governor").await;
    for role in ["governor", "head", "officer", "auditor"] {
        let stranger = if role == "governor" { own.clone() } else { demonstration.stranger(role).await };
        for path in ["", "/accept", "/answer"] {
            let theirs = stranger.get(&format!("{enquiry}{path}")).await;
            let nothing = stranger.get(&format!("{none}{path}")).await;
            assert_eq!((theirs.status, &theirs.body), (nothing.status, &nothing.body), "{role} {path}");
            assert_ne!(theirs.status, 200, "{role} {path}");
        }
        for path in ["enquiries", "agenda"] {
            assert_eq!(stranger.get(&format!("{SCHOOL}/{path}")).await.status, 404, "{role} {path}");
        }
    }
    for role in ["mentor", "administrator"] {
        let reader = demonstration.signed_in(role).await;
        assert_eq!(reader.get(&enquiry).await.status, 403, "{role}");
        assert_eq!(reader.get(&format!("{SCHOOL}/agenda")).await.status, 403, "{role}");
    }
    let auditor = demonstration.signed_in("auditor").await;
    let read = auditor.get(&enquiry).await.with_status(200);
    assert!(read.text("main").contains("Is this for our school alone?"));
    assert_eq!(auditor.get(&format!("{enquiry}/answer")).await.status, 403, "an auditor reads alone");

    // On the chart of the official results the way to ask is for those who may.
    let chart = "/schools/900001/quadrant";
    let form = own.get(&first(&own.get(chart).await, "#q2 a[href*='/enquiries/new']")).await.with_status(200);
    let form = form.form(FORM);
    assert_eq!((form.value("question"), form.value("topic")), (Some("q2"), Some("results/ks2/2018-19")));
    assert_eq!(own.submit(&form).await.status, 303);
    for reader in [&governor, &demonstration.portal.reader()] {
        assert!(reader.get(chart).await.attributes("a[href*='/enquiries/']", "href").is_empty());
    }
    demonstration.portal.stop();
}

#[tokio::test]
async fn programs_ask_and_answer_once_by_the_rules_of_the_pages() {
    let demonstration = Demonstration::start().await;
    let (governor, head) = (demonstration.signed_in("governor").await, demonstration.signed_in("head").await);
    let bearer = token(&governor, "record").await;
    let program = demonstration.portal.reader();
    let post = async |path: &str, body: &Value, key: &str| {
        let request = program.request(Method::POST, path).bearer_auth(&bearer).json(body);
        program.send(request.header("Idempotency-Key", key)).await
    };
    let (door, key) = (format!("/api/v1{SCHOOL}/enquiries/new"), Uuid::new_v4().to_string());
    let closed = cycle_in(&head, "closed").await;
    let topic = format!("cycle/{}", closed.trim_start_matches("/cycles/"));
    let running = format!("cycle/{}", cycle_in(&head, "running").await.trim_start_matches("/cycles/"));
    let unseen = json!({"question": "q16", "question_words": "Did it last?", "topic": running});
    let refused = post(&door, &unseen, &Uuid::new_v4().to_string()).await.with_status(422);
    assert_eq!(errors(&refused), [("/topic".to_owned(), "topic-unknown".to_owned())], "not closed yet");
    let body = json!({"question": "q16", "question_words": "Did it last?", "topic": topic});
    let made = post(&door, &body, &key).await.with_status(201);
    let again = post(&door, &body, &key).await.with_status(201);
    assert_eq!(again.json(), made.json(), "the same key is the same question");
    let enquiry = made.header("location").to_owned();
    let answer = json!({"answer_words": "We look again in June.", "links": [topic]});
    let late = send(&head, &format!("{enquiry}/answer"), &answer, &[("If-Match", "\"7\"")]).await;
    assert_eq!(late.with_status(412).json()["sequence"], 1);
    let _ =
        send(&head, &format!("{enquiry}/answer"), &answer, &[("If-Match", "\"1\"")]).await.with_status(201);
    let told = told(&governor, enquiry.trim_start_matches("/api/v1")).await;
    assert_eq!(told["about"], json!({"of": "cycle", "cycle": closed.trim_start_matches("/cycles/")}));
    assert_eq!(told["entries"][1]["links"], json!([topic]));
    let taken = json!({"reason": "answered_elsewhere"});
    let done = post(&format!("{enquiry}/withdraw"), &taken, &Uuid::new_v4().to_string()).await;
    assert_eq!(done.with_status(201).json()["sequence"], 3);
    demonstration.portal.stop();
}
