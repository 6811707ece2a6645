//! A form that was sent after its person's session had ended, kept until the same person has signed in again.
//!
//! Nothing of it is stored: it goes back to the browser sealed under the key of the account, as a field of the sign-in
//! form, and opens for nobody else. What another site sends never comes this far.

use axum::body::{Body, to_bytes};
use axum::http::header;
use axum::http::request::Parts;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::Sealed;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use url::form_urlencoded;
use uuid::Uuid;

use crate::page_error::PageError;
use crate::vault::{Place, Vault, VaultError};

/// The largest form that is kept, in bytes: with what sealing adds it still fits into what we read.
const MOST: usize = 128 * 1024;
/// How long it can be brought back.
const KEPT: SignedDuration = SignedDuration::from_hours(24);
/// What the text is sealed for.
const PLACE: Place<'static> = Place { stream: "held-form", command_id: Uuid::nil(), field: "form" };

/// A form as it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldForm {
    /// Where to.
    pub path: String,
    /// Names and texts.
    pub fields: Vec<(String, String)>,
    sent_at: Timestamp,
}

impl HeldForm {
    /// Reads the form of a request; none if it is something else, or too large.
    pub async fn of(request: &Parts, body: Body) -> Option<Self> {
        let kind = request.headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return None;
        }
        let body = to_bytes(body, MOST).await.ok()?;
        let fields = form_urlencoded::parse(&body).into_owned().collect();
        Some(Self { path: request.uri.path().to_owned(), fields, sent_at: Timestamp::now() })
    }

    /// The form for `account` alone.
    ///
    /// # Errors
    /// When the vault can't seal.
    pub async fn seal(&self, vault: &Vault, account: Uuid) -> Result<String, PageError> {
        let text = serde_json::json!(self).to_string();
        let sealed = vault.seal(account, PLACE, &text).await?;
        Ok(BASE64_URL_SAFE_NO_PAD.encode(serde_json::json!(sealed).to_string()))
    }

    /// The form that `carried` is, if it was sealed for `account` not too long ago.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn open(vault: &Vault, account: Uuid, carried: &str) -> Result<Option<Self>, PageError> {
        let Some(sealed) = read(carried).filter(|sealed| sealed.subject().uuid() == account) else {
            return Ok(None);
        };
        let opened = match vault.keys(&[account]).await?.open(&sealed, PLACE) {
            Err(VaultError::DoesNotOpen) => None,
            opened => opened?,
        };
        let form: Option<Self> = opened.and_then(|text| serde_json::from_str(&text).ok());
        Ok(form.filter(|form| form.sent_at + KEPT > Timestamp::now()))
    }
}

fn read(carried: &str) -> Option<Sealed> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(carried).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::Fresh;

    #[tokio::test]
    async fn a_held_form_opens_for_its_own_person_alone() {
        let fresh = Fresh::database().await;
        let app = fresh.app().await;
        let (mine, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let fields = vec![("note".to_owned(), "Elif counts on".to_owned())];
        let form = HeldForm { path: "/cycles/1/x".to_owned(), fields, sent_at: Timestamp::now() };
        let carried = form.seal(app.vault(), mine).await.unwrap();
        assert!(!carried.contains("Elif"));
        let open = async |account, text: &str| HeldForm::open(app.vault(), account, text).await.unwrap();
        assert_eq!(open(mine, &carried).await, Some(form.clone()));
        assert_eq!(open(other, &carried).await, None);
        assert_eq!(open(mine, "nonsense").await, None);
        let yesterday = HeldForm { sent_at: Timestamp::now() - SignedDuration::from_hours(25), ..form };
        let old = yesterday.seal(app.vault(), mine).await.unwrap();
        assert_eq!(open(mine, &old).await, None);
        app.stop().await;
        fresh.drop().await;
    }
}
