//! A session: a random token in a cookie, its hash in the database, and two clocks that end it.

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::GrantId;
use jiff::Timestamp;
use jiff::civil::Date;
use rand::TryRngCore;
use rand::rngs::OsRng;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

use crate::access::{Account, Role};
use crate::accounts;
use crate::page_error::PageError;
use crate::vault::VaultError;

/// The name of the cookie that carries the token, where the server is not behind https.
pub const NAME: &str = "quadrant_session";
/// Browsers keep a cookie of this name to https and to this host.
const SECURE_NAME: &str = "__Host-quadrant_session";

/// The token in the request's cookie; behind https only that of the cookie that https protects.
#[must_use]
pub fn token(headers: &HeaderMap, secure: bool) -> Option<String> {
    cookie_value(headers, if secure { SECURE_NAME } else { NAME })
}

/// What the cookie of this name holds.
pub(super) fn cookie_value(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == wanted).then(|| value.to_owned())
    })
}

/// The cookie that carries `token`.
#[must_use]
pub fn cookie(token: &str, secure: bool) -> String {
    if secure {
        format!("{SECURE_NAME}={token}; Path=/; HttpOnly; SameSite=Lax; Secure")
    } else {
        format!("{NAME}={token}; Path=/; HttpOnly; SameSite=Lax")
    }
}

/// The cookie that takes the token away.
#[must_use]
pub fn no_cookie(secure: bool) -> String {
    format!("{}; Max-Age=0", cookie("", secure))
}

/// A session that begins.
#[derive(Debug)]
pub struct Beginning<'a> {
    /// Whose it is.
    pub account: Uuid,
    /// The browser and the system, as they say themselves.
    pub device: &'a str,
    /// The password was right and the second factor is to come: until then it opens nothing.
    pub awaits_code: bool,
    /// The token of the session before, in the same browser; the role chosen there stays chosen.
    pub after: Option<&'a str>,
}

/// Begins a session and gives its token. Sessions that ended long ago are cleared away.
///
/// # Errors
/// When the database or the system's random numbers fail.
pub async fn begin(pool: &PgPool, beginning: Beginning<'_>) -> Result<String, PageError> {
    let token = new_token()?;
    // A day longer than any session lasts: a form that comes after the end is still known to be this person's.
    sqlx::query!("delete from app.session where signed_in_at < clock_timestamp() - interval '36 hours'")
        .execute(pool)
        .await?;
    sqlx::query!(
        "insert into app.session (token_hash, account_id, device, awaits_code, acting)
         values ($1, $2, $3, $4, (select acting from app.session where token_hash = $5 and account_id = $2))",
        hash(&token),
        beginning.account,
        beginning.device,
        beginning.awaits_code,
        beginning.after.map(hash)
    )
    .execute(pool)
    .await?;
    Ok(token)
}

/// The account that `token` stands for, in the role that it has on the day `today`, if its session goes on: two hours
/// without a request end it, and twelve hours in any case. Somebody without a role is nobody.
///
/// # Errors
/// When the database does not answer.
pub async fn account(pool: &PgPool, token: &str, today: Date) -> Result<Option<Account>, PageError> {
    let row = sqlx::query!(
        "update app.session s set last_seen_at = clock_timestamp()
         from app.account a
         where s.token_hash = $1 and a.account_id = s.account_id and a.ended_at is null
           and s.ended_at is null and not s.awaits_code
           and s.last_seen_at > clock_timestamp() - interval '2 hours'
           and s.signed_in_at > clock_timestamp() - interval '12 hours'
         returning a.account_id, a.display_name, s.session_id, s.acting",
        hash(token)
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let person = Person { id: row.account_id, display_name: row.display_name, session: row.session_id };
    acting(pool, person, row.acting, today).await
}

/// Somebody who was recognised, before it is known what they are.
#[derive(Debug)]
pub struct Person {
    /// The account's id.
    pub id: Uuid,
    /// The name to show.
    pub display_name: String,
    /// The number of the session.
    pub session: Uuid,
}

/// The person in the role that they chose, if they have it on the day `today`, else in their first. Somebody without a role
/// is nobody.
///
/// # Errors
/// When the database does not answer.
pub async fn acting(
    pool: &PgPool,
    person: Person,
    chosen: Option<Uuid>,
    today: Date,
) -> Result<Option<Account>, PageError> {
    let Person { id, display_name, session } = person;
    let grants = accounts::read::grants(pool, id, today).await?;
    let chosen = grants.iter().find(|grant| Some(grant.id.uuid()) == chosen);
    let Some(acting) = chosen.or(grants.first()).cloned() else { return Ok(None) };
    let named_access = match acting.role {
        Role::Auditor => accounts::read::named_access(pool, id, today).await?,
        Role::Teacher
        | Role::Lead
        | Role::Head
        | Role::Mentor
        | Role::Governor
        | Role::Officer
        | Role::Administrator => Vec::new(),
    };
    Ok(Some(Account { id, display_name, acting, grants, session, named_access }))
}

/// The account whose password was right in the session of `token` a moment ago, and whose second factor is to come.
///
/// # Errors
/// When the database does not answer.
pub async fn awaiting_code(pool: &PgPool, token: &str) -> Result<Option<Uuid>, PageError> {
    let account = sqlx::query_scalar!(
        "select account_id from app.session join app.account a using (account_id)
         where token_hash = $1 and awaits_code and app.session.ended_at is null and a.ended_at is null
           and signed_in_at > clock_timestamp() - interval '10 minutes'",
        hash(token)
    )
    .fetch_optional(pool)
    .await?;
    Ok(account)
}

/// Whose session of `token` it was, if it ended not long ago.
///
/// # Errors
/// When the database does not answer.
pub async fn was_of(pool: &PgPool, token: &str) -> Result<Option<Uuid>, PageError> {
    let account = sqlx::query_scalar!(
        "select account_id from app.session join app.account a using (account_id)
         where token_hash = $1 and not awaits_code and a.ended_at is null",
        hash(token)
    )
    .fetch_optional(pool)
    .await?;
    Ok(account)
}

/// Somewhere a person is signed in.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The session's number, which opens nothing.
    pub id: Uuid,
    /// The browser and the system, as they say themselves; empty if they don't.
    pub device: String,
    /// Since when.
    pub since: Timestamp,
    /// The last request.
    pub last_seen: Timestamp,
}

