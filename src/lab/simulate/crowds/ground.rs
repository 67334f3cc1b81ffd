//! Where an occasion takes place: its time, its community, and the objects that
//! it brings into the world.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;

use crate::simulate::catalogue::Catalogue;
use crate::simulate::config::WorldConfig;
use crate::simulate::draw::{Stream, generator};
use crate::simulate::kind::Kind;
use crate::simulate::population::Crowd;
use crate::simulate::post::{ObjectId, Post};
use crate::simulate::rhythm::{Clock, DAY, Period};

/// Crowds of different roles have different generators.
const ROLE_SHIFT: u32 = 32;

/// Where an occasion takes place.
pub struct Ground<'a> {
    catalogue: &'a mut Catalogue,
    topic: usize,
    /// The site that the crowd has to itself.
    site: u32,
    pub period: Period,
    pub rng: Pcg64Mcg,
}

impl<'a> Ground<'a> {
    pub fn new(crowd: &Crowd, site: u32, config: &WorldConfig, catalogue: &'a mut Catalogue) -> Self {
        let entity = ((crowd.role as u64) << ROLE_SHIFT) | u64::from(crowd.number);
        let rng = generator(config.seed, Stream::Crowd, entity);
        Self { catalogue, topic: crowd.topic(config.topics), site, period: config.period(), rng }
    }

    /// An address of the crowd's own site, published at `time`.
    pub fn link(&mut self, time: i64) -> ObjectId {
        let link = ObjectId::new(self.catalogue.allocate_urls(1, self.site).start);
        self.catalogue.objects.publish(Kind::Url, link, time);
        link
    }

    /// An image, published at `time`.
    pub fn image(&mut self, time: i64) -> ObjectId {
        let image = ObjectId::new(self.catalogue.objects.allocate(Kind::Media, 1).start);
        self.catalogue.objects.publish(Kind::Media, image, time);
        image
    }

    /// Different addresses that the community shares at `time`, so many if there
    /// are enough.
    pub fn links_around(&mut self, time: i64, amount: usize) -> Vec<ObjectId> {
        let mut links = vec![None; amount];
        self.catalogue.topics[self.topic].fill(&mut links, Kind::Url, time, &mut self.rng);
        links.into_iter().flatten().collect()
    }

    /// A whole number of events for so many a day, at least one.
    pub fn amount(&self, per_day: f64) -> usize {
        ((per_day * self.period.days as f64).round() as usize).max(1)
    }

    /// Any second of the period, by day and by night.
    pub fn any_time(&mut self) -> i64 {
        self.rng.random_range(self.period.start..self.period.end())
    }

    /// A moment at which someone of the community is awake.
    pub fn waking_time(&mut self) -> i64 {
        let clock = Clock::waking(self.catalogue.topics[self.topic].zone, &mut self.rng);
        clock.moment(self.period, &mut self.rng)
    }

    /// When it is so many seconds after midnight, where the community lives, on
    /// a day of the period.
    pub fn local(&self, day: i64, second: i64) -> i64 {
        let start = self.period.start;
        start + day * DAY + (second - self.catalogue.topics[self.topic].zone - start).rem_euclid(DAY)
    }

    /// Different days of the period, from 0, in no order; fewer where it is too
    /// short.
    pub fn different_days(&mut self, amount: usize) -> Vec<i64> {
        let mut days: Vec<i64> = (0..self.period.days).collect();
        days.partial_shuffle(&mut self.rng, amount).0.to_vec()
    }
}

/// A post with this link.
pub(super) fn linking(account: u32, time: i64, link: ObjectId) -> Post {
    Post { urls: [Some(link), None], ..Post::new(account, time) }
}

/// A post with this image.
pub(super) fn showing(account: u32, time: i64, image: ObjectId) -> Post {
    Post { media: Some(image), ..Post::new(account, time) }
}
