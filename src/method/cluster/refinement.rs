//! Refinement of communities into well-connected subsets (phase 2 of a pass).

use rand::{Rng, RngExt, SeedableRng, seq::SliceRandom};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::communities::Communities;
use super::level::{Level, Sets};
use super::tally::{Tallies, Tally};
use crate::graph::Groups;

/// Parts each community into connected sets, each well connected to the rest
/// of its community. `randomness`, θ of the paper, is by how much a merge may
/// well fall short of the best one, in units of the mean edge weight.
///
/// Communities do not influence each other: they are parted in parallel, each
/// with draws of its own.
pub(super) fn refine(
    level: &Level,
    communities: &Communities,
    randomness: f64,
    tallies: &Tallies,
    rng: &mut impl Rng,
) -> Sets {
    let (starts, mut order) = Groups::by_label(communities.labels(), level.node_count()).into_parts();
    for ends in starts.windows(2) {
        order[ends[0]..ends[1]].shuffle(rng);
    }
    let mut place = vec![0; order.len()];
    for (at, &node) in (0..).zip(&order) {
        place[node as usize] = at;
    }
    let mut seats: Vec<Seat> = (0..).zip(&order).map(|(at, &node)| Seat::new(at, level.mass[node as usize])).collect();
    let seed: u64 = rng.random();
    let mut shared = Vec::new();
    let mut rest = seats.as_mut_slice();
    for (community, ends) in (0..).zip(starts.windows(2)) {
        let (own, others) = rest.split_at_mut(ends[1] - ends[0]);
        rest = others;
        if own.len() > 1 {
            let total = communities.mass(community);
            let (first, members) = (ends[0] as u32, &order[ends[0]..ends[1]]);
            shared.push(Refinement { level, place: &place, first, members, total, randomness, seats: own });
        }
    }
    shared.into_par_iter().for_each_init(
        || (tallies.borrow(), Vec::new()),
        |(own, candidates), mut community| {
            let mut rng = Pcg64Mcg::seed_from_u64(seed ^ u64::from(community.first));
            community.merge_all(&mut own.tally, candidates, &mut rng);
        },
    );
    compact(place.into_iter().map(|at| seats[at as usize].set).collect())
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

/// A member of a community, and the set in the making that started from it.
struct Seat {
    /// The seat that the member's set started from.
    set: u32,
    /// Whether the member has no one else in its set.
    alone: bool,
    /// Mass of the set that started here.
    mass: f64,
    /// Weight from that set to the rest of its community.
    cut: f64,
}

impl Seat {
    fn new(at: u32, mass: f64) -> Self {
        Self { set: at, alone: true, mass, cut: 0.0 }
    }
}

/// One community on its way to sets. Its members have the seats from `first`
/// on, in the order in which they merge.
struct Refinement<'a> {
    level: &'a Level,
    /// The seat of every node of the level.
    place: &'a [u32],
    first: u32,
    members: &'a [u32],
    /// The community's mass.
    total: f64,
    randomness: f64,
    seats: &'a mut [Seat],
}

impl<'a> Refinement<'a> {
    fn merge_all(&mut self, tally: &mut Tally, candidates: &mut Vec<(u32, f64)>, rng: &mut impl Rng) {
        for (at, &node) in self.members.iter().enumerate() {
            self.seats[at].cut = self.arcs_within(node).map(|(_, weight)| weight).sum();
        }
        for (at, &node) in (self.first..).zip(self.members) {
            if self.seat(at).alone && self.is_well_connected(at) {
                self.merge(at, node, tally, candidates, rng);
            }
        }
    }

    /// Lets a node that is alone join a set next to it.
    fn merge(&mut self, at: u32, node: u32, tally: &mut Tally, candidates: &mut Vec<(u32, f64)>, rng: &mut impl Rng) {
        for (neighbor, weight) in self.arcs_within(node) {
            tally.add(self.seat(neighbor).set, weight);
        }
        self.find_candidates(at, tally, candidates);
        let set = draw(candidates, self.randomness, rng);
        if set != at {
            let own = &mut self.seats[(at - self.first) as usize];
            (own.set, own.alone) = (set, false);
            let (mass, cut) = (own.mass, own.cut);
            let joined = &mut self.seats[(set - self.first) as usize];
            joined.alone = false;
            joined.mass += mass;
            // What lay between the two was cut on both sides.
            joined.cut += cut - 2.0 * tally.weight(set);
        }
        tally.clear();
    }

    /// Gathers the well-connected sets that a node loses nothing by joining.
    /// Its own, where it stays alone, is always one of them.
    fn find_candidates(&self, at: u32, tally: &Tally, candidates: &mut Vec<(u32, f64)>) {
        candidates.clear();
        candidates.push((at, 0.0));
        let pull = self.level.density * self.seat(at).mass;
        for (set, weight) in tally.iter() {
            let gain = weight - pull * self.seat(set).mass;
            if gain >= 0.0 && self.is_well_connected(set) {
                candidates.push((set, gain));
            }
        }
    }

    /// Whether the weight between a set and the rest of its community is no
    /// less than the density asks for.
    fn is_well_connected(&self, set: u32) -> bool {
        let Seat { mass, cut, .. } = *self.seat(set);
        cut >= self.level.density * mass * (self.total - mass)
    }

    #[inline]
    fn seat(&self, at: u32) -> &Seat {
        &self.seats[(at - self.first) as usize]
    }

    /// Seats of those neighbours of `node` that belong to the community, and
    /// the weights of the arcs to them.
    fn arcs_within(&self, node: u32) -> impl Iterator<Item = (u32, f64)> + use<'a> {
        let (place, range) = (self.place, self.first..self.first + self.members.len() as u32);
        let seated = self.level.arcs.arcs_of(node).map(|(neighbor, weight)| (place[neighbor as usize], weight));
        seated.filter(move |(at, _)| range.contains(at))
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
