//! A part of a trace: the acts of some accounts, and of each object what the
//! acts that are not here would tell.

use std::ops::Range;
use std::sync::Arc;

use super::acts::Acts;
use super::whole::Whole;
use super::{TraceKind, Trigger, Triggers};
use crate::events::{Dictionary, Window};

/// The opening of an object: acts so soon after the first one that whoever did
/// them need not have known of the object from anybody else.
pub const OPENING: Window = Window::seconds(1_800);

/// An act of a part, its object by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// The object.
    pub object: u32,
    /// Who.
    pub account: u32,
    /// When, in microseconds since 1970-01-01 UTC.
    pub time: i64,
    /// The post that it is of.
    pub post: u32,
}

impl Acts {
    /// A part of a trace: these acts, which are in the order of object, time,
    /// account and post, and what the whole would tell of their objects.
    pub fn part(kind: TraceKind, objects: Arc<Dictionary>, acts: &[Act], triggers: Triggers, whole: Whole) -> Self {
        let mut part = Self::of_objects(kind, objects, acts);
        part.triggers = triggers;
        part.whole = Some(Arc::new(whole));
        part
    }

    /// All acts on some objects, in the order of object, time, account and post;
    /// when the objects came into being is not told.
    pub fn of_objects(kind: TraceKind, objects: Arc<Dictionary>, acts: &[Act]) -> Self {
        let mut offsets = vec![0; objects.len() + 1];
        acts.iter().for_each(|act| offsets[act.object as usize + 1] += 1);
        (0..objects.len()).for_each(|object| offsets[object + 1] += offsets[object]);
        let mut all = Self::without_acts(kind, objects, Vec::new());
        all.account = acts.iter().map(|act| act.account).collect();
        all.time = acts.iter().map(|act| act.time).collect();
        all.post = acts.iter().map(|act| act.post).collect();
        all.offsets = offsets;
        all
    }

    /// How many acts there are on the object.
    pub fn acts_on(&self, object: usize) -> usize {
        self.whole.as_ref().map_or_else(|| self.of(object).len(), |whole| whole.acts[object] as usize)
    }

    /// How many acts of the whole come within a window of this act on its object,
    /// itself included: `rung` is the window's place among those of the trace, and
    /// `around` what [`Self::around`] tells of it.
    pub fn near(&self, act: u32, rung: usize, around: &Range<usize>) -> usize {
        let of_whole = |whole: &Arc<Whole>| whole.near[act as usize * whole.rungs + rung] as usize;
        self.whole.as_ref().map_or(around.len(), of_whole)
    }

    /// The acts on the object that come within the window of this act on it.
    pub fn around(&self, act: u32, object: u32, window: i64) -> Range<usize> {
        let range = self.of(object as usize);
        let (times, moment) = (&self.time[range.clone()], self.time[act as usize]);
        let start = times.partition_point(|&time| time < moment - window);
        let end = start + times[start..].partition_point(|&time| time <= moment + window);
        range.start + start..range.start + end
    }

    /// How many acts on the object came within [`OPENING`] of the first, where that
    /// first act is all that is known of how the object came into being; 0 where
    /// its publication is known, and for reactions, whose object is always
    /// someone else's.
    pub fn opening(&self, object: usize) -> usize {
        if let Some(whole) = &self.whole {
            return whole.opening[object] as usize;
        }
        if self.triggers.source[object] != Trigger::FirstAct || self.kind.is_reaction() {
            return 0;
        }
        let times = &self.time[self.of(object)];
        times.first().map_or(0, |first| times.partition_point(|time| time - first <= OPENING.micros()))
    }

    /// Whether an act on the object is one of its [`Self::opening`].
    pub fn opens(&self, act: usize, object: usize) -> bool {
        self.triggers.source[object] == Trigger::FirstAct
            && !self.kind.is_reaction()
            && self.time[act] - self.triggers.moment[object] <= OPENING.micros()
    }

    /// Objects of which the first act stands for the trigger.
    pub fn first_act_objects(&self) -> usize {
        self.whole.as_ref().map_or_else(|| self.triggers.count(Trigger::FirstAct), |whole| whole.first_act_objects)
    }
}
