//! Groups of bursts that have more accounts in common than anything explains.

use std::collections::HashMap;

use lockstep_base::time::HOUR;
use lockstep_data::traces::Acts;

use super::bursts::{Burst, LEAST_OF_BUSY, Volumes, bursts};
use super::cores::{Core, core, grown, sittings};
use super::links::{Component, Link, Weak, are_apart, components};
use super::permutations::{FAMILY_WISE, p_value, reached};
use super::strata::{Explained, Strata};
use crate::graph::GraphError;

/// Sittings of a group: a call, a raid or a breaking story makes one, with its echo two.
const SITTINGS: usize = 4;
/// Accounts of a group.
const MEMBERS: usize = 10;

/// What was found, and in how much.
#[derive(Clone, Debug, Default)]
pub struct FewActs {
    /// Light accounts.
    pub light: usize,
    /// Bursts in the data.
    pub bursts: usize,
    /// Of which so many are in the core.
    pub core: usize,
    /// The largest statistic that any permutation reached; 0 where none was needed.
    pub largest_permuted: f64,
    /// Whether busy accounts do too little for tastes to be learned from them: then no groups are looked
    /// for.
    pub few_busy: bool,
    /// The places of traces whose times are full hours or days: they show no bursts.
    pub coarse: Vec<usize>,
    /// The groups, those of the largest statistic first.
    pub groups: Vec<Group>,
}

/// Accounts that come back in bursts, and these bursts.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its bursts, in the order of time.
    pub bursts: Vec<Burst>,
    /// Pairs of its bursts with more accounts in common than anything explains.
    pub links: Vec<Link>,
    /// Its accounts, ascending.
    pub members: Vec<Member>,
    /// Six hours lie between the beginnings of any two sittings.
    pub sittings: usize,
    /// The sum of `−ln p` over its links.
    pub statistic: f64,
    /// The chance of any group with so large a statistic in data without one.
    pub p: f64,
    /// How many strangers are to be expected among the members: as many as the places
    /// that others took in its bursts would bring back by chance, which is
    /// `Σ s₁s₂ / U` over pairs of bursts of different sittings with `s` strangers, of `U`
    /// light accounts.
    pub strangers: f64,
}

/// An account of a group.
#[derive(Clone, Debug)]
pub struct Member {
    /// The account.
    pub account: u32,
    /// Moments at which it acts at all.
    pub moments: u32,
    /// ln of the chance of being in just the bursts that it is in, by what explains most.
    pub ln_chance: f64,
}

/// Looks for groups in the acts of these traces, without the accounts that are left out,
/// of which `left_out` says it for each.
///
/// # Errors
/// When there are more objects and accounts than a graph has nodes.
pub fn few_acts(traces: &[&Acts], left_out: &[bool], seed: u64) -> Result<FewActs, GraphError> {
    let volumes = Volumes::of(traces, left_out);
    let coarse: Vec<usize> = (0..traces.len()).filter(|&trace| traces[trace].is_known_to(HOUR)).collect();
    let mut bursts = bursts(traces, &volumes);
    bursts.retain(|burst| !coarse.contains(&burst.trace));
    let light = (0..left_out.len() as u32).filter(|&account| volumes.is_light(account)).count();
    let Core { bursts: among, .. } = core(&bursts, &(0..bursts.len()).collect::<Vec<_>>(), &volumes);
    let mut found = FewActs { light, bursts: bursts.len(), core: among.len(), coarse, ..FewActs::default() };
    if sittings_of(&bursts, &among) < SITTINGS {
        return Ok(found);
    }
    if volumes.share_of_busy() < LEAST_OF_BUSY {
        return Ok(FewActs { few_busy: true, ..found });
    }
    let strata = Strata::new(traces, &bursts, &volumes, seed)?;
    let search = Search { bursts: &bursts, volumes: &volumes, strata: &strata, light };
    let mut groups = search.groups(&among);
    if groups.is_empty() {
        return Ok(found);
    }
    let statistics: Vec<f64> = groups.iter().map(|group| group.statistic).collect();
    let (reached, largest) = reached(&bursts, &strata, &statistics, seed);
    groups.iter_mut().zip(reached).for_each(|(group, reached)| group.p = p_value(reached));
    groups.retain(|group| group.p <= FAMILY_WISE);
    groups.sort_by(|x, y| y.statistic.total_cmp(&x.statistic));
    let mut is_taken = vec![false; left_out.len()];
    groups.retain_mut(|group| group.takes(&mut is_taken));
    found.groups = groups;
    found.largest_permuted = largest;
    Ok(found)
}

