//! Whole numbers by their remainder after division by one very large prime, so that "is this nothing?" has a sharp
//! answer: no rounding, no growing numbers.
//!
//! No figure is worked out with these. They only tell whether sums can be combined so that they cancel.

use std::ops::{Add, Mul, Sub};

/// 2^127 - 1, a prime.
///
/// # Source
/// Lucas, 1876.
const PRIME: u128 = (1 << 127) - 1;

/// A remainder, from 0 to [`PRIME`] - 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Residue(u128);

impl Residue {
    /// Nothing.
    pub(super) const ZERO: Self = Self(0);
    /// One.
    pub(super) const ONE: Self = Self(1);

    /// The remainder of any number: 2^127 leaves 1.
    fn of(number: u128) -> Self {
        let folded = (number >> 127) + (number & PRIME);
        Self(if folded >= PRIME { folded - PRIME } else { folded })
    }

    /// Whether it is nothing.
    pub(super) fn is_zero(self) -> bool {
        self == Self::ZERO
    }
}

impl Add for Residue {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::of(self.0 + other.0)
    }
}

impl Sub for Residue {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::of(self.0 + (PRIME - other.0))
    }
}

impl Mul for Residue {
    type Output = Self;

    /// By halves of 64 bits: the product of the upper halves counts 2^128, which leaves 2; what stands across
    /// counts 2^64, and its bits from the 64th on count 2^127, which leaves 1.
    fn mul(self, other: Self) -> Self {
        const HALF: u128 = (1 << 64) - 1;
        const BELOW_63: u128 = (1 << 63) - 1;
        let (upper, lower) = (self.0 >> 64, self.0 & HALF);
        let (other_upper, other_lower) = (other.0 >> 64, other.0 & HALF);
        let across = upper * other_lower + lower * other_upper;
        Self::of(2 * upper * other_upper)
            + Self::of((across >> 63) + ((across & BELOW_63) << 64))
            + Self::of(lower * other_lower)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Multiplication by doubling and adding, bit by bit.
    fn slowly(a: Residue, b: Residue) -> Residue {
        (0..127).rev().fold(Residue::ZERO, |sum, bit| {
            let doubled = sum + sum;
            if b.0 >> bit & 1 == 1 { doubled + a } else { doubled }
        })
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let largest = Residue(PRIME - 1);
        assert_eq!(largest * largest, Residue::ONE, "minus one times minus one");
        assert_eq!(largest + largest, Residue(PRIME - 2));
        assert_eq!(Residue::ZERO - largest, Residue::ONE);
        assert_eq!(Residue::of(u128::MAX), Residue::ONE, "2^128 - 1 is twice the prime and one more");
        assert!((Residue::of(PRIME)).is_zero());
    }

    proptest! {
        #[test]
        fn a_product_is_what_adding_up_gives(a: u128, b: u128) {
            let (a, b) = (Residue::of(a), Residue::of(b));
            prop_assert_eq!(a * b, slowly(a, b));
            prop_assert_eq!(a - b + b, a);
        }
    }
}
