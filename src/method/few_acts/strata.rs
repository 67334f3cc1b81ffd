//! What could make the same accounts act in two bursts, and how many it makes.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, PoisonError};

use lockstep_base::stop;
use lockstep_base::time::{DAY, HOUR};
use lockstep_data::traces::Acts;
use rayon::prelude::*;

use super::bursts::{Burst, LEAST_OF_TOPIC, Seen, Volumes, first_acts};
use crate::graph::GraphError;
use crate::topics::{Audiences, NO_TOPIC};

/// What could make the same accounts act in two bursts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Explained {
    /// They are active on the same days.
    Days,
    /// They are active in the same six hours.
    Hours,
    /// They are active at the same time of the day.
    TimeOfDay,
    /// They are active on the same day of the week.
    Weekdays,
    /// They have the same taste, and are active on the same days.
    TopicsOnDays,
    /// They have the same narrow taste, and are active in the same weeks.
    NarrowTopics,
    /// They have the same taste.
    Topics,
}

/// By what acts are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Level {
    HourOfDay,
    Weekday,
    SixHours,
    Day,
    Week,
    All,
    TopicOnDay,
    TopicInWeek,
    NarrowTopicInWeek,
    Topic,
}

impl Explained {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Days,
        Self::Hours,
        Self::TimeOfDay,
        Self::Weekdays,
        Self::TopicsOnDays,
        Self::NarrowTopics,
        Self::Topics,
    ];

    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Hours => "hours",
            Self::TimeOfDay => "time_of_day",
            Self::Weekdays => "weekdays",
            Self::TopicsOnDays => "topics_on_days",
            Self::NarrowTopics => "narrow_topics",
            Self::Topics => "topics",
        }
    }

    /// Its strata, the narrowest first.
    fn levels(self) -> &'static [Level] {
        match self {
            Self::Days => &[Level::Day, Level::Week, Level::All],
            Self::Hours => &[Level::SixHours, Level::Day, Level::Week, Level::All],
            Self::TimeOfDay => &[Level::HourOfDay, Level::All],
            Self::Weekdays => &[Level::Weekday, Level::All],
            Self::TopicsOnDays => &[Level::TopicOnDay, Level::TopicInWeek, Level::Day, Level::Week, Level::All],
            Self::NarrowTopics => &[Level::NarrowTopicInWeek, Level::TopicInWeek, Level::Week, Level::All],
            Self::Topics => &[Level::Topic, Level::All],
        }
    }
}

/// A stratum: its level, topic and stretch of time.
type Key = (Level, u32, i64);

impl Level {
    /// None where it is one of topics, and the object has none.
    fn key(self, [topic, narrow]: [u32; 2], time: i64) -> Option<Key> {
        let (topic, stretch) = match self {
            Self::HourOfDay => (0, time.rem_euclid(DAY) / HOUR),
            Self::Weekday => (0, time.div_euclid(DAY).rem_euclid(7)),
            Self::SixHours => (0, time.div_euclid(6 * HOUR)),
            Self::Day => (0, time.div_euclid(DAY)),
            Self::Week => (0, time.div_euclid(7 * DAY)),
            Self::All => (0, 0),
            Self::TopicOnDay => (topic, time.div_euclid(DAY)),
            Self::TopicInWeek => (topic, time.div_euclid(7 * DAY)),
            Self::NarrowTopicInWeek => (narrow, time.div_euclid(7 * DAY)),
            Self::Topic => (topic, 0),
        };
        (topic != NO_TOPIC).then_some((self, topic, stretch))
    }
}

/// A burst holds no more than half of its stratum, else the next wider one is taken.
const MOST_OF_STRATUM: usize = 2;
/// Resolutions at which topics are learned: the usual one, and a finer one.
const RESOLUTIONS: [f64; 2] = [1.0, 5.0];

/// An object without a burst.
const NO_BURST: u32 = u32::MAX;

/// An act of a light account.
#[derive(Clone, Copy, Debug)]
struct LightAct {
    account: u32,
    /// The place of the first burst of its object, [`NO_BURST`] where it has none.
    object: u32,
    /// At both resolutions.
    topics: [u32; 2],
    /// When its burst began, or it happened.
    time: i64,
}

/// The acts of light accounts, in the strata of each explanation.
#[derive(Debug)]
pub struct Strata {
    /// In the order of [`Explained::ALL`].
    of: Vec<Partition>,
}

