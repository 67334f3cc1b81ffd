//! What was seen of a pair.

use lockstep_base::time;
use lockstep_data::traces::Acts;
use rayon::prelude::*;

/// Two acts on one object within the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct CoAct {
    /// The pair's place among those that were asked for.
    pub pair: u32,
    /// The object.
    pub object: u32,
    /// The first act's time, in microseconds.
    pub earlier: i64,
    /// The second act's time, in microseconds.
    pub later: i64,
    /// The two acts, as positions in the trace's [`lockstep_data::traces::Acts`].
    pub acts: [u32; 2],
}

impl CoAct {
    /// The time between the two acts, in microseconds.
    pub fn gap(&self) -> i64 {
        self.later - self.earlier
    }
}

/// Co-acts grouped by pair; within a pair in the order of object and time. Twelve bytes
/// each: their times are those of the acts.
#[derive(Clone, Debug, Default)]
pub struct CoActs {
    list: Vec<Held>,
    offsets: Vec<usize>,
}

/// What is held of a co-act.
#[derive(Clone, Copy, Debug)]
struct Held {
    object: u32,
    acts: [u32; 2],
}

/// A co-act and its pair's place, on the way into [`CoActs`].
pub(super) struct OfPair {
    pair: u32,
    held: Held,
}

impl From<&CoAct> for OfPair {
    fn from(co_act: &CoAct) -> Self {
        Self { pair: co_act.pair, held: Held { object: co_act.object, acts: co_act.acts } }
    }
}

/// What was seen of one pair in one trace.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PairEvidence {
    /// Co-acts: two acts on one object within the window.
    pub co_acts: u64,
    /// Distinct objects among them, `n_ij`.
    pub objects: u32,
    /// Distinct UTC days among them, by the second act.
    pub days: u32,
    /// Median time between the two acts of a co-act, in seconds.
    pub median_gap_s: f64,
}

impl CoActs {
    /// Joins what was found, in order.
    pub(super) fn new(pairs: usize, found: Vec<Vec<OfPair>>) -> Self {
        let mut list = Vec::with_capacity(found.iter().map(Vec::len).sum());
        let mut offsets = vec![0; pairs + 1];
        for OfPair { pair, held } in found.into_iter().flatten() {
            offsets[pair as usize + 1] += 1;
            list.push(held);
        }
        (0..pairs).for_each(|pair| offsets[pair + 1] += offsets[pair]);
        Self { list, offsets }
    }

    /// The co-acts of the pair at this place; `acts` are those that they were found in.
    pub fn of(&self, pair: usize, acts: &Acts) -> Vec<CoAct> {
        let held = &self.list[self.offsets[pair]..self.offsets[pair + 1]];
        let time = |act: u32| acts.time[act as usize];
        let co_act = |&Held { object, acts: [earlier, later] }: &Held| CoAct {
            pair: pair as u32,
            object,
            earlier: time(earlier),
            later: time(later),
            acts: [earlier, later],
        };
        held.iter().map(co_act).collect()
    }

    /// The evidence of every pair, in the order of their places.
    pub fn evidence(&self, acts: &Acts) -> Vec<PairEvidence> {
        let of_pair = |pair| PairEvidence::of(self.of(pair, acts).iter());
        (0..self.offsets.len() - 1).into_par_iter().map(of_pair).collect()
    }
}

impl PairEvidence {
    /// What these co-acts of one pair, in the order of objects, add up to.
    pub fn of<'a>(co_acts: impl Iterator<Item = &'a CoAct> + Clone) -> Self {
        let mut days: Vec<i32> = co_acts.clone().map(|c| time::day(c.later)).collect();
        let mut objects: Vec<u32> = co_acts.clone().map(|c| c.object).collect();
        let mut gaps: Vec<i64> = co_acts.map(CoAct::gap).collect();
        let count = gaps.len() as u64;
        days.sort_unstable();
        days.dedup();
        objects.dedup();
        Self {
            co_acts: count,
            objects: objects.len() as u32,
            days: days.len() as u32,
            median_gap_s: median_gap(&mut gaps),
        }
    }
}

fn median_gap(gaps: &mut [i64]) -> f64 {
    gaps.sort_unstable();
    let middle = gaps.len() / 2;
    match gaps.len() {
        0 => 0.0,
        n if n % 2 == 1 => gaps[middle] as f64 / time::SECOND as f64,
        _ => (gaps[middle - 1] + gaps[middle]) as f64 / 2.0 / time::SECOND as f64,
    }
}
