//! Small communities with a narrow taste.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::ground::{Ground, linking};
use crate::simulate::draw::{log_normal_of_mean, whole, zipf};
use crate::simulate::post::{ObjectId, Post};
use crate::simulate::rhythm::{Clock, DAY, Period};

/// Pages that a community cares for; communities take these in turn.
const SHELVES: [usize; 4] = [20, 60, 120, 200];
/// Age in seconds of the pages when the period begins.
const AGE: (i64, i64) = (30 * DAY, 365 * DAY);
/// Posts of these pages, on average per account and day, and how far members
/// differ (log-normal).
const POSTS_PER_DAY: f64 = 0.3;
const SPREAD: f64 = 0.6;

/// The pages of a community, the most popular first.
pub struct Enthusiasm {
    shelf: Vec<ObjectId>,
}

impl Enthusiasm {
    pub fn new(number: u32, ground: &mut Ground) -> Self {
        let mut page = |_| {
            let age = ground.rng.random_range(AGE.0..AGE.1);
            ground.link(ground.period.start - age)
        };
        let breadth = SHELVES[number as usize % SHELVES.len()];
        Self { shelf: (0..breadth).map(&mut page).collect() }
    }

    pub fn posts_of(&self, member: u32, clock: &Clock, period: Period, rng: &mut Pcg64Mcg) -> Vec<Post> {
        let mean = POSTS_PER_DAY * period.days as f64;
        let amount = whole(log_normal_of_mean(mean, SPREAD, rng), rng);
        let post = |_| {
            let page = self.shelf[zipf(self.shelf.len(), rng)];
            linking(member, clock.moment(period, rng), page)
        };
        (0..amount).map(post).collect()
    }
}
