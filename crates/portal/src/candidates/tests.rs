//! Choosing pupils and placing them, on a real database, from the list to the cycle's page.

use axum::http::{StatusCode, header};
use domain::cycle::{Cycle, CycleCommand};
use domain::pupil::{Pupil, PupilAct, PupilCommand};
use domain::{CycleId, PupilId, YearLevel};
use jiff::civil::date;
use journal::Context;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

use crate::access::Role;
use crate::app::App;
use crate::pupil_details::{Details, InYear};
use crate::pupils;
use crate::test_support::{Fresh, TODAY, Tab, hidden, person, plan, plan_it, read};

const SCHOOL: &str = "demo:test";

/// Registers a pupil of this name who was in this school year in January 2026, and is so for good in these tests.
async fn registered(app: &App, name: &str, year: u8) -> PupilId {
    let pupil = PupilId::new(Uuid::new_v4());
    let context = Context::new(Uuid::new_v4(), "", "lead", "test");
    let details = Details {
        legal_name: name.to_owned(),
        known_name: None,
        national_number: None,
        birth_date: None,
        in_year: Some(InYear { level: YearLevel::new(year).unwrap(), on: app.today() }),
        characteristics: Vec::new(),
    };
    let details = pupils::seal(app.vault(), pupil, context.command_id, &details).await.unwrap();
    let school = SCHOOL.parse().unwrap();
    let act = PupilAct::RegisterPupil { pupil, school, details, batch: None };
    let command = PupilCommand { today: TODAY, effective_on: date(2026, 1, 5), act };
    app.journal().execute::<Pupil>(&pupil.to_string(), None, command, &context).await.unwrap();
    pupil
}

/// Plans a cycle of these tests, and gives its address.
async fn planned(app: &App) -> String {
    let cycle = CycleId::new(Uuid::new_v4());
    let command = CycleCommand { today: TODAY, effective_on: date(2026, 1, 5), act: plan_it(plan(cycle)) };
    let context = Context::new(Uuid::new_v4(), "", "lead", "test");
    let done = app.journal().execute::<Cycle>(&cycle.to_string(), None, command, &context).await.unwrap();
    let waited = std::time::Duration::from_secs(30);
    assert!(app.running().wait_for(&done.token.unwrap(), waited).await.unwrap());
    format!("/cycles/{cycle}")
}

/// Sends the form that places `pupil`; gives the status and where it leads, or what it says.
async fn place(lead: &Tab, cycle: &str, pupil: PupilId, more: &[(&str, &str)]) -> (StatusCode, String) {
    let path = format!("{cycle}/candidates/{pupil}");
    let (status, page) = lead.get(&path).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    let mut form = Serializer::new(String::new());
    for name in ["command_id", "expected", "elsewhere"] {
        form.append_pair(name, &hidden(&page, name));
    }
    let fields = [
        ("entry_band", "below"),
        ("year_level", "4"),
        ("weeks", "120"),
        ("potential_evidence", "Explains well when working with a partner."),
        ("role", "target"),
        ("tier", "tier2"),
        ("share_of_sessions", "100"),
        ("effective_on", "2026-01-08"),
        ("reason", "evidence_from_assessment"),
    ];
    let answer = lead.post(&path, &form.extend_pairs(fields).extend_pairs(more).finish()).await;
    match answer.headers().get(header::LOCATION) {
        Some(to) => (answer.status(), to.to_str().unwrap().to_owned()),
        None => read(answer).await,
    }
}

#[tokio::test]
async fn a_pupil_is_chosen_from_the_list_and_placed_and_is_told_to_be_busy_afterwards() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let lead = person(&app, Role::Lead, SCHOOL).await;
    let (ada, older) = (registered(&app, "Ada Example", 4).await, registered(&app, "Ben Older", 12).await);
    let (first, second) = (planned(&app).await, planned(&app).await);
    let (status, page) = lead.get(&format!("{first}/candidates")).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains("Ada Example") && page.contains("Never placed in a cycle"), "{page}");
    let (free, others) = page.split_once("1 more pupil is in another school year").unwrap();
    assert!(!free.contains("Ben Older") && others.contains("Ben Older"), "{page}");

    let (status, to) = place(&lead, &first, ada, &[]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");
    let mut shown = lead.get(&to).await.1;
    while shown.contains("This page does not show it yet") {
        shown = lead.get(&to).await.1;
    }
    assert!(shown.contains("Ada Example"), "{shown}");
    assert!(!lead.get(&format!("{first}/candidates")).await.1.contains("Ada Example"), "in it already");
    assert_eq!(lead.get(&format!("{first}/candidates/{ada}")).await.0, StatusCode::NOT_FOUND);

    let (_, page) = lead.get(&format!("{second}/candidates")).await;
    let busy = page.split("In another cycle of this subject").nth(1).unwrap();
    assert!(
        busy.contains("Ada Example") && busy.contains("Below what is expected, on 8 January 2026"),
        "{page}"
    );
    let (status, refused) = place(&lead, &second, ada, &[]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.contains("href=\"#overlap_override\""), "{refused}");
    let (status, to) = place(&lead, &second, ada, &[("overlap_override", "need_greater")]).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{to}");

    let (status, refused) = place(&lead, &first, older, &[("year_level", "12")]).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.contains("This programme is for school years"), "{refused}");
    app.stop().await;
    fresh.drop().await;
}
