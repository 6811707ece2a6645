//! A second proof beside the password: a code of six digits that an app on the person's phone shows for half a minute.
//!
//! The app and the portal share a secret, which stands in the database sealed under the account's key. A code counts once.
//! For a lost phone there are codes that were shown once, each of which works once.

use std::fmt::Write;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::Sealed;
use jiff::Timestamp;
use rand::TryRngCore;
use rand::rngs::OsRng;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use totp_rs::{Builder, Secret, Totp};
use uuid::Uuid;

use super::session::hash;
use crate::page_error::PageError;
use crate::vault::{Place, Vault, VaultError};

const STREAM: &str = "second-factor";
const FIELD: &str = "secret";
/// Who asks, as the app on the phone shows it.
const ISSUER: &str = "Quadrant";
/// How many codes there are for a lost phone.
const RECOVERY_CODES: usize = 10;

/// A secret that is offered and not taken yet.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The secret as people type it into an app.
    pub secret: String,
    /// The same as a link that an app opens.
    pub link: String,
    /// The secret sealed, for the form to carry: nothing is stored before the first code was right.
    pub carried: String,
}

/// What the form carries.
#[derive(Serialize, Deserialize)]
struct Carried {
    sealed_by: Uuid,
    secret: Sealed,
}

/// What there is of a second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Since when codes are asked for.
    pub since: Timestamp,
    /// How many codes for a lost phone are left.
    pub recovery_codes: i64,
}

/// Offers a new secret to the person who signs in as `name`.
///
/// # Errors
/// When the vault or the system's random numbers fail.
pub async fn offer(vault: &Vault, account: Uuid, name: &str) -> Result<Offer, PageError> {
    let secret = Secret::new(Box::new(random::<20>()?)).to_base32();
    let sealed_by = crate::app::new_id();
    let sealed = vault.seal(account, place(sealed_by), &secret).await?;
    let carried = serde_json::json!(Carried { sealed_by, secret: sealed }).to_string();
    let link = totp(&secret, name)?.to_url().map_err(|_| unfit(account))?;
    Ok(Offer { link, secret, carried: BASE64_URL_SAFE_NO_PAD.encode(carried) })
}

/// The same offer again, as the form of `account` carried it; none if it was another's or was altered.
///
/// # Errors
/// When the database does not answer.
pub async fn offered(
    vault: &Vault,
    account: Uuid,
    name: &str,
    carried: &str,
) -> Result<Option<Offer>, PageError> {
    let Some(read) = read(carried).filter(|read| read.secret.subject().uuid() == account) else {
        return Ok(None);
    };
    let Some(secret) = open(vault, account, &read).await? else { return Ok(None) };
    let link = totp(&secret, name)?.to_url().map_err(|_| unfit(account))?;
    Ok(Some(Offer { secret, link, carried: carried.to_owned() }))
}

fn read(carried: &str) -> Option<Carried> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(carried).ok()?).ok()
}

async fn open(vault: &Vault, account: Uuid, carried: &Carried) -> Result<Option<String>, PageError> {
    let keys = vault.keys(&[account]).await?;
    match keys.open(&carried.secret, place(carried.sealed_by)) {
        Err(VaultError::DoesNotOpen) => Ok(None),
        opened => Ok(opened?),
    }
}

/// Takes the offer up if `code` is what the app shows for it now, and gives the codes for a lost phone. From then on each
/// sign-in asks for a code.
///
/// # Errors
/// When the database or the system's random numbers fail.
pub async fn take_up(
    pool: &PgPool,
    account: Uuid,
    offer: &Offer,
    code: &str,
) -> Result<Option<Vec<String>>, PageError> {
    let Some(step) = totp(&offer.secret, ISSUER)?.check(&digits(code), now()) else { return Ok(None) };
    let Some(Carried { sealed_by, secret }) = read(&offer.carried) else { return Ok(None) };
    let mut transaction = pool.begin().await?;
    sqlx::query!("delete from app.second_factor where account_id = $1", account)
        .execute(&mut *transaction)
        .await?;
    sqlx::query!(
        "insert into app.second_factor (account_id, sealed_by, secret, last_step) values ($1, $2, $3, $4)",
        account,
        sealed_by,
        serde_json::json!(secret),
        step.cast_signed()
    )
    .execute(&mut *transaction)
    .await?;
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        let code = recovery_code()?;
        sqlx::query!(
            "insert into app.recovery_code (account_id, code_hash) values ($1, $2)",
            account,
            hash(&plain(&code))
        )
        .execute(&mut *transaction)
        .await?;
        codes.push(code);
    }
    transaction.commit().await?;
    Ok(Some(codes))
}

