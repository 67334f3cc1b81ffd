//! Who acted on what, and how long after it came into being: what the models
//! of habit and crowd are read from.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use lockstep_base::stop;
use lockstep_base::time::SECOND;
use lockstep_data::traces::{Acts, Trigger};
use rayon::prelude::*;

use super::ascending::Ascending;
use super::clock::Clock;
use super::population::Population;
use crate::coaction::{Pair, members, stretches};

/// The periods by which accounts can keep a timetable, in microseconds: an
/// hour, a day.
pub(super) const TIMETABLES: [i64; 2] = [3_600 * SECOND, 86_400 * SECOND];

/// The acts of one trace by account, and everybody's delays.
///
/// A *delay* is the time from an object's trigger to an act on it, in
/// microseconds, never negative. Where the first act stands for a trigger that
/// is not known, it has no delay of its own: it answered nothing that is seen.
/// Nor has an act on an object that a group made itself (see [`super::OwnActs`]).
#[derive(Clone, Debug, Default)]
pub struct Histories {
    /// Account `a` has `offsets[a]..offsets[a + 1]` of the acts below; one that
    /// is in no pair has none.
    offsets: Arc<Vec<usize>>,
    /// The acts of each account, in the order of object and time.
    acts: Vec<u32>,
    /// The object of each of them.
    objects: Vec<u32>,
    /// The delays of each account.
    delays: Ascending,
    /// The moments of each timetable's period, in microseconds, at which each account
    /// acts.
    phases: [Ascending; TIMETABLES.len()],
    /// Everybody's delays.
    population: Arc<Population>,
    /// The clocks that were asked for.
    clocks: Arc<Mutex<HashMap<u32, Option<Arc<Ticks>>>>>,
}

/// How an account keeps its clock.
#[derive(Clone, Debug)]
pub(super) struct Ticks {
    pub clock: Clock,
    /// The time of each of its acts after the first tick since the object came into
    /// being, ascending.
    pub after_tick: Vec<i64>,
}

/// An object on which both accounts of a pair acted, at any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared<'a> {
    /// The object.
    pub object: u32,
    /// The acts of the pair's first account on it.
    pub a: &'a [u32],
    /// The acts of its second account.
    pub b: &'a [u32],
}

impl Histories {
    /// The histories of the accounts of these pairs, among `accounts` accounts.
    pub fn new(acts: &Acts, pairs: &[Pair], accounts: usize, population: &Arc<Population>) -> Self {
        let members = members(pairs, accounts);
        let of_objects = |objects: Range<usize>| -> Vec<[u32; 3]> {
            stop::check();
            let of_object =
                |object: usize| acts.of(object).map(move |act| [acts.account[act], act as u32, object as u32]);
            objects.flat_map(of_object).filter(|[account, ..]| members[*account as usize]).collect()
        };
        let found: Vec<Vec<[u32; 3]>> = stretches(acts).into_par_iter().map(of_objects).collect();
        let mut offsets = vec![0usize; accounts + 1];
        found.iter().flatten().for_each(|[account, ..]| offsets[*account as usize + 1] += 1);
        (0..accounts).for_each(|account| offsets[account + 1] += offsets[account]);
        let mut next = offsets.clone();
        let (mut by_account, mut objects) = (vec![0u32; offsets[accounts]], vec![0u32; offsets[accounts]]);
        for [account, act, object] in found.into_iter().flatten() {
            let place = &mut next[account as usize];
            (by_account[*place], objects[*place]) = (act, object);
            *place += 1;
        }
        let offsets = Arc::new(offsets);
        let phases = TIMETABLES.map(|period| {
            let phases = by_account.par_iter().map(|&act| acts.time[act as usize].rem_euclid(period)).collect();
            Ascending::new(Arc::clone(&offsets), phases)
        });
        let delays = delays(acts, &offsets, &by_account, &objects, population);
        let population = Arc::clone(population);
        Self { offsets, acts: by_account, objects, delays, phases, population, clocks: Arc::default() }
    }

    /// The histories of the accounts of other pairs of the same trace.
    pub fn of_others(&self, acts: &Acts, pairs: &[Pair], accounts: usize) -> Self {
        Self::new(acts, pairs, accounts, &self.population)
    }

