//! Given what happened, when somebody asks, then this follows.

use super::*;

#[test]
fn the_stored_shape_stays() {
    crate::golden::check::<Cycle>(include_str!("golden.jsonl"), &[]);
}
