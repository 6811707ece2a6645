//! Chance that can be repeated: a failing test prints its seed, and `JOURNAL_TEST_SEED` brings it back.

use std::sync::{Mutex, MutexGuard};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

/// A source of chance that says its seed when the test fails.
pub(crate) struct Chance {
    seed: u64,
    rng: Mutex<StdRng>,
}

impl Chance {
    pub(crate) fn new() -> Self {
        let seed =
            std::env::var("JOURNAL_TEST_SEED").map_or_else(|_| rand::random(), |seed| seed.parse().unwrap());
        Self { seed, rng: Mutex::new(StdRng::seed_from_u64(seed)) }
    }

    fn rng(&self) -> MutexGuard<'_, StdRng> {
        self.rng.lock().unwrap()
    }

    pub(crate) fn below(&self, end: u64) -> u64 {
        self.rng().random_range(0..end)
    }

    /// True once in `n` times.
    pub(crate) fn once_in(&self, n: u64) -> bool {
        self.below(n) == 0
    }
}

impl Drop for Chance {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("to repeat: JOURNAL_TEST_SEED={}", self.seed);
        }
    }
}
