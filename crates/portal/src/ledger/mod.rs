//! The ledger to the outside: what was signed last, by which key, and proofs for whoever kept an earlier checkpoint.
//!
//! Open to everybody, because a statement that others can't hold against us is worth nothing. It tells sizes and hashes
//! alone. Nothing is signed here: that happens hourly, and when a pack is issued or exported.

mod page;
pub mod read;
#[cfg(test)]
mod tests;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use journal::{Checkpoint, Consistency, JournalError, SignedCheckpoint};
use serde::{Deserialize, Serialize};

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::command_line::ledger_key::told;
use crate::page_error::PageError;
use crate::route::Route;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/ledger", Action::UseTheFrontDoor, show),
        Route::get("/ledger/checkpoint", Action::UseTheFrontDoor, checkpoint),
        Route::get("/ledger/key", Action::UseTheFrontDoor, key),
        Route::get("/ledger/proof", Action::UseTheFrontDoor, proof),
        Route::get("/ledger/consistency", Action::UseTheFrontDoor, consistency),
    ]
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let notary = app.notary();
    // A page that says what is wrong is worth more than one that fails with it.
    let misfit = notary.check().await.err();
    let last = notary.last().await.ok().flatten();
    let key = notary.verifier_key().ok().flatten();
    let begun = app.journal().successions().await.unwrap_or_default();
    let has_trouble = misfit.is_some() || notary.trouble().is_some();
    let signing = page::Signing { last, key, begun, has_trouble, misfit };
    Ok(page::ledger(&visitor, &signing).into_response())
}

/// Which checkpoint: the one over so many facts, or the last.
#[derive(Debug, Deserialize)]
struct Size {
    size: Option<u64>,
}

async fn signed(app: &App, size: Option<u64>) -> Result<SignedCheckpoint, PageError> {
    let last = app.notary().last().await?.ok_or(PageError::NotFound)?;
    let Some(size) = size.filter(|size| *size != last.size()) else { return Ok(last) };
    let key = app.notary().verifier_key()?.ok_or(PageError::NotFound)?;
    let note = read::note(app.pool(), key.origin(), size).await?.ok_or(PageError::NotFound)?;
    SignedCheckpoint::open(&note, &key).map_err(|error| PageError::Unfit(error.to_string()))
}

async fn checkpoint(
    State(app): State<App>,
    Query(Size { size }): Query<Size>,
) -> Result<Response, PageError> {
    Ok(text(signed(&app, size).await?.note().to_owned()))
}

async fn key(State(app): State<App>) -> Result<Response, PageError> {
    let key = app.notary().verifier_key()?.ok_or(PageError::NotFound)?;
    let begun = app.journal().successions().await?;
    // The first line is the key of today, alone; what follows is for people.
    let size = app.notary().last().await?.map_or(0, |last| last.size());
    Ok(text(format!("{key}\n{}", told(&begun, size))))
}

fn text(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}

/// Which proof: that a fact is among so many, or that so many begin with what fewer were. Without a size it is that of the
/// last checkpoint.
#[derive(Debug, Deserialize)]
struct Wanted {
    position: Option<u64>,
    from: Option<u64>,
    size: Option<u64>,
}

/// That a fact is under a checkpoint.
#[derive(Debug, Serialize)]
struct InclusionProof {
    /// The fact's place, from 1.
    position: u64,
    /// How many facts the checkpoint covers.
    size: u64,
    /// The fact's leaf hash, in base64.
    leaf: String,
    /// The root over these facts, in base64: that of the checkpoint.
    root: String,
    /// RFC 6962, 2.1.1: the audit path, in base64.
    hashes: Vec<String>,
}

async fn proof(State(app): State<App>, Query(wanted): Query<Wanted>) -> Result<Response, PageError> {
    let size = size_of(&app, wanted.size).await?;
    let position = wanted.position.unwrap_or(size);
    let proof = app.journal().prove_inclusion(position, size).await.map_err(beyond)?;
    let root = app.journal().checkpoint_at(size).await.map_err(beyond)?.root;
    Ok(Json(InclusionProof {
        position,
        size,
        leaf: BASE64_STANDARD.encode(proof.leaf),
        root: BASE64_STANDARD.encode(root),
        hashes: encoded(&proof.hashes),
    })
    .into_response())
}

/// That the facts under a later checkpoint begin with those under an earlier one.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ConsistencyProof {
    /// How many facts the earlier one covers.
    from: u64,
    /// The root over these, in base64: whoever keeps another has a checkpoint of another history.
    from_root: String,
    /// How many the later one covers.
    size: u64,
    /// The root of the later one, in base64.
    root: String,
    /// RFC 6962, 2.1.2: the consistency proof, in base64.
    hashes: Vec<String>,
}

impl ConsistencyProof {
    /// The same in bytes; none where something is no hash.
    pub(crate) fn read(&self) -> Option<Consistency> {
        Some(Consistency {
            earlier: Checkpoint { position: self.from, root: decoded(&self.from_root)? },
            later: Checkpoint { position: self.size, root: decoded(&self.root)? },
            hashes: self.hashes.iter().map(|hash| decoded(hash)).collect::<Option<_>>()?,
        })
    }
}

async fn consistency(State(app): State<App>, Query(wanted): Query<Wanted>) -> Result<Response, PageError> {
    let size = size_of(&app, wanted.size).await?;
    let from = wanted.from.unwrap_or(size);
    let hashes = app.journal().prove_consistency(from, size).await.map_err(beyond)?;
    let [from_root, root] =
        [app.journal().checkpoint_at(from).await, app.journal().checkpoint_at(size).await];
    let [from_root, root] = [from_root.map_err(beyond)?, root.map_err(beyond)?]
        .map(|checkpoint| BASE64_STANDARD.encode(checkpoint.root));
    Ok(Json(ConsistencyProof { from, from_root, size, root, hashes: encoded(&hashes) }).into_response())
}

async fn size_of(app: &App, asked: Option<u64>) -> Result<u64, PageError> {
    match asked {
        Some(size) => Ok(size),
        None => Ok(app.notary().last().await?.ok_or(PageError::NotFound)?.size()),
    }
}

/// A place that is not there is no fault of ours.
fn beyond(error: JournalError) -> PageError {
    if matches!(error, JournalError::NotInTree { .. }) { PageError::NotFound } else { error.into() }
}

fn decoded(hash: &str) -> Option<[u8; 32]> {
    BASE64_STANDARD.decode(hash).ok()?.try_into().ok()
}

fn encoded(hashes: &[[u8; 32]]) -> Vec<String> {
    hashes.iter().map(|hash| BASE64_STANDARD.encode(hash)).collect()
}
