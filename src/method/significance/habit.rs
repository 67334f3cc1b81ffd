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
//! Poisson-binomial variable. It is tested against the *occasions* on which they
//! met, not the objects: two strangers who leaf through the same feed at the
//! same time meet on many objects by one coincidence (on real retweets such
//! evenings are what passes otherwise).
//!
//! Some accounts live by a timetable: a scheduler posts at the full hour, or at
//! four every day, whatever the object. Their delays are spread, their minutes
//! are not. So more chances are read off the clock, and the largest counts:
//! that of the other's delay to fall within half an hour (half a day) of `x` at
//! all, times the share of its acts at any hour (on any day) that come within
//! `W` of this moment of the hour (of the day). Others poll a feed: they act at
//! the first tick of their own clock (see [`super::Clock`]) after the object came
//! into being. Where the other account has a clock, the share of its acts on other
//! objects that come as long after that tick as this one, within `W`, counts, too.
//!
//! Where a publication is known to the minute only, but acts to the second, all delays
//! on the object are wrong by the same part of a minute, so that two accounts can seem
//! to vary together: the window in which delays count is then a minute wider.
//!
//! Habit says how an account reacts to what happens outside of it, so that only
//! reactions to something outside are asked. An object that a group made itself
//! has no outside: see [`super::OwnActs`]. The group's acts on it are in no
//! history of delays, and whether two of them meet on it is judged by how they
//! react elsewhere, or else by how everybody does.

use lockstep_base::time::MINUTE;
use lockstep_data::traces::{Acts, Trigger};

