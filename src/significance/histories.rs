//! Who acted on what, and how long after it came into being: what the models
//! of habit and crowd are read from.

use rayon::prelude::*;

use super::delays::Delays;
use crate::coaction::Pair;
use crate::events::Window;
use crate::events::time::SECOND;
use crate::traces::{Acts, Trigger};

/// An object of whose acts at least the share [`AT_ONCE`] come within this
/// time of the first has no life beside its sharers.
const OUTBREAK: Window = Window::seconds(1_800);
const AT_ONCE: f64 = 0.75;

/// The periods by which accounts can keep a timetable, in microseconds: an
/// hour, a day.
pub(super) const TIMETABLES: [i64; 2] = [3_600 * SECOND, 86_400 * SECOND];

/// The acts of one trace by account, and everybody's delays.
///
/// A *delay* is the time from an object's trigger to an act on it, in
/// microseconds, never negative. Where the first act stands for a trigger that
/// is not known, it has no delay of its own: it answered nothing that is seen.
#[derive(Clone, Debug)]
pub struct Histories {
    /// The object of each act.
    object: Vec<u32>,
    /// Account `a` has `offsets[a]..offsets[a + 1]` of the lists below.
    offsets: Vec<usize>,
    /// The acts of each account, in the order of object and time.
    acts: Vec<u32>,
    /// Account `a` has `delay_offsets[a]..delay_offsets[a + 1]` of `delays`.
    delay_offsets: Vec<usize>,
    /// The delays of each account, ascending, each with its act.
    delays: Vec<(i64, u32)>,
    /// The acts of each account by the moment of each timetable's period, in
    /// microseconds, ascending; parted like `acts`.
    phases: [Vec<(i64, u32)>; TIMETABLES.len()],
    /// All delays.
    population: Delays,
    /// Objects that were made by their own sharers.
    own: Vec<bool>,
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
    /// The histories of these acts, of `accounts` accounts.
    pub fn new(acts: &Acts, accounts: usize) -> Self {
        let object = acts.object_of_each();
        let mut offsets = vec![0usize; accounts + 1];
        acts.account.iter().for_each(|&account| offsets[account as usize + 1] += 1);
        (0..accounts).for_each(|account| offsets[account + 1] += offsets[account]);
        let mut next = offsets.clone();
        let mut by_account = vec![0u32; acts.len()];
        for (act, &account) in acts.account.iter().enumerate() {
            by_account[next[account as usize]] = act as u32;
            next[account as usize] += 1;
        }
        let delay = |act: u32| acts.time[act as usize] - acts.triggers.moment[object[act as usize] as usize];
        let answers = |act: &u32| !acts.stands_for_trigger(*act as usize, object[*act as usize]);
        let delays_of = |account: usize| -> Vec<(i64, u32)> {
            let of_account = &by_account[offsets[account]..offsets[account + 1]];
            let mut delays: Vec<(i64, u32)> =
                of_account.iter().copied().filter(answers).map(|act| (delay(act), act)).collect();
            delays.sort_unstable();
            delays
        };
        let phases = TIMETABLES.map(|period| {
            let of_account = |account: usize| -> Vec<(i64, u32)> {
                let of_account = &by_account[offsets[account]..offsets[account + 1]];
                let phase = |act: u32| acts.time[act as usize].rem_euclid(period);
                let mut phases: Vec<(i64, u32)> = of_account.iter().map(|&act| (phase(act), act)).collect();
                phases.sort_unstable();
                phases
            };
            (0..accounts).into_par_iter().map(of_account).collect::<Vec<_>>().concat()
        });
        let by_account_delays: Vec<Vec<(i64, u32)>> = (0..accounts).into_par_iter().map(delays_of).collect();
        let mut delay_offsets = vec![0usize];
        delay_offsets.extend(by_account_delays.iter().scan(0, |end, delays| {
            *end += delays.len();
            Some(*end)
        }));
        let delays = by_account_delays.concat();
        let population = Delays::new(delays.iter().map(|&(delay, _)| delay).collect());
        let own = (0..acts.objects.len()).map(|object| is_own(acts, object)).collect();
        Self { object, offsets, acts: by_account, delay_offsets, delays, phases, population, own }
    }

