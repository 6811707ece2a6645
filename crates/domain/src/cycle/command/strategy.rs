//! What can be asked about what is tried.

use jiff::civil::Date;

use crate::code::StrategyCode;
use crate::cycle::event::Practice;
use crate::cycle::word::JudgedEffect;
use crate::{GivenReason, Sequence};

/// Try a strategy. Every text in it is sealed under the cycle's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdoptStrategy {
    /// Which strategy of the catalogue.
    pub strategy: StrategyCode,
    /// From when the catalogue offers it no longer, if so.
    pub retired_on: Option<Date>,
    /// How it is to be used.
    pub practice: Practice,
    /// Why.
    pub reason: GivenReason,
}

/// Use a strategy in another way. Every text in it is sealed under the cycle's key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdaptStrategy {
    /// Which strategy of the catalogue.
    pub strategy: StrategyCode,
    /// How it is to be used from now on. A text that stays the same must be the very same sealed value.
    pub after: Practice,
    /// The events of this cycle that show why.
    pub evidence: Vec<Sequence>,
    /// Why.
    pub reason: GivenReason,
}

/// Use a strategy no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StopStrategy {
    /// Which strategy of the catalogue.
    pub strategy: StrategyCode,
    /// What it did.
    pub judged_effect: JudgedEffect,
    /// Why; sealed under the cycle's key.
    pub reason: GivenReason,
}
