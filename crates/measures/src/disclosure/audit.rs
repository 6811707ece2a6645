//! Whether a new figure, together with everything that was shown before, gives away a sum of too few pupils.
//!
//! Pairs of figures are not enough to look at. Four editions can each differ from each other by many pupils and
//! still give one away: take the second and the third from the first and the fourth, and one pupil is left.
//!
//! # How it is decided
//! Whoever has the sums can take each of them any number of times, and what they get is a sum over those pupils of
//! whom some value is left over. The new figure leaks if there is such a combination, which the old figures alone do
//! not give, and which is left with fewer pupils than the limit. Sums that share no value can't cancel each other, so
//! each set of linked sums is judged for itself; sums that are made up of earlier ones tell nothing new and are left
//! out. Pupils who stand in the same sums with all their values cancel together or not at all, so they are taken as
//! one. A set of pupils as large as the limit must cancel. For each of the others both ways are tried: it cancels, or
//! it is among the few that are left.
//!
//! This is exact, and the last part of it grows fast, so it is bounded: with more than [`MOST_SUMS`] different sums
//! that are linked, or more than [`MOST_TRIES`] forks, the new figure is refused, whether it leaks or not.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Refusal,
    combination::{Combinations, MOST_SUMS, Pattern, bit, independent},
    release::{Atom, Sum},
};

/// The most forks that are tried for one set of linked sums. Fifteen editions of a cohort of sixty, and six of a table
/// of twelve cells, need fewer.
const MOST_TRIES: u32 = 5_000;

/// A sum, and whether it is new.
#[derive(Clone, Copy)]
struct Told<'a> {
    sum: &'a Sum,
    new: bool,
}

/// Pupils whose values are in the same sums.
struct Alike {
    patterns: BTreeSet<Pattern>,
    pupils: u32,
}

/// Judges new sums beside those that stand.
///
/// # Errors
/// [`Refusal::WorkedOut`] when the new sums give a sum over fewer pupils than `limit` that was not known;
/// [`Refusal::TooManyToCheck`] when that can't be decided within the bounds.
pub(super) fn audit(standing: &BTreeSet<Sum>, proposed: &[Sum], limit: u32) -> Result<(), Refusal> {
    let new: BTreeSet<&Sum> = proposed.iter().filter(|sum| !standing.contains(*sum)).collect();
    let standing = standing.iter().map(|sum| Told { sum, new: false });
    let mut rest: Vec<Told<'_>> =
        standing.chain(new.into_iter().map(|sum| Told { sum, new: true })).collect();
    while let Some(at) = rest.iter().position(|told| told.new) {
        let first = rest.swap_remove(at);
        judge(&linked(first, &mut rest), limit)?;
    }
    Ok(())
}

/// Takes from the rest every sum that is linked with the first by values that they share. Those that stand come first.
fn linked<'a>(first: Told<'a>, rest: &mut Vec<Told<'a>>) -> Vec<Told<'a>> {
    let mut reached = vec![first];
    let mut done = 0;
    while let Some(told) = reached.get(done).copied() {
        let (found, others): (Vec<_>, Vec<_>) =
            std::mem::take(rest).into_iter().partition(|other| !other.sum.is_disjoint(told.sum));
        *rest = others;
        reached.extend(found);
        done += 1;
    }
    reached.sort_by_key(|told| told.new);
    reached
}

