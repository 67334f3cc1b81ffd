//! How much meeting there is in a trace, by the popularity of its objects.

use std::ops::Range;

use rayon::prelude::*;

use super::ladder::Ladder;
use super::windows::{advance, stretches};
use crate::traces::Acts;

/// Popularity classes: an object belongs to the class of the bit length of
/// its number of accounts.
const CLASSES: usize = 33;

/// Pairs of accounts that acted on the same object, and those of them that
/// met on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Density {
    /// (pair, object) co-acts within the window.
    pub met: u64,
    /// (pair, object): both acted on it, at any time.
    pub pairs: u64,
}

impl Density {
    /// The share of pairs that met; 0 without a pair.
    pub fn rate(self) -> f64 {
        if self.pairs == 0 { 0.0 } else { self.met as f64 / self.pairs as f64 }
    }
}

/// Meetings of all pairs, by popularity class and rung.
#[derive(Clone, Debug, Default)]
pub struct Meetings {
    rungs: usize,
    /// By class, then by rung.
    densities: Vec<Density>,
}

impl Meetings {
    /// Counts the meetings in these acts.
    pub fn of(acts: &Acts, ladder: &Ladder) -> Self {
        let of_objects = |objects: Range<usize>| {
            let mut meetings = Self::none(ladder.len());
            objects.for_each(|object| meetings.add(acts, ladder, object));
            meetings
        };
        let parts: Vec<Self> = stretches(acts).into_par_iter().map(of_objects).collect();
        parts.into_iter().fold(Self::none(ladder.len()), Self::with)
    }

    fn none(rungs: usize) -> Self {
        Self { rungs, densities: vec![Density::default(); CLASSES * rungs] }
    }

    fn add(&mut self, acts: &Acts, ladder: &Ladder, object: usize) {
        let accounts = u64::from(ladder.accounts_of(object as u32));
        if accounts < 2 {
            return;
        }
        let met = met_on(acts, ladder, object);
        let start = class(accounts as u32) * self.rungs;
        for (density, met) in self.densities[start..].iter_mut().zip(met) {
            density.met += met;
            density.pairs += accounts * (accounts - 1) / 2;
        }
    }

    fn with(mut self, other: Self) -> Self {
        for (sum, more) in self.densities.iter_mut().zip(other.densities) {
            sum.met += more.met;
            sum.pairs += more.pairs;
        }
        self
    }

    /// (pair, object) co-acts at this rung: `S` of the chance model.
    pub fn at(&self, rung: usize) -> u64 {
        (0..CLASSES).map(|class| self.densities[class * self.rungs + rung].met).sum()
    }

    /// How densely objects with about this many accounts are met on.
    pub fn density(&self, accounts: u32, rung: usize) -> Density {
        self.densities[class(accounts) * self.rungs + rung]
    }
}

/// Pairs that met on the object, by each rung at which it counts.
fn met_on(acts: &Acts, ladder: &Ladder, object: usize) -> Vec<u64> {
    let range = acts.of(object);
    let windows = ladder.rungs_of(object as u32).map(|rung| ladder.windows()[rung].micros());
    let times = &acts.time[range.clone()];
    if ladder.accounts_of(object as u32) as usize == range.len() {
        return windows.map(|window| co_acts(times, window)).collect();
    }
    let repeaters = Repeaters::of(&acts.account[range.clone()]);
    let once: Vec<i64> =
        times.iter().zip(&repeaters.repeats).filter(|(_, repeats)| !**repeats).map(|(&t, _)| t).collect();
    let of_repeaters = repeaters.met(acts, ladder, object);
    windows.zip(of_repeaters).map(|(window, met)| co_acts(&once, window) + met).collect()
}

/// Two times at most the window apart.
fn co_acts(times: &[i64], window: i64) -> u64 {
    let mut start = 0;
    let earlier = (0..times.len()).map(|later| {
        start = advance(times, window, start, later);
        (later - start) as u64
    });
    earlier.sum()
}

/// The accounts that acted on an object several times.
struct Repeaters {
    /// Their acts, as places among those on the object; an account's together
    /// and in order.
    acts: Vec<(u32, u32)>,
    /// Whether each act on the object is one of theirs.
    repeats: Vec<bool>,
}

impl Repeaters {
    fn of(accounts: &[u32]) -> Self {
        let mut by_account: Vec<(u32, u32)> = accounts.iter().copied().zip(0..).collect();
        by_account.sort_unstable();
        let runs = by_account.chunk_by(|x, y| x.0 == y.0).filter(|run| run.len() > 1);
        let acts: Vec<(u32, u32)> = runs.flatten().copied().collect();
        let mut repeats = vec![false; accounts.len()];
        acts.iter().for_each(|&(_, place)| repeats[place as usize] = true);
        Self { acts, repeats }
    }

    /// Pairs with at least one of them that met on the object, by rung.
    fn met(&self, acts: &Acts, ladder: &Ladder, object: usize) -> Vec<u64> {
        let rungs = ladder.rungs_of(object as u32).len();
        let of_account = |own: &[(u32, u32)]| self.met_by(own, acts, ladder, object);
        let counted = self.acts.par_chunk_by(|x, y| x.0 == y.0).map(of_account);
        let sum = |sum: Vec<u64>, more: Vec<u64>| sum.iter().zip(more).map(|(x, y)| x + y).collect();
        let mut met = counted.reduce(|| vec![0; rungs], sum);
        (1..met.len()).for_each(|rung| met[rung] += met[rung - 1]);
        met
    }

    /// How many of the accounts that act once, or several times and have larger
    /// numbers, this one met; by the narrowest rung.
    fn met_by(&self, own: &[(u32, u32)], acts: &Acts, ladder: &Ladder, object: usize) -> Vec<u64> {
        let mut met = vec![0; ladder.rungs_of(object as u32).len()];
        let Some(widest) = ladder.widest(object) else { return met };
        let range = acts.of(object);
        let (times, accounts) = (&acts.time[range.clone()], &acts.account[range]);
        let mut others = Vec::new();
        for &(account, place) in own {
            let time = times[place as usize];
            let start = times.partition_point(|&other| time - other > widest);
            let around = (start..times.len()).take_while(|&other| times[other] - time <= widest);
            let counts =
                |&other: &usize| accounts[other] != account && (!self.repeats[other] || accounts[other] > account);
            others
                .extend(around.filter(counts).map(|other| (accounts[other], ladder.rung((times[other] - time).abs()))));
        }
        others.sort_unstable();
        others.chunk_by(|x, y| x.0 == y.0).for_each(|other| met[other[0].1] += 1);
        met
    }
}

fn class(accounts: u32) -> usize {
    (u32::BITS - accounts.leading_zeros()) as usize
}
