//! Planted campaigns: what the tactics of [`TACTICS`](super::TACTICS) do in a
//! world.

use std::ops::Range;

use lockstep_base::stop;
use rand::RngExt;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

use super::catalogue::site_of_campaign;
use super::config::WorldConfig;
use super::draw::{Stream, chance, generator, log_normal_of_mean, log_uniform, whole};
use super::kind::Kind;
use super::organic::{Organic, Person};
use super::pile::Pile;
use super::population::Population;
use super::post::{ObjectId, Original, Post};
use super::rhythm::{Clock, DAY, HOUR, Habit, Period};
use super::role::Role;
use super::tactic::{Pace, Shared, Style, Tactic};
use super::world::Campaign;

/// How far members differ in how much they post as a cover (log-normal).
const COVER_SPREAD: f64 = 0.5;
/// Attempts to borrow an object that the campaign has not used before.
const BORROWING_ATTEMPTS: usize = 8;
/// Fewest members of an operation: alone nobody is coordinated.
const FEWEST_PRESENT: u32 = 2;
/// Age in seconds of a page or an image of the campaign's own when the members
/// begin to share it (log-uniform).
const OWN_AGE: (f64, f64) = (300.0, DAY as f64);
/// Seconds by which members at even distances are late at most.
const DRIP_JITTER: i64 = 5;
/// Campaigns whose posts are held in memory at once.
const BATCH: usize = 32;

/// Adds the posts of every campaign.
///
/// # Errors
/// When the pile cannot be put on disk.
pub(super) fn plant(world: &mut Organic, pile: &mut Pile) -> std::io::Result<Vec<Campaign>> {
    let mut plans = plans(world).into_iter();
    let mut campaigns = Vec::with_capacity(plans.len());
    while plans.len() > 0 {
        stop::check();
        let batch: Vec<Plan> = plans.by_ref().take(BATCH).collect();
        let done: Vec<Done> = batch.into_par_iter().map(|plan| plan.carry_out(world)).collect();
        for Done { campaign, posts, published } in done {
            for (kind, object, time) in published {
                world.catalogue.objects.publish(kind, object, time);
            }
            pile.add(Role::Campaign, posts)?;
            campaigns.push(campaign);
        }
    }
    Ok(campaigns)
}

/// What is settled before a campaign begins.
struct Plan {
    tactic: &'static Tactic,
    number: u32,
    members: Range<u32>,
    topic: usize,
    /// The parts of the period that it is active in; operations take them in
    /// turn.
    active: Vec<Period>,
    /// The voice whose posts a brigade passes on.
    leader: u32,
    /// Numbers for objects of the campaign's own, by [`Kind`].
    own: [Range<usize>; Kind::COUNT],
    /// What it has shared so far.
    used: Vec<Shown>,
    /// What it has published itself, and when.
    published: Vec<(Kind, ObjectId, i64)>,
}

/// What a campaign has done.
struct Done {
    campaign: Campaign,
    posts: Vec<Post>,
    published: Vec<(Kind, ObjectId, i64)>,
}

/// One object at one moment.
struct Action {
    time: i64,
    shown: Shown,
}

/// A member's turn in an action.
struct Turn {
    /// When the fastest member comes.
    first: i64,
    /// Its place among those that are counted on, from 0 to 1.
    place: f64,
    /// When the member before it came.
    before: Option<i64>,
}

#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Object(Kind, ObjectId),
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

/// Campaigns take the styles that are wanted in turn.
fn tactic_of(campaign: u32, config: &WorldConfig) -> &'static Tactic {
    let turn = campaign as usize;
    match config.styles.as_slice() {
        [] => Style::CLASSIC[turn % Style::CLASSIC.len()].tactic(),
        styles => styles[turn % styles.len()].tactic(),
    }
}

impl Plan {
    fn new(number: u32, first_member: u32, world: &mut Organic) -> Self {
        let config = world.config;
        let rng = &mut generator(config.seed, Stream::Plan, number.into());
        let tactic = tactic_of(number, config);
        let leader = world.population.any_desk(rng);
        let topic = if tactic.shared.contains(&Shared::Repost) {
            Population::topic_of_voice(leader, config.topics)
        } else {
            rng.random_range(0..config.topics as usize)
        };
        let most = (tactic.operations(config.days) * tactic.actions) as usize;
        let site = site_of_campaign(number, config, world.population);
        let mut own: [Range<usize>; Kind::COUNT] = Default::default();
        for kind in tactic.shared.iter().filter_map(|shared| shared.kind()) {
            own[kind as usize] = match kind {
                Kind::Url => world.catalogue.allocate_urls(most, site),
                Kind::Hashtag | Kind::Media => world.catalogue.objects.allocate(kind, most),
            };
        }
        let size = any_size(tactic.sizes((config.smallest_campaign, config.largest_campaign)), rng);
        let members = first_member..first_member + size;
        let active = active(tactic, config, rng);
        Self { tactic, number, members, topic, active, leader, own, used: Vec::new(), published: Vec::new() }
    }

