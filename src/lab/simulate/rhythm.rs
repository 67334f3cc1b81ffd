//! Day and night: when an account is awake and when it posts.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::draw::log_normal;

pub(super) const HOUR: i64 = 3_600;
pub(super) const DAY: i64 = 24 * HOUR;

/// How much people post in each hour of their own day, from midnight on:
/// a deep night, a rise over the morning and a peak in the evening.
const HOURS: [f64; 24] = [
    0.25, 0.12, 0.06, 0.04, 0.04, 0.08, 0.25, 0.50, 0.70, 0.78, 0.80, 0.82, 0.90, 0.85, 0.80, 0.80, 0.82, 0.85, 0.92,
    1.00, 1.00, 0.95, 0.75, 0.48,
];
const CUMULATIVE: [f64; 24] = cumulative(HOURS);

/// Seconds after the hour within which a scheduler sends what is due.
const SCHEDULER_DELAY: i64 = 8;
/// Hours of the day at which a scheduling account has its slots.
const SLOTS: usize = 4;

const fn cumulative(mut hours: [f64; 24]) -> [f64; 24] {
    let mut hour = 1;
    while hour < 24 {
        hours[hour] += hours[hour - 1];
        hour += 1;
    }
    hours
}

/// The time that a world covers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Period {
    /// Its first second, in seconds since 1970-01-01 UTC.
    pub start: i64,
    /// Its length.
    pub days: i64,
}

impl Period {
    /// The first second after the period.
    pub fn end(self) -> i64 {
        self.start + self.days * DAY
    }

    pub fn contains(self, time: i64) -> bool {
        (self.start..self.end()).contains(&time)
    }
}

/// When in its day an account posts.
#[derive(Clone, Copy, Debug)]
pub(super) enum Habit {
    /// As people do, this many seconds earlier than their neighbours.
    Waking(i64),
    /// At any hour, as a desk with shifts does.
    RoundTheClock,
    /// When a scheduler has a slot, at these hours.
    OnTheHour([i64; SLOTS]),
}

/// An account's day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    /// Seconds ahead of UTC, whole hours.
    pub zone: i64,
    pub habit: Habit,
}

impl Clock {
    /// A person: early birds and night owls are about an hour and a half off.
    pub fn waking(zone: i64, rng: &mut Pcg64Mcg) -> Self {
        let owl = log_normal(1.0, 0.25, rng).ln() * (6 * HOUR) as f64;
        Self { zone, habit: Habit::Waking(owl as i64) }
    }

    /// An account with slots at hours when people are awake.
    pub fn on_the_hour(zone: i64, rng: &mut Pcg64Mcg) -> Self {
        let slots = [(); SLOTS].map(|()| waking_second(rng) / HOUR * HOUR);
        Self { zone, habit: Habit::OnTheHour(slots) }
    }

    /// A moment of the period at which the account posts.
    pub fn moment(&self, period: Period, rng: &mut Pcg64Mcg) -> i64 {
        let day = rng.random_range(0..period.days);
        let local = match self.habit {
            Habit::Waking(early) => waking_second(rng) - early,
            Habit::RoundTheClock => rng.random_range(0..DAY),
            Habit::OnTheHour(slots) => slots[rng.random_range(0..SLOTS)] + rng.random_range(0..=SCHEDULER_DELAY),
        };
        period.start + day * DAY + (local - self.zone - period.start).rem_euclid(DAY)
    }

    /// How likely the account is to be at its phone, from 0 to 1.
    pub fn awake(&self, time: i64) -> f64 {
        let early = if let Habit::Waking(early) = self.habit { early } else { 0 };
        HOURS[((time + self.zone + early).rem_euclid(DAY) / HOUR) as usize]
    }
}

/// A second of the day, drawn from [`HOURS`].
fn waking_second(rng: &mut Pcg64Mcg) -> i64 {
    let target = rng.random::<f64>() * CUMULATIVE[23];
    let hour = CUMULATIVE.partition_point(|&sum| sum <= target).min(23);
    hour as i64 * HOUR + rng.random_range(0..HOUR)
}
