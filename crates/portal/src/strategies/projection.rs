//! What was tried in each cycle: when a strategy was taken up, changed and stopped, and why.

use async_trait::async_trait;
use domain::cycle::{CycleEvent, Practice, StrategyAdapted, StrategyAdopted, StrategyStopped};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::cycle_fact::{self as fact, CycleFact};

/// Keeps the table `strategy_changes`.
pub struct StrategyChanges;

#[async_trait]
impl Projection for StrategyChanges {
    fn name(&self) -> &'static str {
        "strategy_changes"
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

/// One row to be.
struct Row<'a> {
    strategy: String,
    change: &'static str,
    effective_on: Date,
    reason: String,
    practice: Option<&'a Practice>,
    /// The command that sealed the expected effect; none to keep that of the row before.
    sealed_by: Option<Uuid>,
    judged_effect: Option<String>,
}

async fn follow(connection: &mut PgConnection, fact: &CycleFact<'_>) -> Result<(), ProjectionError> {
    let row = match fact.event {
        CycleEvent::StrategyAdopted(adopted) => adopted_row(fact, adopted),
        CycleEvent::StrategyAdapted(adapted) => adapted_row(fact, adapted),
        CycleEvent::StrategyStopped(stopped) => stopped_row(stopped),
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
        | CycleEvent::SessionDelivered(_)
        | CycleEvent::SessionCorrected(_)
        | CycleEvent::FamilyContactRecorded(_)
        | CycleEvent::MentoringRecorded(_)
        | CycleEvent::InquiryReflected(_)
        | CycleEvent::CostRecorded(_)
        | CycleEvent::CostCorrected(_)
        | CycleEvent::CycleAssessed(_)
        | CycleEvent::CycleClosed(_)
        | CycleEvent::CycleOutcomeSealed(_)
        | CycleEvent::ImpactJudged(_)
        | CycleEvent::BoardReportSubmitted(_)
        | CycleEvent::BoardReportAmended(_)
        | CycleEvent::CycleReopeningAsked(_)
        | CycleEvent::CycleReopeningDeclined(_)
        | CycleEvent::CycleReopened(_)
        | CycleEvent::CycleCancelled(_) => return Ok(()),
    };
    insert(connection, fact, row).await
}

fn adopted_row<'a>(fact: &CycleFact<'_>, adopted: &'a StrategyAdopted) -> Row<'a> {
    Row {
        strategy: adopted.strategy.to_string(),
        change: "adopted",
        effective_on: adopted.effective_on,
        reason: adopted.reason.code().to_string(),
        practice: Some(&adopted.practice),
        sealed_by: Some(fact.command_id),
        judged_effect: None,
    }
}

fn adapted_row<'a>(fact: &CycleFact<'_>, adapted: &'a StrategyAdapted) -> Row<'a> {
    let resealed = adapted.after.expected_effect != adapted.before.expected_effect;
    Row {
        strategy: adapted.strategy.to_string(),
        change: "adapted",
        effective_on: adapted.effective_on,
        reason: adapted.reason.code().to_string(),
        practice: Some(&adapted.after),
        sealed_by: resealed.then_some(fact.command_id),
        judged_effect: None,
    }
}

fn stopped_row(stopped: &StrategyStopped) -> Row<'_> {
    Row {
        strategy: stopped.strategy.to_string(),
        change: "stopped",
        effective_on: stopped.effective_on,
        reason: stopped.reason.code().to_string(),
        practice: None,
        sealed_by: None,
        judged_effect: Some(stopped.judged_effect.to_string()),
    }
}

async fn insert(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
    row: Row<'_>,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into strategy_changes (cycle_id, sequence, strategy, change, effective_on, reason, practice,
                expected_command_id, judged_effect)
         values ($1, $2, $3, $4, $5, $6, $7,
                 coalesce($8, (select expected_command_id from strategy_changes
                               where cycle_id = $1 and strategy = $3 order by sequence desc limit 1)), $9)",
        fact.cycle,
        fact.sequence,
        row.strategy,
        row.change,
        row.effective_on.to_sqlx() as _,
        row.reason,
        row.practice.map(serde_json::to_value).transpose()?,
        row.sealed_by,
        row.judged_effect,
    )
    .execute(connection)
    .await?;
    Ok(())
}
