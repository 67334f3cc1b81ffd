//! How many posts a world has, by what they show and by whom they are.

use super::post::Post;
use super::role::Role;

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

impl Counts {
    pub(super) fn add(&mut self, role: Role, posts: &[Post]) {
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
