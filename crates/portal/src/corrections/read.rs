//! What was put right in a school, the latest first, and how often.

use domain::SchoolId;
use jiff::Timestamp;
use sqlx::PgPool;

use super::PUT_RIGHT;
use crate::history::read::ONE_MORE;
use crate::page_error::PageError;

/// Something that was put right: its place among all records, and since when what it replaced had stood.
pub(super) struct Found {
    pub(super) position: i64,
    pub(super) stood_since: Option<Timestamp>,
}

/// What was put right below a place; one more than a page shows, if there are as many.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn of_school(
    pool: &PgPool,
    school: &SchoolId,
    before: Option<u64>,
) -> Result<Vec<Found>, PageError> {
    let kinds: Vec<&str> = PUT_RIGHT.iter().map(|(kind, _)| *kind).collect();
    let rows = sqlx::query!(
        r#"select h.position, o.recorded_at as "stood_since?: jiff_sqlx::Timestamp"
           from history h
           left join history o on o.stream_type = h.stream_type and o.stream_id = h.stream_id and o.sequence = h.corrects
           where h.school_id = $1 and h.kind = any($2) and h.position < $3
           order by h.position desc limit $4"#,
        school.to_string(),
        &kinds as &[&str],
        before.and_then(|place| i64::try_from(place).ok()).unwrap_or(i64::MAX),
        ONE_MORE
    )
    .fetch_all(pool)
    .await?;
    let found = rows.into_iter().map(|row| Found {
        position: row.position,
        stood_since: row.stood_since.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(found.collect())
}

/// How many facts of a kind there are for one reason and in one role, and how many of them were put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) kind: String,
    pub(super) reason: Option<String>,
    pub(super) role: Option<String>,
    pub(super) facts: u64,
    pub(super) put_right: u64,
}

/// The counts of everything that puts right or can be put right.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn counts(pool: &PgPool, school: &SchoolId) -> Result<Vec<Count>, PageError> {
    let kinds: Vec<&str> = PUT_RIGHT.iter().flat_map(|(kind, original)| [*kind, *original]).collect();
    let rows = sqlx::query!(
        r#"select kind, reason, role, count(*) as "facts!", count(corrected_by) as "put_right!"
           from history where school_id = $1 and kind = any($2) group by kind, reason, role"#,
        school.to_string(),
        &kinds as &[&str]
    )
    .fetch_all(pool)
    .await?;
    let count = rows.into_iter().map(|row| Count {
        kind: row.kind,
        reason: row.reason,
        role: row.role,
        facts: row.facts.cast_unsigned(),
        put_right: row.put_right.cast_unsigned(),
    });
    Ok(count.collect())
}
