//! Counting by place, on all threads at once.

use std::sync::atomic::{AtomicU32, Ordering};

/// A count for each of some places; sums do not depend on who adds first.
pub struct Tally(Vec<AtomicU32>);

impl Tally {
    /// Nothing counted yet at any of the places.
    pub fn new(places: usize) -> Self {
        Self((0..places).map(|_| AtomicU32::new(0)).collect())
    }

    /// Counts one more at this place.
    ///
    /// # Panics
    /// When there is no such place.
    #[inline]
    pub fn add(&self, place: usize) {
        self.0[place].fetch_add(1, Ordering::Relaxed);
    }

    /// The counts.
    pub fn into_counts(self) -> Vec<u32> {
        self.0.into_iter().map(AtomicU32::into_inner).collect()
    }
}
