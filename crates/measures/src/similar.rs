//! Which schools are like a school, and how its progress stands beside theirs.
//!
//! Like means: pupils who began at about the same point, about as many of them disadvantaged, and a year group of about the
//! same size. It is no league table: a school is said to be faster or slower than another only where their difference is
//! more than chance.

use serde::Serialize;

use crate::difference::{Estimate, Pairing, difference_test};
use crate::interval::Certainty;

/// The most schools that are taken: the nearest.
pub const MOST: usize = 20;
/// With fewer than this within reach, none are taken: so few would say more of themselves than of the school.
pub const FEWEST: usize = 5;

/// What a published table says of the pupils whom a school had to teach.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Intake {
    /// Their average at the stage before, in that stage's points.
    pub start: f64,
    /// The share of them who are disadvantaged, from 0 to 100.
    pub disadvantaged_percent: f64,
    /// How many there are at the end of the stage, 1 or more.
    pub pupils: u32,
}

impl Intake {
    /// What schools are measured by, in the order of [`Ways`]. Sizes are told apart by how many times one is the other.
    fn ways(&self) -> [f64; 3] {
        [self.start, self.disadvantaged_percent, f64::from(self.pupils.max(1)).ln()]
    }
}

/// From the least to the most among some schools.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Ways {
    /// Starting points.
    pub start: (f64, f64),
    /// Shares of disadvantaged pupils, from 0 to 100.
    pub disadvantaged_percent: (f64, f64),
    /// Pupils at the end of the stage.
    pub pupils: (u32, u32),
}

/// The schools that are like one ([`crate::method::SIMILAR_SCHOOLS`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Similar<K> {
    /// How many were looked at.
    pub looked_at: usize,
    /// How many of them were within reach; the nearest [`MOST`] are taken.
    pub within: usize,
    /// From the least to the most among those that were taken.
    pub ways: Ways,
    /// Those that were taken, the nearest first.
    pub nearest: Vec<K>,
}

/// Fewer than [`FEWEST`] schools were within reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only {within} of {looked_at} schools are within reach")]
pub struct TooFew {
    /// How many were looked at.
    pub looked_at: usize,
    /// How many were within reach.
    pub within: usize,
}

/// The schools among `others` that are like `own`. A school is within reach if it differs by one standard deviation of all
/// `others` at most in each of three ways: starting point, share of disadvantaged pupils, size (its logarithm). How near
/// it is, is the straight-line distance over the three, each in such deviations. Of two as near, the smaller key is first.
///
/// # Errors
/// When fewer than [`FEWEST`] are within reach.
///
/// # Source
/// Our own rule, after the idea of the family of schools: Welsh Government, all-Wales core data sets (schools of alike
/// intake beside each other).
pub fn similar<K: Ord>(own: &Intake, others: Vec<(K, Intake)>) -> Result<Similar<K>, TooFew> {
    let looked_at = others.len();
    let spreads = spreads(&others);
    let mut near: Vec<(f64, K, Intake)> = others
        .into_iter()
        .filter_map(|(key, other)| Some((distance(own, &other, spreads)?, key, other)))
        .collect();
    let within = near.len();
    if within < FEWEST {
        return Err(TooFew { looked_at, within });
    }
    near.sort_by(|one, other| one.0.total_cmp(&other.0).then_with(|| one.1.cmp(&other.1)));
    near.truncate(MOST);
    let Some(ways) = ways(near.iter().map(|(_, _, other)| other)) else {
        return Err(TooFew { looked_at, within });
    };
    Ok(Similar { looked_at, within, ways, nearest: near.into_iter().map(|(_, key, _)| key).collect() })
}

/// How far two schools are from each other; `None` when the other is out of reach.
fn distance(own: &Intake, other: &Intake, spreads: [f64; 3]) -> Option<f64> {
    let ways = own.ways().into_iter().zip(other.ways()).zip(spreads);
    let squares = ways.map(|((own, other), spread)| {
        let apart = (own - other).abs();
        (apart <= spread).then(|| if spread > 0.0 { (apart / spread).powi(2) } else { 0.0 })
    });
    Some(squares.sum::<Option<f64>>()?.sqrt())
}

/// How far apart the schools are in each way.
fn spreads<K>(others: &[(K, Intake)]) -> [f64; 3] {
    let of = |pick: fn([f64; 3]) -> f64| spread(others.iter().map(|(_, other)| pick(other.ways())));
    [of(|[start, _, _]| start), of(|[_, share, _]| share), of(|[_, _, size]| size)]
}

/// The standard deviation of all of them; 0 of none.
fn spread(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let (count, sum) = values.clone().fold((0.0, 0.0), |(count, sum), value| (count + 1.0, sum + value));
    if count < 1.0 {
        return 0.0;
    }
    let mean = sum / count;
    (values.map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt()
}

fn ways<'a>(mut schools: impl Iterator<Item = &'a Intake>) -> Option<Ways> {
    let first = schools.next()?;
    let begin = Ways {
        start: (first.start, first.start),
        disadvantaged_percent: (first.disadvantaged_percent, first.disadvantaged_percent),
        pupils: (first.pupils, first.pupils),
    };
    let wider = |(least, most): (f64, f64), value: f64| (least.min(value), most.max(value));
    Some(schools.fold(begin, |ways, school| Ways {
        start: wider(ways.start, school.start),
        disadvantaged_percent: wider(ways.disadvantaged_percent, school.disadvantaged_percent),
        pupils: (ways.pupils.0.min(school.pupils), ways.pupils.1.max(school.pupils)),
    }))
}

