//! Cycles as they stand now: the plan, the dates, the stage they have reached, and the outcome once it is sealed.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::cycle::{CycleDates, CycleEvent, CyclePlanned, CycleRescheduled, Outcome};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use serde_json::Value;
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

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "cycle"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        // Cycles that are planned by facts of this batch are written at once, as all of the batch leaves them. Of the others
        // most facts change nothing but which one was the last: that is written once for all of them.
        let mut new: BTreeMap<Uuid, Row> = BTreeMap::new();
        let mut moved = Moved::default();
        for recorded in events {
            let Some(fact) = fact::of(recorded)? else { continue };
            if let CycleEvent::CyclePlanned(planned) = fact.event {
                new.insert(fact.cycle, Row::of(&fact, planned)?);
                continue;
            }
            let change = change_of(fact.event);
            match (new.get_mut(&fact.cycle), &change) {
                (Some(row), _) => row.follow(&fact, change.as_ref())?,
                (None, Some(Change { corrected: true, .. })) => moved.corrected(&fact),
                (None, Some(change)) => {
                    moved.take(fact.cycle).write(connection).await?;
                    update(connection, &fact, change).await?;
                }
                (None, None) => moved.on(&fact),
            }
        }
        insert(connection, new).await?;
        moved.write(connection).await
    }
}

/// What a fact changes in the row of its cycle. The last sequence moves with every fact.
#[derive(Default)]
struct Change<'a> {
    state: Option<&'static str>,
    dates: Option<CycleDates>,
    outcome: Option<&'a Outcome>,
    /// Fields of the plan that are otherwise now; a null takes one away.
    plan: Option<Value>,
    /// The outcome so far does not hold any more.
    reopened: bool,
    /// Somebody asks that it goes on after the closing.
    asked: Option<Reopening>,
    /// What was asked is answered, or lapsed.
    settled: bool,
    /// How good somebody found it.
    judged: Option<Value>,
    /// A score was put right or taken out.
    corrected: bool,
}

/// What a fact changes, if that is more than which one was the last.
fn change_of(event: &CycleEvent) -> Option<Change<'_>> {
    let state = |state| Change { state: Some(state), ..Change::default() };
    Some(match event {
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
        CycleEvent::CyclePlanned(_)
        | CycleEvent::PupilPlaced(_)
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
        | CycleEvent::BoardReportAmended(_) => return None,
    })
}

/// A cycle that is not written yet.
struct Row {
    school: String,
    sequence: i64,
    state: &'static str,
    plan: Value,
    command_id: Uuid,
    dates: CycleDates,
    outcome: Option<Value>,
    reopening: Option<Value>,
    judged: Value,
    corrected_since: i32,
}

impl Row {
    fn of(fact: &CycleFact<'_>, planned: &CyclePlanned) -> Result<Self, ProjectionError> {
        let plan = &planned.plan;
        Ok(Self {
            school: plan.school.to_string(),
            sequence: fact.sequence,
            state: "planned",
            plan: serde_json::to_value(plan)?,
            command_id: fact.command_id,
            dates: CycleDates { starts_on: plan.starts_on, ends_on: plan.ends_on },
            outcome: None,
            reopening: None,
            judged: serde_json::json!({}),
            corrected_since: 0,
        })
    }

    /// As [`update`] does it to a row that is written.
    fn follow(&mut self, fact: &CycleFact<'_>, change: Option<&Change<'_>>) -> Result<(), ProjectionError> {
        self.sequence = fact.sequence;
        let Some(change) = change else { return Ok(()) };
        if change.reopened {
            self.outcome = None;
            self.judged = serde_json::json!({});
        }
        if change.reopened || change.state == Some("reported") {
            self.corrected_since = 0;
        } else if change.corrected && self.state == "reported" {
            self.corrected_since += 1;
        }
        if change.settled {
            self.reopening = None;
        }
        if let Some(asked) = &change.asked {
            self.reopening = Some(serde_json::to_value(asked)?);
        }
        if let Some(outcome) = change.outcome {
            self.outcome = Some(serde_json::to_value(outcome)?);
        }
        self.state = change.state.unwrap_or(self.state);
        self.dates = change.dates.unwrap_or(self.dates);
        merge(&mut self.judged, change.judged.as_ref());
        merge(&mut self.plan, change.plan.as_ref());
        Ok(())
    }
}

