//! Proofs as people and programs get them, over a real ledger.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tower::ServiceExt;

use super::page::sides;
use crate::app::App;
use crate::command_line::serve::portal;
use crate::policy::Role;
use crate::test_support::{Facts, Fresh, person, read};

const SCHOOL: &str = "demo:test";

async fn signed(app: &App) -> u64 {
    loop {
        if let Some(signed) = app.notary().issue().await.unwrap() {
            return signed.size();
        }
        tokio::task::yield_now().await;
    }
}

/// The portal asked by somebody who is not signed in: by a browser, or by a program.
async fn ask(app: &App, path: &str, accept: &str) -> (StatusCode, String) {
    let request = Request::get(path).header(header::ACCEPT, accept).body(Body::empty()).unwrap();
    read(portal(app).oneshot(request).await.unwrap()).await
}

async fn page(app: &App, path: &str) -> String {
    let (status, page) = ask(app, path, "text/html,*/*;q=0.8").await;
    assert_eq!(status, StatusCode::OK, "{path}: {page}");
    page
}

async fn data(app: &App, path: &str) -> Value {
    let (status, json) = ask(app, path, "application/json").await;
    assert_eq!(status, StatusCode::OK, "{path}: {json}");
    serde_json::from_str(&json).unwrap()
}

fn decoded(value: &Value) -> Vec<u8> {
    BASE64_STANDARD.decode(value.as_str().unwrap()).unwrap()
}

/// What a reader gets who follows the page: each hash on its side, both hashed together.
fn followed(proof: &Value) -> String {
    let sides = sides(proof["position"].as_u64().unwrap(), proof["size"].as_u64().unwrap());
    let hashes = proof["hashes"].as_array().unwrap();
    assert_eq!(sides.len(), hashes.len());
    let up = |known: Vec<u8>, (is_left, hash): (bool, &Value)| {
        let hash = decoded(hash);
        let (left, right) = if is_left { (hash, known) } else { (known, hash) };
        Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().to_vec()
    };
    hex::encode(sides.into_iter().zip(hashes).fold(decoded(&proof["leaf"]), up))
}

#[tokio::test]
async fn a_proof_is_a_page_to_people_and_the_same_hashes_to_programs() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let size = signed(&app).await;
    for position in 1..=size {
        let proof = data(&app, &format!("/ledger/proof?position={position}")).await;
        assert_eq!(proof, data(&app, &format!("/api/v1/ledger/proof?position={position}")).await);
        assert_eq!(Value::from(followed(&proof)), proof["root_hex"], "at {position}");
        assert_eq!((&proof["signed"], &proof["as_sealed"]), (&Value::Bool(true), &Value::Bool(true)));
    }
    let proof = data(&app, "/ledger/proof?position=2").await;
    let shown = page(&app, "/ledger/proof?position=2").await;
    let (leaf, root) = (proof["leaf_hex"].as_str().unwrap(), proof["root_hex"].as_str().unwrap());
    assert_eq!(hex::encode(decoded(&proof["leaf"])), leaf);
    assert!(shown.contains(leaf) && shown.contains(root) && shown.contains("This proves"), "{shown}");
    let first = hex::encode(decoded(&proof["hashes"][0]));
    assert!(shown.contains(&first) && shown.contains("On the left"), "{shown}");
    // The root as the foot of a pack has it, here and on the page about the ledger.
    let short = format!("Ledger {size}: {}", &root[..16]);
    let ledger = page(&app, "/ledger").await;
    assert!(shown.contains(&short) && ledger.contains(&short) && ledger.contains(root), "{ledger}");
    assert!(ledger.contains("action=\"/ledger/consistency\""), "{ledger}");

    let compared = data(&app, "/ledger/consistency?from=2").await;
    let shown = page(&app, "/ledger/consistency?from=2&size=").await;
    let earlier = compared["from_root_hex"].as_str().unwrap();
    assert!(shown.contains(earlier) && shown.contains(root) && shown.contains("This proves"), "{shown}");
    assert!(shown.contains("so it can&#39;t say") || shown.contains("so it can't say"), "{shown}");
    assert!(!shown.contains("None of their seals"), "nothing was signed over two: {shown}");
    assert_eq!((&compared["from_signed"], &compared["signed"]), (&Value::Bool(false), &Value::Bool(true)));
    let note = compared["from_root"].as_str().unwrap();
    assert!(shown.contains(note), "as it stands in a note that was kept: {shown}");
    let shown = page(&app, &format!("/ledger/consistency?from={size}")).await;
    assert!(shown.contains("None of their seals was changed"), "{shown}");
    let unsigned = page(&app, "/ledger/proof?position=1&size=2").await;
    assert!(unsigned.contains("No checkpoint was signed with this root"), "{unsigned}");
    let (status, page) = ask(&app, "/ledger/consistency?from=soon", "text/html").await;
    assert!(status == StatusCode::BAD_REQUEST && page.contains("in digits"), "{page}");
    // Somebody keeps a checkpoint from before an older copy was brought back, of which nothing here knows.
    for more in [format!("from={}", size + 1000), format!("from={size}&size={}", size + 1000)] {
        let path = format!("/ledger/consistency?{more}");
        let (status, page) = ask(&app, &path, "text/html").await;
        assert!(
            status == StatusCode::NOT_FOUND && page.contains("older copy of them was brought back"),
            "{page}"
        );
        let (status, problem) = ask(&app, &path, "application/json").await;
        assert!(
            status == StatusCode::NOT_FOUND && problem.contains("covers more facts than are here"),
            "{problem}"
        );
    }
    app.stop().await;
    fresh.drop().await;
}

