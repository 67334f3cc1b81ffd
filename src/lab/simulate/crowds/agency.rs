//! A news agency and the outlets that carry its items.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::ground::{Ground, linking, showing};
use crate::simulate::draw::{chance, exponential, log_uniform};
use crate::simulate::post::{ObjectId, Post};

/// Items that an agency releases, and the share of them that are images.
const ITEMS_PER_DAY: f64 = 4.0;
const IMAGES: f64 = 0.5;
/// Share of the items that an outlet carries; outlets differ.
const CARRIED: (f64, f64) = (0.3, 0.6);
/// Share of the outlets where a program does it, its mean delay in seconds and
/// the longest.
const AUTOMATIC: f64 = 0.3;
const PROGRAM_DELAY: f64 = 60.0;
const PROGRAM_LONGEST_DELAY: f64 = 300.0;
/// Seconds that an editor needs (log-uniform).
const EDITOR_DELAY: (f64, f64) = (180.0, 3_600.0);

#[derive(Clone, Copy)]
enum Item {
    Link(ObjectId),
    Image(ObjectId),
}

/// What an agency releases, and when.
pub struct Agency {
    items: Vec<(i64, Item)>,
}

impl Agency {
    pub fn new(ground: &mut Ground) -> Self {
        let amount = ground.amount(ITEMS_PER_DAY);
        let mut item = |_| {
            let time = ground.waking_time();
            let is_image = chance(IMAGES, &mut ground.rng);
            (time, if is_image { Item::Image(ground.image(time)) } else { Item::Link(ground.link(time)) })
        };
        Self { items: (0..amount).map(&mut item).collect() }
    }

    pub fn posts_of(&self, outlet: u32, rng: &mut Pcg64Mcg) -> Vec<Post> {
        let carried = rng.random_range(CARRIED.0..CARRIED.1);
        let automatic = chance(AUTOMATIC, rng);
        let mut posts = Vec::new();
        for &(released, item) in &self.items {
            if chance(carried, rng) {
                let delay = if automatic {
                    exponential(PROGRAM_DELAY, rng).min(PROGRAM_LONGEST_DELAY)
                } else {
                    log_uniform(EDITOR_DELAY, rng)
                };
                let time = released + delay as i64;
                posts.push(match item {
                    Item::Link(link) => linking(outlet, time, link),
                    Item::Image(image) => showing(outlet, time, image),
                });
            }
        }
        posts
    }
}
