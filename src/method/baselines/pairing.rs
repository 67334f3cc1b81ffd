//! Pairs of accounts by the number of distinct objects within a window.

use std::cmp::Reverse;

use lockstep_data::events::{Dictionary, NONE, Window};
use lockstep_data::traces::Acts;
use rayon::prelude::*;

use crate::coaction::{Counts, Ladder, Pair, PairEvidence, Repeated, co_acts, counted_pairs, repeated_pairs};

/// Which pairs the windowed methods take.
#[derive(Clone, Copy, Debug)]
pub struct Pairing {
    /// Two acts on one object at most this far apart are a co-act.
    pub window: Window,
    /// Distinct objects on which a pair must co-act.
    pub min_objects: u32,
}

/// A pair of accounts by shared objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectsEdge {
    /// The account whose name comes first.
    pub account_a: u32,
    /// The other one.
    pub account_b: u32,
    /// Pairs of acts on one object within the window.
    pub co_acts: u64,
    /// Distinct objects among them.
    pub objects: u32,
}

/// Pairs that co-act on at least `min_objects` distinct objects, those with
/// the most objects first.
pub fn objects(acts: &Acts, names: &Dictionary, pairing: &Pairing) -> Vec<ObjectsEdge> {
    by_objects(pairing.counted(acts, names.len()), names)
}

/// The same from pairs that are counted already: there may be more of them than
/// acts, which are not needed any more.
pub fn by_objects(repeated: Repeated, names: &Dictionary) -> Vec<ObjectsEdge> {
    let ranks = names.ranks(repeated.pairs.iter().flat_map(|pair| [pair.a(), pair.b()]));
    let mut by_rank = vec![0; names.len()];
    let ranked = ranks.iter().zip(0..).filter(|(rank, _)| **rank != NONE);
    ranked.for_each(|(&rank, account)| by_rank[rank as usize] = account);
    // In the order of their ranks the edges need no look at any name.
    let edge = |(pair, counts): (Pair, Counts)| {
        let ends = Pair::new(ranks[pair.a() as usize], ranks[pair.b() as usize]);
        (Reverse(counts.objects), Reverse(counts.co_acts), ends)
    };
    let mut edges: Vec<_> = repeated.pairs.into_par_iter().zip(repeated.counts).map(edge).collect();
    edges.par_sort_unstable();
    let named = |(Reverse(objects), Reverse(co_acts), ends): (Reverse<u32>, Reverse<u64>, Pair)| {
        let [account_a, account_b] = [ends.a(), ends.b()].map(|rank| by_rank[rank as usize]);
        ObjectsEdge { account_a, account_b, co_acts, objects }
    };
    edges.into_par_iter().map(named).collect()
}

impl Pairing {
    /// The pairs that meet often enough, each with its counts.
    pub fn counted(&self, acts: &Acts, accounts: usize) -> Repeated {
        counted_pairs(acts, &Ladder::single(acts, self.window), self.min_objects, accounts)
    }

    /// The pairs that meet often enough, each in the order of its names, with
    /// what was seen of it.
    pub(super) fn evidence(&self, acts: &Acts, names: &Dictionary) -> Vec<(u32, u32, PairEvidence)> {
        let ladder = Ladder::single(acts, self.window);
        let pairs = repeated_pairs(acts, &ladder, self.min_objects, names.len()).pairs;
        let evidence = co_acts(acts, &ladder, &pairs, names.len()).evidence(acts);
        let named = |(&pair, seen): (&Pair, PairEvidence)| {
            let (account_a, account_b) = by_name(names, pair.a(), pair.b());
            (account_a, account_b, seen)
        };
        pairs.iter().zip(evidence).map(named).collect()
    }
}

/// The two accounts in the order of their names.
pub(super) fn by_name(names: &Dictionary, one: u32, other: u32) -> (u32, u32) {
    if names.get(one) <= names.get(other) { (one, other) } else { (other, one) }
}
