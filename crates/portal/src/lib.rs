//! The web portal: what a governor, a teacher or an auditor sees and does, and nothing that decides.
//!
//! A page is four small files in its slice's folder: the story (`mod.rs`), the form, the rows and the markup. The two
//! lists below are all that knows every slice.

pub mod access;
pub mod api;
pub mod app;
pub mod assets;
pub mod chart;
pub mod command_line;
pub mod database;
// pub mod demo;
pub mod facts;
pub mod fields;
pub mod health;
pub mod imports;
pub mod layout;
pub mod open;
pub mod page_error;
pub mod published;
pub mod questions;
pub mod read_set;
pub mod results;
pub mod route;
pub mod schools;
pub mod sign_in;
pub mod vault;
pub mod words;

#[cfg(test)]
mod test_support;

use std::sync::Arc;

use journal::Projection;

use crate::route::Route;

/// Every door of the portal.
#[must_use]
pub fn routes() -> Vec<Route> {
    [health::routes(), sign_in::routes(), schools::routes(), results::routes()].into_iter().flatten().collect()
}

/// Everything that fills a read table.
#[must_use]
pub fn projections() -> Vec<Arc<dyn Projection>> {
    vec![
        Arc::new(schools::projection::Schools),
        Arc::new(results::projection::OfficialResults),
        Arc::new(results::projection::BenchmarkSets),
    ]
}
