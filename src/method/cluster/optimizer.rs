//! The passes of the Leiden algorithm over one connected component.

use std::borrow::Cow;

use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;

use super::communities::Communities;
use super::level::{Level, Sets};
use super::moving::move_nodes;
use super::refinement::{compact, refine};
use super::tally::Tallies;

/// A pass must gain more than this share of the weight of the component: less
/// may be rounding.
const RELATIVE_TOLERANCE: f64 = 1e-12;

/// Randomness of the refinement that passes approach: θ of the paper.
const LEAST_RANDOMNESS: f64 = 0.01;
/// What the first pass has on top of it: enough to draw from all merges that
/// lose nothing.
const FIRST_RANDOMNESS: f64 = 10.0;
/// The share of that which every pass leaves to the next. Annealing so finds
/// better partitions than the least randomness alone, in about the same time.
const COOLING: f64 = 0.1;

/// Passes over a large component. A second one takes half as long again; it
/// raised the modularity of a weakly parted graph from 0.381 to 0.390.
const PASSES_IF_LARGE: usize = 1;

/// Searches for a good partition of one component.
pub(super) struct Optimizer<'a> {
    component: &'a Level,
    tallies: Tallies,
    rng: Pcg64Mcg,
}

impl<'a> Optimizer<'a> {
    pub fn new(component: &'a Level, seed: u64) -> Self {
        let tallies = Tallies::new(component.node_count());
        Self { component, tallies, rng: Pcg64Mcg::seed_from_u64(seed) }
    }

    /// Repeats passes, from single nodes on, until one without extra randomness
    /// gains nothing or `max_passes` are made; a large component gets only so
    /// many. A single pass has no extra randomness. Labels are `0..count` in order of
    /// appearance.
    pub fn optimize(&mut self, max_passes: usize) -> Vec<u32> {
        let max_passes = if self.component.is_large() { max_passes.min(PASSES_IF_LARGE) } else { max_passes };
        let mut extra = if max_passes > 1 { FIRST_RANDOMNESS } else { 0.0 };
        let weight = self.component.twice_internal(|_| 0);
        let mut best: Vec<u32> = self.component.arcs.nodes().collect();
        let mut best_quality = self.component.quality(&best);
        for _ in 0..max_passes {
            let labels = self.pass(best.clone(), LEAST_RANDOMNESS + extra);
            let quality = self.component.quality(&labels);
            if quality - best_quality > RELATIVE_TOLERANCE * weight {
                (best, best_quality) = (labels, quality);
            } else if extra < LEAST_RANDOMNESS {
                break;
            }
            extra *= COOLING;
        }
        best
    }

    /// Moves, refines and aggregates, starting from the given partition, until
    /// every community is a single node of the level reached; then comes down
    /// again and moves the nodes of each level between the communities found.
    fn pass(&mut self, start: Vec<u32>, randomness: f64) -> Vec<u32> {
        let mut level = Cow::Borrowed(self.component);
        let mut below = Vec::new();
        let mut labels = start;
        loop {
            let communities = self.moved(&level, labels);
            labels = communities.labels().to_vec();
            if communities.count() == level.node_count() {
                break;
            }
            let sets = refine(&level, &communities, randomness, &self.tallies, &mut self.rng);
            if sets.count == level.node_count() {
                break;
            }
            let above = level.aggregated(&sets, &self.tallies);
            labels = lifted(labels, &sets);
            below.push((level, sets));
            level = Cow::Owned(above);
        }
        for (level, sets) in below.into_iter().rev() {
            labels = self.moved(&level, lowered(labels, &sets)).into_labels();
        }
        connected_parts(self.component, &labels)
    }

    fn moved(&mut self, level: &Level, labels: Vec<u32>) -> Communities {
        let mut communities = Communities::new(labels, &level.mass);
        let in_rounds = self.component.is_large();
        move_nodes(level, &mut communities, in_rounds, &self.tallies, &mut self.rng);
        communities
    }
}

/// The communities, renamed to fit, of the nodes that `sets` were made to.
fn lifted(labels: Vec<u32>, sets: &Sets) -> Vec<u32> {
    let of_members = compact(labels).labels;
    let mut labels = vec![0; sets.count];
    for (&set, community) in sets.labels.iter().zip(of_members) {
        labels[set as usize] = community;
    }
    labels
}

