//! Who read names of pupils, when, and on which page: noted at every reading, shown to heads and auditors.
//!
//! A name is not in the register; it would be one more place to keep it.

pub mod log;
mod page;
mod read;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::SchoolId;
use serde::Deserialize;

use crate::access::{Action, Visitor};
use crate::accounts::read::NamedAccess;
use crate::app::App;
use crate::page_error::PageError;
use crate::route::Route;
use crate::{accounts, schools};

/// The doors of this slice.
#[must_use]
pub fn routes() -> Vec<Route> {
    vec![Route::get("/schools/{school}/named-reads", Action::SeeNamedReads, list)]
}

#[derive(Debug, Deserialize)]
struct Paged {
    page: Option<u32>,
}

/// One page of the register.
struct Listed {
    school: SchoolId,
    name: String,
    /// The auditors who may read names now.
    allowed: Vec<NamedAccess>,
    readings: Vec<read::Reading>,
    page: i64,
    total: i64,
}

async fn list(
    State(app): State<App>,
    Path(school): Path<String>,
    Query(paged): Query<Paged>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let school: SchoolId = school.parse().map_err(|_| PageError::NotFound)?;
    visitor.in_school(&school)?;
    let page = i64::from(paged.page.unwrap_or(1).max(1));
    let (readings, total) = read::of_school(app.pool(), &school, page).await?;
    let allowed = accounts::read::named_accesses(app.pool(), Some(&school), None, app.today()).await?;
    let known = schools::read::school(app.pool(), &school).await?;
    let name = known.map_or_else(|| school.to_string(), |school| school.name);
    Ok(page::list(&visitor, &Listed { school, name, allowed, readings, page, total }).into_response())
}
