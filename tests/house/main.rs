//! The house rules as programs: what a reviewer would otherwise have to remember is read from the source here.
//!
//! A rule is a function from sources to places where it is broken. Each has two tests: the repository keeps it, and a bad
//! sample breaks it. What a rule says when it is broken: the rule, why it is one, what to do, and each place.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failed expectation is how a test fails"
)]

mod browser_files;
mod dependencies;
mod forbidden;
mod migrations;
mod openings;
mod plain_english;
mod purity;
mod rule;
mod sentences;
mod sizes;
mod slices;
mod source;
mod sql;
mod tokens;
mod words;
