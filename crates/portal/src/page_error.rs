//! What a reader sees when there is no page to show: one place where an error becomes a status and a page.

use std::sync::Arc;

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use journal::{ExportError, JournalError, NotaryError};
use url::form_urlencoded;

use crate::access::{Format, Visitor};
use crate::problem::Problem;
use crate::{layout, past};

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// Nothing is there, or nothing that this visitor may know of.
    #[error("no such page")]
    NotFound,
    /// Nothing was there at the moment of the past that is looked at.
    #[error("nothing was there then")]
    NotThen,
    /// The visitor is signed in, and their role may not do this.
    #[error("the visitor's role may not do this")]
    Forbidden,
    /// The visitor must sign in first, and then goes on to `next`.
    #[error("the visitor is not signed in")]
    SignInNeeded {
        /// The path to go on to, with its query.
        next: String,
    },
    /// No checkpoint covers yet what is to be proved.
    #[error("no checkpoint covers this yet")]
    Uncovered,
    /// A checkpoint over more facts than there are was to be compared.
    #[error("a checkpoint was kept over more facts than there are")]
    KeptMore,
    /// What was asked can't be understood; the message id says what to do.
    #[error("the request can't be understood: {0}")]
    Unreadable(&'static str),
    /// More was sent than is read.
    #[error("what was sent is too large")]
    TooLarge,
    /// A handler asked who is there on a route that nobody guards: a fault of ours.
    #[error("a route is not guarded")]
    Unguarded,
    /// The database did not answer.
    #[error("the database did not answer")]
    Database(#[from] sqlx::Error),
    /// The journal did not answer.
    #[error("the journal did not answer")]
    Journal(#[from] JournalError),
    /// No checkpoint of the ledger could be signed or read.
    #[error("no checkpoint of the ledger could be had")]
    Notary(#[from] NotaryError),
    /// No file could be exported.
    #[error("no file could be exported")]
    Export(#[from] ExportError),
    /// An exported file could not be read, or its folder not be made.
    #[error("a file could not be read")]
    File(#[from] std::io::Error),
    /// A sealed text could not be read or written.
    #[error("a sealed text could not be handled")]
    Vault(#[from] crate::vault::VaultError),
    /// What a person signs in with could not be stored.
    #[error("what a person signs in with could not be stored")]
    Account(#[from] crate::sign_in::account::AccountError),
    /// Something stored is not what this version can read: a fault of ours.
    #[error("stored facts can't be read: {0}")]
    Unfit(String),
}

impl PageError {
    fn status(&self) -> StatusCode {
        match self {
            Self::NotFound | Self::NotThen | Self::Uncovered | Self::KeptMore => StatusCode::NOT_FOUND,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::SignInNeeded { .. } => StatusCode::UNAUTHORIZED,
            Self::Unreadable(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Database(_) | Self::Journal(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Notary(_) | Self::Export(_) if self.ledger_help().is_some() => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Unguarded
            | Self::Notary(_)
            | Self::Export(_)
            | Self::File(_)
            | Self::Vault(_)
            | Self::Account(_)
            | Self::Unfit(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The message id of what is wrong with the ledger, where nothing can be proved because of it, and of whom to tell.
    fn ledger_help(&self) -> Option<&'static str> {
        if matches!(self, Self::Export(ExportError::Damaged)) {
            return Some("error-ledger-rewritten");
        }
        let (Self::Notary(error) | Self::Export(ExportError::Notary(error))) = self else { return None };
        match error {
            NotaryError::Cut { .. } => Some("error-ledger-cut"),
            NotaryError::Rewritten(_)
            | NotaryError::TreeDamaged(_)
            | NotaryError::Journal(JournalError::Tree(_)) => Some("error-ledger-rewritten"),
            NotaryError::StoredDamaged(_) => Some("error-ledger-stored"),
            NotaryError::KeyGone | NotaryError::KeyEnded(_) | NotaryError::Folder(_) => {
                Some("error-ledger-key")
            }
            NotaryError::Signing(_) | NotaryError::Journal(_) => None,
        }
    }

    /// The message ids of the page's heading and of what to do.
    fn sentences(&self) -> (&'static str, &'static str) {
        if let Some(help) = self.ledger_help() {
            return ("error-ledger", help);
        }
        match self {
            Self::NotFound => ("error-not-found", "error-not-found-help"),
            Self::NotThen => ("error-not-then", "error-not-then-help"),
            Self::Forbidden => ("error-forbidden", "error-forbidden-help"),
            Self::SignInNeeded { .. } => ("error-sign-in", "error-sign-in-help"),
            Self::Unreadable(help) => ("error-unreadable", help),
            Self::TooLarge => ("error-too-large", "error-too-large-help"),
            Self::Uncovered => ("error-uncovered", "error-uncovered-help"),
            Self::KeptMore => ("error-kept-more", "error-kept-more-help"),
            Self::Database(_) | Self::Journal(_) => ("error-unavailable", "error-unavailable-help"),
            Self::Unguarded
            | Self::Notary(_)
            | Self::Export(_)
            | Self::File(_)
            | Self::Vault(_)
            | Self::Account(_)
            | Self::Unfit(_) => ("error-ours", "error-ours-help"),
        }
    }
}

impl IntoResponse for PageError {
    /// An empty answer that carries the error; [`framed`] makes the page of it, in the visitor's English.
    fn into_response(self) -> Response {
        let status = self.status();
        if status.is_server_error() {
            tracing::error!(error = &self as &dyn std::error::Error, "a page failed");
        }
        let mut response = status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// `response` as it is, or, where it carries an error, the page (or problem) that says so to `visitor`.
pub fn framed(response: Response, visitor: &Visitor) -> Response {
    if let Some(error) = response.extensions().get::<Arc<PageError>>() {
        return answer(error, visitor);
    }
    let bare = response.headers().get(header::CONTENT_TYPE).is_none();
    match response.status() {
        StatusCode::NOT_FOUND if bare => answer(&PageError::NotFound, visitor),
        status if status.is_client_error() && (bare || is_plain(&response)) => plain(status, visitor),
        _ => response,
    }
}

fn is_plain(response: &Response) -> bool {
    response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/plain"))
}

/// The framework refused the request before a handler saw it (a bad form, a wrong method, another site's form).
fn plain(status: StatusCode, visitor: &Visitor) -> Response {
    let (id, help) = match status {
        StatusCode::FORBIDDEN => ("error-cross-site", "error-cross-site-help"),
        StatusCode::PAYLOAD_TOO_LARGE => ("error-too-large", "error-too-large-help"),
        StatusCode::METHOD_NOT_ALLOWED if past::is_of(&visitor.asked_for) => {
            ("error-past", "error-past-help")
        }
        _ => ("error-unreadable", "error-unreadable-help"),
    };
    sentence_page(status, id, help, visitor)
}

fn answer(error: &PageError, visitor: &Visitor) -> Response {
    if let (PageError::SignInNeeded { next }, Format::Page) = (error, visitor.format) {
        let query: String =
            form_urlencoded::Serializer::new(String::new()).append_pair("next", next).finish();
        return Redirect::to(&format!("/sign-in?{query}")).into_response();
    }
    let (heading, help) = error.sentences();
    sentence_page(error.status(), heading, help, visitor)
}

fn sentence_page(status: StatusCode, heading: &str, help: &str, visitor: &Visitor) -> Response {
    match visitor.format {
        Format::Json => {
            Problem::plain(status, visitor.words.say(heading), visitor.words.say(help)).into_response()
        }
        Format::Page => {
            let page = layout::message_page(visitor, &visitor.words.say(heading), &visitor.words.say(help));
            (status, page).into_response()
        }
    }
}
