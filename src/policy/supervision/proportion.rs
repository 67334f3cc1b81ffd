//! A share with an interval that respects days.
//!
//! Views of one day, and posts of one day, are not independent: one story
//! brings them. So the days are the sample, not the views. The share is the
//! ratio of two sums over days; its variance is the delete-one jackknife over
//! days, from which an effective number of independent views follows, and from
//! that an interval by Clopper and Pearson's exact method. That is the method of
//! Korn and Graubard (1998, "Confidence intervals for proportions with small
//! expected number of positive counts estimated from survey data", Survey
//! Methodology 24), with the degrees of freedom of the effective number of days
//! (Kish: the square of the sum over the sum of squares), so that a month that
//! one day dominates counts as little more than one day.
//!
//! A story can last longer than a day. The interval is therefore also made with
//! runs of 2, 3, 5 and 7 days in the place of days, as long as at least five
//! runs remain, and the widest bounds count: in a month, runs of up to 5 days, in
//! a quarter of up to 7. [`Share::longest_run`] tells which were.
//!
//! What is not known (a view of unknown country, a post of unknown language)
//! counts against the claim on either side: the lower bound takes it for no, the
//! upper one for yes.

use std::collections::BTreeMap;

use jiff::civil::Date;
use lockstep_base::calendar::{Day, Period};
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};
use statrs::function::beta::beta_reg;

/// The probability with which an interval covers the share.
pub const CONFIDENCE: f64 = 0.95;

/// Runs of days that take the place of days.
const RUNS: [usize; 5] = [1, 2, 3, 5, 7];
/// How many of them must remain.
const FEWEST_RUNS: usize = 5;

/// Below this a variance is the rounding of floating-point numbers.
const ROUNDING: f64 = 1e-24;

/// What one day holds.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// What has the property.
    pub yes: u64,
    /// What has it not.
    pub no: u64,
    /// What is not known to have it or not.
    pub unknown: u64,
}

impl std::ops::AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.yes += other.yes;
        self.no += other.no;
        self.unknown += other.unknown;
    }
}

impl Tally {
    fn total(self) -> u64 {
        self.yes + self.no + self.unknown
    }
}

/// A share of something over a period; every share is from 0 to 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// What has the property.
    pub yes: u64,
    /// What has it not.
    pub no: u64,
    /// What is not known to have it or not.
    pub unknown: u64,
    /// Days with anything that is known.
    pub days: usize,
    /// How many days of equal size tell as much.
    pub effective_days: f64,
    /// The longest runs of days that took the place of days, in days.
    #[serde(default)]
    pub longest_run: usize,
    /// `yes` among what is known; none where nothing is.
    pub share: Option<f64>,
    /// The lower bound at 95 %.
    pub low: f64,
    /// The upper bound at 95 %.
    pub high: f64,
    /// The day with the most.
    pub largest_day: Option<Day>,
    /// Its part of everything.
    pub largest_day_part: f64,
    /// The share without that day.
    pub share_without_it: Option<f64>,
}

/// The share over the days of a period.
pub fn share(days: &BTreeMap<Date, Tally>, period: Period) -> Share {
    let inside: Vec<(Date, Tally)> =
        days.iter().filter(|(day, tally)| period.contains(**day) && tally.total() > 0).map(|(d, t)| (*d, *t)).collect();
    let sum = |of: fn(&Tally) -> u64| inside.iter().map(|(_, tally)| of(tally)).sum::<u64>();
    let (yes, no, unknown) = (sum(|t| t.yes), sum(|t| t.no), sum(|t| t.unknown));
    let ratio = |yes: u64, no: u64| (yes + no > 0).then(|| yes as f64 / (yes + no) as f64);
    let largest = inside.iter().max_by_key(|(day, tally)| (tally.total(), std::cmp::Reverse(*day)));
    let totals: Vec<f64> = inside.iter().map(|(_, tally)| tally.total() as f64).collect();
    let Bounds { low, high, longest_run } = bounds(&inside, period);
    Share {
        yes,
        no,
        unknown,
        days: inside.iter().filter(|(_, tally)| tally.yes + tally.no > 0).count(),
        effective_days: effective(&totals),
        longest_run,
        share: ratio(yes, no),
        low,
        high,
        largest_day: largest.map(|(day, _)| Day(*day)),
        largest_day_part: largest.map_or(0.0, |(_, tally)| tally.total() as f64 / (yes + no + unknown) as f64),
        share_without_it: largest.and_then(|(_, tally)| ratio(yes - tally.yes, no - tally.no)),
    }
}

