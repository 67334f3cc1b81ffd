//! What the co-action graph promises, and petgraph's algorithms running on it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use lockstep::method::graph::{CoactionGraph, GraphError, components, core_numbers, eigenvector_centrality};
use petgraph::{
    algo,
    graph::{NodeIndex, UnGraph},
    visit::{Bfs, Dfs, EdgeRef, GetAdjacencyMatrix, NodeIndexable, Walker},
};
use proptest::prelude::*;

type Edge = (u32, u32, f64);

fn graph(nodes: usize, edges: &[Edge]) -> CoactionGraph {
    CoactionGraph::from_edges(nodes, edges).expect("edges are valid")
}

fn unweighted(nodes: usize, pairs: &[(u32, u32)]) -> CoactionGraph {
    let edges: Vec<Edge> = pairs.iter().map(|&(a, b)| (a, b, 1.0)).collect();
    graph(nodes, &edges)
}

/// The same graph in petgraph's own representation.
fn twin(graph: &CoactionGraph) -> UnGraph<(), f64> {
    let mut twin = UnGraph::default();
    for _ in graph.nodes() {
        twin.add_node(());
    }
    for (a, b, weight) in graph.edges() {
        twin.add_edge(NodeIndex::new(a as usize), NodeIndex::new(b as usize), weight);
    }
    twin
}

/// Edges with distinct ends, parallel ones among them. Weights are multiples
/// of 1/4, so that sums are exact in any order.
fn edge_lists() -> impl Strategy<Value = (usize, Vec<Edge>)> {
    (2usize..25).prop_flat_map(|nodes| {
        let ends = 0..nodes as u32;
        let quarters = (1u32..40).prop_map(|quarters| f64::from(quarters) / 4.0);
        let edges = prop::collection::vec((ends.clone(), ends, quarters), 0..70);
        (
            Just(nodes),
            edges.prop_map(|mut edges| {
                edges.retain(|(a, b, _)| a != b);
                edges
            }),
        )
    })
}

#[test]
fn repeated_coactions_of_two_accounts_add_up_whichever_is_named_first() {
    let graph = graph(3, &[(2, 0, 1.5), (0, 2, 2.0), (1, 2, 1.0)]);
    assert_eq!(graph.edges().collect::<Vec<_>>(), [(0, 2, 3.5), (1, 2, 1.0)]);
    assert_eq!(graph.edge_count(), 2);
    assert_eq!(graph.neighbors(2), ([0, 1].as_slice(), [3.5, 1.0].as_slice()));
    assert_eq!((graph.strength(2), graph.degree(2)), (4.5, 2));
    assert_eq!(graph.total_weight(), 4.5);
}

#[test]
fn edges_that_make_no_graph_are_refused_with_the_first_fault() {
    let error = |edges: &[Edge]| CoactionGraph::from_edges(3, edges).unwrap_err();
    let fine = (0, 1, 1.0);
    assert_eq!(error(&[fine, (1, 3, 1.0), (2, 2, 1.0)]), GraphError::NodeOutOfRange { edge: 1, node: 3, nodes: 3 });
    assert_eq!(error(&[fine, fine, (2, 2, 1.0)]), GraphError::SelfLoop { edge: 2, node: 2 });
    for weight in [0.0, -1.0, f64::INFINITY] {
        assert_eq!(error(&[(0, 1, weight)]), GraphError::InvalidWeight { edge: 0, weight });
    }
    assert!(matches!(error(&[(0, 1, f64::NAN)]), GraphError::InvalidWeight { edge: 0, .. }));
    assert_eq!(error(&[(0, 1, f64::MAX), (1, 2, f64::MAX)]), GraphError::TotalWeightOverflow);
    let nodes = u32::MAX as usize + 1;
    assert_eq!(CoactionGraph::from_edges(nodes, &[]).unwrap_err(), GraphError::TooManyNodes { nodes });
}

#[test]
fn a_graph_may_be_empty() {
    let empty = graph(0, &[]);
    assert_eq!((empty.node_count(), empty.edge_count()), (0, 0));
    assert_eq!(empty.total_weight().to_bits(), 0.0_f64.to_bits());
    assert!(components(&empty).is_empty());
    assert!(core_numbers(&empty).is_empty());
    assert!(eigenvector_centrality(&empty).is_empty());
}

