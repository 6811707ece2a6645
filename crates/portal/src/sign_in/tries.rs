//! How often somebody may try: a few times freely, then after waits that grow, so that guessing takes years.
//!
//! Nobody is locked out. A wait has an end and is never longer than a quarter of an hour, and a browser in which a person
//! signed in before is counted apart from strangers who try that person's name.

use std::time::Duration;

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use uuid::Uuid;

use super::session::{hash, new_token};
use crate::page_error::PageError;

/// So many tries that fail are free: people mistype.
const FREE: u32 = 5;
/// The first wait, in seconds. Each further failure doubles it.
const FIRST_WAIT: u64 = 15;
/// The longest wait, in seconds.
const LONGEST_WAIT: u64 = 15 * 60;
/// So many tries of all names in ten minutes are usual; from there on each answer to a stranger takes longer.
const USUAL_IN_ALL: u32 = 100;
/// The longest that an answer is held back, in seconds.
const MOST_HELD_BACK: u64 = 8;
/// How long a browser is known after a sign-in, in seconds: half a year.
const BROWSER_KEPT: u32 = 180 * 24 * 60 * 60;

const BROWSER: &str = "quadrant_browser";
const SECURE_BROWSER: &str = "__Host-quadrant_browser";

/// What is tried. Each of these is counted by itself.
#[derive(Debug, Clone, Copy)]
pub enum What<'a> {
    /// The password of a name, by a stranger. Nobody needs to have the name.
    Name(&'a str),
    /// The password of a name, in a browser in which its person signed in before.
    Browser(&'a str),
    /// The second factor of an account whose password was right.
    Codes(Uuid),
    /// The password of an account, by somebody who is signed in to it.
    OwnPassword(Uuid),
}

impl What<'_> {
    fn key(self) -> Vec<u8> {
        let text = match self {
            Self::Name(name) => format!("name\n{name}"),
            Self::Browser(token) => format!("browser\n{token}"),
            Self::Codes(account) => format!("codes\n{account}"),
            Self::OwnPassword(account) => format!("password\n{account}"),
        };
        Sha256::digest(text).to_vec()
    }
}

/// What a try comes to before it is made.
#[derive(Debug, PartialEq, Eq)]
pub enum Turn {
    /// Go on; if it succeeds, what failed before is forgotten.
    Try(Key),
    /// There were too many: so many seconds are left to wait.
    Wait(u64),
}

/// What is counted, to forget its failures by.
#[derive(Debug, PartialEq, Eq)]
pub struct Key(Vec<u8>);

/// Counts a try of `what`, or says how long to wait. A try counts from its beginning, so that a hundred at once are not
/// free; one that is told to wait does not count, so that nobody makes another's wait longer by asking.
///
/// # Errors
/// When the database does not answer.
pub async fn begin(pool: &PgPool, what: What<'_>) -> Result<Turn, PageError> {
    let key = what.key();
    let lock = key.first_chunk::<8>().map_or(0, |first| i64::from_be_bytes(*first));
    let mut transaction = pool.begin().await?;
    sqlx::query!("select pg_advisory_xact_lock($1)", lock).fetch_one(&mut *transaction).await?;
    let before = sqlx::query!(
        r#"select count(*) as "failed!",
                  coalesce(extract(epoch from clock_timestamp() - max(at)), 0)::bigint as "seconds_ago!"
           from app.sign_in_try where what = $1 and at > clock_timestamp() - interval '1 day'"#,
        key
    )
    .fetch_one(&mut *transaction)
    .await?;
    let failed = u32::try_from(before.failed).unwrap_or(u32::MAX);
    let left = wait_after(failed).saturating_sub(before.seconds_ago.max(0).unsigned_abs());
    if left > 0 {
        return Ok(Turn::Wait(left));
    }
    sqlx::query!("delete from app.sign_in_try where at < clock_timestamp() - interval '1 day'")
        .execute(&mut *transaction)
        .await?;
    sqlx::query!("insert into app.sign_in_try (try_id, what) values ($1, $2)", crate::app::new_id(), key)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(Turn::Try(Key(key)))
}

/// Forgets the failures of `what`: whoever it is has shown who they are in another way.
///
/// # Errors
/// When the database does not answer.
pub async fn forget(pool: &PgPool, what: What<'_>) -> Result<(), PageError> {
    succeeded(pool, &Key(what.key())).await
}

/// Forgets the failures before a success.
///
/// # Errors
/// When the database does not answer.
pub async fn succeeded(pool: &PgPool, key: &Key) -> Result<(), PageError> {
    sqlx::query!("delete from app.sign_in_try where what = $1", key.0).execute(pool).await?;
    Ok(())
}

