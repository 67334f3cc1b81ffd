//! Counting pairs: which of them meet on enough objects.
//!
//! Nearly every pair that meets does so on one object only, so what counts is
//! how cheaply such a pair is forgotten. The pairs are split by a hash into
//! partitions that fit a core's cache, and within a partition two bit fields
//! tell which hashes were seen once and which again. Only what was seen again
//! is sorted and counted.
//!
//! The partitions are worked on in rounds: each round walks all windows again
//! and stores the pairs of its own partitions only, so that the pairs take no
//! more memory than the round is given. To walk is cheaper than to store:
//! nothing is written to a disk.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::ladder::Ladder;
use super::meetings::Meetings;
use super::pairs::Pair;
use super::windows::{Work, advance, first_within};
use super::{PairMemory, Repeated};
use crate::traces::Acts;

/// Partitions of one round.
const PARTITIONS: usize = 256;
/// Pairs that a thread gathers before it hands them over.
const BLOCK: usize = 1 << 10;
/// Bits of each field for every pair of a partition.
const BITS_A_PAIR: usize = 8;

/// What is said of an act, in the lowest bits of its account's hash: whether
/// the account is in any pair that can be kept, and whether it acts on the
/// object several times.
const ACTIVE: u32 = 1;
const SEVERAL: u32 = 2;

/// How pairs are counted.
pub(super) struct Counting<'a> {
    /// Distinct objects on which a pair must meet, each within the widest
    /// window at which the object counts.
    pub min_objects: u32,
    /// The number of distinct objects of each account: one with fewer than
    /// `min_objects` is in no such pair and is not stored.
    pub degrees: &'a [u32],
    /// How much memory the pairs of a round may take.
    pub memory: PairMemory,
    /// Whether each pair's own counts are kept.
    pub counts: bool,
}

impl Counting<'_> {
    /// Counts the meetings of all pairs, in one pass over all rungs.
    pub fn count(&self, acts: &Acts, ladder: &Ladder) -> Repeated {
        let work = Work::new(acts, ladder);
        let hashes = self.hashes(acts, ladder);
        let keys = Keys::new(self.degrees.len(), self.rounds(&work));
        let mut repeated = Repeated::new(ladder.len());
        for round in 0..keys.rounds {
            let walk = Walk { acts, ladder, hashes: &hashes, keys, round, active: &|account| self.is_active(account) };
            let (pairs, meetings) = walk.run(&work);
            repeated.meetings.merge(&meetings);
            let counted: Vec<Repeated> =
                pairs.into_par_iter().map(|blocks| self.count_partition(&blocks, keys, ladder.len())).collect();
            counted.into_iter().for_each(|part| repeated.append(part));
        }
        // Sorting takes memory of its own.
        drop(hashes);
        repeated.meetings.add_objects(acts, ladder);
        repeated.sorted()
    }

    fn is_active(&self, account: u32) -> bool {
        self.degrees[account as usize] >= self.min_objects
    }

    fn rounds(&self, work: &Work) -> usize {
        let bytes = work.co_acts.saturating_mul(size_of::<u64>() as u64);
        bytes.div_ceil(self.memory.of_round(bytes)).max(1) as usize
    }

    /// The hash of each act's account, with the marks.
    fn hashes(&self, acts: &Acts, ladder: &Ladder) -> Vec<u32> {
        let hash = |&account: &u32| hash_without_marks(account) | u32::from(self.is_active(account));
        let mut hashes: Vec<u32> = acts.account.par_iter().map(hash).collect();
        let several: Vec<Vec<u32>> = (0..acts.objects.len())
            .into_par_iter()
            .filter(|&object| (ladder.accounts_of(object as u32) as usize) < acts.of(object).len())
            .map(|object| several(acts, object))
            .collect();
        several.into_iter().flatten().for_each(|act| hashes[act as usize] |= SEVERAL);
        hashes
    }

    /// Counts the pairs of one partition.
    fn count_partition(&self, blocks: &[Vec<u64>], keys: Keys, rungs: usize) -> Repeated {
        let mut seen_again = if self.min_objects > 1 { seen_again(blocks, keys) } else { blocks.concat() };
        seen_again.sort_unstable();
        let mut repeated = Repeated::new(rungs);
        let mut objects = vec![0u32; rungs];
        for of_pair in seen_again.chunk_by(|x, y| keys.same_pair(*x, *y)) {
            objects.fill(0);
            of_pair.iter().filter(|&&key| !keys.is_again(key)).for_each(|&key| objects[keys.rung(key)] += 1);
            (1..rungs).for_each(|rung| objects[rung] += objects[rung - 1]);
            if objects.last().is_some_and(|&widest| widest >= self.min_objects) {
                let pair = keys.pair(of_pair[0]);
                repeated.add(pair, &objects, of_pair.len() as u64, self);
            }
        }
        repeated
    }
}

