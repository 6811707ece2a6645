//! What a figure stands on: whose values were added up, in which wording of the records.
//!
//! It holds no value and no name: which figure may be shown does not depend on what the figure says, except where
//! that is none or all.

use std::collections::BTreeSet;

use super::Statistic;

/// One pupil's one value, as the records worded it at some time.
///
/// The caller chooses the numbers, by two rules. The same score of the same test is the same atom wherever it
/// stands: in another edition, in another cycle that begins with the test that the first ended with, or put back
/// after a correction. Whatever else the records said of it is another atom of the same pupil. So a value is
/// numbered by test and score, never by the event that recorded it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Atom {
    /// Whose: one number for a child in all cycles.
    pub pupil: u128,
    /// Which value in which wording.
    pub value: u128,
}

/// The values that are added up in one sum.
pub(super) type Sum = BTreeSet<Atom>;

/// A figure that is shown or might be: what kind it is, and the sums that whoever sees it may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    statistic: Statistic,
    sums: Vec<Sum>,
}

impl Release {
    /// A figure that stands on one sum: a mean with or without its spread, a count, a share.
    #[must_use]
    pub fn new(statistic: Statistic, atoms: impl IntoIterator<Item = Atom>) -> Self {
        Self { statistic, sums: vec![atoms.into_iter().collect()] }
    }

    /// The same figure, which stands on one more sum.
    ///
    /// A mean gain stands on the starts and on the ends; with its spread or its range also on the pairs of the two,
    /// numbered as values of their own, because the spread multiplies a pupil's start by the end.
    #[must_use]
    pub fn and(mut self, atoms: impl IntoIterator<Item = Atom>) -> Self {
        self.sums.push(atoms.into_iter().collect());
        self
    }

    /// What kind of figure it is.
    #[must_use]
    pub const fn statistic(&self) -> Statistic {
        self.statistic
    }

    /// How many pupils stand behind it: behind the smallest of its sums.
    #[must_use]
    pub fn pupils(&self) -> u32 {
        let behind = |sum: &Sum| sum.iter().map(|atom| atom.pupil).collect::<BTreeSet<_>>().len();
        u32::try_from(self.sums.iter().map(behind).min().unwrap_or(0)).unwrap_or(u32::MAX)
    }

    /// The sums.
    pub(super) fn sums(&self) -> &[Sum] {
        &self.sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pupil_with_two_values_counts_once_and_the_smallest_sum_decides() {
        let atoms = |pupils: u128| (0..pupils).flat_map(|pupil| [1, 2].map(|value| Atom { pupil, value }));
        let release = Release::new(Statistic::Mean, atoms(8));
        assert_eq!(release.pupils(), 8);
        assert_eq!(release.and(atoms(6)).pupils(), 6);
        assert_eq!(Release::new(Statistic::Mean, []).pupils(), 0);
    }
}
