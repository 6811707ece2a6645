//! That nobody who keeps every page can work out what fewer pupils scored than the policy allows, and that no figure
//! is held back that would not have told.
//!
//! The attacker here shares nothing with the gate but the rules: it tries every set of pupils that is small enough,
//! and asks with fractions whether the sums that were shown say anything about that set alone.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed expectation is how a test fails"
)]

mod attacker;

use std::{
    cell::Cell as Counter,
    collections::{BTreeMap, BTreeSet},
};

use measures::{
    Policy,
    disclosure::{Atom, Cell, Gate, Refusal, Release, Renewed, Shown, Statistic},
};
use proptest::{
    prelude::*,
    test_runner::{Config, TestCaseError, TestRunner},
};

use self::attacker::attacked;

// ---- The records, and what is published of them ----

/// Two cycles: the first begins with test 0 and ends with test 1, with which the second begins.
const CYCLES: usize = 2;

#[derive(Debug, Clone)]
enum Step {
    /// A pupil's score in a test becomes this; it may become what it was before.
    Correct { pupil: usize, test: usize, score: u8 },
    /// So do those of many, whose bits are set.
    Remark { pupils: u16, test: usize, score: u8 },
    /// A pupil leaves a cycle or comes to it.
    Move { pupil: usize, cycle: usize },
    /// So do many.
    Regroup { pupils: u16, cycle: usize },
    /// An edition is published.
    Publish,
}

#[derive(Debug, Clone)]
struct Story {
    pupils: usize,
    class: u16,
    steps: Vec<Step>,
}

fn story() -> impl Strategy<Value = Story> {
    let test = 0..=CYCLES;
    let step = prop_oneof![
        2 => (0..14_usize, test.clone(), 0..3_u8)
            .prop_map(|(pupil, test, score)| Step::Correct { pupil, test, score }),
        4 => (any::<u16>(), any::<u16>(), test, 0..5_u8)
            .prop_map(|(some, more, test, score)| Step::Remark { pupils: some | more, test, score }),
        1 => (0..14_usize, 0..CYCLES).prop_map(|(pupil, cycle)| Step::Move { pupil, cycle }),
        1 => (any::<u16>(), 0..CYCLES).prop_map(|(pupils, cycle)| Step::Regroup { pupils, cycle }),
        4 => Just(Step::Publish),
    ];
    (13..=14_usize, any::<u16>(), prop::collection::vec(step, 6..24))
        .prop_map(|(pupils, class, steps)| Story { pupils, class, steps })
}

fn has(pupils: u16, pupil: usize) -> bool {
    pupils >> pupil & 1 == 1
}

#[derive(Debug, Clone)]
struct Records {
    pupils: usize,
    class: u16,
    scores: [[u8; 14]; CYCLES + 1],
    members: [u16; CYCLES],
}

/// What a figure is of, so that the next edition finds it: the cycle, and which of its figures.
type Name = (usize, &'static str);

/// A figure that is to be published, as the attacker would get it.
#[derive(Debug, Clone)]
struct Proposed {
    name: Name,
    importance: u32,
    statistic: Statistic,
    sums: Vec<BTreeSet<Atom>>,
}

impl Proposed {
    fn release(&self) -> Release {
        let mut sums = self.sums.iter().cloned();
        let first = Release::new(self.statistic, sums.next().unwrap());
        sums.fold(first, Release::and)
    }
}

impl Records {
    fn after(&mut self, step: &Step) {
        match *step {
            Step::Correct { pupil, test, score } => self.scores[test][pupil] = score,
            Step::Remark { pupils, test, score } => {
                (0..14)
                    .filter(|pupil| has(pupils, *pupil))
                    .for_each(|pupil| self.scores[test][pupil] = score);
            }
            Step::Move { pupil, cycle } => self.members[cycle] ^= 1 << pupil,
            Step::Regroup { pupils, cycle } => self.members[cycle] ^= pupils,
            Step::Publish => {}
        }
    }

    /// Values are numbered in blocks of 100: tests, pairs of scores in a cycle, and whether a pupil rose in it.
    fn figures(&self, cycle: usize) -> Vec<Proposed> {
        let members = |class: Option<bool>| -> Vec<usize> {
            let in_class = |pupil: &usize| class.is_none_or(|class| has(self.class, *pupil) == class);
            (0..self.pupils).filter(|pupil| has(self.members[cycle], *pupil)).filter(in_class).collect()
        };
        let sum = |members: &[usize], block: usize, value: &dyn Fn(usize) -> u8| -> BTreeSet<Atom> {
            let atom = |pupil: &usize| Atom {
                pupil: *pupil as u128,
                value: block as u128 * 100 + u128::from(value(*pupil)),
            };
            members.iter().map(atom).collect()
        };
        let start = |pupil: usize| self.scores[cycle][pupil];
        let end = |pupil: usize| self.scores[cycle + 1][pupil];
        let gain = |name: &'static str, importance: u32, members: &[usize]| Proposed {
            name: (cycle, name),
            importance,
            statistic: Statistic::Mean,
            sums: vec![
                sum(members, cycle, &start),
                sum(members, cycle + 1, &end),
                sum(members, 10 + cycle, &|pupil| 10 * start(pupil) + end(pupil)),
            ],
        };
        let all = members(None);
        let rose = all.iter().filter(|pupil| end(**pupil) > start(**pupil)).count();
        let share = Proposed {
            name: (cycle, "share"),
            importance: 2,
            statistic: Statistic::Share { none_or_all: rose == 0 || rose == all.len() },
            sums: vec![sum(&all, 20 + cycle, &|pupil| u8::from(end(pupil) > start(pupil)))],
        };
        // The parts stand before the total, as they might in a table.
        vec![
            gain("one class", 1, &members(Some(false))),
            gain("other class", 1, &members(Some(true))),
            share,
            gain("all", 3, &all),
        ]
    }
}

