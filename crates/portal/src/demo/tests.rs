//! The demonstration on a real database, and the portal over it, from the form to the page after it.

use std::time::Duration;

use axum::http::{StatusCode, header};
use tokio_util::sync::CancellationToken;

use super::{SCHOOL, cycles, groups, is_made, make, packs, schools, sign_ins};
use crate::accounts::{self, NewAccount};
use crate::app::App;
use crate::policy::{Role, Scope};
use crate::test_support::{Fresh, Tab, hidden, read};
use crate::{cycles as listed, read_set};

/// The made-up person in `role`, with the portal open.
async fn signed_in(app: &App, role: Role) -> Tab {
    let person = sign_ins().into_iter().find(|person| person.role == role).unwrap();
    Tab::entered(app, person.sign_in_name, person.password).await
}

/// A portal with the demonstration, its read tables in step.
async fn demonstration(fresh: &Fresh) -> App {
    let app = fresh.app().await;
    make(&app, |_, _| ()).await.unwrap();
    until_in_step(&app).await;
    app
}

async fn until_in_step(app: &App) {
    // The last command again: it was executed, so this only says where it stands.
    let last = packs::amend(app, None, &mut || ()).await.unwrap();
    assert!(last.duplicate);
    let seen = app.running().wait_for(&last.token.unwrap(), Duration::from_secs(30)).await.unwrap();
    assert!(seen, "the read tables follow");
}

#[tokio::test]
async fn a_run_that_was_cut_short_is_made_whole_once_and_a_rebuild_gives_the_same_tables() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let (cut, mut all) = (CancellationToken::new(), 0);
    let halfway = make(&app, |done, total| {
        all = total;
        if done == total * 2 / 3 {
            cut.cancel();
        }
    });
    tokio::select! {
        biased;
        () = cut.cancelled() => {}
        made = halfway => panic!("it went on to its end: {made:?}"),
    }
    assert!(!is_made(app.pool()).await.unwrap(), "a part is not the whole");
    let mut heard = Vec::new();
    make(&app, |done, total| heard.push((done, total))).await.unwrap();
    assert!(heard.iter().copied().eq((1..=all).map(|done| (done, all))), "every step is told of");
    assert!(is_made(app.pool()).await.unwrap());
    until_in_step(&app).await;
    let commands =
        "select count(distinct command_id) from es.events where metadata ->> 'client' = 'demonstration'";
    let commands: i64 = sqlx::query_scalar(commands).fetch_one(app.pool()).await.unwrap();
    assert_eq!(u64::try_from(commands).unwrap(), all, "each step is one command, executed once");
    let facts = app.journal().page(0, 10_000).await.unwrap().len();
    make(&app, |_, _| ()).await.unwrap();
    assert_eq!(app.journal().page(0, 10_000).await.unwrap().len(), facts, "another run adds nothing");

    for (school, expected) in schools().iter().zip([
        ["planned", "running", "closed", "closed", "reported", "closed"],
        ["running", "cancelled", "reported", "closed", "closed", "reported"],
        ["running", "closed", "closed", "closed", "closed", "reported"],
    ]) {
        let rows = listed::read::of_school(app.pool(), &school.id.parse().unwrap()).await.unwrap();
        let states: Vec<&str> = rows.iter().map(|cycle| cycle.state.as_str()).collect();
        assert_eq!(states, expected, "{}", school.name);
    }
    let compared = app.journal().compare(&read_set::all()).await.unwrap();
    assert!(compared.iter().all(journal::Compared::is_same), "{compared:?}");
    app.stop().await;
    fresh.drop().await;
}

#[test]
fn no_two_pupils_and_no_two_people_of_the_schools_share_a_name() {
    let schools = schools();
    let mut names: Vec<&str> = Vec::new();
    for school in &schools {
        assert!(school.name.contains("made up"), "{}", school.name);
        let pupils = school.scripts.iter().flat_map(|script| script.pupils).map(|pupil| pupil.0);
        names.extend(pupils.collect::<std::collections::BTreeSet<_>>());
        names.extend(school.people.iter().map(|person| person.display_name));
        names.extend(school.people.iter().map(|person| person.sign_in_name));
    }
    let groups = groups();
    for group in &groups {
        assert!(group.name.contains("made up"), "{}", group.name);
        let people = group.people.iter();
        names.extend(people.flat_map(|person| [person.display_name, person.sign_in_name]));
    }
    let different: std::collections::BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(different.len(), names.len(), "{names:?}");
}

