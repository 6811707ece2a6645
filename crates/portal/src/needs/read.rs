//! Needs and targets of a cycle's pupils, for its page. The words are sealed.

use domain::cycle::{NeedSource, TargetMeasure};
use domain::{CycleId, ParticipantId};
use jiff::civil::Date;
use rust_decimal::Decimal;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;
use crate::sealed_text::Placed;

/// What a pupil can do and can't do yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Whose.
    pub participant: ParticipantId,
    /// In which key concept.
    pub concept: String,
    /// What it was seen in.
    pub source: NeedSource,
    /// What the pupil can do, sealed.
    pub can_do: Placed,
    /// What the pupil can't do yet, sealed.
    pub not_yet: Placed,
}

/// What a pupil is to be able to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// Whose.
    pub participant: ParticipantId,
    /// In which key concept.
    pub concept: String,
    /// In words, sealed.
    pub statement: Placed,
    /// What the value counts.
    pub measure: TargetMeasure,
    /// The value to reach.
    pub value: Option<Decimal>,
    /// By when.
    pub due_on: Date,
}

/// The last need of each pupil in each key concept.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn of_cycle(pool: &PgPool, cycle: CycleId) -> Result<Vec<Need>, PageError> {
    let rows = sqlx::query_as!(
        NeedRow,
        r#"select distinct on (participant_id, concept) participant_id, concept, source, can_do, not_yet, command_id
           from needs where cycle_id = $1 order by participant_id, concept, sequence desc"#,
        cycle.uuid()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| row.read().ok_or_else(|| PageError::Unfit(format!("a need of {cycle}"))))
        .collect()
}

/// The targets of the cycle's pupils.
///
/// # Errors
/// When the database does not answer, or a row can't be read.
pub async fn targets(pool: &PgPool, cycle: CycleId) -> Result<Vec<Target>, PageError> {
    let rows = sqlx::query_as!(
        TargetRow,
        r#"select participant_id, concept, statement, measure, value, due_on as "due_on: jiff_sqlx::Date", command_id
           from targets where cycle_id = $1 order by sequence"#,
        cycle.uuid()
    )
    .fetch_all(pool)
    .await?;
    rows.into_iter()
        .map(|row| row.read().ok_or_else(|| PageError::Unfit(format!("a target of {cycle}"))))
        .collect()
}

struct NeedRow {
    participant_id: Uuid,
    concept: String,
    source: String,
    can_do: serde_json::Value,
    not_yet: serde_json::Value,
    command_id: Uuid,
}

impl NeedRow {
    fn read(self) -> Option<Need> {
        let text =
            |value, field| Some(Placed::new(serde_json::from_value(value).ok()?, self.command_id, field));
        Some(Need {
            participant: ParticipantId::new(self.participant_id),
            source: self.source.parse().ok()?,
            can_do: text(self.can_do, "can_do")?,
            not_yet: text(self.not_yet, "not_yet")?,
            concept: self.concept,
        })
    }
}

struct TargetRow {
    participant_id: Uuid,
    concept: String,
    statement: serde_json::Value,
    measure: String,
    value: Option<Decimal>,
    due_on: jiff_sqlx::Date,
    command_id: Uuid,
}

impl TargetRow {
    fn read(self) -> Option<Target> {
        let statement = serde_json::from_value(self.statement).ok()?;
        Some(Target {
            participant: ParticipantId::new(self.participant_id),
            statement: Placed::new(statement, self.command_id, "statement"),
            measure: self.measure.parse().ok()?,
            value: self.value,
            due_on: self.due_on.to_jiff(),
            concept: self.concept,
        })
    }
}