use super::histories::{Histories, Shared, TIMETABLES, after_tick, count_within};
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
    /// Whether clocks are asked, too: to find one takes time, and they only explain
    /// more.
    pub clocks: bool,
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

    /// Whether one of the pair's accounts has a clock.
    pub(super) fn has_clock(&self, pair: Pair) -> bool {
        [pair.a(), pair.b()].into_iter().any(|account| self.histories.ticks(self.acts, account).is_some())
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
    /// of `act`: by its delays, by its timetable or by its clock, whichever is
    /// largest.
    fn once(&self, act: u32, other: Other, window: i64) -> f64 {
        if self.acts.time[act as usize] < self.acts.triggers.moment[other.object as usize] {
            // Before publication there is nothing to react to: such a meeting can tell
            // nothing.
            return 1.0;
        }
        let mut chance = self.by_delay(act, other, window);
        for (table, period) in TIMETABLES.into_iter().enumerate().filter(|(_, period)| 2 * window < *period) {
            let on_the_clock = self.by_timetable(act, other, window, table);
            // A smaller one cannot be the largest, whatever it is multiplied by.
            if on_the_clock > chance {
                chance = chance.max(on_the_clock * self.by_delay(act, other, period / 2));
            }
        }
        if self.clocks { chance.max(self.by_clock(act, other, window)) } else { chance }
    }

    /// The share of the other's delays that lie within the window of this
    /// act's.
    fn by_delay(&self, act: u32, other: Other, window: i64) -> f64 {
        let histories = self.histories;
        let moment = self.acts.time[act as usize];
        let delay = moment - self.acts.triggers.moment[other.object as usize];
        let window = window + self.slack(other.object);
        let within = histories.delays().within(other.account, delay, window);
        let all = histories.delays().len(other.account);
        let left_out = || other.acts.iter().filter(|&&theirs| self.has_delay(theirs, other.object));
        let near = left_out().filter(|&&theirs| self.gap(act, theirs) <= window).count();
        smoothed(within - near, all - left_out().count(), histories.population_share(delay, window))
    }

    /// What lets the pair's accounts meet by two acts on an object, were they to meet by
    /// habit: the largest of the chances.
    pub fn reason(&self, pair: Pair, shared: &Shared, acts: [u32; 2], rung: usize) -> Reason {
        let window = self.ladder.windows()[rung].micros();
        let all = acts.into_iter().flat_map(|act| {
            let of_a = self.acts.account[act as usize] == pair.a();
            let (account, others) = if of_a { (pair.b(), shared.b) } else { (pair.a(), shared.a) };
            self.reasons(act, Other { account, object: shared.object, acts: others }, window)
        });
        all.max_by(|(x, _), (y, _)| x.total_cmp(y)).map_or(Reason::Delay, |(_, reason)| reason)
    }

    /// The chances of an act of the other account near this one, each with its reason.
    fn reasons(&self, act: u32, other: Other, window: i64) -> [(f64, Reason); 3] {
        let on_the_clock = |(table, period): (usize, i64)| {
            self.by_timetable(act, other, window, table) * self.by_delay(act, other, period / 2)
        };
        let tables = TIMETABLES.into_iter().enumerate().filter(|(_, period)| 2 * window < *period);
        [
            (self.by_delay(act, other, window), Reason::Delay),
            (tables.map(on_the_clock).fold(0.0, f64::max), Reason::Timetable),
            (self.by_clock(act, other, window), Reason::Clock),
        ]
    }

    /// How much wider the window of delays on an object is, in microseconds.
    fn slack(&self, object: u32) -> i64 {
        let has_seconds = self.histories.population().resolution() < MINUTE;
        if has_seconds { self.acts.triggers.slack(object) } else { 0 }
    }

    /// Whether an act is in the history of delays.
    fn has_delay(&self, act: u32, object: u32) -> bool {
        self.acts.delay(act as usize, object).is_some() && !self.histories.population().own().has(act)
    }

    /// The share of the other's acts that come within the window of this one
    /// on the clock, whatever the hour or the day: near the share of the window
    /// in an hour or a day, unless a timetable decides.
    fn by_timetable(&self, act: u32, other: Other, window: i64, table: usize) -> f64 {
        let histories = self.histories;
        let near = histories.on_the_clock(other.account, self.acts.time[act as usize], window, table);
        let left_out = other.acts.iter().filter(|&&theirs| self.gap_on_the_clock(act, theirs, table) <= window);
        let near = near - left_out.count();
        let all = histories.of(other.account).len() - other.acts.len();
        smoothed(near, all, 2.0 * window as f64 / TIMETABLES[table] as f64)
    }

    /// The share of the other's acts that come as long after a tick of its clock as
    /// this one, within the window; 0 without a clock.
    fn by_clock(&self, act: u32, other: Other, window: i64) -> f64 {
        let Some(ticks) = self.histories.ticks(self.acts, other.account) else { return 0.0 };
        let own = after_tick(self.acts, &ticks.clock, act, other.object);
        let (mut near, mut left_out) = (0, 0);
        let first_act = self.acts.triggers.source[other.object as usize] == Trigger::FirstAct;
        for shift in ticks.clock.shifts(first_act) {
            near += count_within(&ticks.after_tick, own + shift, window);
            let is_near = |&&theirs: &&u32| {
                (after_tick(self.acts, &ticks.clock, theirs, other.object) - own - shift).abs() <= window
            };
            left_out += other.acts.iter().filter(is_near).count();
        }
        // Windows wider than half a period count an act at two shifts.
        let near = (near - left_out).min(ticks.after_tick.len() - other.acts.len());
        let expected = (2.0 * window as f64 / ticks.clock.period as f64).min(1.0);
        smoothed(near, ticks.after_tick.len() - other.acts.len(), expected)
    }

    /// The time between two acts on the dial of a timetable.
    fn gap_on_the_clock(&self, act: u32, other: u32, table: usize) -> i64 {
        let apart = self.gap(act, other) % TIMETABLES[table];
        apart.min(TIMETABLES[table] - apart)
    }

    fn gap(&self, act: u32, other: u32) -> i64 {
        (self.acts.time[act as usize] - self.acts.time[other as usize]).abs()
    }
}

/// What makes two accounts meet by habit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Their delays.
    Delay,
    /// The minute of the hour or the time of the day.
    Timetable,
    /// The ticks of a clock.
    Clock,
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
