//! The objects' own rows, and what they tell of the objects' triggers.

use super::MOST_LATE;
use hashbrown::HashMap;
use lockstep_base::error::Result;
use rustc_hash::FxBuildHasher;

use super::acts::Acts;
use super::{log::Logged, log::PostLog};
use super::{trigger::Trigger, trigger::Triggers};
use crate::events::{UNKNOWN, fingerprint};

impl Triggers {
    /// The triggers of the objects of these acts.
    pub(super) fn new(acts: &Acts, originals: Option<Originals>) -> Result<Self> {
        let objects = acts.objects.len();
        let mut triggers = Self { moment: acts.created.clone(), source: vec![Trigger::Created; objects] };
        let first_act = |object: usize| acts.time[acts.of(object)].first().copied();
        if let Some(originals) = originals {
            originals.found(first_act)?.into_iter().for_each(|(object, moment)| {
                triggers.moment[object as usize] = moment;
                triggers.source[object as usize] = Trigger::Original;
            });
        }
        (0..objects).for_each(|object| triggers.settle(object, &acts.time[acts.of(object)]));
        Ok(triggers)
    }
}

/// The search for the objects' own rows: posts whose id is an object's name.
///
/// An original is there before anybody acts on it. Where many of the rows that
/// are found come later, the two columns number different things, and what is
/// found is coincidence. A post that is named as its own object is no original,
/// either.
#[derive(Debug)]
pub(super) struct Originals<'a> {
    log: &'a PostLog,
    /// Fingerprints of the objects' names.
    names: Vec<u64>,
    /// Objects whose publication is not known otherwise.
    open: Vec<bool>,
}

impl<'a> Originals<'a> {
    /// The originals of the objects of these acts, which are not there yet.
    pub fn new(log: &'a PostLog, acts: &Acts) -> Self {
        let names = acts.objects.iter().map(fingerprint).collect();
        let open = acts.created.iter().map(|&moment| moment == UNKNOWN).collect();
        Self { log, names, open }
    }

    /// Whether the post is the object itself.
    pub fn is_itself(&self, object: u32, post: u64) -> bool {
        post == self.names[object as usize]
    }

    /// Leaves these objects without an original.
    pub fn rule_out(&mut self, objects: &[u32]) {
        objects.iter().for_each(|&object| self.open[object as usize] = false);
    }

    /// The objects that were found, and when they were published.
    fn found(self, first_act: impl Fn(usize) -> Option<i64>) -> Result<Vec<(u32, i64)>> {
        let objects = self.names.into_iter().zip(0u32..).filter(|&(_, object)| self.open[object as usize]);
        let wanted: HashMap<u64, u32, FxBuildHasher> = objects.collect();
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        let of_rows = |rows: &[Logged]| -> Vec<(u32, i64)> {
            let with_id = rows.iter().filter(|row| row.has_id == 1);
            with_id.filter_map(|row| Some((*wanted.get(&row.post)?, row.time))).collect()
        };
        let mut found = self.log.each(of_rows)?.concat();
        found.sort_unstable();
        found.dedup_by_key(|(object, _)| *object);
        let is_late = |&&(object, moment): &&(u32, i64)| first_act(object as usize).is_none_or(|first| moment > first);
        let late = found.iter().filter(is_late).count();
        if late as f64 > MOST_LATE * found.len() as f64 {
            found.clear();
        }
        Ok(found)
    }
}
