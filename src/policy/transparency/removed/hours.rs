//! Active hours, read as a time zone.
//!
//! The quietest stretch of six hours of the day is taken for the night, with
//! its middle at 03:30 local time; that gives an offset from UTC. How sure it
//! is, a bootstrap by day tells (Efron 1979): of 200 draws of the active days
//! with replacement, the offsets that at least 5 % of the draws reach are
//! allowed. Nights differ between people and peoples, so that an hour is added
//! on either side. Stretches that are equally quiet are all reached: a group
//! that works by office hours leaves more than one place for its night.
//!
//! There is no night where the quiet stretch is not quieter than chance would
//! leave it. To see this without flattering the data, each draw's stretch is
//! looked at on the days that were not drawn: where the share of acts in it is
//! half of an even spread or more (an eighth) in more than 5 % of the draws,
//! no night is told.
//!
//! **Limits.** Hours are no proof of a place: shifts, schedulers, a target
//! audience's hours, hired vendors and people abroad give the same picture, one
//! offset holds many countries, and clocks that change with the season blur it
//! by an hour. An account counts once in each half hour, so that bursts weigh
//! no more than presence.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_base::time::SECOND;
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use serde::{Deserialize, Serialize};

/// Half hours of a day.
const BINS: usize = 48;
/// Half hours of a night.
const NIGHT: usize = 12;
/// Half hours from midnight to the middle of the night, 03:30.
const MIDDLE: i64 = 7;
const HALF_HOUR: i64 = 1_800 * SECOND;
/// Fewer active days tell no habit.
const FEWEST_DAYS: usize = 7;
const DRAWS: usize = 200;
const SEED: u64 = 330;
/// The share of draws that must reach an offset, and of those that may see a
/// night that is none.
const RARE: f64 = 0.05;
/// The share of acts in the quiet stretch from which on it is no night: half
/// of what an even spread would leave there.
const NO_NIGHT: f64 = 0.5 * NIGHT as f64 / BINS as f64;
/// Hours by which nights differ from one people to another.
const MARGIN: i64 = 1;
/// Where more than this many of the 24 offsets are allowed, none is told.
const MOST_OFFSETS: usize = 12;

/// When a group is active.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// By hour of the UTC day: in how many half hours an account was active,
    /// over all accounts and days.
    pub active: [u64; 24],
    /// Distinct UTC days with an act.
    pub days: usize,
    /// What they tell.
    pub reading: Reading,
}

/// What active hours tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// Less than a week of them.
    TooFewDays,
    /// Active round the clock, or too little to see a night.
    NoNight,
    /// A night that leaves too many places open.
    Anywhere,
    /// The offsets from UTC that the night allows.
    Zones(Vec<Zones>),
}

/// Offsets from UTC next to each other, both included, in hours from −11 to 12;
/// where `last` is smaller, they run across the date line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zones {
    /// The westernmost.
    pub first: i64,
    /// The easternmost.
    pub last: i64,
}

/// Activity by half hour.
type Day = [u64; BINS];

impl Hours {
    /// From acts: who, and when in microseconds since 1970-01-01 UTC.
    pub fn new(acts: impl Iterator<Item = (u32, i64)>) -> Self {
        let present: BTreeSet<(i64, u32)> = acts.map(|(account, time)| (time.div_euclid(HALF_HOUR), account)).collect();
        let mut days: BTreeMap<i64, Day> = BTreeMap::new();
        for (half_hour, _) in present {
            let day = days.entry(half_hour.div_euclid(BINS as i64)).or_insert([0; BINS]);
            day[half_hour.rem_euclid(BINS as i64) as usize] += 1;
        }
        let days: Vec<Day> = days.into_values().collect();
        let all = sum(days.iter());
        let active = std::array::from_fn(|hour| all[2 * hour] + all[2 * hour + 1]);
        Self { active, days: days.len(), reading: read(&days) }
    }
}

impl Reading {
    /// In words: `UTC+7 to UTC+9`, or why nothing is told.
    pub fn words(&self) -> String {
        match self {
            Self::TooFewDays => format!("no time zone: active on fewer than {FEWEST_DAYS} days"),
            Self::NoNight => "no time zone: no night can be told from chance".to_owned(),
            Self::Anywhere => "no time zone: the quiet hours leave too many open".to_owned(),
            Self::Zones(zones) => zones.iter().map(|zones| zones.words()).collect::<Vec<_>>().join(", or "),
        }
    }

