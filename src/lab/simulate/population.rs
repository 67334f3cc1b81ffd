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

/// Accounts of a crowd, by role; the crowds of a role take these sizes in
/// turn.
fn crowd_sizes(role: Role) -> &'static [u32] {
    match role {
        Role::FeedBot => &[12],
        Role::DigestReader => &[60],
        Role::EventFan => &[80],
        Role::Raider => &[300],
        Role::AgencyOutlet => &[20],
        Role::Owner => &[3],
        Role::Enthusiast => &[30, 40, 50, 60],
        _ => &[],
    }
}

/// The accounts outside campaigns, by role; the ranges follow one another
/// from 0, and all other accounts are ordinary ones.
#[derive(Clone, Debug)]
pub(super) struct Population {
    pub voices: Range<u32>,
    roles: Vec<(Role, Range<u32>)>,
    /// In the order of their accounts.
    pub crowds: Vec<Crowd>,
}

/// Innocents that meet because they have something in common.
#[derive(Clone, Debug)]
pub(super) struct Crowd {
    pub role: Role,
    /// Its number among the crowds of its role.
    pub number: u32,
    pub members: Range<u32>,
}

impl Crowd {
    /// Crowds belong to the topics in turn.
    pub fn topic(&self, topics: u32) -> usize {
        (self.number % topics) as usize
    }
}

impl Population {
    pub fn new(config: &WorldConfig) -> Self {
        let sizes = config.shares().map(|(role, _, share)| (role, (f64::from(config.accounts) * share) as u32));
        let others = config.accounts - sizes.iter().map(|(_, size)| size).sum::<u32>().min(config.accounts);
        let voices = ((f64::from(config.accounts) * VOICES).ceil() as u32).min(others);
        let mut end = voices;
        let roles = sizes.map(|(role, size)| {
            end += size;
            (role, end - size..end)
        });
        let crowds = roles.iter().flat_map(|(role, accounts)| crowds(*role, accounts)).collect();
        Self { voices: 0..voices, roles: roles.into(), crowds }
    }

    /// The role of an account outside campaigns.
    pub fn role(&self, account: u32) -> Role {
        let found = self.roles.iter().find(|(_, accounts)| accounts.contains(&account));
        found.map_or(Role::Organic, |(role, _)| *role)
    }

    /// The crowd that an account belongs to, an index of
    /// [`crowds`](Self::crowds).
    pub fn crowd_of(&self, account: u32) -> Option<usize> {
        let found = self.crowds.partition_point(|crowd| crowd.members.end <= account);
        self.crowds.get(found).filter(|crowd| crowd.members.contains(&account)).map(|_| found)
    }

    fn sister_pages(&self) -> Range<u32> {
        let found = self.roles.iter().find(|(role, _)| *role == Role::SisterPage);
        found.map_or(0..0, |(_, accounts)| accounts.clone())
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
        self.sister_pages().len().div_ceil(PAGES_PER_NEWSROOM as usize)
    }

    /// The newsroom that a sister page belongs to.
    pub fn newsroom_of(&self, page: u32) -> usize {
        ((page - self.sister_pages().start) / PAGES_PER_NEWSROOM) as usize
    }

    /// Newsrooms belong to the topics in turn.
    pub fn newsrooms_of(&self, topic: usize, topics: u32) -> impl Iterator<Item = usize> + use<> {
        (topic..self.newsrooms()).step_by(topics as usize)
    }
}

/// The crowds of a role that has these accounts; the last one may be smaller.
fn crowds(role: Role, accounts: &Range<u32>) -> Vec<Crowd> {
    let mut first = accounts.start;
    let crowd = |(number, &size): (u32, &u32)| {
        let members = first..accounts.end.min(first + size);
        first = members.end;
        (!members.is_empty()).then_some(Crowd { role, number, members })
    };
    (0..).zip(crowd_sizes(role).iter().cycle()).map_while(crowd).collect()
}