/// The address of the first cycle in this state.
async fn cycle(app: &App, state: &str) -> String {
    let rows = listed::read::of_school(app.pool(), &SCHOOL.parse().unwrap()).await.unwrap();
    format!("/cycles/{}", rows.iter().find(|cycle| cycle.state == state).unwrap().id)
}

async fn events(tab: &Tab, cycle: &str) -> Vec<serde_json::Value> {
    let (status, body) = tab.get(&format!("/api/v1{cycle}/history")).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    let answer: serde_json::Value = serde_json::from_str(&body).unwrap();
    answer["events"].as_array().unwrap().clone()
}

/// The form to record a score, filled with the first pupil and `score`.
fn filled(page: &str, score: &str, today: &str) -> String {
    let pupil = page
        .split("<select")
        .nth(1)
        .unwrap()
        .split("option value=\"")
        .nth(2)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let (command, expected) = (hidden(page, "command_id"), hidden(page, "expected"));
    format!(
        "command_id={command}&expected={expected}&participant={pupil}&point=transfer&instrument=number-test%401\
         &test_form=a&score={score}&taken_on={today}"
    )
}

#[tokio::test]
async fn a_score_is_recorded_once_however_often_it_is_sent_and_every_problem_is_told() {
    let fresh = Fresh::database().await;
    let app = demonstration(&fresh).await;
    let (tab, today) = (signed_in(&app, Role::Teacher).await, app.today().to_string());
    let cycle = cycle(&app, "running").await;
    let before = events(&tab, &cycle).await.len();
    let form = format!("{cycle}/assessments/new");
    let (_, page) = tab.get(&form).await;

    let empty = format!("command_id={}&expected={}", hidden(&page, "command_id"), hidden(&page, "expected"));
    let (status, refused) = read(tab.post(&form, &empty).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["participant", "point", "instrument", "score", "taken_on"] {
        assert!(refused.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    let (status, refused) = read(tab.post(&form, &filled(&page, "500", &today)).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.contains("The score must be between 40 and 160") && refused.contains("value=\"500\""));

    for _ in 0..2 {
        let done = tab.post(&form, &filled(&page, "87", &today)).await;
        assert_eq!(done.status(), StatusCode::SEE_OTHER);
        let to = done.headers()[header::LOCATION].to_str().unwrap().to_owned();
        assert!(to.contains("?seen="), "{to}");
        let (status, shown) = tab.get(&to).await;
        assert_eq!(status, StatusCode::OK);
        assert!(shown.contains("Elif Marlow"), "staff read names");
    }
    let after = events(&tab, &cycle).await;
    assert_eq!(after.len(), before + 1);
    assert_eq!(after[before]["type"], "assessment_recorded");
    assert_eq!(after[before]["role"], "teacher");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn whoever_comes_second_sees_what_changed_meanwhile_and_goes_on_with_what_was_typed() {
    let fresh = Fresh::database().await;
    let app = demonstration(&fresh).await;
    let cycle = cycle(&app, "running").await;
    let (teacher, lead) = (signed_in(&app, Role::Teacher).await, signed_in(&app, Role::Lead).await);
    let (_, page) = teacher.get(&cycle).await;
    let start = page.find("/correct").unwrap();
    let path = page[..start].rsplit('"').next().unwrap().to_owned() + "/correct";
    let fill = |page: &str, score: u32| {
        let hidden =
            ["command_id", "expected", "corrects"].map(|name| format!("{name}={}", hidden(page, name)));
        let day = page.split("name=\"taken_on\" type=\"date\" value=\"").nth(1).unwrap();
        let day = day.split('"').next().unwrap();
        format!("{}&score={score}&taken_on={day}&test_form=a&reason=data_entry_error", hidden.join("&"))
    };
    let (_, of_teacher) = teacher.get(&path).await;
    let (_, of_lead) = lead.get(&path).await;
    assert_eq!(lead.post(&path, &fill(&of_lead, 71)).await.status(), StatusCode::SEE_OTHER);
    let (status, conflict) = read(teacher.post(&path, &fill(&of_teacher, 72)).await).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(conflict.contains("Someone else changed this meanwhile"));
    assert!(conflict.contains("A score was corrected") && conflict.contains("value=\"72\""));
    assert_eq!(teacher.post(&path, &fill(&conflict, 72)).await.status(), StatusCode::SEE_OTHER);
    let events = events(&teacher, &cycle).await;
    let [.., first, second] = &events[..] else { panic!("two corrections") };
    assert_eq!(
        (&first["payload"]["after"]["score"], &second["payload"]["before"]["score"]),
        (&"71".into(), &"71".into())
    );
    assert_eq!(second["payload"]["after"]["score"], "72");
    app.stop().await;
    fresh.drop().await;
}

/// A lead of another school.
async fn stranger(app: &App) -> Tab {
    let new = NewAccount {
        sign_in_name: "stranger".to_owned(),
        display_name: "Somebody Else".to_owned(),
        password: "not-of-this-school".into(),
        role: Role::Lead,
        scope: Scope::School("demo:elsewhere".parse().unwrap()),
        made_up: true,
    };
    accounts::add(app, new).await.unwrap();
    Tab::entered(app, "stranger", "not-of-this-school").await
}

/// Opens the first form of the cycle's page whose address ends so, sends it with `more` added, and gives the last fact.
async fn changed(tab: &Tab, cycle: &str, ends: &str, more: &str) -> serde_json::Value {
    let (_, page) = tab.get(cycle).await;
    let addresses = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let form = addresses.filter(|address| address.ends_with(ends)).last().unwrap_or_else(|| panic!("{ends}"));
    let (status, page) = tab.get(form).await;
    assert_eq!(status, StatusCode::OK, "{form}");
    let (command, expected) = (hidden(&page, "command_id"), hidden(&page, "expected"));
    let sent = tab.post(form, &format!("command_id={command}&expected={expected}&{more}")).await;
    let (status, body) = (sent.status(), read(sent).await.1);
    assert_eq!(status, StatusCode::SEE_OTHER, "{form}: {body}");
    events(tab, cycle).await.pop().unwrap()
}

#[tokio::test]
async fn each_form_leaves_its_fact_with_the_reason_and_a_sealed_note() {
    let fresh = Fresh::database().await;
    let app = demonstration(&fresh).await;
    let (tab, today) = (signed_in(&app, Role::Lead).await, app.today().to_string());
    let cycle = cycle(&app, "running").await;
    let note = "note=Seen+in+the+last+two+lessons.";

    let adapt = format!(
        "lever=pedagogy&lesson_part=launch&concept=place-value&expected_effect=A+quicker+start.&evidence-23=on\
         &evidence-33=on&effective_on={today}&reason=evidence_from_assessment&{note}"
    );
    let fact = changed(&tab, &cycle, "/number-line-jumps/adapt", &adapt).await;
    assert_eq!(fact["type"], "strategy_adapted");
    assert_eq!(fact["payload"]["evidence"], serde_json::json!([23, 33]));
    assert_eq!(
        (&fact["payload"]["before"]["lesson_part"], &fact["payload"]["after"]["lesson_part"]),
        (&"menu".into(), &"launch".into())
    );
    assert!(fact["reason"]["note"]["ciphertext"].is_string() && !fact.to_string().contains("two lessons"));

    let stop = format!("judged_effect=some_gain&effective_on={today}&reason=need_met");
    assert_eq!(changed(&tab, &cycle, "/maths-talk/stop", &stop).await["type"], "strategy_stopped");
    let begin = format!(
        "strategy=bar-models&lever=pedagogy&lesson_part=closure&concept=&expected_effect=Drawings.&effective_on={today}\
         &reason=mentor_advice"
    );
    assert_eq!(changed(&tab, &cycle, "/strategies/new", &begin).await["payload"]["participants"], "all");

    let place =
        format!("tier=tier3&share_of_sessions=40&group=B&effective_on={today}&reason=need_greater&{note}");
    let fact = changed(&tab, &cycle, "/change", &place).await;
    assert_eq!(
        (&fact["payload"]["after"]["tier"], &fact["reason"]["code"]),
        (&"tier3".into(), &"need_greater".into())
    );
    let withdraw =
        format!("exit_status=need_met&next_support=class_teaching&effective_on={today}&reason=need_met");
    assert_eq!(changed(&tab, &cycle, "/withdraw", &withdraw).await["type"], "pupil_withdrawn");

    let (_, page) = tab.get(&format!("{cycle}/assessments/missing")).await;
    let pupil = page.split("option value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
    let missing = format!("participant={pupil}&point=end&reason=moved_school");
    assert_eq!(changed(&tab, &cycle, "/assessments/missing", &missing).await["type"], "assessment_missed");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn each_role_sees_what_it_may_and_nothing_else() {
    let fresh = Fresh::database().await;
    let app = demonstration(&fresh).await;
    let (running, closed) = (cycle(&app, "running").await, cycle(&app, "closed").await);
    let list = format!("/schools/{SCHOOL}/cycles");
    let names: Vec<&str> =
        cycles::all().iter().flat_map(|script| script.pupils).map(|pupil| pupil.0).collect();

    let governor = signed_in(&app, Role::Governor).await;
    for path in [&list, &closed, &format!("/api/v1{list}"), &format!("/api/v1{closed}")] {
        let (status, page) = governor.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!names.iter().any(|name| page.contains(name)) && !page.contains("participant"), "{path}");
    }
    assert_eq!(governor.get(&running).await.0, StatusCode::NOT_FOUND);
    assert_eq!(governor.get(&format!("{closed}/history")).await.0, StatusCode::FORBIDDEN);
    assert_eq!(governor.get(&format!("{running}/assessments/new")).await.0, StatusCode::FORBIDDEN);

    let auditor = signed_in(&app, Role::Auditor).await;
    for path in [&running, &format!("{running}/history"), &format!("/api/v1{running}/history")] {
        let (status, page) = auditor.get(path).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(!names.iter().any(|name| page.contains(name)), "{path}");
    }
    assert!(auditor.get(&running).await.1.contains("Pupil 7"));

    let stranger = stranger(&app).await;
    for path in
        [&list, &running, &closed, &format!("{running}/history"), &format!("{running}/assessments/new")]
    {
        assert_eq!(stranger.get(path).await.0, StatusCode::NOT_FOUND, "{path} of another school");
    }

    let lead = signed_in(&app, Role::Lead).await;
    let (_, list) = lead.get(&format!("/schools/{SCHOOL}/pupils")).await;
    let pupil = list.split("href=\"/pupils/").find(|rest| rest.contains("Ada Fennel")).unwrap();
    let (status, page) = lead.get(&format!("/pupils/{}", pupil.split('"').next().unwrap())).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Ada Fennel") && page.matches("href=\"/cycles/").count() == 1, "{page}");
    let (_, history) = lead.get(&format!("{running}/history")).await;
    assert!(history.contains("Frank and Jamal are stuck on place value"), "staff read notes");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn what_the_board_read_is_put_right_afterwards_and_every_pack_can_be_held_against_the_ledger() {
    let fresh = Fresh::database().await;
    let app = demonstration(&fresh).await;
    let auditor = signed_in(&app, Role::Auditor).await;
    let json = async |path: String| {
        let (status, body) = auditor.get(&format!("/api/v1{path}")).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        serde_json::from_str::<serde_json::Value>(&body).unwrap()
    };
    let school = format!("/schools/{SCHOOL}");
    let register = json(format!("{school}/corrections")).await;
    let late = register["corrections"].as_array().unwrap().iter();
    let late: Vec<_> = late.filter(|one| one["event"]["reason"]["code"] == "wrong_instrument").collect();
    assert_eq!(late.len(), 7);
    assert!(
        late.iter().all(|one| one["message"] == "changed" && one["event"]["after_report"] == true),
        "{late:?}"
    );
    let first = late.last().unwrap()["event"]["position"].as_u64().unwrap();

    let of = async |edition: u32| {
        let answer = json(format!("{school}/editions/{edition}")).await;
        let figures = answer["figures"].as_array().unwrap().clone();
        figures.into_iter().find(|one| one["cycle"] == late[0]["event"]["stream"]).unwrap()
    };
    assert_eq!(
        (&of(4).await["figures"]["gain"], &of(5).await["figures"]["gain"]),
        (&"1.6".into(), &"4.1".into())
    );
    for (pack, edition) in [("1-1", 4), ("1-2", 5)] {
        let basis = json(format!("{school}/packs/{pack}")).await["basis"].clone();
        assert_eq!(basis["edition"], edition, "{pack}");
        assert_eq!(basis["checkpoint"]["position"].as_u64().unwrap() < first, edition == 4, "{basis}");
    }
    let last = app.journal().page(0, 10_000).await.unwrap().last().unwrap().position;
    assert_eq!(app.notary().last().await.unwrap().map(|signed| signed.size()), last, "all is signed for");
    let (_, entry) = auditor.get("/catalogue/programme/accelerated-group/history").await;
    assert!(entry.contains("<dd>The program itself</dd>"), "it has no role: {entry}");
    app.stop().await;
    fresh.drop().await;
}
