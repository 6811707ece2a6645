//! The states of the streams that were written to last, so that a busy stream is not read anew for every command.
//!
//! A kept state may be older than the stream: another server may have written to it. So it only ever speeds a command
//! up that stores facts, because the append then finds out whether the stream has moved. Whoever would refuse, or do
//! nothing, on a kept state loads the stream and decides again.

use std::any::Any;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use cqrs_es::Aggregate;
use lru::LruCache;
use metrics::counter;

use crate::Loaded;

/// How many streams are kept. A school's cycle of a few hundred facts takes some hundred kilobytes.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(511);

type Stream = (&'static str, String);
type State = Box<dyn Any + Send>;

/// The states last stored, the longest unused forgotten first. Cheap to clone; all clones are one.
#[derive(Clone)]
pub(crate) struct Cache(Arc<Mutex<LruCache<Stream, State>>>);

impl Default for Cache {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(KEPT))))
    }
}

impl Cache {
    /// A panic elsewhere leaves the list whole: each change of it is one call.
    fn states(&self) -> MutexGuard<'_, LruCache<Stream, State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the state of a stream out: who decides on it changes it, and puts it back only when its facts are stored.
    pub(crate) fn take<A: Aggregate + 'static>(&self, id: &str) -> Option<Loaded<A>> {
        let kept = self.states().pop(&(A::TYPE, id.to_owned()));
        let answer = if kept.is_some() { "hit" } else { "miss" };
        counter!("journal_cache_total", "answer" => answer).increment(1);
        kept.and_then(|state| state.downcast().ok()).map(|state| *state)
    }

    /// Keeps the state that stored facts have led to.
    pub(crate) fn keep<A: Aggregate + 'static>(&self, id: &str, loaded: Loaded<A>) {
        self.states().put((A::TYPE, id.to_owned()), Box::new(loaded));
    }
}
