//! Which pairs act together more than an innocent explanation allows.
//!
//! Each innocent explanation is a null model behind [`Explanation`]; a pair is
//! evidence only as far as it survives them. Here stands the first of the
//! three, [`Chance`]. All probabilities are natural logarithms: the evidence
//! of a busy campaign lies far below the smallest float, and a heap of zeros
//! has no order.

mod chance;
mod combine;
mod fdr;

use rayon::prelude::*;

pub use chance::{Chance, ln_poisson_tail};
pub use combine::ln_cauchy;
pub use fdr::ln_q_values;

use crate::coaction::{Pair, PairEvidence};

/// An innocent explanation of why two accounts co-act: a null model.
pub trait Explanation: Sync {
    /// The name used in the column `ruled_out`.
    fn name(&self) -> &'static str;

    /// The natural logarithm of the probability that the pair co-acts on at
    /// least as many objects as was seen, were the explanation true.
    fn ln_p(&self, pair: Pair, seen: &PairEvidence) -> f64;
}

/// The evidence of one trace, one entry a tested pair.
#[derive(Clone, Debug, Default)]
pub struct TraceTests {
    /// ln p under each explanation that was tested, in the order of
    /// [`TraceTests::explanations`].
    pub ln_p_by_explanation: Vec<Vec<f64>>,
    /// The explanations' names.
    pub explanations: Vec<&'static str>,
    /// ln p of the trace: the largest over the explanations.
    pub ln_p: Vec<f64>,
}

/// Tests every pair of one trace against the explanations; a pair that does
/// not meet in the trace has p = 1.
pub fn test_trace(pairs: &[Pair], seen: &[PairEvidence], explanations: &[&dyn Explanation]) -> TraceTests {
    let test = |explanation: &&dyn Explanation| -> Vec<f64> {
        let ln_p =
            |(pair, seen): (&Pair, &PairEvidence)| if seen.objects == 0 { 0.0 } else { explanation.ln_p(*pair, seen) };
        pairs.par_iter().zip(seen).map(ln_p).collect()
    };
    let ln_p_by_explanation: Vec<Vec<f64>> = explanations.iter().map(test).collect();
    let weakest = |place: usize| ln_p_by_explanation.iter().map(|ln_p| ln_p[place]).fold(f64::NEG_INFINITY, f64::max);
    let ln_p = if explanations.is_empty() { vec![0.0; pairs.len()] } else { (0..pairs.len()).map(weakest).collect() };
    TraceTests { ln_p_by_explanation, explanations: explanations.iter().map(|e| e.name()).collect(), ln_p }
}

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

/// Combines the traces of each pair and corrects for all `N(N − 1)/2` pairs
/// of the `accounts` accounts that act in any trace, not for those that
/// happened to meet.
pub fn verdict(traces: &[&TraceTests], pairs: usize, accounts: usize) -> Verdict {
    let ln_p: Vec<f64> =
        (0..pairs).into_par_iter().map(|place| ln_cauchy(traces.iter().map(|tests| tests.ln_p[place]))).collect();
    let pairs_in_all = accounts as f64 * (accounts as f64 - 1.0) / 2.0;
    let ln_q = ln_q_values(&ln_p, pairs_in_all);
    Verdict { ln_p, ln_q, pairs_in_all }
}
