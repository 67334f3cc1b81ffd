//! Building a co-action graph and finding its communities, on a planted
//! partition of 20 000 accounts and about 200 000 edges.

use divan::{Bencher, black_box};
use lockstep::{
    cluster::{LeidenConfig, Quality, leiden, modularity},
    graph::{CoactionGraph, core_numbers, eigenvector_centrality},
};
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
