//! A part of a trace: the acts of some accounts, and of each object what the
//! acts that are not here would tell.

use std::ops::Range;
use std::sync::Arc;

use super::acts::Acts;
use super::whole::Whole;
use super::{TraceKind, Trigger, Triggers};
use crate::events::{Dictionary, Window};

/// An object of whose acts at least the share [`AT_ONCE`] come within this
/// time of the first has no life beside its sharers.
pub const OUTBREAK: Window = Window::seconds(1_800);
/// See [`OUTBREAK`].
pub const AT_ONCE: f64 = 0.75;

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

    /// Whether the object was made by its own sharers, as far as the data tell:
    /// no outside trigger is known, and at least the share [`AT_ONCE`] of all
    /// acts on it came within [`OUTBREAK`] of the first.
    pub fn is_own(&self, object: usize) -> bool {
        if let Some(whole) = &self.whole {
            return whole.own[object];
        }
        let times = &self.time[self.of(object)];
        let Some(&first) = times.first() else { return false };
        if self.triggers.source[object] != Trigger::FirstAct || self.kind.is_reaction() {
            return false;
        }
        let at_once = times.partition_point(|&time| time - first <= OUTBREAK.micros());
        at_once as f64 >= AT_ONCE * times.len() as f64
    }

    /// Objects that were made by their own sharers.
    pub fn own_objects(&self) -> usize {
        let count = || (0..self.objects.len()).filter(|&object| self.is_own(object)).count();
        self.whole.as_ref().map_or_else(count, |whole| whole.own_objects)
    }

    /// Objects of which the first act stands for the trigger.
    pub fn first_act_objects(&self) -> usize {
        self.whole.as_ref().map_or_else(|| self.triggers.count(Trigger::FirstAct), |whole| whole.first_act_objects)
    }
}