    /// The objects on which both accounts acted, in order.
    pub fn shared(&self, pair: Pair) -> Vec<Shared<'_>> {
        let (mut a, mut b) = (self.of(pair.a()), self.of(pair.b()));
        let mut shared = Vec::new();
        while let (Some(&first), Some(&second)) = (a.first(), b.first()) {
            let (x, y) = (self.object[first as usize], self.object[second as usize]);
            let object = x.max(y);
            if x == y {
                let (of_a, of_b) = (self.run(a, object), self.run(b, object));
                shared.push(Shared { object, a: &a[..of_a], b: &b[..of_b] });
                (a, b) = (&a[of_a..], &b[of_b..]);
            } else if x < y {
                a = &a[self.below(a, object)..];
            } else {
                b = &b[self.below(b, object)..];
            }
        }
        shared
    }

    /// The number of acts of an account.
    pub fn acts_of(&self, account: u32) -> usize {
        self.of(account).len()
    }

    /// Whether the object was made by its own sharers, as far as the data
    /// tell: no outside trigger is known, and at least three quarters of all
    /// acts on it came within half an hour of the first.
    pub fn is_own(&self, object: u32) -> bool {
        self.own[object as usize]
    }

    /// Objects that were made by their own sharers.
    pub fn own_objects(&self) -> usize {
        self.own.iter().filter(|&&own| own).count()
    }

    /// The share of all delays in the data that lie within `delay ± window`.
    pub(super) fn population_share(&self, delay: i64, window: i64) -> f64 {
        self.population.within(delay, window) as f64 / self.population.len().max(1) as f64
    }

    /// The delays of an account that lie within `delay ± window`, with their
    /// acts.
    pub(super) fn within(&self, account: u32, delay: i64, window: i64) -> &[(i64, u32)] {
        let delays = self.delays_of(account);
        &delays[count_within(delays, delay, window, |&(delay, _)| delay)]
    }

    /// All delays of an account, ascending.
    pub(super) fn delays_of(&self, account: u32) -> &[(i64, u32)] {
        &self.delays[self.delay_offsets[account as usize]..self.delay_offsets[account as usize + 1]]
    }

    /// The acts of an account that come within a window, of less than half the
    /// timetable's period, of this time on the clock; with their moments on it.
    pub(super) fn on_the_clock(&self, account: u32, time: i64, window: i64, table: usize) -> [&[(i64, u32)]; 3] {
        let (period, phases) = (TIMETABLES[table], &self.phases[table][self.range(account)]);
        // The dial is a circle.
        [-period, 0, period]
            .map(|turn| &phases[count_within(phases, time.rem_euclid(period) + turn, window, |&(phase, _)| phase)])
    }

    pub(super) fn object_of(&self, act: u32) -> u32 {
        self.object[act as usize]
    }

    fn range(&self, account: u32) -> std::ops::Range<usize> {
        self.offsets[account as usize]..self.offsets[account as usize + 1]
    }

    /// All acts of an account, in the order of object and time.
    pub(super) fn of(&self, account: u32) -> &[u32] {
        &self.acts[self.range(account)]
    }

    /// How many of these acts, in the order of objects, are on the first's.
    fn run(&self, acts: &[u32], object: u32) -> usize {
        acts.iter().take_while(|&&act| self.object[act as usize] == object).count()
    }

    /// How many of these acts, in the order of objects, come before `object`:
    /// found by doubling steps, for one account can have acted far more.
    fn below(&self, acts: &[u32], object: u32) -> usize {
        let before = |&act: &u32| self.object[act as usize] < object;
        let mut reach = 1;
        while reach < acts.len() && before(&acts[reach]) {
            reach *= 2;
        }
        let start = reach / 2;
        start + acts[start..acts.len().min(reach + 1)].partition_point(before)
    }
}

/// The places of the sorted values within `middle ± window`.
fn count_within<T>(sorted: &[T], middle: i64, window: i64, value: impl Fn(&T) -> i64) -> std::ops::Range<usize> {
    let start = sorted.partition_point(|v| value(v) < middle - window);
    start..start + sorted[start..].partition_point(|v| value(v) <= middle + window)
}

fn is_own(acts: &Acts, object: usize) -> bool {
    let times = &acts.time[acts.of(object)];
    let Some(&first) = times.first() else { return false };
    if acts.triggers.source[object] != Trigger::FirstAct || acts.kind.is_reaction() {
        return false;
    }
    let at_once = times.partition_point(|&time| time - first <= OUTBREAK.micros());
    at_once as f64 >= AT_ONCE * times.len() as f64
}
