//! The portal in a real browser: what people see, by keyboard, at both widths, with and without script.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a failed expectation is how a test fails"
)]

mod auditor;
mod governor;
mod hands;
mod journeys;
mod labels;
mod look;
mod pages;
mod paper;
#[path = "../portal/people.rs"]
#[allow(dead_code, reason = "shared with the tests over HTTP, which use the rest")]
mod people;
mod roles;
#[path = "../portal/tables.rs"]
#[allow(dead_code, reason = "shared with the tests over HTTP, which use the rest")]
mod tables;
mod watch;
mod whole_cycle;
