//! Weights from one node to the communities next to it.

use std::sync::{Mutex, PoisonError};

/// A sum for each community, in a flat array that is reset through the list of
/// the communities touched, so that its size costs nothing per node.
pub(super) struct Tally {
    /// Zero for the communities not touched.
    weights: Vec<f64>,
    /// The communities touched, in front, and a place for one more.
    touched: Vec<u32>,
    count: usize,
}

impl Tally {
    pub fn new(communities: usize) -> Self {
        Self { weights: vec![0.0; communities], touched: vec![0; communities + 1], count: 0 }
    }

    /// Adds a weight, which is above zero. Whether the community is new cannot
    /// be foretold, and a processor that guesses wrong waits for memory: there
    /// is no branch.
    #[inline]
    pub fn add(&mut self, community: u32, weight: f64) {
        let sum = &mut self.weights[community as usize];
        self.touched[self.count] = community;
        self.count += usize::from(*sum == 0.0);
        *sum += weight;
    }

    #[inline]
    pub fn weight(&self, community: u32) -> f64 {
        self.weights[community as usize]
    }

    /// The communities touched, in the order in which they first were, and
    /// their weights.
    pub fn iter(&self) -> impl Iterator<Item = (u32, f64)> {
        self.touched[..self.count].iter().map(|&community| (community, self.weight(community)))
    }

    pub fn clear(&mut self) {
        for &community in &self.touched[..self.count] {
            self.weights[community as usize] = 0.0;
        }
        self.count = 0;
    }
}

/// Tallies for threads to borrow: no more are made than are in use at once.
/// All are clear, so that it does not matter who gets which.
pub(super) struct Tallies {
    communities: usize,
    idle: Mutex<Vec<Tally>>,
}

impl Tallies {
    pub fn new(communities: usize) -> Self {
        Self { communities, idle: Mutex::default() }
    }

    /// A clear tally, to be left clear.
    pub fn borrow(&self) -> Borrowed<'_> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Borrowed { tally: idle.unwrap_or_else(|| Tally::new(self.communities)), home: self }
    }
}

/// A tally that goes back when it is dropped.
pub(super) struct Borrowed<'a> {
    pub tally: Tally,
    home: &'a Tallies,
}

impl Drop for Borrowed<'_> {
    fn drop(&mut self) {
        let tally = std::mem::replace(&mut self.tally, Tally::new(0));
        self.home.idle.lock().unwrap_or_else(PoisonError::into_inner).push(tally);
    }
}
