//! Posts, and what they show and pass on.

use std::num::NonZeroU32;

/// A post; what it shows are numbers that get their names when written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Post {
    /// When, in seconds since 1970-01-01 UTC.
    pub time: i64,
    /// Who, an index of [`World::truth`](super::World::truth).
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
pub struct ObjectId(pub(super) NonZeroU32);

/// Which post is passed on: an account posts at most once a second, so author
/// and time tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Repost {
    /// Who wrote the original, an index of [`World::truth`](super::World::truth).
    pub author: u32,
    /// Seconds from the original to the repost.
    pub delay: NonZeroU32,
}

/// A post that others repost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Original {
    pub author: u32,
    pub time: i64,
}

impl Post {
    pub(super) fn new(account: u32, time: i64) -> Self {
        Self { time, account, urls: [None; 2], hashtags: [None; 2], media: None, repost: None }
    }

    /// A repost this many seconds after the original.
    pub(super) fn passing_on(account: u32, original: Original, delay: u32) -> Self {
        let time = original.time + i64::from(delay);
        Self { repost: Repost::of(original, time), ..Self::new(account, time) }
    }

    /// Whether it shows nothing that others could share.
    pub(super) fn is_plain(&self) -> bool {
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
    pub(super) fn of(original: Original, time: i64) -> Option<Self> {
        let delay = u32::try_from(time - original.time).ok().and_then(NonZeroU32::new)?;
        Some(Self { author: original.author, delay })
    }
}

impl ObjectId {
    /// Worlds are limited to fewer objects than there are numbers.
    pub(super) fn new(number: usize) -> Self {
        let number = u32::try_from(number).ok().and_then(|n| NonZeroU32::new(n.wrapping_add(1)));
        Self(number.unwrap_or(NonZeroU32::MAX))
    }

    /// From 0.
    pub fn number(self) -> u32 {
        self.0.get() - 1
    }
}
