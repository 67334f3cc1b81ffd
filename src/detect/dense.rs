//! Groups so dense that not every pair can be looked at.
//!
//! A ring of five thousand accounts has twelve million pairs, each as strong as the others:
//! no memory holds them, and no reviewer reads them. Where more pairs are left than
//! [`ALL_TESTED`](crate::ALL_TESTED), each account keeps those with its [`PARTNERS`] best
//! connected partners, and the others are counted. This is the *local degree* method of
//! Hamann, Lindner, Meyerhenke, Staudt and Wagner (2016, doi 10.1007/s13278-016-0332-2),
//! which keeps what is connected connected and groups what they are: all members of a
//! group keep the same few of its accounts. Pairs that are left out have p = 1, so that the
//! rate of false discoveries is held as before.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use lockstep_base::counts::Tally;
use lockstep_data::traces::Acts;
use lockstep_method::coaction::{Ladder, Met, Pair, Repeated, of_repeated_pairs, repeated_pairs_up_to};
use lockstep_method::significance::{Explanation, ln_chance, ln_limit};

use crate::candidates::Strongest;
use crate::rate::{Sorting, early_rate, score};

/// Partners with which an account keeps its pairs.
pub const PARTNERS: usize = 8;
/// Pairs of one trace that are held at once; of more, those that chance explains are told
/// apart while they are counted.
const MOST_HELD: usize = 1 << 22;

/// The pairs of these that each account has with its best connected partners, in order.
pub(crate) fn best_connected(pairs: &[Pair], accounts: usize) -> Vec<Pair> {
    let partners = Tally::new(accounts);
    pairs.iter().for_each(|&pair| partners_of(pair, &partners));
    let mut best = Best::new(&partners.into_counts());
    best.offer(pairs);
    best.into_pairs()
}

fn partners_of(pair: Pair, partners: &Tally) {
    partners.add(pair.a() as usize);
    partners.add(pair.b() as usize);
}

/// Each account's best connected partners among those that were offered.
struct Best {
    /// The place of each account among all, those with the most partners first; of those
    /// with as many the smaller number first.
    rank: Vec<u32>,
    by_rank: Vec<u32>,
    /// The ranks of each account's partners, ascending.
    partners: Vec<Vec<u32>>,
}

impl Best {
    fn new(partners: &[u32]) -> Self {
        let mut by_rank: Vec<u32> = (0..partners.len() as u32).collect();
        by_rank.sort_by_key(|&account| std::cmp::Reverse(partners[account as usize]));
        let mut rank = vec![0; partners.len()];
        by_rank.iter().zip(0..).for_each(|(&account, place)| rank[account as usize] = place);
        Self { rank, by_rank, partners: vec![Vec::new(); partners.len()] }
    }

    /// Looks at more pairs; their order decides nothing.
    fn offer(&mut self, pairs: &[Pair]) {
        for pair in pairs {
            for (account, other) in [(pair.a(), pair.b()), (pair.b(), pair.a())] {
                let (rank, kept) = (self.rank[other as usize], &mut self.partners[account as usize]);
                if kept.len() < PARTNERS || kept.last().is_some_and(|&last| rank < last) {
                    kept.insert(kept.partition_point(|&better| better < rank), rank);
                    kept.truncate(PARTNERS);
                }
            }
        }
    }

