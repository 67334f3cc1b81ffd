//! The qualities of a partition, measured on the graph itself.

use crate::graph::CoactionGraph;

/// Modularity of a partition at resolution γ, in `[-1, 1]` for γ = 1:
///
/// Σ over communities c of `e(c)/m − γ (K(c)/2m)²`,
///
/// where e(c) is the weight inside c, K(c) the total strength of its nodes and
/// m the graph's total weight (M. E. J. Newman and M. Girvan, 2004; the
/// resolution is that of J. Reichardt and S. Bornholdt, 2006). 0 for a graph
/// without edges.
///
/// # Panics
///
/// If `membership` does not give each node a label below the number of nodes.
pub fn modularity(graph: &CoactionGraph, membership: &[u32], resolution: f64) -> f64 {
    assert_eq!(membership.len(), graph.node_count(), "one label for each node");
    let total = graph.total_weight();
    if total == 0.0 {
        return 0.0;
    }
    let strengths = community_sums(membership, |node| graph.strength(node));
    // Divided one by one: the sum of shares cannot overflow.
    let expected: f64 = strengths.iter().map(|strength| (strength / total / 2.0).powi(2)).sum();
    internal_weight(graph, membership) / total - resolution * expected
}

/// Constant Potts model quality of a partition at resolution γ:
///
/// Σ over communities c of `e(c) − γ n(c)(n(c) − 1)/2`,
///
/// where e(c) is the weight inside c and n(c) the number of its nodes: weight
/// inside communities beyond γ per pair of nodes (V. A. Traag, P. Van Dooren
/// and Y. Nesterov, 2011). In units of weight.
///
/// # Panics
///
/// If `membership` does not give each node a label below the number of nodes.
pub fn cpm(graph: &CoactionGraph, membership: &[u32], resolution: f64) -> f64 {
    assert_eq!(membership.len(), graph.node_count(), "one label for each node");
    let sizes = community_sums(membership, |_| 1.0);
    let pairs: f64 = sizes.iter().map(|size| size * (size - 1.0) / 2.0).sum();
    internal_weight(graph, membership) - resolution * pairs
}

fn internal_weight(graph: &CoactionGraph, membership: &[u32]) -> f64 {
    graph
        .edges()
        .filter(|&(a, b, _)| membership[a as usize] == membership[b as usize])
        .fold(0.0, |sum, (.., weight)| sum + weight)
}

fn community_sums(membership: &[u32], value: impl Fn(u32) -> f64) -> Vec<f64> {
    let mut sums = vec![0.0; membership.len()];
    for (node, &community) in (0..).zip(membership) {
        sums[community as usize] += value(node);
    }
    sums
}
