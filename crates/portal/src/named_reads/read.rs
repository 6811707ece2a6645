//! The register of readings, newest first, a page at a time.

use domain::SchoolId;
use jiff::Timestamp;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;

/// How many readings a page shows.
pub(super) const PAGE: i64 = 50;

/// One reading.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) at: Timestamp,
    pub(super) who: String,
    pub(super) role: String,
    pub(super) cycle: Option<Uuid>,
    pub(super) pupil: Option<Uuid>,
    pub(super) pupils: i32,
    pub(super) door: String,
}

/// One page of the readings of a school's names, and how many there are in all.
pub(super) async fn of_school(
    pool: &PgPool,
    school: &SchoolId,
    page: i64,
) -> Result<(Vec<Reading>, i64), PageError> {
    let school = school.to_string();
    let total = sqlx::query_scalar!(
        r#"select count(*) as "total!" from app.named_read where school_id = $1"#,
        school
    )
    .fetch_one(pool)
    .await?;
    let rows = sqlx::query!(
        r#"select at as "at: jiff_sqlx::Timestamp", display_name, r.role, cycle_id, pupil_id, pupils, door
           from app.named_read r join app.account using (account_id)
           where r.school_id = $1 order by read_id desc limit $2 offset $3"#,
        school,
        PAGE,
        (page - 1) * PAGE
    )
    .fetch_all(pool)
    .await?;
    let readings = rows.into_iter().map(|row| Reading {
        at: row.at.to_jiff(),
        who: row.display_name,
        role: row.role,
        cycle: row.cycle_id,
        pupil: row.pupil_id,
        pupils: row.pupils,
        door: row.door,
    });
    Ok((readings.collect(), total))
}
