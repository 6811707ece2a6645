//! A class's scores on a real database, from the file to the cycle's page.

use axum::http::{StatusCode, header};
use domain::cycle::{Cycle, CycleAct, CycleCommand, CycleKind, Plan, ProgrammeLimits, StartCycle};
use domain::pupil::{Pupil, PupilAct, PupilCommand};
use domain::{CycleId, PupilId, YearLevel};
use jiff::civil::date;
use journal::{Context, Receipt};
use uuid::Uuid;

use crate::access::Role;
use crate::app::App;
use crate::participations;
use crate::pupil_details::{Details, InYear};
use crate::pupils;
use crate::test_support::{Fresh, TODAY, Tab, form_of, person, plan, plan_it, read};

const SCHOOL: &str = "demo:test";

async fn seen(app: &App, receipt: &Receipt) {
    let waited = std::time::Duration::from_secs(30);
    assert!(app.running().wait_for(receipt.token.as_ref().unwrap(), waited).await.unwrap());
}

async fn registered(app: &App, name: &str) -> PupilId {
    let pupil = PupilId::new(Uuid::new_v4());
    let context = Context::new(Uuid::new_v4(), "", "lead", "test");
    let details = Details {
        legal_name: name.to_owned(),
        known_name: None,
        national_number: None,
        birth_date: None,
        in_year: Some(InYear { level: YearLevel::new(4).unwrap(), on: app.today() }),
        characteristics: Vec::new(),
    };
    let details = pupils::seal(app.vault(), pupil, context.command_id, &details).await.unwrap();
    let act = PupilAct::RegisterPupil { pupil, school: SCHOOL.parse().unwrap(), details, batch: None };
    let command = PupilCommand { today: TODAY, effective_on: date(2026, 1, 5), act };
    let done = app.journal().execute::<Pupil>(&pupil.to_string(), None, command, &context).await.unwrap();
    seen(app, &done).await;
    pupil
}

/// Plans a cycle that follows a class and begins it; gives its address.
async fn following(app: &App) -> (CycleId, String) {
    let cycle = CycleId::new(Uuid::new_v4());
    let plan =
        Plan { kind: CycleKind::Monitoring, programme: "class-tracking@1".parse().unwrap(), ..plan(cycle) };
    let start = StartCycle { limits: ProgrammeLimits::none(), size_override: None };
    for (on, act) in [(date(2026, 1, 5), plan_it(plan)), (date(2026, 1, 12), CycleAct::StartCycle(start))] {
        let command = CycleCommand { today: TODAY, effective_on: on, act };
        let context = Context::new(Uuid::new_v4(), "", "lead", "test");
        let done = app.journal().execute::<Cycle>(&cycle.to_string(), None, command, &context).await.unwrap();
        seen(app, &done).await;
    }
    (cycle, format!("/cycles/{cycle}"))
}

async fn send(tab: &Tab, path: &str, fields: &[(String, String)], file: &str) -> (StatusCode, String) {
    let answer = tab.upload(path, fields, file.as_bytes()).await;
    match answer.headers().get(header::LOCATION) {
        Some(to) => (answer.status(), to.to_str().unwrap().to_owned()),
        None => read(answer).await,
    }
}

async fn looked(tab: &Tab, path: &str, file: &str) -> (StatusCode, String) {
    let (status, page) = tab.get(path).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    send(tab, path, &form_of(&page), file).await
}

