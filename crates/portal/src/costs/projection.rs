//! The costs of each cycle as they stand now.

use async_trait::async_trait;
use domain::cycle::{CostCorrected, CostRecorded, CycleEvent};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

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

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "cycle"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        // Costs that come one after the other are written at once, before one is put right.
        let mut rows = Rows::default();
        for recorded in events {
            if let Some(fact) = fact::of(recorded)? {
                follow(connection, &fact, &mut rows).await?;
            }
        }
        rows.write(connection).await
    }
}

async fn follow(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
    rows: &mut Rows,
) -> Result<(), ProjectionError> {
    match fact.event {
        CycleEvent::CostRecorded(paid) => rows.add(fact, paid),
        CycleEvent::CostCorrected(corrected) => {
            std::mem::take(rows).write(connection).await?;
            correct(connection, fact, corrected).await
        }
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

/// Costs to write, column by column.
#[derive(Default)]
struct Rows {
    cycles: Vec<Uuid>,
    costs: Vec<Uuid>,
    sequences: Vec<i64>,
    days: Vec<jiff_sqlx::Date>,
    paid: Vec<Value>,
}

impl Rows {
    fn add(&mut self, fact: &CycleFact<'_>, paid: &CostRecorded) -> Result<(), ProjectionError> {
        self.cycles.push(fact.cycle);
        self.costs.push(paid.cost_id.uuid());
        self.sequences.push(fact.sequence);
        self.days.push(paid.effective_on.to_sqlx());
        self.paid.push(serde_json::to_value(&paid.cost)?);
        Ok(())
    }

    async fn write(self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        if self.cycles.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "insert into costs (cycle_id, cost_id, live_sequence, paid_on, cost)
             select * from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::date[], $5::jsonb[])",
            &self.cycles,
            &self.costs,
            &self.sequences,
            &self.days as &[jiff_sqlx::Date],
            &self.paid,
        )
        .execute(connection)
        .await?;
        Ok(())
    }
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
