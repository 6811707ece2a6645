//! How much can be sent at once, and what happens to more.
//!
//! What is too large is read to its end and thrown away, so that the browser that sends it gets to see the answer instead of
//! a broken connection. A form with a file learns of it and is shown again; everything else gets the answer from here.

use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures::StreamExt;

use crate::page_error::PageError;

/// The most that is read, in bytes: a group's scores with notes take a few kilobytes.
pub const MOST_BYTES: usize = 512 * 1024;
/// The most that is read only to be thrown away.
const MOST_THROWN_AWAY: usize = 32 * 1024 * 1024;
/// How long that may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Marks a request whose body was too large and is gone.
#[derive(Debug, Clone, Copy)]
pub struct TooLarge;

/// Lets requests on whose body is small enough by its own account; a reader stops at the same limit where none is given.
pub async fn limited(request: Request, next: Next) -> Response {
    if length(request.headers()).is_none_or(|length| length <= MOST_BYTES) {
        return next.run(request).await;
    }
    let (mut parts, body) = request.into_parts();
    // Whoever sends for longer than that meets a closed connection.
    let _ = tokio::time::timeout(PATIENCE, throw_away(body)).await;
    if !is_upload(&parts.headers) {
        return PageError::TooLarge.into_response();
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.extensions.insert(TooLarge);
    next.run(Request::from_parts(parts, Body::empty())).await
}

fn length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn is_upload(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

async fn throw_away(body: Body) {
    let mut rest = body.into_data_stream();
    let mut thrown = 0_usize;
    while let Some(Ok(bytes)) = rest.next().await {
        thrown = thrown.saturating_add(bytes.len());
        if thrown > MOST_THROWN_AWAY {
            break;
        }
    }
}