/// What became of a story.
#[derive(Default)]
struct Published {
    /// Every figure that was let through.
    shown: Vec<Proposed>,
    /// Every figure that was refused, with how many had been let through by then.
    refused: Vec<(usize, Proposed, Refusal)>,
    changed: usize,
    kept: usize,
}

fn publish(story: &Story) -> Published {
    let mut records = Records {
        pupils: story.pupils,
        class: story.class,
        scores: [[0; 14], [1; 14], [1; 14]],
        members: [u16::MAX; CYCLES],
    };
    let mut gate = Gate::new(Policy::default());
    let mut stands: BTreeMap<Name, Shown<usize>> = BTreeMap::new();
    let mut published = Published::default();
    for (edition, step) in story.steps.iter().enumerate() {
        records.after(step);
        if !matches!(step, Step::Publish) {
            continue;
        }
        for cycle in 0..CYCLES {
            let (known, first): (Vec<_>, Vec<_>) =
                records.figures(cycle).into_iter().partition(|figure| stands.contains_key(&figure.name));
            for figure in known {
                let earlier = stands[&figure.name].clone();
                let renewed = gate.replace(earlier.clone(), figure.release(), edition, figure.name).unwrap();
                stands.insert(figure.name, published.note_renewed(figure, &earlier, renewed));
            }
            let cells = first.iter().map(|figure| Cell {
                release: figure.release(),
                value: edition,
                importance: figure.importance,
            });
            let settled = gate.settle(cells);
            let mut order: Vec<_> = first.into_iter().zip(settled).collect();
            order.sort_by_key(|(figure, _)| std::cmp::Reverse(figure.importance));
            for (figure, verdict) in order {
                match verdict {
                    Ok(shown) => {
                        assert_eq!((shown.value(), shown.release()), (&edition, &figure.release()));
                        stands.insert(figure.name, shown);
                        published.shown.push(figure);
                    }
                    Err(refusal) => published.refused.push((published.shown.len(), figure, refusal)),
                }
            }
        }
    }
    published
}

impl Published {
    fn note_renewed(
        &mut self,
        figure: Proposed,
        earlier: &Shown<usize>,
        renewed: Renewed<usize, Name>,
    ) -> Shown<usize> {
        match renewed {
            Renewed::AsRecorded(shown) => {
                assert_eq!(shown.release(), &figure.release());
                self.changed += usize::from(shown.release() != earlier.release());
                self.shown.push(figure);
                shown
            }
            Renewed::Kept { figure: kept, reason, refusal } => {
                assert_eq!((&kept, reason), (earlier, figure.name));
                self.kept += 1;
                self.refused.push((self.shown.len(), figure, refusal));
                kept
            }
        }
    }
}