/// A hash whose high bits are spread evenly (Murmur3's finalizer, A. Appleby).
fn hash_of(account: u32) -> u32 {
    let mut hash = account.wrapping_add(0x9E37_79B9);
    hash = (hash ^ hash >> 16).wrapping_mul(0x85EB_CA6B);
    hash = (hash ^ hash >> 13).wrapping_mul(0xC2B2_AE35);
    hash ^ hash >> 16
}

fn hash_without_marks(account: u32) -> u32 {
    hash_of(account) & !(ACTIVE | SEVERAL)
}

/// The acts on an object by accounts with several.
fn several(acts: &Acts, object: usize) -> Vec<u32> {
    let range = acts.of(object);
    let mut by_account: Vec<u64> = range.map(|act| u64::from(acts.account[act]) << 32 | act as u64).collect();
    by_account.sort_unstable();
    let runs = by_account.chunk_by(|x, y| x >> 32 == y >> 32).filter(|run| run.len() > 1);
    runs.flatten().map(|&entry| entry as u32).collect()
}

/// Everything of the pairs whose hash was seen more than once: all that
/// repeat, and a few that do not.
fn seen_again(blocks: &[Vec<u64>], keys: Keys) -> Vec<u64> {
    let pairs: usize = blocks.iter().map(Vec::len).sum();
    let bits = (pairs * BITS_A_PAIR).next_power_of_two().max(64);
    let (mut once, mut again) = (vec![0u64; bits / 64], vec![0u64; bits / 64]);
    let place = |key: u64| {
        let hash = keys.hash_within(key, bits);
        (hash / 64, 1u64 << (hash % 64))
    };
    for &key in blocks.iter().flatten().filter(|&&key| !keys.is_again(key)) {
        let (word, bit) = place(key);
        again[word] |= once[word] & bit;
        once[word] |= bit;
    }
    let is_again = |key: &&u64| {
        let (word, bit) = place(**key);
        again[word] & bit != 0
    };
    blocks.iter().flatten().filter(is_again).copied().collect()
}

/// How a meeting is packed into 64 bits: the pair's accounts, a bit that says
/// that the pair has met on the object before, and the rung.
#[derive(Clone, Copy)]
struct Keys {
    /// Bits of an account's number.
    account_bits: u32,
    rounds: usize,
}

impl Keys {
    const RUNG_BITS: u32 = 3;
    const RUNGS: usize = 1 << Self::RUNG_BITS;
    const AGAIN: u64 = 1 << Self::RUNG_BITS;
    const MARK_BITS: u32 = Self::RUNG_BITS + 1;

    /// # Panics
    /// With more than 2³⁰ accounts.
    fn new(accounts: usize, rounds: usize) -> Self {
        let account_bits = usize::BITS - accounts.leading_zeros();
        assert!(2 * account_bits + Self::MARK_BITS <= u64::BITS, "more than 2^30 accounts");
        Self { account_bits, rounds }
    }

    #[inline]
    fn key(self, pair: Pair, rung: usize) -> u64 {
        (u64::from(pair.a()) << self.account_bits | u64::from(pair.b())) << Self::MARK_BITS | rung as u64
    }

    fn pair(self, key: u64) -> Pair {
        let packed = key >> Self::MARK_BITS;
        Pair::new((packed >> self.account_bits) as u32, (packed & ((1 << self.account_bits) - 1)) as u32)
    }

