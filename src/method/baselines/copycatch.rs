//! Groups of accounts that act on the same objects, on each at one time.
//!
//! A. Beutel et al., "CopyCatch: Stopping Group Attacks by Spotting Lockstep
//! Behavior in Social Networks", WWW 2013, doi 10.1145/2488388.2488400. An
//! `[n, m, Δt, ρ]` temporally coherent near bipartite core is a set `U` of at
//! least `n` accounts and a set `P` of at least `m` objects with a centre `t_j`
//! for each object, such that every account of `U` acts on at least `ρ|P|` of
//! the objects at most `Δt` from their centres. For given `m`, `Δt` and `ρ` the
//! number of accounts is to be as large as possible, which is searched for from
//! seeds: the centres are moved (`UpdateCenter`), then objects are exchanged for
//! others (`UpdateSubspace`), until neither changes anything. As no step makes
//! the core smaller, the search ends.
//!
//! Written from the paper's definitions and the outline of its serial algorithm,
//! whose pseudocode was not at hand. Left open by these and chosen here:
//! - `2Δt` is the window, so that two acts on an object are at most as far apart
//!   as for the other methods; an account may act on an object several times, and
//!   one act in the window is enough;
//! - the seeds, which are random there: each object, in the order of names, with
//!   the window that holds most accounts, and the `m − 1` objects on which most of
//!   those act within one window; none where these are fewer than `n`, and none
//!   whose window a core holds that was found before;
//! - how a step looks for the best centre or object: with the other objects as
//!   they are, accounts that lack exactly one object are counted, and the window
//!   that holds most of them is taken if it holds more than the one before; of
//!   equals the first one;
//! - one group has a core for every `m` of its objects: a core takes up further
//!   objects, those of most of its accounts first, while each of its accounts
//!   keeps the share `ρ` and the share `ρ` of its accounts is in the object's
//!   window;
//! - which of many cores are told: those of the most accounts times objects first,
//!   a later one only where it holds an account that is in none before;
//! - edges between accounts, of which the method has none: see
//!   [`block_edges`](super::block_edges).
//!
//! A step costs the objects of the accounts that are looked at: popular objects
//! make it slow, leave them out ([`Acts::without_popular`]).

use std::cmp::Reverse;

use lockstep_base::stop;
use lockstep_data::events::Window;
use lockstep_data::traces::Acts;
use rayon::prelude::*;

use super::blocks::{Block, BlockObject};
use super::links::{Links, by_name};

/// Seeds that are searched from at a time: those after them know what was found.
const SEEDS_AT_ONCE: usize = 256;

/// The method's parameters.
#[derive(Clone, Copy, Debug)]
pub struct CopyCatch {
    /// `2Δt`.
    pub window: Window,
    /// `n`: accounts of a core.
    pub min_accounts: u32,
    /// `m`: objects of a core.
    pub min_objects: u32,
    /// `ρ`: the share of the objects on which each account acts in time, above 0
    /// and at most 1.
    pub rho: f64,
}

impl CopyCatch {
    /// The objects on which an account of a core with so many objects acts.
    fn needed(&self, objects: usize) -> usize {
        share(self.rho, objects)
    }
}

/// The least whole number that is this share of `all`, but for rounding.
fn share(of: f64, all: usize) -> usize {
    (of * all as f64 - 1e-9).ceil().max(1.0) as usize
}

