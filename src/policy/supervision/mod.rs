//! State-controlled media: who is labelled, whose accounts try to reach other
//! countries, which advertisements may run where, and what a person must
//! decide.
//!
//! A policy team runs it each period over files ([`supervise`]): the
//! [`registry`], the accounts' [`audience`], [`posts`] and [`ads`], and perhaps
//! a run of `detect` and its own lists of the period before. From these follow
//! the [`reach`] of each account and the [`lists`]; [`changes`] tells what is
//! different now. Nothing is decided that the data do not show: what is thin,
//! unclear or overdue goes to `needs_review`, and no appeal changes a line
//! without the line saying so.

pub mod ads;
pub mod appeals;
pub mod audience;
pub mod changes;
pub mod config;
pub mod decisions;
mod eu;
mod files;
mod held;
pub mod home;
mod input;
pub mod label;
pub mod lists;
pub mod measures;
mod notes;
mod output;
mod page;
mod page_rows;
pub mod posts;
mod previous;
pub mod proportion;
pub mod published;
pub mod reach;
pub mod registry;
pub mod reviews;
mod rows;
mod run;
mod sentences;
mod settings;
mod tables;
pub mod topics;
pub mod undeclared;
mod whose;
mod words;
mod write;

pub use config::SupervisionConfig;
pub use files::Files;
pub use input::Input;
pub use lists::Lists;
pub use run::{Supervision, supervise};
pub use whose::Whose;
pub use write::write;
