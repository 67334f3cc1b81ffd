//! `report.html`: one file without network or anything outside it.
//!
//! The page is whole without its script, which is the only one that its policy
//! lets run: it makes tables sortable, drawings alive, and evidence open on a
//! click.

mod account;
mod cautions;
mod collective;
mod data;
mod evidence;
mod fill;
mod groups;
mod limits;
mod members;
mod names;
mod network;
mod overview;
mod render;
mod triggers;

pub use fill::fill;
pub(crate) use render::{render, sections};
