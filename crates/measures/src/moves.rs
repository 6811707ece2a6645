//! How pupils moved between bands of scores from the start of a cycle to its end: how many came from which band to which.
//!
//! Bands are cut from a test's own norm, so that one rule judges the start and the end. The band that a teacher noted when a
//! pupil was placed is a judgement and is not mixed in. Nothing here says that the teaching moved anybody: who starts low
//! tends to rise by chance, and whoever is near the edge of a band can cross it by the error of the test.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::cycle::{PairedScore, Reference};
use crate::disclosure::{Policy, Statistic, shown};
use crate::interval::ON_THE_LINE;

/// Where a score stands against its test's norm: the four words that are used for a pupil at entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ScoreBand {
    /// More than one standard deviation below the mean of the norm group.
    WellBelow,
    /// Below it by more than a third of one.
    Below,
    /// Within a third of one.
    At,
    /// Above it by a third of one or more.
    Above,
}

impl ScoreBand {
    /// All four, the lowest first.
    pub const ALL: [Self; 4] = [Self::WellBelow, Self::Below, Self::At, Self::Above];

    /// The band of a score on a scale with this norm; nothing where a number is not finite or nothing spreads.
    ///
    /// # Source
    /// NFER, how to interpret standardised scores: bands 70-84, 85-94, 95-104, 105-114 and 115-140 on a scale with mean 100
    /// and standard deviation 15; the two highest are one here. Other scales are cut at the same distances from the mean.
    #[must_use]
    pub fn of(score: f64, mean: f64, sd: f64) -> Option<Self> {
        let known = [score, mean, sd].into_iter().all(f64::is_finite) && sd > 0.0;
        let reaches = |deviations: f64| score >= mean + deviations * sd - ON_THE_LINE;
        known.then(|| {
            if reaches(1.0 / 3.0) {
                Self::Above
            } else if reaches(-1.0 / 3.0) {
                Self::At
            } else if reaches(-1.0) {
                Self::Below
            } else {
                Self::WellBelow
            }
        })
    }

    /// The message id of its words.
    #[must_use]
    pub const fn message_key(self) -> &'static str {
        match self {
            Self::WellBelow => "score-band-well-below",
            Self::Below => "score-band-below",
            Self::At => "score-band-at",
            Self::Above => "score-band-above",
        }
    }
}

/// How many pupils came from which band to which.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moves {
    /// Those that are not zero, by the band at the start and the band at the end.
    cells: BTreeMap<(ScoreBand, ScoreBand), u32>,
}

/// The same in three counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Directions {
    /// In a higher band at the end.
    pub up: u32,
    /// In the same band.
    pub stayed: u32,
    /// In a lower one.
    pub down: u32,
}

/// What of it may be shown to people who may not see single scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownMoves {
    /// Every count: nothing is hidden, so nothing can be worked out.
    Whole(Moves),
    /// Three counts, in which the small ones are gone.
    Directions(Directions),
    /// Nothing.
    TooFew,
}

impl Moves {
    /// The moves of these pupils; nothing where the scale has no norm, or a score is not finite.
    #[must_use]
    pub fn of(pairs: impl IntoIterator<Item = PairedScore>, reference: &Reference) -> Option<Self> {
        let (mean, sd) = (reference.norm?, reference.sd?);
        let mut moves = Self::default();
        for pair in pairs {
            let (start, end) = (ScoreBand::of(pair.start, mean, sd)?, ScoreBand::of(pair.end, mean, sd)?);
            moves.add(start, end, 1);
        }
        Some(moves)
    }

    /// Counts so many more pupils who came from one band to another.
    pub fn add(&mut self, start: ScoreBand, end: ScoreBand, pupils: u32) {
        if pupils > 0 {
            *self.cells.entry((start, end)).or_default() += pupils;
        }
    }

    /// How many came from `start` to `end`.
    #[must_use]
    pub fn count(&self, start: ScoreBand, end: ScoreBand) -> u32 {
        self.cells.get(&(start, end)).copied().unwrap_or_default()
    }

    /// The counts that are not zero, with the band at the start and the band at the end, the lowest first.
    pub fn counts(&self) -> impl Iterator<Item = (ScoreBand, ScoreBand, u32)> {
        self.cells.iter().map(|((start, end), pupils)| (*start, *end, *pupils))
    }

    /// How many began in this band.
    #[must_use]
    pub fn began_in(&self, band: ScoreBand) -> u32 {
        self.counts().filter(|(start, ..)| *start == band).map(|(.., pupils)| pupils).sum()
    }

    /// How many ended in this band.
    #[must_use]
    pub fn ended_in(&self, band: ScoreBand) -> u32 {
        self.counts().filter(|(_, end, _)| *end == band).map(|(.., pupils)| pupils).sum()
    }

    /// How many there are in all.
    #[must_use]
    pub fn pupils(&self) -> u32 {
        self.cells.values().sum()
    }

