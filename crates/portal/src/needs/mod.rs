//! What each pupil of a cycle can do, can't do yet, and is to be able to do. Shown on the cycle's page.

pub mod projection;
pub mod read;
#[cfg(test)]
mod tests;
