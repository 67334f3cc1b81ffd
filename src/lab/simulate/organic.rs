//! What accounts do without any campaign: their ordinary posts, and what
//! looks like coordination and is none.

use std::ops::Range;

use lockstep_base::stop;
use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::catalogue::{Catalogue, any_zone};
use super::config::WorldConfig;
use super::crowds::{Occasion, occasions};
use super::draw::{Stream, chance, exponential, generator, log_normal, log_normal_of_mean, log_uniform, whole, zipf};
use super::kind::Kind;
use super::pile::Pile;
use super::population::Population;
use super::post::{Original, Post, Repost};
use super::rhythm::{Clock, Habit};
use super::role::Role;

/// What an ordinary post shows.
#[derive(Clone, Copy)]
enum Content {
    Link,
    Hashtag,
    Image,
    Repost,
    Nothing,
}

/// How often, on average over accounts.
const CONTENTS: [(Content, f64); 5] = [
    (Content::Link, 0.36),
    (Content::Hashtag, 0.22),
    (Content::Image, 0.14),
    (Content::Repost, 0.20),
    (Content::Nothing, 0.08),
];
/// How far accounts differ in what they post (log-normal).
const TASTE_SPREAD: f64 = 0.6;
/// How often a post looks beyond its author's own community.
const CURIOSITY: f64 = 0.08;
/// How often a link or an image comes with a hashtag, and a hashtag with a
/// second one; how often a link comes with a second link.
const TAGGED: f64 = 0.25;
const SECOND_LINK: f64 = 0.02;
/// Share of a community that lives outside its main region.
const ABROAD: f64 = 0.2;
/// No account posts more than this many times the mean.
const MOST_ACTIVE: f64 = 60.0;

/// How often hyperactive and scheduling accounts take a link from the top of
/// the charts.
const CHARTS: f64 = 0.5;

/// Ordinary posts of the roles, in multiples of the mean volume.
const VOICE_VOLUME: f64 = 6.0;
const HYPERACTIVE_VOLUME: f64 = 45.0;
const SCHEDULED_VOLUME: f64 = 12.0;
/// A bot's owner seldom posts by hand.
const FEED_BOT_VOLUME: f64 = 0.1;
/// Volumes of voices, hyperactive and scheduling accounts are alike.
const STEADY_SPREAD: f64 = 0.3;

/// A fan reposts what it sees; its median delay lies between these (seconds)
/// and its single delays scatter around the median (log-normal).
const FAN_LOYALTY: f64 = 0.85;
const FAN_MEDIANS: (f64, f64) = (45.0, 180.0);
const FAN_SPREAD: f64 = 0.7;
const FAN_DELAYS: (f64, f64) = (8.0, 3_600.0);

/// A sister page carries nearly everything of its newsroom within seconds.
const SISTER_DILIGENCE: f64 = 0.9;
const SISTER_DELAY: f64 = 20.0;
const SISTER_LONGEST_DELAY: f64 = 120.0;

/// Who takes part in breaking news while awake, and how fast (seconds).
const NEWS_INSIDE: f64 = 0.12;
const NEWS_OUTSIDE: f64 = 0.03;
const NEWS_DELAY: f64 = 300.0;
const NEWS_SPREAD: f64 = 1.0;
const NEWS_FASTEST: f64 = 15.0;
const NEWS_LINKED: f64 = 0.7;
const NEWS_TAGGED: f64 = 0.5;

/// Ordinary posts that are held in memory at once before they are piled up;
/// hyperactive accounts stand together and multiply them.
const BATCH_POSTS: f64 = 16_384.0;

/// What is the same in all posts of an account.
pub(super) struct Person {
    pub topic: usize,
    pub clock: Clock,
    /// How often its links come from the top of the charts.
    charts: f64,
    /// Relative frequency of each of [`CONTENTS`].
    taste: [f64; CONTENTS.len()],
}

impl Person {
    /// Somebody of this community who lives by day and night.
    pub fn of_topic(topic: usize, catalogue: &Catalogue, rng: &mut Pcg64Mcg) -> Self {
        let abroad = chance(ABROAD, rng);
        let zone = if abroad { any_zone(rng) } else { catalogue.topics[topic].zone };
        let taste = CONTENTS.map(|(_, frequency)| log_normal(frequency, TASTE_SPREAD, rng));
        Self { topic, clock: Clock::waking(zone, rng), charts: 0.0, taste }
    }

