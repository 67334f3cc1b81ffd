//! Connected components, and work that is done component by component.

use petgraph::visit::Dfs;
use rayon::prelude::*;

use super::{CoactionGraph, Csr, groups::Groups};

/// Labels every node with its connected component. Components are numbered
/// from 0 in the order of their smallest nodes.
///
/// O(nodes + edges).
pub fn components(graph: &CoactionGraph) -> Vec<u32> {
    const UNSEEN: u32 = u32::MAX;
    let mut labels = vec![UNSEEN; graph.node_count()];
    let mut dfs = Dfs::empty(graph);
    let mut count = 0;
    for start in graph.nodes() {
        if labels[start as usize] != UNSEEN {
            continue;
        }
        dfs.move_to(start);
        while let Some(node) = dfs.next(graph) {
            labels[node as usize] = count;
        }
        count += 1;
    }
    labels
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
    Csr::from_rows(nodes.iter(), |&node, targets, weights| {
        let (neighbors, with) = graph.neighbors(node);
        targets.extend(neighbors.iter().map(|&neighbor| rank[neighbor as usize]));
        weights.extend_from_slice(with);
    })
}
