//! What programs can ask and send: a page about it for people, and the description that programs read.
//!
//! Nothing is done here. The doors themselves stand in the slices, each beside its page.

mod page;
#[cfg(test)]
mod tests;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};

use crate::access::{Action, Visitor};
use crate::app::App;
use crate::openapi;
use crate::route::Route;

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![
        Route::get("/api", Action::UseTheFrontDoor, about),
        Route::get("/api/v1/openapi.json", Action::UseTheFrontDoor, described),
    ]
}

async fn about(visitor: Visitor) -> Response {
    page::about(&visitor, &crate::routes()).into_response()
}

async fn described(State(_): State<App>, visitor: Visitor) -> Response {
    Json(openapi::document(visitor.words, &crate::routes())).into_response()
}
