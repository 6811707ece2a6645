//! What the tests of the whole system share: the real program on a place of its own, a reader who talks to it over HTTP
//! as a browser without script would, and a real browser.
//!
//! A test says what it needs and gets it fresh: [`Installation`] is a data folder and an empty database, [`Portal`] the
//! program running on it, [`Reader`] somebody with cookies, [`Browser`] a Chromium with a new profile. Everything started
//! here ends with the test.

#![allow(
    clippy::expect_used,
    clippy::missing_panics_doc,
    clippy::panic,
    reason = "a failed expectation is how a test fails"
)]

mod answer;
mod browser;
mod database;
mod installation;
mod portal;
mod reader;
mod tab;
mod template;

pub use answer::{Answer, Form};
pub use browser::{Browser, NARROW, WIDE};
pub use database::Database;
pub use installation::{Finished, Installation};
pub use portal::Portal;
pub use reader::Reader;
pub use tab::{Tab, Violation};

use std::path::{Path, PathBuf};
use std::time::Duration;

/// The longest that anything in a test may take to answer. On a busy machine of two cores most things take a second.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ is in the repository").to_owned()
}

/// The folder of the official tables, if they are beside the project: `QUADRANT_OFFICIAL_TABLES`, which `ops/check` sets.
///
/// # Panics
/// When it is not set: a test that needs it is named `official_tables…`, and `ops/check` leaves those out.
#[must_use]
pub fn official_tables() -> PathBuf {
    std::env::var_os("QUADRANT_OFFICIAL_TABLES")
        .map(PathBuf::from)
        .or_else(|| Some(root().join("../shared/data/dfe-ks2")).filter(|beside| beside.is_dir()))
        .expect("QUADRANT_OFFICIAL_TABLES is not set; it names the folder of files such as 2018-936-ks2.csv")
}
