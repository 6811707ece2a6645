//! The costs of each cycle as they stand now.

use async_trait::async_trait;
use domain::cycle::{CostCorrected, CostRecorded, CycleEvent};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;

use crate::cycle_fact::{self as fact, CycleFact};

/// Keeps the table `costs`.
pub struct Costs;

#[async_trait]
impl Projection for Costs {
    fn name(&self) -> &'static str {
        "costs"
    }

    fn version(&self) -> i32 {
        1
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events {
            if let Some(fact) = fact::of(recorded)? {
                follow(connection, &fact).await?;
            }
        }
        Ok(())
    }
}

async fn follow(connection: &mut PgConnection, fact: &CycleFact<'_>) -> Result<(), ProjectionError> {
    match fact.event {
        CycleEvent::CostRecorded(paid) => insert(connection, fact, paid).await,
        CycleEvent::CostCorrected(corrected) => correct(connection, fact, corrected).await,
        CycleEvent::CyclePlanned(_)
        | CycleEvent::CycleStarted(_)
        | CycleEvent::CycleRescheduled(_)
        | CycleEvent::CycleStaffChanged(_)
        | CycleEvent::LearningCarriedForward(_)
        | CycleEvent::PupilPlaced(_)
        | CycleEvent::PlacementChanged(_)
        | CycleEvent::PupilWithdrawn(_)
        | CycleEvent::WithdrawalCorrected(_)
        | CycleEvent::PlacementCorrected(_)
        | CycleEvent::NeedAssessed(_)
        | CycleEvent::CurricularTargetSet(_)
        | CycleEvent::TargetRevised(_)
        | CycleEvent::TargetJudged(_)
        | CycleEvent::AssessmentRecorded(_)
        | CycleEvent::AssessmentMissed(_)
        | CycleEvent::AssessmentCorrected(_)
        | CycleEvent::AssessmentVoided(_)
        | CycleEvent::StrategyAdopted(_)
        | CycleEvent::StrategyAdapted(_)
        | CycleEvent::StrategyStopped(_)
        | CycleEvent::SessionDelivered(_)
        | CycleEvent::SessionCorrected(_)
        | CycleEvent::FamilyContactRecorded(_)
        | CycleEvent::MentoringRecorded(_)
        | CycleEvent::InquiryReflected(_)
        | CycleEvent::CycleAssessed(_)
        | CycleEvent::CycleClosed(_)
        | CycleEvent::CycleOutcomeSealed(_)
        | CycleEvent::ImpactJudged(_)
        | CycleEvent::BoardReportSubmitted(_)
        | CycleEvent::BoardReportAmended(_)
        | CycleEvent::CycleReopeningAsked(_)
        | CycleEvent::CycleReopeningDeclined(_)
        | CycleEvent::CycleReopened(_)
        | CycleEvent::CycleCancelled(_) => Ok(()),
    }
}

async fn insert(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
    paid: &CostRecorded,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into costs (cycle_id, cost_id, live_sequence, paid_on, cost) values ($1, $2, $3, $4, $5)",
        fact.cycle,
        paid.cost_id.uuid(),
        fact.sequence,
        paid.effective_on.to_sqlx() as _,
        serde_json::to_value(&paid.cost)?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn correct(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
    corrected: &CostCorrected,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "update costs set live_sequence = $3, cost = $4, reason = $5 where cycle_id = $1 and cost_id = $2",
        fact.cycle,
        corrected.cost_id.uuid(),
        fact.sequence,
        serde_json::to_value(&corrected.after)?,
        corrected.reason.code().to_string(),
    )
    .execute(connection)
    .await?;
    Ok(())
}