proptest! {
    #[test]
    fn rows_hold_the_summed_edges_symmetric_and_sorted((nodes, edges) in edge_lists()) {
        let mut sums = BTreeMap::new();
        for &(a, b, weight) in &edges {
            *sums.entry((a.min(b), a.max(b))).or_insert(0.0) += weight;
        }
        let graph = graph(nodes, &edges);
        let expected: Vec<Edge> = sums.into_iter().map(|((a, b), weight)| (a, b, weight)).collect();
        prop_assert_eq!(graph.edges().collect::<Vec<_>>(), expected);
        for u in graph.nodes() {
            let (neighbors, weights) = graph.neighbors(u);
            prop_assert!(neighbors.is_sorted_by(|a, b| a < b));
            prop_assert_eq!(graph.strength(u), weights.iter().sum::<f64>());
            for (&v, &weight) in neighbors.iter().zip(weights) {
                let (back, with) = graph.neighbors(v);
                prop_assert_eq!(with[back.binary_search(&u).unwrap()], weight);
            }
        }
    }

    #[test]
    fn its_own_edges_rebuild_the_graph((nodes, edges) in edge_lists()) {
        let graph = graph(nodes, &edges);
        let again: Vec<Edge> = graph.edges().collect();
        prop_assert_eq!(CoactionGraph::from_edges(nodes, &again).unwrap(), graph);
    }

    #[test]
    fn petgraph_sees_the_same_graph_as_in_its_own_type((nodes, edges) in edge_lists()) {
        let graph = graph(nodes, &edges);
        let twin = twin(&graph);
        let start = NodeIndex::new(0);

        let reached: BTreeSet<u32> = Dfs::new(&graph, 0).iter(&graph).collect();
        prop_assert_eq!(&reached, &Bfs::new(&graph, 0).iter(&graph).collect());
        let expected = Dfs::new(&twin, start).iter(&twin).map(|node| node.index() as u32);
        prop_assert_eq!(reached, expected.collect());

        let distances: HashMap<u32, f64> =
            algo::dijkstra(&graph, 0, None, |edge| *edge.weight()).into_iter().collect();
        let expected = algo::dijkstra(&twin, start, None, |edge| *edge.weight());
        let expected = expected.into_iter().map(|(node, distance)| (node.index() as u32, distance));
        prop_assert_eq!(distances, expected.collect());

        prop_assert_eq!(
            algo::is_bipartite_undirected(&graph, 0),
            algo::is_bipartite_undirected(&twin, start)
        );
        prop_assert_eq!(algo::connected_components(&graph), algo::connected_components(&twin));

        let ranks = algo::page_rank(&graph, 0.85_f64, 20);
        for (rank, expected) in ranks.iter().zip(algo::page_rank(&twin, 0.85_f64, 20)) {
            prop_assert!((rank - expected).abs() < 1e-12);
        }

        let tree_weight = |elements: Vec<petgraph::data::Element<(), f64>>| -> f64 {
            elements.iter().map(|element| match element {
                petgraph::data::Element::Edge { weight, .. } => *weight,
                petgraph::data::Element::Node { .. } => 0.0,
            }).sum()
        };
        prop_assert_eq!(
            tree_weight(algo::min_spanning_tree(&graph).collect()),
            tree_weight(algo::min_spanning_tree(&twin).collect())
        );
        prop_assert_eq!(
            algo::maximal_cliques(&graph).len(),
            algo::maximal_cliques(&twin).len()
        );
    }

    #[test]
    fn accounts_are_adjacent_exactly_if_an_edge_joins_them((nodes, edges) in edge_lists()) {
        let graph = graph(nodes, &edges);
        let joined: BTreeSet<(u32, u32)> = graph.edges().map(|(a, b, _)| (a, b)).collect();
        for (a, b) in graph.nodes().flat_map(|a| graph.nodes().map(move |b| (a, b))) {
            let expected = joined.contains(&(a.min(b), a.max(b)));
            prop_assert_eq!(graph.is_adjacent(&(), a, b), expected);
        }
        prop_assert_eq!(graph.node_bound(), nodes);
    }

    #[test]
    fn components_are_what_can_be_reached_numbered_by_smallest_node(
        (nodes, edges) in edge_lists(),
    ) {
        let graph = graph(nodes, &edges);
        let labels = components(&graph);
        let mut next = 0;
        for start in graph.nodes() {
            let reached: BTreeSet<u32> = Dfs::new(&graph, start).iter(&graph).collect();
            let together = graph.nodes().filter(|&node| labels[node as usize] == labels[start as usize]);
            prop_assert_eq!(&together.collect::<BTreeSet<_>>(), &reached);
            if reached.first() == Some(&start) {
                prop_assert_eq!(labels[start as usize], next);
                next += 1;
            }
        }
    }

    #[test]
    fn core_numbers_agree_with_peeling_by_hand((nodes, edges) in edge_lists()) {
        let graph = graph(nodes, &edges);
        prop_assert_eq!(core_numbers(&graph), peeled(&graph));
    }

    #[test]
    fn centrality_is_an_eigenvector_with_largest_entry_one_in_each_component(
        (nodes, mut edges) in edge_lists(),
    ) {
        // A hub next to everyone keeps the eigenvalues apart and the iteration short.
        edges.extend((1..nodes as u32).map(|node| (0, node, 10.0)));
        let graph = graph(nodes, &edges);
        let centrality = eigenvector_centrality(&graph);
        prop_assert_eq!(centrality.iter().copied().fold(0.0, f64::max), 1.0);
        let image = |node: u32| -> f64 {
            let (neighbors, weights) = graph.neighbors(node);
            neighbors.iter().zip(weights).map(|(&v, w)| w * centrality[v as usize]).sum()
        };
        let top = graph.nodes().find(|&node| centrality[node as usize] == 1.0).unwrap();
        let eigenvalue = image(top);
        for node in graph.nodes() {
            prop_assert!((image(node) - eigenvalue * centrality[node as usize]).abs() < 1e-6);
        }
    }
}

