//! The passes that look at single co-acts.

use rayon::prelude::*;

use super::evidence::{CoAct, CoActs};
use super::ladder::Ladder;
use super::pairs::Pair;
use super::rows::{Around, Limits, by_account};
use super::sieve::Sieve;
use super::windows::{tasks, visit_acts};
use crate::traces::Acts;

/// Every co-act of these pairs, which are distinct and in order, within the
/// widest window at which its object counts; the pairs are of `accounts`
/// accounts.
pub fn co_acts(acts: &Acts, ladder: &Ladder, pairs: &[Pair], accounts: usize) -> CoActs {
    let mut leads = vec![false; accounts];
    pairs.iter().for_each(|pair| leads[pair.a() as usize] = true);
    let found = by_account(
        acts,
        ladder,
        accounts,
        Limits::default(),
        |account, _| leads[account as usize],
        |around| {
            let (mut found, mut sieve) = (Vec::new(), Sieve::default());
            for row in around.chunk_by(|x, y| x.account == y.account) {
                collect(acts, row, pairs, &mut sieve, &mut found);
            }
            found
        },
    );
    CoActs::new(pairs.len(), found)
}

/// The co-acts of the pairs whose first account has these acts.
fn collect(acts: &Acts, row: &[Around], pairs: &[Pair], sieve: &mut Sieve, found: &mut Vec<CoAct>) {
    let account = row[0].account;
    let first = pairs.partition_point(|pair| pair.a() < account);
    let partners = &pairs[first..][..pairs[first..].partition_point(|pair| pair.a() == account)];
    sieve.clear(partners.len());
    partners.iter().for_each(|pair| sieve.add(pair.b(), true));
    let start = found.len();
    for own in row {
        let around = own.places().zip(own.accounts(acts)).filter(|(_, other)| sieve.has(**other, 1));
        for (act, &other) in around {
            let Ok(place) = partners.binary_search_by_key(&other, |pair| pair.b()) else { continue };
            let [earlier, later] = if act < own.act { [act, own.act] } else { [own.act, act] };
            found.push(CoAct {
                pair: (first + place) as u32,
                object: own.object,
                earlier: acts.time[earlier as usize],
                later: acts.time[later as usize],
                acts: [earlier, later],
            });
        }
    }
    found[start..].sort_unstable();
}

/// How many co-acts (of all pairs, at this rung) have a gap in each of `bins`
/// bins of `width` microseconds; what lies beyond counts in the last.
pub fn gap_histogram(acts: &Acts, ladder: &Ladder, rung: usize, width: i64, bins: usize) -> Vec<u64> {
    let window = ladder.windows()[rung].micros();
    let counted: Vec<Vec<u64>> = tasks(acts, window)
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
