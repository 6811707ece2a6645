//! Which pupils are to be erased, and which are not erased to the end.

use domain::PupilId;
use sqlx::PgPool;

use crate::page_error::PageError;

/// Pupils whose erasing is asked for, those asked for first at the top.
///
/// # Errors
/// When the database does not answer.
pub async fn asked(pool: &PgPool) -> Result<Vec<PupilId>, PageError> {
    let rows = sqlx::query_scalar!(
        "select pupil_id from pupils where erasure_asked_on is not null order by erasure_asked_on, pupil_id"
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(PupilId::new).collect())
}

/// Pupils who were erased and still have a key.
///
/// # Errors
/// When the database does not answer.
pub async fn unfinished(pool: &PgPool) -> Result<Vec<PupilId>, PageError> {
    let rows = sqlx::query_scalar!(
        "select pupil_id from pupils join es.subject_key on subject_id = pupil_id
         where erased_on is not null and wrapped_key is not null"
    )
    .fetch_all(pool)
    .await?;
    Ok(rows.into_iter().map(PupilId::new).collect())
}
