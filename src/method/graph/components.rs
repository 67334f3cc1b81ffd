//! Connected components, and work that is done component by component.

use rayon::prelude::*;

use super::groups::Groups;
use super::{CoactionGraph, Csr};

/// Labels every node with its connected component. Components are numbered
/// from 0 in the order of their smallest nodes.
///
/// O(nodes + edges).
pub fn components(graph: &CoactionGraph) -> Vec<u32> {
    graph.arcs.components(|_, _| true)
}

/// Applies `work` to every component with an edge, in parallel. It is given
/// the component's nodes, ascending, and its arcs, with nodes named by their
/// rank in that list. Results come in the order of the smallest nodes.
pub(crate) fn map_components<T: Send>(graph: &CoactionGraph, work: impl Fn(&[u32], Csr) -> T + Sync) -> Vec<T> {
    let labels = components(graph);
    let count = labels.iter().max().map_or(0, |&last| last as usize + 1);
    let groups = Groups::by_label(&labels, count);
    let mut rank = vec![0; labels.len()];
    for nodes in groups.iter() {
        for (place, &node) in (0..).zip(nodes) {
            rank[node as usize] = place;
        }
    }
    let parts: Vec<&[u32]> = groups.iter().filter(|nodes| nodes.len() > 1).collect();
    parts.into_par_iter().map(|nodes| work(nodes, induced(graph, nodes, &rank))).collect()
}

/// The arcs of a whole component, with nodes named by their rank.
fn induced(graph: &CoactionGraph, nodes: &[u32], rank: &[u32]) -> Csr {
    Csr::from_rows_in_parallel(
        nodes.len(),
        || (),
        |(), row, targets, weights| {
            let (neighbors, with) = graph.neighbors(nodes[row as usize]);
            targets.extend(neighbors.iter().map(|&neighbor| rank[neighbor as usize]));
            weights.extend_from_slice(with);
        },
    )
}
