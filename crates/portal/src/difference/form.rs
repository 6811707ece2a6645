//! The two moments of a difference: as addresses name them, the earlier one first.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use journal::Recorded;

use super::{Asked, read};
use crate::app::{self, App};
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

/// Before the first fact.
const BEGINNING: End = End { position: 0, at: Timestamp::UNIX_EPOCH };

/// Both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ends {
    pub(super) from: End,
    pub(super) to: End,
    /// The clock by which they are told, and by which they were read where they name none.
    pub(super) clock: TimeZone,
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

/// Reads what was asked for. A moment that names no clock goes by the one that the address names beside it, and by London's where
/// it names none, so that an address means the same for ever. The form sends the school's.
///
/// # Errors
/// When the clock or a moment can't be read, is still to come, or the second is before the first; when the database does not answer.
pub(super) async fn ends(app: &App, asked: &Asked, school: &TimeZone) -> Result<Ends, PageError> {
    let names_no_clock = |text: &str| text.trim().parse::<When>().is_ok_and(|when| when.names_no_clock());
    let clock = match asked.clock.trim() {
        "" if names_no_clock(&asked.from) || names_no_clock(&asked.to) => app::london(),
        "" => school.clone(),
        name => TimeZone::get(name).map_err(|_| PageError::Unreadable("error-as-of"))?,
    };
    let from = match asked.from.trim() {
        // At place 0 there is no fact: it is before the first.
        "" | "0" => BEGINNING,
        text => end(app, text, &clock).await?,
    };
    let to = match asked.to.trim() {
        "" => {
            let moment = app.journal().newest_moment().await?;
            End { position: moment.map_or(0, |moment| moment.position), at: app.now() }
        }
        text => end(app, text, &clock).await?,
    };
    if to.position < from.position {
        return Err(PageError::Unreadable("error-difference-order"));
    }
    Ok(Ends { from, to, clock })
}

/// The same two moments as far as the list of all facts of schools is made, which follows in a moment.
pub(super) async fn listed(app: &App, ends: Ends) -> Result<Ends, PageError> {
    let known = read::known_until(app.pool()).await?;
    if ends.to.position <= known {
        return Ok(ends);
    }
    let moment = app.journal().moment_of(known).await?;
    let to = moment.map_or(BEGINNING, |moment| End { position: known, at: moment.sealed_at });
    let from = if ends.from.position > known { to } else { ends.from };
    Ok(Ends { from, to, ..ends })
}

async fn end(app: &App, text: &str, clock: &TimeZone) -> Result<End, PageError> {
    let when = When::typed(text, clock).ok_or(PageError::Unreadable("error-as-of"))?;
    let (moment, at) = as_of::moment(app, &when).await?;
    Ok(End { position: moment.position, at })
}