    fn into_pairs(self) -> Vec<Pair> {
        let of_account = |(account, kept): (u32, Vec<u32>)| {
            kept.into_iter().map(|rank| self.by_rank[rank as usize]).map(move |other| Pair::new(account, other))
        };
        let mut pairs: Vec<Pair> = (0..).zip(self.partners).flat_map(of_account).collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

/// What was counted of pairs that are not held.
#[derive(Debug, Default)]
pub(crate) struct NotHeld {
    /// Pairs that chance explains.
    pub by_chance: usize,
    /// What they say of their accounts, by account; empty where there are none.
    pub explained: Vec<Option<Strongest>>,
    /// Pairs of dense groups.
    pub dense: usize,
}

/// The acts of one trace, whose pairs are counted.
pub(crate) struct Counting<'a> {
    pub acts: &'a Acts,
    pub ladder: &'a Ladder,
    pub chance: &'a dyn Explanation,
    pub min_objects: u32,
    pub accounts: usize,
}

impl Counting<'_> {
    /// The pairs that meet on enough objects. Of very many, only those that could be listed at
    /// this rate, of `traces` traces in all, are held, and of very many of these only those
    /// with the best connected partners.
    pub fn repeated(&self, fdr: f64, traces: usize, not_held: &mut NotHeld) -> Repeated {
        self.up_to(MOST_HELD, fdr, traces, not_held)
    }

    fn up_to(&self, most: usize, fdr: f64, traces: usize, not_held: &mut NotHeld) -> Repeated {
        let Self { acts, ladder, min_objects, accounts, .. } = *self;
        let repeated = repeated_pairs_up_to(acts, ladder, min_objects, accounts, most);
        let all = repeated.enough.last().copied().unwrap_or_default();
        if all <= most {
            return repeated;
        }
        let acting = acts.acting(accounts).into_iter().filter(|&acts| acts).count();
        let tests = Sorting { fdr, acting, accounts }.tests();
        // All traces together are no clearer than the clearest of them so many times.
        let limit = (ln_limit(early_rate(fdr), all, tests) + (traces as f32).ln()).min(0.0);
        let pairs = self.open(limit, most, all, not_held);
        Repeated { pairs, ..repeated }
    }

    /// The pairs whose bound under chance is at most `limit`, of `all`.
    fn open(&self, limit: f32, most: usize, all: usize, not_held: &mut NotHeld) -> Vec<Pair> {
        let (partners, open) = (Tally::new(self.accounts), AtomicUsize::new(0));
        let mut explained = std::mem::take(&mut not_held.explained);
        explained.resize(self.accounts, None);
        let explained = Mutex::new(explained);
        let parts = self.parts(|each| {
            let (mut pairs, mut others) = (Vec::new(), Vec::new());
            each(&mut |pair, bound| {
                if bound > limit {
                    others.push((pair, bound));
                } else {
                    partners_of(pair, &partners);
                    if open.fetch_add(1, Ordering::Relaxed) < most {
                        pairs.push(pair);
                    }
                }
            });
            let mut explained = explained.lock().unwrap_or_else(PoisonError::into_inner);
            for (pair, bound) in others {
                let ends = [pair.a(), pair.b()];
                ends.iter().for_each(|&end| explained[end as usize].get_or_insert_default().add(score(bound), 0.0));
            }
            pairs
        });
        not_held.explained = explained.into_inner().unwrap_or_else(PoisonError::into_inner);
        let open = open.into_inner();
        not_held.by_chance += all - open;
        if open <= most {
            return parts.concat();
        }
        drop(parts);
        let best = Mutex::new(Best::new(&partners.into_counts()));
        self.parts(|each| {
            let mut pairs = Vec::new();
            each(&mut |pair, bound| pairs.extend((bound <= limit).then_some(pair)));
            best.lock().unwrap_or_else(PoisonError::into_inner).offer(&pairs);
        });
        let pairs = best.into_inner().unwrap_or_else(PoisonError::into_inner).into_pairs();
        not_held.dense += open - pairs.len();
        pairs
    }

