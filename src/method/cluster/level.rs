//! The graph that one level of a pass works on.

use rayon::prelude::*;

use super::tally::Tallies;
use super::{LeidenConfig, Quality};
use crate::graph::{CoactionGraph, Csr, Groups};

/// A weighted graph whose nodes have a mass: the nodes of a component, or
/// subsets of them that were aggregated.
///
/// Both qualities are, but for constants and scale,
///
/// H = Σ over communities c of `e(c) − density · mass(c)² / 2`.
///
/// For modularity a node's mass is its strength and the density γ/2m, for CPM
/// its mass is the number of original nodes in it and the density γ. Weights
/// are in units of the mean edge weight of the whole graph, so that results do
/// not depend on the unit that the caller counts in. Arcs within an aggregated
/// node move with it and change no comparison: they are left out.
#[derive(Clone, Debug)]
pub(super) struct Level {
    pub arcs: Csr,
    pub mass: Vec<f64>,
    pub density: f64,
}

/// Sets of a level's nodes, labelled from 0 to `count`.
pub(super) struct Sets {
    pub labels: Vec<u32>,
    pub count: usize,
}

/// What a graph's weights are counted in and its communities compared with.
pub(super) struct Scale {
    quality: Quality,
    /// The mean edge weight.
    unit: f64,
    density: f64,
}

impl Scale {
    /// Of no use, but harmless, for a graph without edges.
    pub fn new(graph: &CoactionGraph, config: &LeidenConfig) -> Self {
        let edges = graph.edge_count() as f64;
        let unit = (graph.total_weight() / edges).max(f64::MIN_POSITIVE);
        let density = match config.quality {
            // The total weight is `edges` units.
            Quality::Modularity => config.resolution / (2.0 * edges),
            Quality::Cpm => config.resolution / unit,
        };
        // An infinite density would make 0 · ∞ of empty communities; `min` also
        // takes what is not a number to the largest density there is.
        let density = density.min(f64::MAX);
        Self { quality: config.quality, unit, density }
    }
}

impl Level {
    /// The level of the original nodes of a component.
    pub fn of_component(graph: &CoactionGraph, nodes: &[u32], arcs: Csr, scale: &Scale) -> Self {
        let mass_of = |&node| match scale.quality {
            Quality::Modularity => graph.strength(node) / scale.unit,
            Quality::Cpm => 1.0,
        };
        Self { arcs: arcs.in_units_of(scale.unit), mass: nodes.iter().map(mass_of).collect(), density: scale.density }
    }

    pub fn node_count(&self) -> usize {
        self.mass.len()
    }

    /// Whether the level is worth more threads and fewer passes than one that
    /// is solved, as well as can be, at once.
    pub fn is_large(&self) -> bool {
        const LARGE: usize = 1 << 19;
        self.arcs.arc_count() > LARGE
    }

    /// The quality H of a partition, but for constants; labels are below the
    /// number of nodes.
    pub fn quality(&self, labels: &[u32]) -> f64 {
        let mut masses = vec![0.0; labels.len()];
        for (&label, mass) in labels.iter().zip(&self.mass) {
            masses[label as usize] += mass;
        }
        let squares: f64 = masses.iter().map(|mass| mass * mass).sum();
        (self.twice_internal(|node| labels[node as usize]) - self.density * squares) / 2.0
    }

    /// The weight of the arcs between nodes of one label, added up part by part
    /// so that rounding does not depend on the number of threads.
    pub fn twice_internal(&self, label: impl Fn(u32) -> u32 + Sync) -> f64 {
        const NODES_PER_PART: usize = 4_096;
        let internal = |node: u32| {
            let kept = self.arcs.arcs_of(node).filter(|&(other, _)| label(other) == label(node));
            kept.map(|(_, weight)| weight).sum::<f64>()
        };
        let nodes: Vec<u32> = self.arcs.nodes().collect();
        let parts = nodes.par_chunks(NODES_PER_PART).map(|part| part.iter().map(|&node| internal(node)).sum());
        parts.collect::<Vec<f64>>().iter().sum()
    }

    /// The graph whose nodes are the given sets of nodes.
    pub fn aggregated(&self, sets: &Sets, tallies: &Tallies) -> Self {
        let groups = Groups::by_label(&sets.labels, sets.count);
        let arcs = Csr::from_rows_in_parallel(
            sets.count,
            || tallies.borrow(),
            |own, set, targets, weights| {
                for &node in groups.of(set) {
                    for (neighbor, weight) in self.arcs.arcs_of(node) {
                        let other = sets.labels[neighbor as usize];
                        if other != set {
                            own.tally.add(other, weight);
                        }
                    }
                }
                for (other, weight) in own.tally.iter() {
                    targets.push(other);
                    weights.push(weight);
                }
                own.tally.clear();
            },
        );
        let mass_of = |nodes: &[u32]| nodes.iter().map(|&node| self.mass[node as usize]).sum();
        Self { arcs, mass: groups.iter().map(mass_of).collect(), density: self.density }
    }
}
