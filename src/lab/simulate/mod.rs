//! Worlds with known truth.
//!
//! A simulated world is a set of posts and, for every account, the truth about
//! it. It keeps the method honest (what share of the planted campaigns is
//! found, what share of the list is innocent), and one of them is the sample
//! that ships with the repository. Nothing in it is real: no account, no link,
//! no text.
//!
//! Communities share things of heavy-tailed popularity, by day and by night,
//! with a log-normal volume per account; among them live those that only look
//! coordinated (fans, sister pages, crowds around breaking news, schedulers,
//! hyperactive accounts), and the campaigns of the table [`TACTICS`].
//!
//! Every entity has a seeded generator of its own, so that a world is the same
//! for any number of threads, and a world without campaigns has the same
//! organic posts as the one with them. A world too large for memory keeps its
//! posts on disk ([`simulate_on_disk`]) and has the same bytes. (Logarithms and
//! powers come from the system's mathematics library: another system may differ
//! in single posts.)

mod campaign;
mod catalogue;
mod config;
mod dictionary;
mod draw;
mod make;
mod names;
mod organic;
pub mod outlets;
mod pile;
mod population;
mod rhythm;
pub mod shares;
mod tactic;
mod write;

#[cfg(test)]
mod tests;

use std::num::NonZeroU32;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use catalogue::{Catalogue, Objects, Original};
use names::Names;
use organic::Organic;
use pile::Pile;
use population::Population;

pub use config::{InvalidWorld, WorldConfig};
pub use dictionary::data_dictionary;
pub use make::{Start, WorldFlags};
pub use pile::{Disk, SortedPosts};
pub use tactic::{Shared, Style, TACTICS, Tactic};
pub use write::{write_posts, write_sorted_posts, write_truth};

/// A simulated world. Its posts are in memory, or on disk as [`SortedPosts`].
#[derive(Debug)]
pub struct World<P = Vec<Post>> {
    /// Every post, in the order of time, then account; an account posts at
    /// most once a second.
    pub posts: P,
    /// How many posts there are of which kind.
    pub counts: Counts,
    /// The truth about each account, by its number.
    pub truth: Vec<Truth>,
    /// The planted campaigns, by their number.
    pub campaigns: Vec<Campaign>,
    names: Names,
    objects: Objects,
    /// Whether the files tell when things were published.
    publication_times: bool,
}

/// How many posts of a world are of which kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub posts: u64,
    /// Those that link to at least one address.
    pub with_link: u64,
    /// Those with at least one hashtag.
    pub with_hashtag: u64,
    /// Those with an image.
    pub with_image: u64,
    /// Those that pass on another.
    pub reposts: u64,
    /// Those with nothing that others could share.
    pub plain: u64,
    /// Those of each role, in the order of [`Role::ALL`].
    pub by_role: [u64; Role::ALL.len()],
}

/// A post; what it shows are numbers that get their names when written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Post {
    /// When, in seconds since 1970-01-01 UTC.
    pub time: i64,
    /// Who, an index of [`World::truth`].
    pub account: u32,
    /// The addresses that it links to.
    pub urls: [Option<ObjectId>; 2],
    /// Its hashtags.
    pub hashtags: [Option<ObjectId>; 2],
    /// Its image.
    pub media: Option<ObjectId>,
    /// The post that it passes on.
    pub repost: Option<Repost>,
}

/// The number of an address, a hashtag or an image; each kind counts for
/// itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(NonZeroU32);

/// Which post is passed on: an account posts at most once a second, so author
/// and time tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repost {
    /// Who wrote the original, an index of [`World::truth`].
    pub author: u32,
    /// Seconds from the original to the repost.
    pub delay: NonZeroU32,
}

/// What an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// An ordinary account.
    Organic,
    /// Reposts one favourite source within minutes, on its own account.
    Fan,
    /// One of several pages of a newsroom: coordinated, openly.
    SisterPage,
    /// Posts many times as much as others.
    Hyperactive,
    /// Posts through a scheduler, on the hour.
    Scheduled,
    /// Belongs to a planted campaign.
    Campaign,
}

/// The truth about one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truth {
    /// What it is.
    pub role: Role,
    /// Its campaign, an index of [`World::campaigns`]; of the role
    /// [`Role::Campaign`] only.
    pub campaign: Option<u32>,
}

/// A planted campaign.
#[derive(Clone, Debug, PartialEq)]
pub struct Campaign {
    /// How it works.
    pub tactic: &'static Tactic,
    /// Its members, indices of [`World::truth`].
    pub members: Range<u32>,
    /// Times at which a part of the members came together.
    pub operations: u32,
    /// Moments at which they acted on one object.
    pub actions: u32,
    /// Posts that members made in these actions.
    pub acts: u64,
    /// The first and the last of these posts, in seconds since 1970-01-01
    /// UTC; absent where there is none.
    pub span: Option<(i64, i64)>,
}

