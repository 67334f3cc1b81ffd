//! What decides a world.

use serde::{Deserialize, Serialize};

use super::rhythm::Period;
use super::role::Role;
use super::tactic::{Style, TACTICS};

/// Everything that decides a simulated world; the same values give the same
/// bytes.
///
/// Shares are fractions of [`accounts`](Self::accounts), from 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct WorldConfig {
    /// Seed of every generator.
    pub seed: u64,
    /// Accounts that belong to no campaign; members of campaigns come on top.
    pub accounts: u32,
    /// Length of the period in days of 86,400 seconds.
    pub days: u32,
    /// First second of the period, in seconds since 1970-01-01 UTC.
    pub start: i64,
    /// Topical communities.
    pub topics: u32,
    /// Ordinary posts per account and day, on average.
    pub posts_per_day: f64,
    /// Standard deviation of the logarithm of an account's volume: 0 gives all
    /// accounts the same, 1 and above a heavy tail.
    pub activity_spread: f64,
    /// Share of accounts that repost one favourite source within minutes.
    pub fans: f64,
    /// Share of accounts that are pages of newsrooms with several pages.
    pub sister_pages: f64,
    /// Share of accounts that post all day long.
    pub hyperactive: f64,
    /// Share of accounts whose posts a scheduler sends on the hour.
    pub scheduled: f64,
    /// Share of accounts that poll a feed, in groups of twelve with one feed
    /// each.
    pub feed_bots: f64,
    /// Share of accounts that read a daily mail, in groups of sixty with one
    /// mail each.
    pub digest_readers: f64,
    /// Share of accounts that answer live events with old memes, in groups of
    /// eighty.
    pub event_fans: f64,
    /// Share of accounts that are called once or twice to act on the same few
    /// links, in crowds of three hundred.
    pub raiders: f64,
    /// Share of accounts that carry the items of an agency, twenty for each.
    pub agency_outlets: f64,
    /// Share of accounts whose owner has three of them.
    pub owners: f64,
    /// Share of accounts in small communities that share from a small shelf,
    /// thirty to sixty accounts each.
    pub enthusiasts: f64,
    /// Breaking news per day, in the whole world.
    pub breaking_news_per_day: f64,
    /// Whether the posts tell when what they link, show or pass on was
    /// published. Without, the columns are there and empty.
    pub publication_times: bool,
    /// Planted campaigns. 0 gives a null world: the same organic posts without
    /// any campaign.
    pub campaigns: u32,
    /// The styles that the campaigns take in turn; none stands for
    /// [`Style::CLASSIC`]. A style that stands here twice is twice as frequent.
    pub styles: Vec<Style>,
    /// The smallest campaign, in accounts, where its style says nothing else.
    pub smallest_campaign: u32,
    /// The largest campaign, in accounts, where its style says nothing else.
    pub largest_campaign: u32,
    /// Share of a campaign member's posts that are ordinary ones, as a cover,
    /// where its style says nothing else.
    pub camouflage: f64,
    /// Share of a campaign's actions that a member misses although the
    /// operation counts on it, where its style says nothing else.
    pub absence: f64,
}

const SEED: u64 = 10;
const ACCOUNTS: u32 = 3_300;
const DAYS: u32 = 60;
/// 2025-03-03 00:00:00 UTC, a Monday.
pub(super) const START: i64 = 1_740_960_000;
const TOPICS: u32 = 12;
const POSTS_PER_DAY: f64 = 0.15;
const ACTIVITY_SPREAD: f64 = 1.2;
const FANS: f64 = 0.04;
const SISTER_PAGES: f64 = 0.015;
const HYPERACTIVE: f64 = 0.005;
const SCHEDULED: f64 = 0.015;
const BREAKING_NEWS_PER_DAY: f64 = 0.3;
const CAMPAIGNS: u32 = 11;
const SMALLEST_CAMPAIGN: u32 = 6;
const LARGEST_CAMPAIGN: u32 = 40;
const CAMOUFLAGE: f64 = 0.5;
const ABSENCE: f64 = 0.15;