/// Judges one set of linked sums.
fn judge(linked: &[Told<'_>], limit: u32) -> Result<(), Refusal> {
    if linked.len() > MOST_SUMS {
        return Err(Refusal::TooManyToCheck);
    }
    let mut patterns: BTreeMap<Atom, Pattern> = BTreeMap::new();
    for (sum, told) in linked.iter().enumerate() {
        for atom in told.sum {
            *patterns.entry(*atom).or_default() |= bit(sum);
        }
    }
    let distinct: BTreeSet<Pattern> = patterns.values().copied().collect();
    let telling = independent(distinct, linked.len());
    let new = linked.iter().enumerate().filter(|(_, told)| told.new).fold(0, |all, (sum, _)| all | bit(sum));
    let alike = alike(&patterns, telling);
    let all = Combinations::all(telling, linked.len());
    Search { new: telling & new, tries: MOST_TRIES }.few_left(all, &alike, limit.saturating_sub(1))
}

/// Puts pupils together whose values are in the same of the telling sums, most pupils first.
fn alike(patterns: &BTreeMap<Atom, Pattern>, telling: Pattern) -> Vec<Alike> {
    let mut of_pupil: BTreeMap<u128, BTreeSet<Pattern>> = BTreeMap::new();
    for (atom, pattern) in patterns {
        of_pupil.entry(atom.pupil).or_default().insert(pattern & telling);
    }
    let mut together: BTreeMap<BTreeSet<Pattern>, u32> = BTreeMap::new();
    for patterns in of_pupil.into_values() {
        *together.entry(patterns).or_default() += 1;
    }
    let mut alike: Vec<Alike> =
        together.into_iter().map(|(patterns, pupils)| Alike { patterns, pupils }).collect();
    alike.sort_by_key(|alike| std::cmp::Reverse(alike.pupils));
    alike
}

/// A search for a combination that uses a new sum and is left with few pupils.
struct Search {
    new: Pattern,
    tries: u32,
}

impl Search {
    /// Whether no combination of those that are open is left with at most `spare` pupils of these.
    fn few_left(&mut self, mut open: Combinations, alike: &[Alike], spare: u32) -> Result<(), Refusal> {
        for (tried, group) in alike.iter().enumerate() {
            if !open.use_any(self.new) {
                return Ok(());
            }
            if group.patterns.iter().all(|pattern| open.cancel(*pattern)) {
                continue;
            }
            if let Some(spare) = spare.checked_sub(group.pupils) {
                self.tries = self.tries.checked_sub(1).ok_or(Refusal::TooManyToCheck)?;
                self.few_left(open.clone(), alike.get(tried + 1..).unwrap_or_default(), spare)?;
            }
            for pattern in &group.patterns {
                open.restrict(*pattern);
            }
        }
        // All groups but the allowed ones cancel now. What is still open leaves some of the allowed, because the sums are
        // independent, and they are fewer than the limit.
        if open.use_any(self.new) { Err(Refusal::WorkedOut) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One sum for each text: a letter is a set of pupils, small once and capital after a correction.
    fn sums<const N: usize>(sizes: &[(char, u128)], texts: [&str; N]) -> [Sum; N] {
        let pupils = |letter: char| {
            let set = letter.to_ascii_lowercase();
            let size = sizes.iter().find(|(name, _)| *name == set).unwrap().1;
            (0..size).map(move |pupil| Atom {
                pupil: u128::from(u32::from(set)) * 1000 + pupil,
                value: u128::from(u32::from(letter)),
            })
        };
        texts.map(|text| text.chars().flat_map(pupils).collect())
    }

    fn verdict(limit: u32, standing: &[Sum], proposed: &Sum) -> Result<(), Refusal> {
        audit(&standing.iter().cloned().collect(), std::slice::from_ref(proposed), limit)
    }

    #[test]
    fn four_editions_of_which_each_two_differ_by_many_can_give_one_pupil_away() {
        let sets = [('a', 6), ('b', 6), ('c', 1), ('d', 5)];
        let [first, second, third, fourth] = sums(&sets, ["abcd", "Abcd", "aBcd", "ABCd"]);
        let standing = [first, second, third];
        for (edition, sum) in standing.iter().enumerate() {
            assert_eq!(verdict(6, &standing[..edition], sum), Ok(()));
            assert_eq!(verdict(6, std::slice::from_ref(sum), &fourth), Ok(()), "no pair tells");
        }
        assert_eq!(verdict(6, &standing, &fourth), Err(Refusal::WorkedOut));
        let [without_the_one] = sums(&sets, ["ABcd"]);
        assert_eq!(verdict(6, &standing, &without_the_one), Ok(()));
        let [with_six] = sums(&sets, ["ABCD"]);
        assert_eq!(verdict(6, &standing, &with_six), Ok(()));
        assert_eq!(verdict(7, &standing, &with_six), Err(Refusal::WorkedOut));
    }

    #[test]
    fn a_value_that_comes_out_twice_is_as_well_known() {
        let [ab, bc, ac] = sums(&[('a', 6), ('b', 1), ('c', 6)], ["ab", "bc", "ac"]);
        assert_eq!(verdict(6, std::slice::from_ref(&ab), &bc), Ok(()));
        assert_eq!(verdict(6, &[ab, bc], &ac), Err(Refusal::WorkedOut), "ab and bc without ac is twice b");
    }

    #[test]
    fn a_corrected_pupil_counts_once_though_two_values_are_left_over() {
        let [before, after] = sums(&[('a', 3), ('b', 20)], ["ab", "Ab"]);
        assert_eq!(verdict(3, std::slice::from_ref(&before), &after), Ok(()), "six values of three pupils");
        assert_eq!(verdict(4, &[before], &after), Err(Refusal::WorkedOut));
    }

    #[test]
    fn what_was_given_away_under_a_lower_limit_does_not_stop_what_tells_nothing_new() {
        let [seven, total, twenty] = sums(&[('a', 7), ('b', 20)], ["a", "ab", "b"]);
        assert_eq!(verdict(8, &[], &seven), Err(Refusal::WorkedOut));
        assert_eq!(verdict(8, std::slice::from_ref(&seven), &total), Ok(()));
        assert_eq!(verdict(8, &[seven, total.clone()], &twenty), Ok(()), "the rest of the total was known");
        assert_eq!(verdict(8, &[total], &twenty), Err(Refusal::WorkedOut));
    }

    #[test]
    fn sums_that_share_no_value_are_judged_apart() {
        let letters: Vec<(char, u128)> = ('a'..='z').map(|letter| (letter, 6)).collect();
        let mut standing = Vec::new();
        for (letter, _) in &letters {
            let capital = letter.to_ascii_uppercase();
            for text in [letter.to_string(), capital.to_string(), format!("{letter}{capital}")] {
                standing.extend(sums(&letters, [&text]));
            }
        }
        let [next] = sums(&[('é', 6)], ["é"]);
        assert!(standing.len() > MOST_SUMS);
        assert_eq!(verdict(6, &standing, &next), Ok(()));
    }

    #[test]
    fn more_linked_sums_than_can_be_judged_are_refused() {
        // Every sum leaves out six other pupils of many.
        let leaving_out = |set: usize| -> Sum {
            let others = (0..1000).filter(|pupil| pupil / 6 != set);
            others.map(|pupil| Atom { pupil: pupil as u128, value: 0 }).collect()
        };
        let standing: Vec<Sum> = (0..MOST_SUMS - 1).map(leaving_out).collect();
        let next = leaving_out(MOST_SUMS - 1);
        assert_eq!(verdict(6, &standing, &next), Ok(()));
        let more: Vec<Sum> = standing.into_iter().chain([next]).collect();
        assert_eq!(verdict(6, &more, &leaving_out(MOST_SUMS)), Err(Refusal::TooManyToCheck));
        assert_eq!(verdict(6, &more, &more[0]), Ok(()), "the same again tells nothing");
    }

    #[test]
    fn a_search_that_would_take_too_long_is_given_up_and_the_figure_refused() {
        // Of a hundred pupils each is in about half of the sums, and hardly two are in the same.
        let half = |sum: u64| -> Sum {
            let scattered = |pupil: u64| (pupil + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20 >> sum & 1;
            let in_it = (0..100).filter(|pupil| scattered(*pupil) == 1);
            in_it.map(|pupil| Atom { pupil: pupil.into(), value: 0 }).collect()
        };
        let standing: Vec<Sum> = (0..7).map(half).collect();
        assert_eq!(verdict(6, &standing, &half(7)), Ok(()));
        let more: Vec<Sum> = (0..15).map(half).collect();
        assert_eq!(verdict(6, &more, &half(15)), Err(Refusal::TooManyToCheck));
    }
}
