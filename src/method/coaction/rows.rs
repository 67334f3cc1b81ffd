//! The acts of each account, each with the acts around it.
//!
//! What two accounts did together is added up account by account: all whom one
//! account met lie in a few short stretches of the acts, so that counting them
//! needs no memory beyond a core's cache, and no pair is stored before it is
//! known to matter.

use std::ops::Range;

use lockstep_base::counts::Tally;
use lockstep_base::stop;
use lockstep_data::traces::Acts;
use rayon::prelude::*;

use super::ladder::Ladder;
use super::windows::{advance, stretches};

/// How much is held at once; what comes out does not depend on it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Acts of one round.
    pub acts: usize,
    /// Acts around those of one account.
    pub around: usize,
}

impl Default for Limits {
    /// Some 170 MB for a round, beside what a stretch of objects takes on its
    /// way into it, and 50 MB for an account.
    fn default() -> Self {
        Self { acts: 1 << 23, around: 1 << 22 }
    }
}

/// Parts of a round, each of about as many acts. They do not depend on the
/// number of threads.
const PARTS: usize = 256;
/// No part has fewer acts, but for the last.
const SMALLEST_PART: usize = 1 << 8;

/// An act of an account, and the acts on its object, itself among them, that lie
/// within the widest window at which the object counts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Around {
    /// Who acted.
    pub account: u32,
    /// On what.
    pub object: u32,
    /// The act's place in the [`Acts`].
    pub act: u32,
    /// The first act around it.
    first: u32,
    /// The end of the acts around it.
    end: u32,
}

impl Around {
    /// The places of the acts around it.
    pub fn places(&self) -> Range<u32> {
        self.first..self.end
    }

    /// Whether both are acts of one account on one object.
    fn is_repeated_by(&self, other: &Self) -> bool {
        (self.account, self.object) == (other.account, other.object)
    }

    /// The accounts of the acts around it.
    pub fn accounts<'a>(&self, acts: &'a Acts) -> &'a [u32] {
        &acts.account[self.first as usize..self.end as usize]
    }
}

/// Leaves every act of others to the nearest of an account's own acts, of two that are as
/// near to the earlier one: where an account acts on an object again and again, looking at
/// what lies around all its acts costs no more than looking at all acts on the object.
/// `row` holds the account's acts in their order.
pub(super) fn part_among_nearest(row: &mut [Around], acts: &Acts) {
    for later in 1..row.len() {
        let (one, next) = (row[later - 1], row[later]);
        if one.is_repeated_by(&next) {
            let time = |act: u32| acts.time[act as usize];
            let between = &acts.time[one.act as usize + 1..next.act as usize];
            let nearer = between.partition_point(|&other| other - time(one.act) <= time(next.act) - other);
            let middle = one.act + 1 + nearer as u32;
            row[later - 1].end = one.end.min(middle);
            row[later].first = next.first.max(middle);
        }
    }
}

/// Calls `work` with the acts of those among `accounts` accounts that are
/// wanted, as `is_wanted` says of an account and the number of its acts: a run
/// of accounts at a time, the acts of each together and in their order. Gives
/// its answers in the order of the accounts. Acts that nothing lies around are
/// left out.
pub(super) fn by_account<T: Send>(
    acts: &Acts,
    ladder: &Ladder,
    accounts: usize,
    limits: Limits,
    is_wanted: impl Fn(u32, u32) -> bool,
    work: impl Fn(&mut [Around]) -> T + Sync,
) -> Vec<T> {
    let mut loads = acts_by_account(acts, accounts);
    (0..).zip(&mut loads).for_each(|(account, acts)| *acts *= u32::from(is_wanted(account, *acts)));
    let parts = parts(&loads, limits);
    let mut done = Vec::with_capacity(parts.len());
    for round in rounds(&parts, limits) {
        let parts = &parts[round];
        let places = places(parts, &loads);
        let found: Vec<Found> =
            stretches(acts).into_par_iter().map(|objects| Found::on(acts, ladder, objects, &places)).collect();
        stop::check();
        done.par_extend(parts.par_iter().enumerate().map(|(part, accounts)| {
            stop::check();
            let of_part = || found.iter().map(|found| found.of(part));
            work(&mut in_order(of_part, &accounts.range))
        }));
    }
    done
}

fn acts_by_account(acts: &Acts, accounts: usize) -> Vec<u32> {
    let tally = Tally::new(accounts);
    acts.account.par_iter().for_each(|&account| tally.add(account as usize));
    tally.into_counts()
}

/// Neighbouring accounts.
struct Part {
    range: Range<u32>,
    /// Their acts.
    acts: usize,
}

