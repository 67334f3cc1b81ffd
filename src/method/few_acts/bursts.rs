//! Bursts: an object, and a short time in which many light accounts acted on it.

use std::ops::RangeInclusive;

use lockstep_base::time::HOUR;
use lockstep_data::traces::Acts;
use rayon::prelude::*;

/// Moments at which a light account acts.
pub const LIGHT: RangeInclusive<u32> = 2..=8;
/// An account with so many moments is busy: topics are learned from it.
pub(super) const BUSY: u32 = 12;
/// The share that busy accounts must have in all moments for tastes to be known: without them a fandom of
/// people with few acts cannot be told from a group.
pub(super) const LEAST_OF_BUSY: f64 = 0.2;
/// The share that they must have in what is done on a topic for it to be a taste of theirs.
pub(super) const LEAST_OF_TOPIC: f64 = 0.05;
/// A burst lasts no longer.
pub(super) const BURST: i64 = 2 * HOUR;
/// Bursts further apart are of different sittings.
pub(super) const APART: i64 = 6 * HOUR;
/// Light accounts in a burst.
pub(super) const LEAST: usize = 10;

/// An object, and a time in which many light accounts acted on it.
#[derive(Clone, Debug, PartialEq)]
pub struct Burst {
    /// The place of the trace among those that were given.
    pub trace: usize,
    /// The object.
    pub object: u32,
    /// The first act, in microseconds.
    pub start: i64,
    /// The last act, in microseconds.
    pub end: i64,
    /// Light accounts and when they acted, in the order of time.
    pub acts: Vec<(u32, i64)>,
    /// All accounts that acted on the object in this time.
    pub accounts: usize,
}

/// What is known of the accounts.
#[derive(Clone, Debug)]
pub struct Volumes {
    /// Distinct moments at which each account acts, in any trace.
    pub moments: Vec<u32>,
}

impl Volumes {
    /// Of `accounts` accounts, but for those that are left out.
    pub fn of(traces: &[&Acts], left_out: &[bool]) -> Self {
        let mut moments = vec![0; left_out.len()];
        let acts: usize = traces.iter().map(|acts| acts.len()).sum();
        // A sort of all acts at once would hold them twice.
        let rounds = acts.div_ceil(ACTS_AT_ONCE).max(1);
        let step = left_out.len().div_ceil(rounds).max(1);
        for first in (0..left_out.len()).step_by(step) {
            let range = first as u32..(first + step).min(left_out.len()) as u32;
            let of_trace = |acts: &&Acts| {
                let each = acts.account.iter().copied().zip(acts.time.iter().copied());
                each.filter(|(account, _)| range.contains(account)).collect::<Vec<_>>()
            };
            let mut acts: Vec<(u32, i64)> = traces.iter().flat_map(of_trace).collect();
            acts.par_sort_unstable();
            acts.dedup();
            acts.iter().for_each(|&(account, _)| moments[account as usize] += 1);
        }
        moments.iter_mut().zip(left_out).filter(|(_, out)| **out).for_each(|(moments, _)| *moments = 0);
        Self { moments }
    }

    /// The share of busy accounts in the moments of all that are busy or light.
    pub fn share_of_busy(&self) -> f64 {
        let sum = |of: &dyn Fn(u32) -> bool| -> f64 {
            (0..).zip(&self.moments).filter(|&(account, _)| of(account)).map(|(_, &moments)| f64::from(moments)).sum()
        };
        let [busy, light] = [sum(&|account| self.is_busy(account)), sum(&|account| self.is_light(account))];
        busy / (busy + light).max(1.0)
    }

    /// Whether the account is light.
    pub fn is_light(&self, account: u32) -> bool {
        LIGHT.contains(&self.moments[account as usize])
    }

    /// Whether topics are learned from the account.
    pub fn is_busy(&self, account: u32) -> bool {
        self.moments[account as usize] >= BUSY
    }

    /// Whether the account is left out.
    pub fn is_out(&self, account: u32) -> bool {
        self.moments[account as usize] == 0
    }
}

/// Acts whose moments are counted at once.
const ACTS_AT_ONCE: usize = 1 << 22;

/// The first act of each account on an object, in the order of time.
pub(super) fn first_acts<'a>(
    acts: &'a Acts,
    object: usize,
    seen: &'a mut Seen,
) -> impl Iterator<Item = (u32, i64)> + 'a {
    seen.round += 1;
    acts.of(object).map(|act| (acts.account[act], acts.time[act])).filter(|&(account, _)| seen.is_new(account))
}

/// Which accounts have come up on the present object.
pub(super) struct Seen {
    last: Vec<u32>,
    round: u32,
}

impl Seen {
    pub fn new(accounts: usize) -> Self {
        Self { last: vec![0; accounts], round: 0 }
    }

    fn is_new(&mut self, account: u32) -> bool {
        std::mem::replace(&mut self.last[account as usize], self.round) != self.round
    }
}

