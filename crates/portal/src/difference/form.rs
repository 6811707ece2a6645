//! The two moments of a difference: as addresses name them, the earlier one first.

use jiff::Timestamp;
use journal::Recorded;

use super::Asked;
use crate::app::App;
use crate::as_of;
use crate::page_error::PageError;
use crate::past::When;

/// One of the two moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// The last fact that was known; 0 before the first.
    pub(super) position: u64,
    /// The clock of it.
    pub(super) at: Timestamp,
}

/// Both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ends {
    pub(super) from: End,
    pub(super) to: End,
}

impl Ends {
    /// Whether a fact was known at the first moment.
    pub(super) fn is_before(&self, fact: &Recorded) -> bool {
        fact.position.is_some_and(|position| position <= self.from.position)
    }

    /// Whether a fact was known at the second moment and not at the first.
    pub(super) fn is_between(&self, fact: &Recorded) -> bool {
        fact.position.is_some_and(|position| position > self.from.position && position <= self.to.position)
    }
}

/// Reads what was asked for.
///
/// # Errors
/// When a moment can't be read, is still to come, or the second is before the first; when the database does not answer.
pub(super) async fn ends(app: &App, asked: &Asked) -> Result<Ends, PageError> {
    let beginning = End { position: 0, at: Timestamp::UNIX_EPOCH };
    let from = match asked.from.trim() {
        // At place 0 there is no fact: it is before the first.
        "" | "0" => beginning,
        text => end(app, text).await?,
    };
    let to = match asked.to.trim() {
        "" => {
            let now = app.now();
            let moment = app.journal().moment_at(now).await?;
            End { position: moment.map_or(0, |moment| moment.position), at: now }
        }
        text => end(app, text).await?,
    };
    if to.position < from.position {
        return Err(PageError::Unreadable("error-difference-order"));
    }
    Ok(Ends { from, to })
}

async fn end(app: &App, text: &str) -> Result<End, PageError> {
    let when: When = text.parse().map_err(|()| PageError::Unreadable("error-as-of"))?;
    let (moment, at) = as_of::moment(app, &when).await?;
    Ok(End { position: moment.position, at })
}