    /// The objects on which both accounts acted, in order.
    pub fn shared(&self, pair: Pair) -> Vec<Shared<'_>> {
        let (mut a, mut b) = (self.range(pair.a()), self.range(pair.b()));
        let mut shared = Vec::new();
        while !a.is_empty() && !b.is_empty() {
            let (x, y) = (self.objects[a.start], self.objects[b.start]);
            let object = x.max(y);
            if x == y {
                let (of_a, of_b) = (self.run(&a, object), self.run(&b, object));
                shared.push(Shared { object, a: &self.acts[a.start..of_a], b: &self.acts[b.start..of_b] });
                (a.start, b.start) = (of_a, of_b);
            } else if x < y {
                a.start = self.from(&a, object);
            } else {
                b.start = self.from(&b, object);
            }
        }
        shared
    }

    /// The number of acts of an account.
    pub fn acts_of(&self, account: u32) -> usize {
        self.of(account).len()
    }

    /// The acts of an account, each with its object, in the order of objects.
    pub fn acts_on_objects(&self, account: u32) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.range(account).map(|place| (self.acts[place], self.objects[place]))
    }

    /// Everybody's delays, and which acts have none because a group made the object.
    pub fn population(&self) -> &Population {
        &self.population
    }

    /// How an account keeps its clock, where it has one.
    pub(super) fn ticks(&self, acts: &Acts, account: u32) -> Option<Arc<Ticks>> {
        let clocks = || self.clocks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = clocks().get(&account) {
            return known.clone();
        }
        // Two threads may look for the same one, and find the same.
        let found = self.find_ticks(acts, account).map(Arc::new);
        clocks().insert(account, found.clone());
        found
    }

    fn find_ticks(&self, acts: &Acts, account: u32) -> Option<Ticks> {
        let mut moments: Vec<i64> = self.of(account).iter().map(|&act| acts.time[act as usize]).collect();
        moments.sort_unstable();
        let clock = Clock::find(&moments, self.population.resolution())?;
        let own = self.acts_on_objects(account);
        let mut after_tick: Vec<i64> = own.map(|(act, object)| after_tick(acts, &clock, act, object)).collect();
        after_tick.sort_unstable();
        Some(Ticks { clock, after_tick })
    }

    /// The clock of an account, where it has one.
    pub fn clock(&self, acts: &Acts, account: u32) -> Option<Clock> {
        self.ticks(acts, account).map(|ticks| ticks.clock)
    }

    /// The share of all delays in the data that lie within `delay ± window`.
    pub(super) fn population_share(&self, delay: i64, window: i64) -> f64 {
        self.population.share(delay, window)
    }

    /// The delays of each account.
    pub(super) fn delays(&self) -> &Ascending {
        &self.delays
    }

    /// How many acts of an account come within a window, of less than half the
    /// timetable's period, of this time on the clock.
    pub(super) fn on_the_clock(&self, account: u32, time: i64, window: i64, table: usize) -> usize {
        let (period, phases) = (TIMETABLES[table], &self.phases[table]);
        let phase = time.rem_euclid(period);
        // The dial is a circle.
        let beyond = match phase {
            phase if phase < window => phases.within(account, phase + period, window),
            phase if phase + window >= period => phases.within(account, phase - period, window),
            _ => 0,
        };
        phases.within(account, phase, window) + beyond
    }

    fn range(&self, account: u32) -> std::ops::Range<usize> {
        self.offsets[account as usize]..self.offsets[account as usize + 1]
    }

    /// All acts of an account, in the order of object and time.
    pub(super) fn of(&self, account: u32) -> &[u32] {
        &self.acts[self.range(account)]
    }

    /// The end of the acts at these places, in the order of objects, that are on
    /// the first one's.
    fn run(&self, places: &Range<usize>, object: u32) -> usize {
        let run = self.objects[places.clone()].iter().take_while(|&&of_act| of_act == object).count();
        places.start + run
    }

    /// The first of these places, in the order of objects, on `object` or one
    /// after it: found by doubling steps, for one account can have acted far
    /// more.
    fn from(&self, places: &Range<usize>, object: u32) -> usize {
        let objects = &self.objects[places.clone()];
        let before = |of_act: &u32| *of_act < object;
        let mut reach = 1;
        while reach < objects.len() && before(&objects[reach]) {
            reach *= 2;
        }
        let start = reach / 2;
        places.start + start + objects[start..objects.len().min(reach + 1)].partition_point(before)
    }
}

/// The time of an act after the first tick of a clock since its object came into
/// being.
pub(super) fn after_tick(acts: &Acts, clock: &Clock, act: u32, object: u32) -> i64 {
    let trigger = acts.triggers.moment[object as usize];
    let first_act = acts.triggers.source[object as usize] == Trigger::FirstAct;
    clock.after_tick(acts.time[act as usize], trigger, first_act)
}

/// The delays of the accounts whose acts are parted like this, each act on its object.
fn delays(acts: &Acts, offsets: &[usize], own: &[u32], objects: &[u32], population: &Population) -> Ascending {
    let delay =
        |place: usize| acts.delay(own[place] as usize, objects[place]).filter(|_| !population.own().has(own[place]));
    let of_account = |bounds: &[usize]| (bounds[0]..bounds[1]).filter_map(delay).collect::<Vec<i64>>();
    let of_accounts: Vec<Vec<i64>> = offsets.par_windows(2).map(of_account).collect();
    let mut ends = vec![0; offsets.len()];
    of_accounts.iter().enumerate().for_each(|(account, delays)| ends[account + 1] = ends[account] + delays.len());
    Ascending::new(Arc::new(ends), of_accounts.concat())
}

/// How many of the sorted values lie within `middle ± window`.
pub(super) fn count_within(sorted: &[i64], middle: i64, window: i64) -> usize {
    let start = sorted.partition_point(|&value| value < middle - window);
    sorted[start..].partition_point(|&value| value <= middle + window)
}