    fn same_pair(self, x: u64, y: u64) -> bool {
        x >> Self::MARK_BITS == y >> Self::MARK_BITS
    }

    fn is_again(self, key: u64) -> bool {
        key & Self::AGAIN != 0
    }

    fn rung(self, key: u64) -> usize {
        (key & (Self::AGAIN - 1)) as usize
    }

    /// The partition of a pair within the round, if it is in this one, by the
    /// hashes of its accounts: their difference by XOR is the same in either
    /// order, and costs less than a hash of the pair.
    #[inline]
    fn partition(self, one: u32, other: u32, round: usize) -> Option<usize> {
        let partition = (u64::from((one ^ other) & !(ACTIVE | SEVERAL)) * (self.rounds * PARTITIONS) as u64) >> 32;
        let within = (partition as usize).wrapping_sub(round * PARTITIONS);
        (within < PARTITIONS).then_some(within)
    }

    /// A number below `bits`, a power of two, that the partition does not tell.
    #[inline]
    fn hash_within(self, key: u64, bits: usize) -> usize {
        let hash = (key >> Self::MARK_BITS).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        (hash >> (u64::BITS - bits.trailing_zeros())) as usize
    }
}

/// One round's walk over all windows.
struct Walk<'a> {
    acts: &'a Acts,
    ladder: &'a Ladder,
    hashes: &'a [u32],
    keys: Keys,
    round: usize,
    active: &'a (dyn Fn(u32) -> bool + Sync),
}

/// The pairs of each partition, in blocks.
type Partitions = Vec<Vec<Vec<u64>>>;

