//! Habit: each account acts at delays of its own, whoever else does.
//!
//! Both accounts acted on object `o`, one of them with delay `x`. Were the
//! other one's delay drawn from its own delays on other objects, smoothed with
//! the delays of everybody, it would fall within the window `W` of `x` with
//! the chance
//!
//! `q_j(x) = (#{delays of j within x ± W, o left out} + α·π(x)) / (#{delays of j, o left out} + α)`
//!
//! where `π(x)` is the share of all delays in the data within `x ± W`. The
//! larger of the two sides' chances counts. Over all objects on which both
//! acted, at any time, the number of those on which they meet is then a
//! Poisson-binomial variable. It is held against the *occasions* on which they
//! met, not the objects: two strangers who leaf through the same feed at the
//! same time meet on many objects by one coincidence (on real retweets such
//! evenings are what passes otherwise).
//!
//! Some accounts live by a timetable: a scheduler posts at the full hour, or at
//! four every day, whatever the object. Their delays are spread, their minutes
//! are not. So more chances are read off the clock, and the largest counts:
//! that of the other's delay to fall within half an hour (half a day) of `x` at
//! all, times the share of its acts at any hour (on any day) that come within
//! `W` of this moment of the hour (of the day).
//!
//! Where an object was made by its own sharers there is no outside trigger: a
//! group that posts a fresh link at once is then its own habit. Such an object
//! is judged by habits of other days only: what an account did within a day of
//! the act is left out of its history.

use lockstep_base::time::DAY;
use lockstep_data::traces::Acts;

use super::histories::{Histories, Shared, TIMETABLES};
use super::{Case, Explanation, Test, Trials};
use crate::coaction::{Ladder, Pair};

/// Where habit alone makes a meeting likelier than not, the object says nothing
/// either way and is left out: among many such objects, the few that do say
/// something would be lost.
const TELLING: f64 = 0.5;

/// How many delays of everybody's an account's own history is smoothed with.
pub const PRIOR_DELAYS: f64 = 3.0;

/// The habit model of one trace.
#[derive(Clone, Copy, Debug)]
pub struct Habit<'a> {
    /// The acts of the trace.
    pub acts: &'a Acts,
    /// Its windows.
    pub ladder: &'a Ladder,
    /// Its delays.
    pub histories: &'a Histories,
}

