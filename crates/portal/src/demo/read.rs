//! What the demonstration asks the database: whether it is there, and who its people are.

use sqlx::PgPool;
use uuid::Uuid;

/// Whether a command with this id was executed.
pub(super) async fn is_known(pool: &PgPool, command: Uuid) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from es.command where command_id = $1) as "known!""#,
        command
    )
    .fetch_one(pool)
    .await
}

/// The made-up account of this sign-in name, if there is one.
pub(super) async fn account(pool: &PgPool, sign_in_name: &str) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select account_id from app.account where sign_in_name = $1 and made_up",
        sign_in_name
    )
    .fetch_optional(pool)
    .await
}
