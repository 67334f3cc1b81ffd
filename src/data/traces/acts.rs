//! Acts of one trace: object, account, time.

use std::sync::Arc;

use lockstep_base::counts::Tally;
use lockstep_base::time::SECOND;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::config::Popular;
use super::kind::TraceKind;
use super::reaction::Reactions;
use super::whole::Whole;
use super::{trigger::Trigger, trigger::Triggers};
use crate::events::{Dictionary, UNKNOWN};

/// Of the acts of one account on one object, so many count within [`SOON`]: no person does
/// more, even where times are known to the minute only, and pairs of acts would grow with
/// their square.
const REPEATS: usize = 64;
/// See [`REPEATS`].
const SOON: i64 = 10 * SECOND;

/// The acts of one trace, grouped by object; within an object they are in the
/// order of time, then account, then post.
#[derive(Clone, Debug)]
pub struct Acts {
    /// The trace.
    pub kind: TraceKind,
    /// The objects' names.
    pub objects: Arc<Dictionary>,
    /// Who acted.
    pub account: Vec<u32>,
    /// When, in microseconds since 1970-01-01 UTC.
    pub time: Vec<i64>,
    /// The post that the act is of: with account and time, what tells it from
    /// others. The lower half of a fingerprint, or the row's number.
    pub post: Vec<u32>,
    /// When each object was published, [`UNKNOWN`] where the data do not say.
    pub created: Vec<i64>,
    /// When each object came into being, as far as the data tell.
    pub triggers: Triggers,
    /// How fast everybody reacts; of [`TraceKind::FastReaction`] only.
    pub reactions: Option<Reactions>,
    /// Texts that were left out because everybody writes them, and their acts.
    pub common: (usize, usize),
    /// Of a part of a trace, what it does not show of the whole; none where all
    /// acts are here.
    pub whole: Option<Arc<Whole>>,
    /// Object `o` has the acts `offsets[o]..offsets[o + 1]`.
    pub(super) offsets: Vec<usize>,
}

/// What a trace held, and what of it was left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TraceSummary {
    /// Acts, a post that fills several rows counted once.
    pub acts: usize,
    /// Distinct objects.
    pub objects: usize,
    /// Distinct accounts.
    pub accounts: usize,
    /// Objects whose time of publication the data tell.
    pub objects_created_known: usize,
    /// Objects whose original is itself a row of the data.
    pub objects_with_original: usize,
    /// Acts that come before the publication of their object: a sign of wrong
    /// clocks or columns.
    pub acts_before_creation: usize,
    /// An object with more accounts than this was too popular to be evidence.
    pub popular_above: usize,
    /// Objects that were left out as too popular.
    pub popular_objects: usize,
    /// Their acts.
    pub popular_acts: usize,
    /// Texts that were left out because they are common, see [`Common`](super::Common).
    pub common_texts: usize,
    /// Their acts.
    pub common_acts: usize,
    /// Acts that were left out because the same account had acted on the same object 64
    /// times in the ten seconds before.
    #[serde(default)]
    pub repeated_acts: usize,
}

impl Acts {
    /// The number of acts.
    pub fn len(&self) -> usize {
        self.account.len()
    }

    /// True without an act.
    pub fn is_empty(&self) -> bool {
        self.account.is_empty()
    }

    /// The acts on one object, as a range of `account`, `time` and `row`.
    pub fn of(&self, object: usize) -> std::ops::Range<usize> {
        self.offsets[object]..self.offsets[object + 1]
    }

    /// The object of each act.
    pub fn object_of_each(&self) -> Vec<u32> {
        (0..self.objects.len()).flat_map(|object| std::iter::repeat_n(object as u32, self.of(object).len())).collect()
    }

    /// The object of an act.
    pub fn object_of(&self, act: usize) -> usize {
        self.offsets.partition_point(|&start| start <= act) - 1
    }

    /// Whether this act on this object stands for the object's trigger, which
    /// is not known: of several acts at the first moment each may be it.
    pub fn stands_for_trigger(&self, act: usize, object: u32) -> bool {
        let object = object as usize;
        self.triggers.source[object] == Trigger::FirstAct && self.time[act] == self.triggers.moment[object]
    }

