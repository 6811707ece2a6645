//! Somebody who keeps every page and tries every set of pupils that is small enough: for tests alone, of the gate and of the
//! editions that pass it.
//!
//! It asks with exact fractions whether the sums that were shown say anything about that set alone. It shares nothing with
//! the gate, which reckons with remainders.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Add, Div, Mul, Sub};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fraction {
    over: i128,
    under: i128,
}

impl Fraction {
    const NONE: Self = Self { over: 0, under: 1 };
    const ONE: Self = Self { over: 1, under: 1 };

    fn new(over: i128, under: i128) -> Self {
        let (mut a, mut b) = (over.abs(), under.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let sign = under.signum();
        Self { over: sign * over / a, under: sign * under / a }
    }
}

impl Add for Fraction {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.over * other.under + other.over * self.under, self.under * other.under)
    }
}

impl Sub for Fraction {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + Self { over: -other.over, ..other }
    }
}

impl Mul for Fraction {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        Self::new(self.over * other.over, self.under * other.under)
    }
}

impl Div for Fraction {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        Self::new(self.over * other.under, self.under * other.over)
    }
}

type Vector = Vec<Fraction>;

/// Vectors none of which can be made of the others, each with 1 at its own place.
#[derive(Default)]
struct Independent(Vec<(usize, Vector)>);

impl Independent {
    fn add(&mut self, mut vector: Vector) {
        for (place, known) in &self.0 {
            let times = vector[*place];
            if times != Fraction::NONE {
                for (entry, part) in vector.iter_mut().zip(known) {
                    *entry = *entry - times * *part;
                }
            }
        }
        if let Some(place) = vector.iter().position(|entry| *entry != Fraction::NONE) {
            let first = vector[place];
            for entry in &mut vector {
                *entry = *entry / first;
            }
            self.0.push((place, vector));
        }
    }
}

/// A set of at most `most` pupils about whom alone these sums of values tell something, by trying all of them.
pub(crate) fn attacked<V: Copy + Ord, W: Copy + Ord>(
    sums: &BTreeSet<BTreeSet<V>>,
    whose: impl Fn(&V) -> W,
    most: usize,
) -> Option<Vec<W>> {
    let values: BTreeSet<V> = sums.iter().flatten().copied().collect();
    let mut rows = Independent::default();
    for sum in sums {
        let entry = |value| if sum.contains(value) { Fraction::ONE } else { Fraction::NONE };
        rows.add(values.iter().map(entry).collect());
    }
    let mut columns: BTreeMap<W, BTreeSet<Vector>> = BTreeMap::new();
    for (place, value) in values.iter().enumerate() {
        columns.entry(whose(value)).or_default().insert(rows.0.iter().map(|(_, row)| row[place]).collect());
    }
    let pupils: Vec<W> = columns.keys().copied().collect();
    // Something is told about these alone if there are fewer ways for the others to come out than there are sums.
    let told = |few: &[W]| {
        let mut others = Independent::default();
        let columns =
            columns.iter().filter(|(pupil, _)| !few.contains(pupil)).flat_map(|(_, columns)| columns);
        for column in columns.collect::<BTreeSet<_>>() {
            others.add(column.clone());
            if others.0.len() == rows.0.len() {
                return false;
            }
        }
        others.0.len() < rows.0.len()
    };
    sets(&pupils, most.min(pupils.len())).into_iter().find(|few| told(few))
}

/// All sets of so many of these. Smaller sets are parts of them.
fn sets<W: Copy>(of: &[W], size: usize) -> Vec<Vec<W>> {
    match of.split_first() {
        _ if size == 0 => vec![Vec::new()],
        None => Vec::new(),
        Some((first, rest)) => {
            let with = sets(rest, size - 1).into_iter().map(|set| [set, vec![*first]].concat());
            with.chain(sets(rest, size)).collect()
        }
    }
}
