//! How large groups become when acts are permuted within strata.

use lockstep_base::stop;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::bursts::Burst;
use super::links::{Weak, components};
use super::strata::{Explained, Strata, Stratum};

/// The most that the chance of any false group may be.
pub const FAMILY_WISE: f64 = 0.01;
/// Permutations under each explanation: as many as `FAMILY_WISE` needs.
pub const PERMUTATIONS: usize = 99;
/// Permutations that are made before it is asked whether others are needed.
const AT_ONCE: usize = 11;

/// How often the largest statistic of permuted data reached each of these, and the
/// largest that was seen. Stops once none of them can pass.
pub(super) fn reached(bursts: &[Burst], strata: &Strata, statistics: &[f64], seed: u64) -> (Vec<usize>, f64) {
    let (mut reached, mut largest) = (vec![0; statistics.len()], 0.0f64);
    let numbers: Vec<usize> = (0..PERMUTATIONS).collect();
    for some in numbers.chunks(AT_ONCE) {
        let found: Vec<f64> = some.par_iter().map(|&number| permuted(bursts, strata, seed, number)).collect();
        for statistic in found {
            largest = largest.max(statistic);
            reached.iter_mut().zip(statistics).for_each(|(reached, &of)| *reached += usize::from(statistic >= of));
        }
        if reached.iter().all(|&reached| p_value(reached) > FAMILY_WISE) {
            break;
        }
    }
    (reached, largest)
}

/// The p-value of a statistic that so many permutations reached; the data count as one.
pub(super) fn p_value(reached: usize) -> f64 {
    (reached + 1) as f64 / (PERMUTATIONS + 1) as f64
}

/// The largest statistic of one permutation under each explanation.
fn permuted(bursts: &[Burst], strata: &Strata, seed: u64, number: usize) -> f64 {
    let under = |explained: Explained| {
        stop::check();
        let stream = (number * Explained::ALL.len() + explained as usize) as u64;
        let mut rng = Pcg64Mcg::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(stream));
        let dealt = dealt(bursts, strata, explained, &mut rng);
        let weak = Weak { bursts, strata, first: explained }.pairs(dealt);
        components(&weak).into_iter().map(|component| component.statistic(&weak)).fold(0.0, f64::max)
    };
    Explained::ALL.into_iter().map(under).fold(0.0, f64::max)
}

/// Accounts and bursts, as the acts of each stratum are dealt out again to its bursts.
pub(super) fn dealt(bursts: &[Burst], strata: &Strata, explained: Explained, rng: &mut Pcg64Mcg) -> Vec<(u32, u32)> {
    let mut dealt = Vec::new();
    for stratum in strata.strata(explained) {
        let accounts = stratum.accounts;
        let deal = Deal::new(&stratum, rng);
        let mut acts = deal.acts.iter();
        for (on_object, of_object) in &stratum.objects {
            let mut rest = acts.by_ref().take(*on_object);
            for &burst in of_object {
                let mine = rest.by_ref().take(bursts[burst].acts.len());
                dealt.extend(mine.map(|&act| (accounts[act as usize], burst as u32)));
            }
            rest.for_each(drop);
        }
    }
    dealt
}

/// The acts of a stratum in a random order. The first of them are on its objects with bursts,
/// one object after the other, and no account is twice on one of these.
struct Deal<'a> {
    accounts: &'a [u32],
    /// The act at each place.
    acts: Vec<u32>,
    /// The place of each act.
    places: Vec<u32>,
    /// The object of each of the first places.
    objects: Vec<u32>,
    /// How often another place may still be sought for an act.
    tries: usize,
}

/// How often another place is sought for an act. Where nearly all accounts are on nearly all
/// objects hardly any place is right; so in all no more are sought than half as many as there are.
const TRIES: usize = 30;
/// Any object without a burst.
const ELSEWHERE: u32 = u32::MAX;

impl<'a> Deal<'a> {
    fn new(stratum: &Stratum<'a>, rng: &mut Pcg64Mcg) -> Self {
        let of_object = |(object, &(acts, _)): (u32, &(usize, Vec<usize>))| std::iter::repeat_n(object, acts);
        let objects: Vec<u32> = (0..).zip(&stratum.objects).flat_map(of_object).collect();
        let mut acts: Vec<u32> = (0..stratum.accounts.len() as u32).collect();
        for place in 0..objects.len() {
            acts.swap(place, rng.random_range(place..stratum.accounts.len()));
        }
        let mut places = vec![0; acts.len()];
        (0..).zip(&acts).for_each(|(place, &act)| places[act as usize] = place);
        let tries = objects.len() / 2;
        let mut deal = Self { accounts: stratum.accounts, acts, places, objects, tries };
        deal.part_doubles(rng);
        deal
    }

    /// Acts of accounts that are twice on one object change places with others.
    fn part_doubles(&mut self, rng: &mut Pcg64Mcg) {
        let mut first = 0;
        let mut on: Vec<(u32, u32)> = Vec::new();
        for mine in self.accounts.chunk_by(|x, y| x == y) {
            let range = first..first + mine.len() as u32;
            first = range.end;
            if mine.len() < 2 {
                continue;
            }
            on.clear();
            on.extend(range.map(|act| (self.object(act), act)).filter(|&(object, _)| object != ELSEWHERE));
            on.sort_unstable();
            for place in 1..on.len() {
                if on[place].0 == on[place - 1].0 {
                    self.move_away(on[place].1, rng);
                }
            }
        }
    }

    fn object(&self, act: u32) -> u32 {
        self.objects.get(self.places[act as usize] as usize).copied().unwrap_or(ELSEWHERE)
    }

    fn move_away(&mut self, act: u32, rng: &mut Pcg64Mcg) {
        for _ in 0..TRIES.min(self.tries) {
            self.tries -= 1;
            let other = self.acts[rng.random_range(0..self.acts.len())];
            let [from, to] = [act, other].map(|act| self.object(act));
            if from != to && !self.is_on(act, to) && !self.is_on(other, from) {
                let [mine, others] = [act, other].map(|act| self.places[act as usize]);
                self.acts.swap(mine as usize, others as usize);
                self.places.swap(act as usize, other as usize);
                return;
            }
        }
    }

    /// Whether the account of this act is on an object, one with bursts.
    fn is_on(&self, act: u32, object: u32) -> bool {
        let account = self.accounts[act as usize];
        let is_mine = |&other: &u32| self.accounts[other as usize] == account;
        let mut mine = (0..act).rev().take_while(is_mine).chain((act..self.accounts.len() as u32).take_while(is_mine));
        object != ELSEWHERE && mine.any(|act| self.object(act) == object)
    }
}