    /// Whether this offset from UTC, in whole hours, is allowed.
    pub fn allows(&self, offset: i64) -> bool {
        let Self::Zones(zones) = self else { return false };
        zones.iter().any(|zones| (offset - zones.first).rem_euclid(24) <= (zones.last - zones.first).rem_euclid(24))
    }
}

impl Zones {
    fn words(self) -> String {
        let name = |offset: i64| format!("UTC{offset:+}");
        match self {
            Self { first, last } if first == last => name(first),
            Self { first, last } if first > last => {
                format!("{} to {} (across the date line)", name(first), name(last))
            }
            Self { first, last } => format!("{} to {}", name(first), name(last)),
        }
    }
}

fn sum<'a>(days: impl Iterator<Item = &'a Day>) -> Day {
    days.fold([0; BINS], |sum, day| std::array::from_fn(|bin| sum[bin] + day[bin]))
}

/// The acts in the stretch that begins at this half hour.
fn within(day: &Day, start: usize) -> u64 {
    (start..start + NIGHT).map(|bin| day[bin % BINS]).sum()
}

/// Every half hour at which a quietest stretch begins.
fn quietest(day: &Day) -> Vec<usize> {
    let least = (0..BINS).map(|start| within(day, start)).min().unwrap_or(0);
    (0..BINS).filter(|&start| within(day, start) == least).collect()
}

/// The whole hours ahead of UTC, from 0 to 23, where the stretch is the night;
/// an offset of half an hour counts for both its neighbours.
fn offsets(start: usize) -> [usize; 2] {
    let halves = MIDDLE - (start + NIGHT / 2) as i64;
    [halves, halves + 1].map(|halves| halves.div_euclid(2).rem_euclid(24) as usize)
}

fn read(days: &[Day]) -> Reading {
    if days.len() < FEWEST_DAYS {
        return Reading::TooFewDays;
    }
    let mut rng = Pcg64Mcg::seed_from_u64(SEED);
    let (mut reached, mut judged, mut no_night) = ([0usize; 24], 0usize, 0usize);
    for _ in 0..DRAWS {
        let mut drawn = vec![false; days.len()];
        let draw: Vec<usize> = days.iter().map(|_| rng.random_range(0..days.len())).collect();
        draw.iter().for_each(|&day| drawn[day] = true);
        let quiet = quietest(&sum(draw.iter().map(|&day| &days[day])));
        let hours: BTreeSet<usize> = quiet.iter().flat_map(|&start| offsets(start)).collect();
        hours.into_iter().for_each(|hour| reached[hour] += 1);
        let rest = sum(days.iter().zip(&drawn).filter(|(_, drawn)| !**drawn).map(|(day, _)| day));
        let all: u64 = rest.iter().sum();
        if all > 0 {
            judged += 1;
            let share = within(&rest, quiet[quiet.len() / 2]) as f64 / all as f64;
            no_night += usize::from(share >= NO_NIGHT);
        }
    }
    if judged == 0 || no_night as f64 > RARE * judged as f64 {
        return Reading::NoNight;
    }
    zones(&reached.map(|draws| draws as f64 >= RARE * DRAWS as f64))
}

