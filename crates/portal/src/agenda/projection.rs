//! The days on which governors of schools meet or met.

use async_trait::async_trait;
use domain::Fact;
use domain::school::{School, SchoolEvent};
use jiff_sqlx::ToSqlx;
use journal::{Projection, ProjectionError, Recorded};
use sqlx::PgConnection;

use crate::facts;

/// Keeps the table `school_meetings`.
pub struct SchoolMeetings;

#[async_trait]
impl Projection for SchoolMeetings {
    fn name(&self) -> &'static str {
        "school_meetings"
    }

    fn version(&self) -> i32 {
        1
    }

    fn follows(&self, aggregate_type: &str) -> bool {
        aggregate_type == "school"
    }

    async fn apply(&self, connection: &mut PgConnection, events: &[Recorded]) -> Result<(), ProjectionError> {
        let is_school = |one: &&Recorded| one.aggregate_type == <School as cqrs_es::Aggregate>::TYPE;
        for recorded in events.iter().filter(is_school) {
            match facts::of(recorded)? {
                Fact::School(SchoolEvent::GovernorsMeetingSet(set)) => {
                    sqlx::query!(
                        "insert into school_meetings (school_id, held_on) values ($1, $2) on conflict do nothing",
                        set.school.to_string(),
                        set.held_on.to_sqlx() as _,
                    )
                    .execute(&mut *connection)
                    .await?;
                }
                Fact::School(SchoolEvent::GovernorsMeetingCalledOff(off)) => {
                    sqlx::query!(
                        "delete from school_meetings where school_id = $1 and held_on = $2",
                        off.school.to_string(),
                        off.held_on.to_sqlx() as _,
                    )
                    .execute(&mut *connection)
                    .await?;
                }
                Fact::School(
                    SchoolEvent::SchoolRegistered(_)
                    | SchoolEvent::SchoolDetailsRevised(_)
                    | SchoolEvent::SchoolProfileSet(_)
                    | SchoolEvent::SchoolProfileRevised(_)
                    | SchoolEvent::SchoolTermsSet(_)
                    | SchoolEvent::DisclosurePolicyRequested(_)
                    | SchoolEvent::DisclosurePolicySet(_)
                    | SchoolEvent::DisclosurePolicyDeclined(_)
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
        Ok(())
    }
}
