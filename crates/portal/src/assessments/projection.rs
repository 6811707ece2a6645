//! Every score as it stands now, and every score that will not come.

use async_trait::async_trait;
use domain::cycle::{
    AssessmentCorrected, AssessmentMissed, AssessmentRecorded, AssessmentVoided, CycleEvent,
};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;

use crate::cycle_fact::{self as fact, CycleFact};

/// Keeps the table `scores`.
pub struct Scores;

#[async_trait]
impl Projection for Scores {
    fn name(&self) -> &'static str {
        "scores"
    }

    fn version(&self) -> i32 {
        2
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
        CycleEvent::AssessmentRecorded(recorded) => record(connection, fact, recorded).await,
        CycleEvent::AssessmentMissed(missed) => miss(connection, fact, missed).await,
        CycleEvent::AssessmentCorrected(corrected) => correct(connection, fact, corrected).await,
        CycleEvent::AssessmentVoided(voided) => void(connection, voided).await,
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

/// A score that comes after all takes the place of the note that none would.
async fn record(
    connection: &mut PgConnection,
    fact: &CycleFact,
    recorded: &AssessmentRecorded,
) -> Result<(), ProjectionError> {
    let reading = &recorded.reading;
    sqlx::query!(
        "delete from scores
         where cycle_id = $1 and participant_id = $2 and point = $3 and assessment_id is null",
        fact.cycle,
        recorded.participant.uuid(),
        recorded.point.to_string(),
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into scores (cycle_id, first_sequence, live_sequence, assessment_id, participant_id, point, instrument,
                form, scale, score, taken_on)
         values ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        fact.cycle,
        fact.sequence,
        recorded.assessment_id.uuid(),
        recorded.participant.uuid(),
        recorded.point.to_string(),
        recorded.instrument.to_string(),
        reading.form.as_ref().map(ToString::to_string),
        recorded.scale.to_string(),
        reading.score.decimal(),
        reading.taken_on.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn miss(
    connection: &mut PgConnection,
    fact: &CycleFact,
    missed: &AssessmentMissed,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into scores (cycle_id, first_sequence, live_sequence, participant_id, point, reason)
         values ($1, $2, $2, $3, $4, $5)",
        fact.cycle,
        fact.sequence,
        missed.participant.uuid(),
        missed.point.to_string(),
        missed.reason.code().to_string(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn correct(
    connection: &mut PgConnection,
    fact: &CycleFact,
    corrected: &AssessmentCorrected,
) -> Result<(), ProjectionError> {
    let after = &corrected.after;
    sqlx::query!(
        "update scores set live_sequence = $2, form = $3, score = $4, taken_on = $5, reason = $6,
                corrections = corrections + 1
         where assessment_id = $1",
        corrected.assessment_id.uuid(),
        fact.sequence,
        after.form.as_ref().map(ToString::to_string),
        after.score.decimal(),
        after.taken_on.to_sqlx() as _,
        corrected.reason.code().to_string(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A score that does not count stands in the history alone.
async fn void(connection: &mut PgConnection, voided: &AssessmentVoided) -> Result<(), ProjectionError> {
    sqlx::query!("delete from scores where assessment_id = $1", voided.assessment_id.uuid())
        .execute(connection)
        .await?;
    Ok(())
}
