//! How active everybody but the listed accounts was, in bins of ten minutes.

use lockstep_base::error::Result;
use lockstep_base::time::{DAY, MINUTE};
use lockstep_data::traces::PostLog;
use rayon::prelude::*;

/// A bin: people who react to an event do so within minutes.
pub const BIN: i64 = 10 * MINUTE;
const BINS_A_DAY: i64 = DAY / BIN;
/// A day with fewer posts of strangers says nothing of the hour.
const FEWEST_POSTS: u64 = 50;
/// Data that span more days hold times that are wrong: nothing is compared.
const MOST_DAYS: i64 = 36_525;
/// Fewer other days are no comparison: a week.
const FEWEST_DAYS: usize = 7;

/// Posts of strangers over time.
#[derive(Clone, Debug, Default)]
pub struct Activity {
    /// The first bin, counted from 1970; the first of its day.
    first: i64,
    /// Posts in each bin, day by day.
    posts: Vec<u64>,
}

/// How active strangers were at a moment, beside the same time of other days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strangers {
    /// Their posts within ten to twenty minutes from the moment on.
    pub seen: u64,
    /// How many the same time of other days would give on this day.
    pub expected: f64,
    /// The rank of this day among the days, from the most active: a p-value.
    pub p: f64,
}

impl Strangers {
    /// Their posts as a multiple of what the same time of other days would give.
    pub fn ratio(&self) -> f64 {
        if self.expected > 0.0 { self.seen as f64 / self.expected } else { 1.0 }
    }
}

impl Activity {
    /// The posts of the log but those of the accounts for which `is_listed` holds.
    ///
    /// # Errors
    /// On I/O failure.
    pub fn of(log: &PostLog, is_listed: impl Fn(u32) -> bool + Sync) -> Result<Self> {
        let bin = |time: i64| time.div_euclid(BIN);
        let strangers = log.each_once(|posts| {
            let mut bins: Vec<i64> =
                posts.iter().filter(|post| !is_listed(post.account)).map(|post| bin(post.time)).collect();
            bins.sort_unstable();
            bins.chunk_by(|x, y| x == y).map(|run| (run[0], run.len() as u64)).collect::<Vec<_>>()
        })?;
        let mut counted = strangers.concat();
        counted.extend(log.active().iter().map(|&(time, posts)| (bin(time), posts)));
        counted.par_sort_unstable();
        let (Some(&(first, _)), Some(&(last, _))) = (counted.first(), counted.last()) else {
            return Ok(Self::default());
        };
        let first = first.div_euclid(BINS_A_DAY) * BINS_A_DAY;
        let days = (last - first).div_euclid(BINS_A_DAY) + 1;
        if days > MOST_DAYS {
            return Ok(Self::default());
        }
        let mut posts = vec![0; (days * BINS_A_DAY) as usize];
        counted.into_iter().for_each(|(bin, number)| posts[(bin - first) as usize] += number);
        Ok(Self { first, posts })
    }

    /// How active strangers were at this moment; nothing where there are too few days
    /// to tell.
    pub fn at(&self, time: i64) -> Option<Strangers> {
        let bin = time.div_euclid(BIN) - self.first;
        let (day, slot) = (usize::try_from(bin.div_euclid(BINS_A_DAY)).ok()?, bin.rem_euclid(BINS_A_DAY) as usize);
        let share = |day: usize| {
            let of_day = self.posts.get(day * BINS_A_DAY as usize..(day + 1) * BINS_A_DAY as usize)?;
            let all: u64 = of_day.iter().sum();
            let here: u64 = of_day[slot..of_day.len().min(slot + 2)].iter().sum();
            (all >= FEWEST_POSTS).then_some((here, here as f64 / all as f64, all))
        };
        let (seen, own, all) = share(day)?;
        let days = self.posts.len() / BINS_A_DAY as usize;
        let others: Vec<f64> = (0..days).filter(|&other| other != day).filter_map(share).map(|found| found.1).collect();
        if others.len() < FEWEST_DAYS {
            return None;
        }
        let as_active = others.iter().filter(|&&share| share >= own).count();
        let expected = others.iter().sum::<f64>() / others.len() as f64 * all as f64;
        Some(Strangers { seen, expected, p: (1 + as_active) as f64 / (1 + others.len()) as f64 })
    }
}
