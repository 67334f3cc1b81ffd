//! Weights from one node to the communities next to it.

/// A sum for each community, in a flat array that is reset through the list of
/// the communities touched, so that its size costs nothing per node.
pub(super) struct Tally {
    /// Zero for the communities not in `touched`.
    weights: Vec<f64>,
    touched: Vec<u32>,
}

impl Tally {
    pub fn new(communities: usize) -> Self {
        Self { weights: vec![0.0; communities], touched: Vec::new() }
    }

    /// Adds a weight, which is above zero.
    #[inline]
    pub fn add(&mut self, community: u32, weight: f64) {
        let sum = &mut self.weights[community as usize];
        if *sum == 0.0 {
            self.touched.push(community);
        }
        *sum += weight;
    }

    #[inline]
    pub fn weight(&self, community: u32) -> f64 {
        self.weights[community as usize]
    }

    /// The communities touched, in the order in which they first were, and
    /// their weights.
    pub fn iter(&self) -> impl Iterator<Item = (u32, f64)> {
        self.touched.iter().map(|&community| (community, self.weight(community)))
    }

    pub fn clear(&mut self) {
        for community in self.touched.drain(..) {
            self.weights[community as usize] = 0.0;
        }
    }
}
