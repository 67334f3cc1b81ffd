//! Planted campaigns: six styles, one table.

use std::ops::Range;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::catalogue::{Kind, Original, site_of_campaign};
use super::config::WorldConfig;
use super::draw::{Stream, chance, generator, log_normal_of_mean, whole};
use super::organic::{Organic, Person};
use super::population::Population;
use super::rhythm::{Clock, DAY, HOUR, Habit};
use super::{Campaign, ObjectId, Post};

/// How a campaign works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// Fresh links within seconds, in operations of an hour.
    LinkBurst,
    /// The same hashtags within a minute.
    HashtagPush,
    /// A leader's posts passed on within a minute, day and night.
    RepostBrigade,
    /// The same images within a minute.
    ImageRelay,
    /// Links, but spread over four minutes.
    PatientCampaign,
    /// One day, on links that nobody else ever posts.
    OneDayBurst,
}

impl Style {
    /// The name in the truth file.
    pub fn name(self) -> &'static str {
        match self {
            Self::LinkBurst => "link_burst",
            Self::HashtagPush => "hashtag_push",
            Self::RepostBrigade => "repost_brigade",
            Self::ImageRelay => "image_relay",
            Self::PatientCampaign => "patient_campaign",
            Self::OneDayBurst => "one_day_burst",
        }
    }
}

/// What the members of a campaign have in common: the trace they leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// Addresses.
    Url,
    /// Hashtags.
    Hashtag,
    /// Images.
    Media,
    /// Reposts of the leader.
    Repost,
}

/// The behaviour of a style in numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tactic {
    /// Whose behaviour it is.
    pub style: Style,
    /// The trace that it leaves.
    pub shared: Shared,
    /// Operations in thirty days; 0 stands for a single one.
    pub operations_per_month: f64,
    /// Seconds that an operation lasts. Reposts last as long as the leader's
    /// posts take.
    pub operation_length: i64,
    /// Objects per operation.
    pub actions: u32,
    /// Seconds from the start of an action to the fastest member.
    pub fastest: i64,
    /// Seconds from the fastest member to the slowest.
    pub spread: i64,
    /// Members come after `fastest + spread · u^haste` seconds, `u` uniform:
    /// 1 spreads them evenly, more crowds them at the start.
    pub haste: f64,
    /// Share of the objects that the community circulates anyway; the others
    /// are the campaign's own and nobody else posts them.
    pub borrowed: f64,
    /// Share of the leader's posts that are passed on up to a day after they
    /// were written, the others at once; of reposts only.
    pub revived: f64,
    /// Share of the members that take part in an operation: its sub-network.
    pub turnout: f64,
    /// Whether operations start at any hour, not only when people are awake.
    pub round_the_clock: bool,
    /// The same in words, for the data dictionary.
    pub behaviour: &'static str,
}

/// The six styles, in the order in which campaigns take them.
pub const TACTICS: [Tactic; 6] = [
    Tactic {
        style: Style::LinkBurst,
        shared: Shared::Url,
        operations_per_month: 7.0,
        operation_length: HOUR,
        actions: 4,
        fastest: 0,
        spread: 20,
        haste: 1.5,
        borrowed: 0.6,
        revived: 0.0,
        turnout: 0.75,
        round_the_clock: false,
        behaviour: "the same links within 20 seconds, four in an hour, in operations over many days",
    },
    Tactic {
        style: Style::HashtagPush,
        shared: Shared::Hashtag,
        operations_per_month: 10.0,
        operation_length: 2 * HOUR,
        actions: 2,
        fastest: 0,
        spread: 50,
        haste: 1.0,
        borrowed: 0.5,
        revived: 0.0,
        turnout: 0.75,
        round_the_clock: false,
        behaviour: "the same hashtag within 50 seconds, each with an ordinary hashtag beside it",
    },
    Tactic {
        style: Style::RepostBrigade,
        shared: Shared::Repost,
        operations_per_month: 10.0,
        operation_length: 0,
        actions: 2,
        fastest: 3,
        spread: 55,
        haste: 3.0,
        borrowed: 1.0,
        revived: 0.5,
        turnout: 0.75,
        round_the_clock: true,
        behaviour: "posts of one source within 55 seconds of each other, day and night: half of them at once, half when they are \
                    hours old; the source is no member and has fans of its own",
    },
    Tactic {
        style: Style::ImageRelay,
        shared: Shared::Media,
        operations_per_month: 8.0,
        operation_length: HOUR,
        actions: 3,
        fastest: 0,
        spread: 50,
        haste: 1.0,
        borrowed: 0.6,
        revived: 0.0,
        turnout: 0.75,
        round_the_clock: false,
        behaviour: "the same images within 50 seconds",
    },
    Tactic {
        style: Style::PatientCampaign,
        shared: Shared::Url,
        operations_per_month: 6.0,
        operation_length: 2 * HOUR,
        actions: 3,
        fastest: 0,
        spread: 240,
        haste: 1.0,
        borrowed: 0.5,
        revived: 0.0,
        turnout: 0.75,
        round_the_clock: false,
        behaviour: "the same links, members spread evenly over four minutes: hard to see in a window of one",
    },
    Tactic {
        style: Style::OneDayBurst,
        shared: Shared::Url,
        operations_per_month: 0.0,
        operation_length: 8 * HOUR,
        actions: 14,
        fastest: 0,
        spread: 45,
        haste: 1.0,
        borrowed: 0.0,
        revived: 0.0,
        turnout: 1.0,
        round_the_clock: false,
        behaviour: "one day only, 14 links within 45 seconds each that nobody else ever posts: no other trigger is known",
    },
];