/// [`WorldConfig::trials`]: twenty feeds, three mails, three groups that watch
/// live events, two raids, three agencies, twenty owners, and a community of
/// enthusiasts of each breadth.
const TRIAL_ACCOUNTS: u32 = 6_000;
const TRIAL_FEED_BOTS: f64 = 0.04;
const TRIAL_DIGEST_READERS: f64 = 0.03;
const TRIAL_EVENT_FANS: f64 = 0.04;
const TRIAL_RAIDERS: f64 = 0.1;
const TRIAL_AGENCY_OUTLETS: f64 = 0.01;
const TRIAL_OWNERS: f64 = 0.01;
const TRIAL_ENTHUSIASTS: f64 = 0.03;

/// Accounts per topic and per campaign in [`WorldConfig::of_size`].
const ACCOUNTS_PER_TOPIC: u32 = 300;
const ACCOUNTS_PER_CAMPAIGN: u32 = 2_000;
/// Posts per account of a world with the shares of the sample, measured.
const POSTS_PER_ACCOUNT: f64 = 16.0;

/// Ids are numbered below these limits: more accounts or posts would not fit.
pub(super) const MOST_ACCOUNTS: u32 = 50_000_000;
const MOST_POSTS: f64 = 1e9;
const MOST_DAYS: u32 = 3_650;
/// 2001-09-09 and 2096-10-02: between them, post ids have 19 digits and fit a
/// signed 64-bit integer, and so do those of the period's end.
pub(super) const EARLIEST_START: i64 = 1_000_000_000;
const LATEST_START: i64 = 4_000_000_000;

/// A value that no world can be made from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{field}`: {problem}")]
pub struct InvalidWorld {
    /// The field of [`WorldConfig`].
    pub field: &'static str,
    /// What is wrong with it, and what it takes.
    pub problem: String,
}

impl Default for WorldConfig {
    fn default() -> Self {
        Self::season()
    }
}

impl WorldConfig {
    /// The sample that ships with the repository: sixty days, every
    /// style of [`Style::CLASSIC`] once.
    pub fn season() -> Self {
        Self {
            seed: SEED,
            accounts: ACCOUNTS,
            days: DAYS,
            start: START,
            topics: TOPICS,
            posts_per_day: POSTS_PER_DAY,
            activity_spread: ACTIVITY_SPREAD,
            fans: FANS,
            sister_pages: SISTER_PAGES,
            hyperactive: HYPERACTIVE,
            scheduled: SCHEDULED,
            feed_bots: 0.0,
            digest_readers: 0.0,
            event_fans: 0.0,
            raiders: 0.0,
            agency_outlets: 0.0,
            owners: 0.0,
            enthusiasts: 0.0,
            breaking_news_per_day: BREAKING_NEWS_PER_DAY,
            publication_times: true,
            campaigns: CAMPAIGNS,
            styles: Vec::new(),
            smallest_campaign: SMALLEST_CAMPAIGN,
            largest_campaign: LARGEST_CAMPAIGN,
            camouflage: CAMOUFLAGE,
            absence: ABSENCE,
        }
    }

    /// The season without its campaigns: what is found in it is a false
    /// discovery.
    pub fn null() -> Self {
        Self { campaigns: 0, ..Self::season() }
    }

    /// A trial of strength: two months with every style, the later ones twice,
    /// and every kind of innocent crowd.
    pub fn trials() -> Self {
        let mut styles: Vec<Style> = TACTICS.iter().map(|tactic| tactic.style).collect();
        styles.rotate_left(Style::CLASSIC.len());
        Self {
            accounts: TRIAL_ACCOUNTS,
            // The last of the styles, the vendor, has enough members for once.
            campaigns: (2 * styles.len() - Style::CLASSIC.len() - 1) as u32,
            styles,
            feed_bots: TRIAL_FEED_BOTS,
            digest_readers: TRIAL_DIGEST_READERS,
            event_fans: TRIAL_EVENT_FANS,
            raiders: TRIAL_RAIDERS,
            agency_outlets: TRIAL_AGENCY_OUTLETS,
            owners: TRIAL_OWNERS,
            enthusiasts: TRIAL_ENTHUSIASTS,
            ..Self::season()
        }
    }

    /// The trials without their campaigns.
    pub fn trials_null() -> Self {
        Self { campaigns: 0, ..Self::trials() }
    }

