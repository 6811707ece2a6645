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

use crate::test_support::{Fresh, read};

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

    let (_, proof) = get(&portal, "/ledger/proof?position=1").await;
    let proof: Value = serde_json::from_str(&proof).unwrap();
    let (leaf, size) = (hash(&proof["leaf"]), signed.size());
    assert!(Inclusion { position: 1, leaf, size, hashes: hashes(&proof) }.holds(&signed.checkpoint()));
    let (_, earlier) = get(&portal, "/ledger/proof?position=1&size=1").await;
    let earlier: Value = serde_json::from_str(&earlier).unwrap();
    let (_, proof) = get(&portal, "/ledger/consistency?from=1").await;
    let proof: Value = serde_json::from_str(&proof).unwrap();
    let first = Checkpoint { position: 1, root: hash(&earlier["root"]) };
    assert!(is_consistent(&first, &signed.checkpoint(), &hashes(&proof)));
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
