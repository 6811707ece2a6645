//! Who can teach, lead and mentor a cycle, and which norms its gains can be read against: the choices of a plan.

use domain::SchoolId;
use jiff::civil::Date;
use jiff_sqlx::ToSqlx;
use sqlx::PgPool;
use uuid::Uuid;

use crate::page_error::PageError;

/// Somebody of a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The account's id.
    pub id: Uuid,
    /// The name to show.
    pub display_name: String,
    /// The name of the role in which the person serves the school.
    pub role: String,
}

/// The people who have a role for `school` on the day `today`, once for each role, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn people(pool: &PgPool, school: &SchoolId, today: Date) -> Result<Vec<Person>, PageError> {
    let people = sqlx::query_as!(
        Person,
        "select distinct account_id as id, display_name, grants.role
         from grants join app.account using (account_id)
         where ended_at is null and from_on <= $2 and (until_on is null or until_on >= $2)
           and (revoked_on is null or revoked_on > $2)
           and scope in (select 'school/' || $1
                         union all select 'authority/' || authority from schools where school_id = $1)
         order by display_name, id",
        school.to_string(),
        today.to_sqlx() as _,
    )
    .fetch_all(pool)
    .await?;
    Ok(people)
}

/// The norms that are published and not superseded, each as `set@version`.
///
/// # Errors
/// When the database does not answer.
pub async fn benchmarks(pool: &PgPool) -> Result<Vec<String>, PageError> {
    let names = sqlx::query_scalar!(
        "select benchmark from benchmark_sets where superseded_by is null order by benchmark desc"
    )
    .fetch_all(pool)
    .await?;
    Ok(names)
}
