//! The register of a school's pupils: where each one is, and who it is, sealed.

use async_trait::async_trait;
use domain::pupil::{PupilDetailsRevised, PupilEvent, PupilMoved, PupilRegistered};
use domain::{Fact, SchoolId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use serde_json::Value;
use sqlx::PgConnection;
use uuid::Uuid;

use crate::facts;

/// Keeps the table `pupils`.
pub struct Pupils;

#[async_trait]
impl Projection for Pupils {
    fn name(&self) -> &'static str {
        "pupils"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "pupil"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        // Those who come one after the other are written at once, before anything else is done to one.
        let mut new = Registered::default();
        for recorded in events.iter().filter(|recorded| recorded.aggregate_type == "pupil") {
            match facts::read(recorded)? {
                Fact::Pupil(PupilEvent::PupilRegistered(event)) => new.add(recorded, event)?,
                Fact::Pupil(event) => {
                    std::mem::take(&mut new).insert(connection).await?;
                    follow(connection, recorded, event).await?;
                }
                Fact::Cycle(_)
                | Fact::SchoolGroup(_)
                | Fact::CohortResult(_)
                | Fact::BenchmarkSet(_)
                | Fact::School(_)
                | Fact::ImportBatch(_)
                | Fact::Account(_)
                | Fact::Catalogue(_)
                | Fact::Enquiry(_)
                | Fact::Edition(_)
                | Fact::Ledger(_)
                | Fact::Pack(_) => {}
            }
        }
        new.insert(connection).await
    }
}

async fn follow(
    connection: &mut PgConnection,
    recorded: &Recorded,
    event: &PupilEvent,
) -> Result<(), ProjectionError> {
    let command = recorded.command_id.unwrap_or_default();
    let pupil = match event {
        // These are written together.
        PupilEvent::PupilRegistered(_) => return Ok(()),
        PupilEvent::PupilDetailsRevised(new) => {
            revise(connection, command, new).await?;
            new.pupil
        }
        PupilEvent::PupilMoved(moved) => {
            go(connection, moved).await?;
            moved.pupil
        }
        PupilEvent::ErasureRequested(asked) => {
            ask(connection, asked.pupil.uuid(), Some(asked.effective_on)).await?;
            asked.pupil
        }
        PupilEvent::ErasureRequestWithdrawn(withdrawn) => {
            ask(connection, withdrawn.pupil.uuid(), None).await?;
            withdrawn.pupil
        }
        PupilEvent::PupilErased(erased) => {
            erase(connection, erased.pupil.uuid(), erased.effective_on).await?;
            erased.pupil
        }
    };
    sqlx::query!(
        "update pupils set sequence = $2 where pupil_id = $1",
        pupil.uuid(),
        recorded.sequence.cast_signed()
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Pupils to write, column by column.
#[derive(Default)]
struct Registered {
    pupil: Vec<Uuid>,
    school: Vec<String>,
    details: Vec<Value>,
    command: Vec<Uuid>,
    since: Vec<jiff_sqlx::Date>,
    sequence: Vec<i64>,
}

impl Registered {
    fn add(&mut self, recorded: &Recorded, new: &PupilRegistered) -> Result<(), ProjectionError> {
        self.pupil.push(new.pupil.uuid());
        self.school.push(new.school.to_string());
        self.details.push(serde_json::to_value(&new.details)?);
        self.command.push(recorded.command_id.unwrap_or_default());
        self.since.push(new.effective_on.to_sqlx());
        self.sequence.push(recorded.sequence.cast_signed());
        Ok(())
    }

    async fn insert(self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        if self.pupil.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "insert into pupils (pupil_id, school_id, kept_by, details, details_command_id, since, sequence)
             select pupil_id, school_id, school_id, details, command_id, since, sequence
             from unnest($1::uuid[], $2::text[], $3::jsonb[], $4::uuid[], $5::date[], $6::bigint[])
                  as new (pupil_id, school_id, details, command_id, since, sequence)",
            &self.pupil,
            &self.school,
            &self.details,
            &self.command,
            &self.since as &[jiff_sqlx::Date],
            &self.sequence,
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}

async fn revise(
    connection: &mut PgConnection,
    command: Uuid,
    new: &PupilDetailsRevised,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "update pupils set details = $2, details_command_id = $3 where pupil_id = $1",
        new.pupil.uuid(),
        serde_json::to_value(&new.details)?,
        command,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The register of the school that was left last keeps whoever is at none.
async fn go(connection: &mut PgConnection, moved: &PupilMoved) -> Result<(), ProjectionError> {
    sqlx::query!(
        "update pupils set school_id = $2, kept_by = coalesce($2, kept_by), since = $3 where pupil_id = $1",
        moved.pupil.uuid(),
        moved.to.as_ref().map(SchoolId::to_string),
        moved.effective_on.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn ask(connection: &mut PgConnection, pupil: Uuid, on: Option<Date>) -> Result<(), ProjectionError> {
    sqlx::query!(
        "update pupils set erasure_asked_on = $2 where pupil_id = $1",
        pupil,
        on.map(ToSqlx::to_sqlx) as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn erase(connection: &mut PgConnection, pupil: Uuid, on: Date) -> Result<(), ProjectionError> {
    sqlx::query!(
        "update pupils set details = null, details_command_id = null, erasure_asked_on = null, erased_on = $2
         where pupil_id = $1",
        pupil,
        on.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
}
