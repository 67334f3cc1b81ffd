//! Clocks: accounts that act at the ticks of a period.
//!
//! A bot that polls a feed every ten minutes, a scheduler that sends on the hour:
//! they act at the next tick after publication, whoever else does. The clock of an
//! account is found in its acts: of all periods from one minute to one day, at any
//! phase, the one that gathers the most acts in a short arc ([`TICK`]) of the
//! period, against acts at any moment.
//!
//! With `n` acts of which `k` fall into some arc that is the share `w` of the
//! period, `p = n · P(Binomial(n − 1, w) ≥ k − 1)`: any act can begin the arc. Two
//! searches share the level [`LEVEL`], each corrected for its number of periods
//! (Bonferroni): a list of the periods that people set, and every whole second, of
//! which only those are looked at that nearly all of the shortest gaps between acts
//! are multiples of.

use lockstep_base::time::{DAY, MINUTE, SECOND};
use serde::Serialize;

use super::poisson_binomial::ln_poisson_binomial_tail;

/// Acts at one tick come within this time of each other: a program takes seconds to
/// fetch and post, and twice the narrowest window in use (10 s) is what the pair
/// test can distinguish.
const TICK: i64 = 20 * SECOND;
/// The level at which an account has a clock.
const LEVEL: f64 = 0.01;
/// Fewer acts cannot pass the level at any period but by chance.
const FEWEST: usize = 6;
/// A longer history is read from so many acts, evenly chosen.
const MOST_ACTS: usize = 512;
/// Of the shortest gaps so many are asked for common periods, and so large a share
/// of them must agree.
const GAPS: usize = 24;
/// See [`GAPS`].
const AGREE: f64 = 0.8;
/// The shortest and the longest period, in seconds, and half of a tick.
const SHORTEST: u32 = (MINUTE / SECOND) as u32;
/// See [`SHORTEST`].
const LONGEST: u32 = (DAY / SECOND) as u32;
/// See [`SHORTEST`].
const NEAR: u32 = (TICK / SECOND / 2) as u32;
/// A longer gap, in seconds, counts as one of these: a century, which wrong times alone
/// exceed.
const LONGEST_GAP: i64 = 36_525 * DAY / SECOND;
/// Whole seconds from a minute to a day.
const WHOLE_SECONDS: i64 = (LONGEST - SHORTEST + 1) as i64;

/// The ticks of an account.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Clock {
    /// Microseconds between two ticks.
    pub period: i64,
    /// A tick: the earliest moment of the arc into which the acts fall, from 0 to the
    /// period.
    pub phase: i64,
    /// How long after it its acts still come.
    pub width: i64,
    /// The share of the acts at its ticks.
    pub share: f64,
    /// ln p against acts at any moment, corrected for the periods that were tried.
    pub ln_p: f64,
}

impl Clock {
    /// The clock in these moments, which ascend, where there is one. Times that are
    /// known to `resolution` have no clock of less than twice that.
    pub fn find(moments: &[i64], resolution: i64) -> Option<Self> {
        Self::below(LEVEL.ln(), moments, resolution).filter(|clock| clock.ln_p <= LEVEL.ln())
    }

    /// The clock that speaks most clearly; some that cannot come below `most`, as ln p, are
    /// left out.
    fn below(most: f64, moments: &[i64], resolution: i64) -> Option<Self> {
        let mut once = moments.to_vec();
        once.dedup_by(|later, earlier| *later - *earlier <= TICK);
        let step = once.len().div_ceil(MOST_ACTS).max(1);
        let acts: Vec<i64> = once.into_iter().step_by(step).collect();
        if acts.len() < FEWEST {
            return None;
        }
        let set = periods_that_people_set();
        let any: Vec<i64> = common_periods(&acts);
        let tried = [(set.len() as i64, set), (WHOLE_SECONDS, any)];
        let of_search = |(tries, periods): (i64, Vec<i64>)| {
            let correction = (2.0 * tries as f64).ln();
            // So wide is an arc of moments that are known to the resolution.
            let arc = (TICK / resolution + 1) * resolution;
            let clocks = periods.into_iter().filter(|&period| period >= 2 * resolution);
            clocks.filter_map(|period| Self::at(&acts, period, arc, [correction, most])).collect::<Vec<_>>()
        };
        tried.into_iter().flat_map(of_search).min_by(|x, y| x.ln_p.total_cmp(&y.ln_p).then(y.period.cmp(&x.period)))
    }

