//! How often accounts come up, roughly and fast.

/// Places of the table for every account that comes up.
const PLACES: usize = 8;
/// The table stays within a core's second cache.
const MOST_PLACES: usize = 1 << 19;

/// Counts accounts by a hash, up to 255 times each: never too low, and seldom
/// too high.
#[derive(Default)]
pub(super) struct Sieve {
    counts: Vec<u8>,
    /// How far a hash is shifted for a place.
    shift: u32,
}

impl Sieve {
    /// Nothing counted yet, and about so many accounts to come.
    pub fn clear(&mut self, accounts: usize) {
        let places = (accounts * PLACES).next_power_of_two().clamp(64, MOST_PLACES);
        self.shift = u32::BITS - places.trailing_zeros();
        self.counts.clear();
        self.counts.resize(places, 0);
    }

    /// Counts the account, if that holds.
    #[inline]
    pub fn add(&mut self, account: u32, holds: bool) {
        let count = &mut self.counts[place(account, self.shift)];
        *count = count.saturating_add(u8::from(holds));
    }

    /// What was counted.
    pub fn counts(&self) -> Counts<'_> {
        Counts { counts: &self.counts, shift: self.shift }
    }
}

/// What a sieve has counted; small enough to be held in registers.
#[derive(Clone, Copy)]
pub(super) struct Counts<'a> {
    counts: &'a [u8],
    shift: u32,
}

impl Counts<'_> {
    /// Whether the account may have been counted so often.
    #[inline]
    pub fn has(self, account: u32, times: u32) -> bool {
        u32::from(self.counts[place(account, self.shift)]) >= times.min(u8::MAX.into())
    }
}

#[inline]
fn place(account: u32, shift: u32) -> usize {
    // Fibonacci hashing: the high bits of a product with 2³² / φ.
    (account.wrapping_mul(0x9E37_79B9) >> shift) as usize
}