/// Bounds, and the longest runs of days that they were made with.
struct Bounds {
    low: f64,
    high: f64,
    longest_run: usize,
}

/// The lowest and the highest bound over all runs of days.
fn bounds(days: &[(Date, Tally)], period: Period) -> Bounds {
    let length = period.days() as usize;
    let mut widest = Bounds { low: 1.0, high: 0.0, longest_run: 1 };
    for run in RUNS {
        let count = length / run;
        if count < FEWEST_RUNS && run > 1 {
            break;
        }
        let runs = in_runs(days, period, count.max(1));
        if runs.len() < FEWEST_RUNS && run > 1 {
            continue;
        }
        widest.longest_run = run;
        let column = |of: fn(&Tally) -> u64| runs.iter().map(|tally| of(tally) as f64).collect::<Vec<f64>>();
        let totals = column(|t| t.total());
        let (at_least, at_most) = (column(|t| t.yes), column(|t| t.yes + t.unknown));
        // Runs that do not differ tell nothing that days do not.
        if run == 1 || jackknife(&at_least, &totals) > 0.0 {
            widest.low = widest.low.min(interval(&at_least, &totals).0);
        }
        if run == 1 || jackknife(&at_most, &totals) > 0.0 {
            widest.high = widest.high.max(interval(&at_most, &totals).1);
        }
    }
    widest
}

/// The days of a period in this many runs of equal length; empty ones are left
/// out.
fn in_runs(days: &[(Date, Tally)], period: Period, count: usize) -> Vec<Tally> {
    let length = period.days() as usize;
    let mut runs = vec![Tally::default(); count];
    for (day, tally) in days {
        let at = period.first().until(*day).map_or(0, |span| span.get_days()).unsigned_abs() as usize;
        runs[at * count / length] += *tally;
    }
    runs.retain(|run| run.total() > 0);
    runs
}

/// The interval of `Σ yes / Σ total`, with one number of each for every
/// cluster; from 0 to 1 where there are fewer than two clusters.
fn interval(yes: &[f64], total: &[f64]) -> (f64, f64) {
    if total.len() < 2 {
        return (0.0, 1.0);
    }
    let sum: f64 = total.iter().sum();
    let share = yes.iter().sum::<f64>() / sum;
    let variance = jackknife(yes, total);
    let days = effective(total);
    // With no variance at all (nobody abroad, or everybody) each day still is
    // one observation.
    let views = if variance > 0.0 { share * (1.0 - share) / variance } else { days };
    let views = (views * correction(days)).min(sum);
    clopper_pearson(share * views, views)
}

/// The delete-one jackknife variance of a ratio, about the ratio itself.
fn jackknife(yes: &[f64], total: &[f64]) -> f64 {
    let n = total.len() as f64;
    let (all, sum) = (yes.iter().sum::<f64>(), total.iter().sum::<f64>());
    let share = all / sum;
    let without = |(y, t): (&f64, &f64)| (all - y) / (sum - t);
    let variance = yes.iter().zip(total).map(|pair| (share - without(pair)).powi(2)).sum::<f64>() * (n - 1.0) / n;
    // What is left of equal shares is rounding.
    if variance < ROUNDING { 0.0 } else { variance }
}

