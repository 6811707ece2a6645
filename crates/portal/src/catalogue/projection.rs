//! Every edition of every entry of the catalogue.

use async_trait::async_trait;
use domain::Fact;
use domain::catalogue::{CatalogueEvent, Edition, EntryId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;

use crate::facts;

/// Keeps the table `catalogue_entries`.
pub struct CatalogueEntries;

#[async_trait]
impl Projection for CatalogueEntries {
    fn name(&self) -> &'static str {
        "catalogue_entries"
    }

    fn version(&self) -> i32 {
        1
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events.iter().filter(|recorded| recorded.aggregate_type == "catalogue") {
            match facts::of(recorded)? {
                Fact::Catalogue(event) => follow(connection, recorded, event).await?,
                Fact::Cycle(_)
                | Fact::SchoolGroup(_)
                | Fact::CohortResult(_)
                | Fact::BenchmarkSet(_)
                | Fact::School(_)
                | Fact::Account(_)
                | Fact::ImportBatch(_)
                | Fact::Pupil(_)
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
    event: CatalogueEvent,
) -> Result<(), ProjectionError> {
    match event {
        CatalogueEvent::EntryPublished(new) => {
            let (edition, on) = (new.edition, new.effective_on);
            insert(connection, recorded, &new.entry, edition, &new.says, on, None).await
        }
        CatalogueEvent::EntryRevised(new) => {
            let (edition, on) = (new.edition, new.effective_on);
            let reason = Some(new.reason.code().to_string());
            insert(connection, recorded, &new.entry, edition, &new.after, on, reason).await
        }
        CatalogueEvent::EntryRetired(new) => {
            sqlx::query!(
                "update catalogue_entries set retired_on = $3, retired_for = $4, position = $5
                 where kind = $1 and code = $2",
                new.entry.kind().to_string(),
                new.entry.code().as_str(),
                new.effective_on.to_sqlx() as _,
                new.reason.code().to_string(),
                position(recorded),
            )
            .execute(connection)
            .await?;
            Ok(())
        }
    }
}

async fn insert(
    connection: &mut PgConnection,
    recorded: &Recorded,
    entry: &EntryId,
    edition: u32,
    says: &Edition,
    effective_on: Date,
    reason: Option<String>,
) -> Result<(), ProjectionError> {
    sqlx::query!(
        "insert into catalogue_entries (kind, code, edition, place, position, says, effective_on, reason)
         values ($1, $2, $3,
                 coalesce((select min(place) from catalogue_entries where kind = $1 and code = $2), $4),
                 $4, $5, $6, $7)",
        entry.kind().to_string(),
        entry.code().as_str(),
        i32::try_from(edition).unwrap_or(i32::MAX),
        position(recorded),
        serde_json::to_value(says)?,
        effective_on.to_sqlx() as _,
        reason,
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn position(recorded: &Recorded) -> i64 {
    recorded.position.unwrap_or_default().cast_signed()
}
