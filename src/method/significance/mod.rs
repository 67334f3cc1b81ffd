//! Which pairs act together more than innocent explanations allow.
//!
//! Each innocent explanation is a null model behind [`Explanation`]:
//! [`Chance`] (or [`Bicm`], its degree-exact form), [`Habit`] and [`Crowd`].
//! A pair is evidence only as far as it survives chance and habit; the crowd
//! lowers the grade of what is left. Each trace is tested on a ladder of
//! windows, corrected for the choice (Bonferroni), and the window that speaks
//! most clearly is reported.
//!
//! All probabilities are natural logarithms: the evidence of a busy campaign
//! lies far below the smallest float, and a heap of zeros has no order.

mod bicm;
mod bound;
mod chance;
mod combine;
mod crowd;
mod delays;
mod fdr;
mod habit;
mod histories;
mod hypergeometric;
mod poisson_binomial;
mod reaction;
mod testing;

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::coaction::{Ladder, Meetings, Met, Pair};

pub use bicm::Bicm;
pub use bound::{Bound, combined_bound, could_pass, ln_chance, ln_limit};
pub use chance::{Chance, Volumes, ln_poisson_tail};
pub use combine::ln_cauchy;
pub use crowd::Crowd;
pub use delays::Delays;
pub use fdr::ln_q_values;
pub use habit::Habit;
pub use histories::{Histories, Shared};
pub use hypergeometric::ln_hypergeometric_tail;
pub use poisson_binomial::ln_poisson_binomial_tail;
pub use reaction::Reaction;
pub use testing::{Behaviour, Models, PairTest, WORTH_TESTING, corrected};

/// Which form of the chance model is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChanceModel {
    /// The closed Poisson form, from the accounts' volumes alone.
    #[default]
    Poisson,
    /// The bipartite configuration model, which keeps the popularity of the
    /// objects, too.
    Bicm,
}

/// The chance model of a trace of which only some accounts are here; of fast
/// `reactions`, volume is what an account reacts to at any speed.
pub fn chance_among(
    model: ChanceModel,
    reactions: bool,
    volumes: &[Volumes],
    meetings: &Meetings,
) -> Arc<dyn Explanation> {
    match model {
        ChanceModel::Bicm if !reactions => Arc::new(Bicm::among(volumes, meetings)),
        _ => Arc::new(Chance::among(volumes, |rung| meetings.at(rung))),
    }
}

/// An innocent explanation of why two accounts co-act: a null model.
pub trait Explanation: std::fmt::Debug + Send + Sync {
    /// The name used in the column `ruled_out`.
    fn name(&self) -> &'static str;

    /// How often the pair would meet at this rung of the ladder, were the
    /// explanation true, and how likely it would be to meet as often as seen.
    fn test(&self, case: &Case, rung: usize) -> Test;
}

/// A test under one explanation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Test {
    /// Meetings that are expected.
    pub expected: f64,
    /// Meetings that were seen, by the unit that the explanation counts:
    /// objects under chance, occasions under habit and the crowd.
    pub seen: u32,
    /// Objects on which they could have met; under chance any.
    pub trials: Option<u32>,
    /// ln of the probability of at least as many as were seen.
    pub ln_p: f64,
}

/// Independent trials, each of which lets a pair meet with some chance.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trials {
    /// The objects that they stand for, in order; none where any object does.
    pub objects: Option<Vec<u32>>,
    /// Their chances.
    pub chances: Vec<f64>,
}

impl Trials {
    /// Whether a meeting on this object is held against the trials.
    pub fn tell(&self, object: u32) -> bool {
        self.objects.as_ref().is_none_or(|objects| objects.binary_search(&object).is_ok())
    }
}

impl Test {
    /// Independent trials with these chances, `seen` of which succeeded.
    fn of_trials(seen: u64, chances: &[f64]) -> Self {
        Self {
            expected: chances.iter().sum(),
            seen: seen as u32,
            trials: Some(chances.len() as u32),
            ln_p: ln_poisson_binomial_tail(seen, chances),
        }
    }
}

/// What a pair did in one trace.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The pair.
    pub pair: Pair,
    /// How often it met, by rung.
    pub met: &'a Met,
    /// The objects on which both acted, at any time.
    pub shared: &'a [Shared<'a>],
}

impl<'a> Case<'a> {
    /// Distinct objects on which the pair met within the rung's window.
    pub fn objects(&self, rung: usize) -> u64 {
        self.met.objects[rung].into()
    }

    /// Distinct occasions on which it did.
    pub fn occasions(&self, rung: usize) -> u64 {
        self.met.occasions[rung].into()
    }

    /// The shared objects that count at the rung.
    pub fn shared_at(&self, ladder: &'a Ladder, rung: usize) -> impl Iterator<Item = &'a Shared<'a>> {
        self.shared.iter().filter(move |shared| ladder.counts(shared.object, rung))
    }
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
