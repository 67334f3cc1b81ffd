//! Could an event have brought a group together?
//!
//! People who follow a match, a broadcast or breaking news act at the same moments
//! without knowing of each other. An event leaves traces of its own, which are looked
//! for in the *moments* of a group: three members or more (two of a pair) on one
//! object within five minutes. Moments less than three hours apart are one *sitting*.
//!
//! Two things rule an event out, each with half of the level [`EVENT_LEVEL`]:
//!
//! - *The clock.* Events come in series: the evenings of a league, a weekly show, a
//!   daily mail. Were at most the share [`OFF_HOURS`] of the sittings outside of the
//!   six hours of the day that hold the most, `p = P(Binomial(n, 0.2) ≥ outside)`. News
//!   breaks at any hour, though. So the clock rules nothing out where strangers, on
//!   anything, were more active at those moments than at the same time of other days
//!   (the ranks of the days, combined by Fisher's method), nor on objects that the
//!   group made itself, whose makers can have followed something that the data do
//!   not show.
//! - *Tightness.* People who react to the same thing spread over many seconds, however
//!   keen they are: no `s` seconds hold more than the share `π = s / 60` of them. Half
//!   of a keen crowd at a goal takes 40 seconds, and of 126,957 reposts within five
//!   minutes of publication (Ma, Gao and Wong 2017) the best ten seconds hold 5 %. The
//!   `m` members of a moment all act within `s` seconds with the chance
//!   `p ≤ m · π^(m−1)`, half of them with `p ≤ m · P(Binomial(m − 1, π) ≥ ⌈m/2⌉ − 1)`,
//!   for any of them can be the first; twice the smaller counts, and twice the median
//!   of moments that are less than five minutes apart (Rüger 1978): they can have been
//!   one reaction. Such *instants* with `p ≤ 0.05` are tight; under an event each is so
//!   with that chance, `p = P(Binomial(n, 0.05) ≥ tight)`. Everybody's delays in the
//!   data are not asked for `π`: where feeds and sister outlets are many, the quickest
//!   of them are programs.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use lockstep_base::time::{DAY, HOUR, SECOND};
use lockstep_method::quantile;
use lockstep_method::significance::{GroupActs, ln_poisson_binomial_tail, ln_poisson_tail};
use serde::Serialize;

use super::Tested;
use super::summaries::median;
use crate::activity::{Activity, Strangers};

/// The level at which an event is ruled out.
pub const EVENT_LEVEL: f64 = 0.01;
/// Members within this time of each other on an object are a moment: most reactions to
/// one thing that are seen at all come as soon.
const MOMENT: i64 = 300 * SECOND;
/// Moments further apart are separate sittings: a match or a broadcast is over by then.
const SITTING: i64 = 3 * HOUR;
/// How long an evening of events lasts, with what comes before and after.
const EVENING: i64 = 6 * HOUR;
/// How many sittings of a series of events may lie at other hours.
const OFF_HOURS: f64 = 0.2;
/// The keenest crowds spread their reactions evenly over so much time.
const KEENEST: i64 = 60 * SECOND;
/// An instant is tight at this p.
const TIGHT: f64 = 0.05;
/// The fewest members of a moment, where a group has as many.
const FEWEST: usize = 3;

/// What an event would leave behind, as far as it can be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Event {
    /// Times at which members acted on one object within five minutes.
    pub moments: usize,
    /// Of which so many are more than three hours apart.
    pub sittings: usize,
    /// Sittings outside of the six hours of the day that hold the most.
    pub off_hours: usize,
    /// How the sittings gather at one time of the day: their mean resultant length,
    /// from 0, spread over the clock, to 1.
    pub concentration: f64,
    /// Seconds that the middle half of a moment takes: the median over the moments.
    pub spread_s: f64,
    /// The share of the members in a moment: the median.
    pub participation: f64,
    /// Instants: moments that are less than five minutes apart counted once.
    pub instants: usize,
    /// Instants that are tighter than people are.
    pub tight: usize,
    /// How active strangers were as the sittings began, as a multiple of the same time of
    /// other days: the median; nothing where the data do not tell.
    pub strangers: Option<f64>,
    /// ln p that strangers were no more active then.
    pub ln_p_strangers: f64,
    /// ln p of an event by the hours of the sittings.
    pub ln_p_clock: f64,
    /// ln p of an event by their tightness.
    pub ln_p_tight: f64,
    /// ln p of an event, by whichever of the two may rule it out and does so more
    /// clearly, corrected for the choice.
    pub ln_p: f64,
}

