//! Power cuts, lost databases and full disks: whatever happens to the real program, nothing that it acknowledged is
//! lost, nothing is half there, and it starts again at once.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is how a test fails, also in what tests share"
)]

mod backup;
mod disk_full;
mod imports;
mod killed;
mod ordinary_role;
mod postgres_gone;
mod records;
mod school;
mod second_copy;
mod signals;
mod table;
mod two_servers;
mod writers;
