//! Every edition of every entry of the catalogue.

use async_trait::async_trait;
use domain::Fact;
use domain::catalogue::{CatalogueEvent, Edition, EntryId};
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use serde_json::Value;
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

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "catalogue"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        // Editions that come one after the other are written at once, before an entry is retired.
        let mut new = Editions::default();
        for recorded in events.iter().filter(|recorded| recorded.aggregate_type == "catalogue") {
            match facts::of(recorded)? {
                Fact::Catalogue(event) => follow(connection, recorded, event, &mut new).await?,
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
        new.insert(connection).await
    }
}

async fn follow(
    connection: &mut PgConnection,
    recorded: &Recorded,
    event: CatalogueEvent,
    editions: &mut Editions,
) -> Result<(), ProjectionError> {
    match event {
        CatalogueEvent::EntryPublished(new) => {
            let (edition, on) = (new.edition, new.effective_on);
            editions.add(recorded, &new.entry, edition, &new.says, on, None)
        }
        CatalogueEvent::EntryRevised(new) => {
            let (edition, on) = (new.edition, new.effective_on);
            let reason = Some(new.reason.code().to_string());
            editions.add(recorded, &new.entry, edition, &new.after, on, reason)
        }
        CatalogueEvent::EntryRetired(new) => {
            std::mem::take(editions).insert(connection).await?;
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

/// Editions to write, column by column.
#[derive(Default)]
struct Editions {
    kind: Vec<String>,
    code: Vec<String>,
    edition: Vec<i32>,
    position: Vec<i64>,
    says: Vec<Value>,
    effective_on: Vec<jiff_sqlx::Date>,
    reason: Vec<Option<String>>,
}

impl Editions {
    fn add(
        &mut self,
        recorded: &Recorded,
        entry: &EntryId,
        edition: u32,
        says: &Edition,
        effective_on: Date,
        reason: Option<String>,
    ) -> Result<(), ProjectionError> {
        self.kind.push(entry.kind().to_string());
        self.code.push(entry.code().as_str().to_owned());
        self.edition.push(i32::try_from(edition).unwrap_or(i32::MAX));
        self.position.push(position(recorded));
        self.says.push(serde_json::to_value(says)?);
        self.effective_on.push(effective_on.to_sqlx());
        self.reason.push(reason);
        Ok(())
    }

    /// An entry keeps the place of the fact that published it.
    async fn insert(self, connection: &mut PgConnection) -> Result<(), ProjectionError> {
        if self.kind.is_empty() {
            return Ok(());
        }
        sqlx::query!(
            "insert into catalogue_entries (kind, code, edition, place, position, says, effective_on, reason)
             select kind, code, edition,
                    coalesce((select min(place) from catalogue_entries as known
                              where known.kind = new.kind and known.code = new.code),
                             min(position) over (partition by kind, code)),
                    position, says, effective_on, reason
             from unnest($1::text[], $2::text[], $3::integer[], $4::bigint[], $5::jsonb[], $6::date[], $7::text[])
                  as new (kind, code, edition, position, says, effective_on, reason)",
            &self.kind,
            &self.code,
            &self.edition,
            &self.position,
            &self.says,
            &self.effective_on as &[jiff_sqlx::Date],
            &self.reason as &[Option<String>],
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}

fn position(recorded: &Recorded) -> i64 {
    recorded.position.unwrap_or_default().cast_signed()
}
