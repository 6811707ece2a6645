//! Tokens by which a program reads, or records, for a person: made and revoked on the person's own page.
//!
//! A token acts in the role that it was made in, and is worth nothing once that role is gone.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::PgPool;
use uuid::Uuid;

use crate::access::{Account, Bearer};
use crate::page_error::PageError;
use crate::sign_in::session::{self, hash, new_token};

/// A token that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) may_record: bool,
    pub(super) days: i32,
}

/// A token as its person sees it.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) may_record: bool,
    pub(super) expires_at: Timestamp,
    pub(super) last_used_at: Option<Timestamp>,
}

/// Makes a token for `person` in the role by which they act, and gives it.
pub(super) async fn make(pool: &PgPool, person: &Account, wanted: &Wanted) -> Result<String, PageError> {
    let token = format!("quadrant_{}", new_token()?);
    sqlx::query!(
        "insert into app.access_token (token_id, account_id, name, token_hash, may_record, grant_id, expires_at)
         values ($1, $2, $3, $4, $5, $6, clock_timestamp() + make_interval(days => $7))",
        crate::app::new_id(),
        person.id,
        wanted.name,
        hash(&token),
        wanted.may_record,
        person.acting.id.uuid(),
        wanted.days
    )
    .execute(pool)
    .await?;
    Ok(token)
}

/// The tokens of `account` that work, the newest first.
pub(super) async fn of_account(pool: &PgPool, account: Uuid) -> Result<Vec<Listed>, PageError> {
    let rows = sqlx::query!(
        r#"select token_id, name, may_record, expires_at as "expires_at: jiff_sqlx::Timestamp",
                  last_used_at as "last_used_at: jiff_sqlx::Timestamp"
           from app.access_token
           where account_id = $1 and revoked_at is null and expires_at > clock_timestamp()
           order by made_at desc"#,
        account
    )
    .fetch_all(pool)
    .await?;
    let listed = rows.into_iter().map(|row| Listed {
        id: row.token_id,
        name: row.name,
        may_record: row.may_record,
        expires_at: row.expires_at.to_jiff(),
        last_used_at: row.last_used_at.map(jiff_sqlx::Timestamp::to_jiff),
    });
    Ok(listed.collect())
}

/// Revokes the token of this number, if it is one of `account`.
pub(super) async fn revoke(pool: &PgPool, account: Uuid, token: Uuid) -> Result<(), PageError> {
    sqlx::query!(
        "update app.access_token set revoked_at = clock_timestamp()
         where account_id = $1 and token_id = $2 and revoked_at is null",
        account,
        token
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Revokes every token of `account`.
///
/// # Errors
/// When the database does not answer.
pub async fn revoke_all(pool: &PgPool, account: Uuid) -> Result<(), PageError> {
    sqlx::query!(
        "update app.access_token set revoked_at = clock_timestamp() where account_id = $1 and revoked_at is null",
        account
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Whom `token` stands for on the day `today`, and how much it may do.
///
/// # Errors
/// When the database does not answer.
pub async fn bearer(pool: &PgPool, token: &str, today: Date) -> Result<Option<(Account, Bearer)>, PageError> {
    let row = sqlx::query!(
        "update app.access_token t set last_used_at = clock_timestamp()
         from app.account a
         where t.token_hash = $1 and a.account_id = t.account_id and a.ended_at is null
           and t.revoked_at is null and t.expires_at > clock_timestamp()
         returning a.account_id, a.display_name, t.grant_id, t.may_record",
        hash(token)
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let person = session::Person { id: row.account_id, display_name: row.display_name, session: Uuid::nil() };
    let account = session::acting(pool, person, Some(row.grant_id), today).await?;
    let bearer = if row.may_record { Bearer::Record } else { Bearer::Read };
    Ok(account.filter(|account| account.acting.id.uuid() == row.grant_id).map(|account| (account, bearer)))
}