/// How a school's progress stands beside that of others: of each only whether the difference is more than chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Among {
    /// Others whose progress is clearly faster than the school's.
    pub faster: u32,
    /// Others whose progress is clearly slower.
    pub slower: u32,
    /// Others that are too close to call.
    pub close: u32,
}

impl Among {
    /// Counts the others by the test of their difference to `own`. What can't be tested is left out.
    pub fn of(own: Estimate, others: impl IntoIterator<Item = Estimate>) -> Self {
        let mut among = Self::default();
        for test in others.into_iter().filter_map(|other| difference_test(other, own, Pairing::Disjoint)) {
            match test.certainty {
                Certainty::ClearlyAbove => among.faster += 1,
                Certainty::ClearlyBelow => among.slower += 1,
                Certainty::TooCloseToCall | Certainty::NotStated => among.close += 1,
            }
        }
        among
    }

    /// How many others were set beside the school.
    #[must_use]
    pub const fn compared(&self) -> u32 {
        self.faster + self.slower + self.close
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::interval::Interval;

    fn intake(start: f64, disadvantaged_percent: f64, pupils: u32) -> Intake {
        Intake { start, disadvantaged_percent, pupils }
    }

    const OWN: Intake = Intake { start: 16.0, disadvantaged_percent: 20.0, pupils: 60 };

    #[test]
    fn the_nearest_are_taken_and_no_school_that_is_far_off_in_one_way() {
        let mut others: Vec<(u32, Intake)> =
            (0..8).map(|at| (at, intake(16.0 + 0.1 * f64::from(at), 20.0, 60))).collect();
        // Alike in two ways, and out of reach in the third.
        others.push((20, intake(12.0, 20.0, 60)));
        others.push((21, intake(16.0, 80.0, 60)));
        others.push((22, intake(16.0, 20.0, 6)));
        let found = similar(&OWN, others).unwrap();
        assert_eq!(found.nearest, [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!((found.looked_at, found.within), (11, 8));
        assert_eq!(found.ways.start, (16.0, 16.7));
        assert_eq!(found.ways.pupils, (60, 60));
    }

    #[test]
    fn too_few_within_reach_are_no_comparison() {
        let others: Vec<(u32, Intake)> =
            (0..9).map(|at| (at, intake(if at < 4 { 16.0 } else { 10.0 }, 20.0, 60))).collect();
        assert_eq!(similar(&OWN, others), Err(TooFew { looked_at: 9, within: 4 }));
        assert_eq!(similar::<u32>(&OWN, Vec::new()), Err(TooFew { looked_at: 0, within: 0 }));
    }

    #[test]
    fn a_school_is_faster_or_slower_only_if_the_difference_is_more_than_chance() {
        let published =
            |value: f64, half: f64| Estimate::published(value, Interval::around(value, half).unwrap());
        let others = [published(4.0, 1.5), published(-4.0, 1.5), published(1.0, 1.5), published(2.0, 1.5)];
        // +2.0 is clear of 0 on its own, and still not clearly above 0.0 ± 1.5.
        assert_eq!(Among::of(published(0.0, 1.5), others), Among { faster: 1, slower: 1, close: 2 });
    }

    proptest! {
        #[test]
        fn those_taken_are_within_reach_the_nearest_and_the_same_in_any_order(
            places in prop::collection::vec((10.0_f64..22.0, 0.0_f64..70.0, 4_u32..200), 0..60),
            turned in 0_usize..60,
        ) {
            let others: Vec<(usize, Intake)> =
                places.iter().map(|(start, share, pupils)| intake(*start, *share, *pupils)).enumerate().collect();
            let mut other_way = others.clone();
            if !other_way.is_empty() {
                other_way.rotate_left(turned % others.len());
            }
            let found = similar(&OWN, others.clone());
            prop_assert_eq!(&found, &similar(&OWN, other_way));
            let spreads = spreads(&others);
            let far = |key: &usize| distance(&OWN, &others[*key].1, spreads);
            match found {
                Err(few) => prop_assert!(few.within < FEWEST),
                Ok(found) => {
                    prop_assert!((FEWEST..=MOST).contains(&found.nearest.len()));
                    let furthest = found.nearest.iter().filter_map(far).fold(0.0, f64::max);
                    prop_assert!(found.nearest.iter().all(|key| far(key).is_some()), "within reach");
                    let left_out = (0..others.len()).filter(|key| !found.nearest.contains(key));
                    prop_assert!(left_out.filter_map(|key| far(&key)).all(|far| far >= furthest));
                }
            }
        }
    }
}
