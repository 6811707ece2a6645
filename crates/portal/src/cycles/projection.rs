//! Cycles as they stand now: the plan, the dates, the stage they have reached, and the outcome once it is sealed.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::cycle::{CycleDates, CycleEvent, CyclePlanned, CycleRescheduled, Outcome};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;
use uuid::Uuid;

use super::read::{Judged, Reopening};
use crate::cycle_fact::{self as fact, CycleFact};

/// Keeps the table `cycles`.
pub struct Cycles;

#[async_trait]
impl Projection for Cycles {
    fn name(&self) -> &'static str {
        "cycles"
    }

    fn version(&self) -> i32 {
        1
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        // Most facts change nothing here but which one was the last: that is written once for all of them.
        let mut last: BTreeMap<Uuid, i64> = BTreeMap::new();
        for recorded in events {
            let Some(fact) = fact::of(recorded)? else { continue };
            if follow(connection, &fact).await? {
                last.remove(&fact.cycle);
            } else {
                last.insert(fact.cycle, fact.sequence);
            }
        }
        move_on(connection, last).await
    }
}

/// What a fact changes in the row of its cycle. The last sequence moves with every fact.
#[derive(Default)]
struct Change<'a> {
    state: Option<&'static str>,
    dates: Option<CycleDates>,
    outcome: Option<&'a Outcome>,
    /// Fields of the plan that are otherwise now; a null takes one away.
    plan: Option<serde_json::Value>,
    /// The outcome so far does not hold any more.
    reopened: bool,
    /// Somebody asks that it goes on after the closing.
    asked: Option<Reopening>,
    /// What was asked is answered, or lapsed.
    settled: bool,
    /// How good somebody found it.
    judged: Option<serde_json::Value>,
    /// A score was put right or taken out.
    corrected: bool,
}

/// Writes what a fact changes; not if it is only the last one.
async fn follow(connection: &mut PgConnection, fact: &CycleFact<'_>) -> Result<bool, ProjectionError> {
    let state = |state| Change { state: Some(state), ..Change::default() };
    let change = match fact.event {
        CycleEvent::CyclePlanned(planned) => {
            insert(connection, fact, planned).await?;
            return Ok(true);
        }
        CycleEvent::CycleStarted(_) => state("running"),
        CycleEvent::CycleAssessed(_) => state("assessed"),
        CycleEvent::CycleClosed(_) => state("closed"),
        CycleEvent::BoardReportSubmitted(_) => Change { settled: true, ..state("reported") },
        CycleEvent::CycleReopeningAsked(asked) => {
            let (by, asked_on, reason) = (asked.by, asked.effective_on, asked.reason.code());
            Change { asked: Some(Reopening { by, asked_on, reason }), ..Change::default() }
        }
        CycleEvent::CycleReopeningDeclined(_) => Change { settled: true, ..Change::default() },
        CycleEvent::CycleReopened(_) => Change { reopened: true, settled: true, ..state("assessed") },
        CycleEvent::CycleCancelled(_) => state("cancelled"),
        CycleEvent::CycleRescheduled(CycleRescheduled { after, .. }) => {
            Change { dates: Some(*after), ..Change::default() }
        }
        CycleEvent::CycleOutcomeSealed(sealed) => {
            Change { outcome: Some(&sealed.outcome), ..Change::default() }
        }
        CycleEvent::ImpactJudged(judged) => {
            let by_judge = serde_json::json!({ judged.judge.to_string(): Judged::of(judged) });
            Change { judged: Some(by_judge), ..Change::default() }
        }
        CycleEvent::CycleStaffChanged(changed) => {
            let post = changed.role.to_string();
            Change { plan: Some(serde_json::json!({ post: changed.after })), ..Change::default() }
        }
        CycleEvent::AssessmentCorrected(_) | CycleEvent::AssessmentVoided(_) => {
            Change { corrected: true, ..Change::default() }
        }
        CycleEvent::PupilPlaced(_)
        | CycleEvent::PlacementChanged(_)
        | CycleEvent::PupilWithdrawn(_)
        | CycleEvent::WithdrawalCorrected(_)
        | CycleEvent::PlacementCorrected(_)
        | CycleEvent::LearningCarriedForward(_)
        | CycleEvent::NeedAssessed(_)
        | CycleEvent::CurricularTargetSet(_)
        | CycleEvent::TargetRevised(_)
        | CycleEvent::TargetJudged(_)
        | CycleEvent::AssessmentRecorded(_)
        | CycleEvent::AssessmentMissed(_)
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
        | CycleEvent::BoardReportAmended(_) => return Ok(false),
    };
    update(connection, fact, &change).await?;
    Ok(true)
}

/// Writes which fact was the last of each of these cycles.
async fn move_on(connection: &mut PgConnection, last: BTreeMap<Uuid, i64>) -> Result<(), ProjectionError> {
    if last.is_empty() {
        return Ok(());
    }
    let (cycles, sequences): (Vec<Uuid>, Vec<i64>) = last.into_iter().unzip();
    sqlx::query!(
        "update cycles set sequence = last.sequence
         from unnest($1::uuid[], $2::bigint[]) as last (cycle_id, sequence)
         where cycles.cycle_id = last.cycle_id",
        &cycles,
        &sequences,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
    planned: &CyclePlanned,
) -> Result<(), ProjectionError> {
    let plan = &planned.plan;
    sqlx::query!(
        "insert into cycles (cycle_id, school_id, sequence, state, plan, plan_command_id, starts_on, ends_on)
         values ($1, $2, $3, 'planned', $4, $5, $6, $7)",
        fact.cycle,
        plan.school.to_string(),
        fact.sequence,
        serde_json::to_value(plan)?,
        fact.command_id,
        plan.starts_on.to_sqlx() as _,
        plan.ends_on.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn update(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
    change: &Change<'_>,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "update cycles set sequence = $2, state = coalesce($3, state), starts_on = coalesce($4, starts_on),
                ends_on = coalesce($5, ends_on), outcome = case when $8 then null else coalesce($6, outcome) end,
                plan = jsonb_strip_nulls(plan || coalesce($7, '{}'::jsonb)),
                reopening = case when $9 then null else coalesce($10, reopening) end,
                judged = case when $8 then '{}'::jsonb else judged || coalesce($11, '{}'::jsonb) end,
                corrected_since = case when $8 or $3 = 'reported' then 0
                                       when $12 and state = 'reported' then corrected_since + 1
                                       else corrected_since end
         where cycle_id = $1",
        fact.cycle,
        fact.sequence,
        change.state,
        change.dates.map(|dates| dates.starts_on.to_sqlx()) as _,
        change.dates.map(|dates| dates.ends_on.to_sqlx()) as _,
        change.outcome.map(serde_json::to_value).transpose()?,
        change.plan,
        change.reopened,
        change.settled,
        change.asked.as_ref().map(serde_json::to_value).transpose()?,
        change.judged,
        change.corrected,
    )
    .execute(connection)
    .await?;
    Ok(())
}
