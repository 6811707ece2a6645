//! The facts of cycles among all that were recorded, each with what a read table needs to know beside it.

use domain::Fact;
use domain::cycle::CycleEvent;
use journal::{ProjectionError, Recorded};
use uuid::Uuid;

use crate::facts;

/// A fact of a cycle.
pub struct CycleFact<'a> {
    /// Which cycle.
    pub cycle: Uuid,
    /// Its place in the cycle's stream, as the database counts.
    pub sequence: i64,
    /// The command that led to it, under which its texts are sealed.
    pub command_id: Uuid,
    /// What happened.
    pub event: &'a CycleEvent,
}

/// The fact, if it is one of a cycle.
///
/// # Errors
/// When it is of a kind or shape that this program does not know.
pub fn of(recorded: &Recorded) -> Result<Option<CycleFact<'_>>, ProjectionError> {
    if recorded.aggregate_type != "cycle" {
        return Ok(None);
    }
    match facts::read(recorded)? {
        Fact::Cycle(event) => Ok(Some(CycleFact {
            cycle: recorded.aggregate_id.parse().map_err(unreadable)?,
            sequence: recorded.sequence.cast_signed(),
            command_id: recorded.command_id.unwrap_or_default(),
            event,
        })),
        Fact::School(_)
        | Fact::SchoolGroup(_)
        | Fact::CohortResult(_)
        | Fact::BenchmarkSet(_)
        | Fact::Account(_)
        | Fact::ImportBatch(_)
        | Fact::Pupil(_)
        | Fact::Catalogue(_)
        | Fact::Enquiry(_)
        | Fact::Edition(_)
        | Fact::Ledger(_)
        | Fact::Pack(_) => Ok(None),
    }
}

fn unreadable(error: uuid::Error) -> ProjectionError {
    ProjectionError::Unreadable(Box::new(error))
}
