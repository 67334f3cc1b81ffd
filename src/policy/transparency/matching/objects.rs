//! The same objects: links, texts, media, sounds, hashtags and the rest.
//!
//! On how many of the removed network's objects does the new network act,
//! against what another network of its volume and its interests would?
//!
//! **What counts.** An object is a network's where at least three of its members
//! acted on it; what one or two members share, however much, is theirs and not
//! the network's, and is not counted, on either side. What a member takes up in
//! one sitting is one choice: objects that one member began within an hour of
//! each other (the time between acts that parts sittings by Halfaker et al.
//! 2015, doi 10.1145/2736277.2741117) are one piece of evidence, and so are
//! those that such pairs connect. This is the declustering of the statistics of
//! extremes (Smith & Weissman 1994, J. R. Stat. Soc. B 56, 515-528): clusters,
//! and not what is in them, come independently.
//!
//! **How popular an object is.** With `a` the accounts outside the new network
//! that acted on it in the new data, and `E` the distinct objects of each account
//! outside, added up, the new data say `(a + 1/2)/E`. Where accounts that are like
//! the members (see [`mod@super::likeness`]) act more on an object than others,
//! they are the measure: `a` is then the sum of their likeness, scaled so that
//! the outside's volume stays `E`. But a removed network's objects go with it,
//! and look rarer than they were. So with `b` the accounts outside the removed
//! network that acted on it at its own time, and `B` their volume there, its own
//! time says `(b + 1 + 1/2)/B`: the network itself acted on it, too, or it would not
//! be asked about (the idea of Good 1953, doi 10.1093/biomet/40.3-4.237), and
//! acting together counts once. The rate `r` is the larger of the two. The half
//! (the mean under Jeffreys' prior) keeps everything possible.
//!
//! Folders of earlier versions do not know `b` and `B`. Then each of the `m` members
//! of the removed network who acted on the object counts as if it were a stranger
//! who did so by itself, in the new data: `r = (a + m + 1/2)/E`. That is cautious
//! where it matters: what a network pushed together and hardly anybody else
//! did, which tells most, looks `m` times as popular as it was.
//!
//! **The test.** An unrelated network acts on the object in two ways. Three of
//! its members can come upon it by themselves: with `K` the distinct objects of
//! each member, added up, their number is about Poisson with the mean `K·r` (Le
//! Cam 1960, doi 10.2140/pjm.1960.10.1181). Or the network takes it up together,
//! which it did with `J` objects: with the chance `1 − exp(−J·r)`. One or the other
//! happens with the chance `1 − P(X ≤ 2)·exp(−J·r)`, and the number of objects on
//! which it does is Poisson-binomial. The pieces of evidence are tested against
//! that: there are never more of them than objects, so that p is too large
//! rather than too small.
//!
//! A few objects that hardly anybody acts on tell more than many popular ones,
//! and would drown among them. So the objects are counted twice: those that a
//! network of this volume hardly ever acts on (a chance of at most 1 %), and
//! those that it seldom does (10 %). Objects that are likelier still are left out:
//! they tell little, and a rate that is a little too small for each of them is
//! far too small for all. What decides about an object is known without looking
//! at the members' acts on it. Traces and counts are combined by the Cauchy
//! method.
//!
//! Every such object of the removed network is a trial, also one that is nowhere
//! in the new data: to leave those out would choose the trials by their outcome.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_base::time::SECOND;
use lockstep_method::significance::{ln_cauchy, ln_poisson_binomial_tail, ln_poisson_tail};
use petgraph::unionfind::UnionFind;

use super::removed::{Object, TraceObjects};
use crate::transparency::{Doer, Objects};

/// The largest chances of the objects that are counted, in order.
const RARITIES: [f64; 2] = [0.01, 0.1];

/// The fewest members whose acts on an object are their network's.
const FEWEST: usize = 3;

/// What an account begins within this time, in microseconds, it takes up in one
/// sitting.
const SITTING: i64 = 3_600 * SECOND;

/// What the members share with a removed network.
#[derive(Clone, Debug, Default)]
pub struct SharedObjects {
    /// ln p over all traces.
    pub ln_p: f64,
    /// On how many of the removed network's objects the new one was expected to
    /// act.
    pub expected: f64,
    /// The count that speaks most clearly.
    pub clearest: Count,
    /// Those that it did act on, the least expected first.
    pub objects: Vec<SharedObject>,
}

/// How many objects of a trace both networks share.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// The trace.
    pub trace: &'static str,
    /// The largest chance of the objects that are counted.
    pub chance_at_most: f64,
    /// Objects on which the new network acted.
    pub shared: usize,
    /// The sittings in which it took them up: the pieces of evidence.
    pub sittings: usize,
    /// How many objects were expected.
    pub expected: f64,
    /// ln of the probability of at least as many objects as there are sittings.
    pub ln_p: f64,
}

