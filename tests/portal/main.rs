//! The real program over HTTP: what it answers, to whom, and what it refuses.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed expectation is how a test fails"
)]

mod as_of;
mod catalogue;
mod closing;
mod contract;
mod corrections;
mod doors;
mod editions;
mod enquiries;
mod erasure;
mod feedback;
mod forms;
mod front_door;
mod governors;
mod grid;
mod groups;
mod how_sure;
mod imports;
mod interface;
mod ledger;
mod names;
mod official_tables;
mod packs;
mod people;
mod planning;
mod policy;
mod proposals;
mod putting_right;
mod questions;
mod reports;
mod retention;
mod school_charts;
mod school_settings;
mod school_terms;
mod secrets;
mod sign_in;
mod staff;
mod staff_pages;
mod tables;
mod targets;
mod teaching;
mod worth;
