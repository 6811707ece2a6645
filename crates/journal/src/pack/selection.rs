//! Which facts go into a pack.

use std::collections::HashSet;

use crate::facts::StoredFact;

/// Which facts go into a pack.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The first position; the very first where none is named.
    pub from: Option<u64>,
    /// The last position; the last one that the checkpoint covers where none is named.
    pub to: Option<u64>,
    /// The streams, by kind and id; all where none are named.
    pub streams: Option<HashSet<(String, String)>>,
}

/// Why there is no such range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RangeProblem {
    /// Positions begin at 1.
    #[error("there is no fact 0: the first one has place 1")]
    BeforeFirst,
    /// The checkpoint does not cover so many facts.
    #[error("fact {place} is not signed yet, or not there: the last checkpoint covers facts 1 to {size}")]
    Beyond {
        /// The position that was named.
        place: u64,
        /// How many facts there are.
        size: u64,
    },
    /// The last position comes before the first.
    #[error("the range ends at {to}, before it begins at {from}")]
    Reversed {
        /// The first position.
        from: u64,
        /// The last one.
        to: u64,
    },
}

impl Selection {
    /// Everything that is wrong with the range in a ledger of `size` facts.
    #[must_use]
    pub fn problems(&self, size: u64) -> Vec<RangeProblem> {
        let named = [self.from, self.to];
        let before = named.contains(&Some(0)).then_some(RangeProblem::BeforeFirst);
        let beyond = named.into_iter().flatten().filter(|place| *place > size);
        let reversed = self.from.zip(self.to).filter(|(from, to)| from > to);
        before
            .into_iter()
            .chain(beyond.map(|place| RangeProblem::Beyond { place, size }))
            .chain(reversed.map(|(from, to)| RangeProblem::Reversed { from, to }))
            .collect()
    }

    /// The first and the last position, in a ledger of so many facts; none where nothing lies between.
    pub(super) fn ends(&self, size: u64) -> Option<(u64, u64)> {
        let (from, to) = (self.from.unwrap_or(1), self.to.unwrap_or(size));
        (from <= to).then_some((from, to))
    }

    pub(super) fn has(&self, fact: &StoredFact<'_>) -> bool {
        self.streams.as_ref().is_none_or(|streams| {
            streams.contains(&(fact.aggregate_type.to_owned(), fact.aggregate_id.to_owned()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(from: Option<u64>, to: Option<u64>) -> Vec<RangeProblem> {
        Selection { from, to, streams: None }.problems(10)
    }

    #[test]
    fn everything_that_is_wrong_with_a_range_is_said_at_once() {
        for (from, to) in
            [(None, None), (Some(1), Some(10)), (Some(10), None), (None, Some(1)), (Some(4), Some(4))]
        {
            assert_eq!(problems(from, to), []);
        }
        assert_eq!(problems(Some(5), Some(3)), [RangeProblem::Reversed { from: 5, to: 3 }]);
        assert_eq!(problems(Some(0), Some(3)), [RangeProblem::BeforeFirst]);
        assert_eq!(problems(None, Some(11)), [RangeProblem::Beyond { place: 11, size: 10 }]);
        assert_eq!(
            problems(Some(12), Some(0)),
            [
                RangeProblem::BeforeFirst,
                RangeProblem::Beyond { place: 12, size: 10 },
                RangeProblem::Reversed { from: 12, to: 0 }
            ]
        );
    }
}
