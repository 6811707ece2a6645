//! Who can teach, lead and mentor a cycle, and which norms its gains can be read against: the choices of a plan.

use domain::SchoolId;
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

/// The people of `school` who can sign in today, by name.
///
/// # Errors
/// When the database does not answer.
pub async fn people(pool: &PgPool, school: &SchoolId) -> Result<Vec<Person>, PageError> {
    let people = sqlx::query_as!(
        Person,
        "select account_id as id, display_name, role from app.account
         where school_id = $1 and ended_at is null order by lower(display_name), account_id",
        school.to_string()
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
