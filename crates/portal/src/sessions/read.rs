//! Sessions as they stand now, for their log and for every figure made of them.

use domain::cycle::HeldSession;
use domain::{CycleId, ReasonCode, SessionId};
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;

/// A session as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Session {
    /// Which session.
    pub id: SessionId,
    /// The fact that holds it.
    pub live: u64,
    /// The day, and what happened.
    pub held: HeldSession,
    /// Why it was put right last, if it was.
    pub corrected: Option<ReasonCode>,
}

/// The sessions of a cycle, oldest first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_cycle(pool: &PgPool, cycle: CycleId) -> Result<Vec<Session>, PageError> {
    let rows = sqlx::query_as!(
        Row,
        "select session_id, live_sequence, held, reason from sessions where cycle_id = $1
         order by held_on, live_sequence",
        cycle.uuid()
    )
    .fetch_all(pool)
    .await?;
    let unfit = || PageError::Unfit(format!("a session of {cycle}"));
    rows.into_iter().map(|row| row.read().ok_or_else(unfit)).collect()
}

struct Row {
    session_id: Uuid,
    live_sequence: i64,
    held: serde_json::Value,
    reason: Option<String>,
}

impl Row {
    fn read(self) -> Option<Session> {
        let corrected = match self.reason {
            Some(code) => Some(code.parse().ok()?),
            None => None,
        };
        Some(Session {
            id: SessionId::new(self.session_id),
            live: self.live_sequence.cast_unsigned(),
            held: serde_json::from_value(self.held).ok()?,
            corrected,
        })
    }
}
