//! Counting pairs: which of them meet on enough objects.
//!
//! Nearly every pair that meets does so on one object only, so what counts is
//! how cheaply such a pair is forgotten. Whom an account met is looked at
//! twice: the first time, a byte for each hash of an account counts how often
//! it came up, in a table that fits the core's nearest cache; the second time,
//! those whose byte says that they could have met often enough are written
//! down, sorted and counted.

use std::sync::atomic::{AtomicUsize, Ordering};

use lockstep_data::traces::Acts;

use super::ladder::Ladder;
use super::narrowest::Narrowest;
use super::pairs::Pair;
use super::repeated;
use super::repeated::Repeated;
use super::rows::{Around, Limits, by_account, part_among_nearest};
use super::sieve::Sieve;

/// How pairs are counted.
pub(super) struct Counting<'a> {
    /// The acts.
    pub acts: &'a Acts,
    /// Their windows.
    pub ladder: &'a Ladder,
    /// Distinct objects on which a pair must meet, each within the widest
    /// window at which the object counts.
    pub min_objects: u32,
    /// The number of accounts.
    pub accounts: usize,
    /// Whether each pair's own counts are kept.
    pub counts: bool,
    /// How much is looked at at once.
    pub limits: Limits,
}

/// An account that another one met.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Other {
    account: u32,
    /// The place of the other one's act in its row.
    place: u32,
    /// The act by which it met it.
    act: u32,
}

/// Acts whose surroundings are asked for at once.
const ACTS_AHEAD: usize = 32;
/// Accounts in one line of a cache.
const ACCOUNTS_A_LINE: usize = 16;

/// Reads one account of every cache line around these acts, which lie far
/// apart: the processor waits for all of them at once instead of one by one.
fn ask_for(around: &[Around], acts: &Acts) {
    let lines = around.iter().flat_map(|act| act.accounts(acts).chunks(ACCOUNTS_A_LINE));
    std::hint::black_box(lines.fold(0, |sum, line| sum ^ line[0]));
}

/// Counters for every account; all are as new between two accounts' rows.
#[derive(Default)]
struct Counters {
    /// Who was met on the object that is looked at.
    met: Narrowest,
    /// Objects by account and narrowest rung.
    objects: Vec<u32>,
    /// By account, where they are kept.
    co_acts: Vec<u64>,
    /// Who was met on any object.
    known: Vec<u32>,
    /// Those with larger numbers among some that are looked at together.
    larger: Vec<u32>,
}

/// Those of `others` whose numbers are larger: half of them or so, in no order, so that a
/// branch for each of them would be guessed wrong as often as right.
fn larger_than(account: u32, others: &[u32], larger: &mut Vec<u32>) {
    larger.resize(others.len(), 0);
    let mut len = 0;
    for &other in others {
        larger[len] = other;
        len += usize::from(other > account);
    }
    larger.truncate(len);
}

/// What counting needs again for each account.
#[derive(Default)]
struct Scratch {
    counters: Counters,
    sieve: Sieve,
    others: Vec<Other>,
    /// Objects by rung.
    objects: Vec<u32>,
}

/// Takes a pair, on how many objects it met within each rung, and its co-acts where they are
/// kept.
type Take<'a> = &'a mut dyn FnMut(Pair, &[u32], u64);

