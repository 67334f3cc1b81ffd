//! Pairs of accounts.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;

/// Two different accounts, the one with the smaller number first, packed into
/// one integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pair(u64);

impl Pair {
    /// The pair of two accounts in either order.
    pub fn new(one: u32, other: u32) -> Self {
        let (a, b) = if one < other { (one, other) } else { (other, one) };
        Self(u64::from(a) << 32 | u64::from(b))
    }

    /// The account with the smaller number.
    pub fn a(self) -> u32 {
        (self.0 >> 32) as u32
    }

    /// The account with the larger number.
    pub fn b(self) -> u32 {
        self.0 as u32
    }

    /// A number below `partitions` (a power of two) that is the same for the
    /// same pair and spreads pairs evenly.
    pub(super) fn partition(self, partitions: usize) -> usize {
        // Fibonacci hashing: the high bits of a product with 2⁶⁴ / φ.
        let hash = self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (hash >> (64 - partitions.trailing_zeros())) as usize
    }
}

/// The place of each of a set of pairs.
#[derive(Clone, Debug)]
pub struct PairIndex {
    pairs: Vec<Pair>,
    places: HashMap<Pair, u32, FxBuildHasher>,
}

impl PairIndex {
    /// Indexes distinct pairs; they are put in order.
    pub fn new(mut pairs: Vec<Pair>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let places = pairs.iter().zip(0..).map(|(&pair, place)| (pair, place)).collect();
        Self { pairs, places }
    }

    /// The pairs in order.
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// The place of the pair among [`Self::pairs`].
    pub fn place(&self, pair: Pair) -> Option<u32> {
        self.places.get(&pair).copied()
    }

    /// Whether any pair holds each of `accounts` accounts.
    pub fn members(&self, accounts: usize) -> Vec<bool> {
        let mut members = vec![false; accounts];
        for pair in &self.pairs {
            members[pair.a() as usize] = true;
            members[pair.b() as usize] = true;
        }
        members
    }
}
