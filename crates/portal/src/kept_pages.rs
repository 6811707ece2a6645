//! Official figures as they were last drawn for people who are not signed in.
//!
//! Anybody may ask for these pages, as often as they like, and everybody is shown the same. A page is kept as it was sent
//! ([`crate::kept`]). Pages of people who are signed in say who they are, and are put together each time.

use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::access::{Action, Format, Visitor};
use crate::app::App;
use crate::kept::{Kept, LONGEST, Moment};
use crate::page_error::PageError;
use crate::sign_in::session;
use crate::words::Locale;

/// What tells one page from another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name {
    address: String,
    locale: Locale,
    format: Format,
}

/// A page as it was sent.
#[derive(Debug, Clone)]
pub struct Page {
    headers: HeaderMap,
    body: Bytes,
}

/// Kept pages of one server.
pub type KeptPages = Kept<Name, Page>;

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.headers_mut() = self.headers;
        response
    }
}

/// Whether everybody who asks like this is shown the same: official figures, asked for without a sign that says who it is.
#[must_use]
pub fn is_for_all(app: &App, action: Action, visitor: &Visitor, request: &Request) -> bool {
    action == Action::SeeOfficialFigures
        && visitor.account.is_none()
        && request.method() == Method::GET
        && !request.headers().contains_key(header::AUTHORIZATION)
        && session::token(request.headers(), app.settings().secure_cookies).is_none()
}

/// The page as it is kept, or as it is drawn now and kept from now on.
///
/// # Errors
/// When the database does not answer, or the page that was drawn can't be read.
pub async fn answer(
    app: &App,
    visitor: &Visitor,
    request: Request,
    next: Next,
) -> Result<Response, PageError> {
    let address = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let name = Name { address, locale: visitor.words.locale(), format: visitor.format };
    let moment = Moment::now(app).await?;
    if let Some(page) = app.kept_pages().find(&name, moment) {
        return Ok(page.into_response());
    }
    let response = next.run(request).await;
    let whole = response.body().size_hint().exact().is_some_and(|bytes| bytes <= LONGEST as u64);
    if response.status() != StatusCode::OK || !whole {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, LONGEST).await.map_err(|error| PageError::Unfit(error.to_string()))?;
    let page = Page { headers: parts.headers, body };
    let bytes = page.body.len() + name.address.len();
    app.kept_pages().keep(name, moment, page.clone(), bytes);
    Ok(page.into_response())
}
