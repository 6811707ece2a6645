//! Whose names a school still keeps, though their day is past.

use domain::cycle::Plan;
use domain::{CycleId, PupilId, SchoolId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgPool;

use crate::page_error::PageError;

/// A pupil who left long ago and was not erased.
pub(super) struct Leaver {
    pub(super) pupil: PupilId,
    pub(super) left_on: Date,
    /// Since when erasing is asked for.
    pub(super) asked_on: Option<Date>,
}

/// Pupils on the school's register who left before `day`, those who left first at the top.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn left(pool: &PgPool, school: &SchoolId, day: Date) -> Result<Vec<Leaver>, PageError> {
    let rows = sqlx::query!(
        r#"select pupil_id, since as "since: jiff_sqlx::Date", erasure_asked_on as "asked_on: jiff_sqlx::Date"
           from pupils where kept_by = $1 and school_id is null and erased_on is null and since < $2
           order by since, pupil_id"#,
        school.to_string(),
        day.to_sqlx() as _
    )
    .fetch_all(pool)
    .await?;
    let left = rows.into_iter().map(|row| Leaver {
        pupil: PupilId::new(row.pupil_id),
        left_on: row.since.to_jiff(),
        asked_on: row.asked_on.map(jiff_sqlx::Date::to_jiff),
    });
    Ok(left.collect())
}

/// A cycle that ended long ago and in which names can still be read.
pub(super) struct Finished {
    pub(super) cycle: CycleId,
    pub(super) plan: Plan,
    pub(super) ended_on: Date,
    /// How many of those who were in it can still be named.
    pub(super) named: u32,
}

/// Cycles of the school that ended before `day` and have somebody in them whose key is still there, the oldest first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub(super) async fn ended(pool: &PgPool, school: &SchoolId, day: Date) -> Result<Vec<Finished>, PageError> {
    let rows = sqlx::query!(
        r#"select c.cycle_id, c.plan, c.ends_on as "ends_on: jiff_sqlx::Date", count(*) as "named!"
           from cycles c join participants p using (cycle_id) join es.subject_key k on k.subject_id = p.participant_id
           where c.school_id = $1 and c.ends_on < $2 and k.wrapped_key is not null
           group by c.cycle_id order by c.ends_on, c.cycle_id"#,
        school.to_string(),
        day.to_sqlx() as _
    )
    .fetch_all(pool)
    .await?;
    let mut ended = Vec::new();
    for row in rows {
        let plan = serde_json::from_value(row.plan);
        ended.push(Finished {
            cycle: CycleId::new(row.cycle_id),
            plan: plan.map_err(|_| PageError::Unfit(format!("the plan of cycle {}", row.cycle_id)))?,
            ended_on: row.ends_on.to_jiff(),
            named: u32::try_from(row.named).unwrap_or(u32::MAX),
        });
    }
    Ok(ended)
}
