//! What Leiden communities promise.

use std::collections::BTreeSet;

use lockstep::method::cluster::{LeidenConfig, Partition, Quality, cpm, leiden, modularity};
use lockstep::method::graph::{CoactionGraph, components};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

type Edge = (u32, u32, f64);

/// Friendships in a karate club: W. W. Zachary, "An information flow model for
/// conflict and fission in small groups" (1977), members counted from 1.
const KARATE_CLUB: [(u32, u32); 78] = [
    (2, 1),
    (3, 1),
    (3, 2),
    (4, 1),
    (4, 2),
    (4, 3),
    (5, 1),
    (6, 1),
    (7, 1),
    (7, 5),
    (7, 6),
    (8, 1),
    (8, 2),
    (8, 3),
    (8, 4),
    (9, 1),
    (9, 3),
    (10, 3),
    (11, 1),
    (11, 5),
    (11, 6),
    (12, 1),
    (13, 1),
    (13, 4),
    (14, 1),
    (14, 2),
    (14, 3),
    (14, 4),
    (17, 6),
    (17, 7),
    (18, 1),
    (18, 2),
    (20, 1),
    (20, 2),
    (22, 1),
    (22, 2),
    (26, 24),
    (26, 25),
    (28, 3),
    (28, 24),
    (28, 25),
    (29, 3),
    (30, 24),
    (30, 27),
    (31, 2),
    (31, 9),
    (32, 1),
    (32, 25),
    (32, 26),
    (32, 29),
    (33, 3),
    (33, 9),
    (33, 15),
    (33, 16),
    (33, 19),
    (33, 21),
    (33, 23),
    (33, 24),
    (33, 30),
    (33, 31),
    (33, 32),
    (34, 9),
    (34, 10),
    (34, 14),
    (34, 15),
    (34, 16),
    (34, 19),
    (34, 20),
    (34, 21),
    (34, 23),
    (34, 24),
    (34, 27),
    (34, 28),
    (34, 29),
    (34, 30),
    (34, 31),
    (34, 32),
    (34, 33),
];

fn graph(nodes: usize, edges: &[Edge]) -> CoactionGraph {
    CoactionGraph::from_edges(nodes, edges).expect("edges are valid")
}

fn karate_club() -> CoactionGraph {
    graph(34, &KARATE_CLUB.map(|(a, b)| (a - 1, b - 1, 1.0)))
}

/// All edges among `members`.
fn clique(members: std::ops::Range<u32>) -> impl Iterator<Item = Edge> {
    members.clone().flat_map(move |b| (members.start..b).map(move |a| (a, b, 1.0)))
}

/// `count` cliques of `size` accounts, each joined to the next by one edge.
fn ring_of_cliques(count: u32, size: u32) -> CoactionGraph {
    let mut edges: Vec<Edge> = (0..count).flat_map(|i| clique(i * size..(i + 1) * size)).collect();
    edges.extend((0..count).map(|i| (i * size, (i + 1) % count * size + 1, 1.0)));
    graph((count * size) as usize, &edges)
}

fn with_cpm(resolution: f64) -> LeidenConfig {
    LeidenConfig { quality: Quality::Cpm, resolution, ..Default::default() }
}

fn with_modularity(resolution: f64) -> LeidenConfig {
    LeidenConfig { resolution, ..Default::default() }
}

/// Whether the members of every community reach each other within it.
fn is_connected_within(graph: &CoactionGraph, partition: &Partition) -> bool {
    let of = partition.membership();
    let inside: Vec<Edge> = graph.edges().filter(|&(a, b, _)| of[a as usize] == of[b as usize]).collect();
    let pieces = components(&self::graph(graph.node_count(), &inside));
    pieces.into_iter().collect::<BTreeSet<_>>().len() == partition.community_count()
}

fn graphs() -> impl Strategy<Value = CoactionGraph> {
    (1usize..40).prop_flat_map(|nodes| {
        let ends = 0..nodes as u32;
        prop::collection::vec((ends.clone(), ends, 0.01..10.0), 0..120).prop_map(move |mut edges| {
            edges.retain(|(a, b, _)| a != b);
            graph(nodes, &edges)
        })
    })
}

fn configs() -> impl Strategy<Value = LeidenConfig> {
    let qualities = prop_oneof![Just(Quality::Modularity), Just(Quality::Cpm)];
    (qualities, 0.0..4.0, any::<u64>()).prop_map(|(quality, resolution, seed)| LeidenConfig {
        quality,
        resolution,
        seed,
        ..Default::default()
    })
}

