//! The doors of the ledger, asked by somebody who is not signed in.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use cqrs_es::Aggregate;
use domain::ledger::{LEDGER, Ledger};
use journal::{Checkpoint, Inclusion, SignedCheckpoint, VerifierKey, is_consistent};
use serde_json::Value;
use tower::ServiceExt;
use url::form_urlencoded::Serializer;

use crate::policy::Role as Post;
use crate::test_support::{Fresh, hidden, person, read};

async fn get(portal: &Router, path: &str) -> (StatusCode, String) {
    read(portal.clone().oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap()).await
}

fn hash(value: &Value) -> [u8; 32] {
    BASE64_STANDARD.decode(value.as_str().unwrap()).unwrap().try_into().unwrap()
}

fn hashes(value: &Value) -> Vec<[u8; 32]> {
    value["hashes"].as_array().unwrap().iter().map(hash).collect()
}

#[test]
fn the_stream_in_which_the_journal_looks_for_keys_is_the_one_that_the_rules_write() {
    assert_eq!((<Ledger as Aggregate>::TYPE, LEDGER), journal::KEYS);
}

#[tokio::test]
async fn anybody_gets_the_checkpoint_its_key_and_proofs_that_hold() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let portal = crate::command_line::serve::portal(&app);
    assert_eq!(get(&portal, "/ledger/checkpoint").await.0, StatusCode::NOT_FOUND, "nothing is signed yet");
    assert_eq!(get(&portal, "/ledger").await.0, StatusCode::OK);

    let signed = loop {
        if let Some(signed) = app.notary().issue().await.unwrap() {
            break signed;
        }
        tokio::task::yield_now().await;
    };
    let (_, key) = get(&portal, "/ledger/key").await;
    let key: VerifierKey = key.parse().unwrap();
    let (_, note) = get(&portal, "/ledger/checkpoint").await;
    assert_eq!(SignedCheckpoint::open(&note, &key).unwrap(), signed);
    let (_, same) = get(&portal, &format!("/ledger/checkpoint?size={}", signed.size())).await;
    assert_eq!(same, note);
    let (_, page) = get(&portal, "/ledger").await;
    assert!(page.contains(key.origin()));

    let (_, proof) = get(&portal, "/api/v1/ledger/proof?position=1").await;
    let proof: Value = serde_json::from_str(&proof).unwrap();
    let (leaf, size) = (hash(&proof["leaf"]), signed.size());
    assert!(Inclusion { position: 1, leaf, size, hashes: hashes(&proof) }.holds(&signed.checkpoint()));
    let (_, earlier) = get(&portal, "/api/v1/ledger/proof?position=1&size=1").await;
    let earlier: Value = serde_json::from_str(&earlier).unwrap();
    let (_, proof) = get(&portal, "/api/v1/ledger/consistency?from=1").await;
    let proof: Value = serde_json::from_str(&proof).unwrap();
    let first = Checkpoint { position: 1, root: hash(&earlier["root"]) };
    assert!(is_consistent(&first, &signed.checkpoint(), &hashes(&proof)));
    let read =
        serde_json::from_value::<crate::proofs::ConsistencyAnswer>(proof.clone()).unwrap().read().unwrap();
    assert_eq!((read.earlier, read.later, read.hashes), (first, signed.checkpoint(), hashes(&proof)));
    for beyond in [
        "proof?position=0",
        "proof?position=1&size=99999999",
        "consistency?from=0",
        "checkpoint?size=99999999",
    ] {
        assert_eq!(get(&portal, &format!("/ledger/{beyond}")).await.0, StatusCode::NOT_FOUND, "{beyond}");
    }
    drop(portal);
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn a_pack_says_who_did_something_in_which_role_and_not_how_they_sign_in() {
    const NEW: &str = "/schools/demo:test/pupils/new";
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let lead = person(&app, Post::Lead, "demo:test").await;
    drop(person(&app, Post::Head, "demo:test").await);
    let (_, page) = lead.get(NEW).await;
    let mut form = Serializer::new(String::new());
    for name in ["command_id", "expected"] {
        form.append_pair(name, &hidden(&page, name));
    }
    let ada = [
        ("legal_name", "Ada Example"),
        ("number_kind", "upn"),
        ("national_number", "B801200005001"),
        ("birth_date", "2016-05-04"),
        ("year_level", "4"),
        ("effective_on", "2025-09-03"),
        ("coming", "on"),
    ];
    let sent = lead.post(NEW, &form.extend_pairs(ada).finish()).await;
    assert_eq!(sent.status(), StatusCode::SEE_OTHER);
    let pupil = "select aggregate_type, aggregate_id from es.events where aggregate_type = 'pupil' limit 1";
    let pupil: (String, String) = sqlx::query_as(pupil).fetch_one(app.pool()).await.unwrap();
    let [one] = super::read::people(app.pool(), Some(&[pupil])).await.unwrap().try_into().unwrap();
    assert_eq!(one.roles, "lead");
    let told = crate::command_line::export::people(std::slice::from_ref(&one)).unwrap();
    assert_eq!(told, format!("id,display_name,roles\n{},{},lead\n", one.id, one.display_name));
    assert!(!told.contains("lead-demo-test"), "{told}");
    assert!(super::read::people(app.pool(), None).await.unwrap().len() >= 2, "everybody has an account");
    app.stop().await;
    fresh.drop().await;
}

/// Not the records are at fault then, and what was signed is not lost.
#[tokio::test]
async fn a_stored_checkpoint_that_is_not_genuine_is_told_from_records_that_were_changed() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let portal = crate::command_line::serve::portal(&app);
    let signed = loop {
        if let Some(signed) = app.notary().issue().await.unwrap() {
            break signed;
        }
        tokio::task::yield_now().await;
    };
    let mut superuser = fresh.superuser().await;
    let forged = "insert into es.checkpoint (size, note, target) select 999999, note, target from es.checkpoint limit 1";
    sqlx::query(forged).execute(&mut superuser).await.unwrap();
    let (status, page) = get(&portal, "/ledger").await;
    assert_eq!(status, StatusCode::OK);
    let covers = format!("It covers facts 1 to {}", signed.size());
    assert!(page.contains("is not as it was signed") && page.contains(&covers), "{page}");
    assert!(!page.contains("Nothing has been signed yet") && !page.contains("do not fit"), "{page}");
    assert_eq!(get(&portal, "/ledger/checkpoint").await, (StatusCode::OK, signed.note().to_owned()));
    let (status, page) = get(&portal, "/ledger/proof?position=1").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        page.contains("is not as it was signed") && !page.contains("not those that were signed"),
        "{page}"
    );
    drop(portal);
    app.stop().await;
    fresh.drop().await;
}
