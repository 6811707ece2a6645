//! How people sign in: a name, and a password that is kept only as a hash that is slow to try. What they may do then is
//! said by the facts of their accounts.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgPool;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::page_error::PageError;

/// Trying a password takes 19 MiB of memory: no more than this many at once.
const TRIES_AT_ONCE: usize = 4;
static TRIES: Semaphore = Semaphore::const_new(TRIES_AT_ONCE);

/// Hashed when nobody has the name, so that an unknown name takes as long as a wrong password.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash("nobody has this password").ok());

/// The fewest characters of a password.
pub const PASSWORD_MIN: usize = 10;
/// The most characters of a password; a longer one only costs time.
pub const PASSWORD_MAX: usize = 256;

/// How a person is to sign in.
#[derive(Debug)]
pub struct Credentials {
    /// What the person types to sign in, in lower case.
    pub sign_in_name: String,
    /// The name to show.
    pub display_name: String,
    /// The password.
    pub password: SecretString,
    /// The person is made up for a demonstration.
    pub made_up: bool,
}

/// An account could not be made.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// Someone has the name already.
    #[error("the sign-in name '{0}' is taken: choose another")]
    NameTaken(String),
    /// The password could not be hashed.
    #[error("the password could not be hashed")]
    Unhashable,
    /// The database did not answer.
    #[error("the database did not answer")]
    Database(#[from] sqlx::Error),
}

/// Nothing, if nobody signs in by `name` yet.
///
/// # Errors
/// When somebody does, or the database fails.
pub async fn check_free(pool: &PgPool, name: &str) -> Result<(), AccountError> {
    let taken = sqlx::query_scalar!(
        r#"select exists (select from app.account where sign_in_name = $1) as "taken!""#,
        name
    )
    .fetch_one(pool)
    .await?;
    if taken { Err(AccountError::NameTaken(name.to_owned())) } else { Ok(()) }
}

/// Lets a person sign in to the account `id`.
///
/// # Errors
/// When the name is taken, or the database fails.
pub async fn add(pool: &PgPool, id: Uuid, new: Credentials) -> Result<(), AccountError> {
    let hashed = hashed(new.password).await?;
    sqlx::query!(
        "insert into app.account (account_id, sign_in_name, display_name, password_hash, made_up)
         values ($1, $2, $3, $4, $5)",
        id,
        new.sign_in_name,
        new.display_name,
        hashed,
        new.made_up
    )
    .execute(pool)
    .await
    .map_err(|error| match error.as_database_error().and_then(|refusal| refusal.constraint()) {
        Some("account_sign_in_name_key") => AccountError::NameTaken(new.sign_in_name.clone()),
        _ => AccountError::Database(error),
    })?;
    Ok(())
}

/// The account of `name`, if `password` is its password.
///
/// # Errors
/// When the database does not answer.
pub async fn check(pool: &PgPool, name: &str, password: SecretString) -> Result<Option<Uuid>, PageError> {
    let row = sqlx::query!(
        "select account_id, password_hash from app.account where sign_in_name = $1 and ended_at is null",
        name
    )
    .fetch_optional(pool)
    .await?;
    let (id, hashed) = match row {
        Some(row) => (Some(row.account_id), Some(row.password_hash)),
        None => (None, NOBODY.clone()),
    };
    let fits = fits(password, hashed).await;
    Ok(id.filter(|_| fits))
}

/// Whether `password` is the one of `account`.
///
/// # Errors
/// When the database does not answer.
pub async fn is_password(pool: &PgPool, account: Uuid, password: SecretString) -> Result<bool, PageError> {
    let hashed = sqlx::query_scalar!("select password_hash from app.account where account_id = $1", account)
        .fetch_optional(pool)
        .await?;
    Ok(fits(password, hashed).await)
}

async fn fits(password: SecretString, hashed: Option<String>) -> bool {
    let _place = TRIES.acquire().await;
    let verified = tokio::task::spawn_blocking(move || {
        hashed.is_some_and(|hashed| verify(password.expose_secret(), &hashed))
    });
    verified.await.unwrap_or(false)
}

/// Gives `account` another password.
///
/// # Errors
/// When it can't be hashed, or the database does not answer.
pub async fn change_password(pool: &PgPool, account: Uuid, new: SecretString) -> Result<(), AccountError> {
    let hashed = hashed(new).await?;
    sqlx::query!("update app.account set password_hash = $2 where account_id = $1", account, hashed)
        .execute(pool)
        .await?;
    Ok(())
}

/// Whether there is a password by which somebody signs in to `account`.
///
/// # Errors
/// When the database does not answer.
pub async fn has_password(pool: &PgPool, account: Uuid) -> Result<bool, PageError> {
    let hashed = sqlx::query_scalar!("select password_hash from app.account where account_id = $1", account)
        .fetch_optional(pool)
        .await?;
    Ok(hashed.is_some_and(|hashed| hashed != "none"))
}

/// Lets no password of `account` be the right one, until it is given another.
///
/// # Errors
/// When the database does not answer.
pub async fn forget_password(pool: &PgPool, account: Uuid) -> Result<(), PageError> {
    sqlx::query!("update app.account set password_hash = 'none' where account_id = $1", account)
        .execute(pool)
        .await?;
    Ok(())
}

/// The account of whoever signs in as `name`, if somebody does.
///
/// # Errors
/// When the database does not answer.
pub async fn of_name(pool: &PgPool, name: &str) -> Result<Option<Uuid>, PageError> {
    let row = sqlx::query_scalar!(
        "select account_id from app.account where sign_in_name = $1 and ended_at is null",
        name
    );
    Ok(row.fetch_optional(pool).await?)
}

async fn hashed(password: SecretString) -> Result<String, AccountError> {
    let _place = TRIES.acquire().await;
    tokio::task::spawn_blocking(move || hash(password.expose_secret()))
        .await
        .map_err(|_| AccountError::Unhashable)?
        .map_err(|_| AccountError::Unhashable)
}

/// Lets nobody sign in to `account` any more. What it is called stays, beside what its person recorded.
///
/// # Errors
/// When the database does not answer.
pub async fn end(pool: &PgPool, account: Uuid) -> Result<(), PageError> {
    sqlx::query!(
        "update app.account set ended_at = clock_timestamp() where account_id = $1 and ended_at is null",
        account
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// What the person types to sign in.
///
/// # Errors
/// When there is no such account, or the database does not answer.
pub async fn sign_in_name(pool: &PgPool, account: Uuid) -> Result<String, PageError> {
    Ok(sqlx::query_scalar!("select sign_in_name from app.account where account_id = $1", account)
        .fetch_one(pool)
        .await?)
}

/// The names to show for accounts, by id. An account that is gone has none.
///
/// # Errors
/// When the database does not answer.
pub async fn display_names(
    pool: &PgPool,
    ids: &[Uuid],
) -> Result<std::collections::HashMap<Uuid, String>, sqlx::Error> {
    let rows =
        sqlx::query!("select account_id, display_name from app.account where account_id = any($1)", ids)
            .fetch_all(pool)
            .await?;
    Ok(rows.into_iter().map(|row| (row.account_id, row.display_name)).collect())
}

fn hash(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}

fn verify(password: &str, hashed: &str) -> bool {
    PasswordHash::new(hashed)
        .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_own_hash_only() {
        let hashed = hash("right").unwrap();
        assert!(verify("right", &hashed));
        assert!(!verify("wrong", &hashed));
        assert!(!verify("right", "damaged"));
        assert!(hashed.starts_with("$argon2id$"));
    }
}
