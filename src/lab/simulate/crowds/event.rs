//! Evenings of live events and those who watch them together.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::ground::{Ground, showing};
use crate::simulate::draw::{chance, log_normal, whole};
use crate::simulate::post::{ObjectId, Post};
use crate::simulate::rhythm::{Clock, DAY, HOUR, Period};

/// Evenings in the period, and moments in each that are worth a post.
const EVENINGS: usize = 6;
const MOMENTS: i64 = 3;
/// When an event begins, in the community's own time, and how long it lasts.
const BEGINS: (i64, i64) = (19 * HOUR, 20 * HOUR + HOUR / 2);
const LASTS: i64 = 2 * HOUR;
/// Images that the group has known for long, and their age in seconds when the
/// period begins.
const MEMES: usize = 8;
const AGE: (i64, i64) = (30 * DAY, 365 * DAY);
/// Share of the group that answers a moment.
const ANSWERING: f64 = 0.3;
/// Seconds until it does (log-normal): the middle half lies within forty
/// seconds.
const ANSWER_MEDIAN: f64 = 48.0;
const ANSWER_SPREAD: f64 = 0.6;
/// Images of the group that a member posts at other times, per day.
const AT_OTHER_TIMES: f64 = 0.03;

/// The moments of all evenings.
pub struct Evenings {
    memes: Vec<ObjectId>,
    /// When, and the image that is the answer.
    moments: Vec<(i64, ObjectId)>,
}

impl Evenings {
    pub fn new(ground: &mut Ground) -> Self {
        let mut meme = |_| {
            let age = ground.rng.random_range(AGE.0..AGE.1);
            ground.image(ground.period.start - age)
        };
        let memes: Vec<ObjectId> = (0..MEMES).map(&mut meme).collect();
        let mut moments = Vec::new();
        for day in ground.different_days(EVENINGS) {
            let begin = ground.rng.random_range(BEGINS.0..BEGINS.1);
            let begin = ground.local(day, begin);
            for part in 0..MOMENTS {
                let within = ground.rng.random_range(0..LASTS / MOMENTS);
                let answer = memes[ground.rng.random_range(0..MEMES)];
                moments.push((begin + part * LASTS / MOMENTS + within, answer));
            }
        }
        Self { memes, moments }
    }

    pub fn posts_of(&self, fan: u32, clock: &Clock, period: Period, rng: &mut Pcg64Mcg) -> Vec<Post> {
        let mut posts = Vec::new();
        for &(moment, answer) in &self.moments {
            if chance(ANSWERING, rng) {
                let delay = log_normal(ANSWER_MEDIAN, ANSWER_SPREAD, rng) as i64;
                posts.push(showing(fan, moment + delay, answer));
            }
        }
        for _ in 0..whole(AT_OTHER_TIMES * period.days as f64, rng) {
            let meme = self.memes[rng.random_range(0..MEMES)];
            posts.push(showing(fan, clock.moment(period, rng), meme));
        }
        posts
    }
}