    /// The time from the object's trigger to an act on it, in microseconds, never
    /// negative; `None` where the act itself may stand for the trigger, or comes before
    /// publication.
    pub fn delay(&self, act: usize, object: u32) -> Option<i64> {
        let delay = self.time[act] - self.triggers.moment[object as usize];
        (delay >= 0 && !self.stands_for_trigger(act, object)).then_some(delay)
    }

    /// The number of acts with a delay of each of `accounts` accounts.
    pub fn delays_by_account(&self, accounts: usize) -> Vec<u32> {
        let delays = Tally::new(accounts);
        (0..self.objects.len()).into_par_iter().for_each(|object| {
            let answers = self.of(object).filter(|&act| self.delay(act, object as u32).is_some());
            answers.for_each(|act| delays.add(self.account[act] as usize));
        });
        delays.into_counts()
    }

    /// The number of distinct objects of each of `accounts` accounts in each of
    /// `classes` classes, an account's side by side; an object without a class
    /// is left out.
    pub fn degrees_by(
        &self,
        accounts: usize,
        classes: usize,
        class: impl Fn(usize) -> Option<usize> + Sync,
    ) -> Vec<u32> {
        let degrees = Tally::new(accounts * classes);
        (0..self.objects.len()).into_par_iter().for_each(|object| {
            let Some(class) = class(object) else { return };
            let mut once = self.account[self.of(object)].to_vec();
            once.sort_unstable();
            once.dedup();
            once.into_iter().for_each(|account| degrees.add(account as usize * classes + class));
        });
        degrees.into_counts()
    }

    /// Whether each of `accounts` accounts acts at all.
    pub fn acting(&self, accounts: usize) -> Vec<bool> {
        let mut acting = vec![false; accounts];
        self.account.iter().for_each(|&account| acting[account as usize] = true);
        acting
    }

    /// The number of distinct accounts that act on one object.
    pub fn accounts_of(&self, object: usize) -> usize {
        self.whole
            .as_ref()
            .map_or_else(|| distinct(&self.account[self.of(object)]), |whole| whole.accounts[object] as usize)
    }

    /// Whether nearly all times are full units of so many microseconds, as where they are known to the minute
    /// or the day only.
    pub fn is_known_to(&self, unit: i64) -> bool {
        const NEARLY_ALL: f64 = 0.9;
        let full = self.time.iter().filter(|&&time| time % unit == 0).count();
        full > 0 && full as f64 >= NEARLY_ALL * self.len() as f64
    }

    /// Keeps the acts for which `keep(object, act)` holds; objects keep their
    /// numbers.
    pub fn retain(&mut self, keep: impl Fn(usize, usize) -> bool) {
        let mut kept = Vec::with_capacity(self.len());
        let mut offsets = Vec::with_capacity(self.offsets.len());
        offsets.push(0);
        for object in 0..self.objects.len() {
            kept.extend(self.of(object).filter(|&act| keep(object, act)));
            offsets.push(kept.len());
        }
        self.account = kept.iter().map(|&act| self.account[act]).collect();
        self.time = kept.iter().map(|&act| self.time[act]).collect();
        self.post = kept.iter().map(|&act| self.post[act]).collect();
        self.offsets = offsets;
    }

    /// Leaves out the objects that are too popular to be evidence, and tells
    /// what the trace held.
    pub fn without_popular(mut self, rule: Option<Popular>) -> (Self, TraceSummary) {
        let largest = self.account.par_iter().max().map_or(0, |&account| account as usize + 1);
        let accounts = self.acting(largest).into_iter().filter(|&acts| acts).count();
        let mut summary = TraceSummary {
            acts: self.len(),
            objects: (0..self.objects.len()).filter(|&o| !self.of(o).is_empty()).count(),
            accounts,
            objects_created_known: self.triggers.count(Trigger::Created),
            objects_with_original: self.triggers.count(Trigger::Original),
            acts_before_creation: self.before_creation(),
            popular_above: usize::MAX,
            common_texts: self.common.0,
            common_acts: self.common.1,
            ..TraceSummary::default()
        };
        // Everybody is active in every hour.
        let Some(rule) = rule.filter(|_| self.kind != TraceKind::Rhythm) else { return (self, summary) };
        let limit = rule.floor.max((rule.share * accounts as f64) as usize);
        summary.popular_above = limit;
        let popular: Vec<bool> = (0..self.objects.len())
            .into_par_iter()
            .map(|object| self.of(object).len() > limit && self.accounts_of(object) > limit)
            .collect();
        summary.popular_objects = popular.iter().filter(|&&p| p).count();
        if summary.popular_objects > 0 {
            self.retain(|object, _| !popular[object]);
            summary.popular_acts = summary.acts - self.len();
        }
        (self, summary)
    }