impl Counting<'_> {
    /// Counts the meetings of all pairs, in one pass over all rungs; where more than `most`
    /// meet on enough objects, none of them is held.
    pub fn count(&self, most: usize) -> Repeated {
        // Of the parts that are done.
        let all = AtomicUsize::new(0);
        let mut parts = self.parts(|each| {
            let (mut repeated, mut found) = (Repeated::new(self.ladder.len()), 0);
            each(&mut |pair, objects, co_acts| {
                let counts = || repeated::Counts { co_acts, objects: objects.last().copied().unwrap_or_default() };
                repeated.add(pair, objects, self.min_objects, self.counts.then(counts));
                found += 1;
                if found > most.saturating_sub(all.load(Ordering::Relaxed)) {
                    repeated.forget_pairs();
                }
            });
            all.fetch_add(found, Ordering::Relaxed);
            repeated
        });
        if all.into_inner() > most {
            parts.iter_mut().for_each(Repeated::forget_pairs);
        }
        Repeated::join(self.ladder.len(), parts)
    }

    /// What `work` makes of the pairs of each run of first accounts, in their order: it is
    /// given what calls it with each pair.
    fn parts<T: Send>(&self, work: impl Fn(&mut dyn FnMut(Take)) -> T + Sync) -> Vec<T> {
        // No account acts on more objects than it has acts.
        let could = |_: u32, acts: u32| acts >= self.min_objects;
        by_account(self.acts, self.ladder, self.accounts, self.limits, could, |acts| {
            let mut scratch = Scratch::default();
            work(&mut |take: Take| {
                for row in acts.chunk_by_mut(|x, y| x.account == y.account) {
                    part_among_nearest(row, self.acts);
                    self.row(row, take, &mut scratch);
                }
            })
        })
    }

    /// Counts the pairs of an account with those of larger numbers.
    fn row(&self, row: &[Around], take: Take, scratch: &mut Scratch) {
        let objects = row.chunk_by(|x, y| x.object == y.object).count();
        if objects < self.min_objects as usize {
            return;
        }
        let around: usize = row.iter().map(|act| act.places().len()).sum();
        let others = self.accounts - row[0].account as usize;
        if around <= self.limits.around.min(others) {
            self.by_sieve(row, around, take, scratch);
        } else {
            self.one_by_one(row, take, &mut scratch.counters);
        }
    }

    /// Where others come up few times, most of them once; `around` times in all.
    fn by_sieve(&self, row: &[Around], around: usize, take: Take, scratch: &mut Scratch) {
        let account = row[0].account;
        let Scratch { sieve, others: met, .. } = scratch;
        sieve.clear(around);
        if self.min_objects > 1 {
            for acts in row.chunks(ACTS_AHEAD) {
                ask_for(acts, self.acts);
                let accounts = acts.iter().flat_map(|act| act.accounts(self.acts));
                accounts.for_each(|&other| sieve.add(other, other > account));
            }
        }
        met.clear();
        let (sieve, least) = (sieve.counts(), if self.min_objects > 1 { self.min_objects } else { 0 });
        for (act, place) in row.iter().zip(0..) {
            for (&other, act) in act.accounts(self.acts).iter().zip(act.places()) {
                // Seldom both, and so not one after the other.
                if sieve.has(other, least) & (other > account) {
                    met.push(Other { account: other, place, act });
                }
            }
        }
        self.settle(row, take, scratch);
    }

    /// Adds the pairs that met on enough objects.
    fn settle(&self, row: &[Around], take: Take, Scratch { others, objects, .. }: &mut Scratch) {
        others.sort_unstable();
        let enough = |of_pair: &&[Other]| of_pair.len() >= self.min_objects as usize;
        for of_pair in others.chunk_by(|x, y| x.account == y.account).filter(enough) {
            objects.clear();
            objects.resize(self.ladder.len(), 0);
            let object = |other: &Other| row[other.place as usize].object;
            for on_object in of_pair.chunk_by(|x, y| object(x) == object(y)) {
                let rung = on_object.iter().map(|other| self.rung(row[other.place as usize].act, other.act));
                objects[rung.min().unwrap_or_default()] += 1;
            }
            let co_acts = of_pair.iter().map(|other| self.co_acts(row, other.place as usize, other.act)).sum();
            self.add(Pair::new(row[0].account, of_pair[0].account), objects, co_acts, take);
        }
    }

    /// How many of an account's own acts, of which that at `place` is the nearest, are
    /// co-acts with this one; looked up only where it is kept.
    fn co_acts(&self, row: &[Around], place: usize, other: u32) -> u64 {
        if !self.counts {
            return 0;
        }
        let object = row[place].object;
        let is_on = |own: Option<&Around>| own.is_some_and(|own| own.object == object);
        if !is_on(place.checked_sub(1).map(|before| &row[before])) && !is_on(row.get(place + 1)) {
            return 1;
        }
        let (widest, time) =
            (self.ladder.widest(object as usize).unwrap_or_default(), |act| self.acts.time[act as usize]);
        let moment = |own: &Around| (own.object, time(own.act));
        let first = row.partition_point(|own| moment(own) < (object, time(other).saturating_sub(widest)));
        let within = row[first..].partition_point(|own| moment(own) <= (object, time(other).saturating_add(widest)));
        within as u64
    }

    /// Where others come up as often as there are accounts: a counter for each of them, which
    /// costs the same however often that is.
    fn one_by_one(&self, row: &[Around], take: Take, counters: &mut Counters) {
        let Counters { met, objects, co_acts, known, larger } = counters;
        let (account, rungs) = (row[0].account, self.ladder.len());
        met.hold(self.accounts);
        objects.resize(self.accounts * rungs, 0);
        let mut met_on_object = |other: u32, rung: usize| {
            let objects = &mut objects[other as usize * rungs..][..rungs];
            if objects.iter().all(|&objects| objects == 0) {
                known.push(other);
            }
            objects[rung] += 1;
        };
        for on_object in row.chunk_by(|x, y| x.object == y.object) {
            let object = on_object[0].object;
            let all_act_once = self.ladder.accounts_of(object) as usize == self.acts.of(object as usize).len();
            for (others, rung) in on_object.iter().flat_map(|own| self.by_rung(own)) {
                larger_than(account, others, larger);
                if all_act_once {
                    larger.iter().for_each(|&other| met_on_object(other, rung));
                } else {
                    larger.iter().for_each(|&other| met.add(other, || rung));
                }
            }
            met.drain(&mut met_on_object);
        }
        if self.counts {
            self.count_co_acts(row, co_acts);
        }
        known.sort_unstable();
        for other in known.drain(..) {
            let objects = &mut objects[other as usize * rungs..][..rungs];
            let co_acts = co_acts.get_mut(other as usize).map(std::mem::take).unwrap_or_default();
            self.add(Pair::new(account, other), objects, co_acts, take);
            objects.fill(0);
        }
    }

    /// The accounts of the acts around one, in runs that the same rung holds.
    fn by_rung(&self, own: &Around) -> impl Iterator<Item = (&[u32], usize)> {
        let Acts { account, time, .. } = self.acts;
        let (all, own) = (own.places(), own.act as usize);
        let all = all.start as usize..all.end as usize;
        let mut inner = own..own;
        (0..self.ladder.len()).flat_map(move |rung| {
            let window = self.ladder.windows()[rung].micros();
            let start = all.start + time[all.start..inner.start].partition_point(|&other| time[own] - other > window);
            let end = inner.end + time[inner.end..all.end].partition_point(|&other| other - time[own] <= window);
            let runs = [start..inner.start, inner.end..end];
            inner = start..end;
            runs.map(|run| (&account[run], rung))
        })
    }

    /// Adds the co-acts with each account of a larger number.
    fn count_co_acts(&self, row: &[Around], co_acts: &mut Vec<u64>) {
        co_acts.resize(self.accounts, 0);
        for on_object in row.chunk_by(|x, y| x.object == y.object) {
            for (place, own) in on_object.iter().enumerate() {
                let around = own.accounts(self.acts).iter().zip(own.places());
                for (&other, act) in around.filter(|(other, _)| **other > row[0].account) {
                    co_acts[other as usize] += self.co_acts(on_object, place, act);
                }
            }
        }
    }

    /// Adds a pair that met on so many objects by narrowest rung, if they are
    /// enough.
    fn add(&self, pair: Pair, objects: &mut [u32], co_acts: u64, take: Take) {
        (1..objects.len()).for_each(|rung| objects[rung] += objects[rung - 1]);
        if objects.last().is_some_and(|&widest| widest >= self.min_objects.max(1)) {
            take(pair, objects, co_acts);
        }
    }

    /// The narrowest rung that holds two acts on one object.
    fn rung(&self, one: u32, other: u32) -> usize {
        if self.ladder.len() == 1 {
            return 0;
        }
        let [one, other] = [one, other].map(|act| self.acts.time[act as usize]);
        self.ladder.rung((one - other).abs())
    }
}

