//! A world of plain shares to load-test with: heavy traffic in which the
//! co-acts per share are the same at a hundred thousand shares and at a
//! thousand million.
//!
//! Stories are published one after the other; their sizes follow a power law
//! and their shares come with log-normal delays. Part of a story's audience is
//! its topical community, in which the same accounts meet again. Members of a
//! campaign share what others do, and besides, all within a minute, a story
//! that is already hours old, now at this age and now at that: neither the
//! story's crowd nor a habit of theirs explains it, and there are as many such
//! actions in a small world as in a large one. There is neither day nor night,
//! because traffic that swells and ebbs would make the density of co-acts
//! depend on where a world begins and ends.
//!
//! A world is never held: a story is made when its first share can be due, and
//! only shares of stories that are still going round wait in memory. They are
//! as many as the traffic of some hours, whatever the size of the world.

mod config;
mod world;
mod write;

pub use config::SharesConfig;
pub use world::{Share, Shares, SharesWorld};
pub use write::{about, write_shares, write_truth};
