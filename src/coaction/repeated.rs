//! Pairs that meet on enough objects.

use rayon::prelude::*;

use super::counting::Counting;
use super::ladder::Ladder;
use super::meetings::Meetings;
use super::pairs::Pair;
use crate::memory::Memory;
use crate::traces::Acts;

/// How much memory the pairs of one round of [`Counting`] may take, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairMemory(u64);

/// No round need be smaller: below, walking again costs more than it saves.
const SMALLEST_ROUND: u64 = 64 << 20;
/// More rounds than these are made only where the memory asks for them.
const USUAL_ROUNDS: u64 = 4;

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
        all.div_ceil(USUAL_ROUNDS).clamp(SMALLEST_ROUND, self.0)
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
    /// The pairs that were kept, in order.
    pub pairs: Vec<Pair>,
    /// Co-acts of each of them within the widest windows: pairs of acts.
    pub co_acts: Vec<u64>,
    /// Pairs that met on enough objects within each rung, kept or not.
    pub enough: Vec<u64>,
    /// Meetings in the data: (pair, object) co-acts, those of pairs that meet
    /// once included.
    pub meetings: Meetings,
    /// Distinct objects of each kept pair within each rung, pair by pair.
    objects: Vec<u32>,
}

/// Finds the pairs that co-act on at least `min_objects` distinct objects, each
/// within the widest window at which the object counts, and counts all
/// meetings at every rung; `degrees[account]` is the number of its distinct
/// objects.
pub fn repeated_pairs(acts: &Acts, ladder: &Ladder, min_objects: u32, degrees: &[u32], memory: PairMemory) -> Repeated {
    Counting { min_objects, degrees, memory, keep: |_, _: &[u32]| true }.count(acts, ladder)
}

impl Repeated {
    pub(super) fn new(rungs: usize) -> Self {
        Self { enough: vec![0; rungs], meetings: Meetings::new(rungs), ..Self::default() }
    }

    /// Distinct objects on which the kept pair at this place met within each
    /// rung, `n_ij`.
    pub fn objects(&self, place: usize) -> &[u32] {
        let rungs = self.enough.len();
        &self.objects[place * rungs..(place + 1) * rungs]
    }

    pub(super) fn add(&mut self, pair: Pair, objects: &[u32], co_acts: u64, min_objects: u32, keep: bool) {
        for (enough, &objects) in self.enough.iter_mut().zip(objects) {
            *enough += u64::from(objects >= min_objects);
        }
        if keep {
            self.pairs.push(pair);
            self.co_acts.push(co_acts);
            self.objects.extend_from_slice(objects);
        }
    }

    pub(super) fn append(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.co_acts.extend(other.co_acts);
        self.objects.extend(other.objects);
        self.enough.iter_mut().zip(other.enough).for_each(|(sum, more)| *sum += more);
        self.meetings.merge(&other.meetings);
    }

    /// The same, its pairs in order.
    pub(super) fn sorted(self) -> Self {
        let mut order: Vec<(Pair, u32)> = self.pairs.iter().copied().zip(0..).collect();
        order.par_sort_unstable();
        Self {
            pairs: order.iter().map(|&(pair, _)| pair).collect(),
            co_acts: order.iter().map(|&(_, place)| self.co_acts[place as usize]).collect(),
            objects: order.iter().flat_map(|&(_, place)| self.objects(place as usize)).copied().collect(),
            ..self
        }
    }
}