impl Group {
    /// Takes its accounts, but for those that a clearer group has; whether enough are left.
    fn takes(&mut self, is_taken: &mut [bool]) -> bool {
        self.members.retain(|member| !is_taken[member.account as usize]);
        let is_group = self.members.len() >= MEMBERS;
        if is_group {
            self.members.iter().for_each(|member| is_taken[member.account as usize] = true);
            self.drop_empty();
        }
        is_group
    }

    /// Drops the bursts in which none of the members is, and their links.
    fn drop_empty(&mut self) {
        let is_member = |account| self.members.binary_search_by_key(&account, |member| member.account).is_ok();
        let is_kept: Vec<bool> =
            self.bursts.iter().map(|burst| burst.acts.iter().any(|&(account, _)| is_member(account))).collect();
        let place = |burst: usize| is_kept[burst].then(|| is_kept[..burst].iter().filter(|&&kept| kept).count());
        let kept = |link: &Link| Some(Link { bursts: [place(link.bursts[0])?, place(link.bursts[1])?], ..*link });
        self.links = self.links.iter().filter_map(kept).collect();
        let mut is_kept = is_kept.iter();
        self.bursts.retain(|_| is_kept.next().is_some_and(|&kept| kept));
    }
}

/// How many sittings these bursts make.
fn sittings_of(bursts: &[Burst], among: &[usize]) -> usize {
    let mut starts: Vec<i64> = among.iter().map(|&place| bursts[place].start).collect();
    starts.sort_unstable();
    sittings(starts)
}

struct Search<'a> {
    bursts: &'a [Burst],
    volumes: &'a Volumes,
    strata: &'a Strata,
    light: usize,
}