    /// The same in three counts.
    #[must_use]
    pub fn directions(&self) -> Directions {
        let mut directions = Directions::default();
        for (start, end, pupils) in self.counts() {
            match end.cmp(&start) {
                std::cmp::Ordering::Greater => directions.up += pupils,
                std::cmp::Ordering::Equal => directions.stayed += pupils,
                std::cmp::Ordering::Less => directions.down += pupils,
            }
        }
        directions
    }

    /// What may be shown of it.
    ///
    /// Every count where each one that is not zero is large enough, and each band that anybody began or ended in has so many
    /// pupils that even "all of them" may be said of it. Otherwise three counts by the same rule, and otherwise nothing: no
    /// count is hidden among others that would give it away ([`crate::method::MOVES_GATE`]).
    #[must_use]
    pub fn shown(&self, policy: &Policy) -> ShownMoves {
        let may_tell_of_all =
            |pupils| policy.gate(Statistic::Share { none_or_all: true }, pupils).is_ok() || pupils == 0;
        let is_large = |pupils| shown(pupils, policy) || pupils == 0;
        let bands = ScoreBand::ALL.into_iter().flat_map(|band| [self.began_in(band), self.ended_in(band)]);
        let directions = self.directions();
        let Directions { up, stayed, down } = directions;
        if self.pupils() == 0 || !may_tell_of_all(self.pupils()) {
            ShownMoves::TooFew
        } else if self.cells.values().copied().all(is_large) && bands.into_iter().all(may_tell_of_all) {
            ShownMoves::Whole(self.clone())
        } else if [up, stayed, down].into_iter().all(is_large) {
            ShownMoves::Directions(directions)
        } else {
            ShownMoves::TooFew
        }
    }
}