#[test]
fn the_karate_club_is_the_one_of_the_literature() {
    let club = karate_club();
    let degrees: Vec<usize> = club.nodes().map(|member| club.degree(member)).collect();
    let published =
        [16, 9, 10, 6, 3, 4, 4, 4, 5, 2, 3, 1, 2, 5, 2, 2, 2, 2, 2, 3, 2, 2, 2, 5, 3, 3, 2, 4, 3, 4, 4, 6, 12, 17];
    assert_eq!(degrees, published);
}

/// 0.4198 is the largest modularity that any partition of the club has.
#[test]
fn the_karate_club_parts_as_well_as_it_can() {
    let club = karate_club();
    for seed in 0..10 {
        let partition = leiden(&club, &LeidenConfig { seed, ..Default::default() });
        assert!(modularity(&club, partition.membership(), 1.0) >= 0.4188, "seed {seed}");
        assert!(is_connected_within(&club, &partition));
    }
}

#[test]
fn the_cliques_of_a_ring_are_its_communities() {
    let ring = ring_of_cliques(12, 6);
    let expected: Vec<Vec<u32>> = (0..12).map(|i| (i * 6..(i + 1) * 6).collect()).collect();
    assert_eq!(leiden(&ring, &LeidenConfig::default()).communities(), expected);
    assert_eq!(leiden(&ring, &with_cpm(0.5)).communities(), expected);
}

/// In a ring of many cliques modularity joins neighbours; CPM does not.
#[test]
fn cpm_sees_cliques_below_the_resolution_limit_of_modularity() {
    let ring = ring_of_cliques(60, 4);
    assert!(leiden(&ring, &LeidenConfig::default()).community_count() < 60);
    assert_eq!(leiden(&ring, &with_cpm(0.5)).community_count(), 60);
}

/// Two cliques with 4 of the 16 edges that could join them: density 0.25.
#[test]
fn cpm_joins_groups_that_are_denser_between_than_its_resolution() {
    let mut edges: Vec<Edge> = clique(0..4).chain(clique(4..8)).collect();
    edges.extend((0..4).map(|i| (i, i + 4, 1.0)));
    let pair = graph(8, &edges);
    assert_eq!(leiden(&pair, &with_cpm(0.2)).sizes(), [8]);
    assert_eq!(leiden(&pair, &with_cpm(0.3)).sizes(), [4, 4]);
}

/// A ring of four accounts: only weights tell which pairs belong together.
#[test]
fn weights_decide_where_links_do_not() {
    let ring = |ab: f64, bc: f64| graph(4, &[(0, 1, ab), (1, 2, bc), (2, 3, ab), (3, 0, bc)]);
    let config = LeidenConfig::default();
    assert_eq!(leiden(&ring(9.0, 1.0), &config).membership(), [0, 0, 1, 1]);
    assert_eq!(leiden(&ring(1.0, 9.0), &config).membership(), [0, 1, 1, 0]);
}

#[test]
fn communities_are_numbered_by_size_then_by_smallest_account() {
    let edges: Vec<Edge> = clique(1..4).chain(clique(4..8)).chain(clique(8..11)).collect();
    let partition = leiden(&graph(12, &edges), &LeidenConfig::default());
    assert_eq!(partition.membership(), [3, 1, 1, 1, 0, 0, 0, 0, 2, 2, 2, 4]);
    assert_eq!(partition.sizes(), [4, 3, 3, 1, 1]);
}

#[test]
fn accounts_without_coactions_stay_alone() {
    assert_eq!(leiden(&graph(0, &[]), &LeidenConfig::default()).community_count(), 0);
    let alone = graph(3, &[]);
    let partition = leiden(&alone, &LeidenConfig::default());
    assert_eq!(partition.membership(), [0, 1, 2]);
    assert_eq!(modularity(&alone, partition.membership(), 1.0), 0.0);
}

#[test]
fn the_extremes_of_resolution_are_components_and_single_accounts() {
    let club = karate_club();
    for config in [with_modularity, with_cpm] {
        assert_eq!(leiden(&club, &config(0.0)).sizes(), [34]);
        for resolution in [1e9, f64::MAX, f64::INFINITY, f64::NAN] {
            assert_eq!(leiden(&club, &config(resolution)).community_count(), 34);
        }
    }
}

