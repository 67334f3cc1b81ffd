//! Eigenvector centrality.

use rayon::prelude::*;

use super::components::map_components;
use super::{CoactionGraph, Csr};

/// Power iteration stops once no centrality changes by more than this.
const TOLERANCE: f64 = 1e-10;
/// Power iteration stops here at the latest. Only long, thin components (such
/// as paths of hundreds of nodes) get this far; theirs is then the closest
/// approximation so far.
const MAX_ITERATIONS: usize = 2_000;
/// Rows that one thread takes at least: fewer cost more to hand out than to do.
const ROWS_PER_TASK: usize = 4_096;

/// Weighted eigenvector centrality: in each component, the positive
/// eigenvector of the largest eigenvalue of the adjacency matrix, scaled so
/// that the component's most central node has 1. A node without edges has 0.
///
/// A node is as central as the weighted sum of its neighbours' centralities
/// makes it (P. Bonacich, "Factoring and weighting approaches to status scores
/// and clique identification", 1972). The unit of weight does not matter.
///
/// O(nodes + edges) for each of a bounded number of iterations; the same to
/// the bit for any number of threads.
pub fn eigenvector_centrality(graph: &CoactionGraph) -> Vec<f64> {
    let parts = map_components(graph, |nodes, arcs| {
        let strongest = nodes.iter().map(|&node| graph.strength(node)).fold(0.0, f64::max);
        (nodes.to_vec(), principal_eigenvector(&arcs.in_units_of(strongest)))
    });
    let mut centrality = vec![0.0; graph.node_count()];
    for (nodes, values) in parts {
        for (node, value) in nodes.into_iter().zip(values) {
            centrality[node as usize] = value;
        }
    }
    centrality
}

/// Power iteration on A + λI, where λ is the current estimate (the Rayleigh
/// quotient) of the largest eigenvalue of A. The shift keeps the eigenvalue −λ
/// of a bipartite component from holding the iteration in an endless swing,
/// and being λ rather than 1 it does so at any scale of weights.
fn principal_eigenvector(matrix: &Csr) -> Vec<f64> {
    let mut vector = vec![1.0; matrix.node_count()];
    for _ in 0..MAX_ITERATIONS {
        let mut next = product(matrix, &vector);
        let eigenvalue = dot(&vector, &next) / dot(&vector, &vector);
        for (new, &old) in next.iter_mut().zip(&vector) {
            *new += eigenvalue * old;
        }
        let largest = next.iter().copied().fold(0.0, f64::max);
        let mut change: f64 = 0.0;
        for (new, &old) in next.iter_mut().zip(&vector) {
            *new /= largest;
            change = change.max((*new - old).abs());
        }
        vector = next;
        if change <= TOLERANCE {
            break;
        }
    }
    vector
}

fn product(matrix: &Csr, vector: &[f64]) -> Vec<f64> {
    matrix
        .nodes()
        .into_par_iter()
        .with_min_len(ROWS_PER_TASK)
        .map(|row| matrix.arcs_of(row).map(|(column, weight)| weight * vector[column as usize]).sum())
        .collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
