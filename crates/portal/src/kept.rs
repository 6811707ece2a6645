//! What was made of the read tables, kept while nothing that it shows has changed.
//!
//! A thing is kept for one moment: until a fact has reached a read table, or a day may have begun somewhere. It is not a
//! place for what says who its reader is, unless its key says so too.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use journal::TablesAt;

use crate::app::App;
use crate::page_error::PageError;

/// Bytes of one thing, and of all of them. When there is no room, all go: what is asked for often comes back at once.
pub const LONGEST: usize = 1 << 20;
const MOST: usize = 32 << 20;
/// What one thing takes beside its own bytes: its key and its place on the shelf.
const BESIDE: usize = 2 << 10;
/// A day begins on a quarter of an hour in every time zone.
const QUARTER: i64 = 15 * 60;

/// What all kept things show: the read tables, and the quarter of an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    tables: TablesAt,
    quarter: i64,
}

impl Moment {
    /// The moment that it is. To be read before the thing is made: what comes in between makes it newer than its moment,
    /// never older.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn now(app: &App) -> Result<Self, PageError> {
        let tables = app.journal().tables_at().await?;
        Ok(Self { tables, quarter: jiff::Timestamp::now().as_second().div_euclid(QUARTER) })
    }
}

struct Shelf<K, V> {
    moment: Option<Moment>,
    things: HashMap<K, (V, usize)>,
    bytes: usize,
}

/// Kept things of one kind, of one server.
pub struct Kept<K, V>(Mutex<Shelf<K, V>>);

impl<K, V> Shelf<K, V> {
    fn empty(moment: Option<Moment>) -> Self {
        Self { moment, things: HashMap::new(), bytes: 0 }
    }
}

impl<K, V> Default for Kept<K, V> {
    fn default() -> Self {
        Self(Mutex::new(Shelf::empty(None)))
    }
}

impl<K: Eq + Hash, V: Clone> Kept<K, V> {
    fn shelf(&self) -> MutexGuard<'_, Shelf<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The thing, if what is kept is of this moment; if not, nothing is kept any more.
    pub fn find(&self, key: &K, moment: Moment) -> Option<V> {
        let mut on = self.shelf();
        if on.moment != Some(moment) {
            *on = Shelf::empty(Some(moment));
        }
        on.things.get(key).map(|(thing, _)| thing.clone())
    }

    /// Keeps a thing of so many bytes that was made after `moment` was read, unless another moment has come since.
    pub fn keep(&self, key: K, moment: Moment, thing: V, bytes: usize) {
        let mut on = self.shelf();
        let bytes = bytes + BESIDE;
        if on.moment != Some(moment) || bytes > LONGEST {
            return;
        }
        if on.bytes + bytes > MOST {
            *on = Shelf::empty(Some(moment));
        }
        on.bytes += bytes;
        if let Some((_, before)) = on.things.insert(key, (thing, bytes)) {
            on.bytes = on.bytes.saturating_sub(before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(places: i64) -> Moment {
        Moment { tables: TablesAt { places, quarantined: 0 }, quarter: 0 }
    }

    #[test]
    fn a_thing_is_kept_for_its_moment_and_its_key() {
        let kept: Kept<&str, u8> = Kept::default();
        assert!(kept.find(&"schools", moment(1)).is_none());
        kept.keep("schools", moment(1), 7, 1);
        assert_eq!(kept.find(&"schools", moment(1)), Some(7));
        assert!(kept.find(&"groups", moment(1)).is_none());
        assert!(kept.find(&"schools", moment(2)).is_none(), "a fact has come since");
        assert!(kept.find(&"schools", moment(1)).is_none(), "what is old does not come back");
    }

    #[test]
    fn what_was_made_before_a_fact_came_is_not_kept_after_it() {
        let kept: Kept<&str, u8> = Kept::default();
        assert!(kept.find(&"schools", moment(2)).is_none());
        kept.keep("schools", moment(1), 7, 1);
        assert!(kept.find(&"schools", moment(2)).is_none());
    }

    #[test]
    fn there_is_room_for_so_much_and_no_more() {
        let kept: Kept<u32, ()> = Kept::default();
        assert!(kept.find(&0, moment(1)).is_none());
        for number in 0..200 {
            kept.keep(number, moment(1), (), LONGEST / 2);
            assert!(kept.shelf().bytes <= MOST);
        }
        kept.keep(1000, moment(1), (), LONGEST);
        assert!(kept.find(&1000, moment(1)).is_none());
        assert!(kept.find(&199, moment(1)).is_some());
        assert!(kept.shelf().things.len() < 200);
        let before = kept.shelf().bytes;
        kept.keep(199, moment(1), (), LONGEST / 2);
        assert_eq!(kept.shelf().bytes, before, "the same thing twice takes its room once");
    }
}
