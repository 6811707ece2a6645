//! The reason that the importer of a corrected table gives, with the note sealed under the import's own key.

use domain::{GivenReason, ImportBatchId, Note, ReasonCode};
use uuid::Uuid;

use crate::vault::{Place, Vault, VaultError};

/// The field that a note is sealed for.
const FIELD: &str = "note";

/// The stream that the note of an import is sealed for. The note stands in the streams of every school it changes, and
/// opens in this place alone.
#[must_use]
pub fn stream_of(batch: ImportBatchId) -> String {
    format!("import_batch/{batch}")
}

/// The reason `code`, with `note` sealed for `batch` and the command that imports it.
///
/// # Errors
///
/// When the note can't be sealed.
pub async fn given(
    vault: &Vault,
    batch: ImportBatchId,
    command_id: Uuid,
    code: ReasonCode,
    note: Option<&str>,
) -> Result<GivenReason, VaultError> {
    let mut reason = GivenReason::of(code);
    if let Some(text) = note.map(str::trim).filter(|text| !text.is_empty()) {
        let stream = stream_of(batch);
        let place = Place { stream: &stream, command_id, field: FIELD };
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        reason.note = Some(Note { text: vault.seal(batch.uuid(), place, text).await?, length });
    }
    Ok(reason)
}
