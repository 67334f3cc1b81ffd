//! Pairs that meet on enough objects.

use super::pairs::Pair;

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

impl Repeated {
    pub(super) fn new(rungs: usize) -> Self {
        Self { enough: vec![0; rungs], ..Self::default() }
    }

    /// Adds a pair with its distinct objects within each rung, and its counts
    /// where they are asked for.
    pub(super) fn add(&mut self, pair: Pair, objects: &[u32], min_objects: u32, counts: Option<Counts>) {
        for (enough, &objects) in self.enough.iter_mut().zip(objects) {
            *enough += usize::from(objects >= min_objects);
        }
        self.pairs.push(pair);
        self.counts.extend(counts);
    }

    /// Holds no pair any more; how many met on enough objects stays.
    pub(super) fn forget_pairs(&mut self) {
        (self.pairs, self.counts) = (Vec::new(), Vec::new());
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