    /// What `work` makes of the pairs, each with its bound under chance.
    fn parts<T: Send>(&self, work: impl Fn(&mut dyn FnMut(&mut dyn FnMut(Pair, f32))) -> T + Sync) -> Vec<T> {
        let bound = |pair: Pair, objects: &[u32]| {
            (ln_chance(self.chance, pair, &Met::on_objects(objects.to_vec())) as f32).next_down()
        };
        of_repeated_pairs(self.acts, self.ladder, self.min_objects, self.accounts, |each| {
            work(&mut |take| each(&mut |pair, objects| take(pair, bound(pair, objects))))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use lockstep_data::events::Dictionary;
    use lockstep_data::traces::{Act, TraceKind};
    use lockstep_method::coaction::{Meetings, repeated_pairs};
    use lockstep_method::significance::Chance;

    use super::*;

    /// All pairs of these accounts.
    fn clique(members: std::ops::Range<u32>) -> Vec<Pair> {
        members.clone().flat_map(|a| (a + 1..members.end).map(move |b| Pair::new(a, b))).collect()
    }

    #[test]
    fn members_of_a_group_keep_the_same_few_partners() {
        let (ring, other) = (clique(0..300), clique(300..420));
        let kept = best_connected(&[ring, other].concat(), 500);
        // The first accounts of each, with all others.
        let all = |first: u32, end: u32| {
            (first..first + PARTNERS as u32).flat_map(move |a| (a + 1..end).map(move |b| Pair::new(a, b)))
        };
        let expected: Vec<Pair> = all(0, 300).chain(all(300, 420)).collect();
        // A hub has its eight best partners from the first nine.
        let ninth = [Pair::new(0, 8), Pair::new(300, 308)];
        assert!(ninth.iter().all(|pair| expected.contains(pair)));
        assert_eq!(kept, expected);
    }

    #[test]
    fn who_has_few_partners_keeps_them_all() {
        let pairs = clique(0..PARTNERS as u32 + 1);
        assert_eq!(best_connected(&pairs, 20), pairs);
    }

    /// Rings and strangers: what is counted and not held is what holding would tell.
    #[test]
    fn pairs_that_are_not_held_are_those_that_holding_leaves_out() {
        let mut links = Dictionary::default();
        let mut acts = Vec::new();
        for link in 0..60u32 {
            let object = links.intern(&format!("example.org/{link}"));
            let start = i64::from(link) * 3_600;
            let members = if link < 20 { 0..24 } else { 24 + link % 7..60 + link % 11 };
            let act =
                |account: u32| Act { object, account, time: (start + i64::from(account * 7 % 9)) * 1_000_000, post: 0 };
            acts.extend(members.filter(|account| link < 20 || account % 9 == link % 9).map(act));
        }
        acts.sort_by_key(|act| (act.object, act.time, act.account));
        let acts = Acts::of_objects(TraceKind::Url, Arc::new(links), &acts);
        let ladder = Ladder::single(&acts, lockstep_data::events::Window::seconds(60));
        let (accounts, meetings) = (80, Meetings::of(&acts, &ladder));
        let rungs = ladder.degrees(&acts, accounts).into_iter().map(|degrees| (degrees, meetings.at(0)));
        let chance = Chance::new(rungs);
        let counting = Counting { acts: &acts, ladder: &ladder, chance: &chance, min_objects: 2, accounts };
        let all = repeated_pairs(&acts, &ladder, 2, accounts);
        let held = |most: usize| {
            let mut not_held = NotHeld::default();
            let repeated = counting.up_to(most, 0.01, 1, &mut not_held);
            assert_eq!(repeated.enough, all.enough, "{most}");
            assert_eq!(repeated.pairs.len() + not_held.by_chance + not_held.dense, all.pairs.len(), "{most}");
            (repeated.pairs, not_held)
        };
        assert_eq!(held(all.pairs.len()).0, all.pairs);
        let (open, not_held) = held(all.pairs.len() - 1);
        assert!(not_held.by_chance > 0 && not_held.dense == 0 && open.len() >= clique(0..24).len());
        let told = not_held.explained.iter().filter(|strongest| strongest.is_some()).count();
        assert!(told > 0 && open.iter().all(|pair| all.pairs.contains(pair)));
        let (kept, not_held) = held(open.len() - 1);
        assert!(not_held.dense > 0);
        assert_eq!(kept, best_connected(&open, accounts));
    }
}