/// Why a world could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// A value of the configuration is out of its range.
    #[error(transparent)]
    Invalid(#[from] InvalidWorld),
    /// The disk refused.
    #[error(transparent)]
    Disk(#[from] std::io::Error),
}

/// Makes a world in memory: about 40 bytes a post.
///
/// # Errors
/// When a value of `config` is out of its range.
pub fn simulate(config: &WorldConfig) -> Result<World, WorldError> {
    make(config, None, SortedPosts::into_memory)
}

/// Makes the same world with its posts on disk: memory is needed for the
/// accounts and for what they share, not for the posts.
///
/// # Errors
/// When a value of `config` is out of its range, or when the disk refuses.
pub fn simulate_on_disk(config: &WorldConfig, disk: Disk) -> Result<World<SortedPosts>, WorldError> {
    make(config, Some(disk), Ok)
}

fn make<P>(
    config: &WorldConfig,
    disk: Option<Disk>,
    keep: impl FnOnce(SortedPosts) -> std::io::Result<P>,
) -> Result<World<P>, WorldError> {
    config.validate()?;
    let population = Population::new(config);
    let mut pile = Pile::new(config.period(), disk);
    let mut organic = Organic::new(config, &population, &mut pile)?;
    organic.audience(&mut pile)?;
    let campaigns = campaign::plant(&mut organic, &mut pile)?;
    let truth = truth(config, &population, &campaigns);
    let Catalogue { sites, objects, .. } = organic.catalogue;
    let (posts, counts) = pile.sorted();
    let names = Names::new(config.seed, sites);
    let publication_times = config.publication_times;
    Ok(World { posts: keep(posts)?, counts, truth, campaigns, names, objects, publication_times })
}

fn truth(config: &WorldConfig, population: &Population, campaigns: &[Campaign]) -> Vec<Truth> {
    let outside = (0..config.accounts).map(|account| Truth { role: population.role(account), campaign: None });
    let members = (0..).zip(campaigns).flat_map(|(number, campaign)| {
        campaign.members.clone().map(move |_| Truth { role: Role::Campaign, campaign: Some(number) })
    });
    outside.chain(members).collect()
}

impl<P> World<P> {
    /// When the page or the image of a post was published, in seconds since
    /// 1970-01-01 UTC; of posts that show exactly one.
    pub fn object_created(&self, post: &Post) -> Option<i64> {
        self.objects.created(post)
    }

    /// The account's id as it stands in the files: a number of 8 to 19 digits.
    pub fn account_id(&self, account: u32) -> u64 {
        self.names.account(account)
    }
}

impl Campaign {
    /// A campaign's id as it stands in the files.
    pub fn id(number: u32) -> String {
        format!("c{:02}", number + 1)
    }
}

impl Counts {
    fn add(&mut self, role: Role, posts: &[Post]) {
        let with = |shows: fn(&Post) -> bool| posts.iter().filter(|post| shows(post)).count() as u64;
        self.posts += posts.len() as u64;
        self.with_link += with(|post| post.urls[0].is_some());
        self.with_hashtag += with(|post| post.hashtags[0].is_some());
        self.with_image += with(|post| post.media.is_some());
        self.reposts += with(|post| post.repost.is_some());
        self.plain += with(Post::is_plain);
        self.by_role[role as usize] += posts.len() as u64;
    }
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] =
        [Self::Organic, Self::Fan, Self::SisterPage, Self::Hyperactive, Self::Scheduled, Self::Campaign];

    /// The name in the truth file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Organic => "organic",
            Self::Fan => "fan",
            Self::SisterPage => "sister_page",
            Self::Hyperactive => "hyperactive",
            Self::Scheduled => "scheduled",
            Self::Campaign => "campaign",
        }
    }
}

impl Post {
    fn new(account: u32, time: i64) -> Self {
        Self { time, account, urls: [None; 2], hashtags: [None; 2], media: None, repost: None }
    }

    /// A repost this many seconds after the original.
    fn passing_on(account: u32, original: Original, delay: u32) -> Self {
        let time = original.time + i64::from(delay);
        Self { repost: Repost::of(original, time), ..Self::new(account, time) }
    }

    /// Whether it shows nothing that others could share.
    fn is_plain(&self) -> bool {
        self.urls[0].is_none() && self.hashtags[0].is_none() && self.media.is_none() && self.repost.is_none()
    }

    /// When the post that this one passes on was published, in seconds since
    /// 1970-01-01 UTC.
    pub fn original_time(&self) -> Option<i64> {
        self.repost.map(|repost| self.time - i64::from(repost.delay.get()))
    }
}

impl Repost {
    /// A repost at `time`; nothing that has yet to be written can be passed on.
    fn of(original: Original, time: i64) -> Option<Self> {
        let delay = u32::try_from(time - original.time).ok().and_then(NonZeroU32::new)?;
        Some(Self { author: original.author, delay })
    }
}

impl ObjectId {
    /// Worlds are limited to fewer objects than there are numbers.
    fn new(number: usize) -> Self {
        let number = u32::try_from(number).ok().and_then(|n| NonZeroU32::new(n.wrapping_add(1)));
        Self(number.unwrap_or(NonZeroU32::MAX))
    }

    /// From 0.
    pub fn number(self) -> u32 {
        self.0.get() - 1
    }
}