/// An object of both networks.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedObject {
    /// The trace.
    pub trace: &'static str,
    /// The object, exactly.
    pub object: String,
    /// Members of the new network that acted on it.
    pub members: Vec<Doer>,
    /// Members of the removed network that acted on it.
    pub removed_members: u64,
    /// Accounts outside the new network that acted on it.
    pub others: u64,
    /// Accounts outside the removed network that acted on it at its own time,
    /// where its folder says.
    pub outsiders: Option<u64>,
    /// The chance that a network of this volume acts on it.
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
}

/// A network of the new data, measured in every trace.
#[derive(Debug)]
pub struct Network<'a> {
    members: &'a [u32],
    likeness: &'a [f64],
    traces: Vec<InTrace<'a>>,
}

/// A network in a trace.
#[derive(Debug)]
struct InTrace<'a> {
    objects: &'a Objects,
    /// The distinct objects of each member, added up: `K`.
    volume: f64,
    /// The same of everybody else: `E`.
    outside: f64,
    /// What an account that is entirely like the members counts for.
    scale: f64,
    /// Objects that the network acted on: `J`.
    joint: f64,
}

impl<'a> Network<'a> {
    /// The members, in the order of their numbers, and how much everybody is like
    /// them. Traces in which nobody else is have no measure and are left out.
    pub fn new(traces: &'a [Volume<'a>], members: &'a [u32], likeness: &'a [f64]) -> Self {
        let mut network = Self { members, likeness, traces: Vec::new() };
        network.traces = traces.iter().filter_map(|trace| network.measured(trace)).collect();
        network
    }

    fn measured(&self, trace: &Volume<'a>) -> Option<InTrace<'a>> {
        let volume: f64 = self.members.iter().map(|&member| f64::from(trace.degrees[member as usize])).sum();
        let outside = Some(trace.all - volume).filter(|&outside| outside > 0.0)?;
        let alike: f64 = self.likeness.iter().zip(&trace.degrees).map(|(like, &k)| like * f64::from(k)).sum();
        // Where nobody is like the members, everybody is the measure.
        let scale = if alike > 0.0 { outside / alike } else { 0.0 };
        let members_on = |&object: &u32| trace.objects.on(object).iter().filter(|doer| self.has(doer)).count();
        let joint = (0..trace.objects.names.len() as u32).filter(|object| members_on(object) >= FEWEST).count() as f64;
        Some(InTrace { objects: trace.objects, volume, outside, scale, joint })
    }

    fn has(&self, doer: &Doer) -> bool {
        self.members.binary_search(&doer.account).is_ok()
    }

    /// Tests the network in every trace that both the new data and the removed
    /// network have; none where no object in them is rare enough to tell.
    pub fn test(&self, removed: &BTreeMap<String, TraceObjects>) -> Option<SharedObjects> {
        let both = self.traces.iter().filter_map(|trace| Some((trace, removed.get(trace.objects.trace)?)));
        let mut trials: Vec<_> = both.map(|(trace, removed)| self.trials(trace, removed)).collect();
        let counts: Vec<Count> = trials
            .iter()
            .flat_map(|trials| RARITIES.into_iter().filter_map(move |chance| count(trials, chance)))
            .collect();
        let clearest = counts.iter().min_by(|x, y| x.ln_p.total_cmp(&y.ln_p)).copied()?;
        let ln_p = ln_cauchy(counts.iter().map(|count| count.ln_p));
        let expected = trials.iter().flatten().map(|trial| trial.chance).sum();
        trials.iter_mut().for_each(|trials| trials.retain(SharedObject::is_shared));
        let mut objects: Vec<SharedObject> = trials.into_iter().flatten().collect();
        objects.sort_by(|x, y| {
            x.chance.total_cmp(&y.chance).then_with(|| (x.trace, &x.object).cmp(&(y.trace, &y.object)))
        });
        Some(SharedObjects { ln_p, expected, clearest, objects })
    }

    /// Each of the removed network's objects in this trace that is rare enough to
    /// tell, also those that nobody of the new network acted on.
    fn trials(&self, trace: &InTrace, removed: &TraceObjects) -> Vec<SharedObject> {
        let joint = removed.objects.iter().filter(|object| object.members >= FEWEST as u64);
        let trials = joint.map(|object| self.trial(trace, removed, object));
        trials.filter(|trial| trial.chance <= RARITIES[RARITIES.len() - 1]).collect()
    }

    fn trial(&self, trace: &InTrace, removed: &TraceObjects, object: &Object) -> SharedObject {
        let on = trace.objects.names.find(&object.object).map_or(&[][..], |number| trace.objects.on(number));
        let (members, others): (Vec<Doer>, Vec<Doer>) = on.iter().partition(|doer| self.has(doer));
        let like: f64 = others.iter().map(|doer| self.likeness[doer.account as usize]).sum();
        let acted = f64::max(others.len() as f64, trace.scale * like);
        let rate = match removed.own_time(object) {
            Some(own_time) => f64::max((acted + 0.5) / trace.outside, own_time),
            None => (acted + object.members as f64 + 0.5) / trace.outside,
        };
        SharedObject {
            trace: trace.objects.trace,
            object: object.object.clone(),
            members,
            removed_members: object.members,
            others: others.len() as u64,
            outsiders: object.outsiders,
            chance: trace.chance(rate),
        }
    }
}