/// How far members differ in how much they post as a cover (log-normal).
const COVER_SPREAD: f64 = 0.5;
/// Attempts to borrow an object that the campaign has not used before.
const BORROWING_ATTEMPTS: usize = 8;

impl Tactic {
    fn operations(&self, config: &WorldConfig) -> u32 {
        let months = f64::from(config.days) / 30.0;
        ((self.operations_per_month * months).round() as u32).max(1)
    }
}

/// Adds the posts of every campaign.
pub(super) fn plant(world: &mut Organic, posts: &mut Vec<Post>) -> Vec<Campaign> {
    let plans = plans(world);
    let done: Vec<_> = plans.into_par_iter().map(|plan| plan.carry_out(world)).collect();
    let (campaigns, more): (Vec<_>, Vec<_>) = done.into_iter().unzip();
    posts.extend(more.into_iter().flatten());
    campaigns
}

/// What is settled before a campaign begins.
struct Plan {
    tactic: &'static Tactic,
    number: u32,
    members: Range<u32>,
    topic: usize,
    /// The voice whose posts a brigade passes on.
    leader: u32,
    /// Numbers for objects of the campaign's own.
    own: Range<usize>,
}

/// One object at one moment.
struct Action {
    time: i64,
    shown: Shown,
}

#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Url(ObjectId),
    Hashtag(ObjectId),
    Media(ObjectId),
    Repost(Original),
}

fn plans(world: &mut Organic) -> Vec<Plan> {
    let mut first_member = world.config.accounts;
    (0..world.config.campaigns)
        .map(|number| {
            let plan = Plan::new(number, first_member, world);
            first_member = plan.members.end;
            plan
        })
        .collect()
}

impl Plan {
    fn new(number: u32, first_member: u32, world: &mut Organic) -> Self {
        let config = world.config;
        let rng = &mut generator(config.seed, Stream::Plan, number.into());
        let tactic = &TACTICS[number as usize % TACTICS.len()];
        let leader = world.population.any_desk(rng);
        let topic = match tactic.shared {
            Shared::Repost => Population::topic_of_voice(leader, config.topics),
            _ => rng.random_range(0..config.topics as usize),
        };
        let most = (tactic.operations(config) * tactic.actions) as usize;
        let own = match tactic.shared {
            Shared::Url => world.catalogue.allocate_urls(most, site_of_campaign(number, config, world.population)),
            Shared::Hashtag => world.catalogue.allocate(Kind::Hashtag, most),
            Shared::Media => world.catalogue.allocate(Kind::Media, most),
            Shared::Repost => 0..0,
        };
        Self { tactic, number, members: first_member..first_member + any_size(config, rng), topic, leader, own }
    }

    fn carry_out(mut self, world: &Organic) -> (Campaign, Vec<Post>) {
        let rng = &mut generator(world.config.seed, Stream::Operations, self.number.into());
        let operations = self.operations(world, rng);
        let mut acts = Vec::new();
        for operation in &operations {
            let present: Vec<u32> = self.members.clone().filter(|_| chance(self.tactic.turnout, rng)).collect();
            for action in operation {
                acts.extend(self.acts(action, &present, world, rng));
            }
        }
        let period = world.config.period();
        acts.retain(|act| period.contains(act.time));
        acts.sort_unstable();
        acts.dedup_by_key(|act| (act.time, act.account));
        let campaign = Campaign {
            tactic: self.tactic,
            members: self.members.clone(),
            operations: operations.len() as u32,
            actions: operations.iter().map(Vec::len).sum::<usize>() as u32,
            acts: acts.len() as u64,
            span: acts.first().zip(acts.last()).map(|(first, last)| (first.time, last.time)),
        };
        acts.append(&mut self.cover(&acts, world));
        (campaign, acts)
    }

    /// The actions of each operation; no object is used twice.
    fn operations(&mut self, world: &Organic, rng: &mut Pcg64Mcg) -> Vec<Vec<Action>> {
        let mut used = Vec::new();
        (0..self.tactic.operations(world.config))
            .map(|_| {
                let start = self.start(world, rng);
                match self.tactic.shared {
                    Shared::Repost => self.boosted(start, world, &mut used, rng),
                    _ => (0..self.tactic.actions).map(|_| self.action(start, world, &mut used, rng)).collect(),
                }
            })
            .collect()
    }

