//! The early bound: how small a pair's p-value can be at best.
//!
//! Most pairs that meet on enough objects can never pass, and to say so needs
//! no account's history. Habit leaves a meeting at least the chance
//! `α·π(x) / (k + α)`, with `k` the number of delays of the account (see
//! [`super::Habit`]): what its history says only adds to it. That all meetings
//! come about is one way to see that many, so that
//!
//! `p_habit ≥ Π_o α·π(x_o) / (k + α)`
//!
//! over the objects on which the pair met, whatever else it shared. A pair
//! whose bound does not pass does not pass.

use lockstep_data::traces::Acts;

use super::habit::least_chance;
use super::population::Population;
use super::testing::corrected_for;
use super::{Case, Explanation, corrected, ln_cauchy};
use crate::coaction::{CoAct, Ladder, Met, Pair};

/// The early bound of one trace.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// Chance.
    pub chance: &'a dyn Explanation,
    /// The acts of the trace.
    pub acts: &'a Acts,
    /// Its windows.
    pub ladder: &'a Ladder,
    /// Everybody's delays.
    pub population: &'a Population,
    /// The number of delays of each account.
    pub delays: &'a [u32],
}

impl Bound<'_> {
    /// A lower bound of ln p of a pair that met so often, as far as it can be
    /// listed.
    pub fn ln_p(&self, pair: Pair, met: &Met) -> f64 {
        let case = Case { pair, met, shared: &[] };
        let (mut best, mut ln_habit) = (0.0, f64::NEG_INFINITY);
        for rung in (0..self.ladder.len()).filter(|&rung| met.objects[rung] > 0) {
            // The same meetings in a wider window are no less likely.
            if rung == 0 || !met.at(self.ladder, rung).eq(met.at(self.ladder, rung - 1)) {
                ln_habit = f64::NEG_INFINITY;
            }
            let ln_chance = self.chance.test(&case, rung).ln_p;
            if corrected(ln_chance.max(ln_habit), self.ladder) < best {
                ln_habit = self.ln_habit(met, rung);
                best = corrected(ln_chance.max(ln_habit), self.ladder).min(best);
            }
        }
        best
    }

    fn ln_habit(&self, met: &Met, rung: usize) -> f64 {
        if let Some(reactions) = &self.acts.reactions {
            return 2.0 * f64::from(met.occasions[rung]) * reactions.fast.ln();
        }
        met.at(self.ladder, rung).map(|co_act| self.least_chance(co_act, rung).ln()).sum()
    }

    /// The larger of the two sides' chances.
    fn least_chance(&self, co_act: &CoAct, rung: usize) -> f64 {
        let window = self.ladder.windows()[rung].micros();
        let [earlier, later] = co_act.acts.map(|act| self.acts.account[act as usize]);
        let moment = self.acts.triggers.moment[co_act.object as usize];
        let side = |time: i64, other: u32| {
            least_chance(self.delays[other as usize] as usize, self.population.share_at_least(time - moment, window))
        };
        side(co_act.earlier, later).max(side(co_act.later, earlier))
    }
}

/// A lower bound of ln p of a pair that met so often, by chance alone: the rung
/// that speaks most clearly, corrected for the choice.
pub fn ln_chance(chance: &dyn Explanation, pair: Pair, met: &Met) -> f64 {
    let (rungs, case) = (met.objects.len(), Case { pair, met, shared: &[] });
    let at_rung = |rung: usize| corrected_for(chance.test(&case, rung).ln_p, rungs);
    (0..rungs).filter(|&rung| met.objects[rung] > 0).map(at_rung).fold(0.0, f64::min)
}

/// A lower bound over all traces, of those of each trace; all are rounded down.
pub fn combined_bound(of_traces: impl Iterator<Item = f32> + Clone) -> f32 {
    (ln_cauchy(of_traces.map(f64::from)) as f32).next_down()
}

/// ln of the largest bound that could pass at this rate if `passing` of `tests`
/// do.
pub fn ln_limit(fdr: f64, passing: usize, tests: f64) -> f32 {
    (fdr * passing as f64 / tests).ln() as f32
}

/// The places of the pairs that could have a q-value of at most `fdr`, of
/// `tests` tests in all, by lower bounds of their ln p: Benjamini and
/// Hochberg's procedure on the bounds lists at least those that it lists on
/// the p-values.
pub fn could_pass(bounds: &[f32], fdr: f64, tests: f64) -> Vec<usize> {
    let mut passing = bounds.len();
    loop {
        let limit = ln_limit(fdr, passing, tests);
        let places = || bounds.iter().enumerate().filter(move |&(_, &bound)| bound <= limit).map(|(place, _)| place);
        let fewer = places().count();
        if fewer == passing || fewer == 0 {
            return places().collect();
        }
        passing = fewer;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::ln_q_values;
    use super::*;

    proptest! {
        /// Where the bounds are the p-values themselves, what could pass is
        /// what Benjamini and Hochberg list.
        #[test]
        fn what_could_pass_is_what_the_procedure_lists(
            ln_p in prop::collection::vec(-30.0f32..0.0, 0..80),
            fdr in 0.01f64..0.5,
            more in 1.0f64..1e6,
        ) {
            let tests = ln_p.len() as f64 * more;
            let ln_q = ln_q_values(&ln_p.iter().map(|&p| f64::from(p)).collect::<Vec<_>>(), tests);
            let listed: Vec<usize> = (0..ln_p.len()).filter(|&place| ln_q[place] <= fdr.ln() - 1e-6).collect();
            let could = could_pass(&ln_p, fdr, tests);
            prop_assert!(listed.iter().all(|place| could.contains(place)));
            prop_assert!(could.iter().all(|&place| ln_q[place] <= fdr.ln() + 1e-6));
        }
    }
}
