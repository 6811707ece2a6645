//! What a school recorded, over a real database: in its order, narrowed, for those who may, and without a name.

use std::time::Duration;

use axum::http::StatusCode;
use domain::cycle::{AssessmentPoint, CorrectAssessment, CycleAct, Reading};
use domain::{GivenReason, ReasonCode, Score};
use jiff::civil::date;
use serde_json::Value;

use crate::policy::Role;
use crate::test_support::{Facts, Fresh, assessment, number_test, person};

const SCHOOL: &str = "demo:test";

/// A cycle with a score that was put right.
fn put_right(number: u128) -> Facts {
    let mut facts = Facts::with_pupils(number, 2);
    facts.score(1, AssessmentPoint::Baseline, 82, date(2026, 1, 9));
    let instrument = number_test();
    let id = assessment(facts.cycle, 1, AssessmentPoint::Baseline);
    let known = facts.state.record().unwrap().assessments[&id].clone();
    let correction = CorrectAssessment {
        instrument: instrument.limits(),
        windows: instrument.windows(),
        assessment_id: id,
        corrects_seq: known.live,
        after: Reading { score: Score::from(83), ..known.reading },
        reason: GivenReason::of(ReasonCode::DataEntryError),
    };
    facts.tell(date(2026, 1, 10), CycleAct::CorrectAssessment(Box::new(correction)));
    facts
}

#[tokio::test]
async fn a_school_s_history_is_in_one_order_over_all_its_records_and_has_no_name_in_it() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    for number in 1..=5 {
        let token = fresh.store(&put_right(number)).await;
        assert!(app.running().wait_for(&token, Duration::from_secs(30)).await.unwrap());
    }
    let lead = person(&app, Role::Lead, SCHOOL).await;
    let teacher = person(&app, Role::Teacher, SCHOOL).await;
    let other = person(&app, Role::Auditor, "urn:125000").await;
    let address = format!("/schools/{SCHOOL}/history");
    assert_eq!(teacher.get(&address).await.0, StatusCode::FORBIDDEN);
    assert_eq!(other.get(&address).await.0, StatusCode::NOT_FOUND);

    let mut positions = Vec::new();
    let mut next = Some(format!("/api/v1{address}"));
    while let Some(page) = next {
        let (status, body) = lead.get(&page).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        let answer: Value = serde_json::from_str(&body).unwrap();
        let events = answer["events"].as_array().unwrap();
        assert!(events.len() <= 25);
        positions.extend(events.iter().map(|event| event["position"].as_u64().unwrap()));
        next = answer["older"].as_str().map(str::to_owned);
    }
    assert_eq!(positions.len(), 5 * put_right(1).recorded.len() + 2, "all of it, and two people's roles");
    assert!(positions.is_sorted_by(|one, other| one > other), "the latest first, each once: {positions:?}");

    let narrowed = |query: &str| {
        let (lead, page) = (&lead, format!("/api/v1{address}?{query}"));
        async move {
            let answer: Value = serde_json::from_str(&lead.get(&page).await.1).unwrap();
            answer["events"].as_array().unwrap().clone()
        }
    };
    let corrected = narrowed("kind=assessment_corrected").await;
    assert_eq!(corrected.len(), 5);
    assert_eq!(corrected[0]["corrects"], corrected[0]["payload"]["corrects_seq"]);
    assert_eq!(narrowed("reason=data_entry_error").await.len(), 5);
    let recorded = narrowed("kind=assessment_recorded").await;
    assert_eq!(recorded[0]["corrected_by"], corrected[0]["sequence"]);
    assert!(narrowed("after_report=on").await.is_empty());
    let given = narrowed("kind=role_granted").await;
    assert_eq!(given.len(), 2);
    let (_, told) = lead.get(&format!("{address}?kind=role_granted")).await;
    assert!(told.contains("Some lead") && told.contains("<dd>teacher</dd>"), "{told}");
    assert!(!told.contains("href=\"/people/"), "a lead has no page of people to go to");
    let (first, last) = (positions[10], positions[3]);
    assert_eq!(narrowed(&format!("from={first}&to={last}")).await.len(), 8);
    assert_eq!(narrowed("person=00000000-0000-0000-0000-00000000000a&kind=pupil_placed").await.len(), 10);

    let (_, page) = lead.get(&format!("{address}?kind=assessment_corrected")).await;
    assert!(page.contains("82") && page.contains("83") && page.contains("Pupil 1"), "{page}");
    let own = corrected[0]["position"].as_u64().unwrap();
    let (status, page) = lead.get(&format!("{address}/{own}")).await;
    assert!(status == StatusCode::OK && page.contains("How it came about"), "{page}");
    assert_eq!(lead.get(&format!("{address}/999999")).await.0, StatusCode::NOT_FOUND);
    let named: i64 =
        sqlx::query_scalar("select count(*) from app.named_read").fetch_one(app.pool()).await.unwrap();
    assert_eq!(named, 0, "nobody read a name");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn the_page_of_a_record_that_was_changed_after_it_was_sealed_says_so_and_no_other_does() {
    const WARNING: &str = "This record is not as it was sealed";
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let facts = put_right(1);
    let token = fresh.store(&facts).await;
    assert!(app.running().wait_for(&token, Duration::from_secs(30)).await.unwrap());
    let lead = person(&app, Role::Lead, SCHOOL).await;
    let correction = facts.recorded.iter().find(|one| one.event_type == "assessment_corrected").unwrap();
    let (cycle, sequence) = (facts.cycle.to_string(), correction.sequence);
    let own = format!("/cycles/{cycle}/history/{sequence}");
    let asked = |address: String| {
        let lead = &lead;
        async move { lead.get(&address).await.1 }
    };
    let answer = async |address: &str| -> Value {
        serde_json::from_str(&asked(format!("/api/v1{address}")).await).unwrap()
    };
    let before = answer(&own).await;
    assert_eq!(before["as_sealed"], true);
    assert!(!asked(own.clone()).await.contains(WARNING));

    let mut superuser = fresh.superuser().await;
    let altered = "update es.events set payload = replace(payload::text, '83', '93')::json
                   where aggregate_id = $1 and sequence = $2";
    sqlx::query(altered).bind(&cycle).bind(sequence.cast_signed()).execute(&mut superuser).await.unwrap();
    let page = asked(own.clone()).await;
    assert!(page.contains(WARNING) && page.contains("93"), "{page}");
    let after = answer(&own).await;
    assert_eq!((&after["as_sealed"], &after["hash"]), (&Value::Bool(false), &before["hash"]));
    let place = format!("/schools/{SCHOOL}/history/{}", before["position"]);
    assert!(asked(place.clone()).await.contains(WARNING));
    assert_eq!(answer(&place).await["as_sealed"], false);
    let only = format!("/schools/{SCHOOL}/history?from={0}&to={0}", before["position"]);
    assert!(asked(only).await.contains(WARNING), "the stretch of one entry too");
    for list in [
        format!("/schools/{SCHOOL}/history"),
        format!("/schools/{SCHOOL}/corrections"),
        format!("/cycles/{cycle}/history"),
        format!("/cycles/{cycle}/difference"),
    ] {
        assert_eq!(asked(list.clone()).await.matches(WARNING).count(), 1, "{list}");
    }
    let next = format!("/cycles/{cycle}/history/{}", sequence - 1);
    assert!(!asked(next.clone()).await.contains(WARNING));
    assert_eq!(answer(&next).await["as_sealed"], true);
    app.stop().await;
    fresh.drop().await;
}
