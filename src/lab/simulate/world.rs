//! A simulated world.

use std::ops::Range;

use super::catalogue::Objects;
use super::config::InvalidWorld;
use super::counts::Counts;
use super::names::Names;
use super::post::Post;
use super::role::Truth;
use super::tactic::Tactic;

/// A simulated world. Its posts are in memory, or on disk as [`SortedPosts`](super::SortedPosts).
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
    pub(super) names: Names,
    pub(super) objects: Objects,
    /// Whether the files tell when things were published.
    pub(super) publication_times: bool,
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