/// How long an answer to a stranger is held back now, because somebody tries very many names.
///
/// # Errors
/// When the database does not answer.
pub async fn held_back(pool: &PgPool) -> Result<Duration, PageError> {
    let lately = sqlx::query_scalar!(
        r#"select count(*) as "lately!" from app.sign_in_try
           where at > clock_timestamp() - interval '10 minutes'"#
    )
    .fetch_one(pool)
    .await?;
    Ok(Duration::from_secs(hold_after(u32::try_from(lately).unwrap_or(u32::MAX))))
}

/// The seconds to wait after so many failures.
fn wait_after(failed: u32) -> u64 {
    match failed.checked_sub(FREE) {
        Some(more) => FIRST_WAIT.saturating_mul(1 << more.min(10)).min(LONGEST_WAIT),
        None => 0,
    }
}

/// The seconds to hold an answer back after so many tries in all.
fn hold_after(lately: u32) -> u64 {
    match lately.checked_sub(USUAL_IN_ALL) {
        Some(more) => (1 << (more / USUAL_IN_ALL).min(10)).min(MOST_HELD_BACK),
        None => 0,
    }
}

/// The mark that this browser carries, if it has one.
#[must_use]
pub fn browser(headers: &HeaderMap, secure: bool) -> Option<String> {
    super::session::cookie_value(headers, browser_name(secure))
}

/// Whether the person who signs in as `name` did so in this browser before.
///
/// # Errors
/// When the database does not answer.
pub async fn is_known(pool: &PgPool, browser: &str, name: &str) -> Result<bool, PageError> {
    let known = sqlx::query_scalar!(
        r#"select exists (
             select from app.known_browser join app.account using (account_id)
             where token_hash = $1 and sign_in_name = $2 and seen_at > clock_timestamp() - make_interval(secs => $3)
           ) as "known!""#,
        hash(browser),
        name,
        f64::from(BROWSER_KEPT)
    )
    .fetch_one(pool)
    .await?;
    Ok(known)
}

/// Knows the browser of this request as one of `account` from now on, and gives the cookie that it keeps.
///
/// # Errors
/// When the database or the system's random numbers fail.
pub async fn know(
    pool: &PgPool,
    headers: &HeaderMap,
    account: Uuid,
    secure: bool,
) -> Result<String, PageError> {
    let token = match browser(headers, secure) {
        Some(token) => token,
        None => new_token()?,
    };
    sqlx::query!(
        "insert into app.known_browser (token_hash, account_id) values ($1, $2)
         on conflict (token_hash, account_id) do update set seen_at = clock_timestamp()",
        hash(&token),
        account
    )
    .execute(pool)
    .await?;
    let protect = if secure { "; Secure" } else { "" };
    let name = browser_name(secure);
    Ok(format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={BROWSER_KEPT}{protect}"))
}

fn browser_name(secure: bool) -> &'static str {
    if secure { SECURE_BROWSER } else { BROWSER }
}

/// Which browser on which system asks, as far as it says so itself: two names, or nothing.
#[must_use]
pub fn device(headers: &HeaderMap) -> String {
    let said = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let first = |names: &[(&str, &'static str)]| {
        names.iter().find(|(sign, _)| said.contains(sign)).map(|(_, name)| *name)
    };
    // The order matters: most browsers also claim to be others.
    let browser = first(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("CrOS", "ChromeOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ]);
    browser.into_iter().chain(system).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_tries_are_free_and_then_waits_grow_to_a_quarter_of_an_hour() {
        let waits: Vec<u64> = [0, 4, 5, 6, 7, 10, 11, 500].map(wait_after).to_vec();
        assert_eq!(waits, [0, 0, 15, 30, 60, 480, 900, 900]);
        assert_eq!([99, 100, 250, 400, 9_000].map(hold_after), [0, 1, 2, 8, 8]);
    }

    #[test]
    fn a_browser_is_named_by_what_it_is_and_not_by_what_it_claims_besides() {
        let of = |agent: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, agent.parse().unwrap());
            device(&headers)
        };
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0 \
                    Safari/537.36 Edg/150.0";
        assert_eq!(of(edge), "Edge, Windows");
        assert_eq!(
            of("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
            "Firefox, Linux"
        );
        assert_eq!(
            of("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/604.1"),
            "Safari, iPhone"
        );
        assert_eq!(of("curl/8"), "");
    }
}
