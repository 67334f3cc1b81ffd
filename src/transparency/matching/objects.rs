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
//! Where accounts that are like the members (see [`super::likeness`]) act more
//! on an object than others, they are the measure: `a_o` is then the sum of
//! their likeness, scaled so that the outside's volume stays `E`.
//!
//! Every object of the removed network is a trial, also one that is nowhere in
//! the new data: to leave those out would choose the trials by their outcome.

use std::collections::BTreeMap;

use super::removed::Object;
use crate::significance::{ln_cauchy, ln_poisson_binomial_tail};
use crate::transparency::Objects;

/// What the members share with a removed network.
#[derive(Clone, Debug, Default)]
pub struct SharedObjects {
    /// ln p over all traces.
    pub ln_p: f64,
    /// How many of the removed network's objects a member acted on.
    pub expected: f64,
    /// Those that they did act on, the least expected first.
    pub objects: Vec<SharedObject>,
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

    /// The test in this trace: ln p, how many were expected, and which were
    /// seen.
    fn test(&self, members: &[u32], likeness: &[f64], removed: &[Object]) -> (f64, f64, Vec<SharedObject>) {
        let theirs: f64 = members.iter().map(|&member| f64::from(self.degrees[member as usize])).sum();
        let outside = (self.all - theirs).max(1.0);
        let rate = theirs / outside;
        let alike: f64 = likeness.iter().zip(&self.degrees).map(|(like, &k)| like * f64::from(k)).sum();
        // Where nobody is like the members, everybody is the measure.
        let scale = if alike > 0.0 { outside / alike } else { 0.0 };
        let (mut chances, mut shared) = (Vec::with_capacity(removed.len()), Vec::new());
        for object in removed {
            let on = self.objects.names.find(&object.object).map_or(&[][..], |number| self.objects.on(number));
            let is_member = |account: &u32| members.binary_search(account).is_ok();
            let (inside, outside): (Vec<u32>, Vec<u32>) = on.iter().map(|&(account, _)| account).partition(is_member);
            let like: f64 = outside.iter().map(|&account| likeness[account as usize]).sum();
            let chance = -(-rate * (f64::max(outside.len() as f64, scale * like) + 0.5)).exp_m1();
            chances.push(chance);
            if !inside.is_empty() {
                shared.push(SharedObject {
                    trace: self.objects.trace,
                    object: object.object.clone(),
                    members: inside,
                    removed_members: object.members,
                    others: outside.len() as u64,
                    chance,
                });
            }
        }
        (ln_poisson_binomial_tail(shared.len() as u64, &chances), chances.iter().sum(), shared)
    }
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
    let tests: Vec<_> = both.map(|(trace, objects)| trace.test(members, likeness, objects)).collect();
    if tests.is_empty() {
        return None;
    }
    let ln_p = ln_cauchy(tests.iter().map(|(ln_p, ..)| *ln_p));
    let expected = tests.iter().map(|(_, expected, _)| expected).sum();
    let mut objects: Vec<SharedObject> = tests.into_iter().flat_map(|(.., shared)| shared).collect();
    objects.sort_by(|x, y| x.chance.total_cmp(&y.chance).then_with(|| (x.trace, &x.object).cmp(&(y.trace, &y.object))));
    Some(SharedObjects { ln_p, expected, objects })
}