impl Extend<Self> for Moves {
    fn extend<T: IntoIterator<Item = Self>>(&mut self, others: T) {
        for other in others {
            for (start, end, pupils) in other.counts() {
                self.add(start, end, pupils);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::ScoreBand::{Above, At, Below, WellBelow};
    use super::*;

    fn moves(counts: &[(ScoreBand, ScoreBand, u32)]) -> Moves {
        let mut moves = Moves::default();
        for (start, end, pupils) in counts {
            moves.add(*start, *end, *pupils);
        }
        moves
    }

    #[test]
    fn bands_begin_at_85_95_and_105_and_at_the_same_distances_on_another_scale() {
        let band = |score| ScoreBand::of(score, 100.0, 15.0).unwrap();
        for (score, expected) in [
            (70.0, WellBelow),
            (84.5, WellBelow),
            (85.0, Below),
            (94.9, Below),
            (95.0, At),
            (104.0, At),
            (105.0, Above),
            (140.0, Above),
        ] {
            assert_eq!(band(score), expected, "{score}");
        }
        let other = |score| ScoreBand::of(score, 50.0, 10.0).unwrap();
        assert_eq!([39.9, 40.0, 46.6, 46.7, 53.4].map(other), [WellBelow, Below, Below, At, Above]);
        assert_eq!((ScoreBand::of(f64::NAN, 100.0, 15.0), ScoreBand::of(90.0, 100.0, 0.0)), (None, None));
    }

    #[test]
    fn the_worked_example_moves_five_of_seven_up() {
        let start = [82.0, 84.0, 79.0, 88.0, 85.0, 81.0, 86.0];
        let end = [90.0, 91.0, 83.0, 95.0, 93.0, 85.0, 96.0];
        let pairs = start.into_iter().zip(end).map(|(start, end)| PairedScore { start, end });
        let moves = Moves::of(pairs.clone(), &Reference::STANDARDISED).unwrap();
        assert_eq!(moves, moves_of_example());
        assert_eq!(moves.directions(), Directions { up: 5, stayed: 2, down: 0 });
        assert_eq!(
            moves.shown(&Policy::default()),
            ShownMoves::TooFew,
            "seven are fewer than any count of pupils"
        );
        let none = Reference { norm: None, ..Reference::STANDARDISED };
        assert_eq!(Moves::of(pairs, &none), None);
    }

    fn moves_of_example() -> Moves {
        moves(&[(WellBelow, WellBelow, 1), (WellBelow, Below, 3), (Below, Below, 1), (Below, At, 2)])
    }

    #[test]
    fn large_counts_are_shown_and_small_ones_are_merged_or_hidden() {
        let policy = Policy::default();
        let mut large = moves(&[(WellBelow, WellBelow, 12), (WellBelow, Below, 6), (WellBelow, At, 6)]);
        large.extend([moves(&[(Below, Below, 12), (Below, At, 6)])]);
        assert_eq!(large.shown(&policy), ShownMoves::Whole(large.clone()));
        let strict = Policy::with_threshold(8).unwrap();
        assert_eq!(large.shown(&strict), ShownMoves::Directions(large.directions()), "6 are fewer than 8");
        let lonely = moves(&[(WellBelow, Below, 6), (Below, Below, 12)]);
        assert_eq!(
            lonely.shown(&policy),
            ShownMoves::Directions(lonely.directions()),
            "all 6 who began so low"
        );
        let one_down = moves(&[(WellBelow, Below, 20), (Below, WellBelow, 1)]);
        assert_eq!(one_down.shown(&policy), ShownMoves::TooFew, "one went down");
        assert_eq!(Moves::default().shown(&policy), ShownMoves::TooFew);
    }

    /// Every way to deal so many pupils out to these cells.
    fn deals(cells: &[(ScoreBand, ScoreBand)], pupils: u32) -> Vec<Vec<(ScoreBand, ScoreBand, u32)>> {
        let Some(((start, end), rest)) = cells.split_first() else {
            return if pupils == 0 { vec![Vec::new()] } else { Vec::new() };
        };
        let mut all = Vec::new();
        for here in 0..=pupils {
            for mut deal in deals(rest, pupils - here) {
                deal.push((*start, *end, here));
                all.push(deal);
            }
        }
        all
    }

    fn cells(direction: std::cmp::Ordering) -> Vec<(ScoreBand, ScoreBand)> {
        let pairs = ScoreBand::ALL.into_iter().flat_map(|start| ScoreBand::ALL.map(|end| (start, end)));
        pairs.filter(|(start, end)| end.cmp(start) == direction).collect()
    }

    /// Everybody who could stand behind three counts is looked at: no count that is hidden is the same in all of them.
    #[test]
    fn no_hidden_count_can_be_worked_out_from_the_three_that_are_shown() {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let policy = Policy::default();
        for (up, stayed, down) in [(12, 0, 0), (0, 12, 0), (0, 0, 12), (6, 6, 0), (0, 6, 6), (0, 7, 6)] {
            let told = ShownMoves::Directions(Directions { up, stayed, down });
            let mut possible: BTreeMap<(ScoreBand, ScoreBand), BTreeSet<u32>> = BTreeMap::new();
            let mut sums: BTreeMap<(bool, ScoreBand), BTreeSet<u32>> = BTreeMap::new();
            for risen in &deals(&cells(Greater), up) {
                for level in &deals(&cells(Equal), stayed) {
                    for fallen in &deals(&cells(Less), down) {
                        let all = [&risen[..], level, fallen].concat();
                        let these = moves(&all);
                        if these.shown(&policy) != told {
                            continue;
                        }
                        for (start, end, pupils) in all {
                            possible.entry((start, end)).or_default().insert(pupils);
                        }
                        for band in ScoreBand::ALL {
                            sums.entry((true, band)).or_default().insert(these.began_in(band));
                            sums.entry((false, band)).or_default().insert(these.ended_in(band));
                        }
                    }
                }
            }
            let counted = |direction, pupils: u32| if pupils > 0 { cells(direction) } else { Vec::new() };
            let hidden = [counted(Greater, up), counted(Equal, stayed), counted(Less, down)].concat();
            assert!(!possible.is_empty(), "{told:?} is what somebody sees");
            for cell in hidden {
                assert!(possible[&cell].len() > 1, "{told:?} gives {cell:?} away: {:?}", possible[&cell]);
            }
            // A band that nobody can have ended in, since all rose, is no secret; every other sum is.
            let told_zero = |sum: &BTreeSet<u32>| sum.len() == 1 && sum.contains(&0);
            for (which, sum) in &sums {
                assert!(sum.len() > 1 || told_zero(sum), "{told:?} gives {which:?} away: {sum:?}");
            }
        }
    }

    proptest::proptest! {
        /// The same for groups of any size: one pupil in another cell of the same direction, and the page reads the same.
        #[test]
        fn each_hidden_count_could_be_another_one(dealt in proptest::collection::vec(0_u32..9, 16)) {
            let pairs = ScoreBand::ALL.into_iter().flat_map(|start| ScoreBand::ALL.map(|end| (start, end)));
            let these = |counts: Vec<u32>| {
                let all = pairs.clone().zip(counts).map(|((start, end), pupils)| (start, end, pupils));
                moves(&all.collect::<Vec<_>>())
            };
            let told = these(dealt.clone()).shown(&Policy::default());
            for (from, (start, end)) in pairs.clone().enumerate().filter(|(from, _)| dealt[*from] > 0) {
                let is_other = |(to, (first, last)): &(usize, (ScoreBand, ScoreBand))| {
                    *to != from && last.cmp(first) == end.cmp(&start)
                };
                let reads_the_same = |to: usize| {
                    let mut other = dealt.clone();
                    (other[from], other[to]) = (dealt[from] - 1, dealt[to] + 1);
                    these(other).shown(&Policy::default()) == told
                };
                let mut others = pairs.clone().enumerate().filter(is_other);
                let is_whole = matches!(told, ShownMoves::Whole(_));
                proptest::prop_assert!(is_whole || others.any(|(to, _)| reads_the_same(to)), "{told:?}: {start:?}, {end:?}");
            }
        }
    }
}
