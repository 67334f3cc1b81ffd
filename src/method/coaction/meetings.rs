//! How much meeting there is in a trace, by the popularity of its objects.

use std::ops::Range;

use lockstep_base::stop;
use lockstep_data::traces::Acts;
use rayon::prelude::*;

use super::ladder::Ladder;
use super::narrowest::Narrowest;
use super::windows::{advance, stretches};

/// Popularity classes: an object belongs to the class of the bit length of
/// its number of accounts.
const CLASSES: usize = 33;

/// Pairs of accounts that acted on the same object, and those of them that
/// met on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Density {
    /// (pair, object) co-acts within the window.
    pub met: u64,
    /// (pair, object): both acted on it, at any time.
    pub pairs: u64,
}

impl Density {
    /// The share of pairs that met; 0 without a pair.
    pub fn rate(self) -> f64 {
        if self.pairs == 0 { 0.0 } else { self.met as f64 / self.pairs as f64 }
    }
}

/// Meetings of all pairs, by popularity class and rung.
#[derive(Clone, Debug, Default)]
pub struct Meetings {
    rungs: usize,
    /// By class, then by rung.
    densities: Vec<Density>,
}

impl Meetings {
    /// Counts the meetings in these acts.
    pub fn of(acts: &Acts, ladder: &Ladder) -> Self {
        let of_objects = |objects: Range<usize>| {
            stop::check();
            let (mut meetings, mut repeaters) = (Self::none(ladder.len()), Repeaters::default());
            objects.for_each(|object| meetings.add(&On::all(acts, ladder, object), &mut repeaters));
            meetings
        };
        let parts: Vec<Self> = stretches(acts).into_par_iter().map(of_objects).collect();
        parts.into_iter().fold(Self::none(ladder.len()), Self::with)
    }

    /// Meetings that were counted elsewhere: (class, met by rung), where the class
    /// is that of [`popularity_class`]; `objects` gives for each rung how many
    /// objects have each number of accounts.
    pub fn counted<'a>(met: impl Iterator<Item = (usize, &'a [u64])>, objects: &[&[(u32, u64)]]) -> Self {
        let mut meetings = Self::none(objects.len());
        for (class, by_rung) in met.filter(|&(class, _)| class < CLASSES) {
            let densities = meetings.densities[class * objects.len()..].iter_mut();
            densities.zip(by_rung).take(objects.len()).for_each(|(density, met)| density.met += met);
        }
        for (rung, of_rung) in objects.iter().enumerate() {
            for &(accounts, objects) in of_rung.iter().filter(|(accounts, _)| *accounts > 1) {
                let pairs = u64::from(accounts) * u64::from(accounts - 1) / 2;
                meetings.densities[popularity_class(accounts) * meetings.rungs + rung].pairs += objects * pairs;
            }
        }
        meetings
    }

    /// The meetings on objects of each popularity class with any, by rung.
    pub fn by_class(&self) -> impl Iterator<Item = (usize, Vec<u64>)> {
        let of_class = self.densities.chunks(self.rungs.max(1)).enumerate();
        of_class
            .filter(|(_, rungs)| rungs.iter().any(|density| density.met > 0))
            .map(|(class, rungs)| (class, rungs.iter().map(|density| density.met).collect()))
    }

    fn none(rungs: usize) -> Self {
        Self { rungs, densities: vec![Density::default(); CLASSES * rungs] }
    }

    /// The same meetings without those of some accounts with each other: for each
    /// object, the acts of these accounts on it in the order of time.
    pub fn without<'a>(&self, acts: &Acts, ladder: &Ladder, theirs: impl Iterator<Item = (u32, &'a [u32])>) -> Self {
        let (mut left_out, mut repeaters) = (Self::none(ladder.len()), Repeaters::default());
        for (object, own) in theirs {
            let times: Vec<i64> = own.iter().map(|&act| acts.time[act as usize]).collect();
            let accounts: Vec<u32> = own.iter().map(|&act| acts.account[act as usize]).collect();
            let mut once = accounts.clone();
            once.sort_unstable();
            once.dedup();
            let (distinct, object) = (once.len() as u64, object as usize);
            left_out.add(&On { times: &times, accounts: &accounts, distinct, ladder, object }, &mut repeaters);
        }
        let mut rest = self.clone();
        for (density, less) in rest.densities.iter_mut().zip(left_out.densities) {
            density.met = density.met.saturating_sub(less.met);
            density.pairs = density.pairs.saturating_sub(less.pairs);
        }
        rest
    }

    fn add(&mut self, on: &On, repeaters: &mut Repeaters) {
        let accounts = on.distinct;
        if accounts < 2 {
            return;
        }
        let start = popularity_class(on.ladder.accounts_of(on.object as u32)) * self.rungs;
        for (density, met) in self.densities[start..].iter_mut().zip(on.met(repeaters)) {
            density.met += met;
            density.pairs += accounts * (accounts - 1) / 2;
        }
    }

    fn with(mut self, other: Self) -> Self {
        for (sum, more) in self.densities.iter_mut().zip(other.densities) {
            sum.met += more.met;
            sum.pairs += more.pairs;
        }
        self
    }

    /// (pair, object) co-acts at this rung: `S` of the chance model.
    pub fn at(&self, rung: usize) -> u64 {
        (0..CLASSES).map(|class| self.densities[class * self.rungs + rung].met).sum()
    }

    /// How densely objects with about this many accounts are met on.
    pub fn density(&self, accounts: u32, rung: usize) -> Density {
        self.densities[popularity_class(accounts) * self.rungs + rung]
    }
}

/// Repeated acts on an object beyond which its accounts are looked at in
/// parallel.
const HOT: usize = 1 << 14;

