//! A form with a file in it, as a browser sends one.

use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError, MultipartRejection};

use crate::page_error::PageError;

/// The fields of the form, and the file if one was chosen. Nothing of it is kept.
#[derive(Debug, Default)]
pub struct Upload {
    /// Every field but the file.
    pub pairs: Vec<(String, String)>,
    /// What the file holds.
    pub file: Option<Vec<u8>>,
}

impl Upload {
    /// Reads the form. The server's limit on what is sent bounds all of it.
    ///
    /// # Errors
    /// When it is no such form, or too large.
    pub async fn of(form: Result<Multipart, MultipartRejection>) -> Result<Self, PageError> {
        let mut form = form.map_err(|_| PageError::Unreadable("error-unreadable-help"))?;
        let mut upload = Self::default();
        while let Some(field) = form.next_field().await.map_err(|error| too_large(&error))? {
            upload.take(field).await?;
        }
        Ok(upload)
    }

    async fn take(&mut self, field: Field<'_>) -> Result<(), PageError> {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| too_large(&error))?;
        if name == "file" {
            self.file = Some(bytes.to_vec()).filter(|bytes| !bytes.is_empty());
        } else {
            let text = String::from_utf8(bytes.to_vec())
                .map_err(|_| PageError::Unreadable("error-unreadable-help"))?;
            self.pairs.push((name, text));
        }
        Ok(())
    }
}

fn too_large(_: &MultipartError) -> PageError {
    PageError::Unreadable("sheet-too-large")
}
