//! On which days strategies were changed in cycles: dates, and nothing about a pupil.

use std::collections::HashMap;

use domain::CycleId;
use jiff::civil::Date;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;

/// The days on which a strategy was taken up, adapted or stopped, oldest first, by cycle.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn turns(
    pool: &PgPool,
    cycles: &[CycleId],
) -> Result<HashMap<CycleId, Vec<Date>>, PageError> {
    let ids: Vec<Uuid> = cycles.iter().map(|cycle| cycle.uuid()).collect();
    let rows = sqlx::query!(
        r#"select distinct cycle_id, effective_on as "effective_on: jiff_sqlx::Date"
           from strategy_changes where cycle_id = any($1) order by 2"#,
        &ids
    )
    .fetch_all(pool)
    .await?;
    let mut turns: HashMap<CycleId, Vec<Date>> = HashMap::new();
    for row in rows {
        turns.entry(CycleId::new(row.cycle_id)).or_default().push(row.effective_on.to_jiff());
    }
    Ok(turns)
}
