//! The sessions of each cycle as they stand now.

use async_trait::async_trait;
use domain::ReasonCode;
use domain::cycle::{CycleEvent, HeldSession};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::cycle_fact::{self as fact, CycleFact};

/// Keeps the table `sessions`.
pub struct Sessions;

#[async_trait]
impl Projection for Sessions {
    fn name(&self) -> &'static str {
        "sessions"
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

async fn follow(connection: &mut PgConnection, fact: &CycleFact) -> Result<(), ProjectionError> {
    match &fact.event {
        CycleEvent::SessionDelivered(held) => {
            let session = HeldSession { held_on: held.effective_on, session: held.session.clone() };
            put(connection, fact, held.session_id.uuid(), &session, None).await
        }
        CycleEvent::SessionCorrected(corrected) => {
            let reason = Some(corrected.reason.code());
            put(connection, fact, corrected.session_id.uuid(), &corrected.after, reason).await
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
        | CycleEvent::CycleCancelled(_) => Ok(()),
    }
}

/// Writes the session as it is from now on.
async fn put(
    connection: &mut PgConnection,
    fact: &CycleFact,
    session: Uuid,
    held: &HeldSession,
    reason: Option<ReasonCode>,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into sessions (cycle_id, session_id, live_sequence, held_on, held, reason)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (cycle_id, session_id) do update
         set live_sequence = excluded.live_sequence, held_on = excluded.held_on, held = excluded.held,
             reason = excluded.reason",
        fact.cycle,
        session,
        fact.sequence,
        held.held_on.to_sqlx() as _,
        serde_json::to_value(held)?,
        reason.map(|code| code.to_string()),
    )
    .execute(connection)
    .await?;
    Ok(())
}
