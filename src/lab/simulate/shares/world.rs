//! A world of shares, made as it is read.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};
use std::f64::consts::SQRT_2;
use std::iter::Peekable;
use std::ops::Range;

use rand::RngExt;
use rand_distr::StandardNormal;
use rand_pcg::Pcg64Mcg;
use statrs::function::erf::erfc;

use super::config::SharesConfig;
use crate::simulate::config::InvalidWorld;
use crate::simulate::draw::{Stream, chance, generator, log_normal, log_uniform, mix, whole};
use crate::simulate::names::Names;

/// A share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share {
    /// When, in seconds since 1970-01-01 UTC.
    pub time: i64,
    /// Who, from 0.
    pub account: u32,
    /// What: the number of a story.
    pub object: u64,
}

/// A world of shares.
#[derive(Clone, Debug)]
pub struct SharesWorld {
    pub(super) config: SharesConfig,
    population: Population,
    /// The members of each planted campaign.
    campaigns: Vec<Range<u32>>,
    pub(super) names: Names,
}

/// The quantiles of the sizes of stories that campaigns share: each is about
/// the size of the campaign or larger, and none is known to all.
const TARGETS: Range<f64> = 0.93..0.99;
/// Steps of this fraction of 2⁶⁴, the golden ratio, spread evenly however many
/// are made (Kronecker's sequence).
const GOLDEN_STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl SharesWorld {
    /// A world of these parameters.
    ///
    /// # Errors
    /// When a value of `config` is out of its range.
    pub fn new(config: SharesConfig) -> Result<Self, InvalidWorld> {
        config.validate()?;
        let population = Population::new(&config);
        let names = Names::new(config.seed, Vec::new());
        let mut world = Self { config, population, campaigns: Vec::new(), names };
        world.campaigns = (0..world.config.campaigns()).map(|campaign| world.members(campaign)).collect();
        Ok(world)
    }

    /// All shares in the order of time.
    pub fn shares(&self) -> Shares<'_> {
        Shares {
            world: self,
            story: 0,
            actions: self.actions().into_iter().peekable(),
            waiting: BinaryHeap::new(),
            left: self.config.shares,
        }
    }

    /// The number of accounts; not all of them need to share.
    pub fn accounts(&self) -> u32 {
        self.population.accounts
    }

    /// The planted campaigns' members.
    pub fn campaigns(&self) -> &[Range<u32>] {
        &self.campaigns
    }

    /// The campaign that an account belongs to.
    pub fn campaign_of(&self, account: u32) -> Option<u32> {
        let campaign = account.checked_div(self.stride())?;
        self.campaigns.get(campaign as usize).filter(|members| members.contains(&account)).map(|_| campaign)
    }

    /// Accounts from the middle of a campaign to that of the next, or one less:
    /// they lie as wide apart as they can, among quiet accounts and loud ones.
    fn stride(&self) -> u32 {
        self.population.accounts.checked_div(self.config.campaigns()).unwrap_or(0)
    }

    fn members(&self, campaign: u32) -> Range<u32> {
        let mut rng = generator(self.config.seed, Stream::Plan, campaign.into());
        let size = rng.random_range(self.config.smallest_campaign..=self.config.largest_campaign);
        let first = campaign * self.stride() + (self.stride() - size) / 2;
        first..first + size
    }

    /// Every action of every campaign in the order of time.
    fn actions(&self) -> Vec<Action> {
        let mut actions: Vec<Action> =
            (0..self.config.campaigns()).flat_map(|campaign| self.actions_of(campaign)).collect();
        actions.sort_unstable();
        actions
    }

    /// The actions of a campaign, each on another story, evenly over all its
    /// length.
    fn actions_of(&self, campaign: u32) -> Vec<Action> {
        let config = &self.config;
        let mut rng = generator(config.seed, Stream::Operations, campaign.into());
        let length = config.campaign_length();
        let start = config.start as f64 + rng.random::<f64>() * (config.period() - length);
        let mut taken = BTreeSet::new();
        let act = |number: u32| {
            let wait = log_uniform(config.waits(), &mut rng);
            let elapsed = (f64::from(number) + rng.random::<f64>()) / f64::from(config.actions);
            let published = start + elapsed * (length - wait);
            let story = self.target(published as i64, &taken);
            taken.insert(story);
            Action { time: (published + wait) as i64, campaign, number, story }
        };
        (0..config.actions).map(act).collect()
    }

    /// The last story before this second, in seconds since 1970-01-01 UTC, that
    /// is worth a campaign's while and not taken. Where there is none, the
    /// first of all.
    fn target(&self, published: i64, taken: &BTreeSet<u64>) -> u64 {
        let since = published - self.opening(0);
        let next = (since as f64 / self.config.story_gap()) as u64;
        let fits = |story: &u64| TARGETS.contains(&self.quantile(*story)) && !taken.contains(story);
        (0..next).rev().find(fits).unwrap_or(0)
    }

    /// The second before which nobody can share this story. The first ones are
    /// published before the period, so that it begins in the midst of traffic.
    fn opening(&self, story: u64) -> i64 {
        let first = self.config.start - i64::from(self.config.longest_delay);
        first + (story as f64 * self.config.story_gap()) as i64
    }

    /// The quantile of a story's size. Stories take all sizes in turn, so that
    /// the density of co-acts does not hang on a few large ones that happen to
    /// be drawn.
    fn quantile(&self, story: u64) -> f64 {
        let steps = mix(self.config.seed).wrapping_add(story.wrapping_mul(GOLDEN_STEP));
        (steps >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// A moment at which a campaign shares a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Action {
    time: i64,
    campaign: u32,
    /// Which of the campaign's, from 0.
    number: u32,
    story: u64,
}

/// The accounts and how active they are. Those of a community lie as far apart
/// as there are communities, the quietest first.
#[derive(Clone, Copy, Debug)]
struct Population {
    accounts: u32,
    communities: u32,
    activity_spread: f64,
}

impl Population {
    fn new(config: &SharesConfig) -> Self {
        let (accounts, communities) = (config.accounts(), config.communities());
        Self { accounts, communities, activity_spread: config.activity_spread }
    }

    fn community(&self, rng: &mut Pcg64Mcg) -> u32 {
        rng.random_range(0..self.communities)
    }

    /// A member of a community, as often as it is active. Of accounts whose
    /// activity is log-normal with spread σ, those that act have logarithms
    /// around σ² instead of 0, which is σ standard deviations higher.
    fn member(&self, community: u32, rng: &mut Pcg64Mcg) -> u32 {
        let score = self.activity_spread + rng.sample::<f64, _>(StandardNormal);
        let quantile = erfc(-score / SQRT_2) / 2.0;
        let members = (self.accounts - community).div_ceil(self.communities);
        let rank = ((quantile * f64::from(members)) as u32).min(members - 1);
        community + rank * self.communities
    }
}

/// The shares of a world in the order of time, then account.
#[derive(Debug)]
pub struct Shares<'a> {
    world: &'a SharesWorld,
    /// The next story to be made.
    story: u64,
    /// The actions to come.
    actions: Peekable<std::vec::IntoIter<Action>>,
    /// Shares that are made and not yet due.
    waiting: BinaryHeap<Reverse<Share>>,
    /// How many are still to come.
    left: u64,
}

