//! Whether records are still as they were sealed, on the pages that show them.

use std::collections::HashMap;

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

/// Whether each of some records is still as it was sealed.
#[derive(Debug, Default)]
pub struct Seals(HashMap<u64, bool>);

impl Seals {
    /// Looks at each of these records: at most as many as a page shows.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn of_each(app: &App, records: &[&Recorded]) -> Result<Self, PageError> {
        let mut seals = HashMap::new();
        for &recorded in records {
            if let Some((position, fits)) = recorded.position.zip(is_as_sealed(app, recorded).await?) {
                seals.insert(position, fits);
            }
        }
        Ok(Self(seals))
    }

    /// What was found of a record; none for one that has no seal yet.
    #[must_use]
    pub fn of(&self, recorded: &Recorded) -> Option<bool> {
        self.0.get(&recorded.position?).copied()
    }
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
