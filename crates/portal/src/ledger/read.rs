//! Checkpoints that were signed, and which records are about a school.

use domain::SchoolId;
use sqlx::PgPool;

use crate::page_error::PageError;

/// The note of a ledger over so many facts, if one was signed.
pub(super) async fn note(pool: &PgPool, origin: &str, size: u64) -> Result<Option<String>, PageError> {
    let Ok(size) = i64::try_from(size) else { return Ok(None) };
    let note =
        sqlx::query_scalar!("select note from es.checkpoint where size = $1 and target = $2", size, origin)
            .fetch_optional(pool)
            .await?;
    Ok(note)
}

/// Every record about a school, by kind and id: its own, its results, its packs and editions, its cycles, questions and pupils.
///
/// # Errors
/// When the database does not answer.
pub async fn records_of(pool: &PgPool, school: &SchoolId) -> Result<Vec<(String, String)>, PageError> {
    let rows = sqlx::query!(
        r#"select kind as "kind!", id as "id!" from (
             select distinct aggregate_type as kind, aggregate_id as id from es.events
             where (aggregate_type in ('school', 'pack', 'edition') and aggregate_id = $1)
                or (aggregate_type = 'cohort_result' and starts_with(aggregate_id, $1 || '|'))
             union all select 'cycle', cycle_id::text from cycles where school_id = $1
             union all select 'enquiry', enquiry_id::text from enquiries where school_id = $1
             union all select 'pupil', pupil_id::text from pupils where kept_by = $1) as records
           order by 1, 2"#,
        school.to_string()
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(|row| (row.kind, row.id)).collect())
}

/// Somebody who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id by which facts name them.
    pub id: String,
    /// The name that is shown.
    pub display_name: String,
    /// The roles in which they did it, with blanks between.
    pub roles: String,
}

/// Everybody with an account, or everybody who did something in these records, with the roles in which they did something
/// there. By which name somebody signs in is nobody's business.
///
/// # Errors
/// When the database does not answer.
pub async fn people(pool: &PgPool, records: Option<&[(String, String)]>) -> Result<Vec<Person>, PageError> {
    let (kinds, ids): (Vec<&str>, Vec<&str>) =
        records.unwrap_or_default().iter().map(|(kind, id)| (kind.as_str(), id.as_str())).unzip();
    let people = sqlx::query_as!(
        Person,
        r#"with acted as (
             select metadata ->> 'actor' as actor, metadata ->> 'role' as role from es.events
             where $1 or aggregate_type = 'ledger'
             union
             select metadata ->> 'actor', metadata ->> 'role' from es.events
             join unnest($2::text[], $3::text[]) as records (kind, id)
               on aggregate_type = records.kind and aggregate_id = records.id)
           select account_id::text as "id!", display_name,
                  coalesce((select string_agg(role, ' ' order by role collate "C") from acted
                            where actor = account_id::text), '') as "roles!"
           from app.account where $1 or account_id::text in (select actor from acted)
           order by display_name collate "C", 1"#,
        records.is_none(),
        &kinds as &[&str],
        &ids as &[&str],
    )
    .fetch_all(pool)
    .await?;
    Ok(people)
}
