//! Groups of schools as they are called now, and which schools belong to them when.

use async_trait::async_trait;
use domain::Fact;
use domain::school_group::{SchoolGroup, SchoolGroupEvent};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::facts;

/// Keeps the table `school_groups`.
pub struct SchoolGroups;

/// Keeps the table `group_members`.
pub struct GroupMembers;

#[async_trait]
impl Projection for SchoolGroups {
    fn name(&self) -> &'static str {
        "school_groups"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "school_group"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events {
            let Some((group, event)) = of(recorded)? else { continue };
            match event {
                SchoolGroupEvent::SchoolGroupFormed(formed) => {
                    sqlx::query!(
                        "insert into school_groups (group_id, name, kind, formed_on) values ($1, $2, $3, $4)",
                        group,
                        formed.name,
                        formed.kind.to_string(),
                        formed.effective_on.to_sqlx() as _,
                    )
                    .execute(&mut *connection)
                    .await?;
                }
                SchoolGroupEvent::SchoolGroupRenamed(renamed) => {
                    sqlx::query!(
                        "update school_groups set name = $2 where group_id = $1",
                        group,
                        renamed.after
                    )
                    .execute(&mut *connection)
                    .await?;
                }
                SchoolGroupEvent::SchoolJoinedGroup(_) | SchoolGroupEvent::SchoolLeftGroup(_) => {}
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Projection for GroupMembers {
    fn name(&self) -> &'static str {
        "group_members"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "school_group"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        for recorded in events {
            let Some((group, event)) = of(recorded)? else { continue };
            match event {
                SchoolGroupEvent::SchoolJoinedGroup(joined) => {
                    sqlx::query!(
                        "insert into group_members (group_id, school_id, joined_on) values ($1, $2, $3)",
                        group,
                        joined.school.to_string(),
                        joined.effective_on.to_sqlx() as _,
                    )
                    .execute(&mut *connection)
                    .await?;
                }
                SchoolGroupEvent::SchoolLeftGroup(left) => {
                    sqlx::query!(
                        "update group_members set left_on = $3 where group_id = $1 and school_id = $2 and left_on is null",
                        group,
                        left.school.to_string(),
                        left.effective_on.to_sqlx() as _,
                    )
                    .execute(&mut *connection)
                    .await?;
                }
                SchoolGroupEvent::SchoolGroupFormed(_) | SchoolGroupEvent::SchoolGroupRenamed(_) => {}
            }
        }
        Ok(())
    }
}

/// The group and what happened to it, if the fact is one of a group.
fn of(recorded: &Recorded) -> Result<Option<(Uuid, SchoolGroupEvent)>, ProjectionError> {
    if recorded.aggregate_type != <SchoolGroup as cqrs_es::Aggregate>::TYPE {
        return Ok(None);
    }
    match facts::of(recorded)? {
        Fact::SchoolGroup(event) => {
            let group = recorded.aggregate_id.parse();
            let group = group.map_err(|error| ProjectionError::Unreadable(Box::new(error)))?;
            Ok(Some((group, event)))
        }
        Fact::Cycle(_)
        | Fact::School(_)
        | Fact::CohortResult(_)
        | Fact::BenchmarkSet(_)
        | Fact::Account(_)
        | Fact::ImportBatch(_)
        | Fact::Pupil(_)
        | Fact::Catalogue(_)
        | Fact::Enquiry(_)
        | Fact::Edition(_)
        | Fact::Ledger(_)
        | Fact::Pack(_) => Ok(None),
    }
}
