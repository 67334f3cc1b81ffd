//! When an object came into being.

use hashbrown::HashMap;
use rustc_hash::FxBuildHasher;
use serde::Serialize;

use super::TraceKind;
use crate::events::{Dictionary, Events, UNKNOWN, fingerprint};

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

/// The trigger of each object of a trace.
#[derive(Clone, Debug, Default)]
pub struct Triggers {
    /// The moment, in microseconds since 1970-01-01 UTC: never after the
    /// object's first act, so that no delay is negative.
    pub moment: Vec<i64>,
    /// Where it comes from.
    pub source: Vec<Trigger>,
}

impl Triggers {
    /// The triggers of these objects; `acts` are (object, row) in the order
    /// of object and time.
    pub(super) fn new(
        events: &Events,
        kind: TraceKind,
        objects: &Dictionary,
        created: &[i64],
        acts: &[(u32, u32)],
    ) -> Self {
        let mut triggers = Self { moment: created.to_vec(), source: vec![Trigger::Created; objects.len()] };
        if kind.is_of_posts() {
            triggers.find_originals(events, objects);
        }
        for first in acts.chunk_by(|x, y| x.0 == y.0).map(|run| run[0]) {
            triggers.settle(first.0 as usize, events.time[first.1 as usize]);
        }
        triggers
    }

    /// Looks for the objects' own rows: posts whose id is an object's name.
    fn find_originals(&mut self, events: &Events, objects: &Dictionary) {
        let open = objects.iter().zip(0u32..).filter(|&(_, object)| self.moment[object as usize] == UNKNOWN);
        let wanted: HashMap<u64, u32, FxBuildHasher> = open.map(|(name, object)| (fingerprint(name), object)).collect();
        if wanted.is_empty() {
            return;
        }
        for (post, &time) in events.post.iter().zip(&events.time) {
            if let Some(&object) = wanted.get(post) {
                let moment = &mut self.moment[object as usize];
                *moment = if *moment == UNKNOWN { time } else { time.min(*moment) };
                self.source[object as usize] = Trigger::Original;
            }
        }
    }

    fn settle(&mut self, object: usize, first_act: i64) {
        let moment = &mut self.moment[object];
        if *moment == UNKNOWN {
            self.source[object] = Trigger::FirstAct;
        }
        if *moment == UNKNOWN || first_act < *moment {
            *moment = first_act;
        }
    }

    /// How many objects have a trigger of this source. (An object without an
    /// act has none: its moment is not known.)
    pub fn count(&self, source: Trigger) -> usize {
        let of = |(from, moment): (&Trigger, &i64)| *from == source && *moment != UNKNOWN;
        self.source.iter().zip(&self.moment).filter(|&pair| of(pair)).count()
    }
}
