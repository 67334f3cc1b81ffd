//! A year of invented state media with known behaviour, for supervision: a
//! registry with a history of each, their audiences by day and country, their
//! posts, their advertisements and where these ran, and the truth about each.
//!
//! An audience comes in stories: for one to several days the same share of it
//! is abroad, drawn from a beta distribution whose mean is the outlet's true
//! share, and the volume is log-normal around the outlet's own. The truth about
//! a share is that mean. Nothing in it is real: the outlets are invented, and
//! the countries stand for any.

mod outlet;
mod story;
mod texts;
mod write;

pub use outlet::{Behaviour, Day, Outlet, OutletPost, OutletsConfig, outlets};
pub use story::Story;
pub use texts::topics_toml;
pub use write::{
    about, registry_toml, registry_with_slips, write_ads, write_audience, write_delivery, write_posts, write_truth,
};