    /// The start of an operation that ends within the period.
    fn start(&self, world: &Organic, rng: &mut Pcg64Mcg) -> i64 {
        let period = world.config.period();
        let mut clock = Clock::waking(world.catalogue.topics[self.topic].zone, rng);
        if self.tactic.round_the_clock {
            clock.habit = Habit::RoundTheClock;
        }
        let tactic = self.tactic;
        clock.moment(period, rng).min(period.end() - tactic.operation_length - tactic.fastest - tactic.spread - 1)
    }

    /// The leader's next posts that were not boosted yet.
    fn boosted(&self, start: i64, world: &Organic, used: &mut Vec<Shown>, rng: &mut Pcg64Mcg) -> Vec<Action> {
        let said = world.voices.get(self.leader as usize).map_or(&[][..], Vec::as_slice);
        let next = said.iter().filter(|&&time| time >= start);
        let shown = next.map(|&time| (time, Shown::Repost(Original { author: self.leader, time })));
        let fresh: Vec<_> =
            shown.filter(|(_, shown)| !used.contains(shown)).take(self.tactic.actions as usize).collect();
        used.extend(fresh.iter().map(|&(_, shown)| shown));
        let mut age = || {
            if chance(self.tactic.revived, rng) { rng.random_range(HOUR..DAY) } else { 0 }
        };
        fresh.into_iter().map(|(time, shown)| Action { time: time + age(), shown }).collect()
    }

    /// An object of the community or of the campaign's own, at a moment of the
    /// operation.
    fn action(&mut self, start: i64, world: &Organic, used: &mut Vec<Shown>, rng: &mut Pcg64Mcg) -> Action {
        let time = start + rng.random_range(0..self.tactic.operation_length);
        let (kind, show): (_, fn(ObjectId) -> Shown) = match self.tactic.shared {
            Shared::Hashtag => (Kind::Hashtag, Shown::Hashtag),
            Shared::Media => (Kind::Media, Shown::Media),
            _ => (Kind::Url, Shown::Url),
        };
        let borrows = chance(self.tactic.borrowed, rng);
        let topic = &world.catalogue.topics[self.topic];
        let borrowed = (0..if borrows { BORROWING_ATTEMPTS } else { 0 })
            .filter_map(|_| topic.pick(kind, time, rng).map(show))
            .find(|shown| !used.contains(shown));
        let shown = borrowed.unwrap_or_else(|| show(ObjectId::new(self.own.next().unwrap_or_default())));
        used.push(shown);
        Action { time, shown }
    }

    /// What the members that are there do about one action.
    fn acts(&self, action: &Action, present: &[u32], world: &Organic, rng: &mut Pcg64Mcg) -> Vec<Post> {
        let mut posts = Vec::with_capacity(present.len());
        for &member in present {
            if !chance(world.config.absence, rng) {
                let delay = rng.random::<f64>().powf(self.tactic.haste) * (self.tactic.spread + 1) as f64;
                let time = action.time + self.tactic.fastest + delay as i64;
                posts.push(self.post(member, time, action.shown, world, rng));
            }
        }
        posts
    }

    fn post(&self, member: u32, time: i64, shown: Shown, world: &Organic, rng: &mut Pcg64Mcg) -> Post {
        let mut post = Post::new(member, time);
        match shown {
            Shown::Url(url) => post.urls[0] = Some(url),
            Shown::Media(image) => post.media = Some(image),
            Shown::Hashtag(hashtag) => {
                let beside = world.catalogue.topics[self.topic].pick(Kind::Hashtag, time, rng);
                post.hashtags = [Some(hashtag), beside.filter(|&other| other != hashtag)];
            }
            Shown::Repost(original) => {
                return Post::passing_on(member, original, (time - original.time) as u32);
            }
        }
        post
    }

    /// The ordinary posts of the members, none in the second of an act.
    fn cover(&self, acts: &[Post], world: &Organic) -> Vec<Post> {
        let config = world.config;
        let acts_per_member = acts.len() as f64 / self.members.len() as f64;
        let mean = acts_per_member * config.camouflage / (1.0 - config.camouflage);
        let ordinary = |member: u32| {
            let rng = &mut generator(config.seed, Stream::Member, member.into());
            let person = Person::of_topic(self.topic, &world.catalogue, rng);
            let posts = whole(log_normal_of_mean(mean, COVER_SPREAD, rng), rng).max(1);
            (0..posts).map(|_| person.ordinary_post(member, world, rng)).collect::<Vec<_>>()
        };
        let mut cover: Vec<Post> = self.members.clone().flat_map(ordinary).collect();
        cover.retain(|post| {
            acts.binary_search_by_key(&(post.time, post.account), |act| (act.time, act.account)).is_err()
        });
        cover
    }
}

/// Small campaigns are more frequent: the logarithm of the size is uniform.
fn any_size(config: &WorldConfig, rng: &mut Pcg64Mcg) -> u32 {
    let (least, most) = (f64::from(config.smallest_campaign), f64::from(config.largest_campaign));
    let size = least * ((most + 1.0) / least).powf(rng.random());
    (size as u32).clamp(config.smallest_campaign, config.largest_campaign)
}