/// The acts on one object, all of them or those of some accounts.
struct On<'a> {
    /// Ascending.
    times: &'a [i64],
    accounts: &'a [u32],
    /// How many different accounts these are.
    distinct: u64,
    ladder: &'a Ladder,
    object: usize,
}

impl<'a> On<'a> {
    fn all(acts: &'a Acts, ladder: &'a Ladder, object: usize) -> Self {
        let range = acts.of(object);
        let distinct = ladder.accounts_of(object as u32).into();
        Self { times: &acts.time[range.clone()], accounts: &acts.account[range], distinct, ladder, object }
    }

    /// Pairs that met on it, by each rung at which it counts.
    fn met(&self, repeaters: &mut Repeaters) -> Vec<u64> {
        let windows = self.ladder.rungs_of(self.object as u32).map(|rung| self.ladder.windows()[rung].micros());
        if self.distinct as usize == self.times.len() {
            return windows.map(|window| co_acts(self.times, window)).collect();
        }
        repeaters.find(self);
        let of_repeaters = repeaters.met(self);
        windows.zip(of_repeaters).map(|(window, met)| co_acts(&repeaters.once, window) + met).collect()
    }
}

/// Two times at most the window apart.
fn co_acts(times: &[i64], window: i64) -> u64 {
    let mut start = 0;
    let earlier = (0..times.len()).map(|later| {
        start = advance(times, window, start, later);
        (later - start) as u64
    });
    earlier.sum()
}

/// The accounts that acted on an object several times; kept from object to
/// object for its memory.
#[derive(Default)]
struct Repeaters {
    /// Their acts, as places among those on the object; an account's together
    /// and in order.
    acts: Vec<(u32, u32)>,
    /// Whether each act on the object is one of theirs.
    repeats: Vec<bool>,
    /// The times of all other acts.
    once: Vec<i64>,
    /// Whom one of them met.
    others: Others,
}

impl Repeaters {
    fn find(&mut self, on: &On) {
        let Self { acts, repeats, once, .. } = self;
        acts.clear();
        acts.extend(on.accounts.iter().copied().zip(0..));
        acts.sort_unstable();
        repeats.clear();
        repeats.resize(acts.len(), false);
        let runs = acts.chunk_by(|x, y| x.0 == y.0).filter(|run| run.len() > 1);
        runs.flatten().for_each(|&(_, place)| repeats[place as usize] = true);
        acts.retain(|&(_, place)| repeats[place as usize]);
        once.clear();
        once.extend(on.times.iter().zip(repeats.iter()).filter(|(_, repeats)| !**repeats).map(|(&time, _)| time));
    }

    /// Pairs with at least one of them that met on the object, by rung.
    fn met(&mut self, on: &On) -> Vec<u64> {
        let Self { acts, repeats, others, .. } = self;
        let mut met = vec![0; on.ladder.rungs_of(on.object as u32).len()];
        let same = |x: &(u32, u32), y: &(u32, u32)| x.0 == y.0;
        let all = on.accounts.iter().max().map_or(0, |&most| most as usize + 1);
        if acts.len() < HOT {
            others.hold(all);
            acts.chunk_by(same).for_each(|own| add_met(own, repeats, on, others, &mut met));
        } else {
            let of_account = |others: &mut Others, own: &[(u32, u32)]| {
                let mut met = vec![0; met.len()];
                add_met(own, repeats, on, others, &mut met);
                met
            };
            let counted: Vec<Vec<u64>> =
                acts.par_chunk_by(same).map_init(|| Others::holding(all), of_account).collect();
            counted.iter().for_each(|more| met.iter_mut().zip(more).for_each(|(sum, more)| *sum += more));
        }
        met.iter_mut().for_each(|met| *met /= 2);
        (1..met.len()).for_each(|rung| met[rung] += met[rung - 1]);
        met
    }
}

/// Whom an account met that acts several times.
#[derive(Default)]
struct Others {
    /// Those that act once.
    once: Narrowest,
    /// Those that act several times, too.
    repeaters: Narrowest,
}

impl Others {
    fn holding(accounts: usize) -> Self {
        let mut others = Self::default();
        others.hold(accounts);
        others
    }

    /// Makes room for accounts below this number.
    fn hold(&mut self, accounts: usize) {
        self.once.hold(accounts);
        self.repeaters.hold(accounts);
    }
}

/// Adds how many accounts the one with these acts met, by the narrowest rung: those that act
/// once count two, since they are looked at from one side only.
fn add_met(own: &[(u32, u32)], repeats: &[bool], on: &On, others: &mut Others, met: &mut [u64]) {
    let Some(widest) = on.ladder.widest(on.object) else { return };
    let (times, accounts) = (on.times, on.accounts);
    let Others { once, repeaters } = others;
    for (number, &(account, place)) in own.iter().enumerate() {
        let (place, time) = (place as usize, times[place as usize]);
        // What lies beyond its own act before or after is nearer to that.
        let start = number.checked_sub(1).map_or(0, |before| own[before].1 as usize);
        let end = own.get(number + 1).map_or(times.len(), |after| after.1 as usize);
        let before = (start..place).rev().take_while(|&other| time - times[other] <= widest);
        let after = (place + 1..end).take_while(|&other| times[other] - time <= widest);
        let rung = |other: usize| on.ladder.rung((times[other] - time).abs());
        for other in before.chain(after).filter(|&other| accounts[other] != account) {
            let others = if repeats[other] { &mut *repeaters } else { &mut *once };
            others.add(accounts[other], || rung(other));
        }
    }
    once.drain(|_, rung| met[rung] += 2);
    repeaters.drain(|_, rung| met[rung] += 1);
}

/// The popularity class of an object on which so many accounts acted.
pub fn popularity_class(accounts: u32) -> usize {
    (u32::BITS - accounts.leading_zeros()) as usize
}