fn with(mut form: Vec<(String, String)>, more: &[(&str, &str)]) -> Vec<(String, String)> {
    form.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    form.extend(more.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    form
}

const TAKE: [(&str, &str); 4] =
    [("step", "take"), ("taken_on", "2026-03-09"), ("entry_band", "at"), ("weeks", "120")];
const LIST: &str = "Pupil,Score,Date,Paper\nAda Example,88,2026-03-10,\nBo Ngata,absent,,\nCy New,79,,b\n";

#[tokio::test]
async fn a_class_s_scores_come_into_the_cycle_whole_with_the_pupils_and_only_once() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let pupils = [
        registered(&app, "Ada Example").await,
        registered(&app, "Bo Ngata").await,
        registered(&app, "Cy New").await,
    ];
    let (cycle, address) = following(&app).await;
    let lead = person(&app, Role::Lead, SCHOOL).await;
    let path = format!("{address}/tracking");
    assert!(lead.get(&address).await.1.contains("/tracking"), "the cycle's page leads there");
    let (status, page) = looked(&lead, &path, LIST).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("3 rows are new") && page.contains("3 pupils come into the cycle"), "{page}");
    let (status, refused) = send(&lead, &path, &with(form_of(&page), &[("step", "take")]), "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.contains("Choose where the pupil stands"), "{refused}");
    let form = with(form_of(&page), &TAKE);
    let (status, to) = send(&lead, &path, &form, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let (status, again) = send(&lead, &path, &form, "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "the same form twice: {again}");
    let (_, shown) = lead.get(&to).await;
    assert!(shown.contains("Ada Example") && shown.contains("88") && shown.contains("79"), "{shown}");

    let record =
        app.journal().load::<Cycle>(&cycle.to_string()).await.unwrap().state.record().unwrap().clone();
    assert_eq!((record.participants.len(), record.assessments.len()), (3, 2));
    let facts = app.journal().page(0, 1_000).await.unwrap();
    let of = |kind: &str| facts.iter().filter(|fact| fact.event_type == kind).collect::<Vec<_>>();
    let list = of("list_committed");
    assert_eq!((list.len(), of("pupil_placed").len(), of("assessment_missed").len()), (1, 3, 1));
    for score in of("assessment_recorded") {
        assert_eq!(score.payload["batch"], list[0].payload["batch"], "each score names the list");
    }
    let links = participations::parts(app.pool(), app.vault(), &pupils).await.unwrap();
    assert!(pupils.iter().all(|pupil| links[pupil].len() == 1), "the way from each pupil to the part");
    let stored = format!("{facts:?}");
    assert!(!stored.contains("Ada") && !stored.contains("Ngata"), "no name in the clear");

    let (_, page) = looked(&lead, &path, LIST).await;
    let (_, page) = send(&lead, &path, &with(form_of(&page), &[("taken_on", "2026-03-09")]), "").await;
    assert!(page.contains("3 rows are on record already") && page.contains("nothing to take over"), "{page}");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn every_bad_cell_is_named_at_once_and_nothing_is_stored_by_half() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    for name in ["Ada Example", "Bo Ngata"] {
        registered(&app, name).await;
    }
    let (cycle, address) = following(&app).await;
    let lead = person(&app, Role::Lead, SCHOOL).await;
    let path = format!("{address}/tracking");
    let bad = "Pupil,Score,Date\nAda Example,many,2026-03-09\nZoe Unknown,80,2026-03-09\nBo Ngata,80,soon\n";
    let (status, page) = looked(&lead, &path, bad).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    for told in
        ["B2: this is not a score", "A3: nobody on the register", "C4: write the day", "id=\"cell-C4\""]
    {
        assert!(page.contains(told), "{told}: {page}");
    }
    // What only a rule of the cycle can refuse is told at its cell too: the test's scale, and the days of the cycle.
    let (_, page) =
        looked(&lead, &path, "Pupil,Score,Date\nAda Example,80,2026-03-09\nBo Ngata,400,2025-03-09\n").await;
    let form = with(form_of(&page), &TAKE);
    let (status, page) = send(&lead, &path, &form, "").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    assert!(page.contains("href=\"#cell-B3\"") && page.contains("B3: "), "{page}");
    let state = app.journal().load::<Cycle>(&cycle.to_string()).await.unwrap().state;
    assert!(state.record().unwrap().participants.is_empty(), "nobody was placed");
    // A score on record is put right on its own page, not by a list.
    let (_, page) = looked(&lead, &path, "Pupil,Score,Date\nAda Example,80,2026-03-09\n").await;
    let (status, to) = send(&lead, &path, &with(form_of(&page), &TAKE), "").await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let (status, page) = looked(&lead, &path, "Pupil,Score,Date\nAda Example,81,2026-03-09\n").await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("B2: the score 80 is on record"), "{page}");

    let teacher = person(&app, Role::Teacher, SCHOOL).await;
    assert_eq!(teacher.get(&path).await.0, StatusCode::FORBIDDEN);
    let elsewhere = person(&app, Role::Lead, "urn:125000").await;
    assert_eq!(elsewhere.get(&path).await.0, StatusCode::NOT_FOUND);
    app.stop().await;
    fresh.drop().await;
}
