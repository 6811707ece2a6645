//! Every score as it stands now, and every score that will not come.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::cycle::{
    AssessmentCorrected, AssessmentMissed, AssessmentRecorded, AssessmentVoided, CycleEvent,
};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use uuid::Uuid;

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

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "cycle"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        // Scores of this batch are written at once, as all of the batch leaves them, and so is what changes those before it.
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
        CycleEvent::AssessmentRecorded(recorded) => {
            rows.add(fact, recorded);
            Ok(())
        }
        CycleEvent::AssessmentMissed(missed) => {
            std::mem::take(rows).write(connection).await?;
            miss(connection, fact, missed).await
        }
        CycleEvent::AssessmentCorrected(corrected) => {
            rows.correct(fact, corrected);
            Ok(())
        }
        CycleEvent::AssessmentVoided(voided) => {
            std::mem::take(rows).write(connection).await?;
            void(connection, voided).await
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

/// Scores to write, column by column, and corrections of these and of others.
#[derive(Default)]
struct Rows {
    cycles: Vec<Uuid>,
    sequences: Vec<i64>,
    assessments: Vec<Uuid>,
    participants: Vec<Uuid>,
    points: Vec<String>,
    instruments: Vec<String>,
    forms: Vec<Option<String>>,
    scales: Vec<String>,
    scores: Vec<Decimal>,
    days: Vec<String>,
    corrected: BTreeMap<Uuid, Corrected>,
}

/// What a score is from its last correction on, and how many there were.
struct Corrected {
    sequence: i64,
    form: Option<String>,
    score: Decimal,
    taken_on: Date,
    reason: String,
    times: i32,
}

impl Rows {
    fn add(&mut self, fact: &CycleFact<'_>, recorded: &AssessmentRecorded) {
        let reading = &recorded.reading;
        self.cycles.push(fact.cycle);
        self.sequences.push(fact.sequence);
        self.assessments.push(recorded.assessment_id.uuid());
        self.participants.push(recorded.participant.uuid());
        self.points.push(recorded.point.to_string());
        self.instruments.push(recorded.instrument.to_string());
        self.forms.push(reading.form.as_ref().map(ToString::to_string));
        self.scales.push(recorded.scale.to_string());
        self.scores.push(reading.score.decimal());
        self.days.push(reading.taken_on.to_string());
    }

    fn correct(&mut self, fact: &CycleFact<'_>, corrected: &AssessmentCorrected) {
        let (id, after) = (corrected.assessment_id.uuid(), &corrected.after);
        let before = self.corrected.get(&id).map_or(0, |known| known.times);
        let new = Corrected {
            sequence: fact.sequence,
            form: after.form.as_ref().map(ToString::to_string),
            score: after.score.decimal(),
            taken_on: after.taken_on,
            reason: corrected.reason.code().to_string(),
            times: before + 1,
        };
        self.corrected.insert(id, new);
    }

    async fn write(self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        if !self.cycles.is_empty() {
            self.insert(connection).await?;
        }
        correct(connection, self.corrected).await
    }

    /// A score that comes after all takes the place of the note that none would.
    async fn insert(&self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        sqlx::query!(
            "delete from scores using unnest($1::uuid[], $2::uuid[], $3::text[]) as came (cycle_id, participant_id, point)
             where scores.cycle_id = came.cycle_id and scores.participant_id = came.participant_id
               and scores.point = came.point and assessment_id is null",
            &self.cycles,
            &self.participants,
            &self.points,
        )
        .execute(&mut *connection)
        .await?;
        sqlx::query!(
            "insert into scores (cycle_id, first_sequence, live_sequence, assessment_id, participant_id, point, instrument,
                    form, scale, score, taken_on)
             select cycle_id, sequence, sequence, assessment_id, participant_id, point, instrument, form, scale, score,
                    taken_on::date
             from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[],
                         $8::text[], $9::numeric[], $10::text[])
                  as came (cycle_id, sequence, assessment_id, participant_id, point, instrument, form, scale, score,
                           taken_on)",
            &self.cycles,
            &self.sequences,
            &self.assessments,
            &self.participants,
            &self.points,
            &self.instruments,
            &self.forms as &[Option<String>],
            &self.scales,
            &self.scores,
            &self.days,
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}

async fn miss(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
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

/// Writes what scores are from their last corrections on.
async fn correct(
    connection: &mut PgConnection,
    corrected: BTreeMap<Uuid, Corrected>,
) -> Result<(), ProjectionError> {
    if corrected.is_empty() {
        return Ok(());
    }
    let (mut assessments, mut sequences, mut forms) = (Vec::new(), Vec::new(), Vec::new());
    let (mut scores, mut days, mut reasons, mut times) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (assessment, one) in corrected {
        assessments.push(assessment);
        sequences.push(one.sequence);
        forms.push(one.form);
        scores.push(one.score);
        days.push(one.taken_on.to_sqlx());
        reasons.push(one.reason);
        times.push(one.times);
    }
    sqlx::query!(
        "update scores set live_sequence = came.sequence, form = came.form, score = came.score, taken_on = came.taken_on,
                reason = came.reason, corrections = corrections + came.times
         from unnest($1::uuid[], $2::bigint[], $3::text[], $4::numeric[], $5::date[], $6::text[], $7::integer[])
              as came (assessment_id, sequence, form, score, taken_on, reason, times)
         where scores.assessment_id = came.assessment_id",
        &assessments,
        &sequences,
        &forms as &[Option<String>],
        &scores,
        &days as &[jiff_sqlx::Date],
        &reasons,
        &times,
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
