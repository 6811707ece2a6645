//! Contacts with families, the work of mentors and what was learnt by looking back, each fact whole.

use async_trait::async_trait;
use domain::cycle::CycleEvent;
use jiff::civil::Date;
use journal::{Projection, ProjectionError, Recorded};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::cycle_fact::{self as fact, CycleFact};

/// Keeps the table `inquiry`.
pub struct Inquiry;

#[async_trait]
impl Projection for Inquiry {
    fn name(&self) -> &'static str {
        "inquiry"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "cycle"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        let mut rows = Rows::default();
        for recorded in events {
            if let Some(fact) = fact::of(recorded)?
                && let Some((kind, on, value)) = followed(fact.event)?
            {
                rows.add(&fact, kind, on, value);
            }
        }
        rows.write(connection).await
    }
}

/// A fact that this table follows: its kind, its day, and all that it says.
fn followed(event: &CycleEvent) -> Result<Option<(&'static str, Date, Value)>, ProjectionError> {
    Ok(match event {
        CycleEvent::FamilyContactRecorded(one) => {
            Some(("contact", one.effective_on, serde_json::to_value(one)?))
        }
        CycleEvent::MentoringRecorded(one) => {
            Some(("mentoring", one.effective_on, serde_json::to_value(one)?))
        }
        CycleEvent::InquiryReflected(one) => {
            Some(("reflection", one.effective_on, serde_json::to_value(one)?))
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
    })
}

/// Rows to write, column by column.
#[derive(Default)]
struct Rows {
    cycles: Vec<Uuid>,
    sequences: Vec<i64>,
    kinds: Vec<String>,
    days: Vec<String>,
    facts: Vec<Value>,
    commands: Vec<Uuid>,
}

impl Rows {
    fn add(&mut self, fact: &CycleFact<'_>, kind: &str, effective_on: Date, value: Value) {
        self.cycles.push(fact.cycle);
        self.sequences.push(fact.sequence);
        self.kinds.push(kind.to_owned());
        self.days.push(effective_on.to_string());
        self.facts.push(value);
        self.commands.push(fact.command_id);
    }

    async fn write(self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        if self.cycles.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "insert into inquiry (cycle_id, sequence, kind, effective_on, fact, command_id)
             select cycle_id, sequence, kind, effective_on::date, fact, command_id
             from unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[], $5::jsonb[], $6::uuid[])
                  as told (cycle_id, sequence, kind, effective_on, fact, command_id)",
            &self.cycles,
            &self.sequences,
            &self.kinds,
            &self.days,
            &self.facts,
            &self.commands,
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}