/// All bursts, trace by trace, object by object, in the order of time.
pub fn bursts(traces: &[&Acts], volumes: &Volumes) -> Vec<Burst> {
    let mut seen = Seen::new(volumes.moments.len());
    let mut found = Vec::new();
    for (trace, acts) in traces.iter().enumerate() {
        for object in (0..acts.objects.len()).filter(|&object| acts.of(object).len() >= LEAST) {
            let all: Vec<(u32, i64)> = first_acts(acts, object, &mut seen).filter(|a| !volumes.is_out(a.0)).collect();
            of_object(&all, volumes, |acts, accounts| {
                let (start, end) = (acts[0].1, acts[acts.len() - 1].1);
                found.push(Burst { trace, object: object as u32, start, end, acts, accounts });
            });
        }
    }
    keep_smallest_of_a_moment(&mut found, volumes.moments.len());
    found
}

/// The bursts among the first acts on an object: the acts of its light accounts, and how
/// many accounts there are at the time. A burst begins with the first act after which
/// enough others come soon, and takes all that come within its time.
fn of_object(all: &[(u32, i64)], volumes: &Volumes, mut take: impl FnMut(Vec<(u32, i64)>, usize)) {
    let light: Vec<(u32, i64)> = all.iter().copied().filter(|&(account, _)| volumes.is_light(account)).collect();
    let mut first = 0;
    while first + LEAST <= light.len() {
        let until = light[first].1 + BURST;
        if light[first + LEAST - 1].1 > until {
            first += 1;
            continue;
        }
        let end = light.partition_point(|&(_, time)| time <= until);
        let (start, last) = (light[first].1, light[end - 1].1);
        let accounts = all.partition_point(|&(_, time)| time <= last) - all.partition_point(|&(_, time)| time < start);
        take(light[first..end].to_vec(), accounts);
        first = end;
    }
}

/// Of the bursts that an account is in by one moment (a post that holds a link, a hashtag
/// and an image), leaves it in the smallest only: they are one act.
fn keep_smallest_of_a_moment(bursts: &mut [Burst], accounts: usize) {
    let sizes: Vec<usize> = bursts.iter().map(|burst| burst.acts.len()).collect();
    let mut acts: Vec<(u32, i64, usize, usize)> = Vec::with_capacity(sizes.iter().sum());
    for (place, burst) in bursts.iter().enumerate() {
        acts.extend(burst.acts.iter().map(|&(account, time)| (account, time, sizes[place], place)));
    }
    acts.par_sort_unstable();
    let mut others = vec![false; accounts];
    let twice = acts.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)).filter(|moment| moment.len() > 1);
    let dropped: std::collections::HashSet<(u32, usize)> =
        twice.flat_map(|moment| moment[1..].iter().map(|&(account, .., place)| (account, place))).collect();
    if dropped.is_empty() {
        return;
    }
    dropped.iter().for_each(|&(account, _)| others[account as usize] = true);
    for (place, burst) in bursts.iter_mut().enumerate() {
        burst.acts.retain(|&(account, _)| !others[account as usize] || !dropped.contains(&(account, place)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn volumes(moments: &[u32]) -> Volumes {
        Volumes { moments: moments.to_vec() }
    }

    fn found(all: &[(u32, i64)], volumes: &Volumes) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        of_object(all, volumes, |acts, accounts| found.push((acts.len(), accounts)));
        found
    }

    #[test]
    fn a_burst_is_ten_light_accounts_within_two_hours() {
        let all = volumes(&[2; 30]);
        let each = |gap: i64| (0..10).map(|account| (account, i64::from(account) * gap)).collect::<Vec<_>>();
        assert_eq!(found(&each(BURST / 9), &all), [(10, 10)]);
        assert_eq!(found(&each(BURST / 9 + 1), &all), []);
        assert_eq!(found(&each(BURST / 9)[..9], &all), []);
        // Who acts once, or often, is there, but does not make it a burst.
        let mut moments = vec![2; 30];
        moments[4] = 1;
        assert_eq!(found(&each(BURST / 9), &volumes(&moments)), []);
        let more: Vec<(u32, i64)> = (0..12).map(|account| (account, i64::from(account))).collect();
        moments[5] = 40;
        assert_eq!(found(&more, &volumes(&moments)), [(10, 12)]);
    }

    #[test]
    fn an_object_can_have_several_bursts() {
        let day = 24 * HOUR;
        let acts: Vec<(u32, i64)> = (0..22).map(|n| (n, i64::from(n / 11) * day + i64::from(n))).collect();
        assert_eq!(found(&acts, &volumes(&[3; 22])), [(11, 11), (11, 11)]);
    }

    #[test]
    fn a_moment_counts_in_its_smallest_burst_only() {
        let burst = |acts: &[u32]| Burst {
            trace: 0,
            object: 0,
            start: 0,
            end: 0,
            acts: acts.iter().map(|&account| (account, i64::from(account))).collect(),
            accounts: 0,
        };
        let mut bursts = vec![burst(&[0, 1, 2, 3]), burst(&[1, 2, 9])];
        keep_smallest_of_a_moment(&mut bursts, 10);
        let who: Vec<Vec<u32>> = bursts.iter().map(|b| b.acts.iter().map(|act| act.0).collect()).collect();
        assert_eq!(who, [vec![0, 3], vec![1, 2, 9]]);
    }
}