    /// An ordinary post at a moment of the account's own.
    pub fn ordinary_post(&self, account: u32, world: &Organic, rng: &mut Pcg64Mcg) -> Post {
        let mut post = Post::new(account, self.clock.moment(world.config.period(), rng));
        let topics = &world.catalogue.topics;
        let stray = chance(CURIOSITY, rng);
        let topic = &topics[if stray { rng.random_range(0..topics.len()) } else { self.topic }];
        let mut tags = usize::from(chance(TAGGED, rng));
        match self.content(rng) {
            Content::Link if chance(self.charts, rng) => post.urls[0] = topic.trending(post.time),
            Content::Link => {
                let links = 1 + usize::from(chance(SECOND_LINK, rng));
                topic.fill(&mut post.urls[..links], Kind::Url, post.time, rng);
            }
            Content::Hashtag => tags += 1,
            Content::Image => post.media = topic.pick(Kind::Media, post.time, rng),
            Content::Repost => {
                post.repost = topic.pick_original(post.time, rng).and_then(|original| Repost::of(original, post.time));
                tags = 0;
            }
            Content::Nothing => tags = 0,
        }
        topic.fill(&mut post.hashtags[..tags], Kind::Hashtag, post.time, rng);
        post
    }

    fn content(&self, rng: &mut Pcg64Mcg) -> Content {
        let mut target = rng.random::<f64>() * self.taste.iter().sum::<f64>();
        for (&(content, _), frequency) in CONTENTS.iter().zip(self.taste) {
            target -= frequency;
            if target < 0.0 {
                return content;
            }
        }
        Content::Nothing
    }
}

/// The world without campaigns.
pub(super) struct Organic<'a> {
    pub config: &'a WorldConfig,
    pub population: &'a Population,
    pub catalogue: Catalogue,
    /// When each voice posted, in order.
    pub voices: Vec<Vec<i64>>,
    /// What brings each crowd together.
    occasions: Vec<Occasion>,
}

impl<'a> Organic<'a> {
    /// Lets the voices speak first, for everybody else may repost them; their
    /// posts are piled up.
    ///
    /// # Errors
    /// When the pile cannot be put on disk.
    pub fn new(config: &'a WorldConfig, population: &'a Population, pile: &mut Pile) -> std::io::Result<Self> {
        let mut catalogue = Catalogue::new(config, population);
        let occasions = occasions(config, population, &mut catalogue);
        let mut world = Self { config, population, catalogue, voices: Vec::new(), occasions };
        let mut voices = Vec::with_capacity(population.voices.len());
        world.speak(population.voices.clone(), pile, |posts| {
            let mut times: Vec<i64> = posts.iter().map(|post| post.time).collect();
            times.sort_unstable();
            times.dedup();
            voices.push(times);
        })?;
        world.catalogue.shelve_originals(&voices, config);
        world.voices = voices;
        Ok(world)
    }

    /// Piles up the posts of everybody who is not a voice.
    ///
    /// # Errors
    /// When the pile cannot be put on disk.
    pub fn audience(&self, pile: &mut Pile) -> std::io::Result<()> {
        self.speak(self.population.voices.end..self.config.accounts, pile, |_| ())
    }

    /// Piles up the posts of these accounts, batch by batch, and lets `heard`
    /// see those of each.
    fn speak(&self, accounts: Range<u32>, pile: &mut Pile, mut heard: impl FnMut(&[Post])) -> std::io::Result<()> {
        let batch = (BATCH_POSTS / self.config.volume().max(1.0)).ceil() as usize;
        for first in accounts.clone().step_by(batch) {
            stop::check();
            let batch = first..accounts.end.min(first.saturating_add(batch as u32));
            let said: Vec<Vec<Post>> = batch.clone().into_par_iter().map(|account| self.posts_of(account)).collect();
            for (account, posts) in batch.zip(said) {
                heard(&posts);
                pile.add(self.population.role(account), posts)?;
            }
        }
        Ok(())
    }

    fn posts_of(&self, account: u32) -> Vec<Post> {
        let rng = &mut generator(self.config.seed, Stream::Account, account.into());
        let life = Life::of(account, self, rng);
        let mut posts = Vec::new();
        posts.extend((0..life.volume(self.config, rng)).map(|_| life.person.ordinary_post(account, self, rng)));
        if let Some(favourite) = life.favourite {
            self.react(account, favourite, &life.person.clock, rng, &mut posts);
        }
        if life.role == Role::SisterPage {
            self.publish(account, rng, &mut posts);
        }
        if let Some(crowd) = self.population.crowd_of(account) {
            posts.extend(self.occasions[crowd].posts_of(account, &life.person.clock, self.config.period(), rng));
        }
        if life.role != Role::FeedBot {
            self.follow_news(account, &life.person, rng, &mut posts);
        }
        posts
    }

