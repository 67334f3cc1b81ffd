//! What there is to share: addresses, hashtags and images of every community,
//! the posts of its voices, and breaking news.

use std::ops::Range;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::config::WorldConfig;
use super::draw::{Stream, exponential, generator, pareto, zipf};
use super::kind::Kind;
use super::population::Population;
use super::post::{ObjectId, Original, Post};
use super::rhythm::{Clock, DAY, HOUR, Period};

/// How the shelf of one kind is stocked.
struct Stock {
    kind: Kind,
    /// Fresh objects per expected post of the community.
    fresh_per_post: f64,
    /// Objects that were there before, per expected post.
    evergreen_per_post: f64,
    /// How often something evergreen is taken.
    evergreen_share: f64,
}

const STOCKS: [Stock; 3] = [
    Stock { kind: Kind::Url, fresh_per_post: 0.30, evergreen_per_post: 0.02, evergreen_share: 0.25 },
    Stock { kind: Kind::Hashtag, fresh_per_post: 0.05, evergreen_per_post: 0.02, evergreen_share: 0.60 },
    Stock { kind: Kind::Media, fresh_per_post: 0.18, evergreen_per_post: 0.01, evergreen_share: 0.25 },
];

/// Tail of the popularity of fresh objects, and where it is cut off.
const POPULARITY: (f64, f64) = (1.0, 1_000.0);
/// Mean age of a fresh object when somebody shares it, in days.
const FRESHNESS: f64 = 0.25;
/// What is evergreen was published up to this many seconds before all else.
const EVERGREEN_AGE: i64 = 365 * DAY;
/// Sites that a community's addresses lead to, beside its newsrooms'.
const SITES_PER_TOPIC: u32 = 8;
/// Addresses that a newsroom publishes, in multiples of an account's volume.
const NEWSROOM_OUTPUT: f64 = 4.0;
/// Hours ahead of UTC of the regions that communities live in.
const ZONES: [i64; 9] = [-8, -5, -3, 0, 1, 2, 3, 8, 9];

/// Objects of one kind from which posts take theirs: the evergreens, most
/// popular first, then the fresh ones in the order of their publication.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    first: usize,
    evergreen: usize,
    evergreen_share: f64,
    /// When each fresh object was published.
    published: Vec<i64>,
    /// Sum of the popularity of the fresh objects up to each.
    popularity: Vec<f64>,
    /// Mean distance, in popularity, from the newest to what is taken.
    reach: f64,
}

impl Shelf {
    /// A shelf with these publication times, in order.
    pub fn new(published: Vec<i64>, period: Period, rng: &mut Pcg64Mcg) -> Self {
        let mut sum = 0.0;
        let popularity: Vec<f64> = published
            .iter()
            .map(|_| {
                sum += pareto(POPULARITY.0, POPULARITY.1, rng);
                sum
            })
            .collect();
        let reach = sum * FRESHNESS / period.days as f64;
        Self { published, popularity, reach, ..Self::default() }
    }

    fn with_evergreens(mut self, evergreen: usize, share: f64) -> Self {
        (self.evergreen, self.evergreen_share) = (evergreen, share);
        self
    }

    fn len(&self) -> usize {
        self.evergreen + self.published.len()
    }

    /// The number of an object that is there at `time`: an evergreen by rank,
    /// or a fresh one by popularity and the shorter ago the likelier.
    pub fn pick(&self, time: i64, rng: &mut Pcg64Mcg) -> Option<usize> {
        let there = self.published.partition_point(|&published| published < time);
        if self.evergreen > 0 && (there == 0 || rng.random::<f64>() < self.evergreen_share) {
            return Some(self.first + zipf(self.evergreen, rng));
        }
        let newest = self.popularity[..there].last()?;
        let target = newest - exponential(self.reach, rng);
        let found = self.popularity[..there].partition_point(|&sum| sum <= target);
        Some(self.first + self.evergreen + found.min(there - 1))
    }

    /// The number of the most popular object of the last day.
    fn trending(&self, time: i64) -> Option<usize> {
        let age = |least: i64| self.published.partition_point(|&published| published < time - least);
        let before = |fresh: usize| {
            if fresh == 0 { 0.0 } else { self.popularity[fresh - 1] }
        };
        let popularity = |&fresh: &usize| self.popularity[fresh] - before(fresh);
        let top = (age(DAY)..age(0)).max_by(|a, b| popularity(a).total_cmp(&popularity(b)))?;
        Some(self.first + self.evergreen + top)
    }
}

/// Something a newsroom publishes on all its pages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Publication {
    pub url: ObjectId,
    pub time: i64,
}

/// A community: people who share the same things.
#[derive(Clone, Debug, Default)]
pub(super) struct Topic {
    /// Seconds ahead of UTC of the region that most of its members live in.
    pub zone: i64,
    shelves: [Shelf; Kind::COUNT],
    /// The site of every address of the community.
    sites: Vec<u32>,
    /// Posts of its voices, in the order of time, and the shelf of the same.
    originals: Vec<Original>,
    reposts: Shelf,
}

