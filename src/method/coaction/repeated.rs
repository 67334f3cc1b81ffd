//! Pairs that meet on enough objects.

use lockstep_data::traces::Acts;

use super::counting::Counting;
use super::ladder::Ladder;
use super::pairs::Pair;
use super::rows::Limits;

/// Pairs that meet on enough objects.
#[derive(Clone, Debug, Default)]
pub struct Repeated {
    /// The pairs, in order.
    pub pairs: Vec<Pair>,
    /// What was counted of each of them, where it was asked for.
    pub counts: Vec<Counts>,
    /// Pairs that met on enough objects within each rung.
    pub enough: Vec<usize>,
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
/// within the widest window at which the object counts; the acts are of
/// `accounts` accounts.
pub fn repeated_pairs(acts: &Acts, ladder: &Ladder, min_objects: u32, accounts: usize) -> Repeated {
    Counting { acts, ladder, min_objects, accounts, counts: false, limits: Limits::default() }.count()
}

/// The same with the counts of each pair.
pub fn counted_pairs(acts: &Acts, ladder: &Ladder, min_objects: u32, accounts: usize) -> Repeated {
    Counting { acts, ladder, min_objects, accounts, counts: true, limits: Limits::default() }.count()
}

impl Repeated {
    pub(super) fn new(rungs: usize) -> Self {
        Self { enough: vec![0; rungs], ..Self::default() }
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

    /// Joins parts, whose pairs come one after the other.
    pub(super) fn join(rungs: usize, parts: Vec<Self>) -> Self {
        let mut all = Self::new(rungs);
        all.pairs.reserve_exact(parts.iter().map(|part| part.pairs.len()).sum());
        all.counts.reserve_exact(parts.iter().map(|part| part.counts.len()).sum());
        parts.into_iter().for_each(|part| all.append(part));
        all
    }

    fn append(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.counts.extend(other.counts);
        self.enough.iter_mut().zip(other.enough).for_each(|(sum, more)| *sum += more);
    }
}
