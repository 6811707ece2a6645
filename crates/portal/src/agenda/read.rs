//! The days on which a school's governors meet, for its agenda.

use domain::SchoolId;
use jiff::civil::Date;
use sqlx::PgPool;

use crate::page_error::PageError;

/// Every day on which the school's governors meet or met, the earliest first.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn meetings(pool: &PgPool, school: &SchoolId) -> Result<Vec<Date>, PageError> {
    let days = sqlx::query_scalar!(
        r#"select held_on as "held_on: jiff_sqlx::Date" from school_meetings where school_id = $1 order by held_on"#,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    Ok(days.into_iter().map(jiff_sqlx::Date::to_jiff).collect())
}