/// Kish's effective number: how many parts of equal size there are.
fn effective(parts: &[f64]) -> f64 {
    let squares: f64 = parts.iter().map(|part| part * part).sum();
    if squares > 0.0 { parts.iter().sum::<f64>().powi(2) / squares } else { 0.0 }
}

/// Few days know their variance badly: the square of the normal quantile over
/// Student's at their degrees of freedom.
fn correction(days: f64) -> f64 {
    let upper = 0.5 + CONFIDENCE / 2.0;
    let student = StudentsT::new(0.0, 1.0, (days - 1.0).max(1.0)).map_or(f64::INFINITY, |t| t.inverse_cdf(upper));
    (Normal::standard().inverse_cdf(upper) / student).powi(2)
}

/// Clopper and Pearson's interval for `yes` of `n`, which need not be whole.
fn clopper_pearson(yes: f64, n: f64) -> (f64, f64) {
    let (tail, no) = (0.5 - CONFIDENCE / 2.0, n - yes);
    let low = if yes > 0.0 { beta_quantile(yes, no + 1.0, tail) } else { 0.0 };
    let high = if no > 0.0 { beta_quantile(yes + 1.0, no, 1.0 - tail) } else { 1.0 };
    (low, high)
}

/// By bisection, which no shape parameter can mislead.
fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if beta_reg(a, b, middle) < p { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// Whether a share rose or fell.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The difference of the shares: positive where it rose.
    pub change: f64,
    /// Its lower bound at 95 %.
    pub low: f64,
    /// Its upper bound.
    pub high: f64,
}

impl Change {
    /// From one period to the next, by the two intervals (MOVER: Zou and
    /// Donner 2008, "Construction of confidence limits about effect measures: a
    /// general approach", Statistics in Medicine 27); none where one of the
    /// shares is not known.
    pub fn between(before: &Share, now: &Share) -> Option<Self> {
        let (was, is) = (before.share?, now.share?);
        let down = (is - now.low).hypot(before.high - was);
        let up = (now.high - is).hypot(was - before.low);
        Some(Self { change: is - was, low: is - was - down, high: is - was + up })
    }

