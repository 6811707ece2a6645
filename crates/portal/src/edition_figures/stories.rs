//! That nobody who keeps every edition can work out what fewer pupils scored than the limit allows: stories of corrections, of
//! children who leave, of cycles that are opened again and of a limit that is raised and lowered, told at random.
//!
//! The attacker shares nothing with what makes the editions: it knows which child sat which test, tries every set of children
//! that is small enough, and asks with fractions whether the figures say anything about that set alone.

use std::cell::Cell as Counter;
use std::collections::{BTreeMap, BTreeSet};

use domain::CycleId;
use domain::edition::{EditionFigure, Standing as S};
use measures::Policy;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::attacker::attacked;
use super::tests::{Records, cycle_id};
use crate::test_support::TODAY;

/// A child's one value as the attacker knows it: whose, in which test (or which two), and what the records said.
type Value = (usize, usize, i32, i32);

impl Records {
    /// The three sums behind the figures of a cycle, as the records have them now: of the start, of the end, of the pairs.
    fn sums(&self, cycle: usize) -> [BTreeSet<Value>; 3] {
        let sum = |value: &dyn Fn(usize, [i32; 2]) -> Value| -> BTreeSet<Value> {
            self.scores[cycle].iter().map(|(child, scores)| value(*child, *scores)).collect()
        };
        [
            sum(&|child, [start, _]| (child, cycle, start, 0)),
            sum(&|child, [_, end]| (child, cycle + 1, end, 0)),
            sum(&|child, [start, end]| (child, 10 + cycle, start, end)),
        ]
    }
}

#[derive(Debug, Clone)]
enum Step {
    /// One child's score becomes this.
    Correct { cycle: usize, child: usize, end: usize, score: i32 },
    /// So do those of many, whose bits are set, with another day.
    Remark { cycle: usize, children: u16, end: usize, score: i32 },
    /// A cycle is opened again, and closed the next time that it comes up.
    Reopen { cycle: usize },
    /// A child leaves a cycle.
    Leave { cycle: usize, child: usize },
    /// An edition is published under a limit for small numbers, which goes up and down.
    Publish { limit: u32 },
}

fn step() -> impl Strategy<Value = Step> {
    let (cycle, child, end) = (0..2_usize, 0..13_usize, 0..2_usize);
    prop_oneof![
        3 => (cycle.clone(), child.clone(), end.clone(), 90..93)
            .prop_map(|(cycle, child, end, score)| Step::Correct { cycle, child, end, score }),
        4 => (cycle.clone(), any::<u16>(), any::<u16>(), end, 90..95)
            .prop_map(|(cycle, some, more, end, score)| Step::Remark { cycle, children: some | more, end, score }),
        1 => cycle.clone().prop_map(|cycle| Step::Reopen { cycle }),
        1 => (cycle, child).prop_map(|(cycle, child)| Step::Leave { cycle, child }),
        4 => prop_oneof![4 => Just(6), 1 => Just(8), 1 => Just(11)].prop_map(|limit| Step::Publish { limit }),
    ]
}

/// Who is in each of two cycles, and what happens.
fn story() -> impl Strategy<Value = ([u16; 2], Vec<Step>)> {
    let members = [any::<u16>(), any::<u16>()].prop_map(|members| members.map(|some| some | 0x0FF0));
    (members, prop::collection::vec(step(), 5..22))
}

/// What was shown of each figure that was new or changed, and how many there were of each standing.
#[derive(Default)]
struct Shelf {
    sums: BTreeSet<BTreeSet<Value>>,
    changed: usize,
    kept: usize,
    withheld: usize,
    /// Cycles whose figures are withheld in the last edition.
    hidden: BTreeSet<CycleId>,
    /// Figures that were shown, withheld under a higher limit, and shown again as they were.
    back: usize,
}

impl Shelf {
    fn put(&mut self, records: &Records, figures: &[EditionFigure]) {
        for figure in figures {
            let cycle = (0..2).find(|cycle| cycle_id(*cycle) == figure.cycle).unwrap();
            let was_hidden = self.hidden.remove(&figure.cycle);
            match figure.standing {
                S::New | S::Changed { .. } => {
                    self.changed += usize::from(figure.standing != S::New);
                    self.sums.extend(records.sums(cycle));
                }
                S::Kept { .. } | S::Unchanged { .. } => {
                    self.kept += usize::from(matches!(figure.standing, S::Kept { .. }));
                    self.back += usize::from(was_hidden);
                }
                S::Withheld { .. } => {
                    self.withheld += 1;
                    self.hidden.insert(figure.cycle);
                }
            }
        }
    }
}

fn tell(members: [u16; 2], steps: &[Step]) -> Shelf {
    let in_it = |cycle: usize, child: &usize| members[cycle] >> child & 1 == 1;
    let end_of = |child: usize| 88 + i32::try_from(child % 3).unwrap();
    let scores = |cycle: usize| {
        let of = |child: usize| {
            if cycle == 0 { [80, end_of(child)] } else { [end_of(child), 95] }
        };
        (0..13).filter(|child| in_it(cycle, child)).map(|child| (child, of(child))).collect()
    };
    let mut records = Records::of(vec![scores(0), scores(1)]);
    let (mut open, mut shelf) = ([false; 2], Shelf::default());
    for step in steps {
        match *step {
            Step::Correct { cycle, child, end, score } => records.mark(cycle, child, end, score),
            Step::Remark { cycle, children, end, score } => {
                for child in (0..13).filter(|child| children >> child & 1 == 1) {
                    records.correct(cycle, child, end, score, TODAY);
                }
            }
            Step::Reopen { cycle } if open[cycle] => {
                records.close(cycle);
                open[cycle] = false;
            }
            Step::Reopen { cycle } => {
                records.reopen(cycle);
                open[cycle] = true;
            }
            Step::Leave { cycle, child } => records.withdraw(cycle, child),
            Step::Publish { limit } => {
                let figures = records.publish_under(Policy::with_threshold(limit).unwrap());
                shelf.put(&records, &figures);
            }
        }
    }
    shelf
}

#[test]
fn whoever_keeps_every_edition_learns_nothing_about_fewer_children_than_the_limit() {
    let counts = <[Counter<usize>; 4]>::default();
    let config = Config { cases: 96, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&story(), |(members, steps)| {
            let shelf = tell(members, &steps);
            for (counter, count) in counts.iter().zip([shelf.changed, shelf.kept, shelf.withheld, shelf.back])
            {
                counter.set(counter.get() + count);
            }
            // No sum goes across tests, so that each test can be attacked for itself, and each cycle's pairs.
            let mut by_test: BTreeMap<usize, BTreeSet<BTreeSet<Value>>> = BTreeMap::new();
            for sum in shelf.sums {
                if let Some(value) = sum.first() {
                    by_test.entry(value.1).or_default().insert(sum);
                }
            }
            for (test, sums) in by_test {
                let few = attacked(&sums, |value| value.0, 5);
                prop_assert!(few.is_none(), "{:?} by test {test}", few.unwrap_or_default());
            }
            Ok(())
        })
        .unwrap();
    let [changed, kept, withheld, back] = counts.map(|counter| counter.get());
    let all = (changed, kept, withheld, back);
    assert!(
        changed >= 3 && kept >= 20 && withheld >= 5 && back >= 3,
        "changed, kept, withheld, shown again: {all:?}"
    );
}
