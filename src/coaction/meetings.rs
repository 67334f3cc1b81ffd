//! How much meeting there is in a trace, by the popularity of its objects.

use std::ops::Range;

use super::ladder::Ladder;
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
    pub(super) fn new(rungs: usize) -> Self {
        Self { rungs, densities: vec![Density::default(); CLASSES * rungs] }
    }

    /// Adds meetings on an object on which `accounts` acted and that counts at
    /// the rungs `counted`: `met[r]` pairs met within window `r` and no
    /// narrower one.
    pub(super) fn add_met(&mut self, accounts: u32, counted: Range<usize>, met: &[u64]) {
        let start = class(accounts) * self.rungs;
        let mut so_far = 0;
        for rung in counted {
            so_far += met[rung];
            self.densities[start + rung].met += so_far;
        }
    }

    /// Adds the pairs of accounts that could have met on each object.
    pub(super) fn add_objects(&mut self, acts: &Acts, ladder: &Ladder) {
        for object in 0..acts.objects.len() as u32 {
            let accounts = u64::from(ladder.accounts_of(object));
            let start = class(accounts as u32) * self.rungs;
            for rung in ladder.rungs_of(object) {
                self.densities[start + rung].pairs += accounts * accounts.saturating_sub(1) / 2;
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (sum, more) in self.densities.iter_mut().zip(&other.densities) {
            sum.met += more.met;
            sum.pairs += more.pairs;
        }
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

fn class(accounts: u32) -> usize {
    (u32::BITS - accounts.leading_zeros()) as usize
}