/// Where `account` is signed in now, the latest used first.
///
/// # Errors
/// When the database does not answer.
pub async fn of_account(pool: &PgPool, account: Uuid) -> Result<Vec<Listed>, PageError> {
    let rows = sqlx::query!(
        r#"select session_id, device, signed_in_at as "since: jiff_sqlx::Timestamp",
                  last_seen_at as "last_seen: jiff_sqlx::Timestamp"
           from app.session
           where account_id = $1 and ended_at is null and not awaits_code
             and last_seen_at > clock_timestamp() - interval '2 hours'
             and signed_in_at > clock_timestamp() - interval '12 hours'
           order by last_seen_at desc"#,
        account
    )
    .fetch_all(pool)
    .await?;
    let listed = rows.into_iter().map(|row| Listed {
        id: row.session_id,
        device: row.device,
        since: row.since.to_jiff(),
        last_seen: row.last_seen.to_jiff(),
    });
    Ok(listed.collect())
}

/// Ends the session of `token`.
///
/// # Errors
/// When the database does not answer.
pub async fn end(pool: &PgPool, token: &str) -> Result<(), PageError> {
    sqlx::query!(
        "update app.session set ended_at = clock_timestamp() where token_hash = $1 and ended_at is null",
        hash(token)
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Ends the session of this number, if it is one of `account`.
///
/// # Errors
/// When the database does not answer.
pub async fn end_one(pool: &PgPool, account: Uuid, session: Uuid) -> Result<(), PageError> {
    sqlx::query!(
        "update app.session set ended_at = clock_timestamp()
         where account_id = $1 and session_id = $2 and ended_at is null",
        account,
        session
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Ends every session of `account` but the one of this number.
///
/// # Errors
/// When the database does not answer.
pub async fn end_others(pool: &PgPool, account: Uuid, stays: Option<Uuid>) -> Result<(), PageError> {
    sqlx::query!(
        "update app.session set ended_at = clock_timestamp()
         where account_id = $1 and session_id is distinct from $2 and ended_at is null",
        account,
        stays
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Lets the person of this session act by another of their roles.
///
/// # Errors
/// When the database does not answer.
pub async fn act_by(pool: &PgPool, session: Uuid, grant: GrantId) -> Result<(), PageError> {
    sqlx::query!("update app.session set acting = $2 where session_id = $1", session, grant.uuid())
        .execute(pool)
        .await?;
    Ok(())
}

/// A token that nobody guesses: 256 random bits.
pub(crate) fn new_token() -> Result<String, PageError> {
    let mut bytes = [0_u8; 32];
    OsRng.try_fill_bytes(&mut bytes).map_err(|_| VaultError::Random)?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

/// What is stored of a token.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_kept_from_scripts_and_other_sites() {
        let plain = cookie("t", false);
        assert!(plain.contains("HttpOnly") && plain.contains("SameSite=Lax") && plain.contains("Path=/"));
        assert!(cookie("t", true).starts_with("__Host-") && cookie("t", true).ends_with("Secure"));
    }

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, "a=b; quadrant_session=abc; c=d".parse().unwrap());
        assert_eq!(token(&headers, false).as_deref(), Some("abc"));
        assert_eq!(token(&headers, true), None, "behind https only the cookie that https protects counts");
    }
}
