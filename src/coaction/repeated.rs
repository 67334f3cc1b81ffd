//! Pairs that meet on enough objects.

use rayon::prelude::*;

use super::counting::Counting;
use super::ladder::Ladder;
use super::meetings::Meetings;
use super::pairs::Pair;
use crate::memory::Memory;
use crate::traces::Acts;

/// How much memory the pairs of one round of counting may take, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairMemory(u64);

/// No round is smaller: below, walking again costs more than it saves.
const SMALLEST_ROUND: u64 = 64 << 20;

impl PairMemory {
    /// At most this many bytes, or 64 MiB.
    pub fn bytes(bytes: u64) -> Self {
        Self(bytes.max(SMALLEST_ROUND))
    }

    /// The share of a run's memory.
    pub fn of(memory: Memory) -> Self {
        Self::bytes(memory.for_pairs())
    }

    /// What one round may take of this many bytes of pairs.
    pub(super) fn of_round(self, all: u64) -> u64 {
        all.clamp(1, self.0)
    }
}

impl Default for PairMemory {
    /// The share of the usual memory.
    fn default() -> Self {
        Self::of(Memory::default())
    }
}

/// Pairs that meet on enough objects, and how much meeting there was in all.
#[derive(Clone, Debug, Default)]
pub struct Repeated {
    /// The pairs, in order.
    pub pairs: Vec<Pair>,
    /// What was counted of each of them, where it was asked for.
    pub counts: Vec<Counts>,
    /// Pairs that met on enough objects within each rung.
    pub enough: Vec<usize>,
    /// Meetings in the data: (pair, object) co-acts, those of pairs that meet
    /// once included.
    pub meetings: Meetings,
}

/// What was counted of a pair within the widest windows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Co-acts: pairs of acts.
    pub co_acts: u64,
    /// Distinct objects among them, `n_ij`.
    pub objects: u32,
}

/// Finds the pairs that co-act on at least `min_objects` distinct objects, each
/// within the widest window at which the object counts, and counts all
/// meetings at every rung; `degrees[account]` is the number of its distinct
/// objects.
///
/// # Panics
/// With more than 2³⁰ accounts.
pub fn repeated_pairs(acts: &Acts, ladder: &Ladder, min_objects: u32, degrees: &[u32], memory: PairMemory) -> Repeated {
    Counting { min_objects, degrees, memory, counts: false }.count(acts, ladder)
}

/// The same with the counts of each pair.
///
/// # Panics
/// With more than 2³⁰ accounts.
pub fn counted_pairs(acts: &Acts, ladder: &Ladder, min_objects: u32, degrees: &[u32], memory: PairMemory) -> Repeated {
    Counting { min_objects, degrees, memory, counts: true }.count(acts, ladder)
}

impl Repeated {
    pub(super) fn new(rungs: usize) -> Self {
        Self { enough: vec![0; rungs], meetings: Meetings::new(rungs), ..Self::default() }
    }

    /// Adds a pair with its distinct objects within each rung.
    pub(super) fn add(&mut self, pair: Pair, objects: &[u32], co_acts: u64, counting: &Counting) {
        for (enough, &objects) in self.enough.iter_mut().zip(objects) {
            *enough += usize::from(objects >= counting.min_objects);
        }
        self.pairs.push(pair);
        if counting.counts {
            self.counts.push(Counts { co_acts, objects: objects.last().copied().unwrap_or_default() });
        }
    }

    pub(super) fn append(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.counts.extend(other.counts);
        self.enough.iter_mut().zip(other.enough).for_each(|(sum, more)| *sum += more);
        self.meetings.merge(&other.meetings);
    }

    /// The same, its pairs in order.
    pub(super) fn sorted(mut self) -> Self {
        if self.counts.is_empty() {
            self.pairs.par_sort_unstable();
            return self;
        }
        let mut order: Vec<(Pair, Counts)> = self.pairs.into_iter().zip(self.counts).collect();
        order.par_sort_unstable_by_key(|&(pair, _)| pair);
        let (pairs, counts) = order.into_iter().unzip();
        Self { pairs, counts, ..self }
    }
}