/// Puts these fields in place of those of the same names; a null takes one away.
fn merge(known: &mut Value, new: Option<&Value>) {
    if let (Value::Object(known), Some(Value::Object(new))) = (known, new) {
        known.extend(new.clone());
        known.retain(|_, value| !value.is_null());
    }
}

/// Which fact was the last of cycles that are written, and how many scores were put right in each.
#[derive(Default)]
struct Moved(BTreeMap<Uuid, (i64, i32)>);

impl Moved {
    fn on(&mut self, fact: &CycleFact<'_>) {
        self.0.entry(fact.cycle).or_default().0 = fact.sequence;
    }

    fn corrected(&mut self, fact: &CycleFact<'_>) {
        self.on(fact);
        self.0.entry(fact.cycle).or_default().1 += 1;
    }

    /// What counts before something else is done to this cycle.
    fn take(&mut self, cycle: Uuid) -> Self {
        Self(
            self.0
                .remove(&cycle)
                .filter(|(_, corrected)| *corrected > 0)
                .map(|moved| (cycle, moved))
                .into_iter()
                .collect(),
        )
    }

    async fn write(self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        if self.0.is_empty() {
            return Ok(());
        }
        let (mut cycles, mut sequences, mut corrected) = (Vec::new(), Vec::new(), Vec::new());
        for (cycle, (sequence, times)) in self.0 {
            cycles.push(cycle);
            sequences.push(sequence);
            corrected.push(times);
        }
        sqlx::query!(
            "update cycles set sequence = moved.sequence,
                    corrected_since = case when state = 'reported' then corrected_since + moved.corrected
                                           else corrected_since end
             from unnest($1::uuid[], $2::bigint[], $3::integer[]) as moved (cycle_id, sequence, corrected)
             where cycles.cycle_id = moved.cycle_id",
            &cycles,
            &sequences,
            &corrected,
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}

async fn insert(connection: &mut PgConnection, new: BTreeMap<Uuid, Row>) -> Result<(), ProjectionError> {
    if new.is_empty() {
        return Ok(());
    }
    let mut columns = Columns::default();
    for (cycle, row) in new {
        columns.add(cycle, row);
    }
    sqlx::query!(
        "insert into cycles (cycle_id, school_id, sequence, state, plan, plan_command_id, starts_on, ends_on, outcome,
                reopening, judged, corrected_since)
         select * from unnest($1::uuid[], $2::text[], $3::bigint[], $4::text[], $5::jsonb[], $6::uuid[], $7::date[],
                              $8::date[], $9::jsonb[], $10::jsonb[], $11::jsonb[], $12::integer[])",
        &columns.cycle,
        &columns.school,
        &columns.sequence,
        &columns.state,
        &columns.plan,
        &columns.command_id,
        &columns.starts_on as &[jiff_sqlx::Date],
        &columns.ends_on as &[jiff_sqlx::Date],
        &columns.outcome as &[Option<Value>],
        &columns.reopening as &[Option<Value>],
        &columns.judged,
        &columns.corrected_since,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Rows column by column.
#[derive(Default)]
struct Columns {
    cycle: Vec<Uuid>,
    school: Vec<String>,
    sequence: Vec<i64>,
    state: Vec<String>,
    plan: Vec<Value>,
    command_id: Vec<Uuid>,
    starts_on: Vec<jiff_sqlx::Date>,
    ends_on: Vec<jiff_sqlx::Date>,
    outcome: Vec<Option<Value>>,
    reopening: Vec<Option<Value>>,
    judged: Vec<Value>,
    corrected_since: Vec<i32>,
}

impl Columns {
    fn add(&mut self, cycle: Uuid, row: Row) {
        self.cycle.push(cycle);
        self.school.push(row.school);
        self.sequence.push(row.sequence);
        self.state.push(row.state.to_owned());
        self.plan.push(row.plan);
        self.command_id.push(row.command_id);
        self.starts_on.push(row.dates.starts_on.to_sqlx());
        self.ends_on.push(row.dates.ends_on.to_sqlx());
        self.outcome.push(row.outcome);
        self.reopening.push(row.reopening);
        self.judged.push(row.judged);
        self.corrected_since.push(row.corrected_since);
    }
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
                corrected_since = case when $8 or $3 = 'reported' then 0 else corrected_since end
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
    )
    .execute(connection)
    .await?;
    Ok(())
}