#[test]
fn the_unit_of_weight_does_not_matter() {
    let expected = leiden(&karate_club(), &LeidenConfig::default());
    for unit in [2.0_f64.powi(-1000), 0.25, 2.0_f64.powi(1000)] {
        let club = graph(34, &KARATE_CLUB.map(|(a, b)| (a - 1, b - 1, unit)));
        assert_eq!(leiden(&club, &LeidenConfig::default()), expected);
        let quality = modularity(&club, expected.membership(), 1.0);
        assert_eq!(quality, modularity(&karate_club(), expected.membership(), 1.0));
    }
}

#[test]
fn weights_from_the_smallest_to_the_largest_can_meet_in_one_graph() {
    let extremes = graph(5, &[(0, 1, 5e-324), (1, 2, 1.0), (2, 3, 1e307), (3, 4, 5e-324)]);
    for config in [with_modularity(1.0), with_cpm(1.0), with_cpm(1e-300)] {
        let partition = leiden(&extremes, &config);
        let of = partition.membership();
        assert_eq!(of[2], of[3], "the strongest tie holds under {config:?}");
        assert!(is_connected_within(&extremes, &partition));
    }
}

/// Components enough for the threads to share out, each with communities in it.
fn islands() -> CoactionGraph {
    let mut edges = Vec::new();
    for island in 0..40 {
        let first = island * 50;
        for i in 0..50 {
            for (step, weight) in [(1, 1.0), (2, 0.7), (7, 0.4), (13, 0.3)] {
                edges.push((first + i, first + (i * step + 1) % 50, weight));
            }
        }
    }
    edges.retain(|(a, b, _)| a != b);
    graph(2_000, &edges)
}

#[test]
fn the_number_of_threads_does_not_matter() {
    let islands = islands();
    let with_threads = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| leiden(&islands, &with_modularity(100.0)))
    };
    let expected = with_threads(1);
    assert!(expected.community_count() > 40);
    for threads in [2, 3, 8] {
        assert_eq!(with_threads(threads), expected);
    }
}

/// `groups` groups of `size` accounts, each account with `inside` links into
/// its group and `outside` links to anyone.
fn planted(groups: u32, size: u32, inside: u32, outside: u32, seed: u64) -> CoactionGraph {
    let (nodes, mut rng) = (groups * size, Pcg64Mcg::seed_from_u64(seed));
    let mut edges: Vec<Edge> = Vec::new();
    for a in 0..nodes {
        edges.extend((0..inside).map(|_| (a, a / size * size + rng.random_range(0..size), 1.0)));
        edges.extend((0..outside).map(|_| (a, rng.random_range(0..nodes), 1.0)));
    }
    edges.retain(|(a, b, _)| a != b);
    graph(nodes as usize, &edges)
}

/// Large enough to be one component that is shared out among threads.
fn large() -> CoactionGraph {
    let graph = planted(40, 250, 24, 16, 3);
    assert!(graph.edge_count() > 1 << 18);
    graph
}

#[test]
fn planted_groups_come_back_whole() {
    for (graph, size) in [(large(), 250), (planted(30, 50, 10, 5, 4), 50)] {
        let partition = leiden(&graph, &LeidenConfig::default());
        let communities = partition.communities();
        let pure = |nodes: &Vec<u32>| nodes.iter().all(|node| node / size == nodes[0] / size);
        let whole = communities.iter().filter(|nodes| nodes.len() == size as usize && pure(nodes)).count();
        assert_eq!(whole, graph.node_count() / size as usize);
    }
}

#[test]
fn one_large_component_is_parted_alike_by_any_number_of_threads() {
    let large = planted(100, 100, 20, 30, 7);
    assert!(large.edge_count() > 1 << 18 && components(&large).iter().all(|&component| component == 0));
    for config in [with_modularity(1.0), with_modularity(20.0), with_cpm(0.05)] {
        let with_threads = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| leiden(&large, &config))
        };
        let expected = with_threads(1);
        assert!(expected.community_count() > 10 && is_connected_within(&large, &expected), "{config:?}");
        assert_eq!(with_threads(2), expected, "{config:?}");
        assert_eq!(with_threads(7), expected, "{config:?}");
    }
}

#[test]
fn the_unit_of_weight_does_not_matter_to_a_large_component_either() {
    let large = large();
    let edges: Vec<Edge> = large.edges().map(|(a, b, weight)| (a, b, weight * 1024.0)).collect();
    let heavier = graph(large.node_count(), &edges);
    let weak = with_modularity(5.0);
    assert_eq!(leiden(&heavier, &weak), leiden(&large, &weak));
}