/// Finds the pairs that co-act on at least `min_objects` distinct objects, each
/// within the widest window at which the object counts; the acts are of
/// `accounts` accounts.
///
/// ```
/// use lockstep_data::events::{Dictionary, Window};
/// use lockstep_data::traces::{Act, Acts, TraceKind};
/// use lockstep_method::coaction::{Ladder, Pair, repeated_pairs};
///
/// let mut links = Dictionary::default();
/// let (one, other) = (links.intern("example.org/one"), links.intern("example.org/other"));
/// // Accounts 0 and 1 are five seconds apart on both links; 2 comes an hour later.
/// let acts = [(one, 0, 0), (one, 1, 5), (other, 0, 900), (other, 1, 905), (other, 2, 4_500)];
/// let acts = acts.map(|(object, account, second)| Act { object, account, time: second * 1_000_000, post: 0 });
/// let acts = Acts::of_objects(TraceKind::Url, links.into(), &acts);
/// let ladder = Ladder::single(&acts, Window::seconds(60));
/// assert_eq!(repeated_pairs(&acts, &ladder, 2, 3).pairs, [Pair::new(0, 1)]);
/// ```
pub fn repeated_pairs(acts: &Acts, ladder: &Ladder, min_objects: u32, accounts: usize) -> Repeated {
    repeated_pairs_up_to(acts, ladder, min_objects, accounts, usize::MAX)
}

