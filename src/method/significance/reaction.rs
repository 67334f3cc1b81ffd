//! Reaction: as habit, but by how fast everybody reacts.
//!
//! Some habits are the evidence themselves: accounts that pass on a source's
//! posts within seconds, again and again, day and night, react faster than
//! people do. Their own habit would explain it. They are tested against the
//! population instead: with `f` the share of all reactions in the data that
//! are fast, two accounts are both fast on one post with the chance `f²`, and
//! on at most as many posts as the less active one reacted to at any speed;
//! the number is binomial.

use lockstep_data::traces::Reactions;

use super::{Case, Explanation, Test, Trials};
use crate::coaction::Pair;

/// The model of reaction times of the trace
/// [`lockstep_data::traces::TraceKind::FastReaction`].
#[derive(Clone, Copy, Debug)]
pub struct Reaction<'a> {
    /// How fast everybody reacts.
    pub reactions: &'a Reactions,
}

impl Reaction<'_> {
    /// The chance that two accounts are both fast on one post.
    pub fn chance(&self) -> f64 {
        self.reactions.fast * self.reactions.fast
    }

    /// As many posts as the less active account reacted to.
    pub fn trials(&self, pair: Pair) -> Trials {
        let posts = [pair.a(), pair.b()].map(|account| self.reactions.posts[account as usize]);
        Trials { objects: None, chances: vec![self.chance(); posts[0].min(posts[1]) as usize] }
    }
}

impl Explanation for Reaction<'_> {
    fn name(&self) -> &'static str {
        "habit"
    }

    fn test(&self, case: &Case, rung: usize) -> Test {
        Test::of_trials(case.occasions(rung), &self.trials(case.pair).chances)
    }
}