/// Members on one object within five minutes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment {
    /// The median act.
    pub time: i64,
    /// How many members.
    pub members: usize,
    /// Microseconds that the middle half takes.
    pub half: i64,
    /// Microseconds from the first to the last.
    pub all: i64,
}

impl Moment {
    /// Of one act of each member, in the order of time.
    fn of(times: &[i64]) -> Self {
        let after_first: Vec<f64> = times.iter().map(|time| (time - times[0]) as f64).collect();
        let quartile = |share: f64| quantile(&after_first, share).unwrap_or_default() as i64;
        Self {
            time: times[times.len() / 2],
            members: times.len(),
            half: quartile(0.75) - quartile(0.25),
            all: times[times.len() - 1] - times[0],
        }
    }

    /// How likely people would be so tight, where times are known to `resolution`.
    fn p(&self, resolution: i64) -> f64 {
        let within = |span: i64, of_them: usize| {
            let share = ((span + resolution) as f64 / KEENEST as f64).min(1.0);
            ln_poisson_binomial_tail(of_them as u64 - 1, &vec![share; self.members - 1])
        };
        let ln_p = within(self.all, self.members).min(within(self.half, self.members.div_ceil(2)));
        (2.0 * self.members as f64 * ln_p.exp()).min(1.0)
    }
}

/// The moments of a group, in order: `met` are the objects of each trace on which its
/// pairs met.
pub(super) fn moments(tested: &Tested, members: usize, acts: &[GroupActs], met: &[(usize, u32)]) -> Vec<Moment> {
    let of = |fewest: usize| -> Vec<Moment> {
        let of_object = |&(trace, object): &(usize, u32)| of_object(tested, trace, acts[trace].on(object), fewest);
        met.iter().flat_map(of_object).collect()
    };
    let fewest = FEWEST.min(members);
    let found = of(fewest);
    let mut moments = if found.is_empty() && fewest > 2 { of(2) } else { found };
    moments.sort_unstable_by_key(|moment| (moment.time, moment.members, moment.half, moment.all));
    moments
}

/// The moments in a group's acts on one object, which are in the order of time. Acts
/// that follow each other by less than five minutes hold one moment: the five minutes
/// with the most members.
fn of_object(tested: &Tested, trace: usize, acts: &[u32], fewest: usize) -> Vec<Moment> {
    let all = &tested.traces[trace].acts;
    let time = |act: &u32| all.time[*act as usize];
    let in_row = acts.chunk_by(|x, y| time(y) - time(x) <= MOMENT);
    let account = |act: &u32| all.account[*act as usize];
    let fullest = |row: &[u32]| {
        let first = first_of_fullest(row.len(), |act| time(&row[act]), |act| account(&row[act]));
        let end = row.partition_point(|act| time(act) - time(&row[first]) <= MOMENT);
        let mut by_account: Vec<(u32, i64)> = row[first..end].iter().map(|act| (account(act), time(act))).collect();
        by_account.sort_unstable();
        by_account.dedup_by_key(|(account, _)| *account);
        let mut times: Vec<i64> = by_account.into_iter().map(|(_, time)| time).collect();
        times.sort_unstable();
        times
    };
    let rows = in_row.filter(|row| row.len() >= fewest).map(fullest).filter(|times| times.len() >= fewest);
    rows.map(|times| Moment::of(&times)).collect()
}

/// Where the five minutes begin that hold the most accounts, the first of those with as
/// many, among so many acts in the order of time.
fn first_of_fullest(acts: usize, time: impl Fn(usize) -> i64, account: impl Fn(usize) -> u32) -> usize {
    let (mut first, mut best) = (0, (0, 0));
    let mut within: HashMap<u32, usize> = HashMap::new();
    for last in 0..acts {
        *within.entry(account(last)).or_default() += 1;
        while time(last) - time(first) > MOMENT {
            if let Entry::Occupied(mut entry) = within.entry(account(first)) {
                *entry.get_mut() -= 1;
                if *entry.get() == 0 {
                    entry.remove();
                }
            }
            first += 1;
        }
        if within.len() > best.0 {
            best = (within.len(), first);
        }
    }
    best.1
}

