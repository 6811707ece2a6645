//! Which stretch of the ledger a file is wanted of: by days or by places.

use journal::JournalError;

use crate::app::App;
use crate::fields::Draft;
use crate::history::form::{Filter, filter};
use crate::words::Words;

/// The first and the last place of a stretch.
pub(super) type Stretch = (u64, u64);

/// The stretch of the first `size` facts that is asked for; none for all of them. What can't be understood, or has no fact,
/// is noted in `draft`.
///
/// A day has the facts that were sealed on it in London. That is moments after they were recorded, and it is what makes the
/// same days mean the same facts for ever.
pub(super) async fn stretch(
    app: &App,
    words: Words,
    draft: &mut Draft,
    size: u64,
) -> Result<Option<Stretch>, JournalError> {
    let Some(filter) = filter(words, draft) else { return Ok(None) };
    let Filter { from, to, since, until, .. } = filter;
    if (from, to, since, until) == (None, None, None, None) {
        return Ok(None);
    }
    let (start, end) = filter.instants();
    let now = app.now();
    let mut stretch = (from.unwrap_or(1).max(1), to.unwrap_or(size).min(size));
    if let Some(start) = start {
        let before = app.journal().moment_at(start.min(now)).await?.map_or(0, |moment| moment.position);
        stretch.0 = stretch.0.max(before + 1);
    }
    if let Some(end) = end.filter(|end| *end <= now) {
        let last = app.journal().moment_at(end).await?.map_or(0, |moment| moment.position);
        stretch.1 = stretch.1.min(last);
    }
    if stretch.0 > stretch.1 {
        draft.refuse(words, "since", "export-nothing-then", &[]);
        return Ok(None);
    }
    Ok(Some(stretch))
}
