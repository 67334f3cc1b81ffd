//! The exports that are recognised, one table each: what their columns, or
//! keys, mean, and where this was looked up.

mod bluesky;
mod discord;
mod form;
mod fourcat;
mod generic;
mod mastodon;
mod meta;
mod preset;
mod reddit;
mod telegram;
mod tiktok;
mod twitter;
mod vk;
mod weibo;
mod youtube;

pub use form::{Clock, Filter, Form, Shape};
pub use preset::Preset;
