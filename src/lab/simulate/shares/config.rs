//! What decides a world of shares.

use serde::{Deserialize, Serialize};

use crate::simulate::config::{EARLIEST_START, InvalidWorld, MOST_ACCOUNTS, START, in_range, invalid};

/// Everything that decides a world of shares; the same values give the same
/// bytes.
///
/// Nothing but [`shares`](Self::shares) says how large the world is: the
/// period, the accounts, the stories and the campaigns grow with it, and the
/// co-acts per share stay as they are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SharesConfig {
    /// Seed of every generator.
    pub seed: u64,
    /// Shares, exactly.
    pub shares: u64,
    /// First second of the period, in seconds since 1970-01-01 UTC.
    pub start: i64,
    /// Ordinary shares in a second, on average; they make the period as long
    /// as it has to be.
    pub shares_per_second: f64,
    /// Shares of an account over the whole period, on average.
    pub shares_per_account: f64,
    /// Standard deviation of the logarithm of an account's activity.
    pub activity_spread: f64,
    /// Accounts of a topical community, on average.
    pub community: u32,
    /// Share of a story's audience that belongs to the story's community; the
    /// others come from all.
    pub loyalty: f64,
    /// Exponent of the power law of the stories' sizes.
    pub size_exponent: f64,
    /// The largest story, in shares; the smallest has one.
    pub largest_story: f64,
    /// Seconds after publication within which half of a story's shares come.
    pub median_delay: f64,
    /// Standard deviation of the logarithm of the delay.
    pub delay_spread: f64,
    /// Seconds after publication after which nobody shares any more.
    pub longest_delay: u32,
    /// Planted campaigns in a million shares.
    pub campaigns_per_million: f64,
    /// The smallest campaign, in accounts.
    pub smallest_campaign: u32,
    /// The largest campaign, in accounts.
    pub largest_campaign: u32,
    /// Seconds that a campaign lasts; the whole period where that is shorter.
    pub campaign_length: u32,
    /// Stories that a campaign shares, one at a time, over all its length.
    pub actions: u32,
    /// Seconds from the publication of a story until a campaign shares it, at
    /// least; less where a campaign does not last twice as long.
    pub shortest_wait: u32,
    /// Seconds from the publication of a story until a campaign shares it, at
    /// most; half of its length where that is shorter.
    pub longest_wait: u32,
    /// Seconds within which an action is over.
    pub action_spread: u32,
    /// Share of a campaign's actions that a member misses.
    pub absence: f64,
}

const SEED: u64 = 10;
const SHARES: u64 = 1_000_000;
/// A million shares take nearly six days.
const SHARES_PER_SECOND: f64 = 2.0;
const SHARES_PER_ACCOUNT: f64 = 20.0;
const ACTIVITY_SPREAD: f64 = 1.0;
const COMMUNITY: u32 = 4_000;
const LOYALTY: f64 = 0.42;
const SIZE_EXPONENT: f64 = 0.8;
const LARGEST_STORY: f64 = 6_000.0;
const MEDIAN_DELAY: f64 = 1_380.0;
const DELAY_SPREAD: f64 = 2.0;
/// Three days; less than a hundredth of the delays is longer.
const LONGEST_DELAY: u32 = 259_200;
const CAMPAIGNS_PER_MILLION: f64 = 30.0;
const SMALLEST_CAMPAIGN: u32 = 5;
const LARGEST_CAMPAIGN: u32 = 30;
/// A week.
const CAMPAIGN_LENGTH: u32 = 604_800;
const ACTIONS: u32 = 15;
const SHORTEST_WAIT: u32 = 3_600;
/// Twelve hours.
const LONGEST_WAIT: u32 = 43_200;
const ACTION_SPREAD: u32 = 50;
const ABSENCE: f64 = 0.15;

/// Ids of shares are numbered below this.
const MOST_SHARES: u64 = 1_000_000_000;
/// The end of the period, in seconds since 1970-01-01 UTC, after which ids of
/// shares would not fit a signed 64-bit integer.
const LATEST_END: f64 = 9e9;

impl Default for SharesConfig {
    fn default() -> Self {
        Self {
            seed: SEED,
            shares: SHARES,
            start: START,
            shares_per_second: SHARES_PER_SECOND,
            shares_per_account: SHARES_PER_ACCOUNT,
            activity_spread: ACTIVITY_SPREAD,
            community: COMMUNITY,
            loyalty: LOYALTY,
            size_exponent: SIZE_EXPONENT,
            largest_story: LARGEST_STORY,
            median_delay: MEDIAN_DELAY,
            delay_spread: DELAY_SPREAD,
            longest_delay: LONGEST_DELAY,
            campaigns_per_million: CAMPAIGNS_PER_MILLION,
            smallest_campaign: SMALLEST_CAMPAIGN,
            largest_campaign: LARGEST_CAMPAIGN,
            campaign_length: CAMPAIGN_LENGTH,
            actions: ACTIONS,
            shortest_wait: SHORTEST_WAIT,
            longest_wait: LONGEST_WAIT,
            action_spread: ACTION_SPREAD,
            absence: ABSENCE,
        }
    }
}