#[tokio::test]
async fn whoever_may_read_the_record_is_led_to_it_and_one_that_was_changed_is_not_told_to_be_as_it_was() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let auditor = person(&app, Role::Auditor, SCHOOL).await;
    let facts = Facts::with_pupils(1, 1);
    let token = fresh.store(&facts).await;
    assert!(app.running().wait_for(&token, Duration::from_secs(30)).await.unwrap());
    let entry = format!("/cycles/{}/history/1", facts.cycle);
    let (_, recorded) = auditor.get(&format!("/api/v1{entry}")).await;
    let recorded: Value = serde_json::from_str(&recorded).unwrap();
    let proof = format!("/ledger/proof?position={}", recorded["position"]);
    let (_, shown) = auditor.get(&entry).await;
    assert!(shown.contains(&format!("href=\"{proof}\"")), "{shown}");
    let (status, _) = ask(&app, &proof, "text/html").await;
    assert_eq!(status, StatusCode::NOT_FOUND, "nothing is signed yet");

    assert!(signed(&app).await >= recorded["position"].as_u64().unwrap());
    let link = format!("href=\"{entry}\"");
    let (_, shown) = auditor.get(&proof).await;
    assert!(shown.contains(&link) && shown.contains(recorded["hash"].as_str().unwrap()), "{shown}");
    assert!(!page(&app, &proof).await.contains(&link), "a stranger learns of no record");
    let later = Facts::with_pupils(2, 1);
    let token = fresh.store(&later).await;
    assert!(app.running().wait_for(&token, Duration::from_secs(30)).await.unwrap());
    let waits = app.journal().checkpoint().await.unwrap().unwrap().position;
    let (status, shown) = ask(&app, &format!("/ledger/proof?position={waits}"), "text/html").await;
    assert!(status == StatusCode::OK && shown.contains("No checkpoint was signed with this root"), "{shown}");

    let altered = "update es.events set recorded_at = recorded_at + interval '1 day' where aggregate_id = $1 and sequence = 1";
    let mut superuser = fresh.superuser().await;
    sqlx::query(altered).bind(facts.cycle.to_string()).execute(&mut superuser).await.unwrap();
    assert!(page(&app, &proof).await.contains("This record is not as it was sealed"));
    assert_eq!(data(&app, &proof).await["as_sealed"], false);
    app.stop().await;
    fresh.drop().await;
}

/// Whatever size is asked for.
#[tokio::test]
async fn nothing_is_proved_of_records_that_are_not_those_that_were_signed() {
    let fresh = Fresh::database().await;
    let app = fresh.app().await;
    let size = signed(&app).await;
    let paths = [
        format!("/ledger/consistency?from=2&size={size}"),
        format!("/ledger/consistency?from={size}&size={size}"),
        format!("/ledger/proof?position=2&size={size}"),
        "/ledger/proof?position=1&size=2".to_owned(),
        "/ledger/consistency?from=2".to_owned(),
    ];
    for path in &paths {
        drop(page(&app, path).await);
    }
    let mut superuser = fresh.superuser().await;
    let rewritten =
        "update es.block set root = sha256(root) where height = (select max(height) from es.block)";
    sqlx::query(rewritten).execute(&mut superuser).await.unwrap();
    for path in &paths {
        let (status, shown) = ask(&app, path, "text/html").await;
        assert!(
            status == StatusCode::SERVICE_UNAVAILABLE && !shown.contains("This proves"),
            "{path}: {shown}"
        );
    }
    app.stop().await;
    fresh.drop().await;
}