impl Walk<'_> {
    /// The pairs that the round met, and how many at each rung.
    fn run(&self, work: &Work) -> (Partitions, Meetings) {
        let gatherers: Vec<Mutex<Gatherer>> =
            (0..rayon::current_num_threads()).map(|_| Mutex::new(Gatherer::new(self.ladder.len()))).collect();
        // A thread has one gatherer to itself, and while it holds it, it waits
        // for no other task.
        let own = || {
            let place = rayon::current_thread_index().unwrap_or(0);
            gatherers[place].lock().unwrap_or_else(PoisonError::into_inner)
        };
        let split: Vec<Vec<(usize, Vec<u64>)>> = work
            .tasks
            .par_iter()
            .map(|task| {
                let mut gatherer = own();
                let parts = task.parts(self.acts);
                parts.filter_map(|(object, later)| Some((object, self.object(object, later, &mut gatherer)?))).collect()
            })
            .collect();
        let split = split.concat();
        split.par_chunk_by(|x, y| x.0 == y.0).for_each(|parts| {
            let mut several: Vec<u64> = parts.iter().flat_map(|(_, several)| several).copied().collect();
            self.settle(parts[0].0, &mut several, &mut own());
        });
        gatherers.into_iter().fold((vec![Vec::new(); PARTITIONS], Meetings::new(self.ladder.len())), |sum, gatherer| {
            gatherer.into_inner().unwrap_or_else(PoisonError::into_inner).add_to(sum)
        })
    }

    /// Gathers the pairs that meet on an object with one of these acts as the
    /// later one. Where the other acts are in other tasks, pairs that may have
    /// met there, too, are given back.
    fn object(&self, object: usize, later: Range<usize>, gatherer: &mut Gatherer) -> Option<Vec<u64>> {
        let whole = self.acts.of(object);
        let is_split = later != whole && !later.is_empty();
        let mut several = std::mem::take(&mut gatherer.several);
        several.clear();
        self.meet(object, later, gatherer, &mut several);
        if is_split {
            return (!several.is_empty()).then_some(several);
        }
        self.settle(object, &mut several, gatherer);
        gatherer.several = several;
        None
    }

    /// Walks the windows. Pairs of accounts that act only once on the object
    /// meet once on it; the others go to `several`.
    fn meet(&self, object: usize, later: Range<usize>, gatherer: &mut Gatherer, several: &mut Vec<u64>) {
        let rungs = self.ladder.rungs_of(object as u32);
        let whole = self.acts.of(object);
        if rungs.is_empty() || whole.len() < 2 || later.is_empty() {
            return;
        }
        let (times, accounts, hashes) =
            (&self.acts.time[whole.clone()], &self.acts.account[whole.clone()], &self.hashes[whole.clone()]);
        let later = later.start - whole.start..later.end - whole.start;
        let windows = &self.ladder.windows()[rungs];
        gatherer.met.fill(0);
        let mut starts = [0; Keys::RUNGS];
        for (start, window) in starts.iter_mut().zip(windows) {
            *start = first_within(times, window.micros(), &later);
        }
        for later in later {
            let mut end = later;
            let hash = hashes[later];
            for (rung, (start, window)) in starts.iter_mut().zip(windows).enumerate() {
                *start = advance(times, window.micros(), *start, later);
                for (earlier, &other) in (*start..end).zip(&hashes[*start..end]) {
                    let Some(partition) = self.keys.partition(hash, other, self.round) else { continue };
                    let key = self.keys.key(Pair::new(accounts[later], accounts[earlier]), rung);
                    if (hash | other) & SEVERAL == 0 {
                        gatherer.met[rung] += 1;
                        if hash & other & ACTIVE != 0 {
                            gatherer.push(partition, key);
                        }
                    } else if accounts[later] != accounts[earlier] {
                        several.push(key);
                    }
                }
                end = *start;
            }
        }
        gatherer.count(self.ladder, object);
    }

    /// Counts each of these pairs once, at its narrowest rung; what else it
    /// did on the object is marked.
    fn settle(&self, object: usize, several: &mut [u64], gatherer: &mut Gatherer) {
        several.sort_unstable();
        gatherer.met.fill(0);
        for of_pair in several.chunk_by(|x, y| self.keys.same_pair(*x, *y)) {
            let pair = self.keys.pair(of_pair[0]);
            gatherer.met[self.keys.rung(of_pair[0])] += 1;
            if !(self.active)(pair.a()) || !(self.active)(pair.b()) {
                continue;
            }
            let [one, other] = [pair.a(), pair.b()].map(hash_without_marks);
            let Some(partition) = self.keys.partition(one, other, self.round) else { continue };
            gatherer.push(partition, of_pair[0]);
            of_pair[1..].iter().for_each(|key| gatherer.push(partition, key | Keys::AGAIN));
        }
        gatherer.count(self.ladder, object);
    }
}

/// What one thread gathers in a round.
struct Gatherer {
    /// The pairs of each partition: blocks that are full, and one that is not.
    full: Partitions,
    open: Vec<Vec<u64>>,
    meetings: Meetings,
    /// Pairs that met on one object, by rung.
    met: Vec<u64>,
    /// Pairs that may have met on one object several times.
    several: Vec<u64>,
}

impl Gatherer {
    fn new(rungs: usize) -> Self {
        Self {
            full: vec![Vec::new(); PARTITIONS],
            open: vec![Vec::new(); PARTITIONS],
            meetings: Meetings::new(rungs),
            met: vec![0; rungs],
            several: Vec::new(),
        }
    }

    #[inline]
    fn push(&mut self, partition: usize, key: u64) {
        let block = &mut self.open[partition];
        if block.len() == BLOCK {
            self.full[partition].push(std::mem::take(block));
        }
        if block.is_empty() {
            block.reserve_exact(BLOCK);
        }
        block.push(key);
    }

    /// Adds what was met on the object to all meetings.
    fn count(&mut self, ladder: &Ladder, object: usize) {
        self.meetings.add_met(ladder.accounts_of(object as u32), ladder.rungs_of(object as u32), &self.met);
    }

    fn add_to(self, (mut partitions, mut meetings): (Partitions, Meetings)) -> (Partitions, Meetings) {
        for ((sum, full), open) in partitions.iter_mut().zip(self.full).zip(self.open) {
            sum.extend(full);
            sum.push(open);
        }
        meetings.merge(&self.meetings);
        (partitions, meetings)
    }
}
