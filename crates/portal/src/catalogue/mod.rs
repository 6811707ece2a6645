//! The catalogue: what there is to choose from when a cycle is planned, a strategy tried or a test given.
//!
//! What each entry says, edition by edition, is in facts; here they become the table that pages and forms look things up in.

pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;