/// Core numbers by their definition: for each k, remove whoever has fewer than
/// k neighbours left until no one has.
fn peeled(graph: &CoactionGraph) -> Vec<u32> {
    let mut core = vec![0; graph.node_count()];
    for k in 1..graph.node_count() as u32 {
        let mut left: BTreeSet<u32> = graph.nodes().collect();
        loop {
            let before = left.len();
            let in_reach = left.clone();
            left.retain(|&node| {
                let neighbors = graph.neighbors(node).0.iter();
                neighbors.filter(|neighbor| in_reach.contains(neighbor)).count() >= k as usize
            });
            if left.len() == before {
                break;
            }
        }
        for node in left {
            core[node as usize] = k;
        }
    }
    core
}

#[test]
fn a_clique_with_a_tail_has_a_core_and_a_fringe() {
    let graph = unweighted(6, &[(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3), (3, 4)]);
    assert_eq!(core_numbers(&graph), [3, 3, 3, 3, 1, 0]);
}

/// A star is bipartite: plain power iteration would swing forever. The hub of
/// a star with n leaves is √n times as central as a leaf.
#[test]
fn the_hub_of_a_star_is_more_central_by_the_root_of_its_leaves() {
    for scale in [1e-300, 1.0, 1e300] {
        let edges: Vec<Edge> = (1..=9).map(|leaf| (0, leaf, scale)).collect();
        let centrality = eigenvector_centrality(&graph(10, &edges));
        assert_eq!(centrality[0], 1.0);
        for leaf in &centrality[1..] {
            assert!((leaf - 1.0 / 3.0).abs() < 1e-8, "{leaf} at scale {scale}");
        }
    }
}

#[test]
fn every_component_has_its_own_most_central_account_and_the_isolated_have_none() {
    let graph = unweighted(7, &[(0, 1), (1, 2), (4, 5), (5, 6), (4, 6)]);
    let centrality = eigenvector_centrality(&graph);
    assert_eq!(centrality[1], 1.0);
    assert_eq!(centrality[3], 0.0);
    assert_eq!(centrality[4..], [1.0, 1.0, 1.0]);
}

#[test]
fn an_edge_has_one_name_from_either_end() {
    use petgraph::visit::IntoEdges;
    let graph = graph(2, &[(0, 1, 2.0)]);
    let from = |node| IntoEdges::edges(&graph, node).next().unwrap();
    assert_eq!((from(0).source(), from(0).target()), (0, 1));
    assert_eq!((from(1).source(), from(1).target()), (1, 0));
    assert_eq!(from(0).id(), from(1).id());
}
