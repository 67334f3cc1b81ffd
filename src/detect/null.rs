//! The same data with its coordination destroyed: what is still found there is
//! false.

use lockstep_base::error::Result;
use lockstep_data::events::Events;
use lockstep_data::traces::Acts;
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use serde::Serialize;

use crate::candidates::{Findings, find};
use crate::config::Config;
use crate::testing::test;

/// A way to destroy coordination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Null {
    /// Each account keeps its objects and its delays; which delay belongs to
    /// which object is shuffled.
    Habit,
    /// Each account keeps its number of acts and each object its acts in
    /// time; who acted on what is shuffled.
    Chance,
}

impl Null {
    /// Every null.
    pub const ALL: [Self; 2] = [Self::Habit, Self::Chance];

    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Habit => "habit",
            Self::Chance => "chance",
        }
    }

    /// What is done, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Habit => "each account's delays shuffled among its objects",
            Self::Chance => "accounts rewired, each with its number of objects kept",
        }
    }

    fn destroy(self, acts: &Acts, rng: &mut Pcg64Mcg) -> Acts {
        match self {
            Self::Habit => acts.with_delays_shuffled(rng),
            Self::Chance => acts.rewired(rng),
        }
    }
}

/// What one run found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NullRun {
    /// Accounts on the list.
    pub candidates: usize,
    /// Networks on the list.
    pub networks: usize,
    /// Pairs that passed, listed or not.
    pub validated_pairs: usize,
}

/// What several runs found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NullCheck {
    /// How coordination was destroyed.
    pub null: Null,
    /// What the data as they are hold.
    pub undestroyed: NullRun,
    /// Run by run.
    pub runs: Vec<NullRun>,
}

impl NullRun {
    pub(crate) fn of(findings: &Findings) -> Self {
        Self {
            candidates: findings.candidates.len(),
            networks: findings.networks.len(),
            validated_pairs: findings.validated.len(),
        }
    }
}

impl NullCheck {
    /// Accounts that a run lists in the mean.
    pub fn mean_candidates(&self) -> f64 {
        let all: usize = self.runs.iter().map(|run| run.candidates).sum();
        all as f64 / self.runs.len().max(1) as f64
    }

    /// Runs in which any account was listed.
    pub fn runs_with_candidates(&self) -> usize {
        self.runs.iter().filter(|run| run.candidates > 0).count()
    }
}

/// Destroys the coordination of these acts `runs` times and analyses what is
/// left, each run with a seed of its own; `found` is what they hold as they are.
pub(crate) fn check(
    events: &Events,
    found: &Findings,
    acts: &[Acts],
    config: &Config,
    null: Null,
    runs: usize,
) -> Result<NullCheck> {
    let run = |run: usize| {
        let mut rng = Pcg64Mcg::seed_from_u64(config.seed.wrapping_add(run as u64));
        let destroyed = acts.iter().map(|acts| null.destroy(acts, &mut rng)).collect();
        Ok(NullRun::of(&find(&mut test(events, destroyed, config), &events.accounts, config)?))
    };
    let undestroyed = NullRun::of(found);
    Ok(NullCheck { null, undestroyed, runs: (0..runs).map(run).collect::<Result<_>>()? })
}
