//! The real program over HTTP: what it answers, to whom, and what it refuses.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed expectation is how a test fails"
)]

mod front_door;
mod official_tables;
// mod school;
