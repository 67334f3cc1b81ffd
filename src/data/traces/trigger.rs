//! When an object came into being.

use lockstep_base::time::MINUTE;
use serde::Serialize;

use crate::events::UNKNOWN;

/// Where the moment of an object's trigger comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// A column tells when the object was published.
    Created,
    /// The original is itself a row of the data.
    Original,
    /// Not known: the first act in the data stands for it.
    FirstAct,
}

impl Trigger {
    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Original => "original",
            Self::FirstAct => "first_act",
        }
    }
}

/// Originals that come after the first act on them: a larger share than this
/// and they are none.
pub const MOST_LATE: f64 = 0.05;

/// The trigger of each object of a trace.
#[derive(Clone, Debug, Default)]
pub struct Triggers {
    /// The moment, in microseconds since 1970-01-01 UTC. An act before it answers
    /// something else and has no delay.
    pub moment: Vec<i64>,
    /// Where it comes from.
    pub source: Vec<Trigger>,
}

impl Triggers {
    /// Settles the trigger of an object with these acts, which are in order. A
    /// publication that comes after more than half of them is none.
    pub(super) fn settle(&mut self, object: usize, acts: &[i64]) {
        let Some(&first) = acts.first() else { return };
        let moment = &mut self.moment[object];
        let early = || acts.partition_point(|act| act < moment);
        if *moment == UNKNOWN || 2 * early() > acts.len() {
            self.source[object] = Trigger::FirstAct;
            *moment = first;
        }
    }

    /// The same once the acts are others.
    pub(super) fn resettle(&mut self, object: usize, acts: &[i64]) {
        if self.source[object] == Trigger::FirstAct {
            self.moment[object] = UNKNOWN;
        }
        self.settle(object, acts);
    }

    /// How far a publication can be off in microseconds: a minute where it is at a full
    /// one, for many sources tell no seconds. An act is when it is.
    pub fn slack(&self, object: u32) -> i64 {
        let object = object as usize;
        let to_the_minute = self.source[object] != Trigger::FirstAct && self.moment[object] % MINUTE == 0;
        if to_the_minute { MINUTE } else { 0 }
    }

    /// How many objects have a trigger of this source. (An object without an
    /// act has none: its moment is not known.)
    pub fn count(&self, source: Trigger) -> usize {
        let of = |(from, moment): (&Trigger, &i64)| *from == source && *moment != UNKNOWN;
        self.source.iter().zip(&self.moment).filter(|&pair| of(pair)).count()
    }
}
