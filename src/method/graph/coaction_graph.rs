//! An undirected weighted graph in compressed sparse rows.

use std::ops::Range;

use rayon::prelude::*;

use super::csr::Csr;

/// Undirected weighted graph on the nodes `0..node_count`, in compressed
/// sparse rows. It never changes once built.
///
/// Every method relies on, and [`from_edges`](Self::from_edges) ensures, that
///
/// - rows are symmetric: if `v` is in the row of `u`, then `u` is in the row
///   of `v`, with the same weight to the bit;
/// - a row is sorted by neighbour and names each only once;
/// - no node neighbours itself;
/// - weights are finite and above zero, and so few or so small that twice
///   their total is finite too;
/// - `strengths[u]` is the sum of the weights in row `u`, added in row order.
#[derive(Clone, Debug, PartialEq)]
pub struct CoactionGraph {
    pub(super) arcs: Csr,
    strengths: Box<[f64]>,
}

/// Why edges do not make a [`CoactionGraph`]. `edge` is the position in the
/// input of the first edge at fault.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// More nodes than a `u32` can name.
    #[error("{nodes} nodes are more than the {} a graph can have", u32::MAX)]
    TooManyNodes {
        /// The number of nodes asked for.
        nodes: usize,
    },
    /// An end of an edge that is not a node of the graph.
    #[error("edge {edge} has the end {node}, but the graph's nodes are 0..{nodes}")]
    NodeOutOfRange {
        /// Position of the edge in the input.
        edge: usize,
        /// The end that is not a node.
        node: u32,
        /// The number of nodes of the graph.
        nodes: usize,
    },
    /// An edge from a node to itself.
    #[error("edge {edge} joins node {node} to itself")]
    SelfLoop {
        /// Position of the edge in the input.
        edge: usize,
        /// Both ends of the edge.
        node: u32,
    },
    /// A weight that is zero, negative, infinite or not a number.
    #[error("edge {edge} has the weight {weight}; weights must be finite and above zero")]
    InvalidWeight {
        /// Position of the edge in the input.
        edge: usize,
        /// The weight at fault.
        weight: f64,
    },
    /// Weights that are each finite but whose total is not.
    #[error("the weights of the edges add up to more than a 64-bit float can hold")]
    TotalWeightOverflow,
}

impl CoactionGraph {
    /// Builds the graph of `nodes` nodes from edges `(a, b, weight)`. The
    /// order of the ends does not matter; weights of edges that join the same
    /// two nodes are added up, in input order.
    ///
    /// Linear in nodes and edges.
    ///
    /// # Errors
    ///
    /// A [`GraphError`] if there are too many nodes, an end is out of range, an
    /// edge joins a node to itself, or a weight or the total of the weights is
    /// not finite and above zero.
    pub fn from_edges(nodes: usize, edges: &[(u32, u32, f64)]) -> Result<Self, GraphError> {
        if u32::try_from(nodes).is_err() {
            return Err(GraphError::TooManyNodes { nodes });
        }
        let fault = |(edge, &ends)| check_edge(nodes, edge, ends).err();
        if let Some(error) = edges.par_iter().enumerate().find_map_first(fault) {
            return Err(error);
        }
        let both_ways = edges.iter().flat_map(|&(a, b, weight)| [(a, b, weight), (b, a, weight)]);
        // The transpose of symmetric rows is those rows again, sorted.
        let arcs = Csr::from_arcs(nodes, both_ways).transposed().merged();
        let strengths: Box<[f64]> = arcs.nodes().map(|u| total(arcs.row(u).1)).collect();
        if !total(&strengths).is_finite() {
            return Err(GraphError::TotalWeightOverflow);
        }
        Ok(Self { arcs, strengths })
    }

    /// Number of nodes, those without edges included.
    pub fn node_count(&self) -> usize {
        self.arcs.node_count()
    }

    /// Number of edges, each counted once.
    pub fn edge_count(&self) -> usize {
        self.arcs.arc_count() / 2
    }

    /// All nodes, ascending.
    pub fn nodes(&self) -> Range<u32> {
        self.arcs.nodes()
    }

    /// Neighbours of `node`, ascending, and the weights of the edges to them.
    ///
    /// # Panics
    ///
    /// If `node` is not a node of the graph; so do [`degree`](Self::degree) and
    /// [`strength`](Self::strength).
    pub fn neighbors(&self, node: u32) -> (&[u32], &[f64]) {
        self.arcs.row(node)
    }

    /// Number of neighbours of `node`.
    pub fn degree(&self, node: u32) -> usize {
        self.neighbors(node).0.len()
    }

    /// Total weight of the edges of `node`: its weighted degree.
    pub fn strength(&self, node: u32) -> f64 {
        self.strengths[node as usize]
    }

    /// Total weight of the edges, each counted once.
    pub fn total_weight(&self) -> f64 {
        total(&self.strengths) / 2.0
    }

    /// All edges `(a, b, weight)` with `a < b`, ascending.
    pub fn edges(&self) -> impl Iterator<Item = (u32, u32, f64)> + Clone {
        self.arcs.arcs().filter(|(a, b, _)| a < b)
    }
}

fn check_edge(nodes: usize, edge: usize, (a, b, weight): (u32, u32, f64)) -> Result<(), GraphError> {
    for node in [a, b] {
        if node as usize >= nodes {
            return Err(GraphError::NodeOutOfRange { edge, node, nodes });
        }
    }
    if a == b {
        return Err(GraphError::SelfLoop { edge, node: a });
    }
    if !(weight.is_finite() && weight > 0.0) {
        return Err(GraphError::InvalidWeight { edge, weight });
    }
    Ok(())
}

/// The sum in order. `Iterator::sum` would make −0 of nothing.
fn total(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |sum, value| sum + value)
}