/// The cores as blocks, the largest first.
pub fn copycatch(acts: &Acts, accounts: usize, method: &CopyCatch) -> Vec<Block> {
    let order = by_name(acts);
    let links = Links::new(acts, accounts);
    let search = || Search::new(acts, &order, &links, method);
    let mut taken = vec![Vec::new(); order.len()];
    let mut cores: Vec<Core> = Vec::new();
    let seeds: Vec<u32> = (0..order.len() as u32).collect();
    for seeds in seeds.chunks(SEEDS_AT_ONCE) {
        let from = |search: &mut Search, &seed: &u32| search.from(seed, &taken[seed as usize]);
        let found: Vec<Core> = seeds.par_iter().map_init(search, from).flatten_iter().collect();
        for center in found.iter().flat_map(|core| &core.centers) {
            taken[center.object as usize].push(center.start);
        }
        cores.extend(found);
    }
    cores.sort_unstable_by(|x, y| (Reverse(x.size()), x).cmp(&(Reverse(y.size()), y)));
    let mut told = vec![false; accounts];
    cores.retain(|core| {
        let is_new = core.accounts.iter().any(|&account| !told[account as usize]);
        core.accounts.iter().for_each(|&account| told[account as usize] = true);
        is_new
    });
    let search = search();
    cores.par_iter().map(|core| search.block(core)).collect()
}

/// An object with the time from which on the window of `2Δt` lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Center {
    object: u32,
    start: i64,
}

/// A core that was found.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Core {
    accounts: Vec<u32>,
    centers: Vec<Center>,
}

impl Core {
    fn size(&self) -> usize {
        self.accounts.len() * self.centers.len()
    }
}

/// A window on an object with the number of accounts that are looked for in it.
#[derive(Clone, Copy)]
struct Held {
    center: Center,
    accounts: usize,
}

/// Searches, with room that is used again from seed to seed.
struct Search<'a> {
    acts: &'a Acts,
    order: &'a [usize],
    links: &'a Links,
    method: &'a CopyCatch,
    /// For each account a number, 0 between two uses.
    of_account: Vec<u32>,
    /// The same for each object.
    of_object: Vec<u32>,
    /// The same for the accounts in a window.
    in_window: Vec<u32>,
}

impl<'a> Search<'a> {
    fn new(acts: &'a Acts, order: &'a [usize], links: &'a Links, method: &'a CopyCatch) -> Self {
        let zeros = |length| vec![0; length];
        let accounts = links.of_account.len();
        let (of_account, of_object, in_window) = (zeros(accounts), zeros(order.len()), zeros(accounts));
        Self { acts, order, links, method, of_account, of_object, in_window }
    }

    /// The core that is found from an object; none where its window is among those
    /// that are taken.
    fn from(&mut self, seed: u32, taken: &[i64]) -> Option<Core> {
        stop::check();
        let links = self.links;
        let first = self.fullest(seed, &links.of_object[seed as usize]);
        let overlaps = |&start: &i64| (first.center.start - start).abs() <= self.method.window.micros();
        if first.accounts < self.method.min_accounts as usize || taken.iter().any(overlaps) {
            return None;
        }
        let mut centers = vec![first.center];
        let further = (self.method.min_objects as usize).saturating_sub(1);
        let others = self.best(&self.members(first.center), &centers, 1, further);
        centers.extend(others.iter().map(|held| held.center));
        if others.len() < further {
            return None;
        }
        while self.update_center(&mut centers) | self.update_subspace(&mut centers) {}
        let accounts = self.users(&centers);
        if accounts.len() < self.method.min_accounts as usize {
            return None;
        }
        self.grow(&mut centers, &accounts);
        centers.sort_unstable();
        Some(Core { accounts: self.users(&centers), centers })
    }

    /// Moves each centre to where it holds more accounts; says whether any moved.
    fn update_center(&mut self, centers: &mut [Center]) -> bool {
        let mut changed = false;
        for place in 0..centers.len() {
            let open = self.lacking_one(centers, place);
            let best = self.fullest(centers[place].object, &open);
            changed |= self.take(centers, place, &open, Some(best));
        }
        changed
    }

    /// Exchanges each object for another one with more accounts; says whether any
    /// was exchanged.
    fn update_subspace(&mut self, centers: &mut [Center]) -> bool {
        let mut changed = false;
        for place in 0..centers.len() {
            let open = self.lacking_one(centers, place);
            let best = self.best(&open, centers, 1, 1).pop();
            changed |= self.take(centers, place, &open, best);
        }
        changed
    }

