//! Only the reactions that are faster than people's.

use super::acts::Acts;
use super::trigger::Trigger;
use super::{reaction::FAST, reaction::Reactions};
use crate::events::UNKNOWN;

impl Acts {
    /// Keeps the fast reactions, and notes how rare they are.
    pub(super) fn fast_only(mut self, accounts: usize) -> Self {
        let known = |acts: &Self, object: usize| acts.triggers.source[object] != Trigger::FirstAct;
        let posts = self.degrees_by(accounts, 1, |object| known(&self, object).then_some(0));
        // An act before the publication has a wrong clock, and makes no other late.
        let published = |acts: &Self, object: usize| match acts.created[object] {
            UNKNOWN => acts.triggers.moment[object],
            created => created,
        };
        let is_fast = |acts: &Self, object: usize, act: usize| {
            (0..=FAST.micros()).contains(&(acts.time[act] - published(acts, object)))
        };
        let (mut all, mut fast) = (0usize, 0usize);
        for object in (0..self.objects.len()).filter(|&object| known(&self, object)) {
            all += self.of(object).len();
            fast += self.of(object).filter(|&act| is_fast(&self, object, act)).count();
        }
        let source = self.clone();
        self.retain(|object, act| known(&source, object) && is_fast(&source, object, act));
        self.reactions = Some(Reactions { posts, fast: fast as f64 / all.max(1) as f64 });
        self
    }
}
