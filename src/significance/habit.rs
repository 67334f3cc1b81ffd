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
//! Where an object was made by its own sharers there is no outside trigger: a
//! group that posts a fresh link at once is then its own habit. Such an object
//! is judged by habits of other days only: what an account did within a day of
//! the act is left out of its history.

use super::histories::{Histories, Shared, stands_for_trigger};
use super::poisson_binomial::{ln_poisson_binomial_tail, mean};
use super::{Case, Explanation, Test};
use crate::coaction::{Ladder, Pair};
use crate::events::time::SECOND;
use crate::traces::Acts;

/// What lies within a day of an act says nothing about its habit where the
/// object was made by its own sharers; in microseconds.
const DAY: i64 = 86_400 * SECOND;

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
    /// act, within the window of the rung.
    pub fn chance(&self, pair: Pair, shared: &Shared, rung: usize) -> f64 {
        let window = self.ladder.windows()[rung].micros();
        let [a, b] = [(shared.a, pair.b(), shared.b), (shared.b, pair.a(), shared.a)].map(|(acts, other, others)| {
            // One of the other's acts within the window of one of these.
            let missed: f64 =
                acts.iter().map(|&act| 1.0 - self.once(act, Other { account: other, acts: others }, window)).product();
            1.0 - missed.powi(others.len() as i32)
        });
        a.max(b)
    }

    /// The chance that an act of the other account falls within the window
    /// of `act`.
    fn once(&self, act: u32, other: Other, window: i64) -> f64 {
        let histories = self.histories;
        let object = histories.object_of(act);
        let delay = self.acts.time[act as usize] - self.acts.triggers.moment[object as usize];
        let within = histories.within(other.account, delay, window);
        let (kept, all) = if histories.is_own(object) {
            let now = self.acts.time[act as usize];
            let elsewhen = |&&(_, act): &&(i64, u32)| (self.acts.time[act as usize] - now).abs() > DAY;
            let all = histories.delays_of(other.account);
            (within.iter().filter(elsewhen).count(), all.iter().filter(elsewhen).count())
        } else {
            let moment = self.acts.time[act as usize];
            let near = |theirs: &u32| (self.acts.time[*theirs as usize] - moment).abs() <= window;
            let left_out = || other.acts.iter().filter(|&&theirs| !stands_for_trigger(self.acts, theirs, object));
            let near = left_out().filter(|theirs| near(theirs)).count();
            (within.len() - near, histories.delays_of(other.account).len() - left_out().count())
        };
        let everybody = histories.population_share(delay, window);
        (kept as f64 + PRIOR_DELAYS * everybody) / (all as f64 + PRIOR_DELAYS)
    }
}

/// The other account of a pair, and its acts on the object in question.
#[derive(Clone, Copy)]
struct Other<'a> {
    account: u32,
    acts: &'a [u32],
}

impl Explanation for Habit<'_> {
    fn name(&self) -> &'static str {
        "habit"
    }

    fn test(&self, case: &Case, rung: usize) -> Test {
        let q: Vec<f64> =
            case.shared_at(self.ladder, rung).map(|shared| self.chance(case.pair, shared, rung)).collect();
        Test { expected: mean(&q), ln_p: ln_poisson_binomial_tail(case.occasions(rung), &q) }
    }
}
