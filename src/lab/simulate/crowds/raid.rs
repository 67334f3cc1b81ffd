//! Calls from outside, and those who follow them.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::ground::{Ground, linking};
use crate::simulate::draw::{chance, log_uniform};
use crate::simulate::post::{ObjectId, Post};
use crate::simulate::rhythm::{DAY, HOUR};

/// How often a crowd is called.
const CALLS: (u32, u32) = (1, 2);
/// Links of a call, and their age in seconds (log-uniform).
const LINKS: usize = 3;
const AGE: (f64, f64) = (HOUR as f64, 7.0 * DAY as f64);
/// Share of the crowd that follows a call, and of the links that it posts.
const FOLLOWING: f64 = 0.75;
const POSTED: f64 = 0.85;
/// Seconds until it begins, `u²` of these with `u` uniform: most come early. It
/// takes its time for each link, so that all is over after 90 minutes.
const LAST_BEGIN: f64 = 86.0 * 60.0;
const TAKES: (i64, i64) = (5, 60);

/// The calls to a crowd.
pub struct Raid {
    calls: Vec<(i64, [ObjectId; LINKS])>,
}

impl Raid {
    pub fn new(ground: &mut Ground) -> Self {
        let amount = ground.rng.random_range(CALLS.0..=CALLS.1);
        let mut call = |_| {
            let time = ground.waking_time().min(ground.period.end() - 2 * HOUR);
            let mut link = |_| {
                let age = log_uniform(AGE, &mut ground.rng) as i64;
                ground.link(time - age)
            };
            (time, [0; LINKS].map(&mut link))
        };
        Self { calls: (0..amount).map(&mut call).collect() }
    }

    pub fn posts_of(&self, raider: u32, rng: &mut Pcg64Mcg) -> Vec<Post> {
        let mut posts = Vec::new();
        for &(called, links) in &self.calls {
            if !chance(FOLLOWING, rng) {
                continue;
            }
            let mut time = called + (rng.random::<f64>().powi(2) * LAST_BEGIN) as i64;
            for link in links {
                time += rng.random_range(TAKES.0..=TAKES.1);
                if chance(POSTED, rng) {
                    posts.push(linking(raider, time, link));
                }
            }
        }
        posts
    }
}
