//! The register of a school's pupils: where each one is, and who it is, sealed.

use async_trait::async_trait;
use domain::pupil::{PupilDetailsRevised, PupilEvent, PupilMoved, PupilRegistered};
use domain::{Fact, SchoolId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
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

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events.iter().filter(|recorded| recorded.aggregate_type == "pupil") {
            match facts::of(recorded)? {
                Fact::Pupil(event) => follow(connection, recorded, &event).await?,
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
        Ok(())
    }
}

async fn follow(
    connection: &mut PgConnection,
    recorded: &Recorded,
    event: &PupilEvent,
) -> Result<(), ProjectionError> {
    let command = recorded.command_id.unwrap_or_default();
    let pupil = match event {
        PupilEvent::PupilRegistered(new) => {
            register(connection, command, new).await?;
            new.pupil
        }
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

async fn register(
    connection: &mut PgConnection,
    command: Uuid,
    new: &PupilRegistered,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into pupils (pupil_id, school_id, kept_by, details, details_command_id, since, sequence)
         values ($1, $2, $2, $3, $4, $5, 1)",
        new.pupil.uuid(),
        new.school.to_string(),
        serde_json::to_value(&new.details)?,
        command,
        new.effective_on.to_sqlx() as _,
    )
    .execute(connection)
    .await?;
    Ok(())
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
