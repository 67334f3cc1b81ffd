//! The Leiden algorithm on each connected component.

use super::config::LeidenConfig;
use super::level::{Level, Scale};
use super::optimizer::Optimizer;
use super::partition::Partition;
use crate::graph::{CoactionGraph, map_components};

/// Parts `graph` into communities of high quality by the Leiden algorithm.
///
/// See the [module](super) for method, guarantees and cost. Nodes without edges
/// are communities of their own.
///
/// ```
/// use lockstep_method::cluster::{LeidenConfig, leiden, modularity};
/// use lockstep_method::graph::CoactionGraph;
///
/// // Two triangles that one edge joins.
/// let edges = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)].map(|(a, b)| (a, b, 1.0));
/// let graph = CoactionGraph::from_edges(6, &edges)?;
/// let partition = leiden(&graph, &LeidenConfig::default());
/// assert_eq!(partition.communities(), [[0, 1, 2], [3, 4, 5]]);
/// assert!(modularity(&graph, partition.membership(), 1.0) > 0.3);
/// # Ok::<(), lockstep_method::graph::GraphError>(())
/// ```
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
