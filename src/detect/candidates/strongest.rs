//! The strongest pairs of an account.

/// An account's score adds up this many of its strongest pairs: several
/// partners are stronger evidence than one, many are not endlessly stronger.
const STRONGEST: usize = 3;

/// The strongest pairs of an account.
#[derive(Clone, Debug)]
pub struct Strongest {
    scores: [f64; STRONGEST],
    pub(super) ln_q: f64,
}

impl Default for Strongest {
    fn default() -> Self {
        Self { scores: [0.0; STRONGEST], ln_q: 0.0 }
    }
}

impl Strongest {
    /// Adds a pair with this `−log10 p` and ln q.
    pub fn add(&mut self, mut score: f64, ln_q: f64) {
        for kept in &mut self.scores {
            if score > *kept {
                std::mem::swap(kept, &mut score);
            }
        }
        self.ln_q = self.ln_q.min(ln_q);
    }

    /// The sum of the three largest `−log10 p`.
    pub fn score(&self) -> f64 {
        self.scores.iter().sum()
    }
}
