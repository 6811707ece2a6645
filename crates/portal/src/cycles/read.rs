//! Cycles for the list of a school and for the head of a cycle's page.

use std::collections::BTreeMap;

use domain::cycle::{ImpactJudged, Outcome, Plan, Rating};
use domain::{AccountId, CycleId, ReasonCode, SchoolId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;

/// A cycle as it stands now.
#[derive(Debug, Clone, PartialEq)]
pub struct Cycle {
    /// Which cycle.
    pub id: CycleId,
    /// The last fact that the row knows of.
    pub sequence: u64,
    /// The stage it has reached: `planned`, `running`, `assessed`, `closed`, `reported`, `cancelled`.
    pub state: String,
    /// As it was planned, with the staff as they are now; its dates may have moved since.
    pub plan: Plan,
    /// The command that sealed the plan's texts.
    pub plan_command_id: Uuid,
    /// The first day, as it is now.
    pub starts_on: Date,
    /// The last day, as it is now.
    pub ends_on: Date,
    /// What came of it, fixed when it was closed.
    pub outcome: Option<Outcome>,
    /// What came of it when it was closed for the first time; the same, if it was never opened again.
    pub first_outcome: Option<Outcome>,
    /// Who asks that it is opened again, until somebody answers.
    pub reopening: Option<Reopening>,
    /// How good each judge found it since it was closed last.
    pub judged: BTreeMap<AccountId, Judged>,
}

/// How good somebody found a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// What it did for the pupils.
    pub impact: Rating,
    /// What it was worth for what it cost.
    pub value: Rating,
    /// How it was led.
    pub leadership: Rating,
}

impl Judged {
    /// The ratings of a judgement.
    #[must_use]
    pub fn of(judged: &ImpactJudged) -> Self {
        Self { impact: judged.impact, value: judged.value, leadership: judged.leadership }
    }
}

/// That a closed cycle is opened again was asked for, and waits for an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reopening {
    /// Who asks.
    pub by: AccountId,
    /// On which day.
    pub asked_on: Date,
    /// Why.
    pub reason: ReasonCode,
}

impl Cycle {
    /// What the board is shown of a closed cycle: the outcome of its first closing. Two outcomes of one small group would
    /// tell by how much one pupil's score changed between them.
    #[must_use]
    pub fn board_outcome(&self) -> Option<&Outcome> {
        self.first_outcome.as_ref().filter(|_| self.outcome.is_some())
    }

    /// The pupils behind the outcome that the board is shown; nobody while the cycle is not closed.
    #[must_use]
    pub fn pupils_with_both(&self) -> u32 {
        self.board_outcome().map_or(0, |outcome| outcome.n_complete.into())
    }

    /// Whether the board is shown other figures than those of the last closing.
    #[must_use]
    pub fn is_closed_anew(&self) -> bool {
        self.outcome.is_some() && self.outcome != self.first_outcome
    }

    /// Whether it is closed, reported or not.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.state.as_str(), "closed" | "reported")
    }

    /// Whether it was given up before its end.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.state == "cancelled"
    }
}

/// The cycles of `school`, newest first.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_school(pool: &PgPool, school: &SchoolId) -> Result<Vec<Cycle>, PageError> {
    let rows = sqlx::query_as!(
        Row,
        r#"select cycle_id, sequence, state, plan, plan_command_id, starts_on as "starts_on: jiff_sqlx::Date",
                  ends_on as "ends_on: jiff_sqlx::Date", outcome, first_outcome, reopening, judged
           from cycles where school_id = $1 order by starts_on desc, cycle_id"#,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter().map(Cycle::try_from).collect()
}

/// The cycle, if it is known.
///
/// # Errors
/// When the database does not answer, or the row can't be read.
pub async fn cycle(pool: &PgPool, id: CycleId) -> Result<Option<Cycle>, PageError> {
    let row = sqlx::query_as!(
        Row,
        r#"select cycle_id, sequence, state, plan, plan_command_id, starts_on as "starts_on: jiff_sqlx::Date",
                  ends_on as "ends_on: jiff_sqlx::Date", outcome, first_outcome, reopening, judged
           from cycles where cycle_id = $1"#,
        id.uuid()
    )
    .fetch_optional(pool)
    .await?;
    row.map(Cycle::try_from).transpose()
}

struct Row {
    cycle_id: Uuid,
    sequence: i64,
    state: String,
    plan: serde_json::Value,
    plan_command_id: Uuid,
    starts_on: jiff_sqlx::Date,
    ends_on: jiff_sqlx::Date,
    outcome: Option<serde_json::Value>,
    first_outcome: Option<serde_json::Value>,
    reopening: Option<serde_json::Value>,
    judged: serde_json::Value,
}

impl TryFrom<Row> for Cycle {
    type Error = PageError;

    fn try_from(row: Row) -> Result<Self, PageError> {
        let unfit = |error: serde_json::Error| PageError::Unfit(format!("cycle {}: {error}", row.cycle_id));
        Ok(Self {
            id: CycleId::new(row.cycle_id),
            sequence: row.sequence.cast_unsigned(),
            state: row.state,
            plan: serde_json::from_value(row.plan).map_err(unfit)?,
            plan_command_id: row.plan_command_id,
            starts_on: row.starts_on.to_jiff(),
            ends_on: row.ends_on.to_jiff(),
            outcome: row.outcome.map(serde_json::from_value).transpose().map_err(unfit)?,
            first_outcome: row.first_outcome.map(serde_json::from_value).transpose().map_err(unfit)?,
            reopening: row.reopening.map(serde_json::from_value).transpose().map_err(unfit)?,
            judged: serde_json::from_value(row.judged).map_err(unfit)?,
        })
    }
}