    /// Takes a window in this place if it holds more of the open accounts.
    fn take(&mut self, centers: &mut [Center], place: usize, open: &[u32], best: Option<Held>) -> bool {
        let held = self.members(centers[place]).iter().filter(|account| open.binary_search(account).is_ok()).count();
        let better = best.filter(|best| best.accounts > held);
        if let Some(better) = better {
            centers[place] = better.center;
        }
        better.is_some()
    }

    /// Takes up further objects while each of these accounts keeps its share.
    fn grow(&mut self, centers: &mut Vec<Center>, accounts: &[u32]) {
        let least = share(self.method.rho, accounts.len());
        let mut acted = vec![0; accounts.len()];
        let count = |search: &Self, center: Center, acted: &mut [usize]| {
            let places = search.members(center).into_iter().filter_map(|account| accounts.binary_search(&account).ok());
            places.for_each(|place| acted[place] += 1);
        };
        centers.iter().for_each(|&center| count(self, center, &mut acted));
        for further in self.best(accounts, centers, least, usize::MAX) {
            let mut next = acted.clone();
            count(self, further.center, &mut next);
            if next.iter().any(|&acted| acted < self.method.needed(centers.len() + 1)) {
                break;
            }
            acted = next;
            centers.push(further.center);
        }
    }

    /// The accounts that act on an object within the window, ascending.
    fn members(&self, center: Center) -> Vec<u32> {
        let of = self.acts.of(self.order[center.object as usize]);
        let times = &self.acts.time[of.clone()];
        let first = times.partition_point(|&time| time < center.start);
        let end = times.partition_point(|&time| time - center.start <= self.method.window.micros());
        let mut members = self.acts.account[of.start + first..of.start + end].to_vec();
        members.sort_unstable();
        members.dedup();
        members
    }

    /// The accounts that act on enough of the objects in time, ascending.
    fn users(&mut self, centers: &[Center]) -> Vec<u32> {
        let needed = self.method.needed(centers.len());
        self.acting_on(centers, |acted| acted >= needed)
    }

