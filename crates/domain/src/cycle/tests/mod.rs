//! Given what happened in a cycle, when somebody asks, then this follows: it acts, it refuses, it stays quiet.

mod assessment;
mod ending;
mod given;
mod holding;
mod inquiry;
mod laws;
mod placement;
mod planning;
mod scores;
mod session;
mod staff;
mod strategy;
mod target;

use super::*;

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<Cycle>(include_str!("../golden.jsonl"), &[]);
}