impl InTrace<'_> {
    /// The chance that the network acts on an object of this rate: three of its
    /// members by themselves, or all together.
    fn chance(&self, rate: f64) -> f64 {
        let by_themselves = ln_poisson_tail(FEWEST as u64, self.volume * rate).exp();
        let together = -(-self.joint * rate).exp_m1();
        by_themselves + together - by_themselves * together
    }
}

impl SharedObject {
    fn is_shared(&self) -> bool {
        self.members.len() >= FEWEST
    }
}

/// Counts the objects of a trace that are as rare as this; none where there is
/// none of them.
fn count(trials: &[SharedObject], chance_at_most: f64) -> Option<Count> {
    let counted: Vec<&SharedObject> = trials.iter().filter(|trial| trial.chance <= chance_at_most).collect();
    let chances: Vec<f64> = counted.iter().map(|trial| trial.chance).collect();
    let shared: Vec<&SharedObject> = counted.iter().copied().filter(|trial| trial.is_shared()).collect();
    let sittings = sittings(&shared);
    Some(Count {
        trace: counted.first()?.trace,
        chance_at_most,
        shared: shared.len(),
        sittings,
        expected: chances.iter().sum(),
        ln_p: ln_poisson_binomial_tail(sittings as u64, &chances),
    })
}

/// The sittings in which these objects were taken up.
fn sittings(shared: &[&SharedObject]) -> usize {
    let begun = |(number, object): (usize, &&SharedObject)| {
        object.members.iter().map(|doer| (doer.account, doer.first, number)).collect::<Vec<_>>()
    };
    let mut begun: Vec<(u32, i64, usize)> = shared.iter().enumerate().flat_map(begun).collect();
    begun.sort_unstable();
    let mut sittings = UnionFind::<usize>::new(shared.len());
    for next in begun.windows(2) {
        let ((account, time, object), (account_then, time_then, object_then)) = (next[0], next[1]);
        if account == account_then && time_then - time <= SITTING {
            sittings.union(object, object_then);
        }
    }
    sittings.into_labeling().into_iter().collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An object that these accounts began at these hours.
    fn object(begun: &[(u32, i64)]) -> SharedObject {
        let doer = |&(account, hour): &(u32, i64)| Doer { account, posts: 1, first: hour * SITTING };
        SharedObject {
            trace: "url",
            object: String::new(),
            members: begun.iter().map(doer).collect(),
            removed_members: 3,
            others: 0,
            outsiders: Some(0),
            chance: 0.01,
        }
    }

    #[test]
    fn what_a_member_takes_up_within_an_hour_is_one_piece_of_evidence() {
        let (morning, noon, evening) = (
            object(&[(1, 8), (2, 8), (3, 8)]),
            object(&[(1, 9), (2, 12), (3, 12)]),
            object(&[(1, 20), (2, 20), (3, 20)]),
        );
        assert_eq!(sittings(&[]), 0);
        assert_eq!(sittings(&[&morning, &evening]), 2);
        assert_eq!(sittings(&[&morning, &noon]), 1, "the first member takes both up");
        assert_eq!(sittings(&[&morning, &noon, &evening]), 2);
        let other = object(&[(4, 8), (5, 8), (6, 8)]);
        assert_eq!(sittings(&[&morning, &other]), 2, "others at the same time choose by themselves");
    }

    #[test]
    fn a_burst_of_one_sitting_is_held_against_the_chance_of_one_object() {
        let at_once = vec![object(&[(1, 8), (2, 8), (3, 8)]); 20];
        let count = count(&at_once, 0.1).unwrap();
        assert_eq!((count.shared, count.sittings), (20, 1));
        assert!((count.ln_p.exp() - (1.0 - 0.99f64.powi(20))).abs() < 1e-12);
    }

    #[test]
    fn what_one_or_two_members_share_is_not_counted() {
        let few = [object(&[(1, 8)]), object(&[(1, 20), (2, 20)])];
        assert_eq!(count(&few, 0.1).map(|count| (count.shared, count.ln_p)), Some((0, 0.0)));
    }

    #[test]
    fn a_chance_is_of_members_by_themselves_or_of_all_together() {
        let objects = &Objects::default();
        let network = InTrace { objects, volume: 300.0, outside: 1.0, scale: 0.0, joint: 0.0 };
        // P(X ≥ 3) of a Poisson variable with the mean 3.
        assert!((network.chance(0.01) - (1.0 - (-3.0f64).exp() * 8.5)).abs() < 1e-12);
        let together = InTrace { volume: 0.0, joint: 10.0, ..network };
        assert!((together.chance(0.01) - (1.0 - (-0.1f64).exp())).abs() < 1e-12);
        assert_eq!(together.chance(0.0), 0.0);
    }
}
