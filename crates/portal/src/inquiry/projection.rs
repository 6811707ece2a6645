//! Contacts with families, the work of mentors and what was learnt by looking back, each fact whole.

use async_trait::async_trait;
use domain::cycle::CycleEvent;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use serde_json::Value;
use sqlx::PgConnection;

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

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events {
            if let Some(fact) = fact::of(recorded)?
                && let Some((kind, on, value)) = followed(&fact.event)?
            {
                insert(connection, &fact, kind, on, value).await?;
            }
        }
        Ok(())
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

async fn insert(
    connection: &mut PgConnection,
    fact: &CycleFact,
    kind: &str,
    effective_on: Date,
    value: Value,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into inquiry (cycle_id, sequence, kind, effective_on, fact, command_id)
         values ($1, $2, $3, $4, $5, $6)",
        fact.cycle,
        fact.sequence,
        kind,
        effective_on.to_sqlx() as _,
        value,
        fact.command_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}
