//! Fast local moving of nodes (phase 1 of a pass).

use std::collections::VecDeque;

use rand::{Rng, seq::SliceRandom};

use super::{communities::Communities, level::Level, tally::Tally};

/// A move must gain more than this share of the weights compared: less may be
/// rounding, and could be gained back and forth for ever.
const RELATIVE_TOLERANCE: f64 = 1e-12;

/// Moves nodes to the community of a neighbour, or out to one of their own,
/// as long as that raises the quality.
///
/// Nodes wait in a queue, in random order at first. When one moves, those of
/// its neighbours that it did not join have a new choice and wait again.
pub(super) fn move_nodes(level: &Level, communities: &mut Communities, tally: &mut Tally, rng: &mut impl Rng) {
    let mut order: Vec<u32> = level.arcs.nodes().collect();
    order.shuffle(rng);
    let mut queue = VecDeque::from(order);
    let mut waiting = vec![true; level.node_count()];
    while let Some(node) = queue.pop_front() {
        waiting[node as usize] = false;
        let Some(to) = better_community(level, communities, node, tally) else {
            continue;
        };
        communities.relocate(node, level.mass[node as usize], to);
        for &neighbor in level.arcs.row(node).0 {
            if communities.of(neighbor) != to && !waiting[neighbor as usize] {
                waiting[neighbor as usize] = true;
                queue.push_back(neighbor);
            }
        }
    }
}

/// The community that `node` gains most by moving to, if there is one.
#[inline]
fn better_community(level: &Level, communities: &Communities, node: u32, tally: &mut Tally) -> Option<u32> {
    for (neighbor, weight) in level.arcs.arcs_of(node) {
        tally.add(communities.of(neighbor), weight);
    }
    let own = communities.of(node);
    let mass = level.mass[node as usize];
    let pull = level.density * mass;
    let here = tally.weight(own);
    let stay = here - pull * (communities.mass(own) - mass);

    let mut best = own;
    let (mut best_gain, mut best_weight) = (stay, here);
    for (community, weight) in tally.iter().filter(|&(community, _)| community != own) {
        let gain = weight - pull * communities.mass(community);
        if gain > best_gain {
            (best, best_gain, best_weight) = (community, gain, weight);
        }
    }
    if let Some(vacancy) = communities.vacancy_for(node).filter(|_| best_gain < 0.0) {
        (best, best_gain, best_weight) = (vacancy, 0.0, 0.0);
    }
    tally.clear();
    (best_gain - stay > RELATIVE_TOLERANCE * (here + best_weight)).then_some(best)
}
