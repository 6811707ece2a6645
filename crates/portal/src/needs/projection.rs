//! What each pupil can do and can't do yet, and what they are to be able to do.

use async_trait::async_trait;
use domain::cycle::{CurricularTargetSet, CycleEvent, NeedAssessed, TargetRevised};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use rust_decimal::Decimal;
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::cycle_fact::{self as fact, CycleFact};

/// Keeps the table `needs`.
pub struct Needs;

#[async_trait]
impl Projection for Needs {
    fn name(&self) -> &'static str {
        "needs"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "cycle"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        let mut rows = NeedRows::default();
        for recorded in events {
            if let Some(fact) = fact::of(recorded)?
                && let Followed::Need(need) = followed(fact.event)
            {
                rows.add(&fact, need)?;
            }
        }
        rows.write(connection).await
    }
}

/// Keeps the table `targets`.
pub struct Targets;

#[async_trait]
impl Projection for Targets {
    fn name(&self) -> &'static str {
        "targets"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "cycle"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        // Targets that are set one after the other are written at once, before one is revised.
        let mut rows = TargetRows::default();
        for recorded in events {
            let Some(fact) = fact::of(recorded)? else { continue };
            match followed(fact.event) {
                Followed::Target(set) => rows.add(&fact, set)?,
                Followed::Revision(revised) => {
                    std::mem::take(&mut rows).write(connection).await?;
                    revise_target(connection, &fact, revised).await?;
                }
                Followed::Need(_) | Followed::Other => {}
            }
        }
        rows.write(connection).await
    }
}

/// The kinds of fact that this slice follows.
enum Followed<'a> {
    Need(&'a NeedAssessed),
    Target(&'a CurricularTargetSet),
    Revision(&'a TargetRevised),
    Other,
}

fn followed(event: &CycleEvent) -> Followed<'_> {
    match event {
        CycleEvent::NeedAssessed(need) => Followed::Need(need),
        CycleEvent::CurricularTargetSet(set) => Followed::Target(set),
        CycleEvent::TargetRevised(revised) => Followed::Revision(revised),
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
        | CycleEvent::CycleCancelled(_) => Followed::Other,
    }
}

/// Needs to write, column by column.
#[derive(Default)]
struct NeedRows {
    cycles: Vec<Uuid>,
    sequences: Vec<i64>,
    participants: Vec<Uuid>,
    concepts: Vec<String>,
    sources: Vec<String>,
    can_do: Vec<Value>,
    not_yet: Vec<Value>,
    commands: Vec<Uuid>,
}

impl NeedRows {
    fn add(&mut self, fact: &CycleFact<'_>, need: &NeedAssessed) -> Result<(), ProjectionError> {
        self.cycles.push(fact.cycle);
        self.sequences.push(fact.sequence);
        self.participants.push(need.participant.uuid());
        self.concepts.push(need.concept.to_string());
        self.sources.push(need.source.to_string());
        self.can_do.push(serde_json::to_value(&need.can_do)?);
        self.not_yet.push(serde_json::to_value(&need.not_yet)?);
        self.commands.push(fact.command_id);
        Ok(())
    }

    async fn write(self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        if self.cycles.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "insert into needs (cycle_id, sequence, participant_id, concept, source, can_do, not_yet, command_id)
             select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::jsonb[],
                                  $7::jsonb[], $8::uuid[])",
            &self.cycles,
            &self.sequences,
            &self.participants,
            &self.concepts,
            &self.sources,
            &self.can_do,
            &self.not_yet,
            &self.commands,
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// Targets to write, column by column.
#[derive(Default)]
struct TargetRows {
    cycles: Vec<Uuid>,
    sequences: Vec<i64>,
    targets: Vec<Uuid>,
    participants: Vec<Uuid>,
    concepts: Vec<String>,
    statements: Vec<Value>,
    measures: Vec<String>,
    values: Vec<Option<Decimal>>,
    days: Vec<jiff_sqlx::Date>,
    commands: Vec<Uuid>,
}

impl TargetRows {
    fn add(&mut self, fact: &CycleFact<'_>, set: &CurricularTargetSet) -> Result<(), ProjectionError> {
        let aim = &set.aim;
        self.cycles.push(fact.cycle);
        self.sequences.push(fact.sequence);
        self.targets.push(set.target_id.uuid());
        self.participants.push(set.participant.uuid());
        self.concepts.push(aim.concept.to_string());
        self.statements.push(serde_json::to_value(&aim.statement)?);
        self.measures.push(aim.measure.to_string());
        self.values.push(aim.value.map(domain::Score::decimal));
        self.days.push(aim.due_on.to_sqlx());
        self.commands.push(fact.command_id);
        Ok(())
    }

    async fn write(self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        if self.cycles.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "insert into targets (cycle_id, sequence, target_id, participant_id, concept, statement, measure, value,
                    due_on, command_id)
             select * from unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::uuid[], $5::text[], $6::jsonb[], $7::text[],
                                  $8::numeric[], $9::date[], $10::uuid[])",
            &self.cycles,
            &self.sequences,
            &self.targets,
            &self.participants,
            &self.concepts,
            &self.statements,
            &self.measures,
            &self.values as &[Option<Decimal>],
            &self.days as &[jiff_sqlx::Date],
            &self.commands,
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}

/// The words keep the command that sealed them as long as they are the very same sealed text.
async fn revise_target(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
    revised: &TargetRevised,
) -> Result<(), ProjectionError> {
    let after = &revised.after;
    let resealed = after.statement != revised.before.statement;
    sqlx::query!(
        "update targets set concept = $3, statement = $4, measure = $5, value = $6, due_on = $7,
                command_id = case when $8 then $9 else command_id end
         where cycle_id = $1 and target_id = $2",
        fact.cycle,
        revised.target_id.uuid(),
        after.concept.to_string(),
        serde_json::to_value(&after.statement)?,
        after.measure.to_string(),
        after.value.map(domain::Score::decimal),
        after.due_on.to_sqlx() as _,
        resealed,
        fact.command_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}
