//! The sliding window and the two passes over it.

use std::ops::Range;

use rayon::prelude::*;

use super::Repeated;
use super::evidence::{CoAct, CoActs};
use super::pairs::{Pair, PairIndex};
use crate::events::Window;
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

/// Finds the pairs that co-act on at least `min_objects` distinct objects and
/// counts all meetings.
///
/// `degrees[account]` is the number of its distinct objects: an account with
/// fewer than `min_objects` is in no such pair and is not stored.
pub fn repeated_pairs(acts: &Acts, window: Window, min_objects: u32, degrees: &[u32]) -> Repeated {
    let counted: Vec<Counted> = tasks(acts)
        .into_par_iter()
        .map(|objects| {
            let mut counted = Counted::default();
            objects.for_each(|object| {
                counted.add(acts, object, window, |account| degrees[account as usize] >= min_objects)
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
    Repeated { pairs, meetings: counted.iter().map(|c| c.meetings).sum() }
}

/// Every co-act of the pairs in `index`.
pub fn co_acts(acts: &Acts, window: Window, index: &PairIndex, accounts: usize) -> CoActs {
    let member = index.members(accounts);
    let found: Vec<Vec<CoAct>> = tasks(acts)
        .into_par_iter()
        .map(|objects| {
            let mut found = Vec::new();
            objects.for_each(|object| collect(acts, object, window, index, &member, &mut found));
            found
        })
        .collect();
    CoActs::new(index.pairs().len(), found.concat())
}

/// How many co-acts (of all pairs) have a gap in each of `bins` bins of
/// `width` microseconds; what lies beyond counts in the last.
pub fn gap_histogram(acts: &Acts, window: Window, width: i64, bins: usize) -> Vec<u64> {
    let counted: Vec<Vec<u64>> = tasks(acts)
        .into_par_iter()
        .map(|objects| {
            let mut counts = vec![0u64; bins];
            for range in objects.map(|object| acts.of(object)) {
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
    meetings: u64,
    scratch: Vec<Pair>,
}

impl Default for Counted {
    fn default() -> Self {
        Self { partitions: vec![Vec::new(); PARTITIONS], meetings: 0, scratch: Vec::new() }
    }
}

impl Counted {
    /// Counts each pair that meets on the object once.
    fn add(&mut self, acts: &Acts, object: usize, window: Window, active: impl Fn(u32) -> bool) {
        let range = acts.of(object);
        let (times, accounts) = (&acts.time[range.clone()], &acts.account[range]);
        self.scratch.clear();
        visit_windows(times, window.micros(), |earlier, later| {
            if accounts[earlier] != accounts[later] {
                self.scratch.push(Pair::new(accounts[earlier], accounts[later]));
            }
        });
        // An account can act on one object several times.
        self.scratch.sort_unstable();
        self.scratch.dedup();
        self.meetings += self.scratch.len() as u64;
        for &pair in self.scratch.iter().filter(|pair| active(pair.a()) && active(pair.b())) {
            self.partitions[pair.partition(PARTITIONS)].push(pair);
        }
    }
}

fn frequent<'a>(parts: impl Iterator<Item = &'a [Pair]>, min_objects: u32) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = parts.flatten().copied().collect();
    pairs.sort_unstable();
    pairs.chunk_by(|a, b| a == b).filter(|run| run.len() >= min_objects as usize).map(|run| run[0]).collect()
}

fn collect(acts: &Acts, object: usize, window: Window, index: &PairIndex, member: &[bool], found: &mut Vec<CoAct>) {
    let range = acts.of(object);
    let start = range.start;
    let (times, accounts) = (&acts.time[range.clone()], &acts.account[range]);
    visit_windows(times, window.micros(), |earlier, later| {
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
                acts: [start + earlier, start + later],
            });
        }
    });
}