fn parts(acts_by_account: &[u32], limits: Limits) -> Vec<Part> {
    let all: usize = acts_by_account.iter().map(|&acts| acts as usize).sum();
    let enough = (all.min(limits.acts) / PARTS).max(SMALLEST_PART.min(limits.acts));
    let mut parts = Vec::new();
    let (mut start, mut load) = (0, 0);
    for (account, &acts) in acts_by_account.iter().enumerate() {
        load += acts as usize;
        if load >= enough || account + 1 == acts_by_account.len() {
            parts.push(Part { range: start as u32..account as u32 + 1, acts: load });
            (start, load) = (account + 1, 0);
        }
    }
    parts
}

/// Runs of parts whose acts are held at once.
fn rounds(parts: &[Part], limits: Limits) -> Vec<Range<usize>> {
    let mut rounds = Vec::new();
    let (mut start, mut load) = (0, 0);
    for (place, part) in parts.iter().enumerate() {
        if place > start && (load + part.acts > limits.acts || place - start == usize::from(NOWHERE)) {
            rounds.push(start..place);
            (start, load) = (place, 0);
        }
        load += part.acts;
    }
    rounds.push(start..parts.len());
    rounds
}

/// Stands for an account that is in no part of the round.
const NOWHERE: u16 = u16::MAX;

/// The part of each account that has acts.
fn places(parts: &[Part], acts_by_account: &[u32]) -> Vec<u16> {
    let mut places = vec![NOWHERE; acts_by_account.len()];
    for (part, place) in parts.iter().zip(0..) {
        let range = part.range.start as usize..part.range.end as usize;
        let acting = places[range.clone()].iter_mut().zip(&acts_by_account[range]).filter(|(_, acts)| **acts > 0);
        acting.for_each(|(slot, _)| *slot = place);
    }
    places
}

/// The acts of a run of objects, by part.
struct Found {
    acts: Vec<Around>,
    /// Part `p` has `starts[p]..starts[p + 1]`.
    starts: Vec<u32>,
}

impl Found {
    fn on(acts: &Acts, ladder: &Ladder, objects: Range<usize>, places: &[u16]) -> Self {
        let mut found = Vec::new();
        for object in objects.filter(|&object| ladder.accounts_of(object as u32) > 1) {
            let Some(widest) = ladder.widest(object) else { continue };
            let range = acts.of(object);
            let times = &acts.time[range.clone()];
            let (mut first, mut end) = (0, 0);
            for (at, &account) in acts.account[range.clone()].iter().enumerate() {
                first = advance(times, widest, first, at);
                end += times[end..].iter().take_while(|&&time| time - times[at] <= widest).count();
                let place = places[account as usize];
                if place != NOWHERE && end - first > 1 {
                    let [act, first, end] = [at, first, end].map(|at| (range.start + at) as u32);
                    found.push((place, Around { account, object: object as u32, act, first, end }));
                }
            }
        }
        Self::by_part(&found)
    }

    fn by_part(found: &[(u16, Around)]) -> Self {
        let parts = found.iter().map(|(part, _)| usize::from(*part) + 1).max().unwrap_or(0);
        let (acts, starts) = counting_sort(|| found.iter().copied(), parts, |(part, _)| usize::from(*part));
        Self { acts: acts.into_iter().map(|(_, around)| around).collect(), starts }
    }

    fn of(&self, part: usize) -> &[Around] {
        let Some(&[start, end]) = self.starts.get(part..).and_then(<[u32]>::first_chunk) else { return &[] };
        &self.acts[start as usize..end as usize]
    }
}

/// The acts of a part by account.
fn in_order<'a, I: Iterator<Item = &'a [Around]>>(of_part: impl Fn() -> I, accounts: &Range<u32>) -> Vec<Around> {
    let place = |around: &Around| (around.account - accounts.start) as usize;
    counting_sort(|| of_part().flatten().copied(), accounts.len(), place).0
}

/// Sorts by a small number, what is equal in the order in which it comes; also
/// where each number begins.
fn counting_sort<T: Copy + Default, I: Iterator<Item = T>>(
    items: impl Fn() -> I,
    numbers: usize,
    number: impl Fn(&T) -> usize,
) -> (Vec<T>, Vec<u32>) {
    let mut starts = vec![0u32; numbers + 1];
    items().for_each(|item| starts[number(&item) + 1] += 1);
    (0..numbers).for_each(|number| starts[number + 1] += starts[number]);
    let mut next = starts.clone();
    let mut sorted = vec![T::default(); starts[numbers] as usize];
    for item in items() {
        let place = &mut next[number(&item)];
        sorted[*place as usize] = item;
        *place += 1;
    }
    (sorted, starts)
}
