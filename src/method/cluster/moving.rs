//! Fast local moving of nodes (phase 1 of a pass).

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use lockstep_base::stop;
use rand::{Rng, seq::SliceRandom};
use rayon::prelude::*;

use super::communities::Communities;
use super::level::Level;
use super::tally::{Tallies, Tally};

/// A move must gain more than this share of the weights compared: less may be
/// rounding, and could be gained back and forth forever.
const RELATIVE_TOLERANCE: f64 = 1e-12;

/// A level of fewer nodes is not worth rounds.
const MANY: usize = 2_048;
/// Rounds to make at most. Later ones move few nodes, and to little gain.
const ROUNDS: usize = 8;
/// The share of a level's nodes that must wait for another round.
const WORTH_A_ROUND: f64 = 0.03;
/// Batches to a round: the more, the less do the nodes of one overlook.
const BATCHES: usize = 32;
/// Nodes side by side that are visited together: their arcs lie together.
const BLOCK: usize = 16;
/// Blocks and nodes that one thread takes at least.
const BLOCKS_PER_TASK: usize = 4;
const NODES_PER_TASK: usize = 64;

/// Moves nodes to the community of a neighbour, or out to one of their own,
/// as long as that raises the quality.
///
/// When a node moves, those of its neighbours that it did not join have a new
/// choice and wait for another turn. Nodes choose one by one until nobody
/// waits; or, if many nodes are to move `in_rounds`, in parallel for as long as
/// that is worth it.
pub(super) fn move_nodes(
    level: &Level,
    communities: &mut Communities,
    in_rounds: bool,
    tallies: &Tallies,
    rng: &mut impl Rng,
) {
    let waiting = level.arcs.nodes().map(|_| AtomicBool::new(true)).collect();
    let mut moving = Moving { level, communities, waiting };
    if in_rounds && level.node_count() >= MANY {
        moving.rounds(tallies, rng);
    } else {
        moving.one_by_one(&mut tallies.borrow().tally, rng);
    }
}

/// What a node had best do.
#[derive(Clone, Copy, PartialEq)]
enum Choice {
    Stay,
    /// Move to the community of a neighbour.
    Join(u32),
    /// Move out to a community of its own.
    Leave,
}

struct Moving<'a> {
    level: &'a Level,
    communities: &'a mut Communities,
    /// Whether a node has yet to choose.
    waiting: Vec<AtomicBool>,
}

impl Moving<'_> {
    fn rounds(&mut self, tallies: &Tallies, rng: &mut impl Rng) {
        let nodes: Vec<u32> = self.level.arcs.nodes().collect();
        let mut blocks: Vec<&[u32]> = nodes.chunks(BLOCK).collect();
        let worth = (WORTH_A_ROUND * nodes.len() as f64) as usize;
        for _ in 0..ROUNDS {
            if self.waiting.iter().filter(|waiting| waiting.load(Relaxed)).count() <= worth {
                break;
            }
            // Neighbours that share a batch again and again might trade places
            // forever.
            blocks.shuffle(rng);
            blocks.chunks(blocks.len().div_ceil(BATCHES)).for_each(|batch| self.together(batch, tallies));
        }
    }

    /// Lets those nodes of a batch that wait choose in parallel, all from what
    /// was before, and makes their moves in order. Nobody reads what another
    /// thread writes meanwhile, but for flags that are set whoever comes first.
    fn together(&mut self, batch: &[&[u32]], tallies: &Tallies) {
        stop::check();
        let (level, communities, waiting) = (self.level, &*self.communities, &self.waiting);
        let choices: Vec<(u32, Choice)> = batch
            .par_iter()
            .with_min_len(BLOCKS_PER_TASK)
            .map_init(
                || tallies.borrow(),
                |own, block| {
                    let turns = block.iter().filter(|&&node| waiting[node as usize].swap(false, Relaxed));
                    let choices = turns.map(|&node| (node, choose(level, communities, node, &mut own.tally)));
                    choices.filter(|(_, choice)| *choice != Choice::Stay).collect::<Vec<_>>()
                },
            )
            .flatten_iter()
            .collect();
        let followed = choices.into_iter().filter(|&(node, choice)| self.follow(node, choice));
        let moved: Vec<u32> = followed.map(|(node, _)| node).collect();
        moved.par_iter().with_min_len(NODES_PER_TASK).for_each(|&node| self.wake_neighbors(node, |_| ()));
    }

    /// Each move is a gain, so that this ends.
    fn one_by_one(&mut self, tally: &mut Tally, rng: &mut impl Rng) {
        let mut order: Vec<u32> = self.level.arcs.nodes().collect();
        order.shuffle(rng);
        let mut queue = VecDeque::from(order);
        while let Some(node) = queue.pop_front() {
            self.waiting[node as usize].store(false, Relaxed);
            let choice = choose(self.level, self.communities, node, tally);
            if self.follow(node, choice) {
                self.wake_neighbors(node, |neighbor| queue.push_back(neighbor));
            }
        }
    }

    /// Does what a node chose, unless that cannot be done any more.
    fn follow(&mut self, node: u32, choice: Choice) -> bool {
        let to = match choice {
            Choice::Stay => return false,
            Choice::Join(to) if self.communities.is_vacant(to) => {
                self.waiting[node as usize].store(true, Relaxed);
                return false;
            }
            Choice::Join(to) => to,
            Choice::Leave => match self.communities.vacancy_for(node) {
                Some(vacancy) => vacancy,
                None => return false,
            },
        };
        self.communities.relocate(node, self.level.mass[node as usize], to);
        true
    }

    /// Lets those neighbours wait that a node which moved did not join.
    #[inline]
    fn wake_neighbors(&self, node: u32, mut woken: impl FnMut(u32)) {
        let own = self.communities.of(node);
        for &neighbor in self.level.arcs.row(node).0 {
            let waiting = &self.waiting[neighbor as usize];
            if self.communities.of(neighbor) != own && !waiting.load(Relaxed) {
                waiting.store(true, Relaxed);
                woken(neighbor);
            }
        }
    }
}

/// What `node` gains most by.
#[inline]
fn choose(level: &Level, communities: &Communities, node: u32, tally: &mut Tally) -> Choice {
    for (neighbor, weight) in level.arcs.arcs_of(node) {
        tally.add(communities.of(neighbor), weight);
    }
    let own = communities.of(node);
    let mass = level.mass[node as usize];
    let pull = level.density * mass;
    let here = tally.weight(own);
    let stay = here - pull * (communities.mass(own) - mass);

    let mut best = Choice::Stay;
    let (mut best_gain, mut best_weight) = (stay, here);
    for (community, weight) in tally.iter().filter(|&(community, _)| community != own) {
        let gain = weight - pull * communities.mass(community);
        if gain > best_gain {
            (best, best_gain, best_weight) = (Choice::Join(community), gain, weight);
        }
    }
    if best_gain < 0.0 && communities.vacancy_for(node).is_some() {
        (best, best_gain, best_weight) = (Choice::Leave, 0.0, 0.0);
    }
    tally.clear();
    if best_gain - stay > RELATIVE_TOLERANCE * (here + best_weight) { best } else { Choice::Stay }
}