/// The strata of one explanation in which bursts are.
#[derive(Debug)]
struct Partition {
    /// The stratum of each burst.
    of_burst: Vec<u32>,
    /// The object of each burst, as [`LightAct::object`] has it.
    of_object: Vec<u32>,
    /// The accounts of each stratum's acts, ascending; none of strata without a burst.
    accounts: Vec<Vec<u32>>,
    /// The objects whose bursts each stratum has, ascending, and its acts on them.
    objects: Vec<Vec<(u32, usize)>>,
    /// The chance of pairs of strata that were asked for, see [`Partition::chance`].
    chances: Mutex<HashMap<(u32, u32), f64>>,
    /// The acts of each burst.
    sizes: Vec<usize>,
}

/// A stratum in which bursts are.
pub(super) struct Stratum<'a> {
    /// The accounts of its acts, ascending.
    pub accounts: &'a [u32],
    /// How many of the acts are on each object that has bursts in it, and these bursts.
    pub objects: Vec<(usize, Vec<usize>)>,
}

impl Strata {
    /// The strata of these bursts, which `traces` hold.
    ///
    /// # Errors
    /// When there are more objects and accounts than a graph has nodes.
    pub fn new(traces: &[&Acts], bursts: &[Burst], volumes: &Volumes, seed: u64) -> Result<Self, GraphError> {
        let mut first = vec![0];
        traces.iter().for_each(|acts| first.push(first[first.len() - 1] + acts.objects.len()));
        let topics = topics(traces, &first, volumes, seed)?;
        let of = |trace: usize, object: usize| [0, 1].map(|resolution| topics[resolution][first[trace] + object]);
        let acts = light_acts(traces, bursts, volumes, of);
        let begun: Vec<LightAct> = bursts
            .iter()
            .map(|burst| LightAct {
                account: 0,
                object: first_of(bursts, burst),
                topics: of(burst.trace, burst.object as usize),
                time: burst.start,
            })
            .collect();
        let sizes: Vec<usize> = bursts.iter().map(|burst| burst.acts.len()).collect();
        let partition = |explained: Explained| {
            stop::check();
            Partition::new(explained.levels(), &acts, &begun, &sizes)
        };
        Ok(Self { of: Explained::ALL.into_iter().map(partition).collect() })
    }

    /// How many light accounts two bursts have in common under an explanation.
    pub fn expected(&self, explained: Explained, a: usize, b: usize) -> f64 {
        self.of[explained as usize].expected(a, b)
    }

    /// The largest chance under any explanation that an account acts in a burst.
    pub fn chance(&self, account: u32, burst: usize) -> f64 {
        let of = |partition: &Partition| {
            let accounts = &partition.accounts[partition.of_burst[burst] as usize];
            let acts = accounts.partition_point(|&a| a <= account) - accounts.partition_point(|&a| a < account);
            (acts * partition.sizes[burst]) as f64 / accounts.len() as f64
        };
        self.of.iter().map(of).fold(0.0, f64::max).min(1.0)
    }

    /// The strata of an explanation in which bursts are.
    pub(super) fn strata(&self, explained: Explained) -> impl Iterator<Item = Stratum<'_>> {
        let Partition { of_burst, objects, accounts, of_object, .. } = &self.of[explained as usize];
        let mut strata: Vec<Stratum> = accounts
            .iter()
            .zip(objects)
            .map(|(accounts, objects)| Stratum {
                accounts,
                objects: objects.iter().map(|&(_, acts)| (acts, Vec::new())).collect(),
            })
            .collect();
        for (burst, (&stratum, object)) in of_burst.iter().zip(of_object).enumerate() {
            let place = objects[stratum as usize].partition_point(|(other, _)| other < object);
            strata[stratum as usize].objects[place].1.push(burst);
        }
        strata.into_iter().filter(|stratum| !stratum.objects.is_empty())
    }
}

/// The place of the first burst of this one's object.
fn first_of(bursts: &[Burst], burst: &Burst) -> u32 {
    let object = |burst: &Burst| (burst.trace, burst.object);
    bursts.partition_point(|other| object(other) < object(burst)) as u32
}

