//! The same objects: links, texts, media, sounds, hashtags and the rest.
//!
//! On how many of the removed network's objects did a member of the new network
//! act, against what anybody of their volume would? With `k_i` the distinct
//! objects of a member in the trace, `a_o` the accounts outside the network
//! that acted on `o`, and `E` the sum of `k` over the accounts outside, the
//! members are expected to act on `o` `λ_o = Σ k_i · (a_o + 1/2)/E` times, and
//! at least once with the chance `1 − exp(−λ_o)`. The half keeps everything
//! possible. The number of objects is Poisson-binomial.
//!
//! Where accounts that are like the members (see [`mod@super::likeness`]) act more
//! on an object than others, they are the measure: `a_o` is then the sum of
//! their likeness, scaled so that the outside's volume stays `E`.
//!
//! A few objects that hardly anybody acts on tell more than many popular ones,
//! and would drown among them. So the objects are counted three times: those
//! that a network of this volume hardly ever acts on (a chance of at most 1 %),
//! those that it seldom does (10 %), and all. What decides about an object is
//! known without looking at the members' acts on it. Traces and counts are
//! combined by the Cauchy method.
//!
//! Every object of the removed network is a trial, also one that is nowhere in
//! the new data: to leave those out would choose the trials by their outcome.

use std::collections::BTreeMap;

use lockstep_method::significance::{ln_cauchy, ln_poisson_binomial_tail};

use super::removed::Object;
use crate::transparency::Objects;

/// The largest chances of the objects that are counted.
const RARITIES: [f64; 3] = [0.01, 0.1, 1.0];

/// What the members share with a removed network.
#[derive(Clone, Debug, Default)]
pub struct SharedObjects {
    /// ln p over all traces.
    pub ln_p: f64,
    /// On how many of the removed network's objects a member was expected to
    /// act.
    pub expected: f64,
    /// The count that speaks most clearly.
    pub clearest: Count,
    /// Those that they did act on, the least expected first.
    pub objects: Vec<SharedObject>,
}

/// How many objects of a trace both networks share.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// The trace.
    pub trace: &'static str,
    /// The largest chance of the objects that are counted.
    pub chance_at_most: f64,
    /// Objects on which a member acted.
    pub shared: usize,
    /// How many were expected.
    pub expected: f64,
    /// ln of the probability of at least as many.
    pub ln_p: f64,
}

/// An object of both networks.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedObject {
    /// The trace.
    pub trace: &'static str,
    /// The object, exactly.
    pub object: String,
    /// Members of the new network that acted on it, by their number.
    pub members: Vec<u32>,
    /// Members of the removed network that acted on it.
    pub removed_members: u64,
    /// Accounts outside the new network that acted on it.
    pub others: u64,
    /// The chance that a member acts on it.
    pub chance: f64,
}

/// A trace of the new data, and how much everybody does in it.
#[derive(Debug)]
pub struct Volume<'a> {
    objects: &'a Objects,
    /// Distinct objects of each account.
    degrees: Vec<u32>,
    /// Their sum.
    all: f64,
}

impl<'a> Volume<'a> {
    /// Of a trace of data with so many accounts.
    pub fn new(objects: &'a Objects, accounts: usize) -> Self {
        let degrees = objects.degrees(accounts);
        Self { objects, all: degrees.iter().map(|&k| f64::from(k)).sum(), degrees }
    }

    /// Each of the removed network's objects in this trace, also those that
    /// nobody of the new network acted on; none where nobody else is in the
    /// trace, so that there is no measure.
    fn trials(&self, members: &[u32], likeness: &[f64], removed: &[Object]) -> Option<Vec<SharedObject>> {
        let theirs: f64 = members.iter().map(|&member| f64::from(self.degrees[member as usize])).sum();
        let outside = Some(self.all - theirs).filter(|&outside| outside > 0.0)?;
        let rate = theirs / outside;
        let alike: f64 = likeness.iter().zip(&self.degrees).map(|(like, &k)| like * f64::from(k)).sum();
        // Where nobody is like the members, everybody is the measure.
        let scale = if alike > 0.0 { outside / alike } else { 0.0 };
        let trial = |object: &Object| {
            let on = self.objects.names.find(&object.object).map_or(&[][..], |number| self.objects.on(number));
            let is_member = |account: &u32| members.binary_search(account).is_ok();
            let (inside, others): (Vec<u32>, Vec<u32>) = on.iter().map(|doer| doer.account).partition(is_member);
            let like: f64 = others.iter().map(|&account| likeness[account as usize]).sum();
            SharedObject {
                trace: self.objects.trace,
                object: object.object.clone(),
                members: inside,
                removed_members: object.members,
                others: others.len() as u64,
                chance: -(-rate * (f64::max(others.len() as f64, scale * like) + 0.5)).exp_m1(),
            }
        };
        Some(removed.iter().map(trial).collect())
    }
}

/// Counts the objects of a trace that are as rare as this; none where there is
/// none of them.
fn count(trials: &[SharedObject], chance_at_most: f64) -> Option<Count> {
    let counted = || trials.iter().filter(|trial| trial.chance <= chance_at_most);
    let chances: Vec<f64> = counted().map(|trial| trial.chance).collect();
    let shared = counted().filter(|trial| !trial.members.is_empty()).count();
    Some(Count {
        trace: counted().next()?.trace,
        chance_at_most,
        shared,
        expected: chances.iter().sum(),
        ln_p: ln_poisson_binomial_tail(shared as u64, &chances),
    })
}

/// Tests the members, in the order of their numbers, in every trace that both
/// the new data and the removed network have; none where there is no such
/// trace.
pub fn test(
    traces: &[Volume],
    members: &[u32],
    likeness: &[f64],
    removed: &BTreeMap<String, Vec<Object>>,
) -> Option<SharedObjects> {
    let both = traces.iter().filter_map(|trace| Some((trace, removed.get(trace.objects.trace)?)));
    let mut trials: Vec<_> = both.filter_map(|(trace, objects)| trace.trials(members, likeness, objects)).collect();
    let counts: Vec<Count> =
        trials.iter().flat_map(|trials| RARITIES.into_iter().filter_map(move |chance| count(trials, chance))).collect();
    let clearest = counts.iter().min_by(|x, y| x.ln_p.total_cmp(&y.ln_p)).copied()?;
    let ln_p = ln_cauchy(counts.iter().map(|count| count.ln_p));
    let expected = trials.iter().flatten().map(|trial| trial.chance).sum();
    trials.iter_mut().for_each(|trials| trials.retain(|trial| !trial.members.is_empty()));
    let mut objects: Vec<SharedObject> = trials.into_iter().flatten().collect();
    objects.sort_by(|x, y| x.chance.total_cmp(&y.chance).then_with(|| (x.trace, &x.object).cmp(&(y.trace, &y.object))));
    Some(SharedObjects { ln_p, expected, clearest, objects })
}