    /// The accounts for which it decides whether they act on the object in this
    /// place, ascending.
    fn lacking_one(&mut self, centers: &[Center], place: usize) -> Vec<u32> {
        let needed = self.method.needed(centers.len());
        let others: Vec<Center> = centers.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, &c)| c).collect();
        self.acting_on(&others, |acted| acted + 1 == needed)
    }

    /// The accounts that act in time on a number of these objects that `keep`
    /// holds for, of those that act on any; ascending.
    fn acting_on(&mut self, centers: &[Center], keep: impl Fn(usize) -> bool) -> Vec<u32> {
        let mut met = Vec::new();
        for &center in centers {
            for account in self.members(center) {
                let acted = &mut self.of_account[account as usize];
                if *acted == 0 {
                    met.push(account);
                }
                *acted += 1;
            }
        }
        met.sort_unstable();
        met.retain(|&account| keep(std::mem::take(&mut self.of_account[account as usize]) as usize));
        met
    }

    /// The windows that hold most of these accounts, one an object, on other
    /// objects than those of `except`; at least `least` accounts each, and no more
    /// than `most` windows. Those with the most accounts come first, of equals the
    /// object that comes first.
    fn best(&mut self, among: &[u32], except: &[Center], least: usize, most: usize) -> Vec<Held> {
        let mut bounds = self.bounds(among);
        bounds.retain(|&(Reverse(bound), object)| {
            bound as usize >= least && except.iter().all(|center| center.object != object)
        });
        bounds.sort_unstable();
        let mut best: Vec<Held> = Vec::new();
        for (Reverse(bound), object) in bounds {
            // Nothing that follows can be better.
            if most == 0 || best.len() == most && best[most - 1].accounts >= bound as usize {
                break;
            }
            let held = self.fullest(object, among);
            if held.accounts < least {
                continue;
            }
            let place = best.partition_point(|other| {
                (Reverse(other.accounts), other.center.object) < (Reverse(held.accounts), object)
            });
            best.insert(place, held);
            best.truncate(most);
        }
        best
    }

    /// Each object on which any of these accounts acts, with their number.
    fn bounds(&mut self, among: &[u32]) -> Vec<(Reverse<u32>, u32)> {
        let links = self.links;
        let mut met = Vec::new();
        for &object in among.iter().flat_map(|&account| &links.of_account[account as usize]) {
            let acting = &mut self.of_object[object as usize];
            if *acting == 0 {
                met.push(object);
            }
            *acting += 1;
        }
        met.into_iter().map(|object| (Reverse(std::mem::take(&mut self.of_object[object as usize])), object)).collect()
    }

    /// The window on an object that holds most of these accounts, the earliest of
    /// equals.
    fn fullest(&mut self, object: u32, among: &[u32]) -> Held {
        among.iter().for_each(|&account| self.of_account[account as usize] = 1);
        let of = self.acts.of(self.order[object as usize]);
        let looked_for = of.filter(|&act| self.of_account[self.acts.account[act] as usize] == 1);
        let looked_for: Vec<(i64, u32)> = looked_for.map(|act| (self.acts.time[act], self.acts.account[act])).collect();
        among.iter().for_each(|&account| self.of_account[account as usize] = 0);
        let (mut first, mut inside) = (0, 0);
        let mut fullest = Held { center: Center { object, start: 0 }, accounts: 0 };
        for &(time, account) in &looked_for {
            inside += usize::from(self.in_window[account as usize] == 0);
            self.in_window[account as usize] += 1;
            while time - looked_for[first].0 > self.method.window.micros() {
                let gone = &mut self.in_window[looked_for[first].1 as usize];
                *gone -= 1;
                inside -= usize::from(*gone == 0);
                first += 1;
            }
            if inside > fullest.accounts {
                fullest = Held { center: Center { object, start: looked_for[first].0 }, accounts: inside };
            }
        }
        looked_for.iter().for_each(|&(_, account)| self.in_window[account as usize] = 0);
        fullest
    }

    fn block(&self, core: &Core) -> Block {
        let object = |&center: &Center| {
            let mut accounts = self.members(center);
            accounts.retain(|account| core.accounts.binary_search(account).is_ok());
            BlockObject { object: center.object, accounts }
        };
        Block { objects: core.centers.iter().map(object).collect(), measure: core.accounts.len() as f64 }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use lockstep_data::events::Dictionary;
    use proptest::prelude::*;

    use super::*;
    use crate::baselines::testing::{number, numbered};

    const METHOD: CopyCatch = CopyCatch { window: Window::seconds(60), min_accounts: 3, min_objects: 3, rho: 1.0 };

    fn cores(shares: &[(u8, u8, i64)], method: &CopyCatch) -> (Dictionary, Vec<Block>) {
        let (names, acts) = numbered(shares);
        let found = copycatch(&acts, names.len(), method);
        (names, found)
    }

    fn accounts(names: &Dictionary, core: &Block) -> BTreeSet<u8> {
        core.accounts().iter().map(|&account| number(names, account)).collect()
    }

    /// `accounts` accounts from 100 on act on `objects` objects from 100 on, on each
    /// within the window, but for those acts for which `misses` holds.
    fn planted(accounts: u8, objects: u8, misses: impl Fn(u8, u8) -> bool) -> Vec<(u8, u8, i64)> {
        let all = (0..objects).flat_map(|object| (0..accounts).map(move |account| (object, account)));
        all.filter(|&(object, account)| !misses(object, account))
            .map(|(object, account)| {
                (100 + object, 100 + account, 5000 * i64::from(object) + i64::from(account) * 7 % 50)
            })
            .collect()
    }

    /// Acts of others, on the same objects too, at other times.
    fn noise() -> impl Strategy<Value = Vec<(u8, u8, i64)>> {
        let others = (0u8..30, 0u8..30, 0i64..1_000_000);
        let on_theirs = (100u8..108, 0u8..30, 200_000i64..1_000_000);
        (prop::collection::vec(others, 0..150), prop::collection::vec(on_theirs, 0..60))
            .prop_map(|(x, y)| [x, y].concat())
    }

    /// The paper's figure: users who act on the same pages, on each at one time, are
    /// a core; who acts on the same pages at another time is not in it.
    #[test]
    fn a_planted_group_is_a_core_and_who_comes_later_is_not_in_it() {
        let mut shares = planted(5, 4, |_, _| false);
        shares.extend((0..4).map(|object| (100 + object, 9, 5000 * i64::from(object) + 61 + 50)));
        let (names, found) = cores(&shares, &METHOD);
        assert_eq!(found.len(), 1);
        assert_eq!(accounts(&names, &found[0]), (100..105).collect());
        assert_eq!(found[0].objects.len(), 4);
        assert_eq!(found[0].measure, 5.0);
        assert!(found[0].objects.iter().all(|object| object.accounts.len() == 5));
        // Neither as many accounts nor as many objects as are asked for.
        assert!(cores(&shares, &CopyCatch { min_accounts: 6, ..METHOD }).1.is_empty());
        assert!(cores(&shares, &CopyCatch { min_objects: 5, ..METHOD }).1.is_empty());
    }

    /// ρ: an account may miss some of the objects.
    #[test]
    fn a_near_core_may_lack_some_acts() {
        let shares = planted(5, 5, |object, account| object == account);
        assert_eq!(accounts_of_largest(&shares, &CopyCatch { min_objects: 5, rho: 0.8, ..METHOD }), 5);
        assert_eq!(accounts_of_largest(&shares, &CopyCatch { min_objects: 5, rho: 0.9, ..METHOD }), 0);
    }

    fn accounts_of_largest(shares: &[(u8, u8, i64)], method: &CopyCatch) -> usize {
        cores(shares, method).1.first().map_or(0, |core| core.accounts().len())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn a_planted_group_is_found_among_others(noise in noise()) {
            let shares = [planted(6, 8, |_, _| false), noise].concat();
            let (names, found) = cores(&shares, &METHOD);
            let group = (100..106).collect();
            prop_assert!(found.iter().any(|core| accounts(&names, core).is_superset(&group) && core.objects.len() >= 8));
        }

        /// Every core is one by the definition.
        #[test]
        fn every_core_is_one(
            shares in prop::collection::vec((0u8..6, 0u8..8, 0i64..300), 1..120),
            min_objects in 2u32..4,
            rho in 0.55f64..1.0,
        ) {
            let method = CopyCatch { min_objects, rho, ..METHOD };
            let (names, found) = cores(&shares, &method);
            let objects: BTreeSet<u8> = shares.iter().map(|share| share.0).collect();
            let objects: Vec<u8> = objects.into_iter().collect();
            for core in found {
                let group = core.accounts();
                prop_assert!(group.len() >= 3 && core.objects.len() >= min_objects as usize);
                let mut acted: BTreeMap<u32, usize> = BTreeMap::new();
                for object in &core.objects {
                    object.accounts.iter().for_each(|&account| *acted.entry(account).or_default() += 1);
                    // Some window of that length holds an act of each.
                    let mine: Vec<(u8, i64)> = shares.iter()
                        .filter(|share| share.0 == objects[object.object as usize])
                        .map(|share| (share.1, share.2))
                        .collect();
                    let holds = |start: i64| object.accounts.iter().all(|&account| {
                        mine.iter().any(|&(who, time)| who == number(&names, account) && (0..=60).contains(&(time - start)))
                    });
                    prop_assert!(object.accounts.is_empty() || mine.iter().any(|&(_, start)| holds(start)));
                }
                let least = rho * core.objects.len() as f64 - 1e-6;
                prop_assert!(group.iter().all(|account| acted[account] as f64 >= least));
            }
        }

        #[test]
        fn the_threads_do_not_show(noise in noise()) {
            let shares = [planted(4, 5, |_, _| false), noise].concat();
            let (names, acts) = numbered(&shares);
            let on = |threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                pool.install(|| copycatch(&acts, names.len(), &METHOD))
            };
            prop_assert_eq!(on(1), on(3));
        }
    }
}
