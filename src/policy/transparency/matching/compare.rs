//! Every network of a run beside every removed one, and which are proposed.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use lockstep_base::error::{Error, Result};
use lockstep_method::significance::{ln_cauchy, ln_q_values};
use rayon::prelude::*;

use super::likeness::likeness;
use super::objects::{Network, SharedObjects, Volume};
use super::removed::Removed;
use super::survey::{Excess, Survey, Survivors};
use crate::transparency::{Facts, Run, all_objects};

/// What is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Match<'a> {
    /// The folder of removed networks.
    pub removed: &'a Path,
    /// An output of `detect`: the new run.
    pub dir: &'a Path,
    /// The run's inputs, where they are no longer where the run read them.
    pub inputs: &'a [PathBuf],
    /// A table of facts about accounts, see [`Facts::read`].
    pub facts: Option<&'a Path>,
    /// The false discovery rate over all comparisons.
    pub fdr: f64,
}

/// What a comparison comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The network is proposed as the removed one come back.
    Proposed,
    /// Only handles or times of creation speak for it.
    Circumstantial,
    /// Nothing beyond chance.
    No,
}

impl Verdict {
    /// The name in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Circumstantial => "circumstantial",
            Self::No => "no_match",
        }
    }
}

/// A new network beside a removed one.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The new network.
    pub network: u32,
    /// The removed one, by its place in [`Matches::removed`].
    pub removed: usize,
    /// The same objects.
    pub objects: Option<SharedObjects>,
    /// Accounts that were not removed, or are back.
    pub survivors: Option<Survivors>,
    /// The same pattern of handles.
    pub handles: Option<Excess>,
    /// Created after the removal.
    pub creation: Option<Excess>,
    /// ln p over the signals that are there.
    pub ln_p: f64,
    /// ln q over all comparisons.
    pub ln_q: f64,
    /// What it comes to.
    pub verdict: Verdict,
    /// Whether the objects alone pass at the rate held over all comparisons.
    pub objects_pass: bool,
}

/// The largest p of a signal that is taken to tell anything by itself.
const TELLING: f64 = 0.05;

/// Whether a signal with this ln p tells anything by itself.
pub(super) fn tells(ln_p: f64) -> bool {
    ln_p <= TELLING.ln()
}

impl Comparison {
    /// Whether a member of the network is taken to come back. What a network
    /// shares speaks against all of it; one account that survived, or one pair
    /// with it, only against itself.
    fn speaks_against(&self, member: u32) -> bool {
        let by_survivors = self.survivors.as_ref().is_some_and(|survivors| {
            survivors.same.contains(&member) || survivors.pairs.iter().any(|&(account, ..)| account == member)
        });
        self.objects_pass || by_survivors
    }
}

/// All comparisons of a run with the networks that were removed before.
#[derive(Debug)]
pub struct Matches {
    /// The new run.
    pub run: Run,
    /// The removed networks, in the order of their folders.
    pub removed: Vec<Removed>,
    /// What the platform knows of the new accounts.
    pub facts: Facts,
    /// By new network, the clearest first.
    pub comparisons: Vec<Comparison>,
    /// The false discovery rate.
    pub fdr: f64,
}

/// Compares every network of the run with every removed one.
///
/// # Errors
/// When the rate is none, or when the run, a removed network or the table of
/// facts cannot be used.
pub fn find(request: &Match) -> Result<Matches> {
    if !(request.fdr > 0.0 && request.fdr < 1.0) {
        return Err(Error::config("fdr", format!("{} is not between 0 and 1", request.fdr)));
    }
    let removed = Removed::read_all(request.removed)?;
    let facts = Facts::read_any(request.facts)?;
    let run = Run::open(request.dir, request.inputs)?;
    let comparisons = compare(&run, &removed, &facts, request.fdr)?;
    Ok(Matches { run, removed, facts, comparisons, fdr: request.fdr })
}

fn compare(run: &Run, removed: &[Removed], facts: &Facts, fdr: f64) -> Result<Vec<Comparison>> {
    let traces = all_objects(&run.events, &run.traces);
    let volumes: Vec<Volume> = traces.iter().map(|trace| Volume::new(trace, run.events.accounts.len())).collect();
    let survey = Survey::new(run, facts)?;
    let of_network = |(&network, members): (&u32, &Vec<u32>)| {
        let mut members = members.clone();
        members.sort_unstable();
        let likeness = likeness(&traces, run.events.accounts.len(), &members, &survey.implicated(&members));
        let by_objects = Network::new(&volumes, &members, &likeness);
        let one = |number: usize| {
            let objects = by_objects.test(&removed[number].objects);
            signals((network, number), &removed[number], &members, objects, &survey)
        };
        (0..removed.len()).map(one).collect::<Vec<_>>()
    };
    let networks: Vec<_> = run.networks.par_iter().map(of_network).collect();
    let mut comparisons: Vec<Comparison> = networks.into_iter().flatten().collect();
    judge(&mut comparisons, fdr);
    // Stable: equal ones keep the order of the folders.
    comparisons.sort_by(|x, y| x.network.cmp(&y.network).then(x.ln_p.total_cmp(&y.ln_p)));
    Ok(comparisons)
}

