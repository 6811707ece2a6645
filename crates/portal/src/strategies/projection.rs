//! What was tried in each cycle: when a strategy was taken up, changed and stopped, and why.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::cycle::{CycleEvent, Practice, StrategyAdapted, StrategyAdopted, StrategyStopped};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use serde_json::Value;
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

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "cycle"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        let mut columns = Columns::default();
        for recorded in events {
            if let Some(fact) = fact::of(recorded)?
                && let Some(row) = followed(&fact)
            {
                columns.add(&fact, row)?;
            }
        }
        columns.insert(connection).await
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

/// The row of a fact, if it is about a strategy.
fn followed<'a>(fact: &CycleFact<'a>) -> Option<Row<'a>> {
    match fact.event {
        CycleEvent::StrategyAdopted(adopted) => Some(adopted_row(fact, adopted)),
        CycleEvent::StrategyAdapted(adapted) => Some(adapted_row(fact, adapted)),
        CycleEvent::StrategyStopped(stopped) => Some(stopped_row(stopped)),
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
        | CycleEvent::CycleCancelled(_) => None,
    }
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

/// Rows to write, column by column.
#[derive(Default)]
struct Columns {
    cycle: Vec<Uuid>,
    sequence: Vec<i64>,
    strategy: Vec<String>,
    change: Vec<String>,
    effective_on: Vec<jiff_sqlx::Date>,
    reason: Vec<String>,
    practice: Vec<Option<Value>>,
    sealed_by: Vec<Option<Uuid>>,
    judged_effect: Vec<Option<String>>,
    /// The command that sealed the expected effect of each strategy that has a row here.
    sealed: HashMap<(Uuid, String), Uuid>,
}

impl Columns {
    fn add(&mut self, fact: &CycleFact<'_>, row: Row<'_>) -> Result<(), ProjectionError> {
        let strategy = (fact.cycle, row.strategy.clone());
        if let Some(command) = row.sealed_by {
            self.sealed.insert(strategy.clone(), command);
        }
        self.cycle.push(fact.cycle);
        self.sequence.push(fact.sequence);
        self.strategy.push(row.strategy);
        self.change.push(row.change.to_owned());
        self.effective_on.push(row.effective_on.to_sqlx());
        self.reason.push(row.reason);
        self.practice.push(row.practice.map(serde_json::to_value).transpose()?);
        self.sealed_by.push(self.sealed.get(&strategy).copied());
        self.judged_effect.push(row.judged_effect);
        Ok(())
    }

    /// What no row here says was sealed by a command before.
    async fn insert(self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        if self.cycle.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "insert into strategy_changes (cycle_id, sequence, strategy, change, effective_on, reason, practice,
                    expected_command_id, judged_effect)
             select new.cycle_id, new.sequence, new.strategy, new.change, new.effective_on, new.reason, new.practice,
                    coalesce(new.sealed_by, (select known.expected_command_id from strategy_changes as known
                                             where known.cycle_id = new.cycle_id and known.strategy = new.strategy
                                             order by known.sequence desc limit 1)), new.judged_effect
             from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::date[], $6::text[], $7::jsonb[], $8::uuid[],
                         $9::text[])
                  as new (cycle_id, sequence, strategy, change, effective_on, reason, practice, sealed_by, judged_effect)",
            &self.cycle,
            &self.sequence,
            &self.strategy,
            &self.change,
            &self.effective_on as &[jiff_sqlx::Date],
            &self.reason,
            &self.practice as &[Option<Value>],
            &self.sealed_by as &[Option<Uuid>],
            &self.judged_effect as &[Option<String>],
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}