/// What these figures give away: for each block of values on its own, because no sum goes across blocks.
fn given_away<'a>(figures: impl IntoIterator<Item = &'a Proposed> + Clone) -> Option<String> {
    let mut blocks: BTreeMap<u128, (bool, BTreeSet<BTreeSet<Atom>>)> = BTreeMap::new();
    for figure in figures {
        for sum in &figure.sums {
            let Some(atom) = sum.first() else { continue };
            let (shares, sums) = blocks.entry(atom.value / 100).or_default();
            *shares = is_share(figure);
            sums.insert(sum.clone());
        }
    }
    blocks.iter().find_map(|(block, (shares, sums))| {
        attacked(sums, |atom| atom.pupil, least(*shares) - 1)
            .map(|pupils| format!("pupils among {pupils:?} by values {block}"))
    })
}

fn is_share(figure: &Proposed) -> bool {
    matches!(figure.statistic, Statistic::Share { .. })
}

/// Fewer pupils may not stand behind what a figure tells together with others.
fn least(shares: bool) -> usize {
    if shares { 12 } else { 6 }
}

/// Whether two figures have sums that differ by some pupils, and too few: then the difference tells.
fn few_differ(one: &Proposed, other: &Proposed) -> bool {
    let differ = |a: &BTreeSet<Atom>, b: &BTreeSet<Atom>| {
        let pupils: BTreeSet<u128> = a.symmetric_difference(b).map(|atom| atom.pupil).collect();
        (1..least(is_share(other))).contains(&pupils.len())
    };
    one.sums.iter().any(|sum| other.sums.iter().any(|next| differ(sum, next)))
}

#[test]
fn an_attacker_with_every_edition_learns_nothing_about_too_few_pupils() {
    let (changed, kept) = (Counter::new(0), Counter::new(0));
    let config = Config { cases: 24, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&story(), |story| {
            let published = publish(&story);
            changed.set(changed.get() + published.changed);
            kept.set(kept.get() + published.kept);
            let leak = given_away(&published.shown);
            prop_assert!(leak.is_none(), "{}", leak.unwrap_or_default());
            Ok(())
        })
        .unwrap();
    assert!(changed.get() >= 10 && kept.get() >= 20, "{} changed, {} kept", changed.get(), kept.get());
}

#[test]
fn what_is_refused_would_have_told() {
    let (pairs, longer) = (Counter::new(0), Counter::new(0));
    let config = Config { cases: 64, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&story(), |story| {
            let published = publish(&story);
            for (by_then, figure, refusal) in &published.refused {
                if *refusal == Refusal::TooFew {
                    let pupils = figure.release().pupils();
                    prop_assert!(Policy::default().gate(figure.statistic, pupils).is_err());
                    continue;
                }
                prop_assert_eq!(*refusal, Refusal::WorkedOut);
                let standing = &published.shown[..*by_then];
                if standing.iter().any(|other| few_differ(other, figure)) {
                    pairs.set(pairs.get() + 1);
                } else {
                    longer.set(longer.get() + 1);
                    let together = given_away(standing.iter().chain([figure]));
                    prop_assert!(together.is_some(), "{figure:?} would have told nothing");
                }
            }
            Ok::<_, TestCaseError>(())
        })
        .unwrap();
    assert!(pairs.get() >= 10 && longer.get() >= 1, "{} by pairs, {} else", pairs.get(), longer.get());
}

// ---- Worked examples ----

/// Pupils from `from` on, each with the value.
fn atoms(from: u128, pupils: u128, value: u128) -> impl Iterator<Item = Atom> {
    (from..from + pupils).map(move |pupil| Atom { pupil, value })
}

fn mean(atoms: impl IntoIterator<Item = Atom>) -> Release {
    Release::new(Statistic::Mean, atoms)
}

#[test]
fn one_corrected_score_of_seven_leaves_the_second_edition_as_the_first() {
    let mut gate = Gate::new(Policy::default());
    let first = gate.show(mean(atoms(1, 7, 31)), 6.857).unwrap();
    let corrected = mean(atoms(1, 4, 31).chain(atoms(5, 1, 32)).chain(atoms(6, 2, 31)));
    let second = gate.replace(first.clone(), corrected, 6.143, "remark").unwrap();
    assert_eq!(
        second,
        Renewed::Kept { figure: first.clone(), reason: "remark", refusal: Refusal::WorkedOut }
    );
    let remarked = mean(atoms(1, 1, 31).chain(atoms(2, 6, 32)));
    let Renewed::AsRecorded(third) = gate.replace(first.clone(), remarked.clone(), 5.9, "remark").unwrap()
    else {
        panic!("six of seven changed")
    };
    assert_eq!((*third.value(), third.release()), (5.9, &remarked));
    // Back to the first: the same values again, and nothing new is told.
    assert_eq!(gate.replace(third, mean(atoms(1, 7, 31)), 6.857, "remark"), Ok(Renewed::AsRecorded(first)));
}

