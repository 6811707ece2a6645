//! A chart's rows as a file for a spreadsheet. What a row holds, and that no cell is taken for a formula, is decided where
//! the rows are made ([`crate::chart::Chart::csv`]).

use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::page_error::PageError;

/// The rows as a file of this name, to be kept by the reader; the name has letters, digits, hyphens and dots only.
///
/// # Errors
/// When the rows can't be written, which nothing in them can cause.
pub fn answer(name: &str, rows: &[Vec<String>]) -> Result<Response, PageError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row).map_err(|error| PageError::Unfit(error.to_string()))?;
    }
    let file = writer.into_inner().map_err(|error| PageError::Unfit(error.to_string()))?;
    let kept = format!("attachment; filename=\"{name}\"");
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, kept)];
    Ok((headers, file).into_response())
}
