//! Topics: objects that have common audiences.
//!
//! An object's topic is its community in the bipartite graph of accounts and objects, an
//! edge for each account that acted on it, as Leiden finds them by modularity. No finer
//! or coarser resolution is the right one: topics overlap and are nested. So what asks
//! for topics asks at several resolutions, and lets the one that explains most decide.

use rand::SeedableRng;
use rand::distr::{Distribution, StandardUniform};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use crate::cluster::{LeidenConfig, leiden};
use crate::graph::{CoactionGraph, GraphError};

/// The topic of an object that nobody acted on from whom topics are learned.
pub const NO_TOPIC: u32 = u32::MAX;

/// Topics are learned from no more acts: they are as good then, and their cost has a bound.
const MOST_ACTS: usize = 2_000_000;

/// Who acted on what, each account once on an object, from which topics are learned.
#[derive(Debug)]
pub struct Audiences {
    graph: CoactionGraph,
    /// Whether somebody acted on the object.
    known: Vec<bool>,
    seed: u64,
}

impl Audiences {
    /// The audiences of `objects` objects among `accounts` accounts, from acts
    /// `(object, account)`. Of more than two million acts, those of a random share of the
    /// accounts are kept, beside those of the accounts for which `needed` holds.
    ///
    /// Linear in objects, accounts and acts.
    ///
    /// # Errors
    /// When there are more objects and accounts together than a graph has nodes.
    pub fn new(
        objects: usize,
        accounts: usize,
        acts: &[(u32, u32)],
        needed: impl Fn(u32) -> bool,
        seed: u64,
    ) -> Result<Self, GraphError> {
        let mut kept = kept(accounts, acts.len(), seed);
        kept.iter_mut().zip(0..).for_each(|(kept, account)| *kept |= needed(account));
        let edges: Vec<(u32, u32, f64)> = acts
            .par_iter()
            .filter(|&&(_, account)| kept[account as usize])
            .map(|&(object, account)| (object, objects as u32 + account, 1.0))
            .collect();
        let mut known = vec![false; objects];
        edges.iter().for_each(|&(object, ..)| known[object as usize] = true);
        Ok(Self { graph: CoactionGraph::from_edges(objects + accounts, &edges)?, known, seed })
    }

    /// The topic of each object at this resolution; [`NO_TOPIC`] where nobody acted on it.
    pub fn topics(&self, resolution: f64) -> Vec<u32> {
        let config = LeidenConfig { resolution, seed: self.seed, ..LeidenConfig::default() };
        let partition = leiden(&self.graph, &config);
        let of = |(&community, &known): (&u32, &bool)| if known { community } else { NO_TOPIC };
        partition.membership().iter().zip(&self.known).map(of).collect()
    }
}

/// Whether each account's acts are kept.
fn kept(accounts: usize, acts: usize, seed: u64) -> Vec<bool> {
    if acts <= MOST_ACTS {
        return vec![true; accounts];
    }
    let share = MOST_ACTS as f64 / acts as f64;
    let draws: Vec<f64> = StandardUniform.sample_iter(Pcg64Mcg::seed_from_u64(seed)).take(accounts).collect();
    draws.into_iter().map(|draw| draw < share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_with_a_common_audience_have_one_topic() {
        // Two shelves of four objects, read by ten accounts each; nobody reads object 8.
        let acts: Vec<(u32, u32)> =
            (0..20).flat_map(|account| (0..4).map(move |object| (object + 4 * (account / 10), account))).collect();
        let topics = Audiences::new(9, 20, &acts, |_| false, 0).unwrap().topics(1.0);
        assert!(topics[..4].iter().all(|&topic| topic == topics[0]));
        assert!(topics[4..8].iter().all(|&topic| topic == topics[4]));
        assert_ne!(topics[0], topics[4]);
        assert_eq!(topics[8], NO_TOPIC);
    }

    #[test]
    fn a_share_of_the_accounts_is_kept_of_many_acts() {
        let kept = kept(10_000, 4 * MOST_ACTS, 1).into_iter().filter(|&kept| kept).count();
        assert!((2_300..2_700).contains(&kept), "{kept}");
    }
}
