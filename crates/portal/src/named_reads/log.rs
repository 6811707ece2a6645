//! Notes who read names of pupils. Whoever opens names notes it first: what can't be noted is not shown.

use domain::{CycleId, PupilId, SchoolId};
use sqlx::PgPool;

use crate::access::Visitor;
use crate::page_error::PageError;

/// A reading of names.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The school whose pupils they are.
    pub school: &'a SchoolId,
    /// The cycle, if the names are of those who take part in one.
    pub cycle: Option<CycleId>,
    /// The pupil, if it is one.
    pub pupil: Option<PupilId>,
    /// How many pupils there are names of.
    pub pupils: usize,
}

/// Notes that `visitor` reads these names now, and through which page. No names are no reading.
///
/// # Errors
/// When nobody is signed in, or the database does not answer: then the names must not be shown.
pub async fn note(pool: &PgPool, visitor: &Visitor, reading: Reading<'_>) -> Result<(), PageError> {
    if reading.pupils == 0 {
        return Ok(());
    }
    let person = visitor.person()?;
    sqlx::query!(
        "insert into app.named_read (account_id, role, school_id, cycle_id, pupil_id, pupils, door)
         values ($1, $2, $3, $4, $5, $6, $7)",
        person.id,
        person.role().name(),
        reading.school.to_string(),
        reading.cycle.map(CycleId::uuid),
        reading.pupil.map(PupilId::uuid),
        i32::try_from(reading.pupils).unwrap_or(i32::MAX),
        visitor.door.as_ref()
    )
    .execute(pool)
    .await?;
    Ok(())
}
