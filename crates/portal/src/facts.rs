//! From a recorded fact to the domain's own word for it.

use domain::Fact;
use journal::{ProjectionError, Recorded};

/// The fact that was recorded.
///
/// # Errors
/// When it is of a kind or shape that this program does not know; the projection then sets its stream aside.
pub fn of(recorded: &Recorded) -> Result<Fact, ProjectionError> {
    Fact::parse(&recorded.aggregate_type, &recorded.event_type, &recorded.event_version, &recorded.payload)
        .map_err(|error| ProjectionError::Unreadable(Box::new(error)))
}
