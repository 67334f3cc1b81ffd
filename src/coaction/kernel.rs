//! The passes that look at single co-acts.

use std::ops::Range;

use rayon::prelude::*;

use super::evidence::{CoAct, CoActs};
use super::ladder::Ladder;
use super::pairs::{Pair, PairIndex};
use super::windows::{Work, visit_windows_of};
use crate::traces::Acts;

/// Every co-act of the pairs in `index`, within the widest window at which its
/// object counts.
pub fn co_acts(acts: &Acts, ladder: &Ladder, index: &PairIndex, accounts: usize) -> CoActs {
    let member = index.members(accounts);
    let found: Vec<Vec<CoAct>> = Work::new(acts, ladder)
        .tasks
        .par_iter()
        .map(|task| {
            let mut found = Vec::new();
            for (object, later) in task.parts(acts) {
                collect(acts, object, later, ladder, index, &member, &mut found);
            }
            found
        })
        .collect();
    CoActs::new(index.pairs().len(), &found)
}

/// How many co-acts (of all pairs, at this rung) have a gap in each of `bins`
/// bins of `width` microseconds; what lies beyond counts in the last.
pub fn gap_histogram(acts: &Acts, ladder: &Ladder, rung: usize, width: i64, bins: usize) -> Vec<u64> {
    let window = ladder.windows()[rung].micros();
    let counted: Vec<Vec<u64>> = Work::within(acts, window)
        .tasks
        .par_iter()
        .map(|task| {
            let mut counts = vec![0u64; bins];
            for (object, later) in task.parts(acts).filter(|(object, _)| ladder.counts(*object as u32, rung)) {
                visit_acts(acts, object, later, window, |earlier, later| {
                    if acts.account[earlier] != acts.account[later] {
                        counts[(((acts.time[later] - acts.time[earlier]) / width) as usize).min(bins - 1)] += 1;
                    }
                });
            }
            counts
        })
        .collect();
    counted.iter().fold(vec![0; bins], |sum, counts| sum.iter().zip(counts).map(|(a, b)| a + b).collect())
}

/// Calls `visit(earlier, later)` with the positions of every two acts on the
/// object within the window, the later one among `later`.
pub fn visit_acts(acts: &Acts, object: usize, later: Range<usize>, window: i64, mut visit: impl FnMut(usize, usize)) {
    let whole = acts.of(object);
    let start = whole.start;
    visit_windows_of(&acts.time[whole], window, later.start - start..later.end - start, |earlier, later| {
        visit(start + earlier, start + later);
    });
}

fn collect(
    acts: &Acts,
    object: usize,
    later: Range<usize>,
    ladder: &Ladder,
    index: &PairIndex,
    member: &[bool],
    found: &mut Vec<CoAct>,
) {
    let Some(widest) = ladder.widest(object).filter(|_| !later.is_empty()) else { return };
    visit_acts(acts, object, later, widest, |earlier, later| {
        let (one, other) = (acts.account[earlier], acts.account[later]);
        if one == other || !member[one as usize] || !member[other as usize] {
            return;
        }
        if let Some(place) = index.place(Pair::new(one, other)) {
            found.push(CoAct {
                pair: place,
                object: object as u32,
                earlier: acts.time[earlier],
                later: acts.time[later],
                acts: [earlier as u32, later as u32],
            });
        }
    });
}