#[test]
fn fewer_passes_are_made_when_told_so() {
    let single = LeidenConfig { max_passes: 0, ..Default::default() };
    assert_eq!(leiden(&karate_club(), &single).community_count(), 34);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]
    #[test]
    fn communities_of_a_large_component_hold_together(
        seed: u64,
        groups in 10u32..200,
        outside in 5u32..40,
        resolution in 0.2..30.0,
    ) {
        let large = planted(groups, 12_000 / groups, 20, outside, seed);
        let partition = leiden(&large, &LeidenConfig { resolution, seed, ..Default::default() });
        prop_assert!(is_connected_within(&large, &partition));
    }
}

proptest! {
    #[test]
    fn every_account_is_in_one_community_and_communities_hold_together(
        graph in graphs(),
        config in configs(),
    ) {
        let partition = leiden(&graph, &config);
        let communities = partition.communities();
        let mut members = communities.concat();
        members.sort_unstable();
        prop_assert_eq!(members, graph.nodes().collect::<Vec<_>>());
        let sizes: Vec<u32> = communities.iter().map(|nodes| nodes.len() as u32).collect();
        prop_assert_eq!(partition.sizes(), &sizes);
        prop_assert!(sizes.is_sorted_by(|a, b| a >= b));
        prop_assert!(is_connected_within(&graph, &partition));
    }

    #[test]
    fn a_seed_gives_one_partition(graph in graphs(), config in configs()) {
        prop_assert_eq!(leiden(&graph, &config), leiden(&graph, &config));
    }

    #[test]
    fn communities_are_no_worse_than_single_accounts_or_components(
        graph in graphs(),
        config in configs(),
    ) {
        let quality = |membership: &[u32]| match config.quality {
            Quality::Modularity => modularity(&graph, membership, config.resolution),
            Quality::Cpm => cpm(&graph, membership, config.resolution),
        };
        let found = quality(leiden(&graph, &config).membership());
        let singles: Vec<u32> = graph.nodes().collect();
        prop_assert!(found >= quality(&singles) - 1e-9);
        prop_assert!(found >= quality(&components(&graph)) - 1e-9);
    }

    /// Joining two communities, or moving an account to another one, gains nothing.
    #[test]
    fn no_single_move_or_merger_improves_the_communities(graph in graphs(), seed: u64) {
        let partition = leiden(&graph, &LeidenConfig { seed, ..Default::default() });
        let of = partition.membership();
        let found = modularity(&graph, of, 1.0);
        for community in 0..partition.community_count() as u32 {
            for node in graph.nodes() {
                let mut moved = of.to_vec();
                moved[node as usize] = community;
                prop_assert!(modularity(&graph, &moved, 1.0) <= found + 1e-9);
            }
            for other in 0..community {
                let join = |&label: &u32| if label == community { other } else { label };
                let joined: Vec<u32> = of.iter().map(join).collect();
                prop_assert!(modularity(&graph, &joined, 1.0) <= found + 1e-9);
            }
        }
    }

    #[test]
    fn qualities_agree_with_their_definitions_over_all_pairs(
        graph in graphs(),
        labels in prop::collection::vec(0u32..40, 40),
        resolution in 0.0..3.0,
    ) {
        let nodes = graph.node_count();
        let of: Vec<u32> = labels[..nodes].iter().map(|label| label % nodes as u32).collect();
        let weight = |u: u32, v: u32| {
            let (neighbors, weights) = graph.neighbors(u);
            neighbors.binary_search(&v).map_or(0.0, |at| weights[at])
        };
        let twice = 2.0 * graph.total_weight();
        let (mut by_modularity, mut by_cpm) = (0.0, 0.0);
        for (u, v) in graph.nodes().flat_map(|u| graph.nodes().map(move |v| (u, v))) {
            if of[u as usize] == of[v as usize] {
                let expected = resolution * graph.strength(u) * graph.strength(v) / twice;
                by_modularity += (weight(u, v) - expected) / twice;
                if u < v {
                    by_cpm += weight(u, v) - resolution;
                }
            }
        }
        if twice > 0.0 {
            prop_assert!((modularity(&graph, &of, resolution) - by_modularity).abs() < 1e-9);
        }
        prop_assert!((cpm(&graph, &of, resolution) - by_cpm).abs() < 1e-9);
    }
}