impl Topic {
    /// Something of this kind that is around at `time`.
    pub fn pick(&self, kind: Kind, time: i64, rng: &mut Pcg64Mcg) -> Option<ObjectId> {
        self.shelves[kind as usize].pick(time, rng).map(ObjectId::new)
    }

    /// The address that leads the charts at `time`.
    pub fn trending(&self, time: i64) -> Option<ObjectId> {
        self.shelves[Kind::Url as usize].trending(time).map(ObjectId::new)
    }

    /// Fills these places with different things of this kind, where there are
    /// enough.
    pub fn fill(&self, places: &mut [Option<ObjectId>], kind: Kind, time: i64, rng: &mut Pcg64Mcg) {
        for place in 0..places.len() {
            places[place] = self.pick(kind, time, rng).filter(|object| !places[..place].contains(&Some(*object)));
        }
    }

    /// A post of a voice that is around at `time`.
    pub fn pick_original(&self, time: i64, rng: &mut Pcg64Mcg) -> Option<Original> {
        self.reposts.pick(time, rng).map(|number| self.originals[number])
    }
}

/// Breaking news: one fresh address and one fresh hashtag for everybody.
#[derive(Clone, Copy, Debug)]
pub(super) struct News {
    pub topic: usize,
    pub time: i64,
    pub url: ObjectId,
    pub hashtag: ObjectId,
}

/// The objects of each [`Kind`], and when each was published.
#[derive(Clone, Debug, Default)]
pub(super) struct Objects {
    /// By kind and number; [`UNPUBLISHED`] until somebody publishes it.
    published: [Vec<i64>; Kind::COUNT],
}

const UNPUBLISHED: i64 = i64::MAX;

impl Objects {
    /// Numbers for `amount` more objects.
    pub fn allocate(&mut self, kind: Kind, amount: usize) -> Range<usize> {
        let published = &mut self.published[kind as usize];
        let first = published.len();
        published.resize(first + amount, UNPUBLISHED);
        first..first + amount
    }

    pub fn publish(&mut self, kind: Kind, object: ObjectId, time: i64) {
        self.published[kind as usize][object.number() as usize] = time;
    }

    /// When the page or the image of a post was published; a post that shows
    /// several leaves open which one a time would belong to.
    pub fn created(&self, post: &Post) -> Option<i64> {
        let links = post.urls.into_iter().flatten().map(|url| (Kind::Url, url));
        let mut shown = links.chain(post.media.map(|image| (Kind::Media, image)));
        let (Some((kind, object)), None) = (shown.next(), shown.next()) else { return None };
        let time = self.published[kind as usize][object.number() as usize];
        (time != UNPUBLISHED).then_some(time)
    }
}

/// Everything that can be shared without a campaign.
#[derive(Clone, Debug, Default)]
pub(super) struct Catalogue {
    pub topics: Vec<Topic>,
    pub news: Vec<News>,
    /// What each newsroom publishes.
    pub newsrooms: Vec<Vec<Publication>>,
    /// The site of every address.
    pub sites: Vec<u32>,
    pub objects: Objects,
}

impl Catalogue {
    pub fn new(config: &WorldConfig, population: &Population) -> Self {
        let topics = (0..config.topics).into_par_iter().map(|topic| new_topic(config, population, topic));
        let mut catalogue = Self { topics: topics.collect(), ..Self::default() };
        catalogue.number_objects(config);
        catalogue.newsrooms = newsrooms(&catalogue, config, population);
        catalogue.news = catalogue.new_breaking_news(config);
        catalogue
    }

    /// Numbers for addresses of one site.
    pub fn allocate_urls(&mut self, amount: usize, site: u32) -> Range<usize> {
        self.sites.resize(self.sites.len() + amount, site);
        self.objects.allocate(Kind::Url, amount)
    }

    /// Puts the voices' posts, by voice, where others can repost them.
    pub fn shelve_originals(&mut self, voices: &[Vec<i64>], config: &WorldConfig) {
        for (author, times) in (0..).zip(voices) {
            let topic = Population::topic_of_voice(author, config.topics);
            self.topics[topic].originals.extend(times.iter().map(|&time| Original { author, time }));
        }
        self.topics.par_iter_mut().enumerate().for_each(|(number, topic)| {
            topic.originals.sort_unstable_by_key(|original| (original.time, original.author));
            let times = topic.originals.iter().map(|original| original.time).collect();
            let rng = &mut generator(config.seed, Stream::Topic, u64::from(config.topics) + number as u64);
            topic.reposts = Shelf::new(times, config.period(), rng);
        });
    }

    /// Topics are stocked in parallel with numbers from 0; this makes them
    /// unique.
    fn number_objects(&mut self, config: &WorldConfig) {
        for (number, topic) in self.topics.iter_mut().enumerate() {
            let rng = &mut generator(config.seed, Stream::Evergreen, number as u64);
            self.sites.append(&mut topic.sites);
            for kind in [Kind::Url, Kind::Hashtag, Kind::Media] {
                let shelf = &mut topic.shelves[kind as usize];
                shelf.first = self.objects.allocate(kind, shelf.len()).start;
                let eve = config.start - DAY;
                let evergreen = (0..shelf.evergreen).map(|_| eve - rng.random_range(0..EVERGREEN_AGE));
                for (object, time) in (shelf.first..).zip(evergreen.chain(shelf.published.iter().copied())) {
                    self.objects.publish(kind, ObjectId::new(object), time);
                }
            }
        }
    }

