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

    /// A bit among this many words, a power of two, by a hash of the pair.
    fn place_in(self, words: usize) -> (usize, u64) {
        // Fibonacci hashing: the high bits of a product with 2⁶⁴ / φ.
        let hash = self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
        ((hash >> 6) as usize & (words - 1), 1 << (hash & 63))
    }
}

/// The place of each of a set of pairs.
#[derive(Clone, Debug)]
pub struct PairIndex {
    pairs: Vec<Pair>,
    places: HashMap<Pair, u32, FxBuildHasher>,
    /// Hashes of the pairs, one bit each: most pairs that are asked for are
    /// none of these, and the field fits the cache where the map does not.
    hashes: Vec<u64>,
}

/// Bits of the field of hashes for every pair.
const BITS_A_PAIR: usize = 16;

impl PairIndex {
    /// Indexes distinct pairs; they are put in order.
    pub fn new(mut pairs: Vec<Pair>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let places = pairs.iter().zip(0..).map(|(&pair, place)| (pair, place)).collect();
        let mut hashes = vec![0u64; (pairs.len() * BITS_A_PAIR / 64).next_power_of_two()];
        for pair in &pairs {
            let (word, bit) = pair.place_in(hashes.len());
            hashes[word] |= bit;
        }
        Self { pairs, places, hashes }
    }

    /// The pairs in order.
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// The pairs in order, without the index.
    pub fn into_pairs(self) -> Vec<Pair> {
        self.pairs
    }

    /// The place of the pair among [`Self::pairs`].
    pub fn place(&self, pair: Pair) -> Option<u32> {
        let (word, bit) = pair.place_in(self.hashes.len());
        if self.hashes[word] & bit == 0 { None } else { self.places.get(&pair).copied() }
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
