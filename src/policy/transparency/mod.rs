//! What is told about networks that were removed: what they were, the file of
//! confirmed operations, the transparency report made of it, and which networks
//! come back.
//!
//! [`removed`] describes a network of a run of `detect` as it was when it was
//! removed, and drafts its entry in the operations file. [`operations`] reads
//! `operations.toml` with the lists of accounts and followers that it names, and
//! finds everything in them that does not add up. [`report`] makes the monthly
//! tables, sums, sentences and charts of it. [`matching`] compares the networks
//! of a new run with those removed. Who is behind a network is never decided
//! here: a person fills that in.

mod facts;
pub mod matching;
mod objects;
pub mod operations;
pub mod removed;
pub mod report;
mod run;

pub use facts::{Fact, Facts, Followers};
pub use objects::{Doer, Objects, TEXT, all_objects};
pub use run::Run;
