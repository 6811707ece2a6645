//! Costs as they stand now, for those who may see them.

use domain::cycle::Cost;
use domain::{CostId, CycleId, ReasonCode};
use jiff::civil::Date;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;

/// A cost as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Paid {
    /// Which cost.
    pub id: CostId,
    /// The fact that holds it.
    pub live: u64,
    /// The day.
    pub on: Date,
    /// What it was.
    pub cost: Cost,
    /// Why it was put right last, if it was.
    pub corrected: Option<ReasonCode>,
}

/// The costs of a cycle, oldest first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_cycle(pool: &PgPool, cycle: CycleId) -> Result<Vec<Paid>, PageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select cost_id, live_sequence, paid_on as "paid_on: jiff_sqlx::Date", cost, reason
           from costs where cycle_id = $1 order by paid_on, live_sequence"#,
        cycle.uuid()
    )
    .fetch_all(pool)
    .await?;
    let unfit = || PageError::Unfit(format!("a cost of {cycle}"));
    rows.into_iter().map(|row| row.read().ok_or_else(unfit)).collect()
}

struct Row {
    cost_id: Uuid,
    live_sequence: i64,
    paid_on: jiff_sqlx::Date,
    cost: serde_json::Value,
    reason: Option<String>,
}

impl Row {
    fn read(self) -> Option<Paid> {
        let corrected = match self.reason {
            Some(code) => Some(code.parse().ok()?),
            None => None,
        };
        Some(Paid {
            id: CostId::new(self.cost_id),
            live: self.live_sequence.cast_unsigned(),
            on: self.paid_on.to_jiff(),
            cost: serde_json::from_value(self.cost).ok()?,
            corrected,
        })
    }
}