    fn new_breaking_news(&mut self, config: &WorldConfig) -> Vec<News> {
        let rng = &mut generator(config.seed, Stream::News, 0);
        let amount = (config.breaking_news_per_day * f64::from(config.days)).round() as usize;
        let event = |_| {
            let topic = rng.random_range(0..self.topics.len());
            let time = Clock::waking(self.topics[topic].zone, rng).moment(config.period(), rng);
            let url = ObjectId::new(self.allocate_urls(1, topic as u32 * SITES_PER_TOPIC).start);
            self.objects.publish(Kind::Url, url, time);
            let hashtag = ObjectId::new(self.objects.allocate(Kind::Hashtag, 1).start);
            News { topic, time, url, hashtag }
        };
        (0..amount).map(event).collect()
    }
}

fn new_topic(config: &WorldConfig, population: &Population, number: u32) -> Topic {
    let rng = &mut generator(config.seed, Stream::Topic, number.into());
    let zone = any_zone(rng);
    let posts = config.expected_posts() / f64::from(config.topics);
    let mut topic = Topic { zone, ..Topic::default() };
    for stock in &STOCKS {
        let evergreen = (posts * stock.evergreen_per_post).ceil() as usize + 1;
        let mut fresh = publications(posts * stock.fresh_per_post, number, zone, config, rng);
        if stock.kind == Kind::Url {
            for newsroom in population.newsrooms_of(number as usize, config.topics) {
                fresh.extend(newsroom_publications(newsroom, zone, config, rng));
            }
            fresh.sort_unstable();
            topic.sites = (0..evergreen).map(|_| any_site(number, rng)).collect();
            topic.sites.extend(fresh.iter().map(|&(_, site)| site));
        }
        let times = fresh.into_iter().map(|(time, _)| time).collect();
        topic.shelves[stock.kind as usize] =
            Shelf::new(times, config.period(), rng).with_evergreens(evergreen, stock.evergreen_share);
    }
    topic
}

/// Times and sites of fresh objects, in order; they begin a day before the
/// period, so that its first posts have something to share.
fn publications(amount: f64, topic: u32, zone: i64, config: &WorldConfig, rng: &mut Pcg64Mcg) -> Vec<(i64, u32)> {
    let with_eve = Period { start: config.start - DAY, days: i64::from(config.days) + 1 };
    let mut publish = |_| (Clock::waking(zone, rng).moment(with_eve, rng), any_site(topic, rng));
    let mut published: Vec<_> = (0..amount as usize).map(&mut publish).collect();
    published.sort_unstable();
    published
}

fn newsroom_publications(newsroom: usize, zone: i64, config: &WorldConfig, rng: &mut Pcg64Mcg) -> Vec<(i64, u32)> {
    let desk = Clock::waking(zone, rng);
    let site = config.topics * SITES_PER_TOPIC + newsroom as u32;
    let amount = (config.volume() * NEWSROOM_OUTPUT) as usize;
    (0..amount).map(|_| (desk.moment(config.period(), rng), site)).collect()
}

/// What each newsroom published, found by its site.
fn newsrooms(catalogue: &Catalogue, config: &WorldConfig, population: &Population) -> Vec<Vec<Publication>> {
    let mut newsrooms = vec![Vec::new(); population.newsrooms()];
    let first_site = config.topics * SITES_PER_TOPIC;
    for topic in &catalogue.topics {
        let shelf = &topic.shelves[Kind::Url as usize];
        for (number, &time) in (shelf.first + shelf.evergreen..).zip(&shelf.published) {
            if let Some(newsroom) = catalogue.sites[number].checked_sub(first_site) {
                newsrooms[newsroom as usize].push(Publication { url: ObjectId::new(number), time });
            }
        }
    }
    newsrooms
}

/// A region's zone in seconds.
pub(super) fn any_zone(rng: &mut Pcg64Mcg) -> i64 {
    ZONES[rng.random_range(0..ZONES.len())] * HOUR
}

/// The sites of crowds, behind those of topics and newsrooms.
pub(super) fn site_of_crowd(crowd: usize, config: &WorldConfig, population: &Population) -> u32 {
    config.topics * SITES_PER_TOPIC + (population.newsrooms() + crowd) as u32
}

/// The sites of campaigns, behind all others.
pub(super) fn site_of_campaign(campaign: u32, config: &WorldConfig, population: &Population) -> u32 {
    site_of_crowd(population.crowds.len(), config, population) + campaign
}

/// A community reads few sites often and many seldom.
fn any_site(topic: u32, rng: &mut Pcg64Mcg) -> u32 {
    topic * SITES_PER_TOPIC + zipf(SITES_PER_TOPIC as usize, rng) as u32
}
