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

/// Originals that come after the first act on them: a larger share than this
/// and they are none.
const MOST_LATE: f64 = 0.05;

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
        let first_act = first_acts(events, objects.len(), acts);
        let mut triggers = Self { moment: created.to_vec(), source: vec![Trigger::Created; objects.len()] };
        if kind.is_of_posts() {
            triggers.find_originals(events, objects, &first_act, acts);
        }
        for (object, first_act) in first_act.into_iter().enumerate().filter(|&(_, moment)| moment != UNKNOWN) {
            triggers.settle(object, first_act);
        }
        triggers
    }

    /// Looks for the objects' own rows: posts whose id is an object's name.
    ///
    /// An original is there before anybody acts on it. Where many of the rows
    /// that are found come later, the two columns number different things, and
    /// what is found is coincidence. A post that is named as its own object is
    /// no original, either.
    fn find_originals(&mut self, events: &Events, objects: &Dictionary, first_act: &[i64], acts: &[(u32, u32)]) {
        let names: Vec<u64> = objects.iter().map(fingerprint).collect();
        let mut open: Vec<bool> = self.moment.iter().map(|&moment| moment == UNKNOWN).collect();
        for &(object, row) in acts {
            open[object as usize] &= events.post[row as usize] != names[object as usize];
        }
        let wanted: HashMap<u64, u32, FxBuildHasher> =
            names.into_iter().zip(0u32..).filter(|&(_, object)| open[object as usize]).collect();
        if wanted.is_empty() {
            return;
        }
        let mut found: HashMap<u32, i64, FxBuildHasher> = HashMap::default();
        for (post, &time) in events.post.iter().zip(&events.time) {
            if let Some(&object) = wanted.get(post) {
                let moment = found.entry(object).or_insert(time);
                *moment = time.min(*moment);
            }
        }
        let late = found.iter().filter(|&(&object, &moment)| moment > first_act[object as usize]).count();
        if late as f64 > MOST_LATE * found.len() as f64 {
            return;
        }
        for (object, moment) in found {
            self.moment[object as usize] = moment;
            self.source[object as usize] = Trigger::Original;
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

/// The first act on each object; `acts` are in the order of object and time.
fn first_acts(events: &Events, objects: usize, acts: &[(u32, u32)]) -> Vec<i64> {
    let mut first = vec![UNKNOWN; objects];
    for (object, row) in acts.chunk_by(|x, y| x.0 == y.0).map(|run| run[0]) {
        first[object as usize] = events.time[row as usize];
    }
    first
}
