//! The same data with its coordination destroyed: what is still found there is
//! false.

use lockstep_base::error::Result;
use lockstep_base::pattern::Pattern;
use lockstep_data::events::Events;
use lockstep_data::traces::{Acts, PostLog};
use rand::SeedableRng;
use rand_pcg::Pcg64Mcg;
use serde::Serialize;

use crate::candidates::{Candidate, Findings, find};
use crate::config::Config;
use crate::testing::test;

/// A way to destroy coordination. Each fits some patterns: what it keeps is what could
/// explain them innocently, and what it destroys is what they are told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Null {
    /// Each account keeps its objects and its delays; which delay belongs to
    /// which object is shuffled.
    Habit,
    /// Each account keeps its objects and its times; which time belongs to which
    /// object is shuffled. Who makes things together at once has no delays to
    /// shuffle.
    Times,
    /// Each account keeps its number of acts and each object its acts in
    /// time; who acted on what is shuffled.
    Chance,
}

impl Null {
    /// Every null.
    pub const ALL: [Self; 3] = [Self::Habit, Self::Times, Self::Chance];

    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Habit => "habit",
            Self::Times => "times",
            Self::Chance => "chance",
        }
    }

    /// What is done, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Habit => "each account's delays shuffled among its objects",
            Self::Times => "each account's times shuffled among its objects",
            Self::Chance => "accounts rewired, each with its number of objects kept",
        }
    }

    /// The patterns that it fits: nothing of them should be left.
    pub fn patterns(self) -> &'static [Pattern] {
        match self {
            Self::Habit => &[Pattern::ArbitraryMoments, Pattern::SameEvent],
            Self::Times => &[Pattern::AlwaysTogether],
            Self::Chance => &Pattern::LISTED,
        }
    }

    /// Why it says nothing of other patterns; none where it fits all.
    pub fn leaves(self) -> Option<&'static str> {
        match self {
            Self::Habit => Some(
                "accounts that always act together keep that when their delays are shuffled (the null times is for them), and \
                 who acted on what stays as it was (the null chance is for groups that no pair proves)",
            ),
            Self::Times => Some(
                "accounts that share the moments of their acts keep these when their times are shuffled (the null habit is \
                 for them), and who acted on what stays as it was (the null chance is for groups that no pair proves)",
            ),
            Self::Chance => None,
        }
    }

    fn destroy(self, acts: &Acts, rng: &mut Pcg64Mcg) -> Acts {
        match self {
            Self::Habit => acts.with_delays_shuffled(rng),
            Self::Times => acts.with_times_shuffled(rng),
            Self::Chance => acts.rewired(rng),
        }
    }
}

/// What one run found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct NullRun {
    /// Accounts on the list.
    pub candidates: usize,
    /// Those of them in networks of the patterns that the null fits.
    pub of_patterns: usize,
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
    pub(crate) fn of(findings: &Findings, null: Null) -> Self {
        let fits = |candidate: &&Candidate| null.patterns().contains(&candidate.pattern);
        Self {
            candidates: findings.candidates.len(),
            of_patterns: findings.candidates.iter().filter(fits).count(),
            networks: findings.networks.len(),
            validated_pairs: findings.validated.len(),
        }
    }
}

impl NullCheck {
    /// Accounts of the patterns that the null fits which a run lists on average.
    pub fn mean_candidates(&self) -> f64 {
        let all: usize = self.runs.iter().map(|run| run.of_patterns).sum();
        all as f64 / self.runs.len().max(1) as f64
    }

    /// Runs in which any account of these patterns was listed.
    pub fn runs_with_candidates(&self) -> usize {
        self.runs.iter().filter(|run| run.of_patterns > 0).count()
    }
}

/// The data as they are, for null runs.
pub(crate) struct Undestroyed<'a> {
    pub events: &'a Events,
    pub log: &'a PostLog,
    pub acts: &'a [Acts],
    pub findings: &'a Findings,
}

/// Destroys the coordination of these acts `runs` times and analyses what is
/// left, each run with a seed of its own.
pub(crate) fn check(data: &Undestroyed, config: &Config, null: Null, runs: usize) -> Result<NullCheck> {
    let Undestroyed { events, log, acts, findings } = *data;
    let run = |run: usize| {
        let mut rng = Pcg64Mcg::seed_from_u64(config.seed.wrapping_add(run as u64));
        let destroyed = acts.iter().map(|acts| null.destroy(acts, &mut rng)).collect();
        let found = find(&mut test(events, destroyed, config), &events.accounts, log, config)?;
        Ok(NullRun::of(&found, null))
    };
    let undestroyed = NullRun::of(findings, null);
    Ok(NullCheck { null, undestroyed, runs: (0..runs).map(run).collect::<Result<_>>()? })
}
