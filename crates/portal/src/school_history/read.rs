//! What the cycles are called that a page of a school's history speaks of.

use domain::CycleId;
use domain::cycle::Plan;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;

/// A cycle, as far as its name goes.
pub(super) struct Called {
    pub(super) id: CycleId,
    pub(super) plan: Plan,
}

/// The plans of these cycles.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub(super) async fn cycles(pool: &PgPool, ids: &[Uuid]) -> Result<Vec<Called>, PageError> {
    let rows = sqlx::query!("select cycle_id, plan from cycles where cycle_id = any($1)", ids)
        .fetch_all(pool)
        .await?;
    let read = |id, plan| {
        let plan = serde_json::from_value(plan);
        let plan = plan.map_err(|_| PageError::Unfit(format!("the plan of cycle {id}")))?;
        Ok(Called { id: CycleId::new(id), plan })
    };
    rows.into_iter().map(|row| read(row.cycle_id, row.plan)).collect()
}
