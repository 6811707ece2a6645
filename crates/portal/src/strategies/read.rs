//! What was tried in a cycle, for its page and its forms.

use domain::cycle::{JudgedEffect, Practice};
use domain::{CycleId, ReasonCode};
use jiff::civil::Date;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;
use crate::sealed_text::Placed;

/// What happened to a strategy.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// It was taken up, or is used in another way from then on.
    Used {
        /// Whether it had been in use before.
        adapted: bool,
        /// How it is used from then on.
        practice: Box<Practice>,
        /// What is expected of it, sealed.
        expected: Placed,
    },
    /// It was stopped.
    Stopped {
        /// What it did, as judged then.
        judged_effect: JudgedEffect,
    },
}

/// One change of a strategy.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The fact.
    pub sequence: u64,
    /// The strategy's code.
    pub strategy: String,
    /// The day.
    pub effective_on: Date,
    /// Why.
    pub reason: ReasonCode,
    /// What happened.
    pub step: Step,
}

/// Every change of a strategy in the cycle, oldest first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_cycle(pool: &PgPool, cycle: CycleId) -> Result<Vec<Change>, PageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select sequence, strategy, change, effective_on as "effective_on: jiff_sqlx::Date", reason, practice,
                  expected_command_id, judged_effect
           from strategy_changes where cycle_id = $1 order by sequence"#,
        cycle.uuid()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(|row| row.read().ok_or_else(|| unfit(cycle))).collect()
}

fn unfit(cycle: CycleId) -> PageError {
    PageError::Unfit(format!("a strategy of cycle {cycle}"))
}

struct Row {
    sequence: i64,
    strategy: String,
    change: String,
    effective_on: jiff_sqlx::Date,
    reason: String,
    practice: Option<serde_json::Value>,
    expected_command_id: Option<Uuid>,
    judged_effect: Option<String>,
}

impl Row {
    fn read(self) -> Option<Change> {
        let step = match (self.practice, self.judged_effect) {
            (Some(practice), _) => {
                let practice: Box<Practice> = serde_json::from_value(practice).ok()?;
                let sealed = practice.expected_effect.clone();
                let expected = Placed::new(sealed, self.expected_command_id?, "expected_effect");
                Step::Used { adapted: self.change == "adapted", practice, expected }
            }
            (None, Some(effect)) => Step::Stopped { judged_effect: effect.parse().ok()? },
            (None, None) => return None,
        };
        Some(Change {
            sequence: self.sequence.cast_unsigned(),
            strategy: self.strategy,
            effective_on: self.effective_on.to_jiff(),
            reason: self.reason.parse().ok()?,
            step,
        })
    }
}
