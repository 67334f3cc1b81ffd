//! A feed and the bots that poll it.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::ground::{Ground, linking};
use crate::simulate::post::{ObjectId, Post};

const MINUTE: i64 = 60;
/// Seconds between two polls, as people set up a timetable, and as other
/// programs have them.
const ROUND: [i64; 7] = [MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 20 * MINUTE, 30 * MINUTE];
const ODD: [i64; 4] = [437, 7 * MINUTE, 13 * MINUTE, 1_009];
/// Items that a feed publishes, sixty in the sixty days of the sample.
const ITEMS_PER_DAY: f64 = 1.0;
/// The most seconds from a poll to the post.
const LATENCY: i64 = 4;

/// A feed, and how its bots poll it.
pub struct Feed {
    /// When each item was published, in order, and its address.
    items: Vec<(i64, ObjectId)>,
    /// Seconds between two polls.
    interval: i64,
    /// The grain of the phases: bots on a timetable begin with a whole minute.
    grain: i64,
    /// Seconds from a multiple of the interval to the polls; each bot has its
    /// own where there is none.
    phase: Option<i64>,
}

impl Feed {
    /// Every other feed is polled on a timetable of whole minutes, every other
    /// pair of feeds by all bots at the same moments.
    pub fn new(number: u32, ground: &mut Ground) -> Self {
        let mut times: Vec<i64> = (0..ground.amount(ITEMS_PER_DAY)).map(|_| ground.any_time()).collect();
        times.sort_unstable();
        let items = times.into_iter().map(|time| (time, ground.link(time))).collect();
        let rng = &mut ground.rng;
        let (interval, grain) = if number.is_multiple_of(2) {
            (ROUND[rng.random_range(0..ROUND.len())], MINUTE)
        } else {
            let any = rng.random_range(0..ROUND.len() + ODD.len());
            (ROUND.get(any).copied().unwrap_or_else(|| ODD[any - ROUND.len()]), 1)
        };
        let together = (number / 2).is_multiple_of(2);
        let phase = together.then(|| any_phase(interval, grain, rng));
        Self { items, interval, grain, phase }
    }

    /// Every item at the next poll; of several items one after another.
    pub fn posts_of(&self, bot: u32, rng: &mut Pcg64Mcg) -> Vec<Post> {
        let phase = self.phase.unwrap_or_else(|| any_phase(self.interval, self.grain, rng));
        let mut free = i64::MIN;
        let post = |&(published, link): &(i64, ObjectId)| {
            let poll = published + (phase - published).rem_euclid(self.interval);
            let time = free.max(poll + rng.random_range(0..=LATENCY));
            free = time + 1;
            linking(bot, time, link)
        };
        self.items.iter().map(post).collect()
    }
}

fn any_phase(interval: i64, grain: i64, rng: &mut Pcg64Mcg) -> i64 {
    rng.random_range(0..interval / grain) * grain
}
