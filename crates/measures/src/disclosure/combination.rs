//! All the ways in which known sums can be added to and taken from each other, and what is left of them once the
//! values of certain pupils must cancel.
//!
//! Which pupils must cancel is not decided here.
//!
//! # Why one prime is exact
//! A pattern says which sums a value is in: a row of noughts and ones. Every question here is whether one such row
//! is made up of others, so whether a determinant of noughts and ones, with at most [`MOST_SUMS`] rows, is nothing.
//! By Hadamard's bound it is at most `(k + 1)^((k + 1) / 2) / 2^k` for `k` rows: for 62 that is less than 2^127 - 1.
//! So the prime divides none of them but nought, and the answers are those of whole numbers. With 63 rows this would
//! no longer hold.

use super::residue::Residue;

/// The most sums that are judged together.
///
/// # Source
/// Hadamard's bound on determinants of noughts and ones (Brenner and Cummings, American Mathematical Monthly 79
/// (1972), 626-630).
pub(super) const MOST_SUMS: usize = 62;

/// Which of the sums a value is in: the first sum is the lowest bit.
pub(super) type Pattern = u64;

/// The bit of one sum.
pub(super) const fn bit(sum: usize) -> Pattern {
    1 << sum
}

/// How often each sum is taken, in their order.
type Row = Vec<Residue>;

/// The combinations that are still possible, as all that can be made of a few.
#[derive(Debug, Clone)]
pub(super) struct Combinations {
    rows: Vec<Row>,
}

impl Combinations {
    /// All combinations of those of the first `sums` sums that are in `of`.
    pub(super) fn all(of: Pattern, sums: usize) -> Self {
        let rows = (0..sums).filter(|sum| of & bit(*sum) != 0).map(|sum| row_of(bit(sum), sums)).collect();
        Self { rows }
    }

    /// Whether a value with this pattern cancels in every one of them.
    pub(super) fn cancel(&self, pattern: Pattern) -> bool {
        self.rows.iter().all(|row| coefficient(row, pattern).is_zero())
    }

    /// Keeps those in which a value with this pattern cancels.
    pub(super) fn restrict(&mut self, pattern: Pattern) {
        let Some(at) = self.rows.iter().position(|row| !coefficient(row, pattern).is_zero()) else { return };
        let pivot = self.rows.swap_remove(at);
        let of_pivot = coefficient(&pivot, pattern);
        for row in &mut self.rows {
            let of_row = coefficient(row, pattern);
            cancel_out(row, of_row, &pivot, of_pivot);
        }
    }

    /// Whether any of them takes one of these sums.
    pub(super) fn use_any(&self, sums: Pattern) -> bool {
        self.rows
            .iter()
            .any(|row| row.iter().enumerate().any(|(sum, taken)| sums & bit(sum) != 0 && !taken.is_zero()))
    }
}

/// Those of the first `sums` sums, from the first on, that can't be made up of the ones before them.
pub(super) fn independent(patterns: impl IntoIterator<Item = Pattern>, sums: usize) -> Pattern {
    let mut rows: Vec<Row> = patterns.into_iter().map(|pattern| row_of(pattern, sums)).collect();
    let mut found = 0;
    for sum in 0..sums {
        let taken = |row: &Row| row.get(sum).copied().unwrap_or(Residue::ZERO);
        let Some(at) = rows.iter().position(|row| !taken(row).is_zero()) else { continue };
        let pivot = rows.swap_remove(at);
        for row in &mut rows {
            let of_row = taken(row);
            cancel_out(row, of_row, &pivot, taken(&pivot));
        }
        found |= bit(sum);
    }
    found
}

fn row_of(pattern: Pattern, sums: usize) -> Row {
    (0..sums).map(|sum| if pattern & bit(sum) == 0 { Residue::ZERO } else { Residue::ONE }).collect()
}

/// How often a value with this pattern is left over.
fn coefficient(row: &Row, pattern: Pattern) -> Residue {
    row.iter()
        .enumerate()
        .filter(|(sum, _)| pattern & bit(*sum) != 0)
        .fold(Residue::ZERO, |sum, (_, taken)| sum + *taken)
}

/// Takes the pivot from the row as often as makes the row's number nothing. A row may be multiplied on the way.
fn cancel_out(row: &mut Row, of_row: Residue, pivot: &Row, of_pivot: Residue) {
    if of_row.is_zero() {
        return;
    }
    for (entry, taken) in row.iter_mut().zip(pivot) {
        *entry = *entry * of_pivot - *taken * of_row;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_determinant_of_so_many_rows_reaches_the_prime() {
        let bits = |rows: f64| (rows + 1.0) * 0.5 * (rows + 1.0).log2() - rows;
        assert!(bits(62.0) < 126.9 && MOST_SUMS == 62);
        assert!(bits(63.0) > 127.0);
    }

    #[test]
    fn a_total_is_made_up_of_its_parts() {
        // The first value is in part 0 and the total 2, the second in part 1 and the total.
        assert_eq!(independent([0b101, 0b110], 3), 0b011);
        assert_eq!(independent([0b101, 0b110, 0b100], 3), 0b111, "a third value is in the total only");
    }

    #[test]
    fn what_must_cancel_leaves_fewer_combinations() {
        let mut left = Combinations::all(0b111, 3);
        assert!(!left.cancel(0b011));
        left.restrict(0b011);
        assert!(left.cancel(0b011) && left.use_any(0b001) && left.use_any(0b100));
        left.restrict(0b001);
        assert!(left.cancel(0b010) && !left.use_any(0b011) && left.use_any(0b100), "only the third is left");
        left.restrict(0b100);
        assert!(!left.use_any(0b111) && left.cancel(0b111));
    }
}
