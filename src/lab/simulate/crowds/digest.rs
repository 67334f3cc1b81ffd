//! A daily mail and its readers.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::ground::{Ground, linking};
use crate::simulate::draw::{chance, log_uniform};
use crate::simulate::post::{ObjectId, Post};
use crate::simulate::rhythm::HOUR;

/// Links of a mail.
const LINKS: usize = 8;
/// When mails are sent, in the community's own time: before work.
const SENT: (i64, i64) = (5 * HOUR, 9 * HOUR);
/// Days on which a reader opens the mail; readers differ.
const DILIGENCE: (f64, f64) = (0.1, 0.6);
/// Seconds after which it is opened (log-uniform): a bit less than two hours,
/// for the links take their time, too.
const OPENED: (f64, f64) = (120.0, 6_600.0);
/// Links that a reader shares at once, and the seconds that it reads before
/// each.
const SHARED: (usize, usize) = (1, 3);
const READING: (i64, i64) = (10, 180);

/// The mails of a period.
pub struct Digest {
    mails: Vec<(i64, Vec<ObjectId>)>,
}

impl Digest {
    /// Every mail lists what the community reads at the time.
    pub fn new(ground: &mut Ground) -> Self {
        let second = ground.rng.random_range(SENT.0..SENT.1);
        let days = ground.period.days;
        let mail = |day| {
            let time = ground.local(day, second);
            (time, ground.links_around(time, LINKS))
        };
        Self { mails: (0..days).map(mail).collect() }
    }

    pub fn posts_of(&self, reader: u32, rng: &mut Pcg64Mcg) -> Vec<Post> {
        let diligence = rng.random_range(DILIGENCE.0..DILIGENCE.1);
        let mut posts = Vec::new();
        for (sent, links) in &self.mails {
            if links.is_empty() || !chance(diligence, rng) {
                continue;
            }
            let mut time = sent + log_uniform(OPENED, rng) as i64;
            let shared = rng.random_range(SHARED.0..=SHARED.1).min(links.len());
            // From somewhere in the mail downwards.
            let first = rng.random_range(0..=links.len() - shared);
            for &link in &links[first..first + shared] {
                time += rng.random_range(READING.0..READING.1);
                posts.push(linking(reader, time, link));
            }
        }
        posts
    }
}
