//! The portal as it was, on a real database: what the rules make of the facts up to then, and what a pack said.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use cqrs_es::Aggregate as _;
use domain::cycle::Cycle;
use domain::{AssessmentId, SchoolId};
use jiff::Timestamp;
use journal::{Streams, View};
use rust_decimal::Decimal;
use serde_json::json;

use super::read;
use crate::app::App;
use crate::demo::{self, SCHOOL};
use crate::policy::Role;
use crate::test_support::{Facts, Fresh, person};
use crate::words::Words;
use crate::{assessments, cycles, limit_then, packs, paper, placements, results, schools, story};

async fn demonstration(fresh: &Fresh) -> App {
    let app = fresh.app().await;
    demo::make(&app, |_, _| ()).await.unwrap();
    let in_step = async {
        loop {
            let health = app.running().health().await.unwrap();
            let behind = health.figures.projections.iter().any(|table| table.lag_events > 0);
            if health.figures.oldest_unsealed.is_zero() && !behind {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_mins(1), in_step).await.expect("the read tables follow");
    app
}

/// The portal as of a fact, for pages that are made of these streams.
async fn then(app: &App, streams: &Streams, position: u64) -> App {
    let moment = app.journal().moment_of(position).await.unwrap().unwrap();
    app.as_of(&View::until(streams.clone(), position), moment.sealed_at).await.unwrap()
}

#[tokio::test]
async fn a_cycle_as_of_any_fact_is_what_the_rules_make_of_the_facts_up_to_it() {
    let fresh = Fresh::database().await;
    let app = demonstration(&fresh).await;
    let school: SchoolId = SCHOOL.parse().unwrap();
    let mut corrected = 0;
    for known in cycles::read::of_school(app.pool(), &school).await.unwrap() {
        let facts = app.journal().stream("cycle", &known.id.to_string()).await.unwrap();
        let is_correction = |kind: &str| kind == "assessment_corrected" || kind == "assessment_voided";
        // Every correction and the fact before it, and some others.
        for (place, fact) in facts.iter().enumerate() {
            let next = facts.get(place + 1).is_some_and(|next| is_correction(&next.event_type));
            if !(is_correction(&fact.event_type) || next || place % 23 == 0) {
                continue;
            }
            corrected += usize::from(is_correction(&fact.event_type));
            let position = fact.position.unwrap();
            let then = then(&app, &read::of_cycle(known.id, &school), position).await;
            let mut state = Cycle::default();
            let up_to = facts.iter().filter(|one| one.position.unwrap() <= position);
            let last = up_to.clone().next_back().unwrap().sequence;
            up_to.filter_map(story::event).for_each(|event| state.apply(event));
            let record = state.record().unwrap();

            let row = cycles::read::cycle(then.pool(), known.id).await.unwrap().unwrap();
            assert_eq!((row.sequence, row.state.as_str()), (last, state.stage().name()), "{position}");
            let rows = assessments::read::of_cycle(then.pool(), known.id).await.unwrap();
            let read: BTreeMap<AssessmentId, Decimal> =
                rows.iter().filter_map(|row| row.score.as_ref()).map(|one| (one.id, one.value)).collect();
            let folded: BTreeMap<AssessmentId, Decimal> =
                record.assessments.iter().map(|(id, one)| (*id, one.reading.score.decimal())).collect();
            assert_eq!(read, folded, "{position}");
            let people = placements::read::of_cycle(then.pool(), known.id).await.unwrap();
            assert_eq!(people.len(), record.participants.len(), "{position}");
            assert_eq!(then.journal().load::<Cycle>(&known.id.to_string()).await.unwrap().sequence, last);
        }
    }
    assert!(corrected > 0, "the demonstration has corrections");
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_pack_is_what_the_portal_says_as_of_the_record_that_it_stands_on() {
    let fresh = Fresh::database().await;
    let app = demonstration(&fresh).await;
    let id: SchoolId = SCHOOL.parse().unwrap();
    let issues = packs::read::of_school(app.journal(), &id).await.unwrap();
    // Of the pack as it was issued, and as it was amended.
    for issue in issues.iter().filter(|issue| issue.number == 1) {
        let kept = paper::open(&app, &id, issue.command_id, issue.content.clone()).await.unwrap();
        // Just before the pack itself was a fact.
        let position = issue.position.unwrap() - 1;
        let then = then(&app, &read::of_school(app.pool(), &id).await.unwrap(), position).await;
        let school = schools::read::school(then.pool(), &id).await.unwrap().unwrap();
        let mut again = paper::gather(&then, Words::default(), &school, None).await.unwrap();
        // Which checkpoint it quotes is settled when it is issued.
        again.basis.checkpoint.clone_from(&kept.basis.checkpoint);
        assert_eq!(again, kept, "pack {}", issue.path());
        let known = results::read::of_school(then.pool(), &id, results::STAGE).await.unwrap();
        let of_pack: Vec<_> = kept.basis.official.iter().map(|one| one.year).collect();
        assert_eq!(known.iter().map(|one| one.year).collect::<Vec<_>>(), of_pack);
    }
    assert!(issues.len() > 1);
    app.stop().await;
    fresh.drop().await;
}

/// Which rows of cycles stand in the places where the past is looked at, by the transactions that filled them in.
async fn filled(app: &App) -> Vec<String> {
    let places: Vec<String> = sqlx::query_scalar(
        "select schemaname::text from pg_tables where schemaname like 'asof_%' and tablename = 'cycles' order by 1",
    )
    .fetch_all(app.pool())
    .await
    .unwrap();
    let mut filled = Vec::new();
    for place in places {
        let rows = format!("select cycle_id::text || xmin::text from {place}.cycles");
        filled.extend(sqlx::query_scalar::<_, String>(&rows).fetch_all(app.pool()).await.unwrap());
    }
    filled
}

#[tokio::test]
async fn what_held_on_a_day_is_not_made_again_because_somebody_records_something_elsewhere() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let settled = async |facts: &Facts| {
        let token = fresh.store(facts).await;
        assert!(app.running().wait_for(&token, Duration::from_secs(30)).await.unwrap());
    };
    let one = Facts::with_pupils(1, 6);
    settled(&one).await;
    let lead = person(&app, Role::Lead, "demo:test").await;
    let page = format!("/true-on/2026-01-12/cycles/{}", one.cycle);
    assert_eq!(lead.get(&page).await.0, StatusCode::OK);
    let before = filled(&app).await;
    assert_eq!(before.len(), 1);
    settled(&Facts::with_pupils(2, 6)).await;
    assert_eq!(lead.get(&page).await.0, StatusCode::OK);
    assert_eq!(filled(&app).await, before, "the same tables");
    app.stop().await;
    fresh.drop().await;
}

/// A school in New Zealand.
fn in_auckland() -> Facts {
    let registered = json!({
        "type": "school_registered", "effective_on": "2025-12-13", "school": "demo:test",
        "details": {"name": "Made-up School", "kind": "other"},
    });
    let profile = json!({
        "type": "school_profile_set", "effective_on": "2025-12-13", "school": "demo:test",
        "profile": {"country": "new_zealand", "time_zone": "Pacific/Auckland", "phase": "primary", "first_month": 1},
    });
    Facts { recorded: limit_then::tests::recorded([registered, profile]), ..Facts::planned(99) }
}

#[tokio::test]
async fn a_page_of_a_school_goes_by_the_school_s_clock_and_an_address_without_a_clock_by_london_s() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let cycle = Facts::with_pupils(1, 2);
    fresh.store(&in_auckland()).await;
    let token = fresh.store(&cycle).await;
    assert!(app.running().wait_for(&token, Duration::from_secs(30)).await.unwrap());
    let lead = person(&app, Role::Lead, "demo:test").await;
    let page = format!("/cycles/{}", cycle.cycle);
    let chosen = |typed: &str| {
        let path = format!("/as-of?page={page}&at={typed}");
        lead.send(Request::get(path).header(header::COOKIE, lead.cookie()).body(Body::empty()).unwrap())
    };
    let to = chosen("2026-01-12T15:00").await.headers()[header::LOCATION].to_str().unwrap().to_owned();
    assert_eq!(to, format!("/as-of/2026-01-12T15:00:00+13:00{page}"));

    // So that this second is wholly after the last record.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    let now = Timestamp::now();
    let in_zone = |zone: &str, form: &str| now.in_tz(zone).unwrap().strftime(form).to_string();
    let there = |form: &str| in_zone("Pacific/Auckland", form);
    let says = async |path: String| {
        let (status, body) = lead.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{path}: {body}");
        body
    };
    let then = says(format!("/as-of/{now}{page}")).await;
    for said in
        ["by the clock in Auckland", &there("%H:%M"), &format!("/true-on/{}{page}", there("%Y-%m-%d"))]
    {
        assert!(then.contains(said), "{said} in {then}");
    }
    assert!(!then.contains("names no clock"), "{then}");
    let bare = says(format!("/as-of/{}{page}", in_zone("Europe/London", "%Y-%m-%dT%H:%M:%S"))).await;
    assert!(bare.contains("names no clock"), "{bare}");
    let held = says(format!("/true-on/2026-01-12{page}")).await;
    assert!(held.contains(&format!("/as-of/2026-01-12T23:59:59.999999+13:00{page}")), "{held}");

    let both = format!("{page}/difference?to={}", there("%Y-%m-%dT%H:%M:%S"));
    assert_eq!(lead.get(&both).await.0, StatusCode::UNPROCESSABLE_ENTITY, "in London that is still to come");
    let both = says(format!("{both}&clock=Pacific/Auckland")).await;
    for said in ["by the clock in Auckland", &there("%H:%M"), "name=\"clock\" value=\"Pacific/Auckland\""] {
        assert!(both.contains(said), "{said} in {both}");
    }
    app.stop().await;
    fresh.drop().await;
}
