//! The name and version of every way we work out a figure, so that a page can print how it was done.
//!
//! A method never changes under its version: another formula is another version. The formulas live beside
//! the code that uses them; this is the list.

use std::fmt;

use serde::{Serialize, Serializer};

/// One way of working out a figure: a name that never changes, and the version of its formula.
///
/// Shown as `name@version`, for example `progress_interval@1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MethodId {
    name: &'static str,
    version: u32,
}

impl MethodId {
    /// A method by name and version.
    #[must_use]
    pub const fn new(name: &'static str, version: u32) -> Self {
        Self { name, version }
    }

    /// The name, in snake case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The version of the formula, from 1.
    #[must_use]
    pub const fn version(self) -> u32 {
        self.version
    }

    /// The message id of the sentence that explains the method: `method-` and the name with hyphens.
    #[must_use]
    pub fn message_key(self) -> String {
        format!("method-{}", self.name.replace('_', "-"))
    }
}

impl fmt::Display for MethodId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.version)
    }
}

impl Serialize for MethodId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// An interval printed by a department, taken as it stands.
pub const PUBLISHED_INTERVAL: MethodId = MethodId::new("published_interval", 1);
/// Progress score plus and minus 1.96 national pupil-level standard deviations over the root of the pupils.
pub const PROGRESS_INTERVAL: MethodId = MethodId::new("progress_interval", 1);
/// Mean plus and minus Student's t times the pupils' own standard error.
pub const MEAN_T_INTERVAL: MethodId = MethodId::new("mean_t_interval", 1);
/// Whether two marks differ by more than chance.
pub const DIFFERENCE_TEST: MethodId = MethodId::new("difference_test", 1);
/// The mean of several years, each year weighted by its pupils.
pub const POOLED_YEARS: MethodId = MethodId::new("pooled_years", 1);
/// First year against last, and the slope between.
pub const TREND: MethodId = MethodId::new("trend", 1);
/// How much a group picked for low scores would rise untaught.
pub const CHANCE_ALLOWANCE: MethodId = MethodId::new("chance_allowance", 1);
/// How many pupils would be counted as accelerated by chance alone.
pub const CHANCE_COUNT: MethodId = MethodId::new("chance_count", 1);
/// When a group may be called accelerated.
pub const ACCELERATED_GATE: MethodId = MethodId::new("accelerated_gate", 1);
/// The change one pupil must show before it is more than the error of the test.
pub const RELIABLE_CHANGE: MethodId = MethodId::new("reliable_change", 1);
/// Mean gain over the standard deviation of the test's norm group.
pub const EFFECT_REFERENCE_SD: MethodId = MethodId::new("effect_reference_sd", 1);
/// Standardised mean change with Hedges' small-sample correction.
pub const EFFECT_CHANGE_HEDGES: MethodId = MethodId::new("effect_change_hedges", 1);
/// Which quadrant a mark is in, and how firmly. Version 2 lets a gain be clearly more than expected only where it is more
/// than chance alone may give.
pub const QUADRANT_STANDING: MethodId = MethodId::new("quadrant_standing", 2);
/// Which figures are hidden because too few pupils stand behind them.
pub const SMALL_NUMBERS: MethodId = MethodId::new("small_numbers", 1);
/// Which band of scores a score is in.
pub const SCORE_BANDS: MethodId = MethodId::new("score_bands", 1);
/// How much of the moves between bands is shown.
pub const MOVES_GATE: MethodId = MethodId::new("moves_gate", 1);

/// Which schools are like a school, and how its progress stands beside theirs.
pub const SIMILAR_SCHOOLS: MethodId = MethodId::new("similar_schools", 1);

/// Every method that is not a band method, for the page that lists them.
pub const ALL: [MethodId; 17] = [
    PUBLISHED_INTERVAL,
    PROGRESS_INTERVAL,
    MEAN_T_INTERVAL,
    DIFFERENCE_TEST,
    POOLED_YEARS,
    TREND,
    CHANCE_ALLOWANCE,
    CHANCE_COUNT,
    ACCELERATED_GATE,
    RELIABLE_CHANGE,
    EFFECT_REFERENCE_SD,
    EFFECT_CHANGE_HEDGES,
    QUADRANT_STANDING,
    SMALL_NUMBERS,
    SCORE_BANDS,
    MOVES_GATE,
    SIMILAR_SCHOOLS,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_method_is_written_with_its_version() {
        assert_eq!(PROGRESS_INTERVAL.to_string(), "progress_interval@1");
        assert_eq!(PROGRESS_INTERVAL.message_key(), "method-progress-interval");
    }

    #[test]
    fn no_two_methods_share_a_name() {
        let names: BTreeSet<_> = ALL.iter().map(|method| method.name()).collect();
        assert_eq!(names.len(), ALL.len());
    }
}