impl Habit<'_> {
    /// The chance that the pair's accounts meet on an object on which both
    /// act, within the window of the rung; where it is above 1/2, a number
    /// between 1/2 and the chance.
    pub fn chance(&self, pair: Pair, shared: &Shared, rung: usize) -> f64 {
        let window = self.ladder.windows()[rung].micros();
        let [a, b] = [(shared.a, pair.b(), shared.b), (shared.b, pair.a(), shared.a)].map(|(acts, account, others)| {
            self.any(acts, Other { account, object: shared.object, acts: others }, window)
        });
        a.max(b)
    }

    /// The chance that one of the other's acts falls within the window of one
    /// of these. Accounts can act on one object thousands of times: once the
    /// object can tell nothing, the rest of its acts are not asked.
    fn any(&self, acts: &[u32], other: Other, window: i64) -> f64 {
        let (mut missed, mut met) = (1.0, 0.0);
        for &act in acts {
            missed *= 1.0 - self.once(act, other, window);
            met = 1.0 - f64::powi(missed, other.acts.len() as i32);
            if met > TELLING {
                break;
            }
        }
        met
    }

    /// The objects by which a pair is judged: those that count at the rung and
    /// that can tell.
    pub fn trials(&self, pair: Pair, shared: &[Shared], rung: usize) -> Trials {
        let counted = shared.iter().filter(|shared| self.ladder.counts(shared.object, rung));
        let (objects, chances) = counted
            .map(|shared| (shared.object, self.chance(pair, shared, rung)))
            .filter(|&(_, chance)| chance <= TELLING)
            .unzip();
        Trials { objects: Some(objects), chances }
    }

    /// The chance that an act of the other account falls within the window
    /// of `act`: by its delays, or by its timetable, whichever is larger.
    fn once(&self, act: u32, other: Other, window: i64) -> f64 {
        let mut chance = self.by_delay(act, other, window);
        for (table, period) in TIMETABLES.into_iter().enumerate().filter(|(_, period)| 2 * window < *period) {
            let on_the_clock = self.by_timetable(act, other, window, table);
            // A smaller one cannot be the largest, whatever it is multiplied by.
            if on_the_clock > chance {
                chance = chance.max(on_the_clock * self.by_delay(act, other, period / 2));
            }
        }
        chance
    }

    /// The share of the other's delays that lie within the window of this
    /// act's.
    fn by_delay(&self, act: u32, other: Other, window: i64) -> f64 {
        let histories = self.histories;
        let object = other.object;
        let delay = self.acts.time[act as usize] - self.acts.triggers.moment[object as usize];
        let within = histories.within(other.account, delay, window);
        let all = histories.delays_of(other.account);
        let (kept, all) = if histories.is_own(object) {
            let count =
                |delays: &[(i64, u32)]| delays.iter().filter(|&&(_, theirs)| self.elsewhen(act, theirs)).count();
            (count(within), count(all))
        } else {
            let left_out = other.with_delay(self.acts);
            let moment = self.acts.time[act as usize];
            let start = left_out.partition_point(|&theirs| self.acts.time[theirs as usize] < moment - window);
            let near = left_out[start..].partition_point(|&theirs| self.acts.time[theirs as usize] <= moment + window);
            (within.len() - near, all.len() - left_out.len())
        };
        smoothed(kept, all, histories.population_share(delay, window))
    }

    /// The share of the other's acts that come within the window of this one
    /// on the clock, whatever the hour or the day: near the share of the window
    /// in an hour or a day, unless a timetable decides.
    fn by_timetable(&self, act: u32, other: Other, window: i64, table: usize) -> f64 {
        let histories = self.histories;
        let object = other.object;
        let near = histories.on_the_clock(other.account, self.acts.time[act as usize], window, table);
        let (near, all) = if histories.is_own(object) {
            let elsewhen = |theirs: &u32| self.elsewhen(act, *theirs);
            let near = near.into_iter().flatten().filter(|(_, theirs)| elsewhen(theirs)).count();
            (near, histories.of(other.account).iter().filter(|theirs| elsewhen(theirs)).count())
        } else {
            let left_out = other.acts.iter().filter(|&&theirs| self.gap_on_the_clock(act, theirs, table) <= window);
            let near = near.into_iter().map(<[_]>::len).sum::<usize>() - left_out.count();
            (near, histories.of(other.account).len() - other.acts.len())
        };
        smoothed(near, all, 2.0 * window as f64 / TIMETABLES[table] as f64)
    }

    /// The time between two acts on the dial of a timetable.
    fn gap_on_the_clock(&self, act: u32, other: u32, table: usize) -> i64 {
        let apart = self.gap(act, other) % TIMETABLES[table];
        apart.min(TIMETABLES[table] - apart)
    }

    fn gap(&self, act: u32, other: u32) -> i64 {
        (self.acts.time[act as usize] - self.acts.time[other as usize]).abs()
    }

    /// Whether an act is far enough from another to say something about habit
    /// where the object was made by its own sharers: more than a day.
    fn elsewhen(&self, act: u32, other: u32) -> bool {
        self.gap(act, other) > DAY
    }
}

impl<'a> Other<'a> {
    /// Its acts on the object that have a delay: all but one that stands for
    /// the object's trigger, which can be none but the first.
    fn with_delay(self, acts: &Acts) -> &'a [u32] {
        match self.acts {
            [first, rest @ ..] if acts.stands_for_trigger(*first as usize, self.object) => rest,
            all => all,
        }
    }
}

/// The least chance that any history of `delays` delays leaves: all of them
/// elsewhere.
pub(super) fn least_chance(delays: usize, everybody: f64) -> f64 {
    smoothed(0, delays, everybody)
}

/// A share, shrunk towards what is expected of anybody.
fn smoothed(near: usize, all: usize, everybody: f64) -> f64 {
    (near as f64 + PRIOR_DELAYS * everybody) / (all as f64 + PRIOR_DELAYS)
}

/// The other account of a pair, and its acts on the object in question.
#[derive(Clone, Copy)]
struct Other<'a> {
    account: u32,
    object: u32,
    acts: &'a [u32],
}

impl Explanation for Habit<'_> {
    fn name(&self) -> &'static str {
        "habit"
    }

    fn test(&self, case: &Case, rung: usize) -> Test {
        let trials = self.trials(case.pair, case.shared, rung);
        let occasions = case.met.occasions_on(self.ladder, rung, |object| trials.tell(object));
        Test::of_trials(occasions, &trials.chances)
    }
}
