//! The report on state-controlled media that a platform can publish, made of the
//! outputs of several periods: labelled outlets by country, accounts that were not
//! recommended, restricted or removed, advertisements that were refused and what
//! they were to cost, and appeals by outcome.
//!
//! What a period was not asked about (no table of advertisements was given) is not
//! reported, which is not zero. Remarks for the team stay out of the public form.

mod build;
mod finished;
mod markdown;
mod model;
mod page;
mod tables;
mod view;
mod write;

pub use model::{AdFigures, AppealFigures, Figures, Outlet, Published, Row};
