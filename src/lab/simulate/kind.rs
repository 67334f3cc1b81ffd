//! The kinds of things that posts share.

/// The kinds of object that have numbers of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Url,
    Hashtag,
    Media,
}

impl Kind {
    pub const COUNT: usize = 3;
}
