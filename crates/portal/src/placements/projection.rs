//! Who is or was in each cycle, and how they take part now.

use async_trait::async_trait;
use domain::ParticipantId;
use domain::cycle::{CycleEvent, Leaving, PlacementChanged, PlacementCorrected, PupilPlaced};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;

use crate::cycle_fact::{self as fact, CycleFact};

/// Keeps the table `participants`.
pub struct Participants;

#[async_trait]
impl Projection for Participants {
    fn name(&self) -> &'static str {
        "participants"
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
        CycleEvent::PupilPlaced(placed) => place(connection, fact, placed).await,
        CycleEvent::PlacementChanged(changed) => change(connection, fact, changed).await,
        CycleEvent::PupilWithdrawn(gone) => {
            leave(connection, fact, gone.participant, Some(&gone.leaving())).await
        }
        CycleEvent::WithdrawalCorrected(mended) => {
            leave(connection, fact, mended.participant, mended.after.as_ref()).await
        }
        CycleEvent::PlacementCorrected(corrected) => correct(connection, fact, corrected).await,
        CycleEvent::CyclePlanned(_)
        | CycleEvent::CycleStarted(_)
        | CycleEvent::CycleRescheduled(_)
        | CycleEvent::CycleStaffChanged(_)
        | CycleEvent::LearningCarriedForward(_)
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

/// A pupil who left and is placed again keeps the place in the list.
async fn place(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
    placed: &PupilPlaced,
) -> Result<(), ProjectionError> {
    let placement = &placed.placement;
    sqlx::query!(
        "insert into participants (cycle_id, participant_id, place, identity, identity_command_id, year_level,
                entry_band, placed_on, role, tier, share_percent, group_text, group_command_id)
         select $1, $2, 1 + count(*), $3, $4, $5, $6, $7, $8, $9, $10, $11, $4 from participants where cycle_id = $1
         on conflict (cycle_id, participant_id) do update set
           identity = excluded.identity, identity_command_id = excluded.identity_command_id,
           year_level = excluded.year_level, entry_band = excluded.entry_band, placed_on = excluded.placed_on,
           role = excluded.role, tier = excluded.tier, share_percent = excluded.share_percent,
           group_text = excluded.group_text, group_command_id = excluded.group_command_id,
           withdrawn_on = null, exit_status = null, next_support = null",
        fact.cycle,
        placed.participant.uuid(),
        serde_json::to_value(&placed.identity)?,
        fact.command_id,
        i16::from(placed.year_level.number()),
        placed.entry_band.to_string(),
        placed.effective_on.to_sqlx() as _,
        placement.role.to_string(),
        placement.tier.to_string(),
        i16::from(placement.share_of_sessions_percent),
        placement.group.as_ref().map(serde_json::to_value).transpose()?,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The group's name keeps the command that sealed it as long as it is the very same sealed text.
async fn change(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
    changed: &PlacementChanged,
) -> Result<(), ProjectionError> {
    let after = &changed.after;
    let resealed = after.group != changed.before.group;
    sqlx::query!(
        "update participants set role = $3, tier = $4, share_percent = $5, group_text = $6,
                group_command_id = case when $7 then $8 else group_command_id end
         where cycle_id = $1 and participant_id = $2",
        fact.cycle,
        changed.participant.uuid(),
        after.role.to_string(),
        after.tier.to_string(),
        i16::from(after.share_of_sessions_percent),
        after.group.as_ref().map(serde_json::to_value).transpose()?,
        resealed,
        fact.command_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// How and when a part ended; nothing for one that goes on.
async fn leave(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
    participant: ParticipantId,
    leaving: Option<&Leaving>,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "update participants set withdrawn_on = $3, exit_status = $4, next_support = $5
         where cycle_id = $1 and participant_id = $2",
        fact.cycle,
        participant.uuid(),
        leaving.map(|leaving| leaving.left_on.to_sqlx()) as _,
        leaving.map(|leaving| leaving.exit_status.to_string()),
        leaving.map(|leaving| leaving.next_support.to_string()),
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn correct(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
    corrected: &PlacementCorrected,
) -> Result<(), ProjectionError> {
    let after = &corrected.after;
    sqlx::query!(
        "update participants set year_level = $3, entry_band = $4, placed_on = $5
         where cycle_id = $1 and participant_id = $2",
        fact.cycle,
        corrected.participant.uuid(),
        i16::from(after.year_level.number()),
        after.entry_band.to_string(),
        after.placed_on.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}
