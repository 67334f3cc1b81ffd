//! Which pairs pass, over all traces and all pairs of accounts.

use rayon::prelude::*;

use super::combine::ln_cauchy;
use super::fdr::ln_q_values;
use super::testing::PairTest;

/// The verdict over all traces, one entry a tested pair.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    /// ln p, the traces combined.
    pub ln_p: Vec<f64>,
    /// ln q: the smallest false discovery rate at which the pair is listed.
    pub ln_q: Vec<f64>,
    /// How many pairs of accounts the discovery rate is held over.
    pub pairs_in_all: f64,
}

impl Verdict {
    /// ln of the largest p that passes at this false discovery rate when so
    /// many pairs do: the critical value of Benjamini and Hochberg.
    pub fn ln_limit(&self, fdr: f64, passed: usize) -> f64 {
        (fdr * passed as f64 / self.pairs_in_all).ln()
    }
}

/// Combines the traces of each pair and corrects for all `N(N − 1)/2` pairs
/// of the `accounts` accounts that act in any trace, not for those that
/// happened to meet.
pub fn verdict(traces: &[&[PairTest]], pairs: usize, accounts: usize) -> Verdict {
    let ln_p: Vec<f64> =
        (0..pairs).into_par_iter().map(|place| ln_cauchy(traces.iter().map(|tests| tests[place].ln_p))).collect();
    let pairs_in_all = accounts as f64 * (accounts as f64 - 1.0) / 2.0;
    let ln_q = ln_q_values(&ln_p, pairs_in_all);
    Verdict { ln_p, ln_q, pairs_in_all }
}
