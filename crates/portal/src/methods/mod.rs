//! How each figure is worked out: every method by name and version, so that a printed figure can be checked years later.
//!
//! The sums themselves are in `measures`; the working of one mark stands on its own page ([`crate::results`]).

pub mod page;

use axum::response::{IntoResponse, Response};

use crate::access::{Action, Visitor};
use crate::page_error::PageError;
use crate::route::Route;

/// The door of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![Route::get("/methods", Action::UseTheFrontDoor, show)]
}

async fn show(visitor: Visitor) -> Result<Response, PageError> {
    Ok(page::methods(&visitor).into_response())
}
