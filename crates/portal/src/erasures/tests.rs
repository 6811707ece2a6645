//! Erasing on a real database: who may, what is gone afterwards, and what a restored copy of the keys brings back.

use axum::http::{StatusCode, header};
use domain::cycle::{Cycle, CycleCommand, EntryBand, PlacePupil, ProgrammeLimits};
use domain::pupil::{ErasureBasis, Pupil, PupilAct, PupilCommand};
use domain::{AccountId, CycleId, GivenReason, PupilId, ReasonCode, YearLevel};
use jiff::civil::date;
use journal::Context;
use sqlx::Row;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

use crate::access::Role;
use crate::app::App;
use crate::participations::{self, Part, Placing};
use crate::pupil_details::Details;
use crate::pupils;
use crate::test_support::{Fresh, TODAY, Tab, hidden, person, placement, plan, plan_it, read};
use crate::vault::{Vault, VaultError};

const SCHOOL: &str = "demo:test";
const NAME: &str = "Zebedee Quill";

/// Registers the pupil.
async fn registered(app: &App) -> PupilId {
    let pupil = PupilId::new(Uuid::new_v4());
    let context = Context::new(Uuid::new_v4(), "", "lead", "test");
    let details = Details {
        legal_name: NAME.to_owned(),
        known_name: None,
        national_number: None,
        birth_date: None,
        in_year: None,
        characteristics: Vec::new(),
    };
    let details = pupils::seal(app.vault(), pupil, context.command_id, &details).await.unwrap();
    let act = PupilAct::RegisterPupil { pupil, school: SCHOOL.parse().unwrap(), details, batch: None };
    tell_as(app, pupil, act, &context).await;
    pupil
}

async fn tell(app: &App, pupil: PupilId, act: PupilAct) {
    tell_as(app, pupil, act, &Context::new(Uuid::new_v4(), "", "lead", "test")).await;
}

async fn tell_as(app: &App, pupil: PupilId, act: PupilAct, context: &Context) {
    let command = PupilCommand { today: TODAY, effective_on: date(2026, 1, 5), act };
    let done = app.journal().execute::<Pupil>(&pupil.to_string(), None, command, context).await.unwrap();
    let waited = std::time::Duration::from_secs(30);
    assert!(app.running().wait_for(&done.token.unwrap(), waited).await.unwrap());
}

/// Plans a cycle and places the pupil in it; gives the part.
async fn placed(app: &App, pupil: PupilId) -> Part {
    let cycle = CycleId::new(Uuid::new_v4());
    let context = Context::new(Uuid::new_v4(), "", "lead", "test");
    let command = CycleCommand { today: TODAY, effective_on: date(2026, 1, 5), act: plan_it(plan(cycle)) };
    app.journal().execute::<Cycle>(&cycle.to_string(), None, command, &context).await.unwrap();
    let id = Uuid::new_v4();
    let participant = participations::participant(app, pupil, cycle, id).await.unwrap();
    let part = Part { cycle, participant };
    let new = PlacePupil {
        limits: ProgrammeLimits::default(),
        participant,
        identity: participations::identity(app.vault(), part, id, pupil, NAME).await.unwrap(),
        year_level: YearLevel::new(4).unwrap(),
        weeks_of_schooling: 120,
        entry_band: EntryBand::Below,
        potential_evidence: None,
        placement: placement(100),
        size_override: None,
        overlapping_cycles: 0,
        overlap_override: Some(GivenReason::of(ReasonCode::EvidenceFromAssessment)),
        reason: GivenReason::of(ReasonCode::EvidenceFromAssessment),
    };
    let placing = Placing { pupil, cycle, expected: None, today: TODAY, effective_on: date(2026, 1, 8) };
    let context = Context::new(id, "", "lead", "test");
    let done = participations::place(app, placing, new, &context).await.unwrap();
    let waited = std::time::Duration::from_secs(30);
    assert!(app.running().wait_for(&done.token.unwrap(), waited).await.unwrap());
    part
}

/// Sends the form at `path` with `fields`; gives the status and where it leads, or what it says.
async fn send(tab: &Tab, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let (status, page) = tab.get(path).await;
    assert_eq!(status, StatusCode::OK, "{path}: {page}");
    post(tab, path, &page, fields).await
}

