//! A session: a random token in a cookie, its hash in the database, and two clocks that end it.

use axum::http::{HeaderMap, header};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
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

const NAME: &str = "quadrant_session";
/// Browsers keep a cookie of this name to https and to this host.
const SECURE_NAME: &str = "__Host-quadrant_session";

/// The token in the request's cookie; behind https only that of the cookie that https protects.
#[must_use]
pub fn token(headers: &HeaderMap, secure: bool) -> Option<String> {
    let wanted = if secure { SECURE_NAME } else { NAME };
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

/// Begins a session for the account and gives its token. Sessions that have ended are cleared away.
///
/// # Errors
/// When the database or the system's random numbers fail.
pub async fn begin(pool: &PgPool, account: Uuid) -> Result<String, PageError> {
    let mut bytes = [0_u8; 32];
    OsRng.try_fill_bytes(&mut bytes).map_err(|_| VaultError::Random)?;
    let token = BASE64_URL_SAFE_NO_PAD.encode(bytes);
    sqlx::query!(
        "delete from app.session where last_seen_at < clock_timestamp() - interval '2 hours'
         or signed_in_at < clock_timestamp() - interval '12 hours'"
    )
    .execute(pool)
    .await?;
    sqlx::query!("insert into app.session (token_hash, account_id) values ($1, $2)", hash(&token), account)
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
           and s.last_seen_at > clock_timestamp() - interval '2 hours'
           and s.signed_in_at > clock_timestamp() - interval '12 hours'
         returning a.account_id, a.display_name",
        hash(token)
    )
    .fetch_optional(pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let Some(acting) = accounts::read::grants(pool, row.account_id, today).await?.into_iter().next() else {
        return Ok(None);
    };
    let named_access = match acting.role {
        Role::Auditor => accounts::read::named_access(pool, row.account_id, today).await?,
        Role::Teacher
        | Role::Lead
        | Role::Head
        | Role::Mentor
        | Role::Governor
        | Role::Officer
        | Role::Administrator => Vec::new(),
    };
    Ok(Some(Account { id: row.account_id, display_name: row.display_name, acting, named_access }))
}

/// Ends the session of `token`.
///
/// # Errors
/// When the database does not answer.
pub async fn end(pool: &PgPool, token: &str) -> Result<(), PageError> {
    sqlx::query!("delete from app.session where token_hash = $1", hash(token)).execute(pool).await?;
    Ok(())
}

fn hash(token: &str) -> Vec<u8> {
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