impl Event {
    /// What an event would have left in these moments of a group with so many members.
    /// `follows_own` tells that nothing is ruled out by the clock, because the group
    /// made its objects itself.
    pub(super) fn of(
        moments: &[Moment],
        members: usize,
        follows_own: bool,
        resolution: i64,
        activity: &Activity,
    ) -> Self {
        let sittings: Vec<&[Moment]> = moments.chunk_by(|x, y| y.time - x.time <= SITTING).collect();
        if sittings.is_empty() {
            return Self::default();
        }
        let begins: Vec<i64> = sittings.iter().map(|sitting| sitting[0].time).collect();
        let off_hours = off_hours(&begins);
        let instants: Vec<&[Moment]> = moments.chunk_by(|x, y| y.time - x.time <= MOMENT).collect();
        let tight = instants.iter().filter(|instant| is_tight(instant, resolution)).count();
        let strangers: Vec<Strangers> = begins.iter().filter_map(|&time| activity.at(time)).collect();
        let ln_p_clock = ln_poisson_binomial_tail(off_hours as u64, &vec![OFF_HOURS; sittings.len()]);
        let ln_p_tight = ln_poisson_binomial_tail(tight as u64, &vec![TIGHT; instants.len()]);
        let ln_p_strangers = fisher(strangers.iter().map(|strangers| strangers.p));
        let clock_counts = ln_p_strangers > EVENT_LEVEL.ln() && !follows_own;
        let smaller = if clock_counts { ln_p_tight.min(ln_p_clock) } else { ln_p_tight };
        Self {
            moments: moments.len(),
            sittings: sittings.len(),
            instants: instants.len(),
            off_hours,
            concentration: concentration(&begins),
            spread_s: median(moments.iter().map(|moment| moment.half as f64 / SECOND as f64)),
            participation: median(moments.iter().map(|moment| moment.members as f64 / members as f64)),
            tight,
            strangers: (!strangers.is_empty()).then(|| median(strangers.iter().map(Strangers::ratio))),
            ln_p_strangers,
            ln_p_clock,
            ln_p_tight,
            ln_p: (smaller + std::f64::consts::LN_2).min(0.0),
        }
    }

    /// Whether an event is ruled out.
    pub fn is_ruled_out(&self) -> bool {
        self.ln_p <= EVENT_LEVEL.ln()
    }
}

/// How many of these moments lie outside of the hours of the day that hold the most.
fn off_hours(moments: &[i64]) -> usize {
    let inside = |start: &i64| moments.iter().filter(|time| (*time - start).rem_euclid(DAY) <= EVENING).count();
    moments.len() - moments.iter().map(inside).max().unwrap_or(0)
}

/// The mean resultant length of the hours of the day.
fn concentration(moments: &[i64]) -> f64 {
    let turn = |time: &i64| time.rem_euclid(DAY) as f64 / DAY as f64 * std::f64::consts::TAU;
    let (sine, cosine) =
        moments.iter().map(turn).fold((0.0, 0.0), |(sine, cosine), turn| (sine + turn.sin(), cosine + turn.cos()));
    (sine * sine + cosine * cosine).sqrt() / moments.len().max(1) as f64
}

fn is_tight(instant: &[Moment], resolution: i64) -> bool {
    2.0 * median(instant.iter().map(|moment| moment.p(resolution))) <= TIGHT
}

/// ln p of several independent p-values, by Fisher's method: `−Σ ln p` is a sum of
/// exponential variables at least, so that it is beyond `x` with the chance that a
/// Poisson variable of mean `x` is below their number.
fn fisher(p: impl Iterator<Item = f64>) -> f64 {
    let (number, sum) = p.fold((0u64, 0.0), |(number, sum), p| (number + 1, sum - p.ln()));
    if number == 0 { 0.0 } else { (-ln_poisson_tail(number, sum).exp()).ln_1p() }
}

#[cfg(test)]
mod tests {
    use lockstep_base::time::MINUTE;
    use rand::seq::IndexedRandom;
    use rand::{RngExt, SeedableRng};
    use rand_pcg::Pcg64Mcg;

    use super::*;

    /// Kolmogorov and Smirnov's distance of one side: by how much p-values are smaller
    /// than uniform ones, against the bound at 1 %.
    fn assert_uniform_or_larger(mut p: Vec<f64>, what: &str) {
        p.sort_unstable_by(f64::total_cmp);
        let number = p.len() as f64;
        let excess = p.iter().zip(1..).map(|(p, rank)| f64::from(rank) / number - p).fold(0.0, f64::max);
        assert!(excess <= (0.01f64.ln() / (-2.0 * number)).sqrt(), "{what}: {excess}");
        assert!(p[0] < 0.5, "{what}: a test that never speaks shows nothing");
    }

    fn moment(times: &mut [i64]) -> Moment {
        times.sort_unstable();
        Moment::of(times)
    }

