//! What each pupil can do and can't do yet, and what they are to be able to do.

use async_trait::async_trait;
use domain::cycle::{CurricularTargetSet, CycleEvent, NeedAssessed};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;

use crate::cycle_fact::{self as fact, CycleFact};

/// Keeps the table `needs`.
pub struct Needs;

#[async_trait]
impl Projection for Needs {
    fn name(&self) -> &'static str {
        "needs"
    }

    fn version(&self) -> i32 {
        1
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events {
            if let Some(fact) = fact::of(recorded)?
                && let (Some(need), _) = followed(&fact.event)
            {
                insert_need(connection, &fact, need).await?;
            }
        }
        Ok(())
    }
}

/// Keeps the table `targets`.
pub struct Targets;

#[async_trait]
impl Projection for Targets {
    fn name(&self) -> &'static str {
        "targets"
    }

    fn version(&self) -> i32 {
        1
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events {
            if let Some(fact) = fact::of(recorded)?
                && let (_, Some(target)) = followed(&fact.event)
            {
                insert_target(connection, &fact, target).await?;
            }
        }
        Ok(())
    }
}

/// The two kinds of fact that this slice follows.
fn followed(event: &CycleEvent) -> (Option<&NeedAssessed>, Option<&CurricularTargetSet>) {
    match event {
        CycleEvent::NeedAssessed(need) => (Some(need), None),
        CycleEvent::CurricularTargetSet(target) => (None, Some(target)),
        CycleEvent::CyclePlanned(_)
        | CycleEvent::CycleStarted(_)
        | CycleEvent::CycleRescheduled(_)
        | CycleEvent::PupilPlaced(_)
        | CycleEvent::PlacementChanged(_)
        | CycleEvent::PupilWithdrawn(_)
        | CycleEvent::AssessmentRecorded(_)
        | CycleEvent::AssessmentMissed(_)
        | CycleEvent::AssessmentCorrected(_)
        | CycleEvent::StrategyAdopted(_)
        | CycleEvent::StrategyAdapted(_)
        | CycleEvent::StrategyStopped(_)
        | CycleEvent::CycleAssessed(_)
        | CycleEvent::CycleClosed(_)
        | CycleEvent::CycleOutcomeSealed(_) => (None, None),
    }
}

async fn insert_need(
    connection: &mut PgConnection,
    fact: &CycleFact,
    need: &NeedAssessed,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into needs (cycle_id, sequence, participant_id, concept, source, can_do, not_yet, command_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        fact.cycle,
        fact.sequence,
        need.participant.uuid(),
        need.concept.to_string(),
        need.source.to_string(),
        serde_json::to_value(&need.can_do)?,
        serde_json::to_value(&need.not_yet)?,
        fact.command_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_target(
    connection: &mut PgConnection,
    fact: &CycleFact,
    target: &CurricularTargetSet,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into targets (cycle_id, sequence, participant_id, concept, statement, measure, value, due_on, command_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        fact.cycle,
        fact.sequence,
        target.participant.uuid(),
        target.concept.to_string(),
        serde_json::to_value(&target.statement)?,
        target.measure.to_string(),
        target.value.map(domain::Score::decimal),
        target.due_on.to_sqlx() as _,
        fact.command_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}
