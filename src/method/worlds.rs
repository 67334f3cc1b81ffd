//! Small worlds with known truth, for the tests of what is looked for without pairs.

use lockstep_data::events::Dictionary;
use lockstep_data::traces::{Act, Acts, TraceKind};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// Accounts that act on objects, and chance.
pub(crate) struct World {
    /// Chance.
    pub rng: Pcg64Mcg,
    /// How many accounts there are.
    pub accounts: u32,
    acts: Vec<Act>,
}

impl World {
    /// Nobody has acted yet.
    pub fn new(seed: u64) -> Self {
        Self { rng: Pcg64Mcg::seed_from_u64(seed), accounts: 0, acts: Vec::new() }
    }

    /// The numbers of more accounts.
    pub fn more(&mut self, accounts: u32) -> std::ops::Range<u32> {
        self.accounts += accounts;
        self.accounts - accounts..self.accounts
    }

    /// An act, `time` in microseconds.
    pub fn act(&mut self, object: u32, account: u32, time: i64) {
        self.acts.push(Act { object, account, time, post: 0 });
    }

    /// Nobody is left out.
    pub fn nobody(&self) -> Vec<bool> {
        vec![false; self.accounts as usize]
    }

    /// All acts, as one trace.
    pub fn trace(&self) -> Acts {
        self.part(|_| true)
    }

    /// The acts on these objects, as one trace; objects keep their numbers.
    pub fn part(&self, is_in: impl Fn(u32) -> bool) -> Acts {
        let mut acts: Vec<Act> = self.acts.iter().copied().filter(|act| is_in(act.object)).collect();
        acts.sort_unstable_by_key(|act| (act.object, act.time, act.account));
        let mut objects = Dictionary::default();
        let last = self.acts.iter().map(|act| act.object + 1).max().unwrap_or_default();
        (0..last).for_each(|object| _ = objects.intern(&object.to_string()));
        Acts::of_objects(TraceKind::Share, objects.into(), &acts)
    }
}

/// Draws places in proportion to their weights.
pub(crate) struct Draw(Vec<f64>);

impl Draw {
    /// From the weights.
    pub fn new(weights: impl IntoIterator<Item = f64>) -> Self {
        let mut sum = 0.0;
        Self(
            weights
                .into_iter()
                .map(|weight| {
                    sum += weight;
                    sum
                })
                .collect(),
        )
    }

    /// A place.
    pub fn one(&self, rng: &mut Pcg64Mcg) -> usize {
        let draw = rng.random_range(0.0..self.0[self.0.len() - 1]);
        self.0.partition_point(|&sum| sum <= draw)
    }

    /// So many distinct places, as they come up one after the other.
    pub fn distinct(&self, count: usize, rng: &mut Pcg64Mcg) -> Vec<usize> {
        let mut drawn: Vec<usize> = Vec::with_capacity(count);
        while drawn.len() < count {
            let one = self.one(rng);
            if !drawn.contains(&one) {
                drawn.push(one);
            }
        }
        drawn
    }
}
