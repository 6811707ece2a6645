//! What a school did, as far as the questions need it: counts and a date, nothing about a pupil.

use domain::SchoolId;
use jiff::civil::Date;
use sqlx::PgPool;

use crate::page_error::PageError;

/// The school's cycles in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CycleFacts {
    /// How many cycles it has planned or run, those given up left out.
    pub(super) total: u32,
    /// How often a strategy was adopted, adapted or stopped in them.
    pub(super) strategy_changes: u32,
    /// The day of the latest score.
    pub(super) last_score_on: Option<Date>,
}

/// The school's cycles in numbers, those given up left out; for those who see closed cycles only, of those alone.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn cycles(
    pool: &PgPool,
    school: &SchoolId,
    closed_only: bool,
) -> Result<CycleFacts, PageError> {
    let row = sqlx::query!(
        r#"select count(*) as "total!",
                  (select count(*) from strategy_changes join cycles using (cycle_id)
                     where school_id = $1 and state <> 'cancelled' and (state in ('closed', 'reported') or not $2)) as "changes!",
                  (select max(taken_on) from scores join cycles using (cycle_id)
                     where school_id = $1 and state <> 'cancelled' and (state in ('closed', 'reported') or not $2))
                    as "last_score_on: jiff_sqlx::Date"
           from cycles where school_id = $1 and state <> 'cancelled' and (state in ('closed', 'reported') or not $2)"#,
        school.to_string(),
        closed_only
    )
    .fetch_one(pool)
    .await?;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(CycleFacts {
        total: count(row.total),
        strategy_changes: count(row.changes),
        last_score_on: row.last_score_on.map(jiff_sqlx::Date::to_jiff),
    })
}