fn signals(
    (network, number): (u32, usize),
    removed: &Removed,
    members: &[u32],
    objects: Option<SharedObjects>,
    survey: &Survey,
) -> Comparison {
    let survivors = survey.survivors(members, &removed.accounts);
    let same = survivors.as_ref().map_or(&[][..], |survivors| &survivors.same);
    let mut comparison = Comparison {
        network,
        removed: number,
        objects,
        handles: survey.handles(members, same, &removed.accounts),
        creation: survey.creation(members, same, removed.end),
        survivors,
        ln_p: 0.0,
        ln_q: 0.0,
        verdict: Verdict::No,
        objects_pass: false,
    };
    comparison.ln_p = comparison.combined(true);
    comparison
}

impl Comparison {
    /// ln p of the signals that are there, with those that are circumstantial
    /// or without.
    fn combined(&self, circumstantial: bool) -> f64 {
        let direct = [self.objects.as_ref().map(|s| s.ln_p), self.survivors.as_ref().map(|s| s.ln_p)];
        let others = [self.handles.as_ref().map(|s| s.ln_p), self.creation.as_ref().map(|s| s.ln_p)];
        ln_cauchy(direct.into_iter().chain(others.into_iter().filter(|_| circumstantial)).flatten())
    }

    /// The signals for which there were no data, parted by semicolons.
    pub fn missing(&self) -> String {
        let signals = [
            ("objects", self.objects.is_none()),
            ("survivors", self.survivors.is_none()),
            ("handles", self.handles.is_none()),
            ("creation", self.creation.is_none()),
        ];
        signals.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect::<Vec<_>>().join(";")
    }
}

fn judge(comparisons: &mut [Comparison], fdr: f64) {
    let q = |ln_p: Vec<f64>| ln_q_values(&ln_p, ln_p.len() as f64);
    let all = q(comparisons.iter().map(|comparison| comparison.ln_p).collect());
    let direct = q(comparisons.iter().map(|comparison| comparison.combined(false)).collect());
    // The largest p that passes is the bar for the objects alone, too. The Cauchy
    // value lies between its parts: where objects do not pass, survivors do.
    let passes = |(comparison, ln_q): (&Comparison, &f64)| (*ln_q <= fdr.ln()).then(|| comparison.combined(false));
    let bar = comparisons.iter().zip(&direct).filter_map(passes).fold(f64::NEG_INFINITY, f64::max);
    for ((comparison, ln_q), ln_q_direct) in comparisons.iter_mut().zip(all).zip(direct) {
        comparison.objects_pass = comparison.objects.as_ref().is_some_and(|objects| objects.ln_p <= bar);
        comparison.ln_q = ln_q;
        comparison.verdict = match (ln_q <= fdr.ln(), ln_q_direct <= fdr.ln()) {
            (true, true) => Verdict::Proposed,
            (true, false) => Verdict::Circumstantial,
            (false, _) => Verdict::No,
        };
    }
}

/// Members of a proposed match.
#[derive(Clone, Debug)]
pub struct Returning<'a> {
    /// The best match of their network.
    pub comparison: &'a Comparison,
    /// The members that are taken to come back, by their number, in the order of
    /// their ids: all where objects pass alone, else those with evidence of their own.
    pub members: Vec<u32>,
    /// Those of them that stand on no list of a removed network: accounts that
    /// were counted when their network was removed are not counted again.
    pub new: Vec<u32>,
}

impl Matches {
    /// The networks that are proposed, each once under its best match.
    pub fn returning(&self) -> Vec<Returning<'_>> {
        let proposed = |comparison: &&Comparison| comparison.verdict == Verdict::Proposed;
        // The clearest comparison of a network comes first.
        let mut best: Vec<&Comparison> = self.comparisons.iter().filter(proposed).collect();
        best.dedup_by_key(|comparison| comparison.network);
        let listed = self.listed();
        let returning = |comparison: &'_ Comparison| {
            let all = self.run.networks[&comparison.network].as_slice();
            let members: Vec<u32> = all.iter().copied().filter(|&member| comparison.speaks_against(member)).collect();
            let new = members.iter().copied().filter(|member| !listed.contains(member)).collect();
            (members, new)
        };
        let whole = best.into_iter().map(|comparison| (comparison, returning(comparison)));
        whole.map(|(comparison, (members, new))| Returning { comparison, members, new }).collect()
    }

    /// The accounts of the run that stand on the list of a removed network, by
    /// their number.
    fn listed(&self) -> BTreeSet<u32> {
        let removed = self.removed.iter().flat_map(|removed| &removed.accounts);
        removed.filter_map(|account| self.run.events.accounts.find(&account.account_id)).collect()
    }
}
