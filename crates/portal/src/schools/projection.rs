//! Schools as the registers describe them now, with what each chose for itself.

use async_trait::async_trait;
use domain::school::{SchoolDetails, SchoolEvent, SchoolProfile, SmallestGroup, TermCalendar};
use domain::{Fact, SchoolId};
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
        2
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "school"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        let (mut rows, mut chosen) = (std::collections::BTreeMap::new(), Vec::new());
        for recorded in events.iter().filter(|recorded| recorded.aggregate_type == "school") {
            let position = recorded.position.unwrap_or_default().cast_signed();
            match facts::of(recorded)? {
                Fact::School(SchoolEvent::SchoolRegistered(event)) => {
                    rows.insert(event.school.to_string(), (event.details, position));
                }
                Fact::School(SchoolEvent::SchoolDetailsRevised(event)) => {
                    rows.insert(event.school.to_string(), (event.after, position));
                }
                Fact::School(SchoolEvent::SchoolProfileSet(event)) => {
                    chosen.push((event.school, Chosen::Profile(event.profile)));
                }
                Fact::School(SchoolEvent::SchoolProfileRevised(event)) => {
                    chosen.push((event.school, Chosen::Profile(event.after)));
                }
                Fact::School(SchoolEvent::SchoolTermsSet(event)) => {
                    let mut of_year = TermCalendar::default();
                    of_year.set(event.academic_year, event.terms);
                    chosen.push((event.school, Chosen::Terms(of_year)));
                }
                Fact::School(SchoolEvent::DisclosurePolicySet(event)) => {
                    chosen.push((event.school, Chosen::SmallestGroup(event.after)));
                }
                Fact::School(
                    SchoolEvent::DisclosurePolicyRequested(_)
                    | SchoolEvent::DisclosurePolicyDeclined(_)
                    | SchoolEvent::GovernorsMeetingSet(_)
                    | SchoolEvent::GovernorsMeetingCalledOff(_)
                    | SchoolEvent::RetentionReviewed(_),
                )
                | Fact::Cycle(_)
                | Fact::SchoolGroup(_)
                | Fact::CohortResult(_)
                | Fact::BenchmarkSet(_)
                | Fact::Account(_)
                | Fact::ImportBatch(_)
                | Fact::Pupil(_)
                | Fact::Catalogue(_)
                | Fact::Enquiry(_)
                | Fact::Edition(_)
                | Fact::Ledger(_)
                | Fact::Pack(_) => {}
            }
        }
        // The descriptions first: what a school chose is another part of the row that they make.
        write(connection, &rows.into_iter().collect::<Vec<_>>()).await?;
        for (school, chosen) in chosen {
            choose(connection, &school, chosen).await?;
        }
        Ok(())
    }
}

/// What a school chose for itself.
enum Chosen {
    Profile(SchoolProfile),
    SmallestGroup(SmallestGroup),
    /// The terms of one year.
    Terms(TermCalendar),
}

async fn choose(
    connection: &mut PgConnection,
    school: &SchoolId,
    chosen: Chosen,
) -> Result<(), ProjectionError> {
    match chosen {
        Chosen::Profile(profile) => {
            sqlx::query!(
                r#"update schools set country = $2, time_zone = $3, first_month = $4 where school_id = $1"#,
                school.to_string(),
                profile.country.to_string(),
                profile.time_zone.as_str(),
                i16::from(profile.first_month.number()),
            )
            .execute(connection)
            .await?;
        }
        Chosen::Terms(of_year) => {
            sqlx::query!(
                r#"update schools set terms = coalesce(terms, '{}'::jsonb) || $2 where school_id = $1"#,
                school.to_string(),
                serde_json::to_value(of_year)?,
            )
            .execute(connection)
            .await?;
        }
        Chosen::SmallestGroup(group) => {
            sqlx::query!(
                r#"update schools set smallest_group = $2 where school_id = $1"#,
                school.to_string(),
                i16::from(group.pupils()),
            )
            .execute(connection)
            .await?;
        }
    }
    Ok(())
}

async fn write(
    connection: &mut PgConnection,
    rows: &[(String, (SchoolDetails, i64))],
) -> Result<(), ProjectionError> {
    if rows.is_empty() {
        return Ok(());
    }
    let age = |pick: fn(&domain::school::AgeRange) -> u8| -> Vec<Option<i16>> {
        rows.iter().map(|(_, (details, _))| details.ages.as_ref().map(|ages| i16::from(pick(ages)))).collect()
    };
    sqlx::query!(
        r#"insert into schools (school_id, name, authority, kind, governance, youngest, oldest, position)
           select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::smallint[],
             $8::bigint[])
           on conflict (school_id) do update set
             name = excluded.name, authority = excluded.authority, kind = excluded.kind,
             governance = excluded.governance, youngest = excluded.youngest, oldest = excluded.oldest,
             position = excluded.position"#,
        &rows.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>(),
        &rows.iter().map(|(_, (details, _))| details.name.clone()).collect::<Vec<_>>(),
        &rows.iter().map(|(_, (details, _))| details.authority.map(|code| code.to_string())).collect::<Vec<_>>()
            as &[Option<String>],
        &rows.iter().map(|(_, (details, _))| details.kind.to_string()).collect::<Vec<_>>(),
        &rows.iter().map(|(_, (details, _))| details.governance.clone()).collect::<Vec<_>>() as &[Option<String>],
        &age(|ages| ages.youngest) as &[Option<i16>],
        &age(|ages| ages.oldest) as &[Option<i16>],
        &rows.iter().map(|(_, (_, position))| *position).collect::<Vec<_>>(),
    )
    .execute(connection)
    .await?;
    Ok(())
}
