//! Communities of the co-action graph, by the Leiden algorithm.
//!
//! [`leiden`] parts a graph's nodes into communities so that a [`Quality`] is
//! as high as it can be made: it follows V. A. Traag, L. Waltman and
//! N. J. van Eck, "From Louvain to Leiden: guaranteeing well-connected
//! communities", Scientific Reports 9, 5233 (2019). A pass
//!
//! 1. moves nodes one by one to the neighbouring community that gains most,
//!    and revisits only nodes whose neighbours moved (fast local moving);
//! 2. refines each community into well-connected subsets, by random merges
//!    that favour but do not insist on the best one;
//! 3. makes each subset one node of a smaller graph, whose nodes start in the
//!    communities of step 1, and goes on there,
//!
//! until moving leaves every node on its own. From there it comes down through
//! the levels again and moves the nodes of each between the communities found
//! (the multi-level refinement of R. Rotta and A. Noack, "Multilevel local
//! search algorithms for modularity clustering", ACM Journal of Experimental
//! Algorithmics 16, 2011), and parts what has come apart on the way. Passes
//! repeat, each from the best result so far, until one gains nothing. The
//! refinement of the first passes is more random than the paper's, and comes
//! down to it step by step (annealing).
//!
//! # Large components
//!
//! A component of more than 2¹⁸ edges gets one pass, without annealing, and
//! threads share it out:
//!
//! - Nodes choose in rounds of 32 batches. The nodes of a batch choose in
//!   parallel, from the state before their batch; their moves are then made in
//!   order, one after the other. Batches are made of short runs of nodes, drawn
//!   anew for each round, so that few neighbours choose together and none do so
//!   for ever. Only nodes whose neighbours moved choose again; rounds end when
//!   few wait, and small levels go one by one.
//! - Communities are refined in parallel, each with draws of its own.
//! - The rows of the smaller graph are made in parallel and joined in order.
//!
//! Which thread does what is left to chance; what is done depends on graph and
//! configuration only.
//!
//! # Quality
//!
//! [`Quality::Modularity`] compares the weight inside communities with what
//! would be there by chance, given how strong each node is; it cannot see
//! communities that are small beside the whole graph (the resolution limit).
//! [`Quality::Cpm`], the constant Potts model, asks for a fixed density and so
//! has no such limit, but its resolution must be chosen in units of weight.
//!
//! # Guarantees
//!
//! - Every community is connected.
//! - No pass lowers the quality: one that would is not kept.
//! - The partition depends on graph and configuration only: it is the same for
//!   any number of threads, and multiplying all weights (for CPM the
//!   resolution too) by a power of two does not change it.
//!
//! # Cost
//!
//! A pass takes near-linear time in practice: every phase reads each edge a
//! small number of times. Memory is linear; each thread adds 12 bytes a node.
//! Connected components do not influence each other (modularity being measured
//! against the whole graph's weight) and are solved in parallel. One community
//! is refined by one thread, so that a graph with a giant one gains less from
//! many threads.

mod communities;
mod level;
mod moving;
mod optimizer;
mod quality;
mod refinement;
mod tally;

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use crate::graph::{CoactionGraph, Groups, map_components};
use level::{Level, Scale};
use optimizer::Optimizer;

pub use quality::{cpm, modularity};

/// What makes a partition good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quality {
    /// Weight inside communities beyond the expectation of a random graph of
    /// the same node strengths; see [`modularity()`].
    #[default]
    Modularity,
    /// Weight inside communities beyond a fixed density; see [`cpm()`].
    Cpm,
}

/// What [`leiden`] is to optimise, and how long.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeidenConfig {
    /// The quality to make as high as possible.
    pub quality: Quality,
    /// Resolution γ ≥ 0 of the quality: more gives smaller communities. For
    /// modularity a pure number, usually near 1; for CPM the density (weight
    /// per pair of nodes) that communities exceed. 0 gives the connected
    /// components; infinity and what is not a number give single nodes.
    pub resolution: f64,
    /// Seed of the order in which nodes are visited and of the refinement.
    pub seed: u64,
    /// Passes to make at most. Fewer are made once one gains nothing, and over
    /// large components.
    pub max_passes: usize,
}

impl LeidenConfig {
    /// The resolution at which modularity is the classical one.
    pub const DEFAULT_RESOLUTION: f64 = 1.0;
    /// The default seed.
    pub const DEFAULT_SEED: u64 = 0;
    /// Far more passes than graphs need: a bound, not a budget.
    pub const DEFAULT_MAX_PASSES: usize = 100;
}

impl Default for LeidenConfig {
    fn default() -> Self {
        Self {
            quality: Quality::default(),
            resolution: Self::DEFAULT_RESOLUTION,
            seed: Self::DEFAULT_SEED,
            max_passes: Self::DEFAULT_MAX_PASSES,
        }
    }
}

/// Nodes parted into communities, which are numbered from 0 by descending
/// size, those of one size by their smallest node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partition {
    membership: Vec<u32>,
    sizes: Vec<u32>,
}

impl Partition {
    /// The community of each node.
    pub fn membership(&self) -> &[u32] {
        &self.membership
    }

    /// The number of nodes of each community.
    pub fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// The number of communities.
    pub fn community_count(&self) -> usize {
        self.sizes.len()
    }

    /// The nodes of each community, ascending.
    pub fn communities(&self) -> Vec<Vec<u32>> {
        let groups = Groups::by_label(&self.membership, self.community_count());
        groups.iter().map(<[u32]>::to_vec).collect()
    }

    /// Numbers communities as promised, from any labels `< count`, all in use.
    fn from_labels(labels: &[u32], count: usize) -> Self {
        let groups = Groups::by_label(labels, count);
        let mut groups: Vec<&[u32]> = groups.iter().collect();
        groups.sort_unstable_by_key(|nodes| (Reverse(nodes.len()), nodes[0]));
        let mut membership = vec![0; labels.len()];
        for (community, nodes) in (0..).zip(&groups) {
            for &node in *nodes {
                membership[node as usize] = community;
            }
        }
        let sizes = groups.iter().map(|nodes| nodes.len() as u32).collect();
        Self { membership, sizes }
    }
}

/// Parts `graph` into communities of high quality by the Leiden algorithm.
///
/// See the [module](self) for method, guarantees and cost. Nodes without edges
/// are communities of their own.
pub fn leiden(graph: &CoactionGraph, config: &LeidenConfig) -> Partition {
    let scale = Scale::new(graph, config);
    let parts = map_components(graph, |nodes, arcs| {
        let component = Level::of_component(graph, nodes, arcs, &scale);
        let seed = component_seed(config.seed, nodes[0]);
        let labels = Optimizer::new(&component, seed).optimize(config.max_passes);
        (nodes.to_vec(), labels)
    });
    const UNASSIGNED: u32 = u32::MAX;
    let mut labels = vec![UNASSIGNED; graph.node_count()];
    let mut count = 0;
    for (nodes, local) in parts {
        let first = count;
        for (node, label) in nodes.into_iter().zip(local) {
            labels[node as usize] = first + label;
            count = count.max(first + label + 1);
        }
    }
    for label in labels.iter_mut().filter(|label| **label == UNASSIGNED) {
        *label = count;
        count += 1;
    }
    Partition::from_labels(&labels, count as usize)
}

/// A component's draws depend on nothing but the configured seed and its
/// smallest node, so that it does not matter which thread takes it when.
fn component_seed(seed: u64, smallest_node: u32) -> u64 {
    seed.wrapping_add(u64::from(smallest_node) << 32)
}
