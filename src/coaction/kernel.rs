//! The sliding window and the two passes over it.

use std::ops::Range;

use rayon::prelude::*;

use super::Repeated;
use super::evidence::{CoAct, CoActs};
use super::ladder::Ladder;
use super::meetings::Meetings;
use super::pairs::{Pair, PairIndex};
use crate::traces::Acts;

/// Pairs are counted in this many partitions, each sorted on its own.
const PARTITIONS: usize = 64;
/// About how many acts one task takes.
const ACTS_A_TASK: usize = 1 << 14;

/// Calls `visit(earlier, later)` for every two acts of `acts` (positions in
/// `times`, which is in order) at most `window` apart.
pub fn visit_windows(times: &[i64], window: i64, mut visit: impl FnMut(usize, usize)) {
    let mut start = 0;
    for later in 0..times.len() {
        while times[later] - times[start] > window {
            start += 1;
        }
        for earlier in start..later {
            visit(earlier, later);
        }
    }
}

/// Finds the pairs that co-act on at least `min_objects` distinct objects,
/// each within the widest window at which the object counts, and counts all
/// meetings at every rung, in one pass.
///
/// `degrees[account]` is the number of its distinct objects: an account with
/// fewer than `min_objects` is in no such pair and is not stored.
pub fn repeated_pairs(acts: &Acts, ladder: &Ladder, min_objects: u32, degrees: &[u32]) -> Repeated {
    let counted: Vec<Counted> = tasks(acts)
        .into_par_iter()
        .map(|objects| {
            let mut counted = Counted::new(ladder.len());
            objects.for_each(|object| {
                counted.add(acts, object, ladder, |account| degrees[account as usize] >= min_objects)
            });
            counted
        })
        .collect();
    let kept: Vec<Vec<Pair>> = (0..PARTITIONS)
        .into_par_iter()
        .map(|partition| frequent(counted.iter().map(|c| c.partitions[partition].as_slice()), min_objects))
        .collect();
    let mut pairs = kept.concat();
    pairs.par_sort_unstable();
    let mut meetings = Meetings::new(ladder.len());
    counted.iter().for_each(|c| meetings.merge(&c.meetings));
    Repeated { pairs, meetings }
}

/// Every co-act of the pairs in `index`, within the widest window at which its
/// object counts.
pub fn co_acts(acts: &Acts, ladder: &Ladder, index: &PairIndex, accounts: usize) -> CoActs {
    let member = index.members(accounts);
    let found: Vec<Vec<CoAct>> = tasks(acts)
        .into_par_iter()
        .map(|objects| {
            let mut found = Vec::new();
            objects.for_each(|object| collect(acts, object, ladder, index, &member, &mut found));
            found
        })
        .collect();
    CoActs::new(index.pairs().len(), found.concat())
}

/// How many co-acts (of all pairs, at this rung) have a gap in each of `bins`
/// bins of `width` microseconds; what lies beyond counts in the last.
pub fn gap_histogram(acts: &Acts, ladder: &Ladder, rung: usize, width: i64, bins: usize) -> Vec<u64> {
    let window = ladder.windows()[rung];
    let counted: Vec<Vec<u64>> = tasks(acts)
        .into_par_iter()
        .map(|objects| {
            let mut counts = vec![0u64; bins];
            for range in objects.filter(|&o| ladder.counts(o as u32, rung)).map(|object| acts.of(object)) {
                let (times, accounts) = (&acts.time[range.clone()], &acts.account[range]);
                visit_windows(times, window.micros(), |earlier, later| {
                    if accounts[earlier] != accounts[later] {
                        counts[(((times[later] - times[earlier]) / width) as usize).min(bins - 1)] += 1;
                    }
                });
            }
            counts
        })
        .collect();
    counted.iter().fold(vec![0; bins], |sum, counts| sum.iter().zip(counts).map(|(a, b)| a + b).collect())
}

/// The objects in runs with about 16,384 acts each, to be worked on in
/// parallel; the runs do not depend on the number of threads.
pub fn tasks(acts: &Acts) -> Vec<Range<usize>> {
    let mut tasks = Vec::new();
    let (mut start, mut load) = (0, 0);
    for object in 0..acts.objects.len() {
        load += acts.of(object).len();
        if load >= ACTS_A_TASK {
            tasks.push(start..object + 1);
            (start, load) = (object + 1, 0);
        }
    }
    tasks.push(start..acts.objects.len());
    tasks
}

/// Pairs that one task met, by partition.
struct Counted {
    partitions: Vec<Vec<Pair>>,
    meetings: Meetings,
    /// Pairs that met on one object, with the rung of their gap.
    scratch: Vec<(Pair, usize)>,
    /// Of one object, by rung.
    met: Vec<u64>,
}

impl Counted {
    fn new(rungs: usize) -> Self {
        Self {
            partitions: vec![Vec::new(); PARTITIONS],
            meetings: Meetings::new(rungs),
            scratch: Vec::new(),
            met: vec![0; rungs],
        }
    }

    /// Counts each pair that meets on the object once, at its narrowest rung.
    fn add(&mut self, acts: &Acts, object: usize, ladder: &Ladder, active: impl Fn(u32) -> bool) {
        let Some(widest) = ladder.widest(object) else { return };
        let range = acts.of(object);
        let distinct = ladder.accounts_of(object as u32);
        let (times, accounts) = (&acts.time[range.clone()], &acts.account[range]);
        self.scratch.clear();
        visit_windows(times, widest, |earlier, later| {
            if accounts[earlier] != accounts[later] {
                let rung = ladder.rung(times[later] - times[earlier]);
                self.scratch.push((Pair::new(accounts[earlier], accounts[later]), rung));
            }
        });
        // An account can act on one object several times.
        if (distinct as usize) < accounts.len() {
            self.scratch.sort_unstable();
            self.scratch.dedup_by_key(|(pair, _)| *pair);
        }
        self.met.fill(0);
        for &(pair, rung) in &self.scratch {
            self.met[rung] += 1;
            if active(pair.a()) && active(pair.b()) {
                self.partitions[pair.partition(PARTITIONS)].push(pair);
            }
        }
        self.meetings.add(distinct, ladder.rungs_of(object as u32), &self.met);
    }
}

fn frequent<'a>(parts: impl Iterator<Item = &'a [Pair]>, min_objects: u32) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = parts.flatten().copied().collect();
    pairs.sort_unstable();
    pairs.chunk_by(|a, b| a == b).filter(|run| run.len() >= min_objects as usize).map(|run| run[0]).collect()
}

fn collect(acts: &Acts, object: usize, ladder: &Ladder, index: &PairIndex, member: &[bool], found: &mut Vec<CoAct>) {
    let Some(widest) = ladder.widest(object) else { return };
    let range = acts.of(object);
    let start = range.start;
    let (times, accounts) = (&acts.time[range.clone()], &acts.account[range]);
    visit_windows(times, widest, |earlier, later| {
        let (one, other) = (accounts[earlier], accounts[later]);
        if one == other || !member[one as usize] || !member[other as usize] {
            return;
        }
        if let Some(place) = index.place(Pair::new(one, other)) {
            found.push(CoAct {
                pair: place,
                object: object as u32,
                earlier: times[earlier],
                later: times[later],
                acts: [(start + earlier) as u32, (start + later) as u32],
            });
        }
    });
}
