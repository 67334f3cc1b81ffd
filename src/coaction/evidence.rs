//! What was seen of a pair.

use std::ops::Range;

use rayon::prelude::*;

use crate::events::time;

/// Two acts on one object within the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CoAct {
    /// The pair's place in its [`super::PairIndex`].
    pub pair: u32,
    /// The object.
    pub object: u32,
    /// The first act's time, in microseconds.
    pub earlier: i64,
    /// The second act's time, in microseconds.
    pub later: i64,
    /// The two acts, as positions in the trace's [`crate::traces::Acts`].
    pub acts: [usize; 2],
}

impl CoAct {
    /// The time between the two acts, in microseconds.
    pub fn gap(&self) -> i64 {
        self.later - self.earlier
    }
}

/// Co-acts grouped by pair; within a pair in the order of object and time.
#[derive(Clone, Debug)]
pub struct CoActs {
    list: Vec<CoAct>,
    offsets: Vec<usize>,
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
    pub(super) fn new(pairs: usize, mut list: Vec<CoAct>) -> Self {
        list.par_sort_unstable();
        let mut offsets = vec![0; pairs + 1];
        for co_act in &list {
            offsets[co_act.pair as usize + 1] += 1;
        }
        for pair in 0..pairs {
            offsets[pair + 1] += offsets[pair];
        }
        Self { list, offsets }
    }

    /// All co-acts.
    pub fn all(&self) -> &[CoAct] {
        &self.list
    }

    /// The co-acts of the pair at this place.
    pub fn of(&self, pair: usize) -> &[CoAct] {
        let range: Range<usize> = self.offsets[pair]..self.offsets[pair + 1];
        &self.list[range]
    }

    /// The evidence of every pair, in the order of their places.
    pub fn evidence(&self) -> Vec<PairEvidence> {
        (0..self.offsets.len() - 1).into_par_iter().map(|pair| summarise(self.of(pair))).collect()
    }
}

fn summarise(co_acts: &[CoAct]) -> PairEvidence {
    let mut days: Vec<i32> = co_acts.iter().map(|c| time::day(c.later)).collect();
    days.sort_unstable();
    days.dedup();
    PairEvidence {
        co_acts: co_acts.len() as u64,
        objects: co_acts.chunk_by(|a, b| a.object == b.object).count() as u32,
        days: days.len() as u32,
        median_gap_s: median_gap(co_acts),
    }
}

fn median_gap(co_acts: &[CoAct]) -> f64 {
    let mut gaps: Vec<i64> = co_acts.iter().map(CoAct::gap).collect();
    gaps.sort_unstable();
    let middle = gaps.len() / 2;
    match gaps.len() {
        0 => 0.0,
        n if n % 2 == 1 => gaps[middle] as f64 / time::SECOND as f64,
        _ => (gaps[middle - 1] + gaps[middle]) as f64 / 2.0 / time::SECOND as f64,
    }
}