    /// A fan reposts its favourite whenever it is awake.
    fn react(&self, fan: u32, favourite: u32, clock: &Clock, rng: &mut Pcg64Mcg, posts: &mut Vec<Post>) {
        let median = log_uniform(FAN_MEDIANS, rng);
        for &time in &self.voices[favourite as usize] {
            if chance(FAN_LOYALTY * clock.awake(time), rng) {
                let delay = log_normal(median, FAN_SPREAD, rng).clamp(FAN_DELAYS.0, FAN_DELAYS.1);
                posts.push(Post::passing_on(fan, Original { author: favourite, time }, delay as u32));
            }
        }
    }

    /// A sister page carries what its newsroom publishes.
    fn publish(&self, page: u32, rng: &mut Pcg64Mcg, posts: &mut Vec<Post>) {
        for publication in &self.catalogue.newsrooms[self.population.newsroom_of(page)] {
            if chance(SISTER_DILIGENCE, rng) {
                let delay = exponential(SISTER_DELAY, rng).min(SISTER_LONGEST_DELAY);
                let mut post = Post::new(page, publication.time + delay as i64);
                post.urls[0] = Some(publication.url);
                posts.push(post);
            }
        }
    }

    fn follow_news(&self, account: u32, person: &Person, rng: &mut Pcg64Mcg, posts: &mut Vec<Post>) {
        for news in &self.catalogue.news {
            let interest = if news.topic == person.topic { NEWS_INSIDE } else { NEWS_OUTSIDE };
            if chance(interest * person.clock.awake(news.time), rng) {
                let delay = log_normal(NEWS_DELAY, NEWS_SPREAD, rng).max(NEWS_FASTEST);
                let mut post = Post::new(account, news.time + delay as i64);
                let linked = chance(NEWS_LINKED, rng);
                post.urls[0] = linked.then_some(news.url);
                post.hashtags[0] = (!linked || chance(NEWS_TAGGED, rng)).then_some(news.hashtag);
                posts.push(post);
            }
        }
    }
}

/// An account's role and what follows from it.
struct Life {
    role: Role,
    is_voice: bool,
    person: Person,
    /// The voice that a fan follows.
    favourite: Option<u32>,
}

impl Life {
    fn of(account: u32, world: &Organic, rng: &mut Pcg64Mcg) -> Self {
        let (population, topics) = (world.population, world.config.topics);
        let role = population.role(account);
        let is_voice = population.voices.contains(&account);
        let follows = role == Role::Fan && !population.voices.is_empty();
        let favourite = follows.then(|| zipf(population.voices.len(), rng) as u32);
        let crowd = population.crowd_of(account);
        let topic = match (role, favourite, crowd) {
            (_, Some(voice), _) => Population::topic_of_voice(voice, topics),
            (_, _, Some(crowd)) => population.crowds[crowd].topic(topics),
            (Role::SisterPage, ..) => population.newsroom_of(account) % topics as usize,
            _ if is_voice => Population::topic_of_voice(account, topics),
            _ => rng.random_range(0..topics as usize),
        };
        let mut person = Person::of_topic(topic, &world.catalogue, rng);
        if matches!(role, Role::Hyperactive | Role::Scheduled) {
            person.charts = CHARTS;
        }
        if role == Role::Scheduled {
            person.clock = Clock::on_the_hour(person.clock.zone, rng);
        } else if is_voice && Population::is_desk(account) {
            person.clock.habit = Habit::RoundTheClock;
        }
        Self { role, is_voice, person, favourite }
    }

    /// Ordinary posts in the whole period; every account has at least one, or
    /// it would not be known.
    fn volume(&self, config: &WorldConfig, rng: &mut Pcg64Mcg) -> u32 {
        let (multiple, spread) = match self.role {
            _ if self.is_voice => (VOICE_VOLUME, STEADY_SPREAD),
            Role::Hyperactive => (HYPERACTIVE_VOLUME, STEADY_SPREAD),
            Role::Scheduled => (SCHEDULED_VOLUME, STEADY_SPREAD),
            Role::FeedBot => (FEED_BOT_VOLUME, STEADY_SPREAD),
            _ => (1.0, config.activity_spread),
        };
        let posts = log_normal_of_mean(config.volume() * multiple, spread, rng);
        whole(posts.min(config.volume() * MOST_ACTIVE), rng).max(1)
    }
}