impl Shares<'_> {
    /// Whether something that begins at this second has to be made before the
    /// next share is known.
    fn is_due(&self, opening: i64) -> bool {
        self.waiting.peek().is_none_or(|Reverse(first)| opening <= first.time)
    }

    fn publish(&mut self) {
        let SharesWorld { config, population, .. } = self.world;
        let mut rng = generator(config.seed, Stream::News, self.story);
        let published = self.world.opening(self.story) + (rng.random::<f64>() * config.story_gap()) as i64;
        let community = population.community(&mut rng);
        for _ in 0..whole(config.size(self.world.quantile(self.story)), &mut rng) {
            let delay = log_normal(config.median_delay, config.delay_spread, &mut rng);
            let at_home = chance(config.loyalty, &mut rng);
            let community = if at_home { community } else { population.community(&mut rng) };
            let account = population.member(community, &mut rng);
            let time = published + delay as i64;
            if time >= config.start && delay <= f64::from(config.longest_delay) {
                self.waiting.push(Reverse(Share { time, account, object: self.story }));
            }
        }
        self.story += 1;
    }

    fn act(&mut self, Action { time, campaign, number, story }: Action) {
        let config = &self.world.config;
        let action = u64::from(campaign) * u64::from(config.actions) + u64::from(number);
        let mut rng = generator(config.seed, Stream::Member, action);
        for account in self.world.campaigns[campaign as usize].clone() {
            let time = time + i64::from(rng.random_range(0..=config.action_spread));
            if !chance(config.absence, &mut rng) {
                self.waiting.push(Reverse(Share { time, account, object: story }));
            }
        }
    }
}

impl Iterator for Shares<'_> {
    type Item = Share;

    fn next(&mut self) -> Option<Share> {
        self.left = self.left.checked_sub(1)?;
        while self.is_due(self.world.opening(self.story)) {
            self.publish();
        }
        while let Some(action) = self.actions.peek().copied().filter(|action| self.is_due(action.time)) {
            self.actions.next();
            self.act(action);
        }
        self.waiting.pop().map(|Reverse(share)| share)
    }
}
