//! Who is or was in each cycle, and how they take part now.

use std::collections::HashMap;

use async_trait::async_trait;
use domain::ParticipantId;
use domain::cycle::{CycleEvent, Leaving, PlacementChanged, PlacementCorrected, PupilPlaced};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

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

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "cycle"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        // Those who are placed by facts of this batch are written at once; what follows changes them before that.
        let mut new = Placed::default();
        for recorded in events {
            if let Some(fact) = fact::of(recorded)? {
                follow(connection, &fact, &mut new).await?;
            }
        }
        new.write(connection).await
    }
}

async fn follow(
    connection: &mut PgConnection,
    fact: &CycleFact<'_>,
    new: &mut Placed,
) -> Result<(), ProjectionError> {
    match fact.event {
        CycleEvent::PupilPlaced(placed) => new.place(fact, placed),
        CycleEvent::PlacementChanged(changed) => match new.of(fact, changed.participant) {
            Some(row) => row.change(fact, changed),
            None => change(connection, fact, changed).await,
        },
        CycleEvent::PupilWithdrawn(gone) => {
            leave(connection, fact, new, gone.participant, Some(&gone.leaving())).await
        }
        CycleEvent::WithdrawalCorrected(mended) => {
            leave(connection, fact, new, mended.participant, mended.after.as_ref()).await
        }
        CycleEvent::PlacementCorrected(corrected) => match new.of(fact, corrected.participant) {
            Some(row) => {
                row.correct(corrected);
                Ok(())
            }
            None => correct(connection, fact, corrected).await,
        },
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

/// A participant who is not written yet.
struct Row {
    identity: Value,
    command_id: Uuid,
    year_level: i16,
    entry_band: String,
    placed_on: Date,
    role: String,
    tier: String,
    share_percent: i16,
    group: Option<Value>,
    group_command_id: Uuid,
    left: Option<Leaving>,
}

impl Row {
    fn of(fact: &CycleFact<'_>, placed: &PupilPlaced) -> Result<Self, ProjectionError> {
        let placement = &placed.placement;
        Ok(Self {
            identity: serde_json::to_value(&placed.identity)?,
            command_id: fact.command_id,
            year_level: i16::from(placed.year_level.number()),
            entry_band: placed.entry_band.to_string(),
            placed_on: placed.effective_on,
            role: placement.role.to_string(),
            tier: placement.tier.to_string(),
            share_percent: i16::from(placement.share_of_sessions_percent),
            group: placement.group.as_ref().map(serde_json::to_value).transpose()?,
            group_command_id: fact.command_id,
            left: None,
        })
    }

    /// As [`change`].
    fn change(&mut self, fact: &CycleFact<'_>, changed: &PlacementChanged) -> Result<(), ProjectionError> {
        let after = &changed.after;
        self.role = after.role.to_string();
        self.tier = after.tier.to_string();
        self.share_percent = i16::from(after.share_of_sessions_percent);
        self.group = after.group.as_ref().map(serde_json::to_value).transpose()?;
        if after.group != changed.before.group {
            self.group_command_id = fact.command_id;
        }
        Ok(())
    }

    /// As [`correct`].
    fn correct(&mut self, corrected: &PlacementCorrected) {
        let after = &corrected.after;
        self.year_level = i16::from(after.year_level.number());
        self.entry_band = after.entry_band.to_string();
        self.placed_on = after.placed_on;
    }
}

/// Participants who are not written yet, in the order of placing.
#[derive(Default)]
struct Placed {
    order: Vec<(Uuid, Uuid)>,
    rows: HashMap<(Uuid, Uuid), Row>,
}

impl Placed {
    fn place(&mut self, fact: &CycleFact<'_>, placed: &PupilPlaced) -> Result<(), ProjectionError> {
        let key = (fact.cycle, placed.participant.uuid());
        if self.rows.insert(key, Row::of(fact, placed)?).is_none() {
            self.order.push(key);
        }
        Ok(())
    }

    fn of(&mut self, fact: &CycleFact<'_>, participant: ParticipantId) -> Option<&mut Row> {
        self.rows.get_mut(&(fact.cycle, participant.uuid()))
    }

    /// A pupil who left and is placed again keeps the place in the list.
    async fn write(mut self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        let mut columns = Columns::default();
        for (cycle, participant) in self.order {
            if let Some(row) = self.rows.remove(&(cycle, participant)) {
                columns.add(cycle, participant, row);
            }
        }
        columns.insert(connection).await
    }
}

/// Rows column by column.
#[derive(Default)]
struct Columns {
    cycle: Vec<Uuid>,
    participant: Vec<Uuid>,
    identity: Vec<Value>,
    command_id: Vec<Uuid>,
    year_level: Vec<i16>,
    entry_band: Vec<String>,
    placed_on: Vec<jiff_sqlx::Date>,
    role: Vec<String>,
    tier: Vec<String>,
    share_percent: Vec<i16>,
    group: Vec<Option<Value>>,
    group_command_id: Vec<Uuid>,
    withdrawn_on: Vec<Option<jiff_sqlx::Date>>,
    exit_status: Vec<Option<String>>,
    next_support: Vec<Option<String>>,
}

impl Columns {
    fn add(&mut self, cycle: Uuid, participant: Uuid, row: Row) {
        self.cycle.push(cycle);
        self.participant.push(participant);
        self.identity.push(row.identity);
        self.command_id.push(row.command_id);
        self.year_level.push(row.year_level);
        self.entry_band.push(row.entry_band);
        self.placed_on.push(row.placed_on.to_sqlx());
        self.role.push(row.role);
        self.tier.push(row.tier);
        self.share_percent.push(row.share_percent);
        self.group.push(row.group);
        self.group_command_id.push(row.group_command_id);
        self.withdrawn_on.push(row.left.as_ref().map(|left| left.left_on.to_sqlx()));
        self.exit_status.push(row.left.as_ref().map(|left| left.exit_status.to_string()));
        self.next_support.push(row.left.as_ref().map(|left| left.next_support.to_string()));
    }

    async fn insert(self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        if self.cycle.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "insert into participants (cycle_id, participant_id, place, identity, identity_command_id, year_level,
                    entry_band, placed_on, role, tier, share_percent, group_text, group_command_id, withdrawn_on,
                    exit_status, next_support)
             select new.cycle_id, new.participant_id,
                    coalesce(known.place, (select count(*) from participants as all_of where all_of.cycle_id = new.cycle_id)
                      + row_number() over (partition by new.cycle_id, known.place is null order by new.rank)),
                    new.identity, new.command_id, new.year_level, new.entry_band, new.placed_on, new.role, new.tier,
                    new.share_percent, new.group_text, new.group_command_id, new.withdrawn_on, new.exit_status,
                    new.next_support
             from unnest($1::uuid[], $2::uuid[], $3::jsonb[], $4::uuid[], $5::smallint[], $6::text[], $7::date[],
                         $8::text[], $9::text[], $10::smallint[], $11::jsonb[], $12::uuid[], $13::date[], $14::text[],
                         $15::text[]) with ordinality
                  as new (cycle_id, participant_id, identity, command_id, year_level, entry_band, placed_on, role, tier,
                          share_percent, group_text, group_command_id, withdrawn_on, exit_status, next_support, rank)
             left join participants as known
                    on known.cycle_id = new.cycle_id and known.participant_id = new.participant_id
             on conflict (cycle_id, participant_id) do update set
               identity = excluded.identity, identity_command_id = excluded.identity_command_id,
               year_level = excluded.year_level, entry_band = excluded.entry_band, placed_on = excluded.placed_on,
               role = excluded.role, tier = excluded.tier, share_percent = excluded.share_percent,
               group_text = excluded.group_text, group_command_id = excluded.group_command_id,
               withdrawn_on = excluded.withdrawn_on, exit_status = excluded.exit_status,
               next_support = excluded.next_support",
            &self.cycle,
            &self.participant,
            &self.identity,
            &self.command_id,
            &self.year_level,
            &self.entry_band,
            &self.placed_on as &[jiff_sqlx::Date],
            &self.role,
            &self.tier,
            &self.share_percent,
            &self.group as &[Option<Value>],
            &self.group_command_id,
            &self.withdrawn_on as &[Option<jiff_sqlx::Date>],
            &self.exit_status as &[Option<String>],
            &self.next_support as &[Option<String>],
        )
        .execute(connection)
        .await?;
        Ok(())
    }
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
    new: &mut Placed,
    participant: ParticipantId,
    leaving: Option<&Leaving>,
) -> Result<(), ProjectionError> {
    if let Some(row) = new.of(fact, participant) {
        row.left = leaving.copied();
        return Ok(());
    }
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
