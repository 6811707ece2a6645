//! The journal on a real PostgreSQL, with a toy: jars that are filled and emptied, and shelves that are labelled.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is how a test fails, also in what tests share"
)]

mod append;
mod epoch;
mod keys;
mod killed;
mod load_many;
mod many;
mod notary;
mod pack;
mod past;
mod projections;
mod rebuild;
mod refusals;
mod sealing;
mod stock;
mod support;
mod tree;
mod two_servers;
mod verify;