async fn post(tab: &Tab, path: &str, page: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
    let mut form = Serializer::new(String::new());
    for name in ["command_id", "expected"] {
        form.append_pair(name, &hidden(page, name));
    }
    let answer = tab.post(path, &form.extend_pairs(fields).finish()).await;
    match answer.headers().get(header::LOCATION) {
        Some(to) => (answer.status(), to.to_str().unwrap().to_owned()),
        None => read(answer).await,
    }
}

/// The page that a change leads to, once it shows the change.
async fn seen(tab: &Tab, to: &str) -> String {
    for _ in 0..60 {
        let (status, page) = tab.get(to).await;
        // The page itself waits half a second for the read tables before it says so.
        if !page.contains("This page does not show it yet") {
            assert_eq!(status, StatusCode::OK, "{to}: {page}");
            return page;
        }
    }
    panic!("the read tables do not follow to {to}")
}

/// How many keys of these subjects are there.
async fn keys(app: &App, subjects: &[Uuid]) -> i64 {
    let asked = "select count(*) from es.subject_key where subject_id = any($1)";
    sqlx::query(asked).bind(subjects).fetch_one(app.pool()).await.unwrap().get(0)
}

const ASKED: [(&str, &str); 2] = [("basis", "retention_ended"), ("reason", "policy")];

