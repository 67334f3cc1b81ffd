//! Reactions that are faster than people's.

use crate::events::Window;

/// A reaction at most this long after the publication is fast.
pub const FAST: Window = Window::seconds(10);

/// How fast everybody reacts to posts whose publication is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reactions {
    /// Distinct posts to which each account reacted, at any speed.
    pub posts: Vec<u32>,
    /// The share of all reactions that were fast.
    pub fast: f64,
}
