//! The sessions of each cycle as they stand now.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::ReasonCode;
use domain::cycle::{CycleEvent, HeldSession, Session};
use jiff::civil::Date;
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

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "cycle"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        // Of a session that was put right since only the last counts: each is written once.
        let mut rows = BTreeMap::new();
        for recorded in events {
            if let Some(fact) = fact::of(recorded)?
                && let Some((session, row)) = followed(&fact)
            {
                rows.insert((fact.cycle, session), row);
            }
        }
        put(connection, rows).await
    }
}

/// A session as it is from a fact on.
struct Row<'a> {
    sequence: i64,
    held_on: Date,
    session: &'a Session,
    reason: Option<ReasonCode>,
}

/// The session that a fact is about and what it is from then on, if it is about one.
fn followed<'a>(fact: &CycleFact<'a>) -> Option<(Uuid, Row<'a>)> {
    let sequence = fact.sequence;
    match fact.event {
        CycleEvent::SessionDelivered(held) => {
            let (held_on, session) = (held.effective_on, &held.session);
            Some((held.session_id.uuid(), Row { sequence, held_on, session, reason: None }))
        }
        CycleEvent::SessionCorrected(corrected) => {
            let (held_on, session) = (corrected.after.held_on, &corrected.after.session);
            let reason = Some(corrected.reason.code());
            Some((corrected.session_id.uuid(), Row { sequence, held_on, session, reason }))
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
        | CycleEvent::CycleCancelled(_) => None,
    }
}

/// Writes these sessions as they are from now on.
async fn put(
    connection: &mut PgConnection,
    rows: BTreeMap<(Uuid, Uuid), Row<'_>>,
) -> Result<(), ProjectionError> {
    if rows.is_empty() {
        return Ok(());
    }
    let (mut cycles, mut sessions, mut live) = (Vec::new(), Vec::new(), Vec::new());
    let (mut days, mut held, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
    for ((cycle, session), row) in rows {
        cycles.push(cycle);
        sessions.push(session);
        live.push(row.sequence);
        days.push(row.held_on.to_string());
        let session = row.session.clone();
        held.push(serde_json::to_value(HeldSession { held_on: row.held_on, session })?);
        reasons.push(row.reason.map(|code| code.to_string()));
    }
    sqlx::query!(
        "insert into sessions (cycle_id, session_id, live_sequence, held_on, held, reason)
         select cycle_id, session_id, live_sequence, held_on::date, held, reason
         from unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::jsonb[], $6::text[])
              as put (cycle_id, session_id, live_sequence, held_on, held, reason)
         on conflict (cycle_id, session_id) do update
         set live_sequence = excluded.live_sequence, held_on = excluded.held_on, held = excluded.held,
             reason = excluded.reason",
        &cycles,
        &sessions,
        &live,
        &days,
        &held,
        &reasons as &[Option<String>],
    )
    .execute(connection)
    .await?;
    Ok(())
}