    fn event(moments: &[Moment], activity: &Activity) -> Event {
        Event::of(moments, 20, false, SECOND, activity)
    }

    /// Sittings of a series of events: four of five in six hours of the evening, the
    /// others at any other time.
    #[test]
    fn series_of_events_are_called_spread_as_seldom_as_the_level_says() {
        let mut rng = Pcg64Mcg::seed_from_u64(1);
        let mut series = || {
            let sittings = rng.random_range(5..40);
            let begins: Vec<i64> = (0..sittings)
                .map(|day| {
                    let of_evening = rng.random_bool(1.0 - OFF_HOURS);
                    let hour = if of_evening { rng.random_range(0..EVENING) } else { rng.random_range(EVENING..DAY) };
                    day * DAY + hour
                })
                .collect();
            ln_poisson_binomial_tail(off_hours(&begins) as u64, &vec![OFF_HOURS; begins.len()]).exp()
        };
        assert_uniform_or_larger((0..2_000).map(|_| series()).collect(), "clock");
    }

    /// The keenest crowd that the premise allows: everybody reacts within one minute.
    #[test]
    fn people_are_called_tight_as_seldom_as_the_level_says() {
        let mut rng = Pcg64Mcg::seed_from_u64(2);
        let mut p_of_moment = Vec::new();
        let mut crowd = |p_of_moment: &mut Vec<f64>| {
            let instants: Vec<Moment> = (0..rng.random_range(1..30))
                .map(|instant: i64| {
                    let members = rng.random_range(3..40);
                    let mut times: Vec<i64> =
                        (0..members).map(|_| instant * HOUR + rng.random_range(0..KEENEST / SECOND) * SECOND).collect();
                    moment(&mut times)
                })
                .collect();
            p_of_moment.extend(instants.iter().map(|moment| moment.p(SECOND)));
            event(&instants, &Activity::default()).ln_p_tight.exp()
        };
        let p = (0..1_000).map(|_| crowd(&mut p_of_moment)).collect();
        assert_uniform_or_larger(p, "tightness");
        assert_uniform_or_larger(p_of_moment, "a moment");
    }

    /// Moments that have nothing to do with how active strangers are.
    #[test]
    fn strangers_are_called_more_active_as_seldom_as_the_level_says() {
        let mut rng = Pcg64Mcg::seed_from_u64(3);
        let posts: Vec<(i64, u64)> =
            (0..30 * 144).map(|bin| (bin * 10 * MINUTE, rng.random_range(0..(10 + bin / 144) as u64))).collect();
        let log = lockstep_data::traces::PostLog::counted(std::iter::empty(), Vec::new(), posts);
        let activity = Activity::of(&log, |_| false).expect("a log in memory");
        let days: Vec<i64> = (0..30).collect();
        let mut p = || {
            // Sittings on different days: on one day they would share its strangers.
            let days: Vec<i64> = days.sample(&mut rng, 12).copied().collect();
            let of_days = days.into_iter().map(|day| day * DAY + rng.random_range(0..DAY - 20 * MINUTE));
            fisher(of_days.filter_map(|time| activity.at(time)).map(|strangers| strangers.p)).exp()
        };
        assert_uniform_or_larger((0..2_000).map(|_| p()).collect(), "strangers");
    }

    /// Twelve accounts within three seconds, again and again at any hour, are no event;
    /// a crowd on six evenings is not told from one.
    #[test]
    fn rings_are_told_from_the_audience_of_events() {
        let mut rng = Pcg64Mcg::seed_from_u64(4);
        let mut group = |sittings: i64, hours: i64, width: i64| {
            let moments: Vec<Moment> = (0..sittings)
                .map(|day| {
                    let begin = day * DAY + rng.random_range(0..=hours) * HOUR;
                    let mut times: Vec<i64> = (0..12).map(|_| begin + rng.random_range(0..=width) * SECOND).collect();
                    moment(&mut times)
                })
                .collect();
            event(&moments, &Activity::default())
        };
        assert!(group(6, 2, 3).is_ruled_out(), "tight, on few evenings");
        assert!(group(30, 23, 120).is_ruled_out(), "wide, at any hour");
        assert!(!group(30, 2, 120).is_ruled_out(), "wide, on many evenings");
        assert!(!group(6, 2, 120).is_ruled_out(), "wide, on few evenings");
    }

    #[test]
    fn without_moments_nothing_is_ruled_out() {
        assert!(!event(&[], &Activity::default()).is_ruled_out());
    }
}
