//! The transparency report: what a network was when it was removed, and which
//! networks come back.
//!
//! [`profile`] describes a network of a run of `detect` as it was when it was
//! removed, and drafts its entry in the operations file. [`matching`] compares
//! the networks of a new run with those. Who is behind a network is never
//! decided here: a person fills that in.

mod facts;
pub mod matching;
mod objects;
pub mod profile;
mod run;

pub use facts::{Fact, Facts, Followers};
pub use objects::{Objects, TEXT, all_objects};
pub use run::Run;
