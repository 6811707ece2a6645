//! Every part that pupils have or had in the cycles of a school, as far as choosing pupils needs it.

use domain::cycle::EntryBand;
use domain::{CycleId, ParticipantId, SchoolId};
use jiff::civil::Date;
use sqlx::PgPool;

use crate::page_error::PageError;

/// A part in a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartInCycle {
    /// In which cycle.
    pub cycle: CycleId,
    /// Under which number.
    pub participant: ParticipantId,
    /// Where the pupil stood when placed.
    pub entry_band: EntryBand,
    /// Since when.
    pub placed_on: Date,
    /// Whether it goes on.
    pub active: bool,
}

/// Every part in the school's cycles.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_school(pool: &PgPool, school: &SchoolId) -> Result<Vec<PartInCycle>, PageError> {
    let rows = sqlx::query!(
        r#"select p.cycle_id, p.participant_id, p.entry_band, p.placed_on as "placed_on: jiff_sqlx::Date",
                  p.withdrawn_on is null as "active!"
           from participants p join cycles c on c.cycle_id = p.cycle_id where c.school_id = $1"#,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| {
            let unfit = |_| PageError::Unfit(format!("a participant of cycle {}", row.cycle_id));
            Ok(PartInCycle {
                cycle: CycleId::new(row.cycle_id),
                participant: ParticipantId::new(row.participant_id),
                entry_band: row.entry_band.parse().map_err(unfit)?,
                placed_on: row.placed_on.to_jiff(),
                active: row.active,
            })
        })
        .collect()
}