/// The communities of the nodes that `sets` were made of.
fn lowered(labels: Vec<u32>, sets: &Sets) -> Vec<u32> {
    sets.labels.iter().map(|&set| labels[set as usize]).collect()
}

/// Parts each community into its connected pieces, numbered in order of
/// appearance: who moves away can leave two pieces behind. Parting what has no
/// edge between it never lowers the quality.
fn connected_parts(level: &Level, labels: &[u32]) -> Vec<u32> {
    level.arcs.components(|node, neighbor| labels[node as usize] == labels[neighbor as usize])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::graph::Csr;

    fn level(nodes: usize, edges: &[(u32, u32, f64)], density: f64) -> Level {
        let both_ways = edges.iter().flat_map(|&(a, b, weight)| [(a, b, weight), (b, a, weight)]);
        let mass = vec![1.0; nodes];
        Level { arcs: Csr::from_arcs(nodes, both_ways), mass, density }
    }

    #[test]
    fn a_community_without_a_path_between_its_ends_falls_in_two() {
        let path = level(4, &[(0, 1, 1.0), (1, 2, 1.0), (2, 3, 1.0)], 0.1);
        assert_eq!(connected_parts(&path, &[0, 0, 1, 0]), [0, 0, 1, 2]);
        assert_eq!(connected_parts(&path, &[1, 1, 0, 0]), [0, 0, 1, 1]);
    }

    /// A connected graph (a path plus chords) with a density and a partition.
    fn starts() -> impl Strategy<Value = (Level, Vec<u32>)> {
        (2usize..30).prop_flat_map(|nodes| {
            let ends = 0..nodes as u32;
            let chords = prop::collection::vec((ends.clone(), ends.clone(), 0.1..5.0), 0..90);
            let labels = prop::collection::vec(ends, nodes);
            (chords, labels, 0.0..1.5).prop_map(move |(mut edges, labels, density)| {
                edges.retain(|(a, b, _)| a != b);
                edges.extend((1..nodes as u32).map(|b| (b - 1, b, 1.0)));
                (level(nodes, &edges, density), labels)
            })
        })
    }

    proptest! {
        #[test]
        fn no_pass_lowers_the_quality(
            (component, mut labels) in starts(),
            seed: u64,
            randomness in 0.01..50.0,
        ) {
            let mut optimizer = Optimizer::new(&component, seed);
            let mut quality = component.quality(&labels);
            for _ in 0..4 {
                labels = optimizer.pass(labels, randomness);
                let after = component.quality(&labels);
                prop_assert!(after >= quality - 1e-9, "from {quality} to {after}");
                quality = after;
            }
        }

        #[test]
        fn refined_sets_stay_within_communities_and_hold_together(
            (component, labels) in starts(),
            seed: u64,
        ) {
            let mut optimizer = Optimizer::new(&component, seed);
            let communities = Communities::new(labels.clone(), &component.mass);
            let (tallies, rng) = (&optimizer.tallies, &mut optimizer.rng);
            let sets = refine(&component, &communities, 1.0, tallies, rng);
            let mut community_of_set = vec![None; sets.count];
            for (&set, &community) in sets.labels.iter().zip(&labels) {
                let known = community_of_set[set as usize].get_or_insert(community);
                prop_assert_eq!(*known, community);
            }
            prop_assert_eq!(connected_parts(&component, &sets.labels), sets.labels);
        }

        #[test]
        fn aggregating_keeps_mass_and_the_weight_between_sets(
            (component, labels) in starts(),
        ) {
            let sets = compact(labels);
            let small = component.aggregated(&sets, &Tallies::new(component.node_count()));
            let between: f64 = component
                .arcs
                .arcs()
                .filter(|&(u, v, _)| sets.labels[u as usize] != sets.labels[v as usize])
                .map(|(.., weight)| weight)
                .sum();
            let kept: f64 = small.arcs.arcs().map(|(.., weight)| weight).sum();
            prop_assert!((kept - between).abs() < 1e-9);
            prop_assert_eq!(small.mass.iter().sum::<f64>(), component.node_count() as f64);
        }
    }
}
