//! Ids of accounts and posts.

use std::hash::BuildHasher;

use rustc_hash::FxBuildHasher;

/// Parts the platform from the account's id, where the rows tell platforms.
pub(super) const AFTER_PLATFORM: char = ':';

/// The id that the account has on its platform, where the platform stands before
/// it.
pub fn id_on_platform<'a>(id: &'a str, platform: Option<&str>) -> Option<&'a str> {
    id.strip_prefix(platform?)?.strip_prefix(AFTER_PLATFORM)
}

/// A post by its account, its time, and its fingerprint or row.
pub type Post = (u32, i64, u64);

/// The fingerprint of a content's id, never 0.
pub fn fingerprint(id: &str) -> u64 {
    FxBuildHasher.hash_one(id).max(1)
}