    /// The fullest arc at this period.
    fn at(acts: &[i64], period: i64, arc: i64, [correction, most]: [f64; 2]) -> Option<Self> {
        let mut phases: Vec<i64> = acts.iter().map(|act| act.rem_euclid(period)).collect();
        phases.sort_unstable();
        let count = phases.len();
        let place = |number: usize| phases[number % count] + if number < count { 0 } else { period };
        let (mut end, mut best) = (0, (0, 0, 0));
        for (start, &phase) in phases.iter().enumerate() {
            while end < start + count && place(end) - phase <= TICK {
                end += 1;
            }
            if end - start > best.0 {
                best = (end - start, phase, place(end - 1) - phase);
            }
        }
        let width = (arc as f64 / period as f64).min(1.0);
        let tries = (count as f64).ln() + correction;
        let (others, hits) = (count as u64 - 1, best.0 as u64 - 1);
        // Exactly as many are no likelier than as many or more.
        if ln_binomial(hits, others, width) + tries > most {
            return None;
        }
        let ln_others = ln_poisson_binomial_tail(hits, &vec![width; count - 1]);
        let share = best.0 as f64 / count as f64;
        Some(Self { period, phase: best.1, width: best.2, share, ln_p: (ln_others + tries).min(0.0) })
    }

    /// By how much two acts at a tick can differ from it and still answer in the same
    /// way: one tick either way where the first act on an object stands for its
    /// trigger, for whoever did it may have polled a tick later than others; and where
    /// it ticks every minute, for many sources tell publication to the minute only.
    pub(super) fn shifts(&self, first_act: bool) -> impl Iterator<Item = i64> + use<> {
        let (any, period) = (first_act || self.period <= MINUTE, self.period);
        (-1..=1).filter(move |shift| *shift == 0 || any).map(move |shift| shift * period)
    }

    /// The time from the first tick at or after `trigger` to `time`, negative where it
    /// comes before. A first act that stands for the trigger may be at that tick itself.
    pub fn after_tick(&self, time: i64, trigger: i64, first_act: bool) -> i64 {
        let earliest = if first_act { trigger - self.width } else { trigger };
        let until = (self.phase - earliest).rem_euclid(self.period);
        time - (earliest + until)
    }
}

/// `ln P(Binomial(n, share) = k)`.
fn ln_binomial(k: u64, n: u64, share: f64) -> f64 {
    let ln_power = |share: f64, number: u64| if number == 0 { 0.0 } else { number as f64 * share.ln() };
    statrs::function::factorial::ln_binomial(n, k) + ln_power(share, k) + ln_power(1.0 - share, n - k)
}

/// Periods that people set: every minute up to an hour, every five up to four hours,
/// every thirty up to a day.
fn periods_that_people_set() -> Vec<i64> {
    let minutes = (1..60).chain((60..240).step_by(5)).chain((240..=1_440).step_by(30));
    minutes.map(|minutes| minutes * MINUTE).collect()
}

/// Whole seconds, from a minute to a day, of which nearly all of the shortest gaps
/// between acts are multiples.
fn common_periods(acts: &[i64]) -> Vec<i64> {
    let seconds = acts.windows(2).map(|pair| ((pair[1] - pair[0]) / SECOND).min(LONGEST_GAP) as u32);
    let mut gaps: Vec<u32> = seconds.filter(|&gap| gap >= SHORTEST / 2).collect();
    gaps.sort_unstable();
    gaps.truncate(GAPS);
    if gaps.len() < FEWEST - 1 {
        return Vec::new();
    }
    let may_differ = ((1.0 - AGREE) * gaps.len() as f64) as usize;
    let is_common = |period: &u32| {
        let differ = gaps.iter().filter(|&&gap| (gap + NEAR) % *period > 2 * NEAR);
        differ.take(may_differ + 1).count() <= may_differ
    };
    // One of the shortest must agree, so that the period is a part of it; the parts of long
    // gaps are more than there are periods.
    let shortest = &gaps[..=may_differ];
    let mut periods: Vec<u32> = if shortest[may_differ] / SHORTEST < LONGEST - SHORTEST {
        shortest.iter().flat_map(|&gap| parts(gap)).filter(is_common).collect()
    } else {
        (SHORTEST..=LONGEST).filter(is_common).collect()
    };
    periods.sort_unstable();
    periods.dedup();
    periods.into_iter().map(|period| i64::from(period) * SECOND).collect()
}