    fn carry_out(mut self, world: &Organic) -> Done {
        let rng = &mut generator(world.config.seed, Stream::Operations, self.number.into());
        let operations: Vec<Vec<Action>> =
            (0..self.tactic.operations(world.config.days)).map(|turn| self.operation(turn, world, rng)).collect();
        let mut acts = Vec::new();
        let roster = self.roster(operations.len(), rng);
        for (turn, operation) in operations.iter().enumerate() {
            let present = roster.get(turn).cloned().unwrap_or_else(|| self.present(rng));
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
        Done { campaign, posts: acts, published: self.published }
    }

    /// The members that each operation counts on, where a member has so many in
    /// all; else nothing.
    fn roster(&self, operations: usize, rng: &mut Pcg64Mcg) -> Vec<Vec<u32>> {
        let Some((least, most)) = self.tactic.operations_each else { return Vec::new() };
        let mut roster = vec![Vec::new(); operations];
        let mut turns: Vec<usize> = (0..operations).collect();
        for member in self.members.clone() {
            let amount = rng.random_range(least..=most) as usize;
            for &mut turn in turns.partial_shuffle(rng, amount).0 {
                roster[turn].push(member);
            }
        }
        roster
    }

    /// The members that an operation counts on.
    fn present(&self, rng: &mut Pcg64Mcg) -> Vec<u32> {
        let mut members: Vec<u32> = self.members.clone().collect();
        let wanted = whole(self.tactic.turnout * members.len() as f64, rng).max(FEWEST_PRESENT);
        members.partial_shuffle(rng, wanted as usize).0.to_vec()
    }

    /// The actions of one operation; no object is used twice in a campaign.
    fn operation(&mut self, turn: u32, world: &Organic, rng: &mut Pcg64Mcg) -> Vec<Action> {
        let start = self.start(self.active[turn as usize % self.active.len()], world, rng);
        let tactic = self.tactic;
        if tactic.shared.contains(&Shared::Repost) {
            return self.boosted(start, world, rng);
        }
        let kinds = tactic.shared.iter().filter_map(|shared| shared.kind()).cycle();
        kinds.take(tactic.actions as usize).map(|kind| self.action(kind, start, world, rng)).collect()
    }

    /// The start of an operation that ends within this period, if that is long
    /// enough.
    fn start(&self, period: Period, world: &Organic, rng: &mut Pcg64Mcg) -> i64 {
        let mut clock = Clock::waking(world.catalogue.topics[self.topic].zone, rng);
        if self.tactic.round_the_clock {
            clock.habit = Habit::RoundTheClock;
        }
        let tactic = self.tactic;
        let last = period.end() - tactic.operation_length - tactic.fastest - tactic.spread - 1;
        clock.moment(period, rng).min(last).max(period.start)
    }

    /// The leader's next posts that were not boosted yet.
    fn boosted(&mut self, start: i64, world: &Organic, rng: &mut Pcg64Mcg) -> Vec<Action> {
        let said = world.voices.get(self.leader as usize).map_or(&[][..], Vec::as_slice);
        let next = said.iter().filter(|&&time| time >= start);
        let shown = next.map(|&time| (time, Shown::Repost(Original { author: self.leader, time })));
        let fresh: Vec<_> =
            shown.filter(|(_, shown)| !self.used.contains(shown)).take(self.tactic.actions as usize).collect();
        self.used.extend(fresh.iter().map(|&(_, shown)| shown));
        let mut age = || {
            if chance(self.tactic.revived, rng) { rng.random_range(HOUR..DAY) } else { 0 }
        };
        fresh.into_iter().map(|(time, shown)| Action { time: time + age(), shown }).collect()
    }

    /// An object of the community or of the campaign's own, at a moment of the
    /// operation.
    fn action(&mut self, kind: Kind, start: i64, world: &Organic, rng: &mut Pcg64Mcg) -> Action {
        let time = start + rng.random_range(0..self.tactic.operation_length);
        let borrows = chance(self.tactic.borrowed, rng);
        let topic = &world.catalogue.topics[self.topic];
        let borrowed = (0..if borrows { BORROWING_ATTEMPTS } else { 0 })
            .filter_map(|_| topic.pick(kind, time, rng))
            .find(|&object| !self.used.contains(&Shown::Object(kind, object)));
        let shown = Shown::Object(kind, borrowed.unwrap_or_else(|| self.make(kind, time, rng)));
        self.used.push(shown);
        Action { time, shown }
    }

    /// An object of the campaign's own, published some time before it is used.
    fn make(&mut self, kind: Kind, used: i64, rng: &mut Pcg64Mcg) -> ObjectId {
        #[expect(clippy::expect_used, reason = "one number is reserved for each action")]
        let number = self.own[kind as usize].next().expect("numbers for every action are set apart");
        let object = ObjectId::new(number);
        self.published.push((kind, object, used - log_uniform(OWN_AGE, rng) as i64));
        object
    }

    /// What the members that are there do about one action.
    fn acts(&self, action: &Action, present: &[u32], world: &Organic, rng: &mut Pcg64Mcg) -> Vec<Post> {
        let absence = self.tactic.absence(world.config.absence);
        let queue = self.queue(present, rng);
        let mut posts = Vec::with_capacity(queue.len());
        let (first, zone) = (action.time + self.tactic.fastest, world.catalogue.topics[self.topic].zone);
        let mut before = None;
        for (place, &member) in queue.iter().enumerate() {
            if !chance(absence, rng) {
                let turn = Turn { first, place: place as f64 / queue.len() as f64, before };
                let time = self.time(&turn, zone, rng);
                before = Some(time);
                posts.push(self.post(member, time, action.shown, world, rng));
            }
        }
        posts
    }

    /// The order in which the members have their turn.
    fn queue(&self, present: &[u32], rng: &mut Pcg64Mcg) -> Vec<u32> {
        let mut queue = present.to_vec();
        match self.tactic.pace {
            Pace::Scattered { .. } | Pace::AtLeisure => (),
            Pace::Evenly => queue.shuffle(rng),
            Pace::InOrder { .. } => queue.sort_unstable(),
        }
        queue
    }

    /// When a member comes that has its turn.
    fn time(&self, turn: &Turn, zone: i64, rng: &mut Pcg64Mcg) -> i64 {
        let spread = (self.tactic.spread + 1) as f64;
        match self.tactic.pace {
            Pace::Scattered { haste } => turn.first + (rng.random::<f64>().powf(haste) * spread) as i64,
            Pace::Evenly => turn.first + (turn.place * spread) as i64 + rng.random_range(0..=DRIP_JITTER),
            Pace::InOrder { step: (least, most) } => {
                turn.before.map_or(turn.first, |before| before + rng.random_range(least..=most))
            }
            Pace::AtLeisure => {
                let days = Period { start: turn.first, days: (self.tactic.spread / DAY).max(1) };
                Clock::waking(zone, rng).moment(days, rng)
            }
        }
    }

    fn post(&self, member: u32, time: i64, shown: Shown, world: &Organic, rng: &mut Pcg64Mcg) -> Post {
        let mut post = Post::new(member, time);
        match shown {
            Shown::Object(Kind::Url, url) => post.urls[0] = Some(url),
            Shown::Object(Kind::Media, image) => post.media = Some(image),
            Shown::Object(Kind::Hashtag, hashtag) => {
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
        let camouflage = self.tactic.camouflage(config.camouflage);
        let mean = acts_per_member * camouflage / (1.0 - camouflage);
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

/// The parts of the period that a campaign is active in, as many as fit.
fn active(tactic: &Tactic, config: &WorldConfig, rng: &mut Pcg64Mcg) -> Vec<Period> {
    let Some(stretches) = tactic.stretches else { return vec![config.period()] };
    let (least, most) = stretches.amount;
    let days = stretches.days.min(config.days);
    let fitting = 1 + (config.days - days) / (days + stretches.silence);
    let amount = rng.random_range(least..=most).min(fitting);
    let mut spare = config.days - amount * days - (amount - 1) * stretches.silence;
    let mut next = 0;
    let mut stretch = |_| {
        let pause = rng.random_range(0..=spare);
        spare -= pause;
        let first = next + pause;
        next = first + days + stretches.silence;
        Period { start: config.start + i64::from(first) * DAY, days: days.into() }
    };
    (0..amount).map(&mut stretch).collect()
}

/// Small campaigns are more frequent: the logarithm of the size is uniform.
fn any_size((least, most): (u32, u32), rng: &mut Pcg64Mcg) -> u32 {
    (log_uniform((f64::from(least), f64::from(most) + 1.0), rng) as u32).clamp(least, most)
}