/// Whether `code` proves it: a code of the app that was not used before, or one for a lost phone.
///
/// # Errors
/// When the database does not answer, or the secret was altered.
pub async fn proves(pool: &PgPool, vault: &Vault, account: Uuid, code: &str) -> Result<bool, PageError> {
    let spent = sqlx::query!(
        "delete from app.recovery_code where account_id = $1 and code_hash = $2",
        account,
        hash(&plain(code))
    )
    .execute(pool)
    .await?;
    if spent.rows_affected() == 1 {
        tracing::info!(%account, "a code for a lost phone was used");
        return Ok(true);
    }
    let row = sqlx::query!("select sealed_by, secret from app.second_factor where account_id = $1", account)
        .fetch_optional(pool)
        .await?;
    let Some(row) = row else { return Ok(false) };
    let secret = serde_json::from_value(row.secret).map_err(|_| unfit(account))?;
    let opened = open(vault, account, &Carried { sealed_by: row.sealed_by, secret }).await?;
    let secret = opened.ok_or(VaultError::DoesNotOpen)?;
    let Some(step) = totp(&secret, ISSUER)?.check(&digits(code), now()) else { return Ok(false) };
    // One statement finds out and notes it, so that one code sent twice at once is one sign-in.
    let used = sqlx::query!(
        "update app.second_factor set last_step = $2 where account_id = $1 and last_step < $2",
        account,
        step.cast_signed()
    )
    .execute(pool)
    .await?;
    Ok(used.rows_affected() == 1)
}

/// What there is of a second factor of `account`, if anything.
///
/// # Errors
/// When the database does not answer.
pub async fn standing(pool: &PgPool, account: Uuid) -> Result<Option<Standing>, PageError> {
    let row = sqlx::query!(
        r#"select since as "since: jiff_sqlx::Timestamp",
                  (select count(*) from app.recovery_code c where c.account_id = f.account_id) as "codes!"
           from app.second_factor f where account_id = $1"#,
        account
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Standing { since: row.since.to_jiff(), recovery_codes: row.codes }))
}

/// Asks for no code any more.
///
/// # Errors
/// When the database does not answer.
pub async fn end(pool: &PgPool, account: Uuid) -> Result<(), PageError> {
    sqlx::query!("delete from app.second_factor where account_id = $1", account).execute(pool).await?;
    Ok(())
}

fn place(sealed_by: Uuid) -> Place<'static> {
    Place { stream: STREAM, command_id: sealed_by, field: FIELD }
}

/// Six digits, half a minute each; the code before and the code after count too, because clocks differ.
///
/// # Source
/// RFC 6238, sections 4 and 5.2 (May 2011).
fn totp(secret: &str, name: &str) -> Result<Totp, PageError> {
    let secret =
        Secret::try_from_base32(secret).map_err(|_| PageError::Unfit("a shared secret".to_owned()))?;
    Builder::new()
        .with_secret(secret)
        .with_skew(1)
        .with_issuer(Some(ISSUER))
        .with_account_name(name.replace(':', " "))
        .build()
        .map_err(|_| PageError::Unfit("a shared secret".to_owned()))
}

fn now() -> u64 {
    Timestamp::now().as_second().max(0).unsigned_abs()
}

fn digits(code: &str) -> String {
    code.chars().filter(char::is_ascii_digit).collect()
}

/// A code for a lost phone as it is compared: letters and digits alone.
fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// Eighty random bits in four groups of four letters and digits that are hard to mistake.
fn recovery_code() -> Result<String, PageError> {
    const LETTERS: [char; 32] = [
        'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
        'x', 'y', 'z', '2', '3', '4', '5', '6', '7', '8', '9', '0',
    ];
    let mut code = String::new();
    for (place, byte) in random::<16>()?.into_iter().enumerate() {
        if place > 0 && place % 4 == 0 {
            code.push('-');
        }
        let letter = LETTERS.get(usize::from(byte % 32)).copied().unwrap_or('0');
        let _ = write!(code, "{letter}");
    }
    Ok(code)
}

fn random<const N: usize>() -> Result<[u8; N], PageError> {
    let mut bytes = [0; N];
    OsRng.try_fill_bytes(&mut bytes).map_err(|_| VaultError::Random)?;
    Ok(bytes)
}

fn unfit(account: Uuid) -> PageError {
    PageError::Unfit(format!("the second factor of {account}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_agree_with_the_published_example() {
        // RFC 6238, appendix B: the secret "12345678901234567890" at 59 and at 1111111109 seconds, the last six digits.
        let totp = totp("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "pat").unwrap();
        assert_eq!(totp.check("287082", 59), Some(1));
        assert_eq!(totp.check("081804", 1_111_111_109), Some(37_037_036));
        assert_eq!(totp.check("287082", 59 + 90), None, "a minute and a half later it is over");
        assert!(totp.to_url().unwrap().starts_with("otpauth://totp/Quadrant:pat?secret=GEZDGNBVGY3TQOJQ"));
    }

    #[test]
    fn a_recovery_code_is_read_as_people_type_it() {
        let code = recovery_code().unwrap();
        assert_eq!(code.len(), 19, "{code}");
        assert_eq!(plain(&code), plain(&code.to_uppercase().replace('-', " ")));
        assert_eq!(digits(" 123 456 "), "123456");
    }
}
