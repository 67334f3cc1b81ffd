//! petgraph's visit traits for [`CoactionGraph`], so that its algorithms run
//! on the graph as it is.

use std::ops::Range;

use petgraph::{
    Undirected,
    visit::{
        Data, EdgeCount, EdgeRef, GetAdjacencyMatrix, GraphBase, GraphProp, IntoEdgeReferences, IntoEdges,
        IntoNeighbors, IntoNodeIdentifiers, IntoNodeReferences, NodeCompactIndexable, NodeCount, NodeIndexable,
        VisitMap, Visitable,
    },
};

use super::CoactionGraph;

/// An edge as seen from one of its ends, its source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coaction {
    source: u32,
    target: u32,
    weight: f64,
}

impl EdgeRef for Coaction {
    type NodeId = u32;
    type EdgeId = (u32, u32);
    type Weight = f64;

    fn source(&self) -> u32 {
        self.source
    }

    fn target(&self) -> u32 {
        self.target
    }

    fn weight(&self) -> &f64 {
        &self.weight
    }

    /// The ends of the edge, the smaller first: the same from either end.
    fn id(&self) -> (u32, u32) {
        (self.source.min(self.target), self.source.max(self.target))
    }
}

/// The nodes that a traversal has seen.
#[derive(Clone, Debug, Default)]
pub struct Visited(Vec<bool>);

impl VisitMap<u32> for Visited {
    fn visit(&mut self, node: u32) -> bool {
        !std::mem::replace(&mut self.0[node as usize], true)
    }

    fn is_visited(&self, &node: &u32) -> bool {
        self.0[node as usize]
    }

    fn unvisit(&mut self, node: u32) -> bool {
        std::mem::take(&mut self.0[node as usize])
    }
}

impl GraphBase for CoactionGraph {
    type EdgeId = (u32, u32);
    type NodeId = u32;
}

impl GraphProp for CoactionGraph {
    type EdgeType = Undirected;
}

impl Data for CoactionGraph {
    type NodeWeight = ();
    type EdgeWeight = f64;
}

impl NodeCount for CoactionGraph {
    fn node_count(&self) -> usize {
        CoactionGraph::node_count(self)
    }
}

impl EdgeCount for CoactionGraph {
    fn edge_count(&self) -> usize {
        CoactionGraph::edge_count(self)
    }
}

impl NodeIndexable for CoactionGraph {
    fn node_bound(&self) -> usize {
        CoactionGraph::node_count(self)
    }

    fn to_index(&self, node: u32) -> usize {
        node as usize
    }

    fn from_index(&self, index: usize) -> u32 {
        assert!(index < self.node_bound(), "no node has index {index}");
        index as u32
    }
}

impl NodeCompactIndexable for CoactionGraph {}

impl Visitable for CoactionGraph {
    type Map = Visited;

    fn visit_map(&self) -> Visited {
        Visited(vec![false; self.node_bound()])
    }

    fn reset_map(&self, map: &mut Visited) {
        *map = self.visit_map();
    }
}

/// The sorted rows answer by binary search: no matrix is made, since its
/// nodes² bits would outgrow memory long before the graph does.
impl GetAdjacencyMatrix for CoactionGraph {
    type AdjMatrix = ();

    fn adjacency_matrix(&self) {}

    fn is_adjacent(&self, (): &(), a: u32, b: u32) -> bool {
        self.neighbors(a).0.binary_search(&b).is_ok()
    }
}

impl IntoNodeIdentifiers for &CoactionGraph {
    type NodeIdentifiers = Range<u32>;

    fn node_identifiers(self) -> Range<u32> {
        self.nodes()
    }
}

impl IntoNodeReferences for &CoactionGraph {
    type NodeRef = (u32, ());
    type NodeReferences = std::iter::Map<Range<u32>, fn(u32) -> (u32, ())>;

    fn node_references(self) -> Self::NodeReferences {
        self.nodes().map(|node| (node, ()))
    }
}

impl<'g> IntoNeighbors for &'g CoactionGraph {
    type Neighbors = std::iter::Copied<std::slice::Iter<'g, u32>>;

    fn neighbors(self, node: u32) -> Self::Neighbors {
        CoactionGraph::neighbors(self, node).0.iter().copied()
    }
}

impl<'g> IntoEdges for &'g CoactionGraph {
    type Edges = IncidentEdges<'g>;

    fn edges(self, node: u32) -> IncidentEdges<'g> {
        let (targets, weights) = self.neighbors(node);
        IncidentEdges { source: node, arcs: targets.iter().zip(weights) }
    }
}

impl<'g> IntoEdgeReferences for &'g CoactionGraph {
    type EdgeRef = Coaction;
    type EdgeReferences = AllEdges<'g>;

    fn edge_references(self) -> AllEdges<'g> {
        AllEdges { graph: self, rows: self.nodes(), row: IncidentEdges { source: 0, arcs: [].iter().zip(&[]) } }
    }
}

/// The edges of one node, which is the source of each.
#[derive(Clone, Debug)]
pub struct IncidentEdges<'g> {
    source: u32,
    arcs: std::iter::Zip<std::slice::Iter<'g, u32>, std::slice::Iter<'g, f64>>,
}

impl Iterator for IncidentEdges<'_> {
    type Item = Coaction;

    fn next(&mut self) -> Option<Coaction> {
        let (&target, &weight) = self.arcs.next()?;
        Some(Coaction { source: self.source, target, weight })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.arcs.size_hint()
    }
}

/// Every edge once, from the smaller of its ends.
#[derive(Clone, Debug)]
pub struct AllEdges<'g> {
    graph: &'g CoactionGraph,
    rows: Range<u32>,
    row: IncidentEdges<'g>,
}

impl Iterator for AllEdges<'_> {
    type Item = Coaction;

    fn next(&mut self) -> Option<Coaction> {
        loop {
            if let Some(edge) = self.row.find(|edge| edge.source < edge.target) {
                return Some(edge);
            }
            self.row = IntoEdges::edges(self.graph, self.rows.next()?);
        }
    }
}
