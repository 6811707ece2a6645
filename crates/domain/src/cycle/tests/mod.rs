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

#[test]
fn an_outcome_of_the_first_version_is_one_of_today_that_says_how_sure_its_intervals_are() {
    let today = include_str!("../golden.jsonl").lines();
    let outcomes: Vec<&str> = today.filter(|line| line.contains("cycle_outcome_sealed")).collect();
    assert!(outcomes.iter().any(|line| line.contains(r#""confidence_percent":95"#)));
    crate::golden::brought_up::<Cycle>(include_str!("../golden_1.jsonl"), &outcomes);
}