impl Search<'_> {
    /// The groups among these bursts, before their p is known.
    fn groups(&self, among: &[usize]) -> Vec<Group> {
        let acts = among.iter().flat_map(|&place| self.bursts[place].acts.iter().map(move |act| (act.0, place as u32)));
        let weak = Weak { bursts: self.bursts, strata: self.strata, first: Explained::Days }.pairs(acts.collect());
        components(&weak).into_iter().filter_map(|component| self.group(&component, &weak, among)).collect()
    }

    /// The group that a component shows, with the other bursts of the core that are its own.
    fn group(&self, component: &Component, weak: &[Link], of_core: &[usize]) -> Option<Group> {
        let is_long = |among: &[usize]| sittings_of(self.bursts, among) >= SITTINGS;
        if !is_long(&component.bursts) {
            return None;
        }
        let shown = core(self.bursts, &component.bursts, self.volumes);
        if !is_long(&shown.bursts) || shown.members.len() < MEMBERS {
            return None;
        }
        let Core { bursts: mut among, members } = grown(shown, self.bursts, of_core, self.volumes);
        let sittings = sittings_of(self.bursts, &among);
        among.sort_by_key(|&place| (self.bursts[place].start, place));
        let places: HashMap<usize, usize> = among.iter().copied().zip(0..).collect();
        let place = |burst: usize| places.get(&burst).copied();
        let of_links = component.links.iter().map(|&link| weak[link]);
        let mut links: Vec<Link> = of_links
            .filter_map(|link| Some(Link { bursts: [place(link.bursts[0])?, place(link.bursts[1])?], ..link }))
            .collect();
        links.iter_mut().for_each(|link| link.bursts.sort_unstable());
        links.sort_by_key(|link| link.bursts);
        let bursts: Vec<Burst> = among.iter().map(|&place| self.bursts[place].clone()).collect();
        let of_burst = |&burst: &usize| self.bursts[burst].acts.iter().map(move |act| (act.0, burst));
        let mut acts: Vec<(u32, usize)> = among.iter().flat_map(of_burst).collect();
        // Stable: an account's bursts stay in the order of time.
        acts.sort_by_key(|act| act.0);
        let mine = |account: u32| {
            let first = acts.partition_point(|act| act.0 < account);
            acts[first..].iter().take_while(move |act| act.0 == account).map(|act| act.1)
        };
        let members: Vec<Member> = members.iter().map(|&who| self.member(who, mine(who))).collect();
        let statistic = links.iter().map(|link| -link.ln_p).sum();
        let strangers = self.strangers(&bursts, &members);
        Some(Group { bursts, links, members, sittings, statistic, p: 1.0, strangers })
    }

    /// A member that is in these bursts.
    fn member(&self, account: u32, bursts: impl Iterator<Item = usize>) -> Member {
        let ln_chance = bursts.map(|burst| self.strata.chance(account, burst).ln()).sum();
        Member { account, moments: self.volumes.moments[account as usize], ln_chance }
    }

    fn strangers(&self, bursts: &[Burst], members: &[Member]) -> f64 {
        let is_member = |account: u32| members.binary_search_by_key(&account, |member| member.account).is_ok();
        let others = |burst: &Burst| burst.acts.iter().filter(|act| !is_member(act.0)).count() as f64;
        let others: Vec<f64> = bursts.iter().map(others).collect();
        let mut sum = 0.0;
        for (a, x) in bursts.iter().enumerate() {
            let apart = (a + 1..bursts.len()).filter(|&b| are_apart(x, &bursts[b]));
            sum += apart.map(|b| others[a] * others[b]).sum::<f64>();
        }
        sum / self.light as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A group on objects 0, 1, 2, … whose links join neighbours, and in whose burst each of these lists is.
    fn group(bursts: &[&[u32]]) -> Group {
        let burst = |(object, who): (u32, &&[u32])| Burst {
            trace: 0,
            object,
            start: 0,
            end: 0,
            acts: who.iter().map(|&account| (account, 0)).collect(),
            accounts: who.len(),
        };
        let link =
            |a: usize| Link { bursts: [a, a + 1], common: 9, expected: 1.0, ln_p: -9.0, explained: Explained::Days };
        let mut accounts: Vec<u32> = bursts.concat();
        accounts.sort_unstable();
        accounts.dedup();
        Group {
            bursts: (0..).zip(bursts).map(burst).collect(),
            links: (0..bursts.len() - 1).map(link).collect(),
            members: accounts.into_iter().map(|account| Member { account, moments: 3, ln_chance: -9.0 }).collect(),
            sittings: 4,
            statistic: 0.0,
            p: 0.01,
            strangers: 0.0,
        }
    }

    #[test]
    fn a_burst_of_a_clearer_group_alone_is_none_of_this_one() {
        let (mine, others): (Vec<u32>, Vec<u32>) = ((0..12).collect(), (12..20).collect());
        let mut group = group(&[&mine, &others, &mine, &mine]);
        let mut is_taken: Vec<bool> = (0..20).map(|account| account >= 12).collect();
        assert!(group.takes(&mut is_taken) && is_taken.iter().all(|&is| is));
        assert_eq!(group.members.len(), 12);
        assert_eq!(group.bursts.iter().map(|burst| burst.object).collect::<Vec<_>>(), [0, 2, 3]);
        assert_eq!(group.links.iter().map(|link| link.bursts).collect::<Vec<_>>(), [[1, 2]]);
        // Too few are left of one whose accounts are taken.
        assert!(!super::tests::group(&[&mine, &mine]).takes(&mut is_taken));
    }
}