    /// A world of about this many posts, with the season's habits; topics and
    /// campaigns grow with it.
    pub fn of_size(posts: u64) -> Self {
        let accounts = (posts as f64 / POSTS_PER_ACCOUNT).min(f64::from(MOST_ACCOUNTS)) as u32;
        Self {
            accounts: accounts.max(1),
            topics: (accounts / ACCOUNTS_PER_TOPIC).max(1),
            campaigns: (accounts / ACCOUNTS_PER_CAMPAIGN).max(1),
            ..Self::season()
        }
    }

    /// Checks every value.
    ///
    /// # Errors
    /// Names the first field that is out of its range, and the range.
    pub fn validate(&self) -> Result<(), InvalidWorld> {
        in_range("accounts", self.accounts, 0, MOST_ACCOUNTS)?;
        in_range("days", self.days, 1, MOST_DAYS)?;
        in_range("start", self.start, EARLIEST_START, LATEST_START)?;
        in_range("topics", self.topics, 1, 1_000_000)?;
        in_range("posts_per_day", self.posts_per_day, 0.0, 1_000.0)?;
        in_range("activity_spread", self.activity_spread, 0.0, 3.0)?;
        for (_, field, share) in self.shares() {
            in_range(field, share, 0.0, 1.0)?;
        }
        in_range("breaking_news_per_day", self.breaking_news_per_day, 0.0, 24.0)?;
        in_range("campaigns", self.campaigns, 0, 100_000)?;
        in_range("smallest_campaign", self.smallest_campaign, 2, 10_000)?;
        in_range("largest_campaign", self.largest_campaign, self.smallest_campaign, 10_000)?;
        in_range("camouflage", self.camouflage, 0.0, 0.95)?;
        in_range("absence", self.absence, 0.0, 0.9)?;
        self.validate_together()
    }

    fn validate_together(&self) -> Result<(), InvalidWorld> {
        let taken: f64 = self.shares().iter().map(|(_, _, share)| share).sum();
        if taken > 1.0 + 1e-9 {
            let problem = format!("with the other roles it takes {taken:.3} of all accounts, which must be at most 1");
            return Err(invalid("fans", problem));
        }
        if self.campaigns > 0 && self.accounts == 0 {
            return Err(invalid("accounts", "a campaign needs others to hide among, so it must be at least 1"));
        }
        if self.expected_posts() > MOST_POSTS {
            let problem =
                format!("{} posts are expected in all, which must be at most {MOST_POSTS}", self.expected_posts());
            return Err(invalid("posts_per_day", problem));
        }
        Ok(())
    }

    /// The share of each role other than organic, with its field; accounts are
    /// numbered in this order.
    pub(super) fn shares(&self) -> [(Role, &'static str, f64); 11] {
        [
            (Role::Fan, "fans", self.fans),
            (Role::SisterPage, "sister_pages", self.sister_pages),
            (Role::Hyperactive, "hyperactive", self.hyperactive),
            (Role::Scheduled, "scheduled", self.scheduled),
            (Role::FeedBot, "feed_bots", self.feed_bots),
            (Role::DigestReader, "digest_readers", self.digest_readers),
            (Role::EventFan, "event_fans", self.event_fans),
            (Role::Raider, "raiders", self.raiders),
            (Role::AgencyOutlet, "agency_outlets", self.agency_outlets),
            (Role::Owner, "owners", self.owners),
            (Role::Enthusiast, "enthusiasts", self.enthusiasts),
        ]
    }

    /// Ordinary posts per account over the whole period, on average.
    pub(super) fn volume(&self) -> f64 {
        self.posts_per_day * f64::from(self.days)
    }

    /// Ordinary posts of all accounts.
    pub(super) fn expected_posts(&self) -> f64 {
        f64::from(self.accounts) * self.volume()
    }

    pub(super) fn period(&self) -> Period {
        Period { start: self.start, days: i64::from(self.days) }
    }
}

pub(super) fn invalid(field: &'static str, problem: impl Into<String>) -> InvalidWorld {
    InvalidWorld { field, problem: problem.into() }
}

/// Not a number fails, too.
pub(super) fn in_range<T: PartialOrd + std::fmt::Display>(
    field: &'static str,
    value: T,
    least: T,
    most: T,
) -> Result<(), InvalidWorld> {
    if value >= least && value <= most {
        return Ok(());
    }
    Err(invalid(field, format!("{value} is out of range; it takes {least} to {most}")))
}
