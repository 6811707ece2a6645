//! Who is past their day, and who sees it.

use axum::http::StatusCode;
use domain::PupilId;
use jiff::civil::date;
use uuid::Uuid;

use super::*;
use crate::policy::Role;
use crate::test_support::{Fresh, person};

#[test]
fn a_day_that_a_year_does_not_have_is_the_last_of_its_month() {
    assert_eq!(years_before(date(2028, 2, 29), 3), date(2025, 2, 28));
    assert_eq!(years_before(date(2026, 11, 22), 6), date(2020, 11, 22));
}

/// A pupil's line in the register, who left or came so many years ago.
async fn line(fresh: &Fresh, number: u128, school: Option<&str>, years: i32) -> PupilId {
    let pupil = PupilId::new(Uuid::from_u128(number));
    let written = "insert into pupils (pupil_id, school_id, kept_by, since, sequence)
                   values ($1, $2, 'demo:test', current_date - make_interval(years => $3, days => 2), 1)";
    sqlx::query(written).bind(pupil.uuid()).bind(school).bind(years).execute(&fresh.pool).await.unwrap();
    pupil
}

#[tokio::test]
async fn a_head_is_led_to_the_records_of_those_who_left_long_ago_and_nobody_else_is() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let long_ago = line(&fresh, 1, None, i32::from(PUPIL_YEARS)).await;
    let lately = line(&fresh, 2, None, i32::from(PUPIL_YEARS) - 1).await;
    let here = line(&fresh, 3, Some("demo:test"), i32::from(PUPIL_YEARS) + 4).await;
    let head = person(&app, Role::Head, "demo:test").await;
    let auditor = person(&app, Role::Auditor, "demo:test").await;
    let lead = person(&app, Role::Lead, "demo:test").await;
    let other = person(&app, Role::Head, "urn:125000").await;
    let address = "/schools/demo:test/retention";
    let (status, page) = head.get(address).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    assert!(page.contains(&format!("/pupils/{long_ago}/erasure")), "{page}");
    for pupil in [lately, here] {
        assert!(!page.contains(&pupil.to_string()), "{page}");
    }
    let (_, page) = auditor.get(address).await;
    assert!(page.contains(&format!("/pupils/{long_ago}/history")) && !page.contains("/erasure"), "{page}");
    let (_, answer) = auditor.get(&format!("/api/v1{address}")).await;
    assert!(answer.contains(&long_ago.to_string()) && !answer.contains(&lately.to_string()), "{answer}");
    assert_eq!(lead.get(address).await.0, StatusCode::FORBIDDEN);
    assert_eq!(other.get(address).await.0, StatusCode::NOT_FOUND);
    app.stop().await;
    fresh.drop().await;
}
