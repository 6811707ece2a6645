//! What can be asked at the end of a cycle and after it.

use crate::Sequence;
use crate::cycle::event::Outcome;

/// Close the cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseCycle {
    /// What came out of it.
    pub outcome: Outcome,
    /// The last event that the outcome was computed from; it must be the last of the stream.
    pub upto_sequence: Sequence,
}
