//! The launcher from outside, against a real PostgreSQL: started, killed in every way, restarted at once, misused.
//!
//! Each test has a directory of its own and ends what it starts. As root the server runs as another user or in a user
//! namespace; as an ordinary user it runs as that user: the same tests hold.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed expectation is how a test fails"
)]

mod fetching;
mod kills;
mod leftovers;
mod life;
mod places;
mod program;
mod refusals;
mod rows;