    /// `rising`, `falling`, or `no change shown`.
    pub fn name(self) -> &'static str {
        match self {
            Self { low, .. } if low > 0.0 => "rising",
            Self { high, .. } if high < 0.0 => "falling",
            _ => "no change shown",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(tallies: &[(u64, u64, u64)]) -> (BTreeMap<Date, Tally>, Period) {
        let period: Period = "2024-05".parse().unwrap();
        let day = |at: usize| jiff::civil::date(2024, 5, 1 + at as i8);
        let tally = |&(yes, no, unknown): &(u64, u64, u64)| Tally { yes, no, unknown };
        ((0..).zip(tallies).map(|(at, counts)| (day(at), tally(counts))).collect(), period)
    }

    fn near(value: f64, expected: f64) -> bool {
        (value - expected).abs() < 1e-6
    }

    #[test]
    fn one_interval_is_that_of_another_library() {
        // The same steps in Python with scipy 1.17 (stats.t, stats.beta).
        let yes = [30.0, 12.0, 45.0, 8.0, 20.0, 33.0, 15.0, 27.0];
        let total = [100.0, 60.0, 120.0, 50.0, 90.0, 80.0, 70.0, 95.0];
        let (low, high) = interval(&yes, &total);
        assert!(near(low, 0.214866001) && near(high, 0.365272838), "{low} {high}");
    }

    #[test]
    fn a_viral_day_is_not_evidence_of_a_strategy() {
        let mut month = vec![(20, 980, 0); 31];
        month[11] = (900_000, 100_000, 0);
        let (days, period) = days(&month);
        let share = share(&days, period);
        assert!(share.share.unwrap() > 0.85 && share.low < 0.01, "{share:?}");
        assert_eq!(share.largest_day.unwrap().to_string(), "2024-05-12");
        assert!(near(share.share_without_it.unwrap(), 0.02) && share.effective_days < 1.1);
    }

    #[test]
    fn nobody_abroad_on_many_days_is_an_upper_bound() {
        let (days, period) = days(&[(0, 1_000, 0); 31]);
        let share = share(&days, period);
        assert!(share.low == 0.0 && (0.05..0.5).contains(&share.high), "{share:?}");
    }

    #[test]
    fn equal_days_are_no_proof_that_days_are_equal() {
        let counts = [(1, 2), (10, 20), (7, 14), (100, 200), (33, 66), (9, 18)];
        let (days, period) = days(&counts.map(|(yes, no)| (yes, no, 0)));
        let share = share(&days, period);
        assert!(share.low < 0.1 && share.high > 0.7, "{share:?}");
    }

    #[test]
    fn what_is_unknown_counts_against_either_claim() {
        let (known, period) = days(&[(500, 500, 0); 31]);
        let (vague, _) = days(&[(500, 500, 1_000); 31]);
        let (known, vague) = (share(&known, period), share(&vague, period));
        assert_eq!((known.share, vague.share), (Some(0.5), Some(0.5)));
        assert!(vague.low < 0.25 && vague.high > 0.75 && known.low > 0.3, "{known:?} {vague:?}");
    }

    #[test]
    fn the_longest_run_is_told() {
        let (month, period) = days(&[(50, 50, 0); 31]);
        assert_eq!(share(&month, period).longest_run, 5);
        assert_eq!(
            share(&month, "2024-Q2".parse().unwrap()).longest_run,
            7,
            "one month of three has five runs of 7 days"
        );
        let (week, _) = days(&[(50, 50, 0); 7]);
        assert_eq!(share(&week, "2024-05-01..2024-05-07".parse().unwrap()).longest_run, 1);
    }

    #[test]
    fn without_a_second_day_nothing_is_bounded() {
        let (one, period) = days(&[(500, 500, 0)]);
        let one = share(&one, period);
        assert_eq!((one.share, one.low, one.high), (Some(0.5), 0.0, 1.0));
        let none = share(&BTreeMap::new(), period);
        assert_eq!((none.share, none.low, none.high, none.days), (None, 0.0, 1.0, 0));
    }

    #[test]
    fn a_story_of_several_days_is_one_event() {
        // The same days, mixed and in one run: the run is the weaker evidence.
        let mixed: Vec<_> = (0..30).map(|at| if at % 3 == 0 { (80, 20, 0) } else { (20, 80, 0) }).collect();
        let story: Vec<_> = (0..30).map(|at| if at < 10 { (80, 20, 0) } else { (20, 80, 0) }).collect();
        let ((mixed, period), (story, _)) = (days(&mixed), days(&story));
        let (mixed, story) = (share(&mixed, period), share(&story, period));
        assert!(
            near(mixed.share.unwrap(), story.share.unwrap()) && story.low < mixed.low - 0.05,
            "{mixed:?} {story:?}"
        );
    }

    #[test]
    fn a_change_is_shown_where_its_interval_leaves_zero() {
        let of = |share: f64, low: f64, high: f64| Share { share: Some(share), low, high, ..Share::default() };
        let change = Change::between(&of(0.2, 0.15, 0.25), &of(0.5, 0.4, 0.6)).unwrap();
        assert!(near(change.low, 0.3 - 0.05f64.hypot(0.1)) && change.name() == "rising");
        assert_eq!(Change::between(&of(0.2, 0.1, 0.3), &of(0.25, 0.1, 0.4)).unwrap().name(), "no change shown");
        assert_eq!(Change::between(&of(0.5, 0.4, 0.6), &of(0.2, 0.15, 0.25)).unwrap().name(), "falling");
        assert_eq!(Change::between(&Share::default(), &of(0.2, 0.1, 0.3)), None);
    }
}
