//! Crowd: at that moment of the object's life many others acted on it, too.
//!
//! Both accounts acted on object `o`. Of the `n` acts of third parties on it,
//! `c` fall within the window of the act of one of the pair: were the other
//! one just another of the crowd, it would be there with the chance
//!
//! `q = (c + β·ρ) / (n + β)`
//!
//! where `ρ` is the share of pairs of accounts that meet on objects of like
//! popularity (its bit length alike): what few acts tell is shrunk towards it.
//! The larger of the two sides' chances counts, and the number of objects on
//! which the pair meets is a Poisson-binomial variable.
//!
//! Where the group itself is the crowd, this explains it: on rare objects it
//! has no power. It lowers the grade of evidence and vetoes nothing.

use lockstep_data::traces::Acts;

use super::histories::Shared;
use super::{Case, Explanation, Test};
use crate::coaction::{Ladder, Meetings};

/// How many acts of a like object's crowd an object's own is smoothed with.
pub const PRIOR_ACTS: f64 = 3.0;

/// The crowd model of one trace.
#[derive(Clone, Copy, Debug)]
pub struct Crowd<'a> {
    /// The acts of the trace.
    pub acts: &'a Acts,
    /// Its windows.
    pub ladder: &'a Ladder,
    /// Its meetings by popularity.
    pub meetings: &'a Meetings,
}

impl Crowd<'_> {
    /// The chance that the pair's accounts meet on an object on which both
    /// act, within the window of the rung.
    pub fn chance(&self, shared: &Shared, rung: usize) -> f64 {
        let a = self.side(shared, shared.a, shared.b.len(), rung);
        let b = self.side(shared, shared.b, shared.a.len(), rung);
        a.max(b)
    }

    fn side(&self, shared: &Shared, acts: &[u32], tries: usize, rung: usize) -> f64 {
        let strangers = self.acts.acts_on(shared.object as usize) - shared.a.len() - shared.b.len();
        let accounts = self.ladder.accounts_of(shared.object);
        let alike = self.meetings.density(accounts, rung).rate();
        let missed: f64 = acts
            .iter()
            .map(|&act| {
                let near = self.strangers_near(act, shared, rung) as f64;
                1.0 - (near + PRIOR_ACTS * alike) / (strangers as f64 + PRIOR_ACTS)
            })
            .product();
        1.0 - missed.powi(tries as i32)
    }

    /// Acts of third parties within the window of an act.
    fn strangers_near(&self, act: u32, shared: &Shared, rung: usize) -> usize {
        let window = self.ladder.windows()[rung].micros();
        let around = self.acts.around(act, shared.object, window);
        let theirs = shared.a.iter().chain(shared.b).filter(|&&own| around.contains(&(own as usize))).count();
        self.acts.near(act, rung, &around) - theirs
    }
}

impl Explanation for Crowd<'_> {
    fn name(&self) -> &'static str {
        "crowd"
    }

    fn test(&self, case: &Case, rung: usize) -> Test {
        let q: Vec<f64> = case.shared_at(self.ladder, rung).map(|shared| self.chance(shared, rung)).collect();
        Test::of_trials(case.occasions(rung), &q)
    }
}
