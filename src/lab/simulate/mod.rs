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
//! hyperactive accounts, and on request crowds with something else in common,
//! such as a feed or a live event), and the campaigns of the table [`TACTICS`].
//!
//! Every entity has a seeded generator of its own, so that a world is the same
//! for any number of threads, and a world without campaigns has the same
//! organic posts as the one with them. A world too large for memory keeps its
//! posts on disk ([`simulate_on_disk`]) and has the same bytes. (Logarithms and
//! powers come from the system's mathematics library: another system may differ
//! in single posts.)

mod build;
mod campaign;
mod catalogue;
mod config;
mod counts;
mod crowds;
mod dictionary;
mod draw;
mod kind;
mod make;
mod names;
mod organic;
pub mod outlets;
mod pile;
mod population;
mod post;
mod rhythm;
mod role;
pub mod shares;
mod tactic;
mod world;
mod write;

#[cfg(test)]
mod tests;

pub use build::{simulate, simulate_on_disk};
pub use config::{InvalidWorld, WorldConfig};
pub use counts::Counts;
pub use dictionary::data_dictionary;
pub use make::{Start, WorldRequest};
pub use pile::{Disk, SortedPosts};
pub use post::{ObjectId, Post, Repost};
pub use role::{Role, Truth};
pub use tactic::{Often, Pace, Shared, Stretches, Style, TACTICS, Tactic};
pub use world::{Campaign, World, WorldError};
pub use write::{write_posts, write_sorted_posts, write_truth};