    /// Leaves out the acts of which the same account did 64 on the same object in the ten
    /// seconds before, and tells how many these are.
    pub fn without_repeats(mut self) -> (Self, usize) {
        let of_object = |object: usize| self.repeats_on(object);
        let repeats: Vec<usize> = (0..self.objects.len()).into_par_iter().flat_map_iter(of_object).collect();
        if !repeats.is_empty() {
            self.retain(|_, act| repeats.binary_search(&act).is_err());
        }
        (self, repeats.len())
    }

    /// The repeats among the acts on an object, ascending.
    fn repeats_on(&self, object: usize) -> Vec<usize> {
        let (acts, times) = (self.of(object), &self.time[self.of(object)]);
        let is_soon = |before: i64, after: i64| after - before <= SOON;
        if !times.windows(REPEATS + 1).any(|run| is_soon(run[0], run[REPEATS])) {
            return Vec::new();
        }
        let mut by_account: Vec<(u32, usize)> = acts.map(|act| (self.account[act], act)).collect();
        by_account.sort_unstable();
        let of_account = by_account.windows(REPEATS + 1).filter(|run| run[0].0 == run[REPEATS].0);
        let repeats = of_account.filter(|run| is_soon(self.time[run[0].1], self.time[run[REPEATS].1]));
        let mut repeats: Vec<usize> = repeats.map(|run| run[REPEATS].1).collect();
        repeats.sort_unstable();
        repeats
    }

    fn before_creation(&self) -> usize {
        let early = |object: usize| {
            let created = self.created[object];
            self.time[self.of(object)].iter().filter(|&&time| created != UNKNOWN && time < created).count()
        };
        (0..self.objects.len()).map(early).sum()
    }
}

pub(super) fn distinct(accounts: &[u32]) -> usize {
    if accounts.len() < 2 {
        return accounts.len();
    }
    let mut sorted = accounts.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    sorted.len()
}

#[cfg(test)]
mod tests {
    use crate::traces::Act;

    use super::*;

    #[test]
    fn of_many_acts_on_one_object_within_ten_seconds_the_first_count() {
        let mut links = Dictionary::default();
        let (one, other) = (links.intern("example.org/one"), links.intern("example.org/other"));
        let act =
            |object, account, second: u32| Act { object, account, time: i64::from(second) * SECOND, post: second };
        // Account 0 acts every second, 1 every two seconds, 2 once on each; 3 at once.
        let mut acts: Vec<Act> = (0..40).flat_map(|second| [act(one, 0, second), act(one, 1, 2 * second)]).collect();
        acts.extend([act(one, 2, 5), act(other, 2, 5)]);
        acts.extend((0..1_000).map(|post| Act { post, ..act(other, 3, 50) }));
        acts.sort_by_key(|act| (act.object, act.time, act.account, act.post));
        let acts = Acts::of_objects(TraceKind::Url, Arc::new(links), &acts);
        let (kept, left_out) = acts.clone().without_repeats();
        let of = |acts: &Acts, account: u32| acts.account.iter().filter(|&&acting| acting == account).count();
        assert_eq!([0, 1, 2, 3].map(|account| of(&kept, account)), [40, 40, 2, 64]);
        assert_eq!((left_out, kept.len()), (936, acts.len() - 936));
        assert_eq!(kept.of(other as usize).len(), 65);
        assert_eq!(kept.clone().without_repeats().1, 0, "once is enough");
    }
}
