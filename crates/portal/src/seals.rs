//! Whether a record is still as it was sealed, on the pages that show one record; and what a seal is, in words.

use journal::Recorded;
use maud::{Markup, html};

use crate::app::App;
use crate::page_error::PageError;
use crate::words::Words;

/// Whether what is stored of a record still has the seal that it got; none for one that has none yet. Where it has not, the
/// operator reads it in the log.
///
/// # Errors
/// When the database does not answer.
pub async fn is_as_sealed(app: &App, recorded: &Recorded) -> Result<Option<bool>, PageError> {
    let as_sealed = app.journal().is_as_sealed(recorded).await?;
    if as_sealed == Some(false) {
        tracing::error!(
            position = recorded.position,
            stream_type = recorded.aggregate_type,
            stream = recorded.aggregate_id,
            sequence = recorded.sequence,
            "a record is not as it was sealed: find out with quadrant verify"
        );
    }
    Ok(as_sealed)
}

/// The warning above a record that is not as it was sealed; nothing above any other.
#[must_use]
pub fn warning(words: Words, as_sealed: Option<bool>) -> Markup {
    html! {
        @if as_sealed == Some(false) {
            div class="govuk-warning-text" {
                span class="govuk-warning-text__icon" aria-hidden="true" { "!" }
                strong class="govuk-warning-text__text" { (words.say("seal-broken")) }
            }
            p class="govuk-body" { (words.say("seal-broken-help")) }
        }
    }
}
