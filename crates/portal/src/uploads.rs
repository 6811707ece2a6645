//! A form with a file in it, as a browser sends one; or the list itself, as a program sends it.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::app;
use crate::body_limit;
use crate::page_error::PageError;
use crate::sent::{Sent, Takes};

/// The fields of the form, and the file if one was chosen. Nothing of it is kept.
#[derive(Debug)]
pub struct Upload {
    /// Every field but the file.
    pub sent: Sent,
    /// The file that was chosen.
    pub file: Option<File>,
}

/// A file that was chosen.
#[derive(Debug)]
pub enum File {
    /// What it holds.
    Bytes(Vec<u8>),
    /// It was larger than anything that is read, and nothing of the form is left.
    TooLarge,
}

impl Upload {
    /// Reads the fields of a form that begins afresh where its file was too large.
    async fn of(mut form: Multipart) -> Result<Self, PageError> {
        let mut upload = Self { sent: Sent::by_page(Vec::new()), file: None };
        loop {
            match form.next_field().await {
                Ok(Some(field)) => match upload.take(field).await {
                    Ok(()) => {}
                    Err(Unread::TooLarge) => return Ok(Self::too_large()),
                    Err(Unread::Unreadable) => return Err(unreadable()),
                },
                Ok(None) => return Ok(upload),
                Err(error) if is_too_large(&error) => return Ok(Self::too_large()),
                Err(_) => return Err(unreadable()),
            }
        }
    }

    fn too_large() -> Self {
        Self { sent: Sent::fresh(app::new_id()), file: Some(File::TooLarge) }
    }

    async fn take(&mut self, field: Field<'_>) -> Result<(), Unread> {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field
            .bytes()
            .await
            .map_err(|error| if is_too_large(&error) { Unread::TooLarge } else { Unread::Unreadable })?;
        if name == "file" {
            self.file = Some(bytes.to_vec()).filter(|bytes| !bytes.is_empty()).map(File::Bytes);
        } else {
            let text = String::from_utf8(bytes.to_vec()).map_err(|_| Unread::Unreadable)?;
            self.sent.pairs.push((name, text));
        }
        Ok(())
    }
}

/// Why a field of a form could not be read.
enum Unread {
    TooLarge,
    Unreadable,
}

fn is_too_large(error: &MultipartError) -> bool {
    error.status() == StatusCode::PAYLOAD_TOO_LARGE
}

fn unreadable() -> PageError {
    PageError::Unreadable("error-unreadable-help")
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        if request.extensions().get::<Takes>().is_some() {
            return Ok(Self { sent: Sent::from_request(request, state).await?, file: None });
        }
        if request.extensions().get::<body_limit::TooLarge>().is_some() {
            return Ok(Self::too_large());
        }
        let form = Multipart::from_request(request, state).await;
        let form = form.map_err(|_| unreadable().into_response())?;
        Self::of(form).await.map_err(IntoResponse::into_response)
    }
}
