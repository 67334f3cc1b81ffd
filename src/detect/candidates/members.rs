//! The graph of pairs that hang together.

use lockstep_base::error::{Error, Result};
use lockstep_data::events::{Dictionary, NONE};
use lockstep_method::cluster::Partition;
use lockstep_method::coaction::Pair;
use lockstep_method::graph::CoactionGraph;
use rayon::prelude::*;

use super::evidence::Tested;

/// A community of this many accounts is a network.
pub(super) const SMALLEST_NETWORK: usize = 3;

/// Accounts with a pair, numbered densely in the order of their names, so that the order
/// in which the data came decides nothing.
pub(super) struct Members {
    pub accounts: Vec<u32>,
    /// The dense number of each account, [`NONE`] without a pair.
    number: Vec<u32>,
}

impl Members {
    pub fn new(pairs: &[Pair], names: &Dictionary) -> Self {
        let mut listed: Vec<u32> = pairs.iter().flat_map(|pair| [pair.a(), pair.b()]).collect();
        listed.sort_unstable();
        listed.dedup();
        listed.par_sort_by_key(|&account| names.get(account));
        let mut number = vec![NONE; names.len()];
        listed.iter().zip(0..).for_each(|(&account, n)| number[account as usize] = n);
        Self { accounts: listed, number }
    }

    pub fn of(&self, account: u32) -> u32 {
        self.number[account as usize]
    }

    /// Each community by its members' dense numbers, with the places of those of these pairs
    /// that are inside.
    pub fn communities(&self, pairs: &[Pair], partition: &Partition) -> Vec<(Vec<u32>, Vec<usize>)> {
        let communities = partition.communities();
        let mut inside: Vec<Vec<usize>> = vec![Vec::new(); communities.len()];
        for (number, pair) in pairs.iter().enumerate() {
            let [a, b] = [pair.a(), pair.b()].map(|account| partition.membership()[self.of(account) as usize]);
            if a == b {
                inside[a as usize].push(number);
            }
        }
        communities.into_iter().zip(inside).collect()
    }

    /// The network of these pairs, weighted by the objects on which they met.
    pub fn graph(&self, tested: &Tested, places: &[usize]) -> Result<CoactionGraph> {
        let edges: Vec<(u32, u32, f64)> = places
            .iter()
            .map(|&place| {
                let pair = tested.pairs[place];
                let objects: u32 = tested.traces.iter().map(|trace| trace.seen[place].objects).sum();
                (self.of(pair.a()), self.of(pair.b()), f64::from(objects))
            })
            .collect();
        CoactionGraph::from_edges(self.accounts.len(), &edges).map_err(|e| Error::output("the co-action graph", e))
    }
}
