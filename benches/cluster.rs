//! Building a co-action graph and finding its communities, on a planted
//! partition of 20 000 accounts and about 200 000 edges; and the communities of
//! one of 220 000 accounts and nearly 3 million edges, with heavy-tailed degrees.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark cannot go on without its data")]

use divan::{Bencher, black_box};
use lockstep::method::cluster::{LeidenConfig, Quality, leiden, modularity};
use lockstep::method::graph::{CoactionGraph, core_numbers, eigenvector_centrality};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

const NODES: u32 = 20_000;
const GROUP: u32 = 100;
const EDGES: usize = 200_000;
/// Share of the edges that stay within a group.
const WITHIN: f64 = 0.6;

fn main() {
    divan::main();
}

fn planted_edges() -> Vec<(u32, u32, f64)> {
    let mut rng = Pcg64Mcg::seed_from_u64(1);
    let mut edges = Vec::with_capacity(EDGES);
    while edges.len() < EDGES {
        let a = rng.random_range(0..NODES);
        let b = if rng.random_bool(WITHIN) {
            a / GROUP * GROUP + rng.random_range(0..GROUP)
        } else {
            rng.random_range(0..NODES)
        };
        if a != b {
            edges.push((a, b, 1.0));
        }
    }
    edges
}

fn planted_graph() -> CoactionGraph {
    CoactionGraph::from_edges(NODES as usize, &planted_edges()).expect("edges are valid")
}

#[divan::bench]
fn build_graph(bencher: Bencher) {
    let edges = planted_edges();
    bencher.bench(|| CoactionGraph::from_edges(NODES as usize, black_box(&edges)));
}

#[divan::bench]
fn leiden_modularity(bencher: Bencher) {
    let graph = planted_graph();
    bencher.bench(|| leiden(black_box(&graph), &LeidenConfig::default()));
}

#[divan::bench]
fn leiden_cpm(bencher: Bencher) {
    let graph = planted_graph();
    let config = LeidenConfig { quality: Quality::Cpm, resolution: 0.05, ..Default::default() };
    bencher.bench(|| leiden(black_box(&graph), &config));
}

/// Accounts act with the first of their group of 2 000, or of all, the more
/// often the earlier these stand.
fn large_graph() -> CoactionGraph {
    const NODES: u32 = 220_000;
    const GROUP: u32 = 2_000;
    let mut rng = Pcg64Mcg::seed_from_u64(2);
    let mut skewed = |below: u32| f64::from(below).powf(rng.random::<f64>()) as u32 % below;
    let mut edges = Vec::new();
    for edge in 0..3_000_000_u32 {
        let a = edge % NODES;
        let b = if edge / NODES % 5 < 2 { a / GROUP * GROUP + skewed(GROUP) } else { skewed(NODES) };
        if a != b {
            edges.push((a, b, f64::from(1 + edge % 3)));
        }
    }
    CoactionGraph::from_edges(NODES as usize, &edges).expect("edges are valid")
}

#[divan::bench(sample_count = 5, args = [1, 2])]
fn leiden_large(bencher: Bencher, threads: usize) {
    let graph = large_graph();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads start");
    bencher.bench(|| pool.install(|| leiden(black_box(&graph), &LeidenConfig::default())));
}

#[divan::bench]
fn measure_modularity(bencher: Bencher) {
    let graph = planted_graph();
    let partition = leiden(&graph, &LeidenConfig::default());
    bencher.bench(|| modularity(black_box(&graph), partition.membership(), 1.0));
}

#[divan::bench]
fn cores(bencher: Bencher) {
    let graph = planted_graph();
    bencher.bench(|| core_numbers(black_box(&graph)));
}

#[divan::bench]
fn centrality(bencher: Bencher) {
    let graph = planted_graph();
    bencher.bench(|| eigenvector_centrality(black_box(&graph)));
}
