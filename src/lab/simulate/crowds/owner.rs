//! Three accounts of one person.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::ground::{Ground, linking};
use crate::simulate::draw::chance;
use crate::simulate::post::{ObjectId, Post};

/// Links that the person posts from all accounts, per day: three a week.
const LINKS_PER_DAY: f64 = 3.0 / 7.0;
/// Seconds from the first account to the last at most.
const LONGEST: i64 = 100;
/// How often an account is left out.
const LEFT_OUT: f64 = 0.05;

/// What a person posts from all accounts.
pub struct Owner {
    links: Vec<(i64, ObjectId)>,
}

impl Owner {
    /// The links are what the community shares at the time.
    pub fn new(ground: &mut Ground) -> Self {
        let amount = ground.amount(LINKS_PER_DAY);
        let mut link = |_| {
            let time = ground.waking_time();
            ground.links_around(time, 1).first().map(|&link| (time, link))
        };
        Self { links: (0..amount).filter_map(&mut link).collect() }
    }

    pub fn posts_of(&self, account: u32, rng: &mut Pcg64Mcg) -> Vec<Post> {
        let mut posts = Vec::new();
        for &(time, link) in &self.links {
            if !chance(LEFT_OUT, rng) {
                posts.push(linking(account, time + rng.random_range(0..=LONGEST), link));
            }
        }
        posts
    }
}