/// The topic of each object of all traces, at each resolution, by busy accounts; none where these have too
/// small a share in what is done with it: that is nobody's taste that is known.
fn topics(traces: &[&Acts], first: &[usize], volumes: &Volumes, seed: u64) -> Result<[Vec<u32>; 2], GraphError> {
    let accounts = volumes.moments.len();
    let objects = first[first.len() - 1];
    let mut seen = Seen::new(accounts);
    let mut edges = Vec::new();
    // The acts of busy and of light accounts.
    let mut shares = vec![[0u32; 2]; objects];
    for (acts, &first) in traces.iter().zip(first) {
        for object in 0..acts.objects.len() {
            let [busy, light] = &mut shares[first + object];
            for (account, _) in first_acts(acts, object, &mut seen) {
                if volumes.is_busy(account) {
                    edges.push(((first + object) as u32, account));
                    *busy += 1;
                } else if volumes.is_light(account) {
                    *light += 1;
                }
            }
        }
    }
    let audiences = Audiences::new(objects, accounts, edges, |_| false, seed)?;
    Ok(RESOLUTIONS.map(|resolution| {
        let mut topics = audiences.topics(resolution);
        forget_unknown(&mut topics, &shares);
        topics
    }))
}

/// Takes away the topics on which busy accounts have too small a share of the acts.
fn forget_unknown(topics: &mut [u32], shares: &[[u32; 2]]) {
    let mut of_topic: HashMap<u32, [f64; 2]> = HashMap::new();
    for (&topic, acts) in topics.iter().zip(shares) {
        let sums = of_topic.entry(topic).or_default();
        sums.iter_mut().zip(acts).for_each(|(sum, &acts)| *sum += f64::from(acts));
    }
    for topic in topics.iter_mut().filter(|topic| **topic != NO_TOPIC) {
        let [busy, light] = of_topic[topic];
        if busy < LEAST_OF_TOPIC * (busy + light) {
            *topic = NO_TOPIC;
        }
    }
}

/// The first acts of light accounts on objects; those of a burst happen as it begins. Of an
/// account's acts at one moment there is one here, too: that of its burst.
fn light_acts(
    traces: &[&Acts],
    bursts: &[Burst],
    volumes: &Volumes,
    topics: impl Fn(usize, usize) -> [u32; 2],
) -> Vec<LightAct> {
    let mut seen = Seen::new(volumes.moments.len());
    let mut found = Vec::new();
    let (all, mut rest) = (bursts, bursts);
    for (trace, acts) in traces.iter().enumerate() {
        for object in 0..acts.objects.len() {
            let here = rest.iter().take_while(|burst| (burst.trace, burst.object as usize) == (trace, object)).count();
            let (bursts, others) = rest.split_at(here);
            rest = others;
            let topics = topics(trace, object);
            let number = bursts.first().map_or(NO_BURST, |burst| first_of(all, burst));
            let light = first_acts(acts, object, &mut seen).filter(|&(account, _)| volumes.is_light(account));
            found.extend(light.map(|(account, time)| {
                // Bursts of an object come one after the other.
                let of = bursts.get(bursts.partition_point(|burst| burst.end < time));
                let of = of.filter(|burst| burst.start <= time);
                let is_in = of.is_some_and(|of| of.acts.binary_search_by_key(&(time, account), |a| (a.1, a.0)).is_ok());
                let act = LightAct { account, object: number, topics, time: of.map_or(time, |burst| burst.start) };
                (time, !is_in, act)
            }));
        }
    }
    // Stable: of several outside of bursts the first object counts.
    found.par_sort_by_key(|&(time, is_out, act)| (act.account, time, is_out));
    found.dedup_by_key(|&mut (time, _, act)| (act.account, time));
    found.into_iter().map(|(.., act)| act).collect()
}

