//! Help: how to read a chart in a minute, on a small one that is made up, and what each role can do and where.

mod page;

use axum::response::{IntoResponse, Response};

use crate::access::{Action, Visitor};
use crate::page_error::PageError;
use crate::route::Route;

/// The door of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![Route::get("/help", Action::UseTheFrontDoor, show)]
}

async fn show(visitor: Visitor) -> Result<Response, PageError> {
    Ok(page::help(&visitor).into_response())
}
