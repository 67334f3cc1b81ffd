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
//!   again for each round, so that few neighbours choose together and none do so
//!   forever. Only nodes whose neighbours moved choose again; rounds end when
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
mod config;
mod leiden;
mod level;
mod moving;
mod optimizer;
mod partition;
mod quality;
mod refinement;
mod tally;

pub use config::{LeidenConfig, Quality};
pub use leiden::leiden;
pub use partition::Partition;
pub use quality::{cpm, modularity};