/// The allowed offsets with the margin, as runs around the clock.
fn zones(reached: &[bool; 24]) -> Reading {
    let near = |hour: i64| (-MARGIN..=MARGIN).any(|off| reached[(hour + off).rem_euclid(24) as usize]);
    let allowed: Vec<i64> = (0..24).filter(|&hour| near(hour)).collect();
    if allowed.is_empty() || allowed.len() > MOST_OFFSETS {
        return Reading::Anywhere;
    }
    let is = |hour: i64| allowed.contains(&hour.rem_euclid(24));
    let as_offset = |hour: i64| (hour + 11).rem_euclid(24) - 11;
    let run = |&first: &i64| {
        let length = (0..24).take_while(|step| is(first + step)).count() as i64;
        Zones { first: as_offset(first), last: as_offset(first + length - 1) }
    };
    let mut runs: Vec<Zones> = allowed.iter().filter(|&&hour| !is(hour - 1)).map(run).collect();
    runs.sort_by_key(|zones| zones.first);
    Reading::Zones(runs)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much people post in each hour of their day: a night, a rise, an
    /// evening's peak.
    const PEOPLE: [u32; 24] =
        [25, 12, 6, 4, 4, 8, 25, 50, 70, 78, 80, 82, 90, 85, 80, 80, 82, 85, 92, 100, 100, 95, 75, 48];
    const OFFICE: [u32; 24] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 9, 10, 10, 8, 9, 10, 10, 10, 9, 2, 1, 0, 0, 0, 0];
    const AUTOMATA: [u32; 24] = [1; 24];

    /// A group of 12 that is active by these hours of its own day.
    fn group(by_hour: [u32; 24], offset: i64, days: i64, acts_a_day: usize, seed: u64) -> Hours {
        let mut rng = Pcg64Mcg::seed_from_u64(seed);
        let all: u32 = by_hour.iter().sum();
        let mut acts = Vec::new();
        for day in 0..days {
            for _ in 0..acts_a_day {
                let mut target = rng.random_range(0..all);
                let hour = by_hour.iter().position(|&share| {
                    let here = target < share;
                    target = target.wrapping_sub(if here { 0 } else { share });
                    here
                });
                let second = hour.unwrap() as i64 * 3_600 + rng.random_range(0..3_600) - offset * 3_600;
                acts.push((rng.random_range(0..12u32), (20_000 * 86_400 + day * 86_400 + second) * SECOND));
            }
        }
        Hours::new(acts.into_iter())
    }

    #[test]
    fn the_planted_time_zone_is_allowed_and_few_others() {
        let (mut right, mut allowed, mut told, mut runs) = (0, 0, 0, 0);
        for offset in -11..=12 {
            for seed in 0..10 {
                let hours = group(PEOPLE, offset, 30, 10, seed);
                runs += 1;
                if let Reading::Zones(_) = hours.reading {
                    told += 1;
                    right += usize::from(hours.reading.allows(offset));
                    allowed += (-11..=12).filter(|&other| hours.reading.allows(other)).count();
                }
            }
        }
        println!("{right} of {told} right, of {runs}; {:.2} offsets each", allowed as f64 / told as f64);
        assert!(told >= runs * 9 / 10, "{told} of {runs}");
        assert!(right as f64 >= 0.98 * told as f64, "{right} of {told}");
        assert!((allowed as f64) < 6.0 * told as f64, "{allowed} for {told}");
    }

    #[test]
    fn office_hours_allow_the_true_zone_among_those_whose_night_is_free() {
        for (offset, seed) in [(8, 0), (-5, 1), (1, 2), (12, 3)] {
            let hours = group(OFFICE, offset, 40, 20, seed);
            assert!(
                hours.reading == Reading::Anywhere || hours.reading.allows(offset),
                "{offset}: {}",
                hours.reading.words()
            );
        }
    }

    #[test]
    fn automata_that_never_sleep_have_no_time_zone() {
        let told = |acts, days| {
            (0..100u64).filter(|&seed| group(AUTOMATA, 0, days, acts, seed).reading != Reading::NoNight).count()
        };
        let counts = [(2, 10), (3, 30), (10, 30), (40, 60)].map(|(acts, days)| told(acts, days));
        println!("told of 100: {counts:?}");
        assert!(counts.iter().all(|&count| count <= 2), "{counts:?}");
    }

    #[test]
    fn less_than_a_week_tells_nothing() {
        assert_eq!(group(PEOPLE, 0, 5, 30, 1).reading, Reading::TooFewDays);
        assert_eq!(Hours::new(std::iter::empty()).reading, Reading::TooFewDays);
    }

    #[test]
    fn offsets_are_written_around_the_clock() {
        let mut reached = [false; 24];
        reached[8] = true;
        assert_eq!(zones(&reached).words(), "UTC+7 to UTC+9");
        reached[8] = false;
        reached[12] = true;
        let across = zones(&reached);
        assert_eq!(across.words(), "UTC+11 to UTC-11 (across the date line)");
        assert!(across.allows(12) && across.allows(-11) && across.allows(11) && !across.allows(10));
        reached[0] = true;
        assert_eq!(zones(&reached).words(), "UTC-1 to UTC+1, or UTC+11 to UTC-11 (across the date line)");
        assert_eq!(zones(&[true; 24]), Reading::Anywhere);
    }

    #[test]
    fn an_account_counts_once_in_half_an_hour() {
        let hours = Hours::new([(0, 0), (0, 5 * SECOND), (1, 0), (0, HALF_HOUR)].into_iter());
        assert_eq!((hours.active[0], hours.days), (3, 1));
    }
}