impl SharesConfig {
    /// The default world with this many shares.
    pub fn of_size(shares: u64) -> Self {
        Self { shares, ..Self::default() }
    }

    /// Checks every value.
    ///
    /// # Errors
    /// Names the first field that is out of its range, and the range.
    pub fn validate(&self) -> Result<(), InvalidWorld> {
        in_range("shares", self.shares, 0, MOST_SHARES)?;
        in_range("start", self.start, EARLIEST_START, LATEST_END as i64)?;
        in_range("shares_per_second", self.shares_per_second, 0.01, 10_000.0)?;
        in_range("shares_per_account", self.shares_per_account, 1.0, 1_000_000.0)?;
        in_range("activity_spread", self.activity_spread, 0.0, 3.0)?;
        in_range("community", self.community, 1, MOST_ACCOUNTS)?;
        in_range("loyalty", self.loyalty, 0.0, 1.0)?;
        in_range("size_exponent", self.size_exponent, 0.1, 3.0)?;
        in_range("largest_story", self.largest_story, 2.0, 1e7)?;
        in_range("longest_delay", self.longest_delay, 1, 31_536_000)?;
        in_range("median_delay", self.median_delay, 1.0, f64::from(self.longest_delay))?;
        in_range("delay_spread", self.delay_spread, 0.0, 5.0)?;
        in_range("campaigns_per_million", self.campaigns_per_million, 0.0, 1_000.0)?;
        in_range("smallest_campaign", self.smallest_campaign, 2, 1_000)?;
        in_range("largest_campaign", self.largest_campaign, self.smallest_campaign, 1_000)?;
        in_range("campaign_length", self.campaign_length, 1, 31_536_000)?;
        in_range("actions", self.actions, 1, 10_000)?;
        in_range("longest_wait", self.longest_wait, 1, self.longest_delay)?;
        in_range("shortest_wait", self.shortest_wait, 1, self.longest_wait)?;
        in_range("action_spread", self.action_spread, 0, 86_400)?;
        in_range("absence", self.absence, 0.0, 0.9)?;
        self.validate_together()
    }

    fn validate_together(&self) -> Result<(), InvalidWorld> {
        if self.shares as f64 / self.shares_per_account > f64::from(MOST_ACCOUNTS) {
            let problem = format!("it makes more than {MOST_ACCOUNTS} accounts");
            return Err(invalid("shares_per_account", problem));
        }
        if self.start as f64 + self.period() > LATEST_END {
            return Err(invalid("shares_per_second", format!("the period ends after {LATEST_END} s since 1970")));
        }
        if u64::from(self.campaigns()) * u64::from(self.largest_campaign) > self.accounts().into() {
            return Err(invalid("campaigns_per_million", "its members are more than the accounts that there are"));
        }
        Ok(())
    }

    /// All accounts, at least one.
    pub(super) fn accounts(&self) -> u32 {
        ((self.shares as f64 / self.shares_per_account) as u32).max(1)
    }

    /// Topical communities, at least one.
    pub(super) fn communities(&self) -> u32 {
        (self.accounts() / self.community).max(1)
    }

    /// Planted campaigns.
    pub(super) fn campaigns(&self) -> u32 {
        (self.campaigns_per_million * self.shares as f64 / 1e6).round() as u32
    }

    /// The length of the period in seconds, as it is planned.
    pub(super) fn period(&self) -> f64 {
        self.shares as f64 / self.shares_per_second
    }

    /// How long a campaign lasts, in seconds.
    pub(super) fn campaign_length(&self) -> f64 {
        self.period().min(self.campaign_length.into())
    }

    /// The shortest and the longest time from the publication of a story until
    /// a campaign shares it, in seconds.
    pub(super) fn waits(&self) -> (f64, f64) {
        let longest = (self.campaign_length() / 2.0).min(self.longest_wait.into());
        (longest.min(self.shortest_wait.into()), longest)
    }

    /// Seconds from one story to the next.
    pub(super) fn story_gap(&self) -> f64 {
        self.mean_size() / self.shares_per_second
    }

    /// The size of the story at this quantile, from 0 to 1, in shares: the
    /// inverse of `F(s) = (1 − s⁻ᵃ) / (1 − M⁻ᵃ)`, a power law with exponent
    /// `a` between 1 and `M`.
    pub(super) fn size(&self, quantile: f64) -> f64 {
        (1.0 - quantile * self.below_largest()).powf(-1.0 / self.size_exponent)
    }

    /// The mean of [`size`](Self::size): `a ∫₁ᴹ s⁻ᵃ ds / (1 − M⁻ᵃ)`.
    fn mean_size(&self) -> f64 {
        let rise = 1.0 - self.size_exponent;
        let log = self.largest_story.ln();
        let integral = if rise == 0.0 { log } else { (rise * log).exp_m1() / rise };
        self.size_exponent * integral / self.below_largest()
    }

    /// The part of an unlimited power law that lies below the largest story.
    fn below_largest(&self) -> f64 {
        1.0 - self.largest_story.powf(-self.size_exponent)
    }
}
