//! How much of a stage's work is done, for who shows it.
//!
//! One process shows one run: a command line. Programs that run several at once are not told.

use std::sync::atomic::{AtomicU64, Ordering};

static EXPECTED: AtomicU64 = AtomicU64::new(0);
static DONE: AtomicU64 = AtomicU64::new(0);

/// A stage of so many steps begins; 0 where nobody knows how many.
pub fn expect(steps: u64) {
    EXPECTED.store(steps, Ordering::Relaxed);
    DONE.store(0, Ordering::Relaxed);
}

/// So many steps of the stage are done.
pub fn done(steps: u64) {
    DONE.fetch_add(steps, Ordering::Relaxed);
}

/// The share of the stage that is done, from 0 to 1, where its steps are known.
pub fn share() -> Option<f64> {
    let (expected, done) = (EXPECTED.load(Ordering::Relaxed), DONE.load(Ordering::Relaxed));
    (expected > 0).then(|| (done as f64 / expected as f64).min(1.0))
}
