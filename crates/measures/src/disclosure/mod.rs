//! What governors may see of our own figures, so that nobody finds one child's score behind them: not in one figure,
//! not by taking one figure from another, and not by keeping last term's page beside this term's.
//!
//! [`Policy`] judges one figure by its size. [`Gate`] judges it together with everything that has ever been shown:
//! all tables, all exports, all editions, all cycles with the same pupils. Figures that a department has published
//! do not pass through here.
//!
//! What the gate sees is sums. Somebody who knows how many pupils stand behind a mean has their sum, and the spread
//! is one more sum, of the squares. Sums can be added, taken from each other and multiplied, and the gate refuses a
//! figure if any such reckoning, however long, is left with a sum of too few pupils. It does not reckon with what a
//! sum tells by its size alone (six full marks), with rounding (figures count as exact), or with figures that are no
//! sums, such as a median or the highest score: those are not shown.

mod audit;
mod combination;
mod gate;
mod policy;
mod release;
mod residue;

pub use self::{
    gate::{Cell, Gate, Refusal, Renewed, Shown},
    policy::{Limits, Policy, Statistic, TooLow, shown},
    release::{Atom, Release},
};