impl Partition {
    fn new(levels: &[Level], acts: &[LightAct], begun: &[LightAct], sizes: &[usize]) -> Self {
        let mut numbers: HashMap<Key, u32> = HashMap::new();
        let mut chain = |act: &LightAct| -> Vec<u32> {
            let keys = levels.iter().filter_map(|level| level.key(act.topics, act.time));
            let mut number = |key| {
                let next = numbers.len() as u32;
                *numbers.entry(key).or_insert(next)
            };
            keys.map(&mut number).collect()
        };
        let chains: Vec<Vec<u32>> = begun.iter().map(&mut chain).collect();
        let strata_of = |act: &LightAct| {
            let keys = levels.iter().filter_map(|level| level.key(act.topics, act.time));
            keys.filter_map(|key| numbers.get(&key).copied()).collect::<Vec<_>>()
        };
        let count = |mut counts: Vec<usize>, act: &LightAct| {
            strata_of(act).into_iter().for_each(|stratum| counts[stratum as usize] += 1);
            counts
        };
        let add = |mut counts: Vec<usize>, more: Vec<usize>| {
            counts.iter_mut().zip(more).for_each(|(count, more)| *count += more);
            counts
        };
        let none = || vec![0; numbers.len()];
        let counts: Vec<usize> = acts.par_iter().fold(none, count).reduce(none, add);
        let narrowest = |(chain, &size): (&Vec<u32>, &usize)| {
            let fits = |stratum: &&u32| MOST_OF_STRATUM * size <= counts[**stratum as usize];
            chain.iter().find(fits).or(chain.last()).copied().unwrap_or_default()
        };
        let of_burst: Vec<u32> = chains.iter().zip(sizes).map(narrowest).collect();
        let of_object: Vec<u32> = begun.iter().map(|burst| burst.object).collect();
        let mut is_used = vec![false; numbers.len()];
        of_burst.iter().for_each(|&stratum| is_used[stratum as usize] = true);
        let mut accounts: Vec<Vec<u32>> = vec![Vec::new(); numbers.len()];
        let mut on_object: BTreeMap<(u32, u32), usize> =
            of_burst.iter().zip(&of_object).map(|(&stratum, &object)| ((stratum, object), 0)).collect();
        for act in acts {
            for stratum in strata_of(act).into_iter().filter(|&stratum| is_used[stratum as usize]) {
                accounts[stratum as usize].push(act.account);
                if act.object != NO_BURST {
                    on_object.entry((stratum, act.object)).and_modify(|acts| *acts += 1);
                }
            }
        }
        accounts.par_iter_mut().for_each(|accounts| accounts.sort_unstable());
        let mut objects: Vec<Vec<(u32, usize)>> = vec![Vec::new(); numbers.len()];
        on_object.into_iter().for_each(|((stratum, object), acts)| objects[stratum as usize].push((object, acts)));
        Self { of_burst, of_object, accounts, objects, chances: Mutex::default(), sizes: sizes.to_vec() }
    }

    fn expected(&self, a: usize, b: usize) -> f64 {
        let (x, y) = (self.of_burst[a], self.of_burst[b]);
        (self.sizes[a] * self.sizes[b]) as f64 * self.chance(x.min(y), x.max(y))
    }

    /// How many accounts have both of two acts on different objects, one in each stratum:
    /// `Σₐ nₐ₁nₐ₂` over the pairs of such acts; in one stratum `Σₐ nₐ(nₐ − 1)`.
    fn chance(&self, x: u32, y: u32) -> f64 {
        let known = || self.chances.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(&chance) = known().get(&(x, y)) {
            return chance;
        }
        let chance = self.product(x, y) / self.slots(x, y).max(1.0);
        known().insert((x, y), chance);
        chance
    }

    /// The pairs of acts, one in each stratum, that one account can have: those on different
    /// objects. An object without a burst counts as one for each of its acts.
    fn slots(&self, x: u32, y: u32) -> f64 {
        let [acts_x, acts_y] = [x, y].map(|stratum| self.accounts[stratum as usize].len() as f64);
        let [of_x, of_y] = [x, y].map(|stratum| &self.objects[stratum as usize]);
        let mut same = 0.0;
        for &(object, acts) in of_x {
            let there = of_y.binary_search_by_key(&object, |of| of.0).map_or(0, |place| of_y[place].1);
            same += acts as f64 * there as f64;
        }
        if x == y {
            same += acts_x - of_x.iter().map(|&(_, acts)| acts as f64).sum::<f64>();
        }
        acts_x * acts_y - same
    }

    /// `Σₐ nₐ₁nₐ₂`, or in one stratum `Σₐ nₐ(nₐ − 1)`.
    fn product(&self, x: u32, y: u32) -> f64 {
        let (of_x, of_y) = (&self.accounts[x as usize], &self.accounts[y as usize]);
        let mut others = of_y.chunk_by(|a, b| a == b).peekable();
        let mut sum = 0u64;
        for mine in of_x.chunk_by(|a, b| a == b) {
            while others.next_if(|other| other[0] < mine[0]).is_some() {}
            let same = others.peek().filter(|other| other[0] == mine[0]).map_or(0, |other| other.len());
            sum += (mine.len() * if x == y { mine.len() - 1 } else { same }) as u64;
        }
        sum as f64
    }
}
