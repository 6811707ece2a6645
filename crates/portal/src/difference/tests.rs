//! What is between two moments, applied to the first, is the second.

use cqrs_es::Aggregate as _;
use domain::cycle::{AssessmentPoint, Cycle};
use jiff::civil::date;

use super::*;
use crate::test_support::Facts;

#[test]
fn the_facts_of_a_difference_applied_to_the_first_moment_give_the_second() {
    let mut facts = Facts::with_pupils(1, 6);
    for pupil in 1..=6 {
        facts.score(pupil, AssessmentPoint::Baseline, 80 + i32::from(pupil), date(2026, 1, 9));
    }
    let stream = &facts.recorded;
    let folded = |facts: &[Recorded]| {
        let mut cycle = Cycle::default();
        facts.iter().filter_map(story::event).for_each(|event| cycle.apply(event));
        cycle
    };
    for from in 0..=stream.len() {
        for to in from..=stream.len() {
            // By sort, as an answer has them, and put in order again by their numbers alone.
            let mut between: Vec<Recorded> = [Sort::Corrected, Sort::Changed, Sort::Added]
                .into_iter()
                .flat_map(|sort| stream[from..to].iter().filter(move |fact| Sort::of_recorded(fact) == sort))
                .cloned()
                .collect();
            between.sort_by_key(|fact| fact.sequence);
            let mut cycle = folded(&stream[..from]);
            between.iter().filter_map(story::event).for_each(|event| cycle.apply(event));
            assert_eq!(format!("{cycle:?}"), format!("{:?}", folded(&stream[..to])), "{from} to {to}");
        }
    }
}
