//! What the accounts of a network say of themselves, beside what they did:
//! platforms, following, and names, descriptions, links and days of creation
//! that they share more often than as many accounts of the data would.
//!
//! None of it lists anybody: fans choose alike names, colleagues link the same
//! page. It tells a reviewer where to look.

mod trait_kinds;

use std::collections::BTreeMap;

use lockstep_data::events::Events;
use lockstep_method::significance::ln_hypergeometric_tail;
use rayon::prelude::*;

use crate::candidates::{Network, Tested};
use crate::config::Config;

pub use trait_kinds::{Trait, TraitKind, Traits, traits};

/// What the members of one network say of themselves.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NetworkProfile {
    /// Platforms and how many members are there, by name; members of an unknown
    /// platform aside.
    pub platforms: Vec<(String, usize)>,
    /// Validated pairs whose accounts are on different platforms; where one is
    /// not known, they are not counted.
    pub crossing_pairs: usize,
    /// Followers of all members, those who follow several counted several times.
    pub followers: u64,
    /// Members whose number of followers is known.
    pub followers_known: usize,
    /// What they share more often than chance allows, the least likely first.
    pub shared: Vec<SharedTrait>,
}

/// A trait that members of a network share.
#[derive(Clone, Debug, PartialEq)]
pub struct SharedTrait {
    /// What it is.
    pub kind: TraitKind,
    /// The name, description, link or day.
    pub value: String,
    /// Members that have it.
    pub members: usize,
    /// Members of which something of this kind is known.
    pub of_members: usize,
    /// Accounts of the data that have it.
    pub accounts: usize,
    /// Accounts of the data of which something of this kind is known.
    pub of_accounts: usize,
    /// ln of the probability that as many members or more have it, were they
    /// drawn from the data by lot (hypergeometric), times the number of traits
    /// that any two accounts of the data share (Bonferroni).
    pub ln_p: f64,
}

impl SharedTrait {
    /// How many members would have it, were they drawn by lot.
    pub fn expected(&self) -> f64 {
        self.of_members as f64 * self.accounts as f64 / self.of_accounts as f64
    }
}

/// The profile of every network, in their order.
pub fn profiles(events: &Events, tested: &Tested, networks: &[Network], config: &Config) -> Vec<NetworkProfile> {
    let traits = traits(events, &config.same);
    networks.par_iter().map(|network| NetworkProfile::of(network, events, tested, &traits, config.fdr)).collect()
}

/// Whether these are two platforms, both known.
fn is_between(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

impl NetworkProfile {
    fn of(network: &Network, events: &Events, tested: &Tested, traits: &Traits, level: f64) -> Self {
        let mut platforms: BTreeMap<&str, usize> = BTreeMap::new();
        let facts = || network.members.iter().map(|&member| events.facts.of(member));
        facts().filter_map(|facts| facts.platform).for_each(|platform| *platforms.entry(platform).or_default() += 1);
        let platform = |account: u32| events.facts.of(account).platform;
        let pairs = network.pairs.iter().map(|&place| tested.pairs[place]);
        let followers: Vec<u64> = facts().filter_map(|facts| facts.followers).collect();
        Self {
            platforms: platforms.into_iter().map(|(name, members)| (name.to_owned(), members)).collect(),
            crossing_pairs: pairs.filter(|pair| is_between(platform(pair.a()), platform(pair.b()))).count(),
            followers: followers.iter().fold(0, |sum, &more| sum.saturating_add(more)),
            followers_known: followers.len(),
            shared: shared(&network.members, traits, level),
        }
    }
}

/// The traits that these accounts share beyond chance at this level.
fn shared(members: &[u32], traits: &Traits, level: f64) -> Vec<SharedTrait> {
    let mut ours = members.to_vec();
    ours.sort_unstable();
    let held_by = |accounts: &[u32]| accounts.iter().filter(|account| ours.binary_search(account).is_ok()).count();
    let of_members = TraitKind::ALL.map(|kind| held_by(traits.known(kind)));
    let tests = (traits.all.len().max(1) as f64).ln();
    let test = |one: &Trait| {
        let members = held_by(&one.accounts);
        let (of_members, of_accounts) = (of_members[one.kind as usize], traits.known(one.kind).len());
        let tail = || ln_hypergeometric_tail(members, of_members, one.accounts.len(), of_accounts);
        let ln_p = if members < 2 { 0.0 } else { (tail() + tests).min(0.0) };
        (ln_p <= level.ln()).then(|| SharedTrait {
            kind: one.kind,
            value: one.value.clone(),
            members,
            of_members,
            accounts: one.accounts.len(),
            of_accounts,
            ln_p,
        })
    };
    let mut found: Vec<SharedTrait> = traits.all.iter().filter_map(test).collect();
    // Stable: traits of equal probability keep their order.
    found.sort_by(|x, y| x.ln_p.total_cmp(&y.ln_p));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traits_of(kind: TraitKind, accounts: Vec<u32>, known: usize) -> Traits {
        let mut traits = Traits::default();
        traits.all.push(Trait { kind, value: "x".into(), accounts });
        traits.set_known(kind, (0..known as u32).collect());
        traits
    }

    /// A trait of three accounts of a thousand, all of them in a network of
    /// four, is no accident; one of half of all accounts is.
    #[test]
    fn what_is_rare_outside_and_common_inside_is_told() {
        let rare = shared(&[3, 1, 2, 900], &traits_of(TraitKind::Bio, vec![1, 2, 3], 1_000), 0.01);
        assert_eq!((rare.len(), rare[0].members, rare[0].of_members, rare[0].accounts), (1, 3, 4, 3));
        // C(997, 1) / C(1000, 4): by hand.
        let by_hand: f64 = 997.0 / (1_000.0 * 999.0 * 998.0 * 997.0 / 24.0);
        assert!((rare[0].ln_p - by_hand.ln()).abs() < 1e-9);
        let common = shared(&[0, 2, 4, 6], &traits_of(TraitKind::Bio, (0..1_000).step_by(2).collect(), 1_000), 0.01);
        assert!(common.is_empty(), "1/16 proves nothing: {common:?}");
    }
}
