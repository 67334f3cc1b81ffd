//! Crowd: at that moment of the object's life many others acted on it, too.
//!
//! Both accounts acted on object `o`. Of the `n` acts of third parties on it,
//! `c` fall within the window of the act of one of the pair: were the other
//! one just another of the crowd, it would be there with the chance
//!
//! `q = (c + β·ρ) / (n + β)`
//!
//! where `ρ` is the share of pairs of accounts that meet on objects of like
//! popularity (its bit length alike): what few acts tell is shrunk towards it.
//! The larger of the two sides' chances counts, and the number of objects on
//! which the pair meets is a Poisson-binomial variable.
//!
//! The crowd is the others: once groups are known, the acts of their members are left
//! out of `c` and `n`, and their meetings with each other out of `ρ`
//! ([`GroupActs`]). Before that, of a single pair, the group itself is in the crowd.

use std::collections::HashMap;

use lockstep_data::traces::Acts;

use super::histories::{Histories, Shared};
use super::{Case, Explanation, Test};
use crate::coaction::{Ladder, Meetings};

/// How many acts of a like object's crowd an object's own is smoothed with.
pub const PRIOR_ACTS: f64 = 3.0;

/// The crowd model of one trace.
#[derive(Clone, Copy, Debug)]
pub struct Crowd<'a> {
    /// The acts of the trace.
    pub acts: &'a Acts,
    /// Its windows.
    pub ladder: &'a Ladder,
    /// Its meetings by popularity.
    pub meetings: &'a Meetings,
    /// The group that the crowd is told from, where it is known.
    pub group: Option<&'a GroupActs>,
}

/// What the members of a group did, object by object.
#[derive(Clone, Debug, Default)]
pub struct GroupActs {
    by_object: HashMap<u32, Vec<u32>>,
}

impl GroupActs {
    /// The acts of these accounts, whose histories are there.
    pub fn of(histories: &Histories, members: &[u32]) -> Self {
        let mut by_object: HashMap<u32, Vec<u32>> = HashMap::new();
        for (act, object) in members.iter().flat_map(|&member| histories.acts_on_objects(member)) {
            by_object.entry(object).or_default().push(act);
        }
        by_object.values_mut().for_each(|acts| acts.sort_unstable());
        Self { by_object }
    }

    /// The acts on an object, in the order of time.
    pub fn on(&self, object: u32) -> &[u32] {
        self.by_object.get(&object).map_or(&[], Vec::as_slice)
    }

    /// Every object with its acts, in no order.
    pub fn each(&self) -> impl Iterator<Item = (u32, &[u32])> {
        self.by_object.iter().map(|(&object, acts)| (object, acts.as_slice()))
    }
}

impl Crowd<'_> {
    /// The chance that the pair's accounts meet on an object on which both
    /// act, within the window of the rung.
    pub fn chance(&self, shared: &Shared, rung: usize) -> f64 {
        let a = self.side(shared, shared.a, shared.b.len(), rung);
        let b = self.side(shared, shared.b, shared.a.len(), rung);
        a.max(b)
    }

    fn side(&self, shared: &Shared, acts: &[u32], tries: usize, rung: usize) -> f64 {
        let strangers = self.acts.acts_on(shared.object as usize) - self.group_on(shared);
        let accounts = self.ladder.accounts_of(shared.object);
        let alike = self.meetings.density(accounts, rung).rate();
        let missed: f64 = acts
            .iter()
            .map(|&act| {
                let near = self.strangers_near(act, shared, rung) as f64;
                1.0 - (near + PRIOR_ACTS * alike) / (strangers as f64 + PRIOR_ACTS)
            })
            .product();
        1.0 - missed.powi(tries as i32)
    }

    /// Acts of the group, or else of the pair, on an object.
    fn group_on(&self, shared: &Shared) -> usize {
        self.group.map_or(shared.a.len() + shared.b.len(), |group| group.on(shared.object).len())
    }

    /// Acts of third parties within the window of an act.
    fn strangers_near(&self, act: u32, shared: &Shared, rung: usize) -> usize {
        let window = self.ladder.windows()[rung].micros();
        let around = self.acts.around(act, shared.object, window);
        // They ascend.
        let before = |acts: &[u32], place: usize| acts.partition_point(|&own| (own as usize) < place);
        let count = |acts: &[u32]| before(acts, around.end) - before(acts, around.start);
        let theirs =
            self.group.map_or_else(|| count(shared.a) + count(shared.b), |group| count(group.on(shared.object)));
        self.acts.near(act, rung, &around) - theirs
    }
}

impl Explanation for Crowd<'_> {
    fn name(&self) -> &'static str {
        "crowd"
    }

    fn test(&self, case: &Case, rung: usize) -> Test {
        let q: Vec<f64> = case.shared_at(self.ladder, rung).map(|shared| self.chance(shared, rung)).collect();
        Test::of_trials(case.occasions(rung), &q)
    }
}
