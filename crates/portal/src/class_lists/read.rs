//! One list at a time for one school.

use domain::SchoolId;
use sqlx::{PgPool, Postgres, Transaction};
use uuid::Uuid;

/// Lets nobody else take over a list of this school until the transaction ends, on whatever server they are. Otherwise two
/// people who send one list at once would each find nobody on the register.
///
/// # Errors
/// When the database does not answer.
pub async fn alone_with(
    pool: &PgPool,
    school: &SchoolId,
) -> Result<Transaction<'static, Postgres>, sqlx::Error> {
    // It writes nothing, so that it gets no number and holds up no sealing.
    let mut transaction = pool.begin().await?;
    let (high, low) =
        Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("quadrant:lists:{school}").as_bytes()).as_u64_pair();
    sqlx::query!("select pg_advisory_xact_lock($1)", (high ^ low).cast_signed())
        .fetch_one(&mut *transaction)
        .await?;
    Ok(transaction)
}
