//! The passes that look at single co-acts.

use lockstep_base::time::SECOND;
use lockstep_data::traces::Acts;
use rayon::prelude::*;

use super::evidence::{CoAct, CoActs, OfPair};
use super::ladder::Ladder;
use super::pairs::Pair;
use super::rows::{Around, Limits, by_account};
use super::sieve::Sieve;
use super::windows::{tasks, visit_acts};

/// Every co-act of these pairs, which are distinct and in order, within the
/// widest window at which its object counts; the pairs are of `accounts`
/// accounts.
pub fn co_acts(acts: &Acts, ladder: &Ladder, pairs: &[Pair], accounts: usize) -> CoActs {
    let keep = |found: &[CoAct], all: &mut Vec<OfPair>| all.extend(found.iter().map(OfPair::from));
    CoActs::new(pairs.len(), by_first_account(acts, ladder, pairs, accounts, keep))
}

/// What `say` says of the co-acts of each pair, which are those of [`co_acts`];
/// the default where there are none. No more of them are held at a time than
/// those of one account.
pub fn of_co_acts<T: Clone + Default + Send>(
    acts: &Acts,
    ladder: &Ladder,
    pairs: &[Pair],
    accounts: usize,
    say: impl Fn(Pair, &[CoAct]) -> T + Sync,
) -> Vec<T> {
    let of_pair = |co_acts: &[CoAct]| (co_acts[0].pair, say(pairs[co_acts[0].pair as usize], co_acts));
    let ask = |found: &[CoAct], said: &mut Vec<(u32, T)>| {
        said.extend(found.chunk_by(|x, y| x.pair == y.pair).map(of_pair));
    };
    let mut all = vec![T::default(); pairs.len()];
    let said = by_first_account(acts, ladder, pairs, accounts, ask);
    said.into_iter().flatten().for_each(|(place, said)| all[place as usize] = said);
    all
}

/// Calls `take` with the co-acts of the pairs of each first account, those of
/// a pair together and in order; gives what it made of them in the order of
/// the pairs.
fn by_first_account<T: Default + Send>(
    acts: &Acts,
    ladder: &Ladder,
    pairs: &[Pair],
    accounts: usize,
    take: impl Fn(&[CoAct], &mut T) + Sync,
) -> Vec<T> {
    let mut comes_first = vec![false; accounts];
    pairs.iter().for_each(|pair| comes_first[pair.a() as usize] = true);
    let is_wanted = |account: u32, _| comes_first[account as usize];
    by_account(acts, ladder, accounts, Limits::default(), is_wanted, |around| {
        let (mut taken, mut found, mut sieve) = (T::default(), Vec::new(), Sieve::default());
        for row in around.chunk_by(|x, y| x.account == y.account) {
            collect(acts, row, pairs, &mut sieve, &mut found);
            take(&found, &mut taken);
        }
        taken
    })
}

/// Finds the co-acts of the pairs whose first account has these acts.
fn collect(acts: &Acts, row: &[Around], pairs: &[Pair], sieve: &mut Sieve, found: &mut Vec<CoAct>) {
    let account = row[0].account;
    let first = pairs.partition_point(|pair| pair.a() < account);
    let partners = &pairs[first..][..pairs[first..].partition_point(|pair| pair.a() == account)];
    sieve.clear(partners.len());
    partners.iter().for_each(|pair| sieve.add(pair.b(), true));
    found.clear();
    let sieve = sieve.counts();
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
    found.sort_unstable();
}

/// Bins of the gaps within a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GapBins {
    /// Microseconds: whole seconds, for most exports know no fractions.
    pub width: i64,
    /// How many: what lies beyond the last counts in it.
    pub count: usize,
}

impl GapBins {
    /// The bins of a window of so many microseconds.
    pub fn of(window: i64) -> Self {
        const MOST_BINS: i64 = 30;
        let window = window.max(SECOND);
        let width = (window as u64).div_ceil((MOST_BINS * SECOND) as u64) as i64 * SECOND;
        Self { width, count: (window / width).max(1) as usize }
    }

    /// The bin of a gap.
    pub fn bin(self, gap: i64) -> usize {
        ((gap / self.width) as usize).min(self.count - 1)
    }
}

/// How many co-acts (of all pairs, at this rung) have a gap in each bin.
pub fn gap_histogram(acts: &Acts, ladder: &Ladder, rung: usize) -> Vec<u64> {
    let window = ladder.windows()[rung].micros();
    let bins = GapBins::of(window);
    let counted: Vec<Vec<u64>> = tasks(acts, window)
        .par_iter()
        .map(|task| {
            let mut counts = vec![0u64; bins.count];
            for (object, later) in task.parts(acts).filter(|(object, _)| ladder.counts(*object as u32, rung)) {
                visit_acts(acts, object, later, window, |earlier, later| {
                    if acts.account[earlier] != acts.account[later] {
                        counts[bins.bin(acts.time[later] - acts.time[earlier])] += 1;
                    }
                });
            }
            counts
        })
        .collect();
    counted.iter().fold(vec![0; bins.count], |sum, counts| sum.iter().zip(counts).map(|(a, b)| a + b).collect())
}
