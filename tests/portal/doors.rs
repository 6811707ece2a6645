//! Programs with a token of a person: a whole cycle from the class list to its closing, and the doors for accounts, rights,
//! the catalogue, a school and erasing, each with the rules of its page.

use jiff::ToSpan as _;
use jiff::civil::Date;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use system::{Answer, Reader};
use uuid::Uuid;

use crate::interface::{errors, send};
use crate::names::token;
use crate::people::{Demonstration, SCHOOL, cycle_in, history};

/// A program that comes with a token and with nothing else; or with the session of a person who is signed in.
struct Program {
    reader: Reader,
    token: Option<String>,
}

impl Program {
    async fn of(demonstration: &Demonstration, role: &str) -> Self {
        let person = demonstration.signed_in(role).await;
        Self { reader: demonstration.portal.reader(), token: Some(token(&person, "record").await) }
    }

    async fn with_the_session_of(demonstration: &Demonstration, role: &str) -> Self {
        Self { reader: demonstration.signed_in(role).await, token: None }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.reader.request(method, &format!("/api/v1{path}"));
        self.token.iter().fold(request, RequestBuilder::bearer_auth)
    }

    async fn get(&self, path: &str) -> Value {
        self.reader.send(self.request(Method::GET, path)).await.with_status(200).json()
    }

    async fn post_with(&self, path: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.request(Method::POST, path).json(body);
        for (name, text) in headers {
            request = request.header(*name, *text);
        }
        self.reader.send(request).await
    }

    async fn post(&self, path: &str, body: &Value) -> Answer {
        self.post_with(path, body, &[]).await
    }

    /// Posts what is stored, and waits until reading shows it: the answer, and where it can be read.
    async fn store(&self, path: &str, body: &Value) -> (Value, String) {
        let answer = self.post(path, body).await.with_status(201);
        let place = answer.header("location").trim_start_matches("/api/v1").to_owned();
        (answer.json(), place)
    }

    /// The cycle, as it is once what `stored` stands for is shown.
    async fn cycle_after(&self, cycle: &str, stored: &Value) -> Value {
        let address = format!("{cycle}?seen={}", stored["token"].as_str().expect("a token"));
        // Reading waits for what was stored, and not for ever: a busy server answers with less, and is asked again.
        loop {
            let whole = self.get(&address).await;
            if whole["sequence"].as_u64() >= stored["sequence"].as_u64() {
                return whole;
            }
        }
    }

