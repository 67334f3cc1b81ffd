//! Who lives in a world: which account has which role.

use std::ops::Range;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::config::WorldConfig;
use super::role::Role;

/// Share of the accounts that are voices: they write what others repost.
const VOICES: f64 = 0.01;
/// Every third voice is a desk that works in shifts.
const DESKS: u32 = 3;
/// Pages of one newsroom.
const PAGES_PER_NEWSROOM: u32 = 4;

/// The accounts outside campaigns, by role; the ranges follow one another
/// from 0, and all other accounts are ordinary ones.
#[derive(Clone, Debug)]
pub(super) struct Population {
    pub voices: Range<u32>,
    pub fans: Range<u32>,
    pub sister_pages: Range<u32>,
    pub hyperactive: Range<u32>,
    pub scheduled: Range<u32>,
}

impl Population {
    pub fn new(config: &WorldConfig) -> Self {
        let sizes = config.shares().map(|(_, share)| (f64::from(config.accounts) * share) as u32);
        let others = config.accounts - sizes.iter().sum::<u32>().min(config.accounts);
        let voices = ((f64::from(config.accounts) * VOICES).ceil() as u32).min(others);
        let mut end = voices;
        let [fans, sister_pages, hyperactive, scheduled] = sizes.map(|size| {
            end += size;
            end - size..end
        });
        Self { voices: 0..voices, fans, sister_pages, hyperactive, scheduled }
    }

    /// The role of an account outside campaigns.
    pub fn role(&self, account: u32) -> Role {
        let roles = [
            (&self.fans, Role::Fan),
            (&self.sister_pages, Role::SisterPage),
            (&self.hyperactive, Role::Hyperactive),
            (&self.scheduled, Role::Scheduled),
        ];
        let found = roles.into_iter().find(|(accounts, _)| accounts.contains(&account));
        found.map_or(Role::Organic, |(_, role)| role)
    }

    /// Whether a voice posts day and night.
    pub fn is_desk(voice: u32) -> bool {
        voice.is_multiple_of(DESKS)
    }

    /// One of the voices that post day and night; 0 where there are none.
    pub fn any_desk(&self, rng: &mut Pcg64Mcg) -> u32 {
        let desks = self.voices.end.div_ceil(DESKS).max(1);
        rng.random_range(0..desks) * DESKS
    }

    /// Voices belong to the topics in turn.
    pub fn topic_of_voice(voice: u32, topics: u32) -> usize {
        (voice % topics) as usize
    }

    pub fn newsrooms(&self) -> usize {
        self.sister_pages.len().div_ceil(PAGES_PER_NEWSROOM as usize)
    }

    /// The newsroom that a sister page belongs to.
    pub fn newsroom_of(&self, page: u32) -> usize {
        ((page - self.sister_pages.start) / PAGES_PER_NEWSROOM) as usize
    }

    /// Newsrooms belong to the topics in turn.
    pub fn newsrooms_of(&self, topic: usize, topics: u32) -> impl Iterator<Item = usize> + use<> {
        (topic..self.newsrooms()).step_by(topics as usize)
    }
}
