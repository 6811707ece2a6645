//! What the cycles and schools are called that a page of a school's history speaks of.

use std::collections::{BTreeSet, HashMap};

use domain::cycle::Plan;
use domain::{CycleId, SchoolId};
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;
use crate::words::Words;
use crate::{cycles as listed, schools};

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

/// What these ids are called, as far as they are those of cycles and schools.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub(super) async fn named(
    pool: &PgPool,
    words: Words,
    ids: impl Iterator<Item = String>,
) -> Result<HashMap<String, String>, PageError> {
    let ids: BTreeSet<String> = ids.collect();
    let of_cycles: Vec<Uuid> = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let known = cycles(pool, &of_cycles).await?.into_iter();
    let mut names: HashMap<String, String> = known
        .map(|one| (one.id.to_string(), listed::label_of(words, one.plan.subject, one.plan.starts_on)))
        .collect();
    for id in ids.iter().filter_map(|id| id.parse::<SchoolId>().ok()) {
        if let Some(school) = schools::read::school(pool, &id).await? {
            names.insert(id.to_string(), school.name);
        }
    }
    Ok(names)
}
