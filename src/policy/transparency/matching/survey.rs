//! The accounts of the new data: who survived, how they are called, and when
//! they were created.

use std::collections::BTreeMap;

use lockstep_base::error::Result;
use lockstep_base::time::SECOND;
use lockstep_method::significance::{ln_cauchy, ln_poisson_binomial_tail};

use super::handles::{common_shapes, handle, shape};
use super::removed::Account;
use crate::transparency::{Facts, Run};

/// Members created within this time after a removal are a burst, in
/// microseconds.
const BURST: i64 = 30 * 86_400 * SECOND;

/// More of the members than of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Excess {
    /// ln p: the binomial upper tail.
    pub ln_p: f64,
    /// The members that have the quality, by their number.
    pub members: Vec<u32>,
    /// Members of whom it is known whether they have it.
    pub known: usize,
    /// The share of the others that have it, `(b + 1/2)/(n + 1)`.
    pub share: f64,
}

impl Excess {
    /// `members` of `known` have the quality, and `others.0` of `others.1`.
    fn new(members: Vec<u32>, known: usize, others: (usize, usize)) -> Self {
        let share = (others.0 as f64 + 0.5) / (others.1 as f64 + 1.0);
        let ln_p = ln_poisson_binomial_tail(members.len() as u64, &vec![share; known]);
        Self { ln_p, members, known, share }
    }
}

/// What became of a removed network's accounts.
#[derive(Clone, Debug)]
pub struct Survivors {
    /// ln p.
    pub ln_p: f64,
    /// Members that stand on the removed list, by their number.
    pub same: Vec<u32>,
    /// Validated pairs of a member and a survivor outside the network, and
    /// their ln p, the clearest first.
    pub pairs: Vec<(u32, u32, f64)>,
}

/// What is known of the accounts of the new data.
pub struct Survey<'a> {
    run: &'a Run,
    /// By account, the shape of its handle.
    shapes: Vec<Option<String>>,
    /// Accounts by shape.
    by_shape: BTreeMap<String, usize>,
    /// By account, when it was created.
    created: Vec<Option<i64>>,
    /// The same, of all of whom it is known, in order.
    creations: Vec<i64>,
    /// The validated pairs.
    pairs: Vec<(u32, u32, f64)>,
}

impl<'a> Survey<'a> {
    /// Looks at every account of the run.
    pub fn new(run: &'a Run, facts: &'a Facts) -> Result<Self> {
        let shape_of = |id: &str| {
            let stated = facts.of(id).map_or("", |fact| fact.handle.as_str());
            handle(stated, id).map(shape)
        };
        let shapes: Vec<Option<String>> = run.events.accounts.iter().map(shape_of).collect();
        let mut by_shape = BTreeMap::new();
        for shape in shapes.iter().flatten() {
            *by_shape.entry(shape.clone()).or_default() += 1;
        }
        let created: Vec<Option<i64>> =
            run.events.accounts.iter().map(|id| facts.of(id).and_then(|fact| fact.created)).collect();
        let mut creations: Vec<i64> = created.iter().copied().flatten().collect();
        creations.sort_unstable();
        let number = |id: &str| run.events.accounts.find(id);
        let meetings = run.output.validated_meetings()?;
        let of_pairs = meetings.chunk_by(|x, y| (&x.account_a, &x.account_b) == (&y.account_a, &y.account_b));
        let pairs = of_pairs.filter_map(|meetings| {
            let meeting = meetings.first()?;
            let ln_p = -meeting.score * std::f64::consts::LN_10;
            Some((number(&meeting.account_a)?, number(&meeting.account_b)?, ln_p))
        });
        Ok(Self { run, shapes, by_shape, created, creations, pairs: pairs.collect() })
    }

    /// For every account, whether it is in a listed network or in a validated
    /// pair with one of these members.
    pub fn implicated(&self, members: &[u32]) -> Vec<bool> {
        let mut implicated = vec![false; self.run.events.accounts.len()];
        self.run.networks.values().flatten().for_each(|&account| implicated[account as usize] = true);
        for &(a, b, _) in &self.pairs {
            if members.binary_search(&a).is_ok() || members.binary_search(&b).is_ok() {
                (implicated[a as usize], implicated[b as usize]) = (true, true);
            }
        }
        implicated
    }

    /// Accounts of the removed list that act in the new data; none where none
    /// does. The members are in the order of their numbers.
    pub fn survivors(&self, members: &[u32], removed: &[Account]) -> Option<Survivors> {
        let mut known: Vec<u32> =
            removed.iter().filter_map(|account| self.run.events.accounts.find(&account.account_id)).collect();
        known.sort_unstable();
        known.dedup();
        if known.is_empty() {
            return None;
        }
        let (same, outside): (Vec<u32>, Vec<u32>) =
            known.iter().partition(|account| members.binary_search(account).is_ok());
        let others = (outside.len(), self.run.events.accounts.len() - members.len());
        let direct = Excess::new(same.clone(), members.len(), others).ln_p;
        let pairs = between(&self.pairs, members, &outside);
        let by_pairs = strongest(&pairs, members.len() * outside.len());
        Some(Survivors { ln_p: ln_cauchy([Some(direct), by_pairs].into_iter().flatten()), same, pairs })
    }