/// Whole seconds that go into a gap some times, up to half of a tick more or less.
fn parts(gap: u32) -> impl Iterator<Item = u32> {
    let (longest, most) = (LONGEST.min(gap + NEAR), (gap + NEAR) / SHORTEST);
    let of_times = move |times: u32| gap.saturating_sub(NEAR).div_ceil(times).max(SHORTEST)..=(gap + NEAR) / times;
    (1..=most).flat_map(of_times).filter(move |&period| period <= longest)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64Mcg;

    use super::*;

    fn acts(number: usize, moment: impl FnMut(usize) -> i64) -> Vec<i64> {
        let mut acts: Vec<i64> = (0..number).map(moment).collect();
        acts.sort_unstable();
        acts
    }

    /// Whole minutes and odd seconds, at any phase, among acts of other kinds.
    #[test]
    fn a_clock_is_found_at_any_period_and_phase() {
        for (seed, period) in [(1, 60), (2, 300), (3, 437), (4, 1_009), (5, 1_800), (6, 5_400), (7, 86_400)] {
            let mut rng = Pcg64Mcg::seed_from_u64(seed);
            let (period, phase) = (period * SECOND, rng.random_range(0..period) * SECOND);
            let most = 60 * DAY / period;
            let polled = acts(50, |_| rng.random_range(0..most) * period + phase + rng.random_range(0..5 * SECOND));
            let clock = Clock::find(&polled, SECOND).expect("a clock");
            assert_eq!(clock.period, period);
            assert!((clock.phase - phase).rem_euclid(period) <= 5 * SECOND, "{clock:?} {phase}");
        }
    }

    /// A third of ordinary posts beside the ones at ticks hides no clock that people set.
    #[test]
    fn other_acts_hide_no_clock_that_people_set() {
        let mut rng = Pcg64Mcg::seed_from_u64(9);
        let mixed = acts(90, |act| match act % 3 {
            0 => rng.random_range(0..60 * DAY),
            _ => rng.random_range(0..60 * 144) * 10 * MINUTE + 77 * SECOND,
        });
        assert_eq!(Clock::find(&mixed, SECOND).expect("a clock").period, 10 * MINUTE);
    }

    /// Under the null, acts at any moment, the smallest p is uniform or larger:
    /// Kolmogorov and Smirnov's test of one side at 1 %.
    #[test]
    fn acts_at_any_moment_have_a_clock_as_seldom_as_the_level_says() {
        let mut rng = Pcg64Mcg::seed_from_u64(3);
        let worlds = 400;
        let mut p: Vec<f64> = (0..worlds)
            .map(|world| {
                let random = acts(8 + world % 60, |_| rng.random_range(0..60 * DAY) / SECOND * SECOND);
                Clock::below(f64::INFINITY, &random, SECOND).map_or(1.0, |clock| clock.ln_p.exp())
            })
            .collect();
        p.sort_unstable_by(f64::total_cmp);
        let excess = p.iter().zip(1..).map(|(p, rank)| f64::from(rank) / worlds as f64 - p).fold(0.0, f64::max);
        assert!(excess <= (0.01f64.ln() / (-2.0 * worlds as f64)).sqrt(), "{excess}");
    }

    /// Acts centuries apart overflow nothing and take no time.
    #[test]
    fn wrong_times_are_no_clock() {
        let mut rng = Pcg64Mcg::seed_from_u64(5);
        let centuries: Vec<i64> = (0..12).map(|act| act * act * 50_000 * DAY + rng.random_range(0..DAY)).collect();
        assert_eq!(Clock::find(&centuries, SECOND), None);
    }

    #[test]
    fn times_to_the_minute_are_no_clock_of_a_minute() {
        let mut rng = Pcg64Mcg::seed_from_u64(4);
        let to_the_minute = acts(200, |_| rng.random_range(0..60 * DAY) / MINUTE * MINUTE);
        assert_eq!(Clock::find(&to_the_minute, MINUTE), None);
    }

    proptest! {
        /// The next tick is at or after the trigger and less than a period away.
        #[test]
        fn the_next_tick_comes_within_a_period(period in 60i64..86_400, phase in 0i64..86_400, trigger in 0i64..1 << 40) {
            let clock = Clock { period, phase: phase % period, width: 0, share: 1.0, ln_p: 0.0 };
            let until = -clock.after_tick(trigger, trigger, false);
            prop_assert!((0..period).contains(&until));
            prop_assert_eq!((trigger + until - clock.phase).rem_euclid(period), 0);
        }
    }
}
