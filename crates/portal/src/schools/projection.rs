//! Schools as the registers describe them now.

use async_trait::async_trait;
use domain::Fact;
use domain::school::{SchoolDetails, SchoolEvent};
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;

use crate::facts;

/// Keeps the table `schools`.
pub struct Schools;

#[async_trait]
impl Projection for Schools {
    fn name(&self) -> &'static str {
        "schools"
    }

    fn version(&self) -> i32 {
        1
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        let mut rows = std::collections::BTreeMap::new();
        for recorded in events.iter().filter(|recorded| recorded.aggregate_type == "school") {
            let (school, details) = match facts::of(recorded)? {
                Fact::School(SchoolEvent::SchoolRegistered(event)) => (event.school, event.details),
                Fact::School(SchoolEvent::SchoolDetailsRevised(event)) => (event.school, event.after),
                Fact::Cycle(_)
                | Fact::CohortResult(_)
                | Fact::BenchmarkSet(_)
                | Fact::Account(_)
                | Fact::ImportBatch(_)
                | Fact::Pupil(_)
                | Fact::Catalogue(_) => {
                    continue;
                }
            };
            rows.insert(school.to_string(), details);
        }
        write(connection, &rows.into_iter().collect::<Vec<_>>()).await
    }
}

async fn write(
    connection: &mut PgConnection,
    rows: &[(String, SchoolDetails)],
) -> Result<(), ProjectionError> {
    if rows.is_empty() {
        return Ok(());
    }
    let age = |pick: fn(&domain::school::AgeRange) -> u8| -> Vec<Option<i16>> {
        rows.iter().map(|(_, details)| details.ages.as_ref().map(|ages| i16::from(pick(ages)))).collect()
    };
    sqlx::query!(
        r#"insert into schools (school_id, name, authority, kind, governance, youngest, oldest)
           select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::smallint[])
           on conflict (school_id) do update set
             name = excluded.name, authority = excluded.authority, kind = excluded.kind,
             governance = excluded.governance, youngest = excluded.youngest, oldest = excluded.oldest"#,
        &rows.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>(),
        &rows.iter().map(|(_, details)| details.name.clone()).collect::<Vec<_>>(),
        &rows.iter().map(|(_, details)| details.authority.map(|code| code.to_string())).collect::<Vec<_>>()
            as &[Option<String>],
        &rows.iter().map(|(_, details)| details.kind.to_string()).collect::<Vec<_>>(),
        &rows.iter().map(|(_, details)| details.governance.clone()).collect::<Vec<_>>() as &[Option<String>],
        &age(|ages| ages.youngest) as &[Option<i16>],
        &age(|ages| ages.oldest) as &[Option<i16>],
    )
    .execute(connection)
    .await?;
    Ok(())
}
