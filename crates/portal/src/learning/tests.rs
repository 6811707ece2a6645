//! The form about an earlier cycle, on cycles whose facts are known.

use domain::CycleId;
use uuid::Uuid;

use super::page;
use crate::access::Role;
use crate::change::{OpenCycle, Shown};
use crate::fields::Draft;
use crate::test_support::{Facts, main_of, open_cycle, visitor};

fn drawn(follows: Option<u128>) -> String {
    let mut cycle: OpenCycle = open_cycle(&Facts::planned(1));
    cycle.record.plan.predecessor = follows.map(|id| CycleId::new(Uuid::from_u128(id)));
    let draft = Draft::default()
        .with("earlier", "00000000-0000-0000-0000-000000000002")
        .with("label", "Mathematics, from 22 September 2025")
        .with("gain", "The 7 pupils gained +6.9 points on average.")
        .with("strategies", "number-line-jumps maths-talk")
        .with("effective_on", "2026-01-06");
    main_of(&page::carry(&Shown::new(&visitor(Role::Teacher), &cycle, &draft)).into_string())
}

#[test]
fn a_cycle_that_follows_another_asks_what_is_kept_of_each_strategy() {
    insta::assert_snapshot!(drawn(Some(2)));
}

#[test]
fn a_cycle_that_follows_none_has_nothing_to_take_over() {
    let page = drawn(None);
    assert!(!page.contains("<form") && page.contains("follows no other"), "{page}");
}