/// The same; where there are more than `most` pairs none is held, but it is told how many meet
/// on enough objects within each rung.
pub fn repeated_pairs_up_to(acts: &Acts, ladder: &Ladder, min_objects: u32, accounts: usize, most: usize) -> Repeated {
    Counting { acts, ladder, min_objects, accounts, counts: false, limits: Limits::default() }.count(most)
}

/// The same with the counts of each pair.
pub fn counted_pairs(acts: &Acts, ladder: &Ladder, min_objects: u32, accounts: usize) -> Repeated {
    Counting { acts, ladder, min_objects, accounts, counts: true, limits: Limits::default() }.count(usize::MAX)
}

/// What `work` makes of the same pairs, none of which is held: it is given what calls its
/// argument with each pair and on how many objects it met within each rung. Called for one
/// run of first accounts after the other, on any thread; gives the answers in the order of
/// the pairs.
pub fn of_repeated_pairs<T: Send>(
    acts: &Acts,
    ladder: &Ladder,
    min_objects: u32,
    accounts: usize,
    work: impl Fn(&mut dyn FnMut(&mut dyn FnMut(Pair, &[u32]))) -> T + Sync,
) -> Vec<T> {
    let counting = Counting { acts, ladder, min_objects, accounts, counts: false, limits: Limits::default() };
    counting.parts(|each| work(&mut |take| each(&mut |pair, objects, _| take(pair, objects))))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use proptest::prelude::*;

    use super::*;
    use crate::coaction::Rare;
    use lockstep_data::events::{Events, InputConfig};
    use lockstep_data::traces::{Posts, Same, TraceKind};

    proptest! {
        /// However little is looked at at once, the counts stay what they are.
        #[test]
        fn limits_change_nothing(
            shares in prop::collection::vec((0u8..30, 0u8..12, 0u32..400), 1..300),
            limits in (1usize..50, 1usize..50),
            min_objects in 1u32..4,
        ) {
            let mut file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
            writeln!(file, "account_id,content_id,object_id,timestamp_share").unwrap();
            for (post, (account, object, second)) in shares.iter().enumerate() {
                writeln!(file, "a{account},p{post},o{object},{}", 1_630_022_300 + second).unwrap();
            }
            let wanted = TraceKind::wanted(&[TraceKind::Share]);
            let events = Events::read(&[file.path().to_owned()], &InputConfig::default(), &wanted).unwrap();
            let acts = Acts::new(&events, TraceKind::Share, Posts::Once, &Same::default()).unwrap();
            let ladder = Ladder::new(&acts, &"10s,60s,300s".parse().unwrap(), Rare { acts: 20, act_seconds: 0 });
            let accounts = events.accounts.len();
            let counted = |limits| {
                let counting = Counting { acts: &acts, ladder: &ladder, min_objects, accounts, counts: true, limits };
                let Repeated { pairs, counts, enough } = counting.count(usize::MAX);
                (pairs, counts, enough)
            };
            let usual = counted(Limits::default());
            prop_assert!(usual.0.is_sorted_by(|x, y| x < y));
            prop_assert_eq!(usual, counted(Limits { acts: limits.0, around: limits.1 }));
        }
    }
}