    /// The number of a pupil of this name.
    async fn pupil(&self, name: &str) -> String {
        let found = self.post(&format!("{SCHOOL}/pupils/search"), &json!({"search": name})).await;
        found.with_status(200).json()["pupils"][0]["pupil"].as_str().expect("a pupil").to_owned()
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, and not {value}"))
}

const NAMES: [&str; 3] = ["Zia Ninefold", "Yusuf Ninefold", "Xanthe Ninefold"];

/// Takes over a class list of three pupils, after a look at it.
async fn class_list(program: &Program) -> Vec<String> {
    let door = format!("{SCHOOL}/pupils/list");
    let row = |(name, born): (&&str, &str)| json!([name, born, 4]);
    let born = ["2017-02-03", "2017-03-04", "2017-04-05"];
    let mut rows = vec![json!(["Name", "Date of birth", "Year"])];
    rows.extend(NAMES.iter().zip(born).map(row));

    let mut wrong = rows.clone();
    wrong[2] = json!(["Yusuf Ninefold", "the third of May", 4]);
    let refused = program.post(&door, &json!({"rows": wrong})).await.with_status(422);
    assert_eq!(errors(&refused), [("/rows/2/1".to_owned(), "list-birth-date-unreadable".to_owned())]);
    let as_text = "Name,Year\nYusuf Ninefold,fourth\n";
    let refused = program.post(&door, &json!({"csv": as_text})).await.with_status(422);
    assert_eq!(errors(&refused), [("/csv".to_owned(), "list-year-unreadable".to_owned())]);

    let looked = program.post(&door, &json!({"rows": rows})).await.with_status(200).json();
    assert_eq!((&looked["added"], &looked["columns"]["B"]), (&json!(3), &json!("birth_date")), "{looked}");
    assert_eq!(looked["outcomes"][2], json!({"row": 4, "outcome": "new"}));
    let unseen = program.post(&door, &json!({"rows": rows, "step": "take"})).await.with_status(422);
    assert_eq!(errors(&unseen), [("/seen".to_owned(), "list-meanwhile-program".to_owned())]);
    let take = json!({"rows": rows, "step": "take", "seen": looked["seen"]});
    let key = Uuid::new_v4().to_string();
    let headers = [("Idempotency-Key", key.as_str())];
    let first = program.post_with(&door, &take, &headers).await.with_status(201).json();
    assert_eq!(first["events"], 4, "three pupils, and the list");
    assert_eq!(program.post_with(&door, &take, &headers).await.with_status(201).json(), first, "once");
    let again = program.post(&door, &json!({"rows": rows, "step": "take", "seen": looked["seen"]})).await;
    assert_eq!(again.with_status(200).json()["unchanged"], 3, "who is known is known");
    let mut pupils = Vec::new();
    for name in NAMES {
        pupils.push(program.pupil(name).await);
    }
    pupils
}

/// Plans a cycle that began `days` ago and ended yesterday.
async fn plan(program: &Program, staff: &Value, today: Date) -> String {
    let plan = json!({
        "subject": "mathematics", "programme": "class-teaching-change@1", "planned_minutes": 600,
        "setting": "in_class", "starts_on": today - 60.days(), "ends_on": today - 1.day(),
        "teacher": staff["teacher"], "lead": staff["lead"],
        "need_statement": "Three pupils lose the tens.", "inquiry_question": "Do jumps on a line help?",
        "class_link": "The class adds in columns.",
    });
    let (stored, cycle) = program.store(&format!("{SCHOOL}/cycles/new"), &plan).await;
    assert_eq!(program.cycle_after(&cycle, &stored).await["cycle"]["state"], "planned");
    cycle
}

async fn place(program: &Program, cycle: &str, pupils: &[String], today: Date) -> Vec<String> {
    let body = json!({
        "entry_band": "below", "year_level": 4, "weeks": 120, "role": "target", "tier": "tier1",
        "share_of_sessions": 100, "effective_on": today - 60.days(), "reason": "need_greater",
        "note": "The spring test shows it.",
    });
    let mut last = Value::Null;
    for pupil in pupils {
        (last, _) = program.store(&format!("{cycle}/candidates/{pupil}"), &body).await;
    }
    let whole = program.cycle_after(cycle, &last).await;
    let participants = whole["participants"].as_array().expect("participants");
    participants.iter().map(|one| text(&one["participant"]).to_owned()).collect()
}

async fn scores(program: &Program, cycle: &str, point: &str, day: Date, of: &[(String, i32)]) -> Value {
    let rows: serde_json::Map<String, Value> =
        of.iter().map(|(one, score)| (one.clone(), json!({"score": score}))).collect();
    let form = if point == "baseline" { "a" } else { "b" };
    let body = json!({"instrument": "number-test@1", "test_form": form, "taken_on": day, "pupils": rows});
    program.store(&format!("{cycle}/scores/{point}"), &body).await.0
}

#[tokio::test]
async fn a_whole_cycle_is_recorded_by_a_program_that_has_a_token_alone() {
    let demonstration = Demonstration::start().await;
    let program = Program::of(&demonstration, "lead").await;
    let lead = demonstration.signed_in("lead").await;
    let staff = history(&lead, &cycle_in(&lead, "running").await).await[0]["payload"].clone();
    let today = portal::app::day(jiff::Timestamp::now());
    let pupils = class_list(&program).await;
    let cycle = plan(&program, &staff, today).await;
    let group = place(&program, &cycle, &pupils, today).await;
    assert_eq!(group.len(), 3);
    let rows: serde_json::Map<String, Value> = group
        .iter()
        .map(|one| (one.clone(), json!({"can_do": "Counts in tens.", "not_yet": "Adds across a ten."})))
        .collect();
    let needs = json!({
        "concept": "tens-and-ones", "source": "interview", "effective_on": today - 60.days(), "pupils": rows,
    });
    program.store(&format!("{cycle}/needs"), &needs).await;
    let began = json!({"effective_on": today - 60.days()});
    program.store(&format!("{cycle}/start"), &began).await;
    let start: Vec<(String, i32)> = group.iter().cloned().zip([82, 84, 86]).collect();
    scores(&program, &cycle, "baseline", today - 59.days(), &start).await;
    let adopt = json!({
        "strategy": "number-line-jumps", "lever": "pedagogy", "lesson_part": "main_lesson",
        "expected_effect": "They keep the tens.", "effective_on": today - 58.days(),
        "reason": "evidence_from_assessment", "note": "It fits what they can do.",
    });
    let (adopted, _) = program.store(&format!("{cycle}/strategies/new"), &adopt).await;

    // Nobody is listed: everyone of that day was there but the one who is named.
    let held = json!({
        "held_on": today - 50.days(), "minutes": 45, "absent": [group[2]], "strategies": ["number-line-jumps"],
    });
    let (logged, _) = program.store(&format!("{cycle}/sessions/new"), &held).await;
    let events: Value = program.get(&format!("{cycle}/history")).await;
    let session = events["events"].as_array().expect("events").last().expect("a session").clone();
    assert_eq!(session["payload"]["present"].as_array().map(Vec::len), Some(2), "{session}");
    assert_eq!(session["payload"]["absent"], json!([group[2]]));

    let seen = program.cycle_after(&cycle, &logged).await["sequence"].as_u64().expect("a sequence");
    adapt(&program, &cycle, (&adopted, seen), today).await;
    let end: Vec<(String, i32)> = group.iter().cloned().zip([90, 89, 95]).collect();
    scores(&program, &cycle, "end", today - 1.day(), &end).await;
    let today_alone = json!({"effective_on": today});
    program.store(&format!("{cycle}/assessed"), &today_alone).await;
    let (closed, _) = program.store(&format!("{cycle}/close"), &today_alone).await;
    let again = program.post(&format!("{cycle}/close"), &today_alone).await.with_status(200).json();
    assert_eq!(again["events"], 0, "it is closed already");
    let late = program
        .post(
            &format!("{cycle}/cancel"),
            &json!({"effective_on": today, "reason": "staffing", "note": "Nobody is left."}),
        )
        .await;
    assert_eq!(errors(&late.with_status(422)), [(String::new(), "wrong-state".to_owned())]);
    let whole = program.cycle_after(&cycle, &closed).await;
    assert_eq!(whole["cycle"]["state"], "closed");
    let last = events_of(&program, &cycle).await;
    assert_eq!(whole["sequence"], last.last().expect("a fact")["sequence"]);
    demonstration.portal.stop();
}

async fn events_of(program: &Program, cycle: &str) -> Vec<Value> {
    program.get(&format!("{cycle}/history")).await["events"].as_array().cloned().unwrap_or_default()
}

/// Adapts the strategy on what was seen, once, and hears of it where somebody else was faster.
async fn adapt(program: &Program, cycle: &str, (adopted, seen): (&Value, u64), today: Date) {
    let scored = events_of(program, cycle).await;
    let evidence = scored.iter().find(|event| event["type"] == "assessment_recorded").expect("a score");
    let body = json!({
        "lesson_part": "support_session", "lever": "pedagogy", "expected_effect": "They keep the tens.",
        "evidence": [evidence["sequence"]], "effective_on": today - 30.days(),
        "reason": "evidence_from_assessment", "note": "The jumps are too large for two of them.",
    });
    let door = format!("{cycle}/strategies/number-line-jumps/adapt");
    let stale = format!("\"{}\"", adopted["sequence"]);
    let late = program.post_with(&door, &body, &[("If-Match", stale.as_str())]).await.with_status(412);
    assert_eq!((&late.json()["type"], &late.json()["sequence"]), (&json!("/api#overtaken"), &json!(seen)));
    let (now, key) = (format!("\"{seen}\""), Uuid::new_v4().to_string());
    let headers = [("If-Match", now.as_str()), ("Idempotency-Key", key.as_str())];
    let done = program.post_with(&door, &body, &headers).await.with_status(201);
    assert_eq!(done.json()["sequence"], seen + 1);
    let again = program.post_with(&door, &body, &headers).await.with_status(201);
    assert_eq!(again.json(), done.json(), "the same change with the same key is done once");
    let mut other = body.clone();
    other["lesson_part"] = json!("menu");
    let reused = program.post_with(&door, &other, &[("Idempotency-Key", key.as_str())]).await;
    assert_eq!(reused.with_status(422).json()["type"], "/api#reused");
    assert_eq!(events_of(program, cycle).await.len() as u64, seen + 1);
}

#[tokio::test]
async fn a_program_keeps_the_catalogue_edition_by_edition() {
    let demonstration = Demonstration::start().await;
    let program = Program::of(&demonstration, "administrator").await;
    let door = "/catalogue/strategy/new";
    let says = json!({"name": "Talk partners", "lever": "pedagogy", "part": ["launch"]});
    let (first, entry) = program.store(door, &says).await;
    assert_eq!((entry.as_str(), &first["sequence"]), ("/catalogue/strategy/talk-partners", &json!(1)));
    assert_eq!(program.post(door, &says).await.with_status(200).json()["events"], 0, "it is so already");
    let other = json!({"name": "Talk partners", "lever": "pedagogy", "part": ["menu"]});
    let taken = program.post(door, &other).await.with_status(422);
    assert_eq!(errors(&taken), [("/name".to_owned(), "entry-already-published".to_owned())]);

    let revise =
        json!({"name": "Talk partners", "lever": "pedagogy", "part": ["launch", "menu"], "reason": "policy"});
    let stale = program.post_with(&format!("{entry}/revise"), &revise, &[("If-Match", "\"7\"")]).await;
    assert_eq!(stale.with_status(412).json()["sequence"], 1);
    let (second, _) = program.store(&format!("{entry}/revise"), &revise).await;
    assert_eq!(second["sequence"], 2);
    let retire = program.post(&format!("{entry}/retire"), &json!({})).await.with_status(422);
    assert_eq!(errors(&retire), [("/reason".to_owned(), "reason-missing".to_owned())]);
    let (retired, _) = program.store(&format!("{entry}/retire"), &json!({"reason": "not_effective"})).await;
    let known = program.get(&entry).await;
    assert_eq!((&known["edition"], &known["sequence"]), (&json!(2), &json!(3)), "{known}");
    demonstration.portal.ready().await;
    let listed = program.get(&format!("/catalogue/strategy?seen={}", text(&retired["token"]))).await;
    let entries = listed["entries"].as_array().expect("entries");
    let ours = entries.iter().find(|one| one["code"] == "talk-partners").expect("the entry");
    assert!(ours["retired_on"].is_string(), "{ours}");
    let teacher = Program::of(&demonstration, "teacher").await;
    assert_eq!(teacher.post(door, &says).await.status, 403);
    demonstration.portal.stop();
}

#[tokio::test]
async fn roles_are_given_in_json_by_a_person_who_is_signed_in_and_by_no_token() {
    let demonstration = Demonstration::start().await;
    let head = demonstration.signed_in("head").await;
    let list = head.get_json("/api/v1/people").await.with_status(200).json();
    let shown = &demonstration.person("teacher").shown;
    let people = list["people"].as_array().expect("people");
    let teacher = people.iter().find(|one| one["name"] == *shown).expect("the teacher");
    let door = format!("/people/{}", text(&teacher["account"]));
    let here = SCHOOL.trim_start_matches("/schools/");

    let program = Program::of(&demonstration, "head").await;
    let role = json!({"role": "mentor", "school": here, "reason": "staffing", "note": "From this term on."});
    assert_eq!(program.post(&format!("{door}/roles/new"), &role).await.status, 403, "a token gives no role");
    assert_eq!(program.post("/people/invite", &json!({"role": "mentor", "school": here})).await.status, 403);

    let above = json!({"role": "administrator", "reason": "staffing", "note": "From this term on."});
    let refused = send(&head, &format!("/api/v1{door}/roles/new"), &above, &[]).await.with_status(422);
    assert_eq!(errors(&refused), [("/role".to_owned(), "person-not-yours-to-give".to_owned())]);
    let given = send(&head, &format!("/api/v1{door}/roles/new"), &role, &[]).await;
    assert_eq!(given.with_status(201).json()["events"], 1);
    let list = head.get_json("/api/v1/people").await.with_status(200).json();
    let people = list["people"].as_array().expect("people");
    let roles = people.iter().find(|one| one["name"] == *shown).expect("the teacher")["roles"].clone();
    let mentor =
        roles.as_array().unwrap().iter().find(|role| role["role"] == "mentor").expect("the role").clone();
    let revoke = format!("/api/v1{door}/roles/{}/revoke", text(&mentor["grant"]));
    let why = json!({"reason": "staffing", "note": "The term is over."});
    let _ = send(&head, &revoke, &why, &[]).await.with_status(201);

    let key = Uuid::new_v4().to_string();
    let once = [("Idempotency-Key", key.as_str())];
    let invite = json!({"role": "teacher", "school": here});
    let made = send(&head, "/api/v1/people/invite", &invite, &once).await.with_status(201).json();
    let again = send(&head, "/api/v1/people/invite", &invite, &once).await;
    assert_eq!(again.with_status(422).json()["type"], "/api#reused", "a link is told once");
    let link = text(&made["link"]).rsplit('/').next().map(|token| format!("/invitations/{token}")).unwrap();
    assert_eq!(demonstration.portal.reader().get(&link).await.status, 200);
    let back = json!({"invitation": made["invitation"]});
    let _ = send(&head, "/api/v1/people/take-back", &back, &[]).await.with_status(200);
    assert_eq!(demonstration.portal.reader().get(&link).await.status, 404);
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_limit_and_an_erasure_take_two_people_in_json_too() {
    let demonstration = Demonstration::start().await;
    let head = Program::with_the_session_of(&demonstration, "head").await;
    let admin = Program::with_the_session_of(&demonstration, "administrator").await;
    let limit = format!("{SCHOOL}/small-numbers");
    let ask = json!({"smallest_group": 11, "reason": "policy"});
    let token = Program::of(&demonstration, "administrator").await;
    assert_eq!(token.post(&limit, &ask).await.status, 403, "what takes two people takes two who are there");
    assert_eq!(head.post(&limit, &ask).await.status, 403);
    admin.store(&limit, &ask).await;
    let no = head.post(&format!("{limit}/answer"), &json!({"answer": "decline"})).await.with_status(422);
    assert_eq!(errors(&no), [("/reason".to_owned(), "reason-missing".to_owned())]);
    head.store(&format!("{limit}/answer"), &json!({"answer": "agree"})).await;
    let none = head.post(&format!("{limit}/answer"), &json!({"answer": "agree"})).await.with_status(422);
    assert_eq!(none.json()["errors"][0]["code"], "school-limit-not-requested", "{}", none.body);

    let lead = Program::of(&demonstration, "lead").await;
    let pupil = class_list(&lead).await.remove(0);
    let erase = format!("/erasures/{pupil}");
    let early = admin.post(&erase, &json!({"sure": true})).await.with_status(422);
    assert_eq!(errors(&early), [(String::new(), "erasure-not-requested".to_owned())]);
    let why = json!({"basis": "retention_ended", "reason": "policy"});
    let (stored, _) = head.store(&format!("/pupils/{pupil}/erasure"), &why).await;
    let seen = text(&stored["token"]);
    let asked = admin.get(&format!("/erasures?seen={seen}")).await["erasures"][0].clone();
    assert_eq!((text(&asked["pupil"]), text(&asked["reason"])), (pupil.as_str(), "policy"));
    let unsure = admin.post(&erase, &json!({})).await.with_status(422);
    assert_eq!(errors(&unsure), [("/sure".to_owned(), "sure-missing".to_owned())]);
    let seen = format!("\"{}\"", asked["sequence"]);
    let _ = admin
        .post_with(&erase, &json!({"sure": true}), &[("If-Match", seen.as_str())])
        .await
        .with_status(201);
    let search = json!({"search": NAMES[0]});
    let found = lead.post(&format!("{SCHOOL}/pupils/search"), &search).await.with_status(200).json();
    assert_eq!(found["pupils"], json!([]));
    demonstration.portal.stop();
}

#[tokio::test]
async fn a_link_between_scales_is_published_with_its_source_changed_and_retired() {
    let demonstration = Demonstration::start().await;
    let keeper = demonstration.signed_in("administrator").await;
    let teacher = demonstration.signed_in("teacher").await;
    let entry = "/catalogue/instrument/quick-facts";
    let page = teacher.get(entry).await.with_status(200);
    assert!(page.text("main").contains("No published link"), "{}", page.text("main"));
    assert_eq!(teacher.get(&format!("{entry}/links/new")).await.status, 403);

    let form =
        keeper.get(&format!("{entry}/links/new")).await.with_status(200).form("main form[method=post]");
    let refused = keeper.submit(&form.set("factor", "0").set("holds_to", "400")).await.with_status(422);
    let problems = refused.attributes(".govuk-error-summary a", "href");
    assert_eq!(problems, ["#to_scale", "#factor", "#offset", "#published_in", "#reason"]);
    let source = "Maker of the test, linking report 2025, page 12";
    let filled = refused.form("main form[method=post]").set("to_scale", "number-standardised");
    let filled =
        filled.set("factor", "1.5").set("offset", "70").set("published_in", source).set("reason", "policy");
    let beyond = keeper.submit(&filled).await.with_status(422);
    assert_eq!(
        beyond.attributes(".govuk-error-summary a", "href"),
        ["#holds_from"],
        "more than the test gives"
    );
    let ready = filled.set("holds_to", "35");
    for _ in 0..2 {
        assert_eq!(keeper.submit(&ready).await.status, 303, "sent twice it is harmless");
    }
    demonstration.portal.ready().await;
    let page = teacher.get(entry).await.with_status(200).text("main");
    for told in
        ["On number-standardised: times 1.5, plus 70.", "scores from 0 to 35", source, "Edition 2: changed"]
    {
        assert!(page.contains(told), "{told:?} is missing from: {page}");
    }
    let other = teacher.get("/catalogue/scales/number-standardised").await.with_status(200).text("main");
    assert!(other.contains("From other scales to this one") && other.contains(source), "{other}");
    assert_eq!(teacher.get("/catalogue/scales/unheard-of").await.status, 404);

    let program = Program::of(&demonstration, "administrator").await;
    let door = format!("{entry}/links/number-standardised");
    let says = json!({
        "factor": 2, "offset": "60.5", "holds_from": 5, "holds_to": 30, "published_in": source, "reason": "policy",
    });
    let (revised, _) = program.store(&format!("{door}/revise"), &says).await;
    demonstration.portal.ready().await;
    let read = format!("/catalogue/scales/quick-facts-raw?seen={}", text(&revised["token"]));
    let link = program.get(&read).await["links"][0].clone();
    assert_eq!(
        (&link["factor"], &link["offset"], &link["holds_to"]),
        (&json!("2"), &json!("60.5"), &json!("30"))
    );
    let why = json!({"reason": "policy"});
    let (retired, _) = program.store(&format!("{door}/retire"), &why).await;
    let read = format!("/catalogue/scales/quick-facts-raw?seen={}", text(&retired["token"]));
    assert_eq!(program.get(&read).await["links"], json!([]));
    assert_eq!(program.post(&format!("{door}/retire"), &why).await.status, 404, "there is no such link now");
    demonstration.portal.stop();
}