#[test]
fn parts_and_counts_of_a_group_of_seven_are_hidden_and_its_mean_is_not() {
    let mut gate = Gate::new(Policy::default());
    let cell = |statistic, from, pupils, importance| Cell {
        release: Release::new(statistic, atoms(from, pupils, 1)),
        value: (),
        importance,
    };
    let part = |rest| Statistic::PartOfGroup { rest };
    let settled = gate.settle([
        cell(part(3), 1, 4, 1),
        cell(part(4), 5, 3, 1),
        cell(part(2), 1, 5, 1),
        cell(Statistic::Share { none_or_all: true }, 1, 7, 1),
        cell(Statistic::Mean, 1, 7, 2),
    ]);
    let refusals: Vec<_> = settled.into_iter().map(Result::err).collect();
    let few = Some(Refusal::TooFew);
    assert_eq!(refusals, [few, few, few, few, None]);
}

#[test]
fn a_table_hides_the_least_important_complement_and_no_more() {
    let mut gate = Gate::new(Policy::default());
    let cell =
        |from, pupils, importance| Cell { release: mean(atoms(from, pupils, 1)), value: from, importance };
    // Four classes of 20, 15, 12 and 4, and the total.
    let table = [cell(0, 20, 2), cell(20, 15, 2), cell(35, 12, 1), cell(47, 4, 2), cell(0, 51, 9)];
    let refusals: Vec<_> = gate.settle(table).into_iter().map(Result::err).collect();
    assert_eq!(refusals, [None, None, Some(Refusal::WorkedOut), Some(Refusal::TooFew), None]);
    // Another page with the two that are hidden, taken together, tells nothing new; with one more pupil it would.
    assert!(gate.show(mean(atoms(35, 16, 1)), 0).is_ok());
    assert_eq!(gate.show(mean(atoms(34, 17, 1)), 0), Err(Refusal::WorkedOut));
}

#[test]
fn a_cycle_with_all_but_one_pupil_of_another_shows_no_mean_of_a_test_they_share() {
    let mut gate = Gate::new(Policy::default());
    gate.recall(mean(atoms(1, 8, 31)), 90.0);
    assert_eq!(gate.show(mean(atoms(2, 7, 31)), 91.0), Err(Refusal::WorkedOut));
    assert!(gate.show(mean(atoms(2, 7, 40)), 95.0).is_ok(), "another test of the same pupils");
}

#[test]
fn a_share_tells_no_result_of_the_pupils_who_came() {
    let share = |pupils| Release::new(Statistic::Share { none_or_all: false }, atoms(1, pupils, 1));
    let mut gate = Gate::new(Policy::default());
    let first = gate.show(share(13), "7 of 13").unwrap();
    let six_more = gate.replace(first.clone(), share(19), "13 of 19", "new pupils").unwrap();
    assert!(matches!(six_more, Renewed::Kept { .. }), "all six who came were among them");
    let twelve_more = gate.replace(first, share(25), "16 of 25", "new pupils").unwrap();
    assert!(matches!(twelve_more, Renewed::AsRecorded(_)));
}

#[test]
fn who_knows_a_child_needs_one_more_pupil_to_be_told_no_more() {
    let mut gate = Gate::new(Policy::default()).knowing(1);
    assert_eq!(gate.show(mean(atoms(1, 6, 1)), 0), Err(Refusal::WorkedOut));
    let seven = gate.show(mean(atoms(1, 7, 1)), 0).unwrap();
    let six_changed = mean(atoms(1, 6, 2).chain(atoms(7, 1, 1)));
    assert!(matches!(gate.replace(seven.clone(), six_changed, 1, ()), Ok(Renewed::Kept { .. })));
    assert!(matches!(gate.replace(seven, mean(atoms(1, 7, 2)), 1, ()), Ok(Renewed::AsRecorded(_))));
}

#[test]
fn a_figure_below_a_raised_limit_is_not_even_kept() {
    let mut gate = Gate::new(Policy::with_threshold(8).unwrap());
    let six = gate.recall(mean(atoms(1, 6, 1)), 0);
    assert_eq!(gate.replace(six.clone(), mean(atoms(1, 7, 2)), 1, ()), Err(Refusal::TooFew));
    let eight = gate.replace(six, mean(atoms(1, 8, 2)), 1, ()).unwrap();
    assert!(matches!(eight, Renewed::AsRecorded(_)));
}
