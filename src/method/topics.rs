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
    /// The first nodes are objects, so many; the others are the accounts.
    object_nodes: u32,
    /// The node whose community is each object's topic: its own, or of the only account that
    /// acted on it; [`NO_TOPIC`] where nobody did.
    nodes: Vec<u32>,
    seed: u64,
}

impl Audiences {
    /// The audiences of `objects` objects among `accounts` accounts, from acts
    /// `(object, account)`, in any order and repeated or not. Of more than two million acts,
    /// those of a random share of the accounts are kept, beside those of the accounts for which
    /// `needed` holds.
    ///
    /// An object of one account says nothing of a common audience: it gets the topic of its
    /// account, and is not in the graph. There, an account that alone acts on a hundred thousand
    /// objects would make all others one topic. Objects are put in the order of their audiences: how
    /// they are numbered decides nothing.
    ///
    /// Linear in objects, accounts and acts, up to a sort.
    ///
    /// # Errors
    /// When there are more objects and accounts together than a graph has nodes.
    pub fn new(
        objects: usize,
        accounts: usize,
        mut acts: Vec<(u32, u32)>,
        needed: impl Fn(u32) -> bool,
        seed: u64,
    ) -> Result<Self, GraphError> {
        acts.par_sort_unstable();
        acts.dedup();
        let mut kept = kept(accounts, acts.len(), seed);
        kept.iter_mut().zip(0..).for_each(|(kept, account)| *kept |= needed(account));
        acts.retain(|&(_, account)| kept[account as usize]);
        let audience_of = |acts: &&[(u32, u32)]| acts.len() > 1;
        let mut common: Vec<&[(u32, u32)]> = acts.chunk_by(|x, y| x.0 == y.0).filter(audience_of).collect();
        common.par_sort_by(|x, y| x.iter().map(|act| act.1).cmp(y.iter().map(|act| act.1)));
        let object_nodes = common.len() as u32;
        let mut nodes = vec![NO_TOPIC; objects];
        acts.iter().for_each(|&(object, account)| nodes[object as usize] = object_nodes + account);
        common.iter().zip(0..).for_each(|(audience, node)| nodes[audience[0].0 as usize] = node);
        let edges: Vec<(u32, u32, f64)> = common
            .concat()
            .iter()
            .map(|&(object, account)| (nodes[object as usize], object_nodes + account, 1.0))
            .collect();
        let graph = CoactionGraph::from_edges(common.len() + accounts, &edges)?;
        Ok(Self { graph, object_nodes, nodes, seed })
    }

    /// The topic of each object at this resolution; [`NO_TOPIC`] where nobody acted on it.
    pub fn topics(&self, resolution: f64) -> Vec<u32> {
        self.communities(resolution).objects
    }

    /// The communities at this resolution.
    pub fn communities(&self, resolution: f64) -> Communities {
        // Topics are known roughly: the best partition is worth no more than a good one.
        let config = LeidenConfig { resolution, seed: self.seed, max_passes: 1, ..LeidenConfig::default() };
        let partition = leiden(&self.graph, &config);
        let of = |&node: &u32| partition.membership().get(node as usize).copied().unwrap_or(NO_TOPIC);
        let objects: Vec<u32> = self.nodes.iter().map(of).collect();
        let nodes = self.object_nodes..self.graph.node_count() as u32;
        let has_ties = |node: u32| !self.graph.neighbors(node).0.is_empty();
        let accounts = nodes.map(|node| if has_ties(node) { of(&node) } else { NO_TOPIC }).collect();
        Communities { objects, accounts }
    }
}

/// Objects and accounts by their communities.
#[derive(Debug)]
pub struct Communities {
    /// The topic of each object; [`NO_TOPIC`] where nobody acted on it.
    pub objects: Vec<u32>,
    /// The community of each account; [`NO_TOPIC`] where nothing was learned from it.
    pub accounts: Vec<u32>,
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
        let topics = Audiences::new(9, 20, acts, |_| false, 0).unwrap().topics(1.0);
        assert!(topics[..4].iter().all(|&topic| topic == topics[0]));
        assert!(topics[4..8].iter().all(|&topic| topic == topics[4]));
        assert_ne!(topics[0], topics[4]);
        assert_eq!(topics[8], NO_TOPIC);
    }

    #[test]
    fn an_account_with_many_objects_of_its_own_changes_no_topic_of_others() {
        let acts = (0..40).flat_map(|account| (0..12).map(move |object| (object + 12 * (account / 10), account)));
        let alone = (0..100_000).map(|object| (object, 40));
        let topics = Audiences::new(100_000, 41, acts.chain(alone).collect(), |_| false, 0).unwrap().topics(1.0);
        assert!(topics[..12].iter().all(|&topic| topic == topics[0]));
        assert_ne!(topics[0], topics[12]);
        assert_ne!(topics[12], topics[24]);
        assert_ne!(topics[24], topics[36]);
        // Its own have the topic that it has.
        assert!(topics[48..].iter().all(|&topic| topic == topics[48]));
    }

    #[test]
    fn a_share_of_the_accounts_is_kept_of_many_acts() {
        let kept = kept(10_000, 4 * MOST_ACTS, 1).into_iter().filter(|&kept| kept).count();
        assert!((2_300..2_700).contains(&kept), "{kept}");
    }
}