    /// Members with a shape of handle that is common among the removed; those
    /// of `same` are left out. None where no handle is known on either side.
    pub fn handles(&self, members: &[u32], same: &[u32], removed: &[Account]) -> Option<Excess> {
        let theirs = removed.iter().filter_map(|account| handle(&account.handle, &account.account_id));
        let common = common_shapes(theirs);
        let shape = |account: &u32| self.shapes[*account as usize].as_ref();
        let has = |account: &u32| shape(account).is_some_and(|shape| common.contains(shape));
        let outside_all = self.by_shape.values().sum::<usize>() - members.iter().filter_map(shape).count();
        let everybody: usize = common.iter().filter_map(|shape| self.by_shape.get(shape)).sum();
        let outside = everybody - members.iter().filter(|account| has(account)).count();
        let judged: Vec<u32> = without(members, same).filter(|account| shape(account).is_some()).collect();
        if common.is_empty() || judged.is_empty() || outside_all == 0 {
            return None;
        }
        let known = judged.len();
        Some(Excess::new(judged.into_iter().filter(has).collect(), known, (outside, outside_all)))
    }

    /// Members created in the thirty days after `end`; those of `same` are left
    /// out. None where no time of creation is known on either side.
    pub fn creation(&self, members: &[u32], same: &[u32], end: i64) -> Option<Excess> {
        let created = |account: &u32| self.created[*account as usize];
        let is_after = |time: i64| end < time && time <= end.saturating_add(BURST);
        let has = |account: &u32| created(account).is_some_and(is_after);
        let up_to = |limit: i64| self.creations.partition_point(|&time| time <= limit);
        let everybody = up_to(end.saturating_add(BURST)) - up_to(end);
        let outside = everybody - members.iter().filter(|account| has(account)).count();
        let outside_all = self.creations.len() - members.iter().filter_map(created).count();
        let judged: Vec<u32> = without(members, same).filter(|account| created(account).is_some()).collect();
        if judged.is_empty() || outside_all == 0 {
            return None;
        }
        let known = judged.len();
        Some(Excess::new(judged.into_iter().filter(has).collect(), known, (outside, outside_all)))
    }
}

/// The pairs of a member and a survivor, in this order, the clearest first;
/// both groups are in the order of their numbers.
fn between(pairs: &[(u32, u32, f64)], members: &[u32], survivors: &[u32]) -> Vec<(u32, u32, f64)> {
    let is = |group: &[u32], account: u32| group.binary_search(&account).is_ok();
    let turned = |&(a, b, ln_p): &(u32, u32, f64)| match () {
        () if is(members, a) && is(survivors, b) => Some((a, b, ln_p)),
        () if is(members, b) && is(survivors, a) => Some((b, a, ln_p)),
        () => None,
    };
    let mut between: Vec<_> = pairs.iter().filter_map(turned).collect();
    between.sort_by(|x, y| x.2.total_cmp(&y.2));
    between
}

/// ln p of the strongest of these pairs out of so many possible ones
/// (Bonferroni); none where none is possible.
fn strongest(pairs: &[(u32, u32, f64)], possible: usize) -> Option<f64> {
    let corrected = |ln_p: f64| (ln_p + (possible as f64).ln()).min(0.0);
    (possible > 0).then(|| pairs.first().map_or(0.0, |&(.., ln_p)| corrected(ln_p)))
}

fn without<'a>(members: &'a [u32], same: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    members.iter().copied().filter(|account| !same.contains(account))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_with_a_survivor_is_judged_among_all_that_could_have_been() {
        let pairs = [(1, 9, -20.0), (8, 2, -30.0), (1, 2, -90.0), (8, 9, -80.0)];
        let found = between(&pairs, &[1, 2, 3], &[8, 9]);
        assert_eq!(found, [(2, 8, -30.0), (1, 9, -20.0)]);
        assert_eq!(strongest(&found, 6), Some(6f64.ln() - 30.0));
        assert_eq!((strongest(&[], 6), strongest(&[], 0)), (Some(0.0), None));
        assert_eq!(strongest(&[(1, 9, -1.0)], 600), Some(0.0));
    }

    #[test]
    fn an_excess_is_judged_by_the_share_of_the_others() {
        let none = Excess::new(vec![], 10, (0, 99));
        assert_eq!((none.ln_p, none.share), (0.0, 0.005));
        let all = Excess::new(vec![1, 2, 3], 3, (0, 99));
        assert!((all.ln_p - 3.0 * 0.005f64.ln()).abs() < 1e-12);
        assert!(Excess::new(vec![1, 2, 3], 3, (99, 99)).ln_p.exp() > 0.9);
    }
}
