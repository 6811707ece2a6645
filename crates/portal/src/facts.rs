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

/// The same, for who only looks at it: what one reader found is kept with the record for the next.
///
/// # Errors
/// When it is of a kind or shape that this program does not know.
pub fn read(recorded: &Recorded) -> Result<&Fact, ProjectionError> {
    let read = recorded.understood.or_read(|| of(recorded))?;
    read.ok_or_else(|| ProjectionError::Unreadable("the fact was read as something else".into()))
}
