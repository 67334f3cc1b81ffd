//! An innocent explanation, the case that it is put to, and its answer.

use super::histories::Shared;
use super::poisson_binomial::ln_poisson_binomial_tail;
use crate::coaction::{Ladder, Met, Pair};

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
    /// Whether a meeting on this object is tested against the trials.
    pub fn tell(&self, object: u32) -> bool {
        self.objects.as_ref().is_none_or(|objects| objects.binary_search(&object).is_ok())
    }
}

impl Test {
    /// Independent trials with these chances, `seen` of which succeeded.
    pub(super) fn of_trials(seen: u64, chances: &[f64]) -> Self {
        let mut ascending = chances.to_vec();
        ascending.sort_unstable_by(f64::total_cmp);
        Self {
            expected: ascending.iter().sum(),
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
