//! The ledger to the outside: what was signed last, and by which key. What it takes to hold a record or an earlier checkpoint
//! against it is in [`crate::proofs`].
//!
//! Open to everybody, because a statement that others can't hold against us is worth nothing. It tells sizes and hashes
//! alone. Nothing is signed here: that happens hourly, and when a pack is issued or exported.

pub(crate) mod page;
pub mod read;
#[cfg(test)]
mod tests;

use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use journal::{NotaryError, SignedCheckpoint};
use serde::Deserialize;

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
    ]
}

async fn show(State(app): State<App>, visitor: Visitor) -> Result<Response, PageError> {
    let notary = app.notary();
    // A page that says what is wrong is worth more than one that fails with it.
    let misfit = notary.check().await.err();
    let last = genuine(&app).await.ok().flatten();
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

/// The checkpoint over exactly so many facts, if the key of today has signed one.
///
/// # Errors
/// When the key or a note can't be read, or the database does not answer.
pub(crate) async fn signed(app: &App, size: u64) -> Result<Option<SignedCheckpoint>, PageError> {
    let last = app.notary().last().await?;
    if last.as_ref().is_none_or(|last| last.size() == size) {
        return Ok(last);
    }
    let Some(key) = app.notary().verifier_key()? else { return Ok(None) };
    let note = read::note(app.pool(), key.origin(), size).await?;
    let opened = note.map(|note| SignedCheckpoint::open_at(&note, size, &key)).transpose();
    opened.map_err(|error| NotaryError::from(error).into())
}

/// The last signed checkpoint. Where the one that is stored with the records is not genuine, that which is kept beside the key.
async fn genuine(app: &App) -> Result<Option<SignedCheckpoint>, PageError> {
    let notary = app.notary();
    match (notary.last().await, notary.verifier_key()?) {
        (Err(NotaryError::StoredDamaged(_)), Some(key)) => {
            Ok(notary.folder().last(&key).map_err(NotaryError::from)?)
        }
        (last, _) => Ok(last?),
    }
}

async fn checkpoint(
    State(app): State<App>,
    Query(Size { size }): Query<Size>,
) -> Result<Response, PageError> {
    let signed = match size {
        Some(size) => signed(&app, size).await?,
        None => genuine(&app).await?,
    };
    Ok(text(signed.ok_or(PageError::NotFound)?.note().to_owned()))
}

async fn key(State(app): State<App>) -> Result<Response, PageError> {
    let key = app.notary().verifier_key()?.ok_or(PageError::NotFound)?;
    let begun = app.journal().successions().await?;
    // The first line is the key of today, alone; what follows is for people.
    let size = genuine(&app).await?.map_or(0, |last| last.size());
    Ok(text(format!("{key}\n{}", told(&begun, size))))
}

fn text(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
}