#[tokio::test]
async fn a_head_asks_an_administrator_erases_and_nobody_reads_the_name_again() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let pupil = registered(&app).await;
    let parts = [placed(&app, pupil).await, placed(&app, pupil).await];
    let subjects = [pupil.uuid(), parts[0].participant.uuid(), parts[1].participant.uuid()];
    let [head, lead, admin] =
        [Role::Head, Role::Lead, Role::Administrator].map(|role| person(&app, role, SCHOOL));
    let (head, lead, admin) = (head.await, lead.await, admin.await);
    let (own, erasure) = (format!("/pupils/{pupil}"), format!("/pupils/{pupil}/erasure"));

    assert_eq!(lead.get(&erasure).await.0, StatusCode::FORBIDDEN, "a lead does not ask");
    assert_eq!(admin.get(&erasure).await.0, StatusCode::FORBIDDEN, "nor does an administrator");
    let (status, again) = send(&head, &erasure, &[("reason", "policy")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.contains("Choose the ground in law") && again.contains("value=\"policy\" selected"),
        "{again}"
    );
    let (status, to) = send(&head, &erasure, &ASKED).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let page = seen(&head, &to).await;
    let asked = page.contains("to erase this record. An administrator looks at it next");
    assert!(asked && page.contains(NAME), "{page}");
    assert!(!page.contains("Ask to erase") && page.contains("Take the request back"), "{page}");

    let (_, list) = admin.get("/erasures").await;
    assert!(list.contains(&format!("/erasures/{pupil}")) && !list.contains("Zebedee"), "{list}");
    let confirm = format!("/erasures/{pupil}");
    let (status, again) = send(&admin, &confirm, &[]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.contains("Tick the box if you are sure"), "{again}");
    assert_eq!(keys(&app, &subjects).await, 3, "nothing is gone yet");
    let (_, page) = admin.get(&confirm).await;
    let done = post(&admin, &confirm, &page, &[("sure", "on")]).await;
    assert_eq!(done.0, StatusCode::SEE_OTHER, "{}", done.1);
    drop(seen(&admin, &done.1).await);
    let twice = post(&admin, &confirm, &page, &[("sure", "on")]).await;
    assert_eq!(twice.0, StatusCode::SEE_OTHER, "{}", twice.1);

    assert_eq!(keys(&app, &subjects).await, 0);
    for subject in subjects {
        let place = crate::vault::Place { stream: "pupil/x", command_id: Uuid::nil(), field: "note" };
        let sealed = app.vault().seal(subject, place, NAME).await;
        assert!(matches!(sealed, Err(VaultError::Destroyed)), "no key is made again");
    }
    let left: i64 =
        sqlx::query("select count(*) from app.participation").fetch_one(app.pool()).await.unwrap().get(0);
    assert_eq!(left, 0, "no row joins the parts");
    let (status, page) = head.get(&own).await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("Pupil removed") && !page.contains("Zebedee"), "{page}");
    for part in parts {
        for path in [format!("/cycles/{}", part.cycle), format!("/cycles/{}/history", part.cycle)] {
            let (status, page) = lead.get(&path).await;
            assert_eq!(status, StatusCode::OK, "{path}");
            assert!(page.contains("removed") && !page.contains("Zebedee"), "{path}: {page}");
        }
    }
    let (_, page) = lead.get(&format!("/schools/{SCHOOL}/pupils")).await;
    assert!(page.contains("The record of 1 pupil was erased") && !page.contains("Zebedee"), "{page}");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn nobody_carries_out_what_they_asked_for_themselves() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let pupil = registered(&app).await;
    let admin = person(&app, Role::Administrator, SCHOOL).await;
    let asked = "select account_id from app.account where sign_in_name like 'administrator%'";
    let own: Uuid = sqlx::query(asked).fetch_one(app.pool()).await.unwrap().get(0);
    let by = AccountId::new(own);
    let reason = GivenReason::of(ReasonCode::Policy);
    tell(&app, pupil, PupilAct::RequestErasure { by, basis: ErasureBasis::LegalDuty, reason }).await;
    let (status, page) = send(&admin, &format!("/erasures/{pupil}"), &[("sure", "on")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("No one allows what they ask for themselves"), "{page}");
    assert_eq!(keys(&app, &[pupil.uuid()]).await, 1);
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_head_takes_the_request_back_and_then_nobody_can_erase() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let pupil = registered(&app).await;
    let head = person(&app, Role::Head, SCHOOL).await;
    let admin = person(&app, Role::Administrator, SCHOOL).await;
    let other = person(&app, Role::Head, "urn:125000").await;
    let erasure = format!("/pupils/{pupil}/erasure");
    assert_eq!(other.get(&erasure).await.0, StatusCode::NOT_FOUND, "another school's pupil is not there");
    let (_, to) = send(&head, &erasure, &ASKED).await;
    drop(seen(&head, &to).await);
    let (_, confirm) = admin.get(&format!("/erasures/{pupil}")).await;
    let (_, page) = head.get(&erasure).await;
    let (status, said) = post(&head, &format!("{erasure}/withdraw"), &page, &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{said}");
    let (status, said) = post(&admin, &format!("/erasures/{pupil}"), &confirm, &[("sure", "on")]).await;
    assert_eq!(status, StatusCode::CONFLICT, "the form was older than the withdrawal");
    assert!(said.contains("Nothing was erased"), "{said}");
    let form = format!("command_id={}&expected=3&sure=on", Uuid::from_u128(77));
    let (status, said) = read(admin.post(&format!("/erasures/{pupil}"), &form).await).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "nobody asks: {said}");
    assert!(said.contains("Nothing was erased") && said.contains("Nobody asks for this record"), "{said}");
    assert_eq!(keys(&app, &[pupil.uuid()]).await, 1);
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn what_was_interrupted_after_the_fact_is_finished_with_the_keys_of_all_parts() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let pupil = registered(&app).await;
    let part = placed(&app, pupil).await;
    let reason = GivenReason::of(ReasonCode::Policy);
    let by = AccountId::new(Uuid::from_u128(1));
    tell(&app, pupil, PupilAct::RequestErasure { by, basis: ErasureBasis::LegalDuty, reason }).await;
    tell(&app, pupil, PupilAct::ErasePupil { by: AccountId::new(Uuid::from_u128(2)) }).await;
    assert_eq!(keys(&app, &[pupil.uuid(), part.participant.uuid()]).await, 2);
    super::finish(&app).await.unwrap();
    assert_eq!(keys(&app, &[pupil.uuid(), part.participant.uuid()]).await, 0);
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn keys_that_come_back_with_a_backup_are_destroyed_again() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let pupil = registered(&app).await;
    let part = placed(&app, pupil).await;
    let subjects = [pupil.uuid(), part.participant.uuid()];
    // What an old backup holds: the rows of the keys and of the links, and an empty list.
    let rows =
        sqlx::query("select subject_id, wrapped_key, kek_id from es.subject_key where subject_id = any($1)")
            .bind(subjects.as_slice())
            .fetch_all(app.pool())
            .await
            .unwrap();
    let link: (Uuid, Uuid, serde_json::Value) =
        sqlx::query_as("select link_id, pupil_id, link from app.participation")
            .fetch_one(app.pool())
            .await
            .unwrap();
    app.vault().destroy(pupil.uuid(), &[part.participant.uuid()]).await.unwrap();
    for row in rows {
        sqlx::query("insert into es.subject_key (subject_id, wrapped_key, kek_id) values ($1, $2, $3)")
            .bind(row.get::<Uuid, _>(0))
            .bind(row.get::<Vec<u8>, _>(1))
            .bind(row.get::<String, _>(2))
            .execute(app.pool())
            .await
            .unwrap();
    }
    sqlx::query("insert into app.participation values ($1, $2, $3)")
        .bind(link.0)
        .bind(link.1)
        .bind(link.2)
        .execute(app.pool())
        .await
        .unwrap();
    sqlx::query("update app.erased set subjects = '{}'").execute(app.pool()).await.unwrap();
    assert_eq!(app.vault().destroy_again().await.unwrap(), 2);
    assert_eq!(keys(&app, &subjects).await, 0);
    assert!(participations::parts(app.pool(), app.vault(), &[pupil]).await.unwrap().is_empty());
    let list: Vec<Uuid> =
        sqlx::query("select subjects from app.erased").fetch_one(app.pool()).await.unwrap().get(0);
    let mut sorted = subjects.to_vec();
    sorted.sort();
    assert_eq!(list, sorted, "in their own order, which says nothing of whose they were");
    assert_eq!(app.vault().destroy_again().await.unwrap(), 0);
    // No fact of this copy says when: so no page does.
    let head = person(&app, Role::Head, SCHOOL).await;
    let (_, page) = head.get(&format!("/pupils/{pupil}")).await;
    assert!(page.contains("was removed") && page.contains("do not say on which day"), "{page}");
    assert!(!page.contains("2026"), "{page}");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn the_wrapping_key_is_changed_while_another_server_works_and_no_text_is_lost() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let file = fresh.key_file();
    let place = |field| crate::vault::Place { stream: "cycle/1", command_id: Uuid::nil(), field };
    let one = Uuid::from_u128(1);
    let text = app.vault().seal(one, place("note"), "counts on in tens").await.unwrap();
    // Begun, and interrupted at once: both keys are there, and a program that starts now knows both.
    crate::wrapping_key::KeyFile::at(&file).begin().unwrap();
    let restarted = Vault::open(fresh.pool.clone(), &file, false).unwrap();
    assert!(restarted.fits().await.unwrap());
    for number in 2..=450 {
        restarted.seal(Uuid::from_u128(number), place("note"), "text").await.unwrap();
    }
    let mut told = Vec::new();
    let done = restarted.rotate(|done, total| told.push((done, total))).await.unwrap();
    assert_eq!(done, 450);
    assert_eq!(told, [(0, 450), (200, 450), (400, 450), (450, 450)]);
    // The other server still holds the old key in memory.
    let keys = app.vault().keys(&[one]).await.unwrap();
    assert_eq!(keys.open(&text, place("note")).unwrap().as_deref(), Some("counts on in tens"));
    let new = app.vault().seal(Uuid::from_u128(900), place("note"), "after").await.unwrap();
    let fresh_start = Vault::open(fresh.pool.clone(), &file, false).unwrap();
    assert!(fresh_start.fits().await.unwrap());
    let keys = fresh_start.keys(&[Uuid::from_u128(900)]).await.unwrap();
    assert_eq!(keys.open(&new, place("note")).unwrap().as_deref(), Some("after"));
    // With a key that is not the right one nothing opens, nothing is stored, and it is said.
    let elsewhere = tempfile::tempdir().unwrap();
    let wrong = Vault::open(fresh.pool.clone(), &elsewhere.path().join("wrapping.key"), true).unwrap();
    assert!(!wrong.fits().await.unwrap());
    let refused = wrong.seal(Uuid::from_u128(901), place("note"), "lost?").await;
    assert!(matches!(refused, Err(VaultError::KeyChanged)));
    app.stop().await;
    fresh.drop().await;
}
