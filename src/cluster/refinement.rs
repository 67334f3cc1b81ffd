//! Refinement of communities into well-connected subsets (phase 2 of a pass).

use rand::{Rng, RngExt, seq::SliceRandom};

use super::communities::Communities;
use super::level::{Level, Sets};
use super::tally::Tally;
use crate::graph::Groups;

/// Parts each community into connected sets, each well connected to the rest
/// of its community. `randomness`, θ of the paper, is by how much a merge may
/// well fall short of the best one, in units of the mean edge weight.
pub(super) fn refine(
    level: &Level,
    communities: &Communities,
    randomness: f64,
    tally: &mut Tally,
    rng: &mut impl Rng,
) -> Sets {
    let mut refinement = Refinement::new(level, communities, randomness);
    let (starts, mut nodes) = Groups::by_label(communities.labels(), level.node_count()).into_parts();
    for ends in starts.windows(2) {
        let members = &mut nodes[ends[0]..ends[1]];
        if members.len() > 1 {
            members.shuffle(rng);
            refinement.merge_within(members, tally, rng);
        }
    }
    compact(refinement.labels)
}

/// Renames labels, which are below the number of nodes, to `0..count` in order
/// of appearance.
pub(super) fn compact(mut labels: Vec<u32>) -> Sets {
    const UNNAMED: u32 = u32::MAX;
    let mut names = vec![UNNAMED; labels.len()];
    let mut count = 0;
    for label in &mut labels {
        let name = &mut names[*label as usize];
        if *name == UNNAMED {
            *name = count;
            count += 1;
        }
        *label = *name;
    }
    Sets { labels, count: count as usize }
}

/// Sets in the making, each labelled by the node that it started from.
struct Refinement<'a> {
    level: &'a Level,
    communities: &'a Communities,
    randomness: f64,
    labels: Vec<u32>,
    mass: Vec<f64>,
    /// Weight from each set to the rest of its community.
    cut: Vec<f64>,
    /// Whether the node has no one else in its set.
    alone: Vec<bool>,
    /// Sets that the node at hand may join, with the gain of each.
    candidates: Vec<(u32, f64)>,
}

impl<'a> Refinement<'a> {
    fn new(level: &'a Level, communities: &'a Communities, randomness: f64) -> Self {
        let nodes = level.node_count();
        Self {
            level,
            communities,
            randomness,
            labels: (0..nodes as u32).collect(),
            mass: level.mass.clone(),
            cut: vec![0.0; nodes],
            alone: vec![true; nodes],
            candidates: Vec::new(),
        }
    }

    /// Merges the members of one community, in the order given.
    fn merge_within(&mut self, members: &[u32], tally: &mut Tally, rng: &mut impl Rng) {
        for &node in members {
            self.cut[node as usize] = self.arcs_within(node).map(|(_, weight)| weight).sum();
        }
        let total = self.communities.mass(self.communities.of(members[0]));
        for &node in members {
            if self.alone[node as usize] && self.is_well_connected(node, total) {
                self.merge(node, total, tally, rng);
            }
        }
    }

    /// Lets a node that is alone join a set next to it.
    fn merge(&mut self, node: u32, total: f64, tally: &mut Tally, rng: &mut impl Rng) {
        for (neighbor, weight) in self.arcs_within(node) {
            tally.add(self.labels[neighbor as usize], weight);
        }
        self.find_candidates(node, total, tally);
        let set = draw(&mut self.candidates, self.randomness, rng);
        if set != node {
            self.labels[node as usize] = set;
            self.alone[node as usize] = false;
            self.alone[set as usize] = false;
            self.mass[set as usize] += self.mass[node as usize];
            // What lay between the two was cut on both sides.
            self.cut[set as usize] += self.cut[node as usize] - 2.0 * tally.weight(set);
        }
        tally.clear();
    }

    /// Gathers the well-connected sets that `node` loses nothing by joining.
    /// Its own, where it stays alone, is always one of them.
    fn find_candidates(&mut self, node: u32, total: f64, tally: &Tally) {
        self.candidates.clear();
        self.candidates.push((node, 0.0));
        let pull = self.level.density * self.mass[node as usize];
        for (set, weight) in tally.iter() {
            let gain = weight - pull * self.mass[set as usize];
            if gain >= 0.0 && self.is_well_connected(set, total) {
                self.candidates.push((set, gain));
            }
        }
    }

    /// Whether the weight between a set and the rest of its community, of mass
    /// `total` as a whole, is no less than the density asks for.
    fn is_well_connected(&self, set: u32, total: f64) -> bool {
        let mass = self.mass[set as usize];
        self.cut[set as usize] >= self.level.density * mass * (total - mass)
    }

    /// The arcs of `node` to members of its own community.
    fn arcs_within(&self, node: u32) -> impl Iterator<Item = (u32, f64)> + use<'a> {
        let (communities, own) = (self.communities, self.communities.of(node));
        self.level.arcs.arcs_of(node).filter(move |&(other, _)| communities.of(other) == own)
    }
}

/// Draws a set with a probability in proportion to exp(gain / randomness). The gains
/// are overwritten.
fn draw(candidates: &mut [(u32, f64)], randomness: f64, rng: &mut impl Rng) -> u32 {
    let best = candidates.iter().map(|&(_, gain)| gain).fold(0.0, f64::max);
    let mut sum = 0.0;
    for (_, gain) in &mut *candidates {
        // Measured from the best, the exponential cannot overflow.
        sum += ((*gain - best) / randomness).exp();
        *gain = sum;
    }
    let drawn = rng.random::<f64>() * sum;
    let chosen = candidates.partition_point(|&(_, sum)| sum <= drawn);
    candidates[chosen.min(candidates.len() - 1)].0
}
